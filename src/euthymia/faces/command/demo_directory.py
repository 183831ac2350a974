"""The demo's public site: a dozen invented clinics of one city, and invented registers that their people stand in.

The registers are files under the home folder, in the forms in which the real sources answer: who changes a line of
one and lets `euthymia jobs --once` run sees the badge go and the booking close.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from euthymia.clinic.billing import setting
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.models import Clinic
from euthymia.domain.directory.places import CITIES
from euthymia.domain.directory.profile import Offer, Profile
from euthymia.domain.directory.sources import SOURCES
from euthymia.domain.directory.sources.boards import CALIFORNIA_MEDICAL, CALIFORNIA_NURSING
from euthymia.domain.simulation import registers
from euthymia.domain.simulation.registers import Excluded, Registered
from euthymia.journey.directory import actions, checking, documents, zips
from euthymia.journey.directory.models import ProfileVersion
from euthymia.journey.directory.registries import Folder
from euthymia.kit import units

from .demo_money import insurer, price_list

BY = "the demo"
ZONE = "America/Los_Angeles"
BOARDS = [source.key for source in SOURCES if source.state]


@dataclass(frozen=True, slots=True)
class Invented:
    """A clinic of the demo: where it is, who prescribes, and what it leaves out or gets wrong."""

    code: str
    name: str
    zip: str
    street: str
    given: str
    family: str
    languages: tuple[str, ...] = ("en",)
    indications: tuple[str, ...] = ("depression",)
    step_free: str = "yes"
    online: str = ""
    session_cents: int = 0
    payer: str = ""
    training: str = ""  # "document", "declared" or nothing
    status: str = "Current"
    expires_in_d: int = 400
    in_register: bool = True
    excluded: bool = False
    bare: bool = False


CLINICS = (
    Invented("lakeside", "Lakeside Clinic", "90012", "1 Lakeside Walk", "Chidi", "Okafor", ("en", "es"), ("depression", "anxiety", "pain"), online="yes", training="document"),
    Invented("arroyo-invented", "Arroyo Infusion (invented)", "91105", "22 Arroyo Row", "Lena", "Marchetti", ("en", "es"), ("depression", "ptsd"), online="yes", session_cents=46_000, training="document"),
    Invented("bayline-invented", "Bayline Ketamine Care (invented)", "90025", "310 Bayline Street", "Tomo", "Ishikawa", ("en",), ("depression", "anxiety"), session_cents=62_500, payer="Golden Sample Health", training="declared"),
    Invented("canyon-invented", "Canyon Mood Clinic (invented)", "91364", "7 Canyon Court", "Ruth", "Abelson", ("en", "fa"), ("depression",), status="Delinquent"),
    Invented("dahlia-invented", "Dahlia Pain Center (invented)", "90048", "48 Dahlia Avenue", "Oscar", "Villanueva", ("en", "es"), ("pain",), step_free="no", session_cents=70_000, training="document"),
    Invented("elm-invented", "Elm House Psychiatry (invented)", "91203", "12 Elm House", "Anush", "Petrosyan", ("en", "hy", "ru"), ("depression", "anxiety", "ptsd"), session_cents=55_000, payer="Blue Example"),
    Invented("figueroa-invented", "Figueroa Infusions (invented)", "90017", "900 Figueroa Yard", "Grant", "Holloway", in_register=False),
    Invented("grove-invented", "Grove Recovery (invented)", "90028", "5 Grove Lane", "Minji", "Seo", ("en", "ko"), ("depression", "ptsd"), online="yes", training="declared"),
    Invented("harborlight-invented", "Harborlight Medical (invented)", "90503", "77 Harborlight Way", "Paul", "Nguyen", ("en", "vi"), ("pain", "depression"), expires_in_d=5),
    Invented("iris-invented", "Iris Wellness (invented)", "90069", "2 Iris Terrace", "Dean", "Carrow", excluded=True),
    Invented("juniper-invented", "Juniper Clinic (invented)", "91403", "64 Juniper Place", "Sofia", "Lund", bare=True, step_free="", languages=(), indications=()),
    Invented("kestrel-invented", "Kestrel Anesthesia (invented)", "91731", "18 Kestrel Road", "Wei", "Zhang", ("en", "zh"), ("depression", "pain"), session_cents=49_500, payer="Golden Sample Health", training="document"),
)  # fmt: skip


def write(home: Path, opened_at: datetime) -> None:
    """Registers as files, every clinic with its page, and a first round of checks; made once."""
    today = opened_at.date()
    folder = home / "registries"
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        if ProfileVersion.objects.exists():
            return
        clinics = {one.code: _clinic(one) for one in CLINICS}
    _registers(folder, today)
    for n, one in enumerate(CLINICS):
        with units.unit(tenant=clinics[one.code].pk, actor=BY):
            _page(clinics[one.code], one, n, today)
    checking.round_of(Folder(folder))


def _clinic(one: Invented) -> Clinic:
    known = Clinic.objects.filter(code=one.code).first()
    return known or people.open_clinic(code=one.code, name=one.name, timezone=ZONE, by=BY, phone="555-0100")


def _npi(n: int) -> str:
    return registers.npi(f"1{900_000_00 + n:08d}")


def _licence(n: int) -> str:
    return f"A {770_01 + n}"


def _registers(folder: Path, today: date) -> None:
    known = [
        Registered(
            one.family, one.given, _npi(n), board=CALIFORNIA_MEDICAL.key, number=_licence(n), status=one.status,
            expires=today + timedelta(days=one.expires_in_d if one.status == "Current" else -60),
        )
        for n, one in enumerate(CLINICS)
    ]  # fmt: skip
    nurse = Registered(
        "Haddad",
        "Noor",
        _npi(90),
        board=CALIFORNIA_NURSING.key,
        number="RN 91001",
        expires=today + timedelta(days=300),
    )
    listed = [
        who if one.in_register else replace(who, board="") for one, who in zip(CLINICS, known, strict=True)
    ]
    excluded = [Excluded(one.family, one.given, _npi(n)) for n, one in enumerate(CLINICS) if one.excluded]
    for place, answer in registers.answers([*listed, nurse], BOARDS, excluded).items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer)


def _page(clinic: Clinic, one: Invented, n: int, today: date) -> None:
    actions.state_profile(by=BY, clinic=clinic, client_id=_id(one, "page"), profile=_profile(one))
    person = actions.add_professional(
        by=BY, clinic=clinic, client_id=_id(one, "prescriber"), given_name=one.given, family_name=one.family, role="prescriber",
        degree="MD", specialty="" if one.bare else "Psychiatry",
    )  # fmt: skip

    def state(kind: str, **said: object) -> object:
        return actions.state_credential(
            by=BY, clinic=clinic, client_id=_id(one, kind), kind=kind, professional=person, **said
        )

    state("npi", number=_npi(n))
    state(
        "licence",
        number=_licence(n),
        state="CA",
        source=CALIFORNIA_MEDICAL.key,
        issuer=CALIFORNIA_MEDICAL.title,
    )
    if one.training:
        training = actions.state_credential(
            by=BY, clinic=clinic, client_id=_id(one, "training"), kind="training", professional=person,
            title="Ketamine treatment, two days", issuer="An invented society", issued_on=today - timedelta(days=90),
        )  # fmt: skip
        if one.training == "document":
            documents.see(
                by=BY,
                credential=training,
                name="certificate.pdf",
                content=f"certificate of {person}".encode(),
            )
    if one.code == "lakeside":
        _nurse(clinic, one)
    elif one.session_cents:
        _prices(clinic, one)


def _prices(clinic: Clinic, one: Invented) -> None:
    """Lakeside's own list is made with its other money."""
    today = units.current().now.astimezone(clinic.zone).date()
    payers = [
        insurer(one.payer, today, "asks beforehand", "pide autorización previa", evaluation="covered", follow_up="covered")
    ] if one.payer else []  # fmt: skip
    setting.put_prices(
        clinic,
        by=BY,
        client_id=_id(one, "prices"),
        document=price_list(one.session_cents, payers),
        from_day=today,
    )


def _nurse(clinic: Clinic, one: Invented) -> None:
    nurse = actions.add_professional(
        by=BY,
        clinic=clinic,
        client_id=_id(one, "nurse"),
        given_name="Noor",
        family_name="Haddad",
        role="nurse",
        degree="RN",
    )
    actions.state_credential(
        by=BY, clinic=clinic, client_id=_id(one, "nurse-licence"), kind="licence", professional=nurse, number="RN 91001", state="CA",
        source=CALIFORNIA_NURSING.key, issuer=CALIFORNIA_NURSING.title,
    )  # fmt: skip
    actions.state_credential(
        by=BY, clinic=clinic, client_id=_id(one, "site"), kind="accreditation", title="Office-based infusion", issuer="An invented accrediting body",
        scope="moderate sedation", valid_until=None,
    )  # fmt: skip


def _profile(one: Invented) -> Profile:
    latitude, longitude = zips.areas()[one.zip]
    named = (city for (city, _), zip_code in CITIES.items() if zip_code == one.zip)
    stated = Profile(
        published=True, invented=True, street=one.street, city=next(named, "Los Angeles"), state="CA", zip=one.zip,
        latitude=latitude, longitude=longitude, languages=one.languages, indications=one.indications,
        step_free=one.step_free, online=one.online,
    )  # fmt: skip
    if one.bare:
        return stated
    return replace(
        stated, in_the_room="A nurse the whole time; the prescriber on site.", monitoring="Blood pressure, oxygen, pulse, sedation.",
        concerns="Every concern has a person and a day by which it is answered.", check_ups=Offer("yes", "a call after 24 hours, a visit after the sixth session"),
        groups=Offer("yes", "every second week") if "es" in one.languages else Offer("no"), emergency=Offer("yes", "by phone, day and night"),
        parking="Below the house, free for two hours.",
    )  # fmt: skip


def _id(one: Invented, what: str) -> UUID:
    """The same number each time: what was written once is not written again."""
    return uuid5(NAMESPACE_URL, f"euthymia-demo:{one.code}:{what}")
