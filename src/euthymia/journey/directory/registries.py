"""Where answers of primary sources come from: the network, a folder of files, or nowhere.

`EUTHYMIA_REGISTRIES` says which: `network`, the path of a folder, or nothing. In a folder each source has its place
(`Source.place`): what an installation without a network has fetched by other means, or what a demo has invented.
"""

from __future__ import annotations

import http.client
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from euthymia.domain.directory.sources import Question, Source

from . import receipts

TIMEOUT_S = 20
LARGEST = 64 << 20  # bytes; the list of the excluded is about a quarter of this
NETWORK = "network"


class NoAnswer(Exception):
    """The source did not answer. The words say how."""


class Registry(Protocol):
    def answer(self, source: Source, question: Question) -> bytes:
        """Everything the source answers. Raises NoAnswer."""
        ...

    def fingerprint(self, source: Source, question: Question) -> str:
        """SHA-256 of what would be answered now, where that is known without asking; else ""."""
        ...


class Folder:
    """Answers kept as files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def answer(self, source: Source, question: Question) -> bytes:
        path = (self.root / source.place(question)).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise NoAnswer("the question names no file of this folder")
        try:
            if path.stat().st_size > LARGEST:
                raise NoAnswer("the file is larger than any answer of this source")
            return path.read_bytes()
        except OSError as error:
            raise NoAnswer(f"no answer is kept: {error.strerror or 'unreadable'}") from error

    def fingerprint(self, source: Source, question: Question) -> str:
        """A file that was put in place since the last answer is read at once, whatever the rhythm."""
        try:
            return receipts.sha256(self.answer(source, question))
        except NoAnswer:
            return ""


class Network:
    """The sources themselves, over HTTPS."""

    def answer(self, source: Source, question: Question) -> bytes:
        place = urlsplit(source.address(question))
        connection = http.client.HTTPSConnection(place.netloc, timeout=TIMEOUT_S)
        try:
            connection.request("GET", f"{place.path}?{place.query}", headers={"User-Agent": "euthymia"})
            answer = connection.getresponse()
            body = answer.read(LARGEST + 1)
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"no answer: {error}") from error
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise NoAnswer(f"no answer: HTTP {answer.status}")
        if len(body) > LARGEST:
            raise NoAnswer("the answer is larger than any of this source")
        return body

    def fingerprint(self, source: Source, question: Question) -> str:
        return ""


class Once:
    """A file is fetched once in a round, however many are looked for in it; its silence, too, is heard once."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.kept: dict[str, bytes | NoAnswer] = {}
        self.fingerprints: dict[str, str] = {}

    def answer(self, source: Source, question: Question) -> bytes:
        if source.form == "api":
            return self.registry.answer(source, question)
        if source.key not in self.kept:
            try:
                self.kept[source.key] = self.registry.answer(source, question)
            except NoAnswer as silence:
                self.kept[source.key] = silence
        found = self.kept[source.key]
        if isinstance(found, NoAnswer):
            raise found
        return found

    def fingerprint(self, source: Source, question: Question) -> str:
        if source.form == "api":
            return self.registry.fingerprint(source, question)
        if source.key not in self.fingerprints:
            self.fingerprints[source.key] = self.registry.fingerprint(source, question)
        return self.fingerprints[source.key]


def installed() -> Registry | None:
    """What this installation asks; None: nothing, and every answer grows old."""
    where = settings.EUTHYMIA_REGISTRIES
    if not where:
        return None
    return Network() if where == NETWORK else Folder(Path(where))
