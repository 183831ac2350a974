"""The planner in a process of its own: a request on standard input, lines of JSON on standard output.

`{"says": …}` is what is being done, `{"answer": …}` the answer, `{"refused": […]}` what made the request unusable.
It reads no database and knows no Django, so a page never waits for it.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.answer import to_json
from euthymia.domain.scheduling.planner import plan
from euthymia.domain.scheduling.reading import parse


def main() -> None:
    try:
        asked = parse(json.load(sys.stdin))
    except Unusable as refused:
        _write({"refused": [f"{fault.at}: {fault}" for fault in refused.faults]})
        return
    began = time.monotonic()
    found = plan(
        asked, lambda: asked.limit_s - (time.monotonic() - began), lambda says: _write({"says": says})
    )
    _write({"answer": to_json(found, asked)})


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, allow_nan=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
