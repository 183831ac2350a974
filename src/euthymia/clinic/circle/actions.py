"""The verbs of the care circle: invite, grant and take back, make a link, come in by it, look, end."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4, uuid5

from django.utils.translation import gettext as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.models import Patient
from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable
from euthymia.kit import streams, units

from . import queries
from .models import CircleEvent, Confidant

Kind, Scope = CircleEvent.Kind, CircleEvent.Scope
LONGEST_DAYS = 365
LINK_LASTS = timedelta(days=7)
MOST_WRONG = 5
LIMITS = Provenance("how long a link and an invitation last, and how many wrong codes close a link: site setting", Confidence.P)  # fmt: skip


def invite(
    *, by: Patient, client_id: UUID, name: str, relation: str, until: date, grants: Collection[str]
) -> Confidant:
    """Let somebody in until the end of a day, each thing granted by itself. Raises Unusable."""
    streams.lock(Patient, [by.pk])
    known = queries.of_client(by, client_id)
    if known is not None:
        return known
    now = units.current().now
    faults = _until_faults(until, by, now)
    if not name.strip():
        faults.append(Fault("name", "missing", _("say who it is"), _("a name")))
    if relation not in Confidant.Relation.values:
        faults.append(
            Fault("relation", "unknown", _("say who they are to you"), ", ".join(Confidant.Relation.values))
        )
    faults += [
        Fault("grants", "unknown", f"{one!r} cannot be granted", ", ".join(Scope.values)) for one in grants if one not in Scope.values
    ]  # fmt: skip
    if faults:
        raise Unusable(faults)
    ends_at = datetime.combine(until + timedelta(days=1), time(), by.clinic.zone)
    made = Confidant(
        clinic_id=by.clinic_id, patient=by, client_id=client_id, name=name.strip()[:120], relation=relation, invited_at=now,
        ends_at=ends_at,
    )  # fmt: skip
    made.save()
    _append(made, client_id, Kind.INVITED, _words(by), says=until.isoformat())
    _grant(made, grants, by, client_id)
    _note(made, "circle.invited", "let somebody into their care circle", _words(by))
    return made


def grant(*, by: Patient, confidant: Confidant, client_id: UUID, grants: Collection[str]) -> Confidant:
    """What they may see from now on: what is not in it is taken back. Raises Unusable, NotAllowed."""
    found = _own(by, confidant)
    if not queries.stands(found, units.current().now):
        raise Unusable.one("grants", "ended", _("this has ended"), _("a new invitation"))
    if unknown := [one for one in grants if one not in Scope.values]:
        says = f"{unknown[0]!r} cannot be granted"
        raise Unusable.one("grants", "unknown", says, ", ".join(Scope.values))
    _grant(found, grants, by, client_id)
    _note(found, "circle.granted", f"lets somebody see: {', '.join(found.grants) or 'nothing'}", _words(by))
    return found


def _grant(found: Confidant, grants: Collection[str], by: Patient, client_id: UUID) -> None:
    for scope in Scope.values:
        if (scope in grants) != (scope in found.grants):
            kind = Kind.GRANTED if scope in grants else Kind.WITHDRAWN
            if queries.event_of_client(found, uuid5(client_id, f"{kind} {scope}")) is None:
                _append(found, uuid5(client_id, f"{kind} {scope}"), kind, _words(by), scope=scope)
    found.grants = [scope for scope in Scope.values if scope in grants]
    found.save(update_fields=["grants"])


def make_link(*, by: Patient, confidant: Confidant) -> tuple[Confidant, str, str]:
    """A link that opens once and a code to tell them by another way, both told now and never again; an older link
    opens nothing any more. Raises Unusable, NotAllowed."""
    found, now = _own(by, confidant), units.current().now
    if not queries.stands(found, now):
        raise Unusable.one("", "ended", _("this has ended"), _("a new invitation"))
    key, code = secrets.token_urlsafe(32), f"{secrets.randbelow(1_000_000):06d}"
    found.key_digest, found.code_digest = queries.digest(key), queries.digest(f"{found.pk} {code}")
    found.key_until, found.wrong_codes = min(now + LINK_LASTS, found.ends_at), 0
    found.save(update_fields=["key_digest", "code_digest", "key_until", "wrong_codes"])
    _append(found, uuid4(), Kind.LINKED, _words(by))
    _note(found, "circle.linked", "made a link for somebody of their care circle", _words(by))
    return found, key, code


def come_in(*, confidant: Confidant, key: str, code: str) -> Confidant | None:
    """Who has the link and the code comes in, once. None when they may not: used, over, ended, or a wrong code."""
    found: Confidant = streams.lock(Confidant, [confidant.pk])[confidant.pk]
    now = units.current().now
    is_open = (
        found.key_digest is not None and found.key_until is not None and now < found.key_until and queries.stands(found, now)
        and hmac.compare_digest(bytes(found.key_digest), queries.digest(key))
    )  # fmt: skip
    right = is_open and hmac.compare_digest(
        bytes(found.code_digest or b""), queries.digest(f"{found.pk} {code.strip()}")
    )
    if not right:
        found.wrong_codes += is_open
        if not is_open or found.wrong_codes >= MOST_WRONG:
            found.key_digest = found.code_digest = found.key_until = None
        found.save(update_fields=["wrong_codes", "key_digest", "code_digest", "key_until"])
        _append(found, uuid4(), Kind.REFUSED, found.name)
        _note(found, "circle.refused", "somebody with a link of the care circle was not let in", found.name)
        return None
    found.key_digest = found.code_digest = found.key_until = None
    found.entries += 1
    found.save(update_fields=["entries", "key_digest", "code_digest", "key_until"])
    _append(found, uuid4(), Kind.CAME, found.name)
    _note(found, "circle.came", "somebody of the care circle came in by their link", found.name)
    return found


def look(*, confidant: Confidant, scope: str, says: str = "") -> CircleEvent:
    """They look at something that was granted; the patient sees that they did. Raises NotAllowed."""
    found: Confidant = streams.lock(Confidant, [confidant.pk])[confidant.pk]
    if not queries.stands(found, units.current().now) or scope not in found.grants:
        raise NotAllowed("this is not granted")
    made = _append(found, uuid4(), Kind.LOOKED, found.name, scope=scope, says=says)
    _note(found, "circle.looked", f"somebody of the care circle looked at: {Scope(scope).label}", found.name)
    return made


def end(*, by: Patient, confidant: Confidant, client_id: UUID) -> Confidant:
    """They see nothing any more, from now on. Raises NotAllowed."""
    found = _own(by, confidant)
    if found.ended_at is not None:
        return found
    found.ended_at = units.current().now
    found.key_digest = found.code_digest = found.key_until = None
    found.grants = []
    found.save(update_fields=["ended_at", "key_digest", "code_digest", "key_until", "grants"])
    _append(found, client_id, Kind.ENDED, _words(by))
    _note(found, "circle.ended", "took somebody out of their care circle", _words(by))
    return found


def _until_faults(until: date, by: Patient, now: datetime) -> list[Fault]:
    today = now.astimezone(by.clinic.zone).date()
    if until < today:
        return [Fault("until", "past", _("this day is over"), _("today, or later"))]
    if until > today + timedelta(days=LONGEST_DAYS):
        return [Fault("until", "far", _("this is more than a year away"), _("a day within a year"))]
    return []


def _own(by: Patient, confidant: Confidant) -> Confidant:
    if confidant.patient_id != by.pk:
        raise NotAllowed("this is another patient's care circle")
    found: Confidant = streams.lock(Confidant, [confidant.pk])[confidant.pk]
    return found


def _append(
    found: Confidant, client_id: UUID, kind: str, by: str, *, scope: str = "", says: str = ""
) -> CircleEvent:
    event = CircleEvent(
        clinic_id=found.clinic_id, confidant=found, client_id=client_id, kind=kind, scope=scope, at=units.current().now, by=by,
        says=says,
    )  # fmt: skip
    streams.append(found, [event], locked=True)
    return event


def _note(found: Confidant, verb: str, says: str, actor: str) -> None:
    auditing.record(
        verb=verb,
        says=says,
        subject=str(found.pk),
        patient=found.patient_id,
        actor=actor,
        clinic=found.clinic_id,
    )


def _words(by: Patient) -> str:
    return f"{by} (patient {by.number})"
