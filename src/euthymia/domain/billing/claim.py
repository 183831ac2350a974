"""The claim file 837P (X12 005010X222A1) of a superbill: the same facts, for the payer's machine.

Source: compliance.md 4.4. A charge whose patient asked that no health plan hears of it stops the whole file
(45 CFR 164.522(a)(1)(vi), compliance.md 3.1): nothing is left out in silence. Signs that the file cannot carry are
written without their accents (é as e); what then remains outside ASCII, and the file's own separators, are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable
from euthymia.domain.quantities.identifiers import identify

from .given import Line
from .money import plain
from .parties import Address
from .superbill import OFFICE, POINTED_MOST, Superbill

VERSION = "005010X222A1"
SELF_PAY = Provenance("compliance.md 3.1 (45 CFR 164.522(a)(1)(vi))", Confidence.K)
ORIGINAL, REPLACES, VOIDS = "1", "7", "8"
_CARRIED = re.compile(r"[A-Za-z0-9 !\"&'()+,\-./;?=%@\[\]_{}\\|<>#$]*")
_ID = re.compile(r"[A-Z0-9]{2,15}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A superbill on its way to a payer. `frequency` 7 replaces and 8 voids the claim that the payer calls `original`."""

    bill: Superbill
    authorization: str = ""
    frequency: str = ORIGINAL
    original: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom, under which number, when; `production` False marks a file as a test."""

    sender: str
    receiver: str
    control: int
    at: datetime
    production: bool


def restricted(bill: Superbill) -> list[Fault]:
    """A fault for each service that the patient paid in full and keeps from health plans."""
    return [
        Fault(
            "services", "self-pay-restricted",
            f"entry {one.n} of {one.day.isoformat()} was paid in full by the patient, who asked that no health plan hears of it ({SELF_PAY})",
            "a bill without it, or the patient's word that takes it back",
        )
        for one in bill.services
        if one.restricted
    ]  # fmt: skip


def faults(claim: Claim, envelope: Envelope) -> list[Fault]:
    """Why this cannot go to a payer; what a superbill itself must say was looked at when it was made."""
    bill, wrong = claim.bill, restricted(claim.bill)
    if bill.coverage is None:
        wrong.append(Fault("coverage", "missing", "no insurance is known", "payer, payer id and member id"))
    address = Address.read(bill.patient.address)
    if address is None:
        wrong.append(
            Fault("address", "form", "the patient's address cannot be divided", "street, city, ST 12345")
        )
    if claim.frequency not in (ORIGINAL, REPLACES, VOIDS):
        wrong.append(Fault("frequency", "unknown", f"{claim.frequency!r} is no kind of claim", "1, 7 or 8"))
    elif (claim.frequency == ORIGINAL) == bool(claim.original):
        wrong.append(
            Fault(
                "original",
                "missing",
                "a replacement names the claim it replaces, and only it does",
                "the payer's number of it",
            )
        )
    wrong += [
        Fault(
            name,
            "form",
            f"{value!r} is no name of a sender or receiver",
            "2 to 15 capital letters and digits",
        )
        for name, value in (("sender", envelope.sender), ("receiver", envelope.receiver))
        if not _ID.fullmatch(value)
    ]
    if not 0 < envelope.control < 10**9:
        wrong.append(Fault("control", "range", f"{envelope.control} is no control number", "1 to 999999999"))
    for one in bill.services:
        wrong += [fault for line in one.lines for fault in _drug_faults(line)]
    return wrong


def written(claim: Claim, envelope: Envelope) -> str:
    """The whole file, a segment a line. Raises Unusable."""
    wrong = faults(claim, envelope)
    if wrong:
        raise Unusable(wrong)
    inside = list(_transaction(claim, envelope))
    day, time = f"{envelope.at:%Y%m%d}", f"{envelope.at:%H%M}"
    control = f"{envelope.control:09d}"
    found = [
        ("ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{envelope.sender:<15}", "ZZ", f"{envelope.receiver:<15}",
         f"{envelope.at:%y%m%d}", time, "^", "00501", control, "0", "P" if envelope.production else "T", ":"),
        ("GS", "HC", envelope.sender, envelope.receiver, day, time, str(envelope.control), "X", VERSION),
        *inside,
        ("SE", str(len(inside) + 1), "0001"),
        ("GE", "1", str(envelope.control)),
        ("IEA", "1", control),
    ]  # fmt: skip
    return "".join("*".join(segment).rstrip("*") + "~\n" for segment in found)


Segment = tuple[str, ...]


def _transaction(claim: Claim, envelope: Envelope) -> Iterator[Segment]:
    bill = claim.bill
    day, time = f"{envelope.at:%Y%m%d}", f"{envelope.at:%H%M}"
    yield "ST", "837", "0001", VERSION
    yield "BHT", "0019", "00", _text("number", bill.number, 50), day, time, "CH"
    practice, coverage = bill.practice, bill.coverage
    assert coverage is not None, "looked at before"
    name = _text("name", practice.name, 60)
    yield "NM1", "41", "2", name, "", "", "", "", "46", envelope.sender
    yield "PER", "IC", name, "TE", "".join(sign for sign in practice.phone if sign.isdigit())
    yield "NM1", "40", "2", _text("payer", coverage.payer, 60), "", "", "", "", "46", envelope.receiver
    yield "HL", "1", "", "20", "1"
    yield "PRV", "BI", "PXC", practice.taxonomy
    yield "NM1", "85", "2", name, "", "", "", "", "XX", practice.npi
    yield from _address(practice.address)
    yield "REF", "EI", practice.tin.replace("-", "")
    yield from _subscriber(bill)
    yield from _claim(claim)
    pointed = ":".join(str(n + 1) for n in range(min(len(bill.diagnoses), POINTED_MOST)))
    number = 0
    for one in bill.services:
        for line in one.lines:
            number += 1
            yield from _line(number, one.day, line, pointed)


def _subscriber(bill: Superbill) -> Iterator[Segment]:
    coverage, patient = bill.coverage, bill.patient
    address = Address.read(patient.address)
    assert coverage is not None and address is not None, "looked at before"
    yield "HL", "2", "1", "22", "0"
    yield "SBR", "P", "18", "", "", "", "", "", "", "MB" if coverage.medicare else "CI"
    yield (
        "NM1", "IL", "1", _text("family_name", patient.family_name, 60), _text("given_name", patient.given_name, 35), "", "", "",
        "MI", _text("member_id", coverage.member_id, 80),
    )  # fmt: skip
    yield from _address(address)
    yield "DMG", "D8", f"{patient.born:%Y%m%d}", patient.sex
    yield (
        "NM1", "PR", "2", _text("payer", coverage.payer, 60), "", "", "", "", "PI", _text("payer_id", coverage.payer_id, 80),
    )  # fmt: skip


def _claim(claim: Claim) -> Iterator[Segment]:
    bill = claim.bill
    # Not assigned: the patient has paid, and the money goes to the patient.
    yield (
        "CLM",
        _text("number", bill.number, 38),
        plain(bill.cents),
        "",
        "",
        f"{OFFICE}:B:{claim.frequency}",
        "Y",
        "C",
        "N",
        "Y",
    )
    if claim.authorization:
        yield "REF", "G1", _text("authorization", claim.authorization, 50)
    if claim.original:
        yield "REF", "F8", _text("original", claim.original, 50)
    kinds = ("ABK", *("ABF" for _ in bill.diagnoses[1:]))
    yield "HI", *(f"{kind}:{code.replace('.', '')}" for kind, code in zip(kinds, bill.diagnoses, strict=True))
    provider = bill.provider
    yield (
        "NM1", "82", "1", _text("family_name", provider.family_name, 60), _text("given_name", provider.given_name, 35), "", "", "",
        "XX", provider.npi,
    )  # fmt: skip
    yield "PRV", "PE", "PXC", provider.taxonomy
    if bill.practice.site is not None:
        yield "NM1", "77", "2", _text("name", bill.practice.name, 60), "", "", "", "", "XX", bill.practice.npi
        yield from _address(bill.practice.site)


def _line(number: int, day: date, line: Line, pointed: str) -> Iterator[Segment]:
    yield "LX", str(number)
    # A code that stands for any drug says in words which: the seventh part of the procedure.
    says = _text("says", line.says, 80)
    named = ["HC", line.code, *line.modifiers, *([""] * (4 - len(line.modifiers)) + [says] if says else [])]
    yield "SV1", ":".join(named), plain(line.cents), "UN", str(line.units), "", "", pointed
    yield "DTP", "472", "D8", f"{day:%Y%m%d}"
    if line.ndc:
        ndc, volume_ul = identify("ndc", line.ndc).ndc_11, line.volume_ul
        assert ndc is not None and volume_ul is not None, "looked at before"
        yield "LIN", "", "N4", ndc
        yield "CTP", "", "", "", f"{volume_ul / 1000:.3f}".rstrip("0").rstrip("."), "ML"


def _drug_faults(line: Line) -> list[Fault]:
    if not line.ndc:
        return []
    if identify("ndc", line.ndc).ndc_11 is None:
        return [Fault("services", "ndc", f"{line.ndc!r} has no eleven-digit form", "an NDC as on the vial")]
    if line.volume_ul is None or line.volume_ul <= 0:
        return [Fault("services", "volume", f"{line.says or line.code} has no amount", "a volume")]
    return []


def _address(address: Address) -> Iterator[Segment]:
    yield "N3", _text("street", address.street, 55)
    yield "N4", _text("city", address.city, 30), address.state, address.postcode.replace("-", "")


def _text(at: str, text: str, most: int) -> str:
    """As the file carries it. Raises Unusable for what it cannot."""
    plain_signs = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    written_as = " ".join(plain_signs.split())
    if not _CARRIED.fullmatch(written_as):
        raise Unusable.one(
            at,
            "signs",
            f"{text!r} has signs that a claim file cannot carry",
            "letters, digits and plain signs",
        )
    if len(written_as) > most:
        raise Unusable.one(at, "long", f"{text!r} is longer than a claim file takes", f"at most {most} signs")
    return written_as
