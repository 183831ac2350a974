"""A note as a page and a sheet of paper show it: the composed sentences now, or the document that was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from euthymia.domain.notes import Source

from .document import Standing, whole
from .links import Places

_LABELS = {
    "session-entry": "chart, entry {n}", "sample": "reading {n}", "order": "order", "syringe": "syringe", "book-entry": "drug book",
    "recovery-entry": "recovery, entry {n}", "recovery": "recovery", "discharge": "discharge", "visit": "visit",
    "visit-step": "visit, step {n}", "identity": "arrival", "day-answer": "before coming", "task": "task", "booking": "booking",
    "patient": "patient", "plan": "plan", "response": "score",
    "call": "call", "harm-entry": "adverse event, entry {n}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A source in words, and its address; "" where this person has no page for it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote or did, by whom and when."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with its rows; `struck` says why it was taken out, and by whom."""

    text: str
    mark: str
    links: tuple[Link, ...]
    struck: Words | None


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str
    sentences: tuple[Shown, ...]
    own: Words | None


@dataclass(frozen=True, slots=True)
class Whole:
    """Every section, and what was written of the whole."""

    sections: tuple[Section, ...]
    own: Words | None


def shown(now: Standing, places: Places | None) -> Whole:
    """The signed document where there is one, and what the facts say otherwise. Without `places` there are no links."""
    signed = now.state.signed
    document = whole(now) if signed is None else signed.detail["document"]
    marks = {one.id: one.mark for part in now.parts for one in part.told}
    return Whole(tuple(_section(one, marks, places) for one in document["sections"]), _words(document["own"]))


def _section(found: dict[str, Any], marks: dict[str, str], places: Places | None) -> Section:
    sentences = tuple(
        Shown(
            one["text"], marks.get(one["id"], ""), tuple(dict.fromkeys(_link(each, places) for each in one["sources"])),
            _words(one["struck"], "reason"),
        )
        for one in found["sentences"]
    )  # fmt: skip
    return Section(found["code"], found["title"], sentences, _words(found["own"]))


def links_of(sections: list[dict[str, Any]], places: Places) -> list[dict[str, Any]]:
    """The sections of a letter's document, each sentence with its links."""
    return [
        {
            "title": one["title"],
            "sentences": [
                {"text": each["text"], "links": tuple(dict.fromkeys(_link(source, places) for source in each["sources"]))}
                for each in one["sentences"]
            ],
        }
        for one in sections
    ]  # fmt: skip


def _link(source: str, places: Places | None) -> Link:
    kind, _, ident = source.partition(":")
    label = _LABELS[kind].format(n=ident.rpartition("#")[2])
    return Link(label, "" if places is None else places.url(Source(kind, ident)))


def _words(found: dict[str, str] | None, name: str = "text") -> Words | None:
    if found is None:
        return None
    return Words(found[name], found["by"].partition(" <")[0], datetime.fromisoformat(found["at"]))
