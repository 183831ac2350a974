"""What the rules ask about: the case, the policy, and the case's words read once into conditions and medicines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from euthymia.domain.terminology import FORMULARY, Formulary, Tag
from euthymia.domain.terminology.condition import Condition, Kind, Mention
from euthymia.domain.terminology.conditions import code_form, of_code, qualifiers_of, read

from .case import Case, StatedCondition, Status, When
from .case.reader import as_when, pointer
from .finding import Because
from .medications import Medicine, taken, with_any
from .months import add_months
from .policy import Policy

T = TypeVar("T")

_PAST = (Status.REMITTED, Status.HISTORY)
# A condition of the first key in one entry, with the second beside it, is the second: "heart attack, I25.2".
_OLDER = {"mi": "old-mi", "stroke": "old-stroke"}
_WORSE = frozenset({"uncontrolled", "unstable", "severe", "nyha-3", "child-pugh-b", "child-pugh-c"})
_DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Held:
    """A condition that the case states of the person, and where. `source` is the part of the case that did."""

    condition: Condition
    because: Because
    source: str
    status: Status | None = None
    since: When | None = None
    qualifiers: frozenset[str] = frozenset()
    code: str | None = None

    @property
    def key(self) -> str:
        return self.condition.key

    @property
    def name(self) -> str:
        return self.condition.name

    @property
    def past(self) -> bool:
        return self.status in _PAST

    @property
    def active(self) -> bool:
        return self.status is Status.ACTIVE

    def has(self, *qualifiers: str) -> bool:
        return not self.qualifiers.isdisjoint(qualifiers)

    def within(self, as_of: date, days: int) -> bool | None:
        """Whether it began in the last `days`: True also where the date allows it, None where there is no date."""
        if self.since is None:
            return True if self.has("recent") else None
        return (as_of - min(self.since.latest, as_of)).days <= days

    def older_than(self, as_of: date, days: int) -> bool:
        """It certainly began longer ago."""
        return self.since is not None and self.within(as_of, days) is False


@dataclass(frozen=True, slots=True)
class Said:
    """Something in a text that is not a condition of the person: denied, a relative's, or not read."""

    because: Because
    words: str
    condition: Condition | None = None
    kind: Kind | None = None
    suggestion: str = ""
    source: str = ""
    lately: bool = False


@dataclass
class Facts:
    """A case under a policy; what is asked often is worked out once."""

    case: Case
    policy: Policy
    formulary: Formulary = FORMULARY
    _held: dict[str, list[Held]] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    worked_out: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, work: Callable[[Facts], T]) -> T:
        """What several rules of a topic need of the facts, worked out once."""
        if name not in self.worked_out:
            self.worked_out[name] = work(self)
        found: T = self.worked_out[name]
        return found

    def __post_init__(self) -> None:
        history, psychiatric = self.case.history, self.case.psychiatric
        for n, stated in enumerate(history.conditions or ()):
            self._entry(stated, f"/history/conditions/{n}")
        for n, text in enumerate(history.problem_list or ()):
            self._text(text, f"/history/problem_list/{n}", "problem list")
        for n, text in enumerate(history.symptoms or ()):
            self._text(text, f"/history/symptoms/{n}", "symptom", Status.ACTIVE)
        for n, text in enumerate(history.surgeries or ()):
            self._text(text, f"/history/surgeries/{n}", "surgery")
        for word, answer in (history.self_report or {}).items():
            self._answer(word, answer)
        if psychiatric.diagnosis is not None and psychiatric.diagnosis.strip():
            self._text(psychiatric.diagnosis, "/psychiatric/diagnosis", "diagnosis")
        if self.case.screening.ecg.rhythm:
            self._text(self.case.screening.ecg.rhythm, "/screening/ecg/rhythm", "ecg")
        for key, every in self._held.items():
            self._held[key] = _detailed(every)

    def held(self, *keys: str) -> list[Held]:
        """What the case states of these conditions, whatever its status and date."""
        return [each for key in keys if key in self._held for each in self._held[key]]

    def every(self) -> Iterator[Held]:
        for each in self._held.values():
            yield from each

    @property
    def as_of(self) -> date:
        return self.case.as_of

    @cached_property
    def taken(self) -> tuple[Medicine, ...]:
        """Every ingredient that is taken, once each; nothing where the list is not known."""
        return taken(self.case, self.formulary)

    def taking(self, *tags: Tag) -> tuple[Medicine, ...]:
        """Those of them that carry one of the classes."""
        return with_any(self.taken, *tags)

    def _add(self, held: Held) -> None:
        self._held.setdefault(held.key, []).append(held)

    def _entry(self, stated: StatedCondition, at: str) -> None:
        """One condition with its code: both are read, and the status and date belong to all that they name."""
        extra = qualifiers_of(stated.note) & _WORSE if stated.note else frozenset()
        found: list[Held] = []
        # A code may also stand alone in the place of the words.
        alone = stated.code is None and code_form(stated.text or "") is not None
        written, key = (stated.text, "text") if alone else (stated.code, "code")
        coded = None if written is None else of_code(written)
        if coded is not None and written is not None:
            code = code_form(written)
            own = qualifiers_of(stated.text) if stated.text else frozenset()
            status = stated.status or _status_of_code(code or "") or _status_of_words(own)
            because = Because(f"{at}/{key}", written)
            found.append(Held(coded, because, "condition", status, stated.since, own | extra, code))
        if stated.text is not None and stated.text.strip() and not (alone and coded is not None):
            by_code = found[0].status if found else None
            found += self._of_text(
                stated.text, f"{at}/text", "condition", stated.status or by_code, stated.since, extra, coded
            )
        elif coded is None and stated.code is not None:
            self.said.append(Said(Because(f"{at}/code", stated.code), stated.code, source="condition"))
        keys = {each.key for each in found}
        for each in found:
            if _OLDER.get(each.key) not in keys:
                self._add(each)

    def _text(self, text: str, at: str, source: str, status: Status | None = None) -> None:
        coded = of_code(text)
        if coded is not None:
            code = code_form(text)
            status = status or _status_of_code(code or "")
            if source == "diagnosis":
                status = status or Status.ACTIVE
            self._add(Held(coded, Because(at, text), source, status, code=code))
            return
        if code_form(text) is not None and not read(text).mentions:
            self.said.append(Said(Because(at, text), text, source=source))
            return
        for each in self._of_text(text, at, source, status, None, frozenset(), None):
            self._add(each)

    def _of_text(
        self,
        text: str,
        at: str,
        source: str,
        status: Status | None,
        since: When | None,
        extra: frozenset[str],
        coded: Condition | None,
    ) -> list[Held]:
        reading = read(text)
        because = Because(at, text)
        found: list[Held] = []
        for mention in reading.mentions:
            if mention.kind is not Kind.PRESENT:
                self.said.append(_said(because, mention.words, mention, mention.kind, source))
                continue
            its = status or _status_of_words(mention.qualifiers)
            began = since or self._dated(mention)
            found.append(Held(mention.condition, because, source, its, began, mention.qualifiers | extra))
        if coded is None:
            self.said += [
                Said(because, words, suggestion=like, source=source) for words, like in reading.unread
            ]
        return found

    def _answer(self, word: str, answer: bool | None) -> None:
        if answer is None:
            return
        because = Because(pointer("/history/self_report", word), answer)
        reading = read(word.replace("_", " "))
        for mention in reading.mentions:
            if answer and mention.kind is Kind.PRESENT:
                status = _status_of_words(mention.qualifiers)
                since = self._dated(mention)
                self._add(Held(mention.condition, because, "self-report", status, since, mention.qualifiers))
            else:
                kind = Kind.DENIED if mention.kind is Kind.PRESENT else mention.kind
                self.said.append(_said(because, word, mention, kind, "self-report"))
        self.said += [
            Said(because, word, suggestion=like, source="self-report") for _, like in reading.unread
        ]

    def _dated(self, mention: Mention) -> When | None:
        if mention.ago is not None:
            number, unit = mention.ago
            if unit in _DAYS:
                day = self._back(timedelta(days=number * _DAYS[unit]))
            else:
                day = add_months(self.as_of, -number * (12 if unit == "year" else 1))
            return When(f"{number} {unit}{'' if number == 1 else 's'} ago", day, day)
        when = as_when(mention.date) if mention.date else None
        return when if when is not None and when.earliest <= self.as_of else None

    def _back(self, by: timedelta) -> date:
        return self.as_of - min(by, self.as_of - date.min)


def _said(because: Because, words: str, mention: Mention, kind: Kind, source: str) -> Said:
    lately = mention.lately and kind is Kind.DENIED
    return Said(because, words, mention.condition, kind, source=source, lately=lately)


def _status_of_code(code: str) -> Status | None:
    """What a code itself says of the time: remission, an injury that heals (D) or has healed (S)."""
    if code[:2] == "F1" and code[3:5] in ("11", "21", "91"):
        return Status.REMITTED
    if code.startswith(("F317", "F303", "F304", "F324", "F325", "F334")):
        return Status.REMITTED
    if code[:1] in "STX" and len(code) == 7:
        return {"D": Status.CONTROLLED, "S": Status.HISTORY}.get(code[-1])
    return None


def _status_of_words(qualifiers: frozenset[str]) -> Status | None:
    if "uncontrolled" in qualifiers or "current" in qualifiers:
        return Status.ACTIVE
    if "remitted" in qualifiers:
        return Status.REMITTED
    if "past" in qualifiers:
        return Status.HISTORY
    return Status.CONTROLLED if "controlled" in qualifiers else None


def _detailed(every: list[Held]) -> list[Held]:
    """A bare code on the problem list, or a bare yes, has the status and date that the entry of the condition has."""
    known = [each for each in every if each.source == "condition" and (each.status or each.since)]
    if not known:
        return every
    worst = min(known, key=lambda each: _WORST.index(each.status))
    return [
        replace(each, status=worst.status, since=worst.since, qualifiers=worst.qualifiers)
        if each.source in _BARE and each.status is None and each.since is None and not each.qualifiers
        else each
        for each in every
    ]


_BARE = ("problem list", "self-report")
_WORST = (Status.ACTIVE, None, Status.CONTROLLED, Status.QUIESCENT, Status.REMITTED, Status.HISTORY)


def undated_aside(held: Iterable[Held]) -> list[Held]:
    """Without the undated statements of what another statement dates: a code on the problem list, once more."""
    every = list(held)
    dated = {each.key for each in every if each.since is not None or each.past}
    return [each for each in every if each.since is not None or each.past or each.key not in dated]
