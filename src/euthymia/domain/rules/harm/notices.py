"""Who has to be told of an adverse event, and by when: rules as data, each with its source and mark.

A term that the fact base does not give is none of ours: it is "at once" or "on the day", said to be a site setting,
until the medical director writes down the clinic's own (`SiteDuty`). A state whose rule nobody has read here asks for
a decision; it is never taken for "nothing to do".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import Confidence, Provenance

from .words import Facts, is_grave, is_serious

_V, _V2, _K, _P = Confidence.V, Confidence.V2, Confidence.K, Confidence.P
_MORE_THAN_MILD = ("moderate", "severe", "life-threatening", "fatal")


class Term(StrEnum):
    """How a time limit is counted where it is no number of hours."""

    AT_ONCE = "at once"
    SAME_DAY = "on the same day"


class Applies(StrEnum):
    """Which events a duty is about. What is grave and not judged yet counts with the serious ones."""

    ANY = "any"
    MORE_THAN_MILD = "more-than-mild"
    SERIOUS = "serious"
    NOT_JUDGED = "not-judged"
    SPRAY_SERIOUS = "spray-serious"
    SUSPECTED_SERIOUS = "suspected-serious"
    TRANSFER = "transfer"
    SUICIDALITY = "suicidality"
    DEATH = "death"

    @property
    def says(self) -> str:
        return _APPLIES[self]


_APPLIES = {
    Applies.ANY: "every event",
    Applies.MORE_THAN_MILD: "moderate or worse, or not graded yet",
    Applies.SERIOUS: "serious, or grave and not judged yet",
    Applies.NOT_JUDGED: "until somebody has judged it",
    Applies.SPRAY_SERIOUS: "serious, after esketamine",
    Applies.SUSPECTED_SERIOUS: "serious and not clearly unrelated",
    Applies.TRANSFER: "taken to a hospital",
    Applies.SUICIDALITY: "suicidal thoughts or an attempt",
    Applies.DEATH: "death",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One duty: to whom, when it applies, until when (`term` or `within`, from the moment it is known), who does it."""

    code: str
    to: str
    says: str
    applies: Applies
    owner: str
    provenance: Provenance
    term: Term | None = None
    within: timedelta | None = None

    def due_at(self, known_at: datetime, zone: ZoneInfo) -> datetime:
        """When it is late, from when it was known."""
        if self.within is not None:
            return known_at + self.within
        if self.term is Term.SAME_DAY:
            local = known_at.astimezone(zone)
            return datetime.combine(local.date() + timedelta(days=1), time(), zone)
        return known_at

    @property
    def until(self) -> str:
        """The term in words."""
        if self.within is None:
            return str(self.term or Term.AT_ONCE)
        hours = self.within // timedelta(hours=1)
        return f"within {hours // 24} days" if hours % 24 == 0 and hours > 24 else f"within {hours} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDuty:
    """What this clinic has to do by its state's rule, a contract or its own: entered and signed by its director."""

    code: str
    to: str
    says: str
    applies: Applies
    within: timedelta
    source: str
    state: str = ""

    def notice(self) -> Notice:
        mark = Provenance(f"{self.source} (entered by the clinic)", _P)
        return Notice(
            code=f"site-{self.code}", to=self.to, says=self.says, applies=self.applies, owner="prescriber",
            provenance=mark, within=self.within,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a clinic's duties rest on: the states it is registered in, its own duties, and whether the drug was the spray."""

    states: Sequence[str] = ()
    duties: Sequence[SiteDuty] = ()
    spray: bool = False


NOTICES: tuple[Notice, ...] = (
    Notice(code="judge", to="the prescriber", says="Judge whether the event is serious, and by which criterion", term=Term.AT_ONCE,
           applies=Applies.NOT_JUDGED, owner="prescriber", provenance=Provenance("clinical.md 6B: serious? (FDA definitions)", _K)),
    Notice(code="prescriber", to="the prescriber on site", says="Tell the prescriber", term=Term.AT_ONCE,
           applies=Applies.MORE_THAN_MILD, owner="nurse", provenance=Provenance("clinical.md 4C, 4F: hold and clinician; prescriber on site (REMS; SAN17)", _V2)),
    Notice(code="contact", to="the patient's emergency contact", says="Tell the emergency contact", term=Term.AT_ONCE,
           applies=Applies.TRANSFER, owner="nurse", provenance=Provenance("clinical.md 4D: family contacted; the term is a site setting", _P)),
    Notice(code="crisis", to="the crisis path", says="Open the crisis path and take its first steps", term=Term.AT_ONCE,
           applies=Applies.SUICIDALITY, owner="nurse", provenance=Provenance("clinical.md 9A, 9B (VADOD)", _V2)),
    Notice(code="director", to="the medical director", says="Tell the medical director", term=Term.SAME_DAY,
           applies=Applies.SERIOUS, owner="prescriber", provenance=Provenance("no published figure was found", _P)),
    Notice(code="medwatch", to="FDA MedWatch", says="Report to FDA MedWatch", term=Term.SAME_DAY,
           applies=Applies.SUSPECTED_SERIOUS, owner="prescriber",
           provenance=Provenance("clinical.md 6B: date submitted to MedWatch is kept; the term is a site setting", _K)),
    Notice(code="rems", to="the Spravato REMS and the manufacturer", says="Serious adverse event on the REMS monitoring form, and to the manufacturer",
           within=timedelta(days=7), applies=Applies.SPRAY_SERIOUS, owner="prescriber",
           provenance=Provenance("Spravato REMS: monitoring form within 7 calendar days; suspected serious events to the REMS and the manufacturer (compliance.md 6)", _V)),
)  # fmt: skip
# Whoever is told when the owner of a notice has let its time pass: the other of the two at the patient.
SECOND_PERSON = {"nurse": "prescriber", "prescriber": "nurse"}
AT_ONCE_IS = timedelta(minutes=10)
ESCALATION_SOURCE = Provenance(
    "no figure in the fact base: what is overdue reaches a second person; site setting", _P
)


def escalates_at(notice: Notice, due_at: datetime) -> datetime:
    """When a notice that nobody has given reaches a second person: when it is late; `at once` has some minutes."""
    return due_at + AT_ONCE_IS if notice.within is None and notice.term is Term.AT_ONCE else due_at


UNREAD = Provenance("the state's own rule: not read here, ask counsel", _P)


def notices(facts: Facts, known: Known) -> tuple[Notice, ...]:
    """Everything that is due for these facts, in the order of the table, then the clinic's own."""
    every = [*NOTICES, *(one.notice() for one in known.duties), *_unread(known)]
    return tuple(one for one in every if _applies(one.applies, facts, known))


def _unread(known: Known) -> Iterable[Notice]:
    """A state for which the director has entered nothing: somebody decides, and writes down what was found."""
    read = {one.state for one in known.duties}
    for state in known.states:
        if state not in read:
            says = f"Find out whether {state} asks for a report of this event, and write down what was found"
            yield Notice(
                code=f"state-{state.lower()}", to=f"the authorities of {state}", says=says, term=Term.SAME_DAY,
                applies=Applies.SERIOUS, owner="prescriber", provenance=UNREAD,
            )  # fmt: skip


def _applies(applies: Applies, facts: Facts, known: Known) -> bool:
    judged = is_serious(facts)
    serious = is_grave(facts) if judged is None else judged
    answers = {
        Applies.ANY: True,
        Applies.MORE_THAN_MILD: facts.severity in ("", *_MORE_THAN_MILD) or serious,
        Applies.SERIOUS: serious,
        Applies.NOT_JUDGED: judged is None,
        Applies.SPRAY_SERIOUS: serious and known.spray,
        Applies.SUSPECTED_SERIOUS: serious and facts.relation != "unrelated",
        Applies.TRANSFER: bool(facts.transferred),
        Applies.SUICIDALITY: facts.kind == "suicidality",
        Applies.DEATH: "death" in (facts.serious_because or ()) or facts.outcome == "fatal",
    }
    return answers[applies]
