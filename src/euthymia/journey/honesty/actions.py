"""The verbs of the honesty view: say what came of a flag, adopt the figures."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.domain.honesty import Settings
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.infusion.models import Session
from euthymia.kit import units

from . import queries
from .models import FlagReview, HonestySettings


def check_reader(by: Member) -> None:
    """Raises NotAllowed for everybody but the owner and the medical director."""
    require(by, Permission.SEE_HONESTY)
    if not queries.reads(by):
        raise NotAllowed("the owner and the medical director read what stands out in charts")


def review(
    *, by: Member, session: Session, client_id: UUID, flag: str, outcome: str, words: str
) -> FlagReview:
    """Keep that a flag was looked at and what came of it. Nobody does so for what they charted themselves.

    Raises Unusable, NotAllowed.
    """
    check_reader(by)
    if by.clinic.pk != session.clinic_id:
        raise NotAllowed("this session is another clinic's")
    if (known := queries.review_of_client(by.clinic, client_id)) is not None:
        return known
    reason = next((one for one in queries.of_session(session) if one.flag.id == flag), None)
    if reason is None:
        says = "this stands out no more: the chart has more entries now, or the figures changed"
        raise Unusable.one("", "gone", says, "the page as it stands now")
    if reason.is_about(by):
        raise NotAllowed("you charted some of these entries yourself: somebody else looks at them")
    faults = []
    if outcome not in FlagReview.Outcome.values:
        faults.append(
            Fault("outcome", "unknown", f"{outcome!r} is no outcome", ", ".join(FlagReview.Outcome.values))
        )
    if not words.strip():
        faults.append(Fault("words", "missing", "say what you saw, and what came of it", "a sentence"))
    if faults:
        raise Unusable(faults)
    made = FlagReview(
        clinic=by.clinic, session=session, client_id=client_id, flag=flag, kind=reason.flag.kind.value, says=reason.flag.says,
        rows=[list(row) for row in reason.flag.rows], at=units.current().now, by=by.words, reviewer=by.staff, outcome=outcome,
        words=words.strip(),
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="honesty.reviewed", says=f"looked at a flag: {made.get_outcome_display()}", subject=f"{session.pk} {flag[:12]}",
        patient=session.patient_id, actor=by.words,
    )  # fmt: skip
    return made


def adopt(*, by: Member, client_id: UUID, values: Mapping[str, int], reason: str) -> HonestySettings:
    """Put figures in force. Raises Unusable, NotAllowed."""
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed(f"{by.name} may not sign for the medical director of {by.clinic.name}")
    if (known := queries.settings_of_client(by.clinic, client_id)) is not None:
        return known
    faults = (
        [] if reason.strip() else [Fault("reason", "missing", "say why the figures change", "a sentence")]
    )
    try:
        found = Settings.from_json(values)
    except Unusable as refused:
        raise Unusable([*refused.faults, *faults]) from None
    if faults:
        raise Unusable(faults)
    made = HonestySettings(
        clinic=by.clinic, client_id=client_id, at=units.current().now, by=by.words, values=found.to_json(), reason=reason.strip()
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="honesty.adopted", says="adopted the figures of the honesty view by signature", subject=str(made.pk),
        actor=by.words, values=made.values,
    )  # fmt: skip
    return made
