"""The dose written beside a drug: strength, how often, as needed, by which route. What is not plain is said so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .drug import Route

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_MASS = r"(?:mg|milligrams?|mcg|ug|µg|μg|micrograms?|g|grams?)"
_OTHER_UNIT = r"(?:ml|units?|unts?|iu|meq|mmol|%|percent)"
_PER = r"(?:\s*(?:/|per)\s*(?:\d+\s*)?(?:ml|hours?|hr|h|actuat(?:ion)?|puff|spray))"
_MG_PER: tuple[tuple[str, float], ...] = (
    (r"mg|milligrams?", 1.0),
    (r"mcg|ug|µg|μg|micrograms?", 0.001),
    (r"g|grams?", 1000.0),
)
_COUNTS = {"a": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "half": 0.5, "1/2": 0.5, "½": 0.5}

STRENGTH = re.compile(
    rf"(?<![\w.,])(?P<numbers>{_NUMBER}(?:\s*{_MASS})?(?:\s*(?:-|–|/|to)\s*{_NUMBER}(?:\s*{_MASS})?){{0,3}})"
    rf"\s*(?P<unit>{_MASS}|{_OTHER_UNIT})(?![a-z])(?P<per>{_PER})?"
)
_SLASHED = re.compile(rf"(?<![\w.,/]){_NUMBER}(?:\s*[/-]\s*{_NUMBER}){{1,3}}(?![\w/])")
_FORM = (
    r"(?:tab(?:let)?|pill|cap(?:sule|let)?|puff|patch|gumm(?:y|ie)|film|lozenge|troche|spray|drop|glass|can|bottle"
    r"|cup|drink|joint|cigarette)(?:e?s)?"
)
COUNT = re.compile(
    rf"(?<![\w.])(?P<low>half|one|two|three|four|1/2|½|{_NUMBER})(?:\s*(?:-|to)\s*(?P<high>{_NUMBER}))?"
    rf"\s+(?:a\s+|of\s+a\s+)?{_FORM}\b"
)
_WORDY = {
    "once": 1.0,
    "twice": 2.0,
    "thrice": 3.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "couple": 2.0,
}
_WORDY |= {"five": 5.0, "six": 6.0, "eight": 8.0, "ten": 10.0, "twelve": 12.0, "other": 2.0}
_TIMES = (
    r"(?P<low>once|twice|thrice|one|two|three|four|couple|\d+)(?:\s+of)?"
    r"(?:\s*(?:-|to|or)\s*(?P<high>twice|two|three|four|\d+))?"
)
_EVERY = r"\b(?:every|q)\s*(?P<low>\d+|other|two|three|four|five|six|eight|ten|twelve)"
_PER_LONG = rf"(?:\s+{_FORM})?\s*(?:(?:times?|x)\s*)?(?:a|per|each|every|in\s+a|/)\s*"
_A_DAY = r"\s*(?:a|per|each|every|/)?\s*(?:day|daily|d|night|nightly)\b"
OFTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b{_TIMES}\s*(?:times?|x)?{_A_DAY}"), "times"),
    (re.compile(r"\bx\s*(?P<low>\d+)\s*(?:/|per|a)?\s*(?:day|daily|d)\b"), "times"),
    (
        re.compile(r"\b(?:q|every)\s*(?P<low>\d+)(?:\s*(?:-|to)\s*(?P<high>\d+))?\s*(?:hours?|hrs?|h)\b"),
        "hours",
    ),
    (re.compile(r"\b(?:every\s+other\s+day|qod|every\s+(?P<low>\d+)\s+days?)\b"), "days"),
    (re.compile(rf"{_EVERY}\s*(?:weeks?|wks?)\b|\b(?:fortnightly|biweekly)\b"), "weeks"),
    (re.compile(rf"{_EVERY}\s*(?:months?|mos?)\b|\bquarterly\b"), "months"),
    (re.compile(rf"\b{_TIMES}\s*(?:times?|x)?\s*(?:a|per|each|every|/)?\s*(?:week|weekly)\b"), "weekly"),
    (re.compile(r"\b(?:weekly|(?:every|each|per|(?<!for\s)a)\s+week)\b"), "week"),
    (re.compile(rf"\b{_TIMES}{_PER_LONG}(?:month|mo)\b"), "monthly"),
    (re.compile(r"\b(?:monthly|(?:every|each|per)\s+month)\b"), "month"),
    (re.compile(rf"\b{_TIMES}{_PER_LONG}(?:year|yr)\b"), "yearly"),
    (re.compile(r"\b(?:yearly|annually|(?:every|each|per)\s+year)\b"), "year"),
    (re.compile(r"\bbid\b"), "2"),
    (re.compile(r"\btid\b"), "3"),
    (re.compile(r"\bqid\b"), "4"),
)
_DAILY = re.compile(r"\bdaily\b|\bqd\b|\bqday\b|\b(?:every|each|per|a)\s+day\b|/\s*(?:day|d)\b")
_SLOTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("morning", re.compile(r"\b(?:qam|(?<!i )am|mornings?|breakfast)\b")),
    ("noon", re.compile(r"\b(?:noon|lunch|midday|afternoons?)\b")),
    ("evening", re.compile(r"\b(?:evenings?|dinner|supper)\b")),
    ("night", re.compile(r"\b(?:qhs|hs|qpm|pm|bedtime|nightly|nights?|before\s+bed)\b")),
)
AS_NEEDED = re.compile(
    r"\b(?:prn|(?:as|when|if|only\s+if)\s+(?:needed|required|necessary|anxious)|occasional(?:ly)?|sometimes|rarely|social(?:ly)?|weekends?)\b"
)
_MEAN = re.compile(r"\b(?:average|avg|mean)\b")
_A_DAY_TOTAL = re.compile(r"\s*(?:/|per|a|each)\s*(?:day|d)\b")
_UP_TO = re.compile(r"\b(?:up\s+to|max(?:imum)?|no\s+more\s+than|not\s+more\s+than|at\s+most)\b")
_ROUTES: tuple[tuple[Route, re.Pattern[str]], ...] = (
    (Route.TRANSDERMAL, re.compile(r"\b(?:patch(?:es)?|transdermal(?:ly)?)\b")),
    (
        Route.SUBLINGUAL,
        re.compile(r"\b(?:sublingual(?:ly)?|sl|under\s+the\s+tongue|troches?|lozenges?|film)\b"),
    ),
    (
        Route.DEPOT,
        re.compile(r"\b(?:depot|decanoate|long[\s-]acting\s+inject\w+|monthly\s+(?:inject\w+|shot))\b"),
    ),
    (Route.INTRAVENOUS, re.compile(r"\b(?:iv|intravenous(?:ly)?|infusion)\b")),
    (Route.INTRAMUSCULAR, re.compile(r"\b(?:im|intramuscular(?:ly)?|shots?)\b")),
    (Route.SUBCUTANEOUS, re.compile(r"\b(?:sc|sq|subq|subcutaneous(?:ly)?)\b")),
    (Route.NASAL, re.compile(r"\b(?:nasal(?:ly)?|intranasal(?:ly)?|nostrils?)\b")),
    (Route.INHALED, re.compile(r"\b(?:inhale[rd]|inhalation|puffs?|nebuli[sz]er)\b")),
    (Route.RECTAL, re.compile(r"\b(?:rectal(?:ly)?|suppositor\w+)\b")),
    (Route.TOPICAL, re.compile(r"\b(?:topical(?:ly)?|cream|gel|ointment|lotion|shampoo|eye\s+drops)\b")),
    (Route.ORAL, re.compile(rf"\b(?:po|oral(?:ly)?|by\s+mouth|{_FORM}|solution|syrup|liquid)\b")),
)


_NO_DOSE = re.compile(
    r"\b(?:\d+\s*(?:-|to)\s*)?\d+\s*\+?\s*(?:days?|nights?|weeks?|wks?|months?|mos?|years?|yrs?)\b"
    r"|\b\d{1,2}(?::\d\d)?\s*(?:am|pm)\b|#\s*\d+"
)
"""How long, at what time of the clock, how many in the bottle."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the least to the most it can be; equal where it is one number."""

    low: float
    high: float

    def times(self, other: Span) -> Span:
        return Span(self.low * other.low, self.high * other.high)

    def plus(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Dose:
    """What could be read. `mg_per_day` is None wherever strength or frequency is not plain; `unread` is the rest.

    `single_mg` is one intake; `times_per_day` how often; `limit` says that the frequency is an upper limit.
    """

    single_mg: Span | None = None
    times_per_day: Span | None = None
    as_needed: bool = False
    limit: bool = False
    mg_per_day: Span | None = None
    unread: tuple[str, ...] = ()


def route_of(text: str) -> Route | None:
    """The route that the words name: the first of the list that matches, the special before the ordinary."""
    return next((route for route, pattern in _ROUTES if pattern.search(text)), None)


def read(text: str, parts: int = 1) -> tuple[tuple[Dose, ...], str]:
    """The dose of a drug, or of each of the `parts` of a combination, and the text without what was read."""
    strengths = list(STRENGTH.finditer(text))
    if parts > 1:
        return _of_combination(text, strengths, parts)
    dose = _of_one(text, strengths)
    return (dose,), _without(text, [match.span() for match in strengths])


def _of_one(text: str, strengths: list[re.Match[str]]) -> Dose:
    """Each strength with the frequency behind it; several are added up only where each has its own."""
    as_needed, limit = _flags(text)
    unread: list[str] = []
    caps = [match for match in strengths if _is_cap(text, match)]
    own = [match for match in strengths if match not in caps]
    limit = limit and len(_UP_TO.findall(text)) > len(caps)
    text = _uncapped(text, caps)
    parts = [_segment(text, own, index, unread) for index in range(len(own))]
    if not own:
        times = _times(_uncapped(text, caps), unread)
        return Dose(None, times, as_needed, limit, None, tuple(unread))
    single = parts[0][0] if len(parts) == 1 else None
    times = parts[0][1] if len(parts) == 1 else None
    total: Span | None = Span(0, 0)
    for each, often in parts:
        total = None if total is None or each is None or often is None else total.plus(each.times(often))
    if len(parts) > 1 and total is None:
        unread.append("several strengths, and not how often each")
    if total is not None and (as_needed or limit) and not _MEAN.search(text):
        total = Span(0, total.high)
    if as_needed and total is None and caps and (cap := _mg(caps[-1])) is not None:
        total = Span(0, cap.high)
    return Dose(single, times, as_needed, limit, total, tuple(unread))


def _segment(
    text: str, own: list[re.Match[str]], index: int, unread: list[str]
) -> tuple[Span | None, Span | None]:
    """One strength times its count, and how often: from it up to the next strength; the first also looks back."""
    start = 0 if index == 0 else own[index].start()
    end = own[index + 1].start() if index + 1 < len(own) else len(text)
    beside = text[start : own[index].start()] + " " * len(own[index][0]) + text[own[index].end() : end]
    each = _mg(own[index])
    if each is None and "/" in own[index]["numbers"]:
        unread.append(" ".join(own[index][0].split()))
    counted = COUNT.search(beside)
    if counted is not None:
        each = None if each is None else each.times(_count(counted))
        beside = _without(beside, [counted.span()])
    if _A_DAY_TOTAL.match(text, own[index].end()):
        return each, Span(1, 1)
    return each, _times(beside, unread)


def _of_combination(text: str, strengths: list[re.Match[str]], parts: int) -> tuple[tuple[Dose, ...], str]:
    """`5/325 mg twice daily` over two parts, in the order of their names. Any other number of strengths is unread."""
    as_needed, limit = _flags(text)
    unread: list[str] = []
    slashed = None if strengths else _SLASHED.search(text)
    spans = [match.span() for match in strengths] + ([slashed.span()] if slashed else [])
    beside = _without(text, spans)
    counted = COUNT.search(beside)
    times = _times(beside if counted is None else _without(beside, [counted.span()]), unread)
    amounts = _amounts(strengths[0]) if len(strengths) == 1 else []
    if len(spans) > 1 or (spans and len(amounts) > 1 and (len(amounts) != parts or None in amounts)):
        unread.append(" ".join(" ".join(text[start:end] for start, end in spans).split()))
    read = len(amounts) == parts and None not in amounts and not unread
    count = _count(counted)
    doses = []
    for index in range(parts):
        amount = amounts[index] if read else None
        single = None if amount is None else Span(amount, amount).times(count)
        total = None if single is None or times is None else single.times(times)
        if total is not None and (as_needed or limit):
            total = Span(0, total.high)
        doses.append(Dose(single, times, as_needed, limit, total, tuple(unread)))
    return tuple(doses), _without(text, spans)


def _count(counted: re.Match[str] | None) -> Span:
    low = 1.0 if counted is None else _number(counted["low"])
    return Span(low, _number(counted["high"]) if counted is not None and counted["high"] else low)


def _flags(text: str) -> tuple[bool, bool]:
    return AS_NEEDED.search(text) is not None, _UP_TO.search(text) is not None


def _is_cap(text: str, match: re.Match[str]) -> bool:
    """A daily limit beside the dose: `max 3 mg/day`."""
    before = text[max(0, match.start() - 16) : match.start()]
    return _UP_TO.search(before) is not None and _A_DAY_TOTAL.match(text, match.end()) is not None


def _uncapped(text: str, caps: list[re.Match[str]]) -> str:
    """The text without its daily limits."""
    spans = []
    for cap in caps:
        total = _A_DAY_TOTAL.match(text, cap.end())
        spans.append((cap.start(), cap.end() if total is None else total.end()))
    return _without(text, spans)


def _amounts(match: re.Match[str]) -> list[float | None]:
    """The masses of a strength in mg, None for one that is no mass."""
    amounts: list[float | None] = []
    for number, unit in re.findall(rf"({_NUMBER})\s*({_MASS})?", match["numbers"]):
        factor = _factor(unit or match["unit"])
        amounts.append(None if factor is None else float(number.replace(",", "")) * factor)
    return amounts


def _factor(unit: str) -> float | None:
    """mg in one of the unit; None for a unit that is no mass."""
    return next((factor for names, factor in _MG_PER if re.fullmatch(names, unit)), None)


def _mg(match: re.Match[str]) -> Span | None:
    """A strength as mg, from least to most. None for volumes, units, a rate or a concentration, and `5/10 mg`."""
    amounts = _amounts(match)
    if match["per"] or "/" in match["numbers"] or None in amounts or len(amounts) > 2:
        return None
    known = [amount for amount in amounts if amount is not None]
    return Span(min(known), max(known))


def _times(text: str, unread: list[str]) -> Span | None:
    """Intakes a day; None where nothing is said, or where two frequencies disagree."""
    found: set[Span | None] = set()
    for pattern, kind in OFTEN:
        for match in pattern.finditer(text):
            found.add(_frequency(match, kind))
            text = _without(text, [match.span()])
    if len(found) > 1:
        unread.append("two frequencies that differ")
        return None
    if found:
        return found.pop()
    slots = sum(pattern.search(text) is not None for _, pattern in _SLOTS)
    if slots == 0 and not _DAILY.search(text):
        return None
    return Span(max(slots, 1), max(slots, 1))


_MONTH, _YEAR = Span(28, 31), Span(365, 366)
_RARE = {"month": _MONTH, "year": _YEAR}
_INTERVALS = {"weeks": Span(7, 7), "months": _MONTH}
_PERIODS = {"weekly": Span(7, 7), "monthly": _MONTH, "yearly": _YEAR}
"""How many days: of what is taken once in it, of what it is that lies between, and of what "times a" counts in."""


def _frequency(match: re.Match[str], kind: str) -> Span | None:
    if kind.isdigit():
        return Span(int(kind), int(kind))
    if kind == "week":
        return Span(1 / 7, 1 / 7)
    if kind in _RARE:
        return Span(1 / _RARE[kind].high, 1 / _RARE[kind].low)
    groups = match.groupdict()
    low = _number(groups["low"]) if groups.get("low") else 3.0 if kind == "months" else 2.0
    high = _number(groups["high"]) if groups.get("high") else low
    if low <= 0 or high <= 0:
        return None
    if kind == "hours":
        return Span(24 / max(low, high), 24 / min(low, high))
    if kind == "days":
        return Span(1 / low, 1 / low)
    if kind in _INTERVALS:
        return Span(1 / (low * _INTERVALS[kind].high), 1 / (low * _INTERVALS[kind].low))
    days = _PERIODS.get(kind, Span(1, 1))
    return Span(low / days.high, high / days.low)


def _number(written: str) -> float:
    known = {**_WORDY, **_COUNTS}.get(written)
    return known if known is not None else float(written.replace(",", ""))


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def is_amount(text: str) -> bool:
    """A strength or a count stands in it."""
    return STRENGTH.search(text) is not None or COUNT.search(text) is not None


def left_over(text: str) -> str:
    """The text without counts, frequencies and the numbers in them: digits that remain were not understood."""
    for pattern in (COUNT, *(pattern for pattern, _ in OFTEN), _DAILY, _NO_DOSE):
        text = _without(text, [match.span() for match in pattern.finditer(text)])
    return text
