"""What becomes of a syringe, in the drug book, the dose history, the chart and the note: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import MASS_MG
from euthymia.journey.infusion import queries
from euthymia.journey.infusion.fold import Course, Happening
from euthymia.journey.infusion.models import Dose, NoteSource, Preparation, Session, SessionEvent
from euthymia.journey.infusion.syringes import Held, accounted_ug, held
from euthymia.kit import units

if TYPE_CHECKING:
    from euthymia.clinic.pharmacy.models import Entry as BookEntry

KINDS = {
    "draw": Dose.Kind.DRAWN,
    "administer": Dose.Kind.GIVEN,
    "waste": Dose.Kind.WASTED,
    "breakage": Dose.Kind.BROKEN,
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was posted for one syringe. `total_ug` is what the book now says was given in the whole session."""

    syringe: Held
    total_ug: int
    given_ug: int = 0
    wasted_ug: int = 0
    broken_ug: int = 0
    left_ug: int = 0
    entries: tuple[BookEntry, ...] = ()
    refused: str = ""

    @property
    def detail(self) -> dict[str, Any]:
        """What the session's entry says of the account."""
        said = {
            "syringe": self.syringe.number, "account_given_ug": self.given_ug, "wasted_ug": self.wasted_ug,
            "broken_ug": self.broken_ug, "in_syringe_ug": self.left_ug,
        }  # fmt: skip
        return {**said, "account_refused": self.refused} if self.refused else said


def account_of(session: Session, syringe: Held) -> pharmacy.Account:
    return pharmacy.Account(
        patient=session.patient,
        order=str(session.order_id),
        syringe=syringe.number,
        ordered_by=session.order.by,
    )


def settle(
    *, by: Member, session: Session, client_id: UUID, course: Course, syringes: Sequence[Held], syringe: Held,
    method: preparing.Method | None = None, witness: OneAct | None = None, at: datetime | None = None, words: str = "",
) -> Settlement:  # fmt: skip
    """Post what the pump has given of `syringe`, and with a method what is left of it. Raises NotPosted, Unusable.

    Given is whole microlitres of stock, rounded down over the whole session; posted as of the moment the syringe
    was begun, which is what its four hours are about.
    """
    order = session.order
    given_ul = 0
    if syringe.hung_at is not None:
        before_ul = sum(one.sum_ul("given") for one in syringes)
        given_ul = min(
            max(0, preparing.accounted_ul(order.figures, course.given_ug) - before_ul), syringe.left_ul
        )
    left_ul = syringe.left_ul - given_ul
    reason = "" if method is None else "; ".join(part for part in (method.says, words.strip()) if part)
    entries = pharmacy.settle(
        by=by, book=syringe.preparation.book, client_id=client_id, account=account_of(session, syringe), witness=witness, at=at,
        settled=pharmacy.Settled(
            given_ul=given_ul, begun_at=syringe.hung_at, given_reason="by the pump, as charted",
            left_ul=left_ul if method is not None else 0, left_kind="waste" if method is None else method.kind,
            left_reason=reason,
        ),
    )  # fmt: skip
    per_ul = preparing.stock_ug_per_ul(order.figures)
    gone_ug = left_ul * per_ul if method is not None else 0
    done = Settlement(
        syringe, accounted_ug(syringes) + given_ul * per_ul, given_ul * per_ul, entries=tuple(entries)
    )
    if method is None:
        return replace(done, left_ug=left_ul * per_ul)
    return replace(done, broken_ug=gone_ug) if method.kind == "breakage" else replace(done, wasted_ug=gone_ug)


def given_otherwise(session: Session, found: Sequence[Happening]) -> list[tuple[Held, int]]:
    """The syringes that the drug book has settled otherwise than the chart tells it now, with the µL of stock that
    the pump gave of each by the chart."""
    bare = [replace(one, detail={**(one.detail or {}), "settled_ug": None}) for one in found]
    hung = sorted(
        (one for one in held(session, found) if one.hung_at is not None),
        key=lambda one: one.hung_at or one.preparation.at,
    )
    otherwise, before_ul = [], 0
    for place, one in enumerate(hung):
        until = hung[place + 1].hung_at if place + 1 < len(hung) else units.current().now
        pumped_ug = queries.course_of(session, bare, until).given_ug
        total_ul = preparing.accounted_ul(session.order.figures, pumped_ug)
        given_ul = min(max(0, total_ul - before_ul), one.sum_ul("drawn"))
        before_ul += given_ul
        if given_ul != one.sum_ul("given"):
            otherwise.append((one, given_ul))
    return otherwise


def settle_or_say(**asked: Any) -> Settlement:
    """As `settle`; but a refusal of the book is kept and told, not raised: what has happened at the chair is
    charted whatever the book says, and the syringe stays open until it is settled."""
    try:
        with pharmacy.acting():
            return settle(**asked)
    except pharmacy.NotPosted as refused:
        syringe: Held = asked["syringe"]
        return Settlement(
            syringe, accounted_ug(asked["syringes"]), left_ug=syringe.left_ug, refused=refused.says
        )


def write_down(
    session: Session, event: SessionEvent, preparation: Preparation, entries: Sequence[BookEntry], says: str
) -> None:
    """The dose history's rows of these entries of the book, and the note's sentence, beside the session's entry."""
    for entry in entries:
        rest = entry.kind == "waste" and bool(entry.vial)
        Dose(
            clinic_id=session.clinic_id, patient_id=session.patient_id, session=session, preparation=preparation,
            kind=Dose.Kind.REST if rest else KINDS[entry.kind], vial=entry.vial, volume_ul=entry.more["volume_ul"],
            mass_ug=entry.more["mass_ug"], at=entry.at, by=entry.by, second=entry.witness, entry_n=entry.n,
            event_n=event.n,
        ).save()  # fmt: skip
    figures: dict[str, int] = {}
    for entry in entries:
        name = "rest_ug" if entry.kind == "waste" and entry.vial else f"{KINDS[entry.kind].value}_ug"
        figures[name] = figures.get(name, 0) + entry.more["mass_ug"]
    NoteSource(
        clinic_id=session.clinic_id, session=session, event_n=event.n, at=event.at, says=says, figures=figures
    ).save()
    auditing.record(
        verb="infusion.accounted", says=says, subject=f"{session.pk}#{event.n}", patient=session.patient_id, actor=event.by,
        figures=figures,
    )  # fmt: skip


def sentence(done: Settlement, witness: str) -> str:
    """What the note says of it."""
    parts = []
    if done.given_ug:
        parts.append(f"{mg(done.given_ug)} of syringe {done.syringe.number} were given by the pump")
    if done.wasted_ug:
        parts.append(f"{mg(done.wasted_ug)} left in it were destroyed before {witness}")
    if done.broken_ug:
        parts.append(f"{mg(done.broken_ug)} of it were spilt or broken before {witness}")
    if done.left_ug:
        parts.append(f"{mg(done.left_ug)} are left in syringe {done.syringe.number}")
    text = "; ".join(parts) or f"nothing of syringe {done.syringe.number} was given"
    return f"{text[0].upper()}{text[1:]}."


def mg(mass_ug: int) -> str:
    return f"{MASS_MG.format(mass_ug)} mg"
