"""The verbs of a page: put people on duty, page, note what was sent, take."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages.models import Channel
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import live, streams, units

from . import queries
from .models import Duty, Page, PageFact

Kind = PageFact.Kind


def put_on_duty(
    *, by: Member, client_id: UUID, first: Staff, first_channel: str, first_address: str, second: Staff, second_channel: str,
    second_address: str,
) -> Duty:  # fmt: skip
    """Who is paged from now on. Raises Unusable, NotAllowed."""
    require(by, Permission.SET_DUTY)
    if {first.clinic_id, second.clinic_id} != {by.clinic.pk}:
        raise NotAllowed("this person is another clinic's")
    known = queries.duty_of_client(by.clinic, client_id)
    if known is not None:
        return known
    faults = [
        *_address_faults("first_address", first_channel, first_address),
        *_address_faults("second_address", second_channel, second_address),
    ]
    if first.pk == second.pk:
        says = "the second person is there for when the first does not hear it"
        faults.append(Fault("second", "same", says, "somebody else"))
    if faults:
        raise Unusable(faults)
    made = Duty(
        clinic=by.clinic, client_id=client_id, at=units.current().now, by=by.words, first=first, first_channel=first_channel,
        first_address=first_address.strip(), second=second, second_channel=second_channel, second_address=second_address.strip(),
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="duty.set", says=f"put {first.name} on duty, {second.name} as the second", subject=str(made.pk), actor=by.words
    )  # fmt: skip
    return made


def _address_faults(name: str, channel: str, address: str) -> list[Fault]:
    if channel not in Channel.values:
        return [Fault(name, "channel", f"{channel!r} is no way to anybody", ", ".join(Channel.values))]
    text = address.strip()
    if channel == Channel.SMS:
        good = text.startswith("+") and text[1:].isdecimal() and 8 <= len(text) <= 16
        return [] if good else [Fault(name, "address", "this is no number", "such as +15550100")]
    try:
        validate_email(text)
    except ValidationError:
        return [Fault(name, "address", "this is no e-mail address", "such as name@clinic.example")]
    return []


def page(*, patient: Patient, client_id: UUID, subject: str, says: str, path: str, by: str) -> Page:
    """Somebody has to come to this now; asked twice, or while a page about it stands, it is one."""
    streams.lock(Clinic, [patient.clinic_id])
    known = queries.page_of_client(patient.clinic_id, client_id) or queries.standing_of(
        patient.clinic_id, subject
    )
    if known is not None:
        return known
    now = units.current().now
    made = Page(
        clinic_id=patient.clinic_id, patient=patient, client_id=client_id, subject=subject, says=says[:200], path=path, asked_at=now
    )  # fmt: skip
    made.save()
    _append(made, client_id, Kind.ASKED, by)
    live.notify({f"clinic:{patient.clinic_id}": made.facts_n})
    auditing.record(
        verb="page.asked", says="paged the person on duty", subject=str(made.pk), patient=patient.pk, actor=by,
        clinic=patient.clinic_id,
    )  # fmt: skip
    return made


def sent(*, by: str, page: Page, step: str, to: str, handed: bool, says: str = "") -> PageFact | None:
    """What became of an attempt to reach somebody; None when it is known already, or the page was taken meanwhile."""
    page = streams.lock(Page, [page.pk])[page.pk]
    done = [one for one in queries.facts(page) if one.step == step]
    if any(one.kind == Kind.HANDED for one in done):
        return None
    kind = Kind.HANDED if handed else Kind.FAILED
    client_id = uuid5(page.pk, f"{step} {kind} {len(done)}")
    made = _append(page, client_id, kind, by, step=step, to=to, says=says)
    live.notify({f"clinic:{page.clinic_id}": page.facts_n})
    auditing.record(
        verb=f"page.{kind}", says=f"{kind.label}: {PageFact.Step(step).label}", subject=str(page.pk), patient=page.patient_id,
        actor=by, clinic=page.clinic_id,
    )  # fmt: skip
    return made


def take(*, by: Member, clinic_id: UUID, subject: str) -> Page | None:
    """Somebody has come to what this row is about: its page stands no more. None where none stood."""
    if by.clinic.pk != clinic_id:
        raise NotAllowed("this page is another clinic's")
    found = queries.standing_of(clinic_id, subject)
    if found is None:
        return None
    page: Page = streams.lock(Page, [found.pk])[found.pk]
    if page.taken_at is not None:
        return page
    now = units.current().now
    _append(page, uuid5(page.pk, "taken"), Kind.TAKEN, by.words)
    page.taken_at, page.taken_by = now, by.words
    page.save(update_fields=["taken_at", "taken_by"])
    live.notify({f"clinic:{clinic_id}": page.facts_n})
    auditing.record(
        verb="page.taken", says=f"took a page after {int((now - page.asked_at).total_seconds()) // 60} min", subject=str(page.pk),
        patient=page.patient_id, actor=by.words,
    )  # fmt: skip
    return page


def _append(
    page: Page, client_id: UUID, kind: str, by: str, *, step: str = "", to: str = "", says: str = ""
) -> PageFact:
    fact = PageFact(
        clinic_id=page.clinic_id, page=page, client_id=client_id, kind=kind, step=step, at=units.current().now, by=by,
        to=to, says=says[:300],
    )  # fmt: skip
    streams.append(page, [fact], locked=True)
    return fact
