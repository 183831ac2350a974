"""Conditions by ICD-10-CM code and by plain words; what is denied, a relative's or unknown is told apart.

    from euthymia.domain.terminology.conditions import of_code, read
    of_code("F32.3").key                         'psychotic-depression'
    read("HTN, no history of stroke").mentions   hypertension present, stroke denied

Nothing is taken from a similar name: a misspelling is an unread part with a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from .condition import Condition, Kind, Mention, Reading
from .condition_words import (
    BARE_DENIALS,
    CARRIES,
    CLOSING,
    DENIALS_AFTER,
    DENIALS_BEFORE,
    ENDS,
    FAMILY,
    FILLER,
    NOT_CONTROLLED,
    OPEN_DENIALS,
    QUALIFIERS,
    SOFT,
    TAKES_DENIAL,
    Token,
    normal,
    phrase,
    tokens,
)
from .conditions_body import BODY
from .conditions_heart import HEART
from .conditions_mind import MIND
from .conditions_plain import PLAIN

CONDITIONS: tuple[Condition, ...] = (*HEART, *BODY, *MIND, *PLAIN)
BY_KEY: Mapping[str, Condition] = MappingProxyType({each.key: each for each in CONDITIONS})

_CODE = re.compile(r"[A-Z][0-9][0-9AB](?:\.?[0-9A-Z]{1,4})?\Z", re.ASCII)
# A code among words shows itself by its dot: "B12 deficiency" names none.
_EMBEDDED = re.compile(r"\b[A-Z][0-9][0-9AB]\.[0-9A-Z]{1,4}\b", re.ASCII | re.IGNORECASE)
# Poisoning that the code itself calls intended: a 2 in its last place but the encounter, as in T43.222A and T58.02XA.
_SELF_POISONING = re.compile(r"T(?:3[6-9]|[45][0-9]|6[0-5]|71)[0-9A-Z](?:[0-9A-Z]2|2X)[ADS]?\Z", re.ASCII)
_LONGEST = 7
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_COUNTS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(_NUMBERS, 1)}
_WEIGHTY = frozenset({"uncontrolled", "unstable", "severe"})
_PAST = frozenset({"past"})
_EVER = frozenset({"never", "ever", "lifetime", "life"})
_NOWADAYS = frozenset(
    {"recent", "recently", "lately", "current", "currently", "now", "today", "yesterday", "presently"}
)
_STRETCH = frozenset({"last", "past", "previous", "this", "within", "in", "over", "for", "during"})
_AGAIN = frozenset({"further", "more", "recurrence"})
_UNITS = {
    "day": "day",
    "week": "week",
    "wk": "week",
    "wks": "week",
    "month": "month",
    "mo": "month",
    "year": "year",
    "yr": "year",
    "yrs": "year",
}


def code_form(text: str) -> str | None:
    """The code without its dot, or None for text that has not the form of an ICD-10-CM code."""
    plain = text.strip().upper()
    return plain.replace(".", "") if _CODE.match(plain) else None


@lru_cache(maxsize=4096)
def of_code(code: str) -> Condition | None:
    """The condition that an ICD-10-CM code (with dot or without) stands for; None when none is listed."""
    plain = code_form(code)
    if plain is None:
        return None
    for length in range(len(plain), 2, -1):
        found = _PREFIXES.get(plain[:length])
        if found is not None:
            return found
    if _SELF_POISONING.match(plain):
        return BY_KEY["suicide-attempt"]
    return next((one for low, high, one in _RANGES if low <= plain[:3] <= high), None)


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Everything a text says about conditions, and the parts of it that could not be read."""
    coded = tuple(Mention(found, code) for code in _EMBEDDED.findall(text) if (found := of_code(code)))
    words = tokens(_EMBEDDED.sub(" ", text) if coded else text)
    if not words and not coded:
        return Reading(text, (), ((text.strip(), ""),) if text.strip() else ())
    spans = tuple(_spans(words)) or tuple(_graded(words))
    mentions = (*_listed(words, spans, [_mention(words, spans, n) for n in range(len(spans))]), *coded)
    unread = tuple(_unread(words, spans))
    if not mentions and not unread and _weighs(words):
        unread = ((text.strip(), ""),)
    return Reading(text, mentions, unread)


@lru_cache(maxsize=4096)
def qualifiers_of(text: str) -> frozenset[str]:
    """The words of a text that change the weight of a condition (`uncontrolled`, `nyha-3`, …)."""
    return _qualifiers([token.plain for token in tokens(text)])


_Span = tuple[int, int, Condition]


def _spans(words: tuple[Token, ...]) -> Iterator[_Span]:
    """Where the known phrases stand, the longest first at each place, none over a separator."""
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            part = words[at : at + length]
            if any(token.ends for token in part[:-1]):
                continue
            found = _PHRASES.get(tuple(token.plain for token in part))
            if found is not None:
                yield at, at + length, found
                at += length
                break
        else:
            at += 1


def _graded(words: tuple[Token, ...]) -> Iterator[_Span]:
    """A grade that belongs to one disease only, where no disease is named: "NYHA IV"."""
    at = next((at for at, token in enumerate(words) if token.plain == "nyha"), None)
    if at is not None:
        yield at, at + 1, BY_KEY["heart-failure"]


def _weighs(words: tuple[Token, ...]) -> bool:
    """Small words alone that yet say that something is grave: "severe, untreated", "ejection fraction 20 %"."""
    plain = [token.plain for token in words]
    if _holds(plain, DENIALS_BEFORE):
        return False
    return "ejection" in plain or not _WEIGHTY.isdisjoint(_qualifiers(plain))


def _mention(words: tuple[Token, ...], spans: tuple[_Span, ...], n: int) -> Mention:
    start, end, condition = spans[n]
    low = _clause_start(words, spans, n)
    high = spans[n + 1][0] if n + 1 < len(spans) else len(words)
    after: list[str] = []
    for at in range(end, high):
        if words[at - 1].ends or words[at].plain in ("but", "however"):
            beyond = after
            break
        after.append(words[at].plain)
    else:
        # What runs on into the next condition ends there: the "no" of "heart attack no stent" is the stent's.
        runs_on = high < len(words) and not words[high - 1].ends
        beyond = [*after, words[high].plain] if runs_on else after
    before = [token.plain for token in words[low:start]]
    inside = [token.plain for token in words[start:end]]
    near = [*before, *inside, *after]
    if all(other is condition for _, _, other in spans):
        # One condition only: whatever the text says, it says of this one.
        low, high, near = 0, len(words), [token.plain for token in words]
    dated = next((token.written for token in words[low:high] if token.date), None)
    return Mention(
        condition,
        " ".join(token.written for token in words[start:end]),
        _kind(words, spans, n, before, beyond),
        _qualifiers(near) | (_PAST if _ended(before, beyond) else frozenset()),
        dated,
        _ago(near),
        _lately([*before, *inside, *beyond]),
    )


def _listed(words: tuple[Token, ...], spans: tuple[_Span, ...], found: list[Mention]) -> list[Mention]:
    """The time that closes a list of denials belongs to all of it: "no stroke or seizure in the last month"."""
    lately = False
    for n in reversed(range(len(found))):
        linked = n + 1 < len(found) and _links(words[spans[n][1] : spans[n + 1][0]])
        lately = found[n].lately or (lately and linked and found[n].kind is Kind.DENIED)
        found[n] = replace(found[n], lately=lately)
    return found


def _links(joint: tuple[Token, ...]) -> bool:
    return all(token.plain in CARRIES or token.plain in FILLER for token in joint)


def _clause_start(words: tuple[Token, ...], spans: tuple[_Span, ...], n: int) -> int:
    """The word after the last phrase, separator or "but" before this one."""
    start = spans[n][0]
    floor = spans[n - 1][1] if n else 0
    for at in range(start - 1, floor - 1, -1):
        if words[at].ends or words[at].plain in ENDS:
            return at + 1
    return floor


def _kind(
    words: tuple[Token, ...], spans: tuple[_Span, ...], n: int, before: list[str], after: list[str]
) -> Kind:
    if _holds(before, FAMILY) or _holds(after[:4], FAMILY):
        return Kind.FAMILY
    if _holds(before, OPEN_DENIALS) or _holds(after, OPEN_DENIALS):
        return Kind.PRESENT
    if _ended(before, after):
        return Kind.PRESENT
    if _denied_before(before) or _denied_after(after):
        return Kind.DENIED
    carried = _carried(words, spans, n, before)
    return Kind.PRESENT if carried is None else carried


def _ended(before: list[str], after: list[str]) -> bool:
    """ "No seizure since 2010" and "no further seizures" say that there were some."""
    return _denied_before(before) and (after[:1] == ["since"] or not _AGAIN.isdisjoint(before))


def _denied_before(before: list[str]) -> bool:
    """A denial, and none of the words after it that keep it for themselves."""
    return any(
        TAKES_DENIAL.isdisjoint(before[at + len(form) :])
        for form in DENIALS_BEFORE
        for at in range(len(before) - len(form) + 1)
        if tuple(before[at : at + len(form)]) == form
    )


def _denied_after(after: list[str]) -> bool:
    return _holds(after[:3], DENIALS_AFTER) or any(
        word in BARE_DENIALS and CLOSING.issuperset(after[at + 1 :]) for at, word in enumerate(after[:3])
    )


def _carried(words: tuple[Token, ...], spans: tuple[_Span, ...], n: int, before: list[str]) -> Kind | None:
    """What is said of the earlier items of one list: "no stroke or seizure", "denies stroke, seizure or angina".

    A comma carries only where an "or" or "nor" closes the list; "and" only after a verb of denial.
    """
    if n == 0:
        return None
    joint = [token.plain for token in words[spans[n - 1][1] : spans[n][0]]]
    if any(word not in CARRIES and word not in FILLER for word in joint) or any(
        word in ENDS for word in joint
    ):
        return None
    earlier_start = _clause_start(words, spans, n - 1)
    earlier = _kind(words, spans, n - 1, [t.plain for t in words[earlier_start : spans[n - 1][0]]], [])
    if earlier is Kind.PRESENT:
        return None
    rest = {token.plain for token in words[spans[n - 1][1] :]}
    if "or" in joint or "nor" in joint or ("and" not in joint and rest & {"or", "nor"}):
        return earlier
    said = [token.plain for token in words[: spans[n - 1][0]]]
    return (
        earlier
        if "and" in joint
        and (_holds(said, (("deny",), ("denied",), ("no", "history"))) or earlier is Kind.FAMILY)
        else None
    )


def _unread(words: tuple[Token, ...], spans: tuple[_Span, ...]) -> Iterator[tuple[str, str]]:
    """Segments between separators that hold no known phrase and more than filler, each with a suggestion."""
    known = {at for start, end, _ in spans for at in range(start, end)}
    segment: list[int] = []
    for at, token in enumerate(words):
        soft = token.plain in SOFT
        if not soft:
            segment.append(at)
        if soft or token.ends or at == len(words) - 1:
            meaningful = [one for one in segment if _means_something(words[one])]
            if segment and not known.intersection(segment) and meaningful:
                yield (
                    " ".join(words[one].written for one in segment),
                    _suggestion([words[one].plain for one in meaningful]),
                )
            segment = []


def _means_something(token: Token) -> bool:
    return not (token.date or token.plain.isdigit() or token.plain in FILLER)


def _suggestion(words: list[str]) -> str:
    """The phrase most like these words; '' when none is close."""
    from difflib import get_close_matches

    close = get_close_matches(" ".join(words), _SPELLED, n=1, cutoff=0.8)
    return _SPELLED[close[0]] if close else ""


def _qualifiers(words: list[str]) -> frozenset[str]:
    return frozenset(
        name
        for name, forms in QUALIFIERS.items()
        if _holds(words, forms)
        and not (name == "controlled" and _holds(words, (*QUALIFIERS["uncontrolled"], *NOT_CONTROLLED)))
    )


def _holds(words: list[str], forms: tuple[tuple[str, ...], ...]) -> bool:
    for form in forms:
        size = len(form)
        if any(tuple(words[at : at + size]) == form for at in range(len(words) - size + 1)):
            return True
    return False


def _ago(words: list[str]) -> tuple[int, str] | None:
    """(3, "week") of "3 weeks ago" and "three weeks ago"; "last week" is (1, "week") and "yesterday" (1, "day")."""
    for at, word in enumerate(words):
        if word == "yesterday":
            return 1, "day"
        if word == "today":
            return 0, "day"
        unit = _UNITS.get(word)
        if unit is not None and at:
            last = words[at - 1]
            if last == "last":
                return 1, unit
            if words[at + 1 : at + 2] == ["ago"] and (number := _count(words[:at])) is not None:
                return number, unit
    return None


def _lately(words: list[str]) -> bool:
    """A stretch of time up to now is named, and nothing that reaches further: "recent", "in the past 6 weeks"."""
    if not _EVER.isdisjoint(words):
        return False
    return not _NOWADAYS.isdisjoint(words) or any(
        word in _UNITS and not _STRETCH.isdisjoint(words[max(0, at - 4) : at])
        for at, word in enumerate(words)
    )


def _count(before: list[str]) -> int | None:
    """The number that stands last: `3`, `three`, `couple of`."""
    if before[-2:] == ["couple", "of"] or before[-1] == "couple":
        return 2
    if before[-1].isdigit() and len(before[-1]) < 4:
        return int(before[-1])
    return _COUNTS.get(before[-1])


def _index() -> tuple[dict[str, Condition], tuple[tuple[str, str, Condition], ...]]:
    prefixes: dict[str, Condition] = {}
    ranges: list[tuple[str, str, Condition]] = []
    for condition in CONDITIONS:
        for code in condition.codes:
            low, _, high = code.partition("-")
            if high:
                ranges.append((low, high, condition))
            else:
                prefixes.setdefault(low, condition)
    return prefixes, tuple(ranges)


def _phrase_index() -> dict[tuple[str, ...], Condition]:
    found: dict[tuple[str, ...], Condition] = {}
    for condition in CONDITIONS:
        for words in condition.words:
            found.setdefault(phrase(words), condition)
    return found


_PREFIXES, _RANGES = _index()
_PHRASES = _phrase_index()
_SPELLED = {" ".join(form): normal(" ".join(form)) for form in _PHRASES if len(" ".join(form)) > 4}
