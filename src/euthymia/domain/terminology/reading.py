"""Words in, one meaning out: the drugs that a line of free text names, or what in it is not recognised.

    reading = recognise("venlafaxine XR 225 mg daily")
    reading.mentions[0].drugs[0].name        venlafaxine
    reading.mentions[0].doses[0].mg_per_day  225
    recognise("Lamisil 250 mg").unknown      Lamisil, with Lamictal among the candidates; nothing is taken for it

A name counts only where it stands exactly in the table. Every word that names nothing and is no ordinary word of a
prescription is an open item. A drug that was stopped is named as stopped.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from . import denials, doses, moments, standings
from .doses import Dose
from .drug import Drug, Kind, Route, Tag
from .formulary import FORMULARY, LONGEST_NAME, Formulary, Named, Offer, plain
from .moments import Moment
from .standings import NAME, Standing
from .vocabulary import HIDING, KNOWN, PHRASES, SALTS

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_HARD = re.compile(r"[,;+&|()\[\]{}\n\r\t:]")
_BREAK = re.compile(r"[,;+&|()\[\]\n]|\.(?=\s|$)|\b(?:and|also|plus|with|then|but|now)\b")
_JOINER = re.compile(r"[+&,;]|\b(?:and|also|plus)\b")
_JOINED = re.compile(r"\s*[/-]\s*")
_SAME = re.compile(r"[\s()\[\]/=-]*(?:brand|generic|aka|or|ie|name|for)?[\s()\[\]/=:-]*")
_CODED = re.compile(r"\b(?:rx\s*norm|rxcui)(?:\s+code)?[\s:#=-]*(\d{2,8})\b")
_BARE_CODE = re.compile(r"\s*(\d{2,8})\s*")
_NOT_A_NAME_S_NUMBER = re.compile(
    r"\s*(?:[.,/-]\d|times?\b|x\b|tab|cap|pill|puff|m[gl]\b|mcg|g\b|daily|per\b|a\s+day)"
)
_SALT = re.compile(r"[\s(-]*(?:" + "|".join(sorted(SALTS, key=len, reverse=True)) + r")\b\)?")
_OPENED = re.compile(r"[(\[]\s*(?:brand|generic|aka|ie|an?)?\s*\Z")
_CLOSED = re.compile(r"\s*(?:brand|generic|name)?\s*[)\]]")
_NEXT_TO = re.compile(r"\s*[(\[:=-]?\s*(?:an?|the)?\s*")
_ACCESSION = re.compile(
    r"\bnda\d{6}\b|(?<!every )(?<!per )(?<!last )(?<!past )(?<!for )(?<!least )(?<!q )(?<![q/])\b(?:12|24)\s*-?(?:hr|hour)s?\b(?!\s+(?:ago|before))"
)
"""What RxNorm writes before a name and no dose is: an application number, the hours of a release."""
_COUNTED_IN_WORDS = frozenset({Tag.ALCOHOL, Tag.CANNABIS})
_COUNTED = re.compile(r"\b(?:standard\s+)?(?:drinks?|joints?)\b")
"""Beside alcohol or cannabis they count; beside anything else they are an open item."""
_DAY = moments.PATTERN
_LAST = re.compile(
    rf"\blast\s+(?:dose|taken|took|used?|drink|drank|pill|one|injection|shot|patch|smoked|intake|had)\b"
    rf"(?:\s*(?:was|of|it|on|at|in|is|about|{NAME})\b)*[\s{NAME}:=]*(?:(?:in|on)\s+)?(?P<day>{_DAY})?"
)
_STARTED = re.compile(
    rf"\b(?:started|start|since|began|from|starting|prescribed|increased|filled)\s+(?:on\s+|in\s+)?{_DAY}"
)
_ANY_DAY = re.compile(rf"\b{_DAY}")


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text with what stands beside it. `doses` are those of `drugs`, in their order."""

    written: str
    drugs: tuple[Drug, ...]
    doses: tuple[Dose, ...]
    route: Route | None
    standing: Standing
    stopped: Moment | None
    last_dose: Moment | None
    beside: str
    note: str = ""

    @property
    def is_taken(self) -> bool:
        return self.standing in (Standing.CURRENT, Standing.HELD)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words that name nothing in the table and may be a drug; `candidates` are to be offered, never taken."""

    written: str
    candidates: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names. `which` are classes taken and named without a member; `unknown` what is not recognised.

    `says_nothing`: it names no medicine and says that there is none.
    """

    text: str
    mentions: tuple[Mention, ...]
    unknown: tuple[Unknown, ...]
    says_nothing: bool = False

    @property
    def drugs(self) -> tuple[Drug, ...]:
        """Every ingredient once, in the order of the text."""
        return tuple(dict.fromkeys(drug for mention in self.mentions for drug in mention.drugs))

    @property
    def which(self) -> tuple[Drug, ...]:
        taken = dict.fromkeys(drug for mention in self.mentions if mention.is_taken for drug in mention.drugs)
        return tuple(drug for drug in taken if drug.kind is Kind.OPEN_CLASS)

    @property
    def is_recognised(self) -> bool:
        """Everything in the text is known by name."""
        return bool(self.mentions) and not self.unknown and not self.which


@dataclass(frozen=True, slots=True)
class _Group:
    """Names that stand for one thing: one name, a brand with its generic, or the parts of a combination."""

    start: int
    end: int
    drugs: tuple[Drug, ...]
    route: Route | None
    note: str


@lru_cache(maxsize=8192)
def recognise(text: str, formulary: Formulary = FORMULARY) -> Reading:
    """Read one line of a medicine list, or the name of a drug. Never raises; an unreadable text is unknown."""
    lowered = _ACCESSION.sub(lambda match: " " * len(match[0]), plain(text))
    found = _merged(lowered, _names(lowered, formulary))
    lowered, found = _without_echoes(lowered, found)
    if not found and denials.says_nothing(lowered):
        return Reading(text, (), (), says_nothing=True)
    if not found:
        return Reading(text, (), (Unknown(text.strip(), _candidates(_strange(lowered), formulary)),))
    mentions: list[Mention] = []
    unknown: list[Unknown] = []
    territories = _territories(lowered, found)
    denied = _denied(lowered, found, territories)
    for (start, end), group in zip(territories, found, strict=True):
        mention, rest = _mention(text, lowered, start, end, group)
        if group in denied:
            mention = dataclasses.replace(mention, standing=Standing.NOT_TAKEN)
        mentions.append(mention)
        for words in _strange(rest):
            written = text[start + words[0].start() : start + words[-1].end()]
            unknown.append(Unknown(written, _candidates([words], formulary)))
        unknown += [Unknown(text[a:b].strip()) for a, b in _hidden(lowered, start, end, group)]
    return Reading(text, tuple(mentions), tuple(dict.fromkeys(unknown)))


def _names(lowered: str, formulary: Formulary) -> list[_Group]:
    """Every name of the table in the text, the longest first; a code counts where RxNorm is written, or alone."""
    found: list[_Group] = []
    codes = list(_CODED.finditer(lowered)) or [each for each in [_BARE_CODE.fullmatch(lowered)] if each]
    for code in codes:
        if (named := formulary.coded(code[1])) is not None:
            found.append(_Group(*code.span(), named.ingredients, None, ""))
    tokens = list(_TOKEN.finditer(lowered))
    index = 0
    while index < len(tokens):
        length, named = _longest(lowered, tokens, index, formulary)
        start = tokens[index].start()
        if named is not None and not any(code.start <= start < code.end for code in found[: len(codes)]):
            end = tokens[index + length - 1].end()
            found.append(_Group(start, end, named.ingredients, named.route, named.note))
        index += length
    return sorted(found, key=lambda group: group.start)


def _longest(
    lowered: str, tokens: list[re.Match[str]], index: int, formulary: Formulary
) -> tuple[int, Named | None]:
    """How many words from here make a name, and which; one word and None where none does."""
    reach = 1
    while reach < LONGEST_NAME and index + reach < len(tokens):
        between = lowered[tokens[index + reach - 1].end() : tokens[index + reach].start()]
        if _HARD.search(between):
            break
        reach += 1
    for length in range(reach, 0, -1):
        words = tuple(token[0] for token in tokens[index : index + length])
        named = formulary.of_words(words)
        if named is None or (len(words) == 1 and words[0].isdigit()):
            continue
        if words[-1].isdigit() and _NOT_A_NAME_S_NUMBER.match(lowered, tokens[index + length - 1].end()):
            continue
        return length, named
    return 1, None


def _merged(lowered: str, groups: list[_Group]) -> list[_Group]:
    """Parts joined by a slash or hyphen become one; so do a brand and its generic right beside it."""
    joined: list[_Group] = []
    for group in groups:
        before = joined[-1] if joined else None
        if before is not None and _JOINED.fullmatch(lowered[before.end : group.start]):
            drugs = tuple(dict.fromkeys((*before.drugs, *group.drugs)))
            group = _Group(
                before.start, group.end, drugs, before.route or group.route, before.note or group.note
            )
            joined.pop()
        joined.append(group)
    merged: list[_Group] = []
    for group in joined:
        before = merged[-1] if merged else None
        if (
            before is not None
            and set(before.drugs) == set(group.drugs)
            and _SAME.fullmatch(lowered[before.end : group.start])
        ):
            route = before.route or group.route
            group = _Group(before.start, group.end, before.drugs, route, before.note or group.note)
            merged.pop()
        merged.append(group)
    return merged


def _without_echoes(lowered: str, groups: list[_Group]) -> tuple[str, list[_Group]]:
    """Without names that only repeat what another says: `… 50 mg (Zoloft)`, `[Percocet]`, and the class in `MAOI (Nardil)`."""
    kept: list[_Group] = []
    for index, group in enumerate(groups):
        named = {drug for each in kept for drug in each.drugs}
        repeats = set(group.drugs) <= named and _in_brackets(lowered, group)
        if repeats or _is_class_of_a_neighbour(lowered, groups, index):
            lowered = _without(lowered, [(group.start, group.end)])
        else:
            kept.append(group)
    return lowered, kept


def _in_brackets(lowered: str, group: _Group) -> bool:
    return bool(_OPENED.search(lowered, 0, group.start) and _CLOSED.match(lowered, group.end))


def _is_class_of_a_neighbour(lowered: str, groups: list[_Group], index: int) -> bool:
    """A class right beside one of its members: `benzo (Xanax)`, `Xanax (a benzo)`, `SSRI: Zoloft`."""
    group = groups[index]
    if len(group.drugs) > 1 or group.drugs[0].kind is Kind.INGREDIENT:
        return False
    tags = group.drugs[0].tags
    beside = []
    if index + 1 < len(groups) and _NEXT_TO.fullmatch(lowered[group.end : groups[index + 1].start]):
        beside.append(groups[index + 1])
    if index > 0 and _NEXT_TO.fullmatch(lowered[groups[index - 1].end : group.start]):
        beside.append(groups[index - 1])
    members = [drug for each in beside for drug in each.drugs if drug.kind is Kind.INGREDIENT]
    return any(not tags or tags & drug.tags for drug in members)


def _territories(lowered: str, groups: list[_Group]) -> list[tuple[int, int]]:
    """Which part of the text speaks of which name: up to the last comma, `and` or bracket before the next name."""
    edges = [0]
    for before, after in pairwise(groups):
        breaks = list(_BREAK.finditer(lowered, before.end, after.start))
        edges.append(breaks[-1].start() if breaks else after.start)
    return list(zip(edges, [*edges[1:], len(lowered)], strict=True))


def _denied(lowered: str, groups: list[_Group], territories: list[tuple[int, int]]) -> list[_Group]:
    """The names that a denial of the one before reaches."""
    if len(groups) < 2:
        return []
    spans = [(group.start, group.end) for group in groups]
    ends = [end for _, end in territories]
    found: list[_Group] = []
    for n, (start, end) in enumerate(territories[:-1]):
        beside = lowered[start : spans[n][0]] + NAME + lowered[spans[n][1] : end]
        if standings.is_denied_before(beside):
            found += groups[n + 1 : n + 1 + denials.denied_with(lowered, spans, ends, n)]
    return found


def _mention(text: str, lowered: str, start: int, end: int, group: _Group) -> tuple[Mention, str]:
    """What the words beside a name say of it, and the words that are left."""
    named_to = group.end
    while (salt := _SALT.match(lowered, named_to, end)) is not None:
        named_to = salt.end()
    before, after = lowered[start : group.start], lowered[named_to:end]
    beside = before + NAME + " " * (named_to - group.start - 1) + after
    standing, stopped, rest = standings.read(beside)
    last_dose, rest, unread = _last_dose(rest, standing)
    if any(drug.tags & _COUNTED_IN_WORDS for drug in group.drugs):
        rest = _COUNTED.sub(lambda match: " " * len(match[0]), rest)
    read, rest = doses.read(rest, len(group.drugs))
    unread += [word for word in re.findall(r"[\d¼½¾⅓⅔][\d.,/-]*", doses.left_over(rest))]
    if unread:
        read = tuple(dataclasses.replace(dose, unread=(*dose.unread, *unread)) for dose in read)
    route = doses.route_of(beside) or group.route
    if group.route in (Route.TRANSDERMAL, Route.DEPOT):
        route = group.route
    written = text[group.start : group.end]
    return Mention(written, group.drugs, read, route, standing, stopped, last_dose, beside, group.note), rest


def _last_dose(beside: str, standing: Standing) -> tuple[Moment | None, str, list[str]]:
    """The day of the last dose, the text without days, and a note where a last dose is named but not readable."""
    unread: list[str] = []
    moment: Moment | None = None
    last = _LAST.search(beside)
    if last is not None:
        moment = moments.read(last["day"]) if last["day"] else None
        if moment is None:
            unread.append("the day of the last dose")
        beside = _without(beside, [last.span()])
    beside = _without(beside, [match.span() for match in _STARTED.finditer(beside)])
    for match in list(_ANY_DAY.finditer(beside)):
        day = moments.read(match[0])
        if day is None:
            unread.append(match[0])
        elif moment is None and day.days_ago is not None and standing is Standing.CURRENT:
            moment = day
        beside = _without(beside, [match.span()])
    return moment, beside, unread


def _strange(rest: str) -> list[list[re.Match[str]]]:
    """Runs of words that are neither a name nor a word of prescriptions."""
    runs: list[list[re.Match[str]]] = []
    rest = _without(rest, [match.span() for match in PHRASES.finditer(rest)])
    for token in _TOKEN.finditer(rest):
        if not token[0].isalpha() or token[0] in KNOWN:
            continue
        if runs and not rest[runs[-1][-1].end() : token.start()].strip(" -"):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _candidates(runs: list[list[re.Match[str]]], formulary: Formulary) -> tuple[Offer, ...]:
    written: list[str] = []
    for run in runs:
        words = [token[0] for token in run]
        written += [" ".join(words), *words]
    return formulary.candidates(*dict.fromkeys(written))


def _hidden(lowered: str, start: int, end: int, group: _Group) -> list[tuple[int, int]]:
    """Parts behind an `and` that speak of some medicine without naming it."""
    edges = [start, *(match.end() for match in _JOINER.finditer(lowered, start, end)), end]
    found = []
    for a, b in pairwise(edges):
        part = lowered[a:b]
        named = a <= group.start < b
        if not named and HIDING & set(_TOKEN.findall(part)) and not doses.is_amount(part):
            found.append((a, b))
    return found


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for a, b in spans:
        text = text[:a] + " " * (b - a) + text[b:]
    return text
