"""Registrations and places: what has to stand before the first vial comes."""

from __future__ import annotations

from datetime import date
from typing import Any

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy.models import Book, Place, Registrant, Registration
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.quantities.identifiers import dea_registration, identify
from euthymia.kit import units

# The states, the District of Columbia and Puerto Rico.
STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "DC",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "PR",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
]


def register(
    *, clinic: Clinic, by: Member | str, entity: str, number: str, address: str, valid_until: date, state: str = ""
) -> Registration:  # fmt: skip
    """Enter a DEA registration, and open its book; `state` is whose rules hold there. Raises Unusable, NotAllowed."""
    _may(by)
    found = dea_registration(number)
    faults = _words({"entity": entity, "address": address}) + _valid(clinic, valid_until) + _state(state)
    if found is None:
        why = identify("dea", number).why
        faults.append(
            Fault("number", "not-valid", f"{number!r} is no DEA number: {why}", "two letters, seven digits")
        )
    elif Registration.objects.filter(clinic=clinic, number=found).exists():
        faults.append(Fault("number", "known", f"{found} was entered before", "another registration"))
    if faults:
        raise Unusable(faults)
    assert found is not None
    made = Registration(
        clinic=clinic, entity=entity.strip(), number=found, address=address.strip(), valid_until=valid_until,
        state=state,
    )  # fmt: skip
    made.save()
    Book(clinic=clinic, registration=made).save()
    says = f"entered DEA registration {found}, valid until {valid_until}"
    _record(by, made, "stock.registered", says, row=row_of(made))
    return made


def renew(*, by: Member | str, registration: Registration, valid_until: date) -> Registration:
    """The registration was renewed. Raises Unusable, NotAllowed."""
    _may(by)
    if faults := _valid(registration.clinic, valid_until):
        raise Unusable(faults)
    registration.valid_until = valid_until
    registration.save(update_fields=["valid_until"])
    says = f"renewed {registration.number}, valid until {valid_until}"
    _record(by, registration, "stock.renewed", says, row=row_of(registration))
    return registration


def set_state(*, by: Member | str, registration: Registration, state: str) -> Registration:
    """Whose rules hold at this place, as two letters. Raises Unusable, NotAllowed."""
    _may(by)
    if faults := _state(state):
        raise Unusable(faults)
    registration.state = state
    registration.save(update_fields=["state"])
    says = f"said that the rules of {state or 'no state'} hold for {registration.number}"
    _record(by, registration, "stock.state-set", says, row=row_of(registration))
    return registration


def row_of(registration: Registration) -> dict[str, str]:
    """What stands in the registration's row: kept in the audit log too, so that a row altered beside it shows."""
    return {
        "entity": registration.entity, "number": registration.number, "address": registration.address,
        "valid_until": registration.valid_until.isoformat(), "state": registration.state,
    }  # fmt: skip


def add_place(*, by: Member | str, registration: Registration, name: str, treatment: bool = False) -> Place:
    """A locked place of a registration, or with `treatment` a room of it. Raises Unusable, NotAllowed."""
    _may(by)
    faults = _words({"name": name})
    if "/" in name or not name.isprintable():
        faults.append(
            Fault("name", "not-a-name", "a place is named without a slash", "a name such as Safe 1")
        )
    if Place.objects.filter(registration=registration, name=name.strip()).exists():
        faults.append(
            Fault("name", "known", f"{name.strip()} is a place of this registration", "another name")
        )
    if faults:
        raise Unusable(faults)
    made = Place(
        clinic_id=registration.clinic_id, registration=registration, name=name.strip(), treatment=treatment
    )  # fmt: skip
    made.save()
    place = {"id": str(made.pk), "name": made.name, "treatment": made.treatment}
    _record(by, registration, "stock.place-added", f"added the place {made.account}", place=place)
    return made


def name_registrant(
    *, clinic: Clinic, by: Member | str, number: str, kind: str, name: str, address: str
) -> Registrant:
    """Enter, or enter anew, the papers of a supplier or another registrant. Raises Unusable, NotAllowed."""
    if isinstance(by, Member):
        require(by, Permission.KEEP_STOCK)
    found = dea_registration(number)
    faults = _words({"name": name, "address": address})
    if found is None:
        why = identify("dea", number).why
        faults.append(
            Fault("number", "not-valid", f"{number!r} is no DEA number: {why}", "as on their papers")
        )
    if kind not in Registrant.Kind.values:
        faults.append(
            Fault("kind", "unknown", f"{kind!r} is no registrant", ", ".join(Registrant.Kind.values))
        )
    if faults:
        raise Unusable(faults)
    assert found is not None
    made = Registrant(
        clinic=clinic, number=found, kind=kind, name=name.strip(), address=address.strip(),
        at=units.current().now, by=by if isinstance(by, str) else by.words,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="stock.registrant-named", says=f"entered the papers of {made}", subject=str(made.pk), actor=made.by,
        clinic=clinic.pk,
    )  # fmt: skip
    return made


def _may(by: Member | str) -> None:
    if isinstance(by, Member):
        require(by, Permission.SET_UP_STOCK)


def _words(given: dict[str, str]) -> list[Fault]:
    return [
        Fault(name, "missing", "this is missing", "a few words")
        for name, words in given.items()
        if not words.strip()
    ]


def _valid(clinic: Clinic, until: date) -> list[Fault]:
    if until >= units.current().now.astimezone(clinic.zone).date():
        return []
    return [Fault("valid_until", "past", "it is no longer valid", "a registration that is in date")]


def _state(state: str) -> list[Fault]:
    if state in ("", *STATES):
        return []
    return [Fault("state", "unknown", f"{state!r} is no state", "two letters, such as CA")]


def _record(by: Member | str, registration: Registration, verb: str, says: str, **detail: Any) -> None:
    auditing.record(
        verb=verb, says=says, subject=str(registration.pk), actor=by if isinstance(by, str) else by.words,
        clinic=registration.clinic_id, **detail,
    )  # fmt: skip
