"""What every long-running process does once it has started."""

from __future__ import annotations

import subprocess
import sys

LITTLE = """
import resource
from euthymia.kit import processes
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
processes.settle()
print(resource.getrlimit(resource.RLIMIT_NOFILE) == (most, most))
"""


def test_a_process_may_hold_as_many_monitors_and_screens_as_the_system_allows() -> None:
    said = subprocess.run([sys.executable, "-c", LITTLE], capture_output=True, text=True, check=True)

    assert said.stdout == "True\n"
