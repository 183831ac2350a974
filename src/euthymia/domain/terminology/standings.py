"""Whether a drug is taken, held, stopped or denied, from the words beside its name.

Only words that clearly speak of this drug count: `stopped lithium`, `lithium 900 mg, stopped 2019`. `lithium for history
of mania` and `lithium, stopped drinking` leave it current; a stop word that is not understood stays in the text as an
open item.
"""

from __future__ import annotations

import re
from enum import StrEnum

from . import moments
from .moments import Moment

NAME = "\ue000"
"""Stands for the name of the drug in the text beside it."""


class Standing(StrEnum):
    """Whether it is being taken: `held` is prescribed and paused; `not-taken` is denied."""

    CURRENT = "current"
    HELD = "held"
    STOPPED = "stopped"
    NOT_TAKEN = "not-taken"


_DAY = moments.PATTERN
_FILL = (
    r"(?:(?:taking|using|use\s+of|the|my|his|her|their|an?|on|dose\s+of|course\s+of|all|both"
    r"|[\d.]+\s*(?:mg|mcg|g)(?:\s+of)?)\s+)*"
)
_LEFT = r"(?:came|went|tapered|weaned|taken)\s+off"
_BEFORE = re.compile(
    rf"\b(?:stopped|discontinued|quit|ceased|d/?c(?:d|ed)?|{_LEFT}(?:\s+of)?|off(?:\s+of)?"
    r"|no\s+longer\s+(?:takes?|taking|uses?|using|on|prescribed)"
    r"|(?:not|isnt|arent)\s+(?:currently\s+|now\s+)?(?:taking|using|on)|(?:doesnt|dont|does\s+not|do\s+not)\s+(?:take|use|drink|smoke|vape|consume)"
    r"|(?:abstinent|sober|clean|abstains?)\s+(?:from|off)"
    rf"|used\s+to\s+(?:take|use|be\s+on)|formerly|former|previously|past|history\s+of|completed|finished):?\s+{_FILL}(?={NAME})"
)
_AFTER = re.compile(
    rf"(?:(?<={NAME})|\s|[(\[,;:-])(?:"
    rf"(?:stopped|discontinued|quit|ceased|completed|finished|d/?c(?:d|ed)?|{_LEFT})(?:\s+it)?"
    rf"\s*(?=\Z|[)\].,;:]|(?:in|on|since|about|around|after|because|due|by|last)\b|{_DAY})"
    r"|(?:off|no\s+longer(?:\s+(?:takes?|taking|taken|uses?|using|used|on|prescribed))?|in\s+the\s+past|previously|formerly"
    r"|(?:not|isnt|arent)\s+(?:currently\s+|now\s+)?(?:taking|taken|using|used|on)(?:\s+(?:it|this|anymore))?)"
    rf"\s*(?=\Z|[)\].,;:]|since\b|because\b|{_DAY}))"
)
_AGAIN = re.compile(r"\b(?:re-?started|resumed|started\s+again|back\s+on|taking\s+again)\b")
_NOT_YET = re.compile(
    r"\b(?:not|never|hasnt|havent|wasnt|to|will|should|cannot|if|until|when|plans?|be)\s+(?:be\s+)?\Z"
)
_END = rf"(?=[\s]*(?:\Z|[)\].,;:]|(?:or|nor)\b|use\b|since\b|in\b|for\b|{_DAY}|before\b))"
_DENIED_BEFORE = re.compile(
    rf"(?<!never\s)(?<!not\s)\b(?:no|denies|denied|deny|without|zero|never|negative\s+for|(?<![\d.,/-])0)\s+"
    r"(?:(?:any|current|currently|recent|other|known|past|ever|history\s+of|use\s+of|using|uses|used|taking|takes|taken|took"
    rf"|tried|started|been\s+on|drinking|smoking)\s+)*{NAME}{_END}"
    r"|\b(?:hasnt|havent|has\s+not|have\s+not|didnt|did\s+not|has\s+never|have\s+never)\s+(?:ever\s+)?"
    rf"(?:taken|take|used|use|tried|try|had|started|start|been\s+on)\s+(?:any\s+)?{NAME}{_END}"
)
_NONE = r"(?:none|nil|no(?!\s*\.?\s*\d)|n/?a|zero|denied|denies|negative|never(?:\s+(?:taken|used|tried|started|filled|had))?)"
_DENIED_AFTER = re.compile(
    rf"{NAME}\s*[,(:=-]*\s*(?:{_NONE}|use\s*[:=-]\s*{_NONE}){_END}"
    rf"|{NAME}\s*[,(:-]?\s*never\s+(?:taken|started|filled)\b|{NAME}[\s-]*free\b"
)
_STILL = re.compile(r"\b(?:now|currently|still|takes|taking)\b")
"""After a stop word they say that it goes on, at another dose: then nothing is stopped, and the word is an open item."""
_JUST_NOW = re.compile(
    r"\b(?:today|tonight|this\s+\w+|yesterday|last\s+night|before|day\s+of|(?:1?\d|2[0-3])\s*(?:hours?|hrs?|h)|minutes?|mins?)\b"
)
_FOR_A_TIME = re.compile(
    r"\b(?:since|for|in|within|over|during)\s+(?:the\s+)?(?:last|past|\d|an?\s|one|two|three|four|five|six|several|many|few|\w+day\b)"
)
_HELD = re.compile(r"\b(?:held|on\s+hold|holding|hold|paused)\b")
_DAY_AFTER = re.compile(rf"\b{_DAY}")
_DAY_BEFORE = re.compile(rf"(?<!since\s)(?<!from\s)(?<!started\s)\b(?P<day>{_DAY})[\s:,-]*\Z")
_BEGUN = re.compile(r"\b(?:started|began|from)\s+(?:on\s+|in\s+)?\Z")


def is_for_a_time(beside: str) -> bool:
    """The denial reaches back for a time only: what was before it is not said."""
    return _FOR_A_TIME.search(beside) is not None or re.search(rf"\bsince\s+{_DAY}", beside) is not None


def is_denied_before(beside: str) -> bool:
    """A word before the name denies it."""
    return _AGAIN.search(beside) is None and _DENIED_BEFORE.search(beside) is not None


def read(beside: str) -> tuple[Standing, Moment | None, str]:
    """The standing, when it was stopped where that is written, and the text without the words that said so."""
    if (again := _AGAIN.search(beside)) is not None:
        stops = [match.span() for pattern in (_BEFORE, _AFTER) for match in pattern.finditer(beside)]
        return Standing.CURRENT, None, _without(beside, [again.span(), *stops])
    if (denied := _DENIED_BEFORE.search(beside) or _DENIED_AFTER.search(beside)) is not None:
        standing = Standing.HELD if _JUST_NOW.search(beside, denied.end()) else Standing.NOT_TAKEN
        return standing, None, _without(beside, [denied.span()])
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(beside):
            before = beside[: match.start() + 1]
            if _NOT_YET.search(before) or _NOT_YET.search(before[:-1]):
                beside = _without(beside, [match.span()])
            elif not _STILL.search(beside, match.end()):
                return _stopped(beside, match)
    if (held := _HELD.search(beside)) is not None:
        return Standing.HELD, None, _without(beside, [held.span()])
    return Standing.CURRENT, None, beside


def _stopped(beside: str, match: re.Match[str]) -> tuple[Standing, Moment | None, str]:
    for day in _DAY_AFTER.finditer(beside, match.end()):
        if not _BEGUN.search(beside[: day.start()]) and (moment := moments.read(day[0])) is not None:
            return (
                Standing.STOPPED,
                moment,
                _without(beside, [match.span(), day.span(), *_more_stops(beside)]),
            )
    before = _DAY_BEFORE.search(beside[: match.start()])
    moment = moments.read(before["day"]) if before is not None else None
    spans = [match.span()] if before is None or moment is None else [match.span(), before.span("day")]
    return Standing.STOPPED, moment, _without(beside, spans)


def _more_stops(beside: str) -> list[tuple[int, int]]:
    """What says once more that it was stopped."""
    return [match.span() for match in _AFTER.finditer(beside)]


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + text[start:end].translate(_BLANK) + text[end:]
    return text


class _Blank(dict[int, str]):
    """Every character a space, but the name of the drug."""

    def __missing__(self, code: int) -> str:
        return NAME if chr(code) == NAME else " "


_BLANK = _Blank()
