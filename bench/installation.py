"""An installation of the program for the length of a run: its folder, its database, its real processes."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

START_S = 180.0
STOP_S = 15.0
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def prepare() -> None:
    """Say where everything lives, before any setting is read. The folder goes when this process ends.

    Demo mode: invented people sign in without a second factor, and the predicted curve is drawn.
    """
    home = Path(tempfile.mkdtemp(prefix="euthymia-bench-"))
    home.chmod(0o755)  # where we are root, the embedded server runs as a user of its own
    # What is registered first runs last: the embedded server has stopped by then.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in [name for name in os.environ if name.startswith(("EUTHYMIA_", "DATABASE_"))]:
        del os.environ[name]
    os.environ |= {
        "EUTHYMIA_HOME": str(home),
        "EUTHYMIA_MODE": "demo",
        "EUTHYMIA_LOG": "ERROR",
        "DJANGO_SETTINGS_MODULE": "euthymia.config.settings",
    }


def make_database() -> None:
    """Read the settings, make the database and put its guards in place."""
    from django.core.management import call_command

    from euthymia.faces.command.database import django_ready

    django_ready()
    call_command("migrate", database="owner", interactive=False, verbosity=0)


@dataclass(frozen=True, slots=True)
class Running:
    """The three processes of a clinic. Ports on this machine."""

    port: int
    mllp_port: int
    pids: dict[str, int]

    def resident_mb(self) -> dict[str, float]:
        """Memory in use by each process and its own processes now."""
        return {name: sum(map(_resident_bytes, _with_children(pid))) / 1e6 for name, pid in self.pids.items()}


@contextmanager
def running() -> Iterator[Running]:
    """`serve`, `listen` and `monitor` as a clinic runs them, up when this begins and stopped when it ends."""
    port, mllp_port = _free_port(), _free_port()
    commands = {
        "serve": ["serve", "--port", str(port)],
        "listen": ["listen", "--port", str(mllp_port)],
        "monitor": ["monitor"],
    }
    with ExitStack() as stack:
        started = {name: stack.enter_context(_process(name, each)) for name, each in commands.items()}
        for answering in (port, mllp_port):
            _until_up(answering, started)
        yield Running(port, mllp_port, {name: process.pid for name, process in started.items()})


@contextmanager
def _process(name: str, arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    with (Path(os.environ["EUTHYMIA_HOME"]) / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "euthymia.faces.command.cli", *arguments], stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until_up(port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        dead = [name for name, process in processes.items() if process.poll() is not None]
        if dead:
            log = (Path(os.environ["EUTHYMIA_HOME"]) / f"{dead[0]}.log").read_text("utf-8", "replace")
            raise RuntimeError(f"{dead[0]} ended while starting: {log[-800:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers at port {port} after {START_S:g} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _with_children(pid: int) -> list[int]:
    listed = [path.read_text("ascii").split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [pid, *(int(child) for children in listed for child in children)]


def _resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE_BYTES
