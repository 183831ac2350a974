"""An estimate and a superbill on paper, as they were given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from euthymia.domain.billing import superbill as bills
from euthymia.domain.billing.money import shown
from euthymia.domain.billing.parties import Address
from euthymia.kit import sheet

from .models import Estimate, Superbill


def estimate_pdf(row: Estimate) -> bytes:
    """Everything that an estimate has to say (compliance.md 4.2)."""
    found: dict[str, Any] = row.document
    practice = found["practice"]
    names = {one["npi"]: f"{one['given_name']} {one['family_name']}" for one in found["providers"]}
    site = practice["site"] or practice["address"]
    return sheet.made(
        title=f"Good faith estimate {row.number}", place=practice["name"],
        says="You have the right to this estimate of what your care is expected to cost, because you are not insured or do not ask an insurer to pay.",
        facts=[
            ("For", f"{found['patient']}, born {_day(found['born'])}"), ("Service", found["service"]),
            ("From", f"{_day(found['first_day'])} to {_day(found['last_day'])}"), ("How often", found["frequency"]),
            ("Expected altogether", shown(found["cents"])), ("Given on", _at(row.at, row.clinic.zone)),
            ("Practice", f"{practice['name']}, NPI {practice['npi']}, tax number {practice['tin']}"),
            ("Place", str(Address(**site))), ("Telephone", practice["phone"]),
            ("Scheduled separately", "; ".join(found["separate"]) or "nothing"),
        ],
        tables=[
            sheet.Table(
                "What is expected", ("What", "How often", "Service codes", "Diagnoses", "By", "Charge"),
                [
                    (one["says"], str(one["count"]), " ".join(one["codes"]), " ".join(one["diagnoses"]), names[one["npi"]], shown(one["cents"]))
                    for one in found["lines"]
                ],
            ),
            sheet.Table("Who gives it", ("Name", "NPI", "Tax number", "Expected"), [
                (names[npi], npi, practice["tin"], shown(cents)) for npi, cents in found["expected"].items()
            ]),
            sheet.Table("What you should know", ("",), [(one,) for one in found["disclaimers"]]),
        ],
        foot=f"{row.number} · part of your record; a copy is yours for six years",
    )  # fmt: skip


def superbill_pdf(row: Superbill) -> bytes:
    """Every field of a superbill (compliance.md 4.3)."""
    bill, zone = bills.kept(row.document), row.clinic.zone
    practice, provider, patient, coverage = bill.practice, bill.provider, bill.patient, bill.coverage
    facts = [
        ("Practice", f"{practice.name}, {practice.address}, {practice.phone}"),
        ("Tax number and NPI", f"{practice.tin}, NPI {practice.npi}"),
        ("Given by", f"{provider}, NPI {provider.npi}, licence {provider.licence}, taxonomy {provider.taxonomy}"),
        ("Patient", f"{patient}, born {patient.born:%-d %b %Y}, no. {patient.number}"), ("Address", patient.address),
        ("Insurance", f"{coverage.payer} ({coverage.payer_id}), member {coverage.member_id}" if coverage else "none told"),
        ("Referred by", f"NPI {bill.referrer_npi}" if bill.referrer_npi else "nobody"), ("Diagnoses", " ".join(bill.diagnoses)),
        ("Place of service", f"{bills.OFFICE} (office): {practice.place}"), ("Charges", shown(bill.cents)),
        ("Paid", shown(bill.paid_cents)), ("Balance", shown(bill.owed_cents)), ("Statement", bill.statement),
    ]  # fmt: skip
    lines = [
        (
            f"{one.day:%-d %b %Y}", one.title, " ".join((line.code, *line.modifiers)), str(line.units),
            f"NDC {line.ndc}, {(line.volume_ul or 0) / 1000:g} mL" if line.ndc else "", shown(line.cents),
        )
        for one in bill.services
        for line in one.lines
    ]  # fmt: skip
    timed = [
        (f"{one.day:%-d %b %Y}", f"{one.started_at.astimezone(zone):%H:%M}", f"{one.ended_at.astimezone(zone):%H:%M}", "; ".join(one.drugs))
        for one in bill.services
        if one.started_at and one.ended_at
    ]  # fmt: skip
    tables = [sheet.Table("What was given", ("Day", "What", "Code", "Units", "Drug", "Charge"), lines)]
    if timed:
        tables.append(sheet.Table("Times and drugs", ("Day", "Began", "Ended", "Given and wasted"), timed))
    return sheet.made(
        title=f"Superbill {bill.number}", place=practice.name, facts=facts, tables=tables, signs=(str(provider),),
        foot=f"{bill.number} · made {_at(row.at, zone)} · {row.digest[:16]}",
    )  # fmt: skip


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%-d %b %Y}"


def _at(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%-d %b %Y, %H:%M")
