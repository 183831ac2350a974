"""The cast: Ana is the patient, Noor the nurse, Dr Okafor prescribes, Tomas witnesses, Wren runs the desk.

Hillside is the other clinic, and nobody from Hillside may ever see Ana. Everybody is made through the
clinic's own actions, so that the tests stand on what the program really writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.test import Client

from euthymia.clinic.people import actions as people
from euthymia.clinic.people import doors, queries
from euthymia.clinic.people.access import ROLES
from euthymia.clinic.people.models import Clinic, Patient, Staff, User
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Room
from euthymia.kit import clock, units
from support.evaluated import license_everyone

PASSWORD = "lake water over stones"
INSTALLER = "the installation"

# Who of the cast holds a role; the other roles are held by people named after them.
NAMED = {
    "nurse": ("noor", "Noor Haddad", "RN"),
    "prescriber": ("okafor", "Dr Chidi Okafor", "MD, medical director"),
    "witness": ("tomas", "Tomas Reyes", "RN"),
    "desk": ("wren", "Wren Ellis", ""),
    "owner": ("olu", "Olu Adeyemi", ""),
}


@dataclass(frozen=True)
class Person:
    """A sign-in and, for staff, the place in a clinic. `member()` is what actions take as `by`."""

    user: User
    clinic: Clinic
    staff: Staff | None = None

    def member(self) -> queries.Member:
        """As a door would find them now; ask inside a unit of their clinic."""
        found = queries.member(self.user, self.clinic.pk, units.current().now)
        assert found is not None
        return found

    @property
    def words(self) -> str:
        return f"{self.user.name} <{self.user.email}>"


@dataclass
class Cast:
    """Both clinics. `by_role` has one person for each of the roles at Lakeside."""

    lakeside: Clinic
    hillside: Clinic
    chairs: list[Room]
    hillside_chair: Room
    by_role: dict[str, Person]
    ana: Person
    ana_patient: Patient
    ben_patient: Patient
    hana: Person
    hal_patient: Patient
    extra: dict[str, Person] = field(default_factory=dict)

    @cached_property
    def noor(self) -> Person:
        return self.by_role["nurse"]

    @cached_property
    def okafor(self) -> Person:
        return self.by_role["prescriber"]

    @cached_property
    def tomas(self) -> Person:
        return self.by_role["witness"]

    @cached_property
    def wren(self) -> Person:
        return self.by_role["desk"]

    @cached_property
    def olu(self) -> Person:
        return self.by_role["owner"]


def assemble() -> Cast:
    """Build everybody in one unit of the installation."""
    with units.unit(tenant=units.EVERY_TENANT, actor=INSTALLER):
        lakeside = people.open_clinic(
            code="lakeside", name="Lakeside Clinic", timezone="America/Los_Angeles", by=INSTALLER
        )
        hillside = people.open_clinic(
            code="hillside", name="Hillside Clinic", timezone="America/Denver", by=INSTALLER
        )
        chairs = [
            visits.add_room(clinic=lakeside, name=f"Chair {n}", order=n, by=INSTALLER) for n in (1, 2, 3)
        ]
        hillside_chair = visits.add_room(clinic=hillside, name="Chair 1", order=1, by=INSTALLER)
        ana = _user("ana", "Ana Marsh", "lakeside")
        by_role = {
            role.code: _of_role(role.code, role.name, lakeside) for role in ROLES if role.code != "patient"
        }
        by_role["patient"] = Person(ana, lakeside)
        hana = _employed(_user("hana", "Hana Brandt", "hillside"), hillside, "RN", "nurse")
        okafor = by_role["prescriber"].staff
        lakeside.medical_director = okafor
        lakeside.save()
        license_everyone(lakeside, INSTALLER)
        return Cast(
            lakeside=lakeside,
            hillside=hillside,
            chairs=chairs,
            hillside_chair=hillside_chair,
            by_role=by_role,
            ana=by_role["patient"],
            ana_patient=people.register_patient(
                clinic=lakeside, by=INSTALLER, given_name="Ana", family_name="Marsh", born=date(1981, 5, 4),
                sex=Patient.Sex.FEMALE, height_cm=168, allergies=[], user=ana,
            ),
            ben_patient=people.register_patient(
                clinic=lakeside, by=INSTALLER, given_name="Ben", family_name="Okoro", born=date(1968, 2, 29),
                sex=Patient.Sex.MALE, height_cm=181,
            ),
            hana=hana,
            hal_patient=people.register_patient(
                clinic=hillside, by=INSTALLER, given_name="Hal", family_name="Winter", born=date(1975, 9, 12)
            ),
        )  # fmt: skip


def _user(local: str, name: str, clinic: str) -> User:
    return people.add_user(email=f"{local}@{clinic}.example", name=name, password=PASSWORD, is_demo=True)


def _of_role(code: str, role_name: str, clinic: Clinic) -> Person:
    local, name, title = NAMED.get(code, (code, f"{role_name} of Lakeside", ""))
    return _employed(_user(local, name, "lakeside"), clinic, title, code)


def _employed(user: User, clinic: Clinic, title: str, role: str) -> Person:
    staff = people.employ(clinic=clinic, user=user, by=INSTALLER, title=title)
    until = clock.now() + timedelta(days=30) if role == "inspector" else None
    people.give_role(staff=staff, role=role, by=INSTALLER, until=until)
    return Person(user, clinic, staff)


def client_of(person: Person) -> Client:
    """A signed-in test client; a member of staff already stands in their clinic."""
    client = Client()
    client.force_login(person.user)
    if person.staff is not None:
        session = client.session
        session[doors.CLINIC_KEY] = str(person.clinic.pk)
        session.save()
    return client
