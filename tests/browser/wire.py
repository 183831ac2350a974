"""One tablet's own way to the server, which can be cut while the others reach it.

What a browser calls offline leaves a stream that is open alone; a wire that is cut does not.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread


class Wire:
    """Bytes go through as they come, until it is cut; then nothing does, and nothing new begins."""

    def __init__(self, to: int) -> None:
        self._to, self._is_cut = to, False
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        Thread(target=self._let_in, daemon=True).start()

    def cut(self) -> None:
        self._is_cut = True
        for one in self._ends:
            _end(one)
        self._ends.clear()

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        _end(self._door)
        self.cut()

    def _let_in(self) -> None:
        while True:
            try:
                here, _ = self._door.accept()
            except OSError:
                return
            try:
                if self._is_cut:
                    raise ConnectionRefusedError
                there = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                _end(here)
                continue
            self._ends += [here, there]
            Thread(target=_pass_on, args=(here, there), daemon=True).start()
            Thread(target=_pass_on, args=(there, here), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(65_536):
            other.sendall(piece)
    _end(one)
    _end(other)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
