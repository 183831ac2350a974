"""Files of public lists of drug names: a folder, a zip archive or one file, found, read and refused in words."""

from __future__ import annotations

import hashlib
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import click

from euthymia.domain.quantities import Unusable
from euthymia.domain.terminology import FORMULARY, Formulary
from euthymia.domain.terminology.larger import behind
from euthymia.domain.terminology.releases import Listing, Text, ndc, rxnorm

from .cli import refuse

_CONSO, _REL, _PRODUCT = "rxnconso.rrf", "rxnrel.rrf", "product.txt"
_WORTH_A_BAR = 20_000_000  # bytes: about two seconds
_STEP = 1_000_000
_ACCEPTED = (
    "a folder, a zip archive or a file: RXNCONSO.RRF (with RXNREL.RRF), or the NDC directory's product.txt"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A list as it was read, the name of where it came from, and SHA-256 over all that was read."""

    listing: Listing
    source: str
    digest: str
    brands_told: bool


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    size: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def read(path: str) -> Read:
    """The list at `path`. Where it cannot be used, one line for each fault and exit status 2."""
    try:
        return _read(Path(path))
    except Unusable as refusal:
        refuse(path, refusal)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        says = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        refuse(path, Unusable.one("", "not-readable", says, _ACCEPTED))
    sys.exit(2)


def with_lists(paths: Sequence[str]) -> Formulary:
    """The built-in table of names with these lists behind it, in this order."""
    formulary = FORMULARY
    for path in paths:
        listing = read(path).listing
        formulary = behind(formulary, listing.drugs, listing.products).formulary
    return formulary


def _read(path: Path) -> Read:
    conso, rel, product = _chosen(path)
    files = [each for each in (conso, rel, product) if each is not None]
    digest = hashlib.sha256()
    with _progress(sum(each.size for each in files)) as step:

        def text(file: _File, lines: Iterable[bytes]) -> Text:
            return Text(
                "" if path.is_file() and len(files) == 1 and not _is_zip(path) else file.name, _noted(lines)
            )

        def _noted(lines: Iterable[bytes]) -> Iterator[bytes]:
            for line in lines:
                digest.update(line)
                step(len(line))
                yield line

        if product is not None:
            with product.open() as lines:
                listing = ndc(text(product, lines))
        elif conso is not None and rel is not None:
            with conso.open() as lines, rel.open() as relations:
                listing = rxnorm(text(conso, lines), text(rel, relations))
        else:
            assert conso is not None
            with conso.open() as lines:
                listing = rxnorm(text(conso, lines))
    return Read(listing, path.resolve().name, digest.hexdigest(), conso is None or rel is not None)


def _chosen(path: Path) -> tuple[_File | None, _File | None, _File | None]:
    """The files that count: of several of a name the one that lies highest, and RXNREL from beside RXNCONSO."""
    if path.is_file() and not _is_zip(path):
        if path.suffix.lower() != ".rrf":
            return None, None, _on_disk(path, path.name)
        beside = [each for each in path.parent.iterdir() if each.name.lower() == _REL]
        return _on_disk(path, path.name), _on_disk(beside[0], beside[0].name) if beside else None, None
    files = sorted(_inside(path), key=lambda each: (each.name.count("/"), each.name))
    found: dict[str, _File] = {}
    for each in files:
        found.setdefault(_base(each), each)
    conso, product = found.get(_CONSO), found.get(_PRODUCT)
    if (conso is None) == (product is None):
        says = "holds neither RXNCONSO.RRF nor product.txt" if conso is None else "holds lists of both forms"
        raise Unusable.one("", "no-list", says, _ACCEPTED)
    if conso is None:
        return None, None, product
    folder = PurePosixPath(conso.name).parent
    beside_it = (each for each in files if _base(each) == _REL and PurePosixPath(each.name).parent == folder)
    return conso, next(beside_it, None), None


def _inside(path: Path) -> list[_File]:
    if path.is_file():
        archive = zipfile.ZipFile(path)
        return [
            _File(each.filename, each.file_size, lambda each=each: archive.open(each))  # type: ignore[misc]
            for each in archive.infolist()
            if not each.is_dir()
        ]
    if not path.is_dir():
        raise Unusable.one("", "not-readable", "there is no such file or folder", _ACCEPTED)
    wanted = (_CONSO, _REL, _PRODUCT)
    return [
        _on_disk(each, each.relative_to(path).as_posix())
        for each in path.rglob("*")
        if each.name.lower() in wanted and each.is_file()
    ]


def _on_disk(path: Path, name: str) -> _File:
    return _File(name, path.stat().st_size, lambda: path.open("rb"))


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip" or zipfile.is_zipfile(path)


def _base(file: _File) -> str:
    return PurePosixPath(file.name).name.lower()


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], Any]]:
    """A bar on a terminal for what takes longer than a moment, silence elsewhere."""
    hidden = size < _WORTH_A_BAR or not sys.stderr.isatty()
    with click.progressbar(
        length=max(size, 1), label="reading", file=sys.stderr, hidden=hidden, update_min_steps=_STEP
    ) as bar:
        yield bar.update
