"""Registrations and places: what has to stand before the first vial comes."""

from __future__ import annotations

from datetime import date

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy.models import Book, Place, Registration
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.quantities.identifiers import dea_registration, identify
from euthymia.kit import units


def register(
    *, clinic: Clinic, by: Member | str, entity: str, number: str, address: str, valid_until: date
) -> Registration:
    """Enter a DEA registration, and open its book. Raises Unusable, NotAllowed."""
    _may(by)
    found = dea_registration(number)
    faults = _words({"entity": entity, "address": address}) + _valid(clinic, valid_until)
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
        clinic=clinic, entity=entity.strip(), number=found, address=address.strip(), valid_until=valid_until
    )
    made.save()
    Book(clinic=clinic, registration=made).save()
    _record(by, made, "stock.registered", f"entered DEA registration {found}, valid until {valid_until}")
    return made


def renew(*, by: Member | str, registration: Registration, valid_until: date) -> Registration:
    """The registration was renewed. Raises Unusable, NotAllowed."""
    _may(by)
    if faults := _valid(registration.clinic, valid_until):
        raise Unusable(faults)
    registration.valid_until = valid_until
    registration.save(update_fields=["valid_until"])
    _record(by, registration, "stock.renewed", f"renewed {registration.number}, valid until {valid_until}")
    return registration


def add_place(*, by: Member | str, registration: Registration, name: str) -> Place:
    """A locked place of a registration. Raises Unusable, NotAllowed."""
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
    made = Place(clinic_id=registration.clinic_id, registration=registration, name=name.strip())
    made.save()
    _record(by, registration, "stock.place-added", f"added the place {made.account}")
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


def _record(by: Member | str, registration: Registration, verb: str, says: str) -> None:
    auditing.record(
        verb=verb, says=says, subject=str(registration.pk), actor=by if isinstance(by, str) else by.words,
        clinic=registration.clinic_id,
    )  # fmt: skip
