"""The syringes of a session, and what became of each: drawn = given + wasted + broken + left, to the microgram."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.pharmacy import in_hand
from euthymia.domain.quantities import MASS_MG, Fault

from .fold import Happening, effective
from .models import Dose, NoteSource, Preparation, Session

NOT_KEPT = (
    "the drug account is not kept here: this clinic has no registration and no drug book in this program"
)


@dataclass(frozen=True, slots=True)
class Held:
    """A syringe with its history, micrograms and microlitres of stock. `hung_at` is when the pump began with it.

    `doses` are those that count: what was undone, and what undid it, is left out.
    """

    preparation: Preparation
    hung_at: datetime | None
    doses: tuple[Dose, ...] = field(default=())

    def sum_ug(self, *kinds: str) -> int:
        return sum(one.mass_ug for one in self.doses if one.kind in kinds)

    def sum_ul(self, *kinds: str) -> int:
        return sum(one.volume_ul for one in self.doses if one.kind in kinds)

    @property
    def number(self) -> str:
        return self.preparation.number

    @property
    def drawn_ug(self) -> int:
        return self.sum_ug("drawn")

    @property
    def given_ug(self) -> int:
        return self.sum_ug("given")

    @property
    def wasted_ug(self) -> int:
        return self.sum_ug("wasted")

    @property
    def broken_ug(self) -> int:
        return self.sum_ug("broken")

    @property
    def rest_ug(self) -> int:
        """What was left in single-dose vials, and wasted from them."""
        return self.sum_ug("rest")

    @property
    def left_ug(self) -> int:
        return self.drawn_ug - self.sum_ug("given", "wasted", "broken")

    @property
    def left_ul(self) -> int:
        return self.sum_ul("drawn") - self.sum_ul("given", "wasted", "broken")

    @property
    def is_open(self) -> bool:
        return self.left_ul > 0

    @property
    def witnesses(self) -> tuple[str, ...]:
        """Who saw what was wasted or broken, each once."""
        return tuple(
            dict.fromkeys(one.second for one in self.doses if one.kind in ("wasted", "broken", "rest"))
        )

    def is_over(self, at: datetime) -> bool:
        """Its four hours have ended."""
        return at >= self.preparation.use_by


def held(session: Session, happenings: Sequence[Happening]) -> list[Held]:
    """Every syringe of a session in the order they were drawn: two queries."""
    prepared = list(
        Preparation.objects.filter(clinic_id=session.clinic_id, session=session).order_by("at", "id")
    )
    if not prepared:
        return []
    doses = list(Dose.objects.filter(clinic_id=session.clinic_id, session=session).order_by("entry_n"))
    hung = hung_at(happenings)
    return [
        Held(one, hung.get(one.number), _counting(dose for dose in doses if dose.preparation_id == one.pk))
        for one in prepared
    ]


def _counting(doses: Iterable[Dose]) -> tuple[Dose, ...]:
    every = list(doses)
    undone = {one.undoes for one in every}
    return tuple(one for one in every if one.undoes is None and one.entry_n not in undone)


def hung_at(happenings: Iterable[Happening]) -> dict[str, datetime]:
    """When the pump began with each syringe, by its number."""
    found: dict[str, datetime] = {}
    for one in effective(happenings):
        number = (one.detail or {}).get("syringe") if one.kind in ("started", "resumed") else None
        if number:
            found.setdefault(number, one.at)
    return found


def in_use(syringes: Iterable[Held]) -> Held | None:
    """The one on the pump."""
    hung = [one for one in syringes if one.hung_at is not None and one.is_open]
    return max(hung, key=lambda one: one.hung_at or one.preparation.at, default=None)


def waiting(syringes: Iterable[Held]) -> list[Held]:
    """Drawn, and not on the pump yet."""
    return [one for one in syringes if one.hung_at is None and one.is_open]


def accounted_ug(syringes: Iterable[Held]) -> int:
    """What the book says was given in this session."""
    return sum(one.given_ug for one in syringes)


def committed_ug(syringes: Iterable[Held]) -> int:
    """What of the order cannot be drawn again: given, or still in a syringe."""
    return sum(one.given_ug + one.left_ug for one in syringes)


def keeps_account(clinic: Clinic) -> bool:
    return in_hand.keeps_account(clinic)


def problem(syringes: Sequence[Held], at: datetime) -> str:
    """Why nothing can be hung now; empty when a syringe waits that may be begun."""
    open_ones = waiting(syringes)
    if not open_ones:
        return "nothing is drawn up for this order"
    if all(one.is_over(at) for one in open_ones):
        last = open_ones[-1]
        return f"the four hours of syringe {last.number} ended at {_local(last, last.preparation.use_by)}"
    return ""


def to_hang(syringes: Sequence[Held], number: str, at: datetime) -> Held | Fault:
    """The syringe that goes on the pump: the one named, or the only one that waits."""
    usable = [one for one in waiting(syringes) if not one.is_over(at)]
    if number:
        usable = [one for one in usable if one.number == number]
    if not usable:
        says = f"syringe {number} is not one that waits for this patient" if number else problem(syringes, at)
        return Fault("syringe", "no-syringe", says, "a syringe drawn for this order, within its four hours")
    if len(usable) > 1:
        numbers = ", ".join(one.number for one in usable)
        return Fault("syringe", "which-syringe", "more than one syringe waits: say which", numbers)
    (chosen,) = usable
    if at < chosen.preparation.begun_at:
        return Fault(
            "at", "before-draw", f"syringe {chosen.number} was drawn only later", "the time it was hung"
        )
    return chosen


def words(one: Held) -> str:
    """A line of the list of conditions."""
    made = one.preparation
    return (
        f"{made.number}: {MASS_MG.format(made.mass_ug)} mg, drawn by {_name(made.by)}, checked by {_name(made.second)}, "
        f"to be begun by {_local(one, made.use_by)}"
    )


def note_sources(session: Session) -> list[NoteSource]:
    """The sentences that the drug account has for the note, in their order; each names the entry it is from."""
    return list(NoteSource.objects.filter(clinic_id=session.clinic_id, session=session).order_by("event_n"))


def preparation(clinic: Clinic, preparation_id: UUID) -> Preparation:
    """Raises Preparation.DoesNotExist, also for another clinic's."""
    return Preparation.objects.select_related("patient", "session__room", "session__order", "clinic").get(
        clinic=clinic, pk=preparation_id
    )


def _name(by: str) -> str:
    return by.partition(" <")[0]


def _local(one: Held, at: datetime) -> str:
    return f"{at.astimezone(one.preparation.clinic.zone):%H:%M}"
