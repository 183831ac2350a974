"""A price list, parties and a session for worked examples. Everybody in them is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from euthymia.domain.billing import prices
from euthymia.domain.billing.given import Drug, Given, infusion_lines
from euthymia.domain.billing.parties import Address, Coverage, Person, Practice, Provider
from euthymia.domain.billing.superbill import Service, Superbill

DAY = date(2026, 11, 20)
LIST: dict[str, Any] = {
    "items": [
        {"code": "evaluation", "kind": "evaluation", "title": {"en": "Evaluation", "es": "Evaluación"}, "cents": 35_000, "codes": ["90792"]},
        {"code": "infusion", "kind": "infusion", "title": {"en": "Session", "es": "Sesión"}, "cents": 50_000, "drug_cents": 2_500},
        {"code": "follow-up", "kind": "follow-up", "title": {"en": "Follow-up", "es": "Seguimiento"}, "cents": 15_000, "codes": ["99214"]},
    ],
    "evaluation": "evaluation", "infusion": "infusion", "follow_up": "follow-up", "follow_ups": 2,
    "includes": [{"en": "the drug, the room, the nurse", "es": "el medicamento, la sala, la enfermera"}],
    "excludes": [{"en": "laboratory tests", "es": "los análisis"}],
    "packages": [
        {"code": "six", "title": {"en": "Six sessions", "es": "Seis sesiones"}, "item": "infusion", "sessions": 6, "cents": 275_000, "basis": "pro-rata", "fee_cents": 5_000},
        {"code": "six-strict", "title": {"en": "Six sessions", "es": "Seis sesiones"}, "item": "infusion", "sessions": 6, "cents": 275_000, "basis": "single-price"},
    ],
    "payers": [
        {"name": "Example Health", "payer_id": "EX123", "answer": "not-covered", "evaluation": "covered",
         "says": {"en": "calls it experimental", "es": "lo llama experimental"}, "as_of": "2024-11-02"},
    ],
}  # fmt: skip
PRACTICE = Practice(
    name="Lakeside Clinic LLC", address=Address("12 Shore Road", "Lakeside", "CA", "90001-1234"), phone="(555) 010-0100",
    tin="12-3456789", npi="1234567893", taxonomy="261QM0850X",
)  # fmt: skip
PROVIDER = Provider("Chidi", "Okafor", "1245319599", "CA-A00001", "2084P0800X")
PATIENT = Person("P-1", "Ana", "Márquez", date(1981, 5, 4), "F", "5 Reed Lane, Lakeside, CA 90001")
COVERAGE = Coverage("Example Health", "EX123", "M-77")


def price_list() -> prices.PriceList:
    return prices.read(LIST, DAY)


def a_given(minutes: int = 40, *, wasted_ul: int = 200, single_dose: bool = True) -> Given:
    drug = Drug("ketamine", "42023-115-10", "50 mg/mL", 700, wasted_ul, 35_000, wasted_ul * 50, single_dose)
    start = datetime(2026, 11, 20, 17, tzinfo=UTC)
    return Given("session-1", DAY, start, start.replace(minute=minutes % 60), minutes, (drug,))


def a_bill(*, restricted: bool = False, discards: bool = False, **changed: Any) -> Superbill:
    lines = infusion_lines(a_given(), 45_833, 2_500, discards=discards)
    service = Service(4, DAY, "Session", lines, restricted=restricted)
    bill: dict[str, Any] = {
        "number": "SB-1", "made_on": DAY, "practice": PRACTICE, "provider": PROVIDER, "patient": PATIENT, "coverage": COVERAGE,
        "diagnoses": ("F33.2", "F41.1"), "services": (service,), "owed_cents": 0,
    }  # fmt: skip
    return Superbill(**{**bill, **changed})
