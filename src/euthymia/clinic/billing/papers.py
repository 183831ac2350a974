"""The verbs of what leaves the clinic: estimates, superbills, claim files. Each is kept as it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.billing import account as money
from euthymia.domain.billing import claim, estimates, given, prices, superbill
from euthymia.domain.billing.codes import INFUSION_FIRST, UNCLASSIFIED_DRUG
from euthymia.domain.billing.parties import Person, Practice, Provider
from euthymia.domain.quantities import Unusable
from euthymia.domain.quantities.identifiers import identify
from euthymia.kit import streams, units

from . import queries
from .models import AccountEntry, ClaimFile, Estimate, Superbill
from .setting import digest_of

_SEX = {"female": "F", "male": "M"}


def estimate(
    *, by: Member, patient: Patient, client_id: UUID, reason: str, asked_on: date, first_day: date, last_day: date, service: str,
    frequency: str, npi: str, diagnoses: Sequence[str], package: str = "", separate: Sequence[str] = (),
) -> Estimate:  # fmt: skip
    """A Good Faith Estimate of a whole course, at the prices in force on its first day. Raises Unusable, NotAllowed."""
    require(by, Permission.KEEP_MONEY)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    known = Estimate.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    if reason not in list(estimates.Reason):
        raise Unusable.one("reason", "unknown", f"{reason!r} is no reason", ", ".join(estimates.Reason))
    now = units.current().now
    if asked_on > now.astimezone(by.clinic.zone).date():
        raise Unusable.one("asked_on", "future", "this lies in the future", "today or earlier")
    practice, provider = _parties(by.clinic, npi)
    made = estimates.Estimate(
        patient=str(patient), born=patient.born, service=service, first_day=first_day, last_day=last_day, frequency=frequency,
        lines=_lines(by.clinic, first_day, npi, tuple(diagnoses), package), practice=practice, providers=(provider,),
        separate=tuple(separate),
    )  # fmt: skip
    faults = estimates.faults(made, queries.code_set(by.clinic))
    if faults:
        raise Unusable(faults)
    row = Estimate(
        clinic=by.clinic, client_id=client_id, patient=patient, number=_number(by.clinic, Estimate, "GFE", now), reason=reason,
        asked_on=asked_on, due_on=estimates.due_on(estimates.Reason(reason), asked_on, first_day), first_day=first_day,
        last_day=last_day, document=_estimate_document(made), at=now, by=by.words,
    )  # fmt: skip
    row.save()
    late = row.due_on is not None and now.astimezone(by.clinic.zone).date() > row.due_on
    auditing.record(
        verb="money.estimate", says=f"gave {patient.number} estimate {row.number}{', late' if late else ''}", subject=str(row.pk),
        patient=patient.pk, actor=by.words, cents=made.cents,
    )  # fmt: skip
    return row


def make_superbill(
    *,
    by: Member,
    patient: Patient,
    client_id: UUID,
    entries: Sequence[int],
    diagnoses: Sequence[str],
    referrer_npi: str = "",
) -> Superbill:
    """A superbill of these charges of the account, all of one provider. Its total is what the account says they are worth."""
    require(by, Permission.KEEP_MONEY)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    known = Superbill.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    found = queries.account(patient)
    wanted = [one for one in reversed(found.charges) if one[0].n in set(entries)]
    if not wanted or len(wanted) != len(set(entries)):
        raise Unusable.one(
            "entries",
            "unknown",
            "no charge is chosen, or one does not count any more",
            "charges of the account",
        )
    if len({charge.provider for charge, _ in wanted}) != 1:
        raise Unusable.one(
            "entries", "providers", "these are of several providers", "a superbill for each provider"
        )
    if referrer_npi and not identify("npi", referrer_npi).valid:
        raise Unusable.one(
            "referrer_npi", "npi", f"{referrer_npi!r} is no NPI", "ten digits that pass their check"
        )
    now, coverage = units.current().now, queries.coverage(patient)
    practice, provider = _parties(by.clinic, wanted[0][0].provider)
    total = sum(charge.cents for charge, _ in wanted)
    bill = superbill.Superbill(
        number=_number(by.clinic, Superbill, "SB", now), made_on=now.astimezone(by.clinic.zone).date(), practice=practice,
        provider=provider, patient=_person(patient), coverage=coverage, diagnoses=tuple(diagnoses),
        services=tuple(_service(one, row, coverage is not None and coverage.medicare) for one, row in wanted),
        owed_cents=min(found.state.owed_cents, total), referrer_npi=referrer_npi,
    )  # fmt: skip
    faults = superbill.faults(bill, queries.code_set(by.clinic))
    if faults:
        raise Unusable(faults)
    document = superbill.document(bill)
    row = Superbill(
        clinic=by.clinic, client_id=client_id, patient=patient, number=bill.number, document=document, digest=digest_of(document),
        at=now, by=by.words,
    )  # fmt: skip
    row.save()
    auditing.record(
        verb="money.superbill", says=f"made superbill {row.number} for {patient.number}", subject=str(row.pk), patient=patient.pk,
        actor=by.words, cents=bill.cents,
    )  # fmt: skip
    return row


def write_claim(
    *, by: Member, bill: Superbill, client_id: UUID, sender: str, receiver: str, frequency: str = claim.ORIGINAL, original: str = "",
    authorization: str = "",
) -> ClaimFile:  # fmt: skip
    """The 837P file of a superbill. A charge kept from health plans, now or when the bill was made, stops it."""
    require(by, Permission.KEEP_MONEY)
    if bill.clinic_id != by.clinic.pk:
        raise NotAllowed("this bill is another clinic's")
    known = ClaimFile.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    now, kept = units.current().now, superbill.kept(bill.document)
    _as_it_stands(bill, kept)
    streams.lock(Clinic, [by.clinic.pk])  # control numbers are given out one after the other
    control = ClaimFile.objects.filter(clinic=by.clinic).count() + 1
    envelope = claim.Envelope(
        sender,
        receiver,
        control,
        now.astimezone(by.clinic.zone),
        production=settings.EUTHYMIA_MODE == "production",
    )
    asked = claim.Claim(kept, authorization=authorization, frequency=frequency, original=original)
    row = ClaimFile(
        clinic=by.clinic, client_id=client_id, superbill=bill, control=control, content=claim.written(asked, envelope), at=now,
        by=by.words,
    )  # fmt: skip
    row.save()
    auditing.record(
        verb="money.claim", says=f"wrote claim file {control} of superbill {bill.number}", subject=str(row.pk),
        patient=bill.patient_id, actor=by.words,
    )  # fmt: skip
    return row


def _as_it_stands(bill: Superbill, kept: superbill.Superbill) -> None:
    """Refuses what changed since the bill was made: a charge reversed, or since then kept from health plans."""
    state = queries.account(bill.patient).state
    for one in kept.services:
        charge = state.charge(one.n)
        if charge is None or charge.cents != one.cents:
            raise Unusable.one(
                "services", "changed", f"entry {one.n} does not stand as it was billed", "a new superbill"
            )
        if charge.restricted and not one.restricted:
            raise Unusable.one(
                "services", "self-pay-restricted", f"entry {one.n} is kept from health plans since then ({claim.SELF_PAY})",
                "a bill without it, or the patient's word that takes it back",
            )  # fmt: skip


def _lines(
    clinic: Clinic, day: date, npi: str, diagnoses: tuple[str, ...], package: str
) -> tuple[estimates.Expected, ...]:
    listed = queries.prices_on(clinic, day)
    if listed is None:
        raise Unusable.one("first_day", "no-prices", "no price list is in force then", "a signed price list")
    found = []
    for line in prices.course(listed).lines:
        infused = line.item.kind == "infusion"
        codes = (INFUSION_FIRST, UNCLASSIFIED_DRUG) if infused else line.item.codes
        cents = line.cents
        if infused and package:
            sold = next((one for one in listed.packages if one.code == package), None)
            if sold is None:
                raise Unusable.one(
                    "package", "unknown", f"{package!r} is not in the price list", "a package of the list"
                )
            prices.course_with(listed, sold)
            cents = sold.cents
        found.append(estimates.Expected(line.item.title.en, line.count, cents, codes, diagnoses, npi))
    return tuple(found)


def _parties(clinic: Clinic, npi: str) -> tuple[Practice, Provider]:
    practice, provider = queries.practice(clinic), queries.provider_of(clinic, npi)
    if practice is None:
        raise Unusable.one(
            "",
            "no-practice",
            "nobody has entered under which numbers the clinic bills",
            "its name, address, tax number and NPI",
        )
    if provider is None:
        raise Unusable.one(
            "npi", "unknown", "nobody with these numbers gives care here", "somebody who is named on bills"
        )
    return practice, provider


def _person(patient: Patient) -> Person:
    sex = _SEX.get(patient.sex, "U")
    return Person(patient.number, patient.given_name, patient.family_name, patient.born, sex, patient.address)


def _service(charge: money.Charge, row: AccountEntry, discards: bool) -> superbill.Service:
    detail: dict[str, Any] = row.detail
    was = detail["given"]
    day, title = date.fromisoformat(detail["day"]), detail["title"]
    if was is None:
        lines = given.service_lines(tuple(detail["codes"]), charge.cents)
        return superbill.Service(charge.n, day, title, lines, restricted=charge.restricted)
    session = given.Given(
        was["session"], day, datetime.fromisoformat(was["started_at"]), datetime.fromisoformat(was["ended_at"]), was["minutes"],
        tuple(given.Drug(**one) for one in was["drugs"]),
    )  # fmt: skip
    lines = given.infusion_lines(session, charge.cents, detail["drug_cents"], discards=discards)
    drugs = tuple(
        f"{one.name} {one.strength}, NDC {one.ndc}: {one.given_ug / 1000:g} mg given, {one.wasted_ug / 1000:g} mg wasted"
        for one in session.drugs
    )
    return superbill.Service(
        charge.n, day, title, lines, session.started_at, session.ended_at, drugs, charge.restricted
    )


def _estimate_document(made: estimates.Estimate) -> dict[str, Any]:
    document = asdict(made)
    for name in ("born", "first_day", "last_day"):
        document[name] = document[name].isoformat()
    return {
        **document,
        "cents": made.cents,
        "expected": made.expected(),
        "disclaimers": list(estimates.DISCLAIMERS),
    }


def _number(clinic: Clinic, model: type[Estimate] | type[Superbill], kind: str, now: datetime) -> str:
    """The next one; given out one after the other."""
    streams.lock(Clinic, [clinic.pk])
    return f"{kind}-{now:%Y}-{model._default_manager.filter(clinic=clinic).count() + 1:04d}"
