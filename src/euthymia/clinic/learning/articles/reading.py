"""An article out of its file: what does not fit the form is refused when it is read, never shown half."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from euthymia.domain.evidence import BY_KEY
from euthymia.domain.quantities import Unusable

_NEEDED = ("title", "says", "kind", "order", "written")
_OF_BENEFIT = ("condition", "evidence", "label")
FIGURES = ("time-axis", "outcomes", "harms")
_LINK = re.compile(r"\[([^\]]+)\]\(([a-z-]+)\)")
_TERM = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")
_FACT = re.compile(r"\{(\^?)([a-z0-9-]+)\}")


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is heading, text, list or figure; a list has a line for each item, every other one line."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    slug: str
    language: str
    title: str
    says: str
    kind: str
    order: int
    written: date
    condition: str
    evidence: str
    label: str
    blocks: tuple[Block, ...]
    digest: str

    @cached_property
    def prose(self) -> str:
        """The running text as it is read, with its figures, for the reading grade."""
        return " ".join(
            plain(line) for block in self.blocks if block.kind in ("text", "list") for line in block.lines
        )

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The keys of the figures that it quotes."""
        return tuple(key for _, key in _FACT.findall(self._whole) if key in BY_KEY)

    @cached_property
    def works(self) -> tuple[str, ...]:
        """The keys of the works that it leans on without a figure."""
        return tuple(key for mark, key in _FACT.findall(self._whole) if mark)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        return tuple(term for term, _ in _TERM.findall(self._whole))

    @cached_property
    def links(self) -> tuple[str, ...]:
        return tuple(slug for _, slug in _LINK.findall(self._whole))

    @property
    def _whole(self) -> str:
        return "\n".join(line for block in self.blocks for line in block.lines)


def plain(line: str) -> str:
    """The line without its marks, with its figures."""
    line = _FACT.sub(lambda found: "" if found[1] else BY_KEY[found[2]].value, line)
    return _LINK.sub(r"\1", _TERM.sub(lambda found: found[2] or found[1], line))


def read(slug: str, language: str, text: str) -> Article:
    """Raises Unusable for a file that is not of the form."""
    head, dashes, body = text.partition("\n---\n")
    meta = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    wanted = _NEEDED + (_OF_BENEFIT if meta.get("kind") == "benefit" else ())
    missing = [name for name in wanted if not meta.get(name)]
    if missing or not dashes:
        raise Unusable.one(
            f"{language}/{slug}",
            "missing",
            f"the article has no {', '.join(missing) or 'text'}",
            "all of its facts",
        )
    return Article(
        slug, language, meta["title"], meta["says"], meta["kind"], int(meta["order"]), date.fromisoformat(meta["written"]),
        meta.get("condition", ""), meta.get("evidence", ""), meta.get("label", ""), _blocks(slug, body),
        sha256(text.encode()).hexdigest(),
    )  # fmt: skip


def _blocks(slug: str, body: str) -> tuple[Block, ...]:
    return tuple(block for part in re.split(r"\n\s*\n", body.strip()) for block in _of_part(slug, part))


def _of_part(slug: str, part: str) -> list[Block]:
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    blocks: list[Block] = []
    for line in lines:
        if line.startswith("## "):
            blocks.append(Block("heading", (line[3:],)))
        elif line.startswith("!"):
            if line[1:] not in FIGURES:
                raise Unusable.one(slug, "unknown", f"{line} is no figure", ", ".join(FIGURES))
            blocks.append(Block("figure", (line[1:],)))
        elif line.startswith("- "):
            if blocks and blocks[-1].kind == "list":
                blocks[-1] = Block("list", (*blocks[-1].lines, line[2:]))
            else:
                blocks.append(Block("list", (line[2:],)))
        else:
            blocks.append(Block("text", (line,)))
    return blocks
