"""What a template may hold. Subjects and text messages are read on lock screens: no word of them tells of health."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template as Pattern

from euthymia.domain.quantities import Confidence, Fault, Provenance
from euthymia.domain.scheduling.quiet import LONGEST_TEXT

SOURCE = Provenance(
    "interop.md 10: first name, date, time, place, call-back; no word of health", Confidence.V2
)

# What may stand in a template, and what it becomes in a preview.
FIELDS = {
    "name": "the patient's first name",
    "when": "day and time",
    "until": "when they can leave",
    "lines": "each date with what is new about it",
    "place": "the clinic's name",
    "address": "the clinic's address",
    "parking": "where to park",
    "directions": "the way",
    "prepare": "what this visit asks of who comes",
    "call": "the clinic's number",
    "link": "a link to confirm",
}
_LONGEST_LINK = 60
_MOST_SUBJECT, _MOST_TEXT = 120, 5_000
# Beginnings of words that tell a stranger what somebody comes for.
TELLING = re.compile(
    r"\b(?:ketamin|esketamin|spravato|infus|psyc?h|psiqui|psic|depress|depres|suicid|anxiety|ansiedad|ptsd|tept|"
    r"trauma|mental|addict|adicc|tms\b|dose|dosis|drug|droga|medic|therap|terap|treat|tratam|fast(?:en|ing)|ayun|"
    r"doctor|patient|pacient|diagnos|diagnós|pain|dolor)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Template:
    """One message's words. A line whose only field is empty is left out."""

    kind: str
    channel: str
    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a visit for this purpose asks, a sentence a line; where it is a figure, whose."""

    purpose: str
    language: str
    lines: tuple[str, ...]
    source: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """How dates and changes are said in a language; `day` and `short` are Django's date formats."""

    language: str
    day: str
    short: str
    new: str
    moved: str
    cancelled: str
    your_clock: str
    the_clinic: str


def filled(text: str, values: Mapping[str, str]) -> str:
    """The words with their values in place; a line all of whose fields are empty is left out."""
    lines = []
    for line in text.splitlines():
        named = Pattern(line).get_identifiers()
        if not named or any(values[name] for name in named):
            whole = all(values[name] for name in named)
            lines.append(Pattern(line).substitute(values).rstrip(" " if whole else " ,"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def unfit(channel: str, subject: str, text: str) -> Iterator[Fault]:
    """What stands against words that a clinic wants to use."""
    for name, words in (("subject", subject), ("text", text)):
        pattern = Pattern(words)
        if not pattern.is_valid():
            yield Fault(
                name, "unreadable", "a $ begins no field here", "a field such as $when, or $$ for the sign"
            )
            continue
        unknown = sorted(set(pattern.get_identifiers()) - set(FIELDS))
        if unknown:
            yield Fault(
                name,
                "unknown",
                f"{', '.join(f'${one}' for one in unknown)} is no field",
                ", ".join(f"${one}" for one in FIELDS),
            )
    told = TELLING.search(subject if channel == "email" else f"{subject} {text}")
    if told:
        where = "subject" if channel == "email" else "text"
        says = f"“{told.group()}…” tells whoever sees the screen what the visit is for"
        yield Fault(where, "telling", says, "words that fit any appointment")
    if channel == "email" and not subject.strip():
        yield Fault("subject", "missing", "an e-mail has a subject", "a few words")
    if not text.strip():
        yield Fault("text", "missing", "it says nothing", "words")
    yield from _too_long(channel, subject, text)


def _too_long(channel: str, subject: str, text: str) -> Iterator[Fault]:
    if channel == "sms":
        fixed = re.sub(r"\$\w+|\$\{\w+\}", "", text)
        room = LONGEST_TEXT - _LONGEST_LINK
        if len(fixed) > room:
            yield Fault(
                "text",
                "too-long",
                f"{len(fixed)} signs beside the fields",
                f"at most {room}, so that all fit into {LONGEST_TEXT}",
            )
    elif len(subject) > _MOST_SUBJECT or len(text) > _MOST_TEXT:
        yield Fault(
            "text",
            "too-long",
            "it is too long",
            f"a subject of {_MOST_SUBJECT} and a text of {_MOST_TEXT} signs",
        )
