"""The demo's money at Lakeside: a signed price list, a package partly used with its superbill, an estimate. All invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from euthymia.clinic.billing import actions, papers, queries, setting
from euthymia.clinic.people import actions as registering
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.billing.given import AN_INFUSION_OVER_MIN, Given
from euthymia.domain.billing.parties import Address, Coverage, Practice, Provider
from euthymia.journey.infusion import billed
from euthymia.kit import clock, units

BY = "the demo"
BEFORE = timedelta(days=45)  # the list was signed before the demo's month began
NPI = "1245319599"
_PRACTICE = Practice(
    name="Lakeside Clinic LLC (invented)", address=Address("12 Shore Road", "Lakeside", "CA", "90001-1234"), phone="555-0100",
    tin="12-3456789", npi="1234567893", taxonomy="261QM0850X",
)  # fmt: skip
_PROVIDER = Provider("Chidi", "Okafor", NPI, "CA-A00001", "2084P0800X")


def insurer(name: str, known_on: date, en: str, es: str, **answers: str) -> dict[str, Any]:
    """An invented insurer of a price list; what is not among `answers` is not known."""
    says = {"en": en, "es": es}
    return {
        "name": name,
        "payer_id": "",
        "answer": "not-known",
        "says": says,
        "as_of": known_on.isoformat(),
        **answers,
    }


def price_list(session_cents: int, payers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A whole list in both languages; a package of six costs five and a half sessions."""

    def item(
        code: str, kind: str, en: str, es: str, cents: int, *codes: str, drug_cents: int = 0
    ) -> dict[str, Any]:
        title = {"en": en, "es": es}
        return {
            "code": code,
            "kind": kind,
            "title": title,
            "cents": cents,
            "codes": list(codes),
            "drug_cents": drug_cents,
        }

    return {
        "items": [
            item("evaluation", "evaluation", "Evaluation", "Evaluación", 35_000, "90792"),
            item("infusion", "infusion", "Infusion session", "Sesión de infusión", session_cents, drug_cents=2_500),
            item("follow-up", "follow-up", "Follow-up visit", "Visita de seguimiento", 15_000, "99214"),
            item("psychotherapy", "other", "Psychotherapy, 45 min", "Psicoterapia, 45 min", 16_000, "90834"),
        ],
        "evaluation": "evaluation", "infusion": "infusion", "follow_up": "follow-up", "follow_ups": 2,
        "includes": [
            {"en": "the drug, the room, the nurse and the monitor", "es": "el medicamento, la sala, la enfermera y el monitor"},
            {"en": "medicine against nausea, if it is needed", "es": "medicina contra las náuseas, si hace falta"},
        ],
        "excludes": [
            {"en": "laboratory tests, which the laboratory bills", "es": "los análisis, que cobra el laboratorio"},
            {"en": "psychotherapy: $160.00 a session", "es": "la psicoterapia: $160.00 por sesión"},
        ],
        "packages": [
            {"code": "six", "title": {"en": "Six sessions", "es": "Seis sesiones"}, "item": "infusion", "sessions": 6, "cents": session_cents * 11 // 2,
             "basis": "pro-rata", "fee_cents": 5_000},
        ],
        "payers": list(payers),
    }  # fmt: skip


def _insurers(known_on: date) -> list[dict[str, Any]]:
    return [
        insurer("Blue Example", known_on, "asks for a referral", "pide una referencia",
                evaluation="covered", follow_up="covered", answer="not-covered"),
        insurer("Example Health (invented)", known_on, "calls infusions experimental", "llama experimentales a las infusiones",
                answer="not-covered"),
    ]  # fmt: skip


def write(clinic: Clinic, patients: Sequence[Patient], opened_at: datetime) -> None:
    """Once: on later days everything stands already. The first of `patients` with a past session has the package."""
    with units.unit(tenant=clinic.pk, actor=BY) as unit:
        if queries.price_versions(clinic):
            return
        members = [people.member(who.user, clinic.pk, unit.now) for who in people.staff_of(clinic)]
    by_role = {role: one for one in members if one for role in one.roles}
    owner, desk, prescriber = (by_role[role] for role in ("owner", "desk", "prescriber"))
    with clock.frozen(opened_at - BEFORE), units.unit(tenant=clinic.pk, actor=BY):
        signed_on = clock.now().astimezone(clinic.zone).date()
        setting.put_prices(
            clinic,
            by=owner,
            client_id=uuid4(),
            document=price_list(50_000, _insurers(signed_on)),
            from_day=signed_on,
        )
        setting.set_practice(by=owner, client_id=uuid4(), practice=_PRACTICE)
        setting.set_provider(by=owner, client_id=uuid4(), staff=prescriber.staff, provider=_PROVIDER)
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        own = next((one for one in patients if one.user_id is not None), None)
        if own is not None:
            _estimated(own, desk)
        others = ((one, _billable(one, signed_on, opened_at)) for one in patients if one != own)
        begun, sessions = next((found for found in others if found[1]), (None, []))
        if begun is not None:
            _half_way(begun, desk, sessions)


def _billable(patient: Patient, since: date, now: datetime) -> list[Given]:
    """Infusions that a price list covers, newest first."""
    sessions, _ = billed.given(patient, now)
    return [one for one in sessions if one.day >= since and one.minutes > AN_INFUSION_OVER_MIN]


def _estimated(patient: Patient, desk: Member) -> None:
    """The patient of the portal: an estimate of the whole course, the package paid, the evaluation given."""
    today = clock.now().astimezone(desk.clinic.zone).date()
    of: dict[str, Any] = {"by": desk, "patient": patient}
    papers.estimate(
        **of, client_id=uuid4(), reason="asked", asked_on=today, first_day=today, last_day=today + timedelta(days=120),
        service="A course of ketamine infusions for depression", frequency="two sessions a week for three weeks", npi=NPI,
        diagnoses=("F33.2",), package="six", separate=("laboratory tests",),
    )  # fmt: skip
    actions.sell(**of, client_id=uuid4(), package="six", method="card")
    actions.pay(**of, client_id=uuid4(), cents=35_000, method="card", reference="receipt 1001")
    actions.charge(**of, client_id=uuid4(), item="evaluation", npi=NPI, day=today)


def _half_way(patient: Patient, desk: Member, sessions: Sequence[Given]) -> None:
    """Somebody who comes every few days: sessions out of a package, on a superbill."""
    of: dict[str, Any] = {"by": desk, "patient": patient}
    if not patient.address:
        registering.change_address(by=desk, patient=patient, address="5 Reed Lane, Lakeside, CA 90001")
    coverage = Coverage("Example Health (invented)", "EX123", "M-77")
    setting.set_coverage(**of, client_id=uuid4(), coverage=coverage, claims=False)
    sold = actions.sell(**of, client_id=uuid4(), package="six", method="card")
    used = [
        actions.charge(
            **of, client_id=uuid4(), item="infusion", npi=NPI, day=one.day, sold=sold.n, session=one
        ).n
        for one in sessions[:3]
    ]
    papers.make_superbill(**of, client_id=uuid4(), entries=used, diagnoses=("F33.2",))
