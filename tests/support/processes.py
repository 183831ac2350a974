"""The program's real processes, started and killed by a test, and a sender that speaks MLLP to them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count, islice

from euthymia.domain.wire import frame

from . import environment

PATIENCE_S = 180.0  # of a machine that has much else to do; nothing here says how fast anything is
# Below the ports that systems hand out to whoever connects: what was free stays free until it is opened.
PORTS = range(20_000, 32_000)
_next_port = count(os.getpid() * 16)


class Process:
    """A command of the program; what it says on standard error is read line by line."""

    def __init__(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "euthymia.faces.command.cli", *arguments],
            env=env or environment.for_process(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.said: list[str] = []

    def wait_for(self, pattern: str) -> re.Match[str]:
        """The first line that matches, from here on. Fails when the process ends or takes too long."""
        assert self.popen.stderr is not None
        watchdog = threading.Timer(PATIENCE_S, self.popen.kill)
        watchdog.start()
        try:
            for line in self.popen.stderr:
                self.said.append(line)
                if match := re.search(pattern, line):
                    return match
        finally:
            watchdog.cancel()
        raise AssertionError(f"it ended without saying {pattern!r}:\n{''.join(self.said)}")

    def kill(self) -> None:
        self.popen.kill()
        self._close()

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        self.popen.send_signal(signal.SIGTERM)
        return self._close()

    def _close(self) -> int:
        try:
            _, rest = self.popen.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            _, rest = self.popen.communicate()
        self.said.append(rest or "")
        return self.popen.returncode


@contextmanager
def running(*arguments: str, env: dict[str, str] | None = None) -> Iterator[Process]:
    process = Process(*arguments, env=env)
    try:
        yield process
    except BaseException:
        process.kill()
        print("".join(process.said))  # shown by pytest beside the failure
        raise
    finally:
        if process.popen.poll() is None:
            process.kill()
        else:
            process._close()


def free_port() -> int:
    """A port that nobody listens at and that no connection is given by chance; another one at each call."""
    for number in islice(_next_port, len(PORTS)):
        port = PORTS[number % len(PORTS)]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("every port is taken")


class Sender:
    """One connection to the listener."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self._buffer = b""

    def send(self, messages: Sequence[bytes]) -> None:
        self.socket.sendall(b"".join(frame(one) for one in messages))

    def answer(self) -> tuple[str, str] | None:
        """(code, control id) of the next acknowledgement, or None when the line was closed."""
        while b"\x1c\x0d" not in self._buffer:
            try:
                chunk = self.socket.recv(1 << 16)
            except ConnectionError:
                return None
            if not chunk:
                return None
            self._buffer += chunk
        data, _, self._buffer = self._buffer.partition(b"\x1c\x0d")
        msa = next(line for line in data.split(b"\r") if line.startswith(b"MSA")).decode().split("|")
        return msa[1], msa[2]

    def close(self) -> None:
        self.socket.close()


def is_root() -> bool:
    return os.geteuid() == 0
