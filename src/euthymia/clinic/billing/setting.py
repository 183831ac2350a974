"""The verbs of what bills rest on: price lists, the clinic's numbers, who is named, codes, insurance and its answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.clinic.people.queries import Member
from euthymia.domain.billing import codes, prices
from euthymia.domain.billing.parties import Coverage, Practice, Provider
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units
from euthymia.kit.models import AppendOnly

from . import queries
from .models import CodeList, CoverageVersion, Eligibility, PracticeVersion, PriceVersion, ProviderVersion

Kept = TypeVar("Kept", bound=AppendOnly)


def put_prices(
    clinic: Clinic, *, by: Member | str, client_id: UUID, document: Mapping[str, Any], from_day: date
) -> PriceVersion:
    """A price list is signed and in force from a day on, never before today. Raises Unusable, NotAllowed.

    The installation's own commands come with words in place of a person.
    """
    if isinstance(by, Member):
        require(by, Permission.SET_PRICES)
        if by.clinic.pk != clinic.pk:
            raise NotAllowed("these are another clinic's prices")
    if (known := _known(PriceVersion, clinic, client_id)) is not None:
        return known
    today = units.current().now.astimezone(clinic.zone).date()
    if from_day < today:
        raise Unusable.one(
            "from_day", "past", "a price list does not reach back", f"{today.isoformat()} or later"
        )
    read = prices.read(document, today, queries.code_set(clinic))
    streams.lock(Clinic, [clinic.pk])  # versions are numbered one after the other
    made = PriceVersion(
        clinic=clinic, client_id=client_id, n=PriceVersion.objects.filter(clinic=clinic).count() + 1, from_day=from_day,
        document=prices.document(read), digest=digest_of(prices.document(read)), at=units.current().now, by=_who(by),
    )  # fmt: skip
    return _keep(made, by, f"put price list {made.n} in force from {from_day.isoformat()}")


def set_practice(*, by: Member, client_id: UUID, practice: Practice) -> PracticeVersion:
    """Under which name and numbers the clinic bills."""
    require(by, Permission.SET_PRICES)
    if (known := _known(PracticeVersion, by.clinic, client_id)) is not None:
        return known
    _refuse(practice.faults())
    made = PracticeVersion(
        clinic=by.clinic, client_id=client_id, document=asdict(practice), at=units.current().now, by=by.words
    )
    return _keep(made, by, f"entered how the clinic bills: {practice.name}, NPI {practice.npi}")


def set_provider(*, by: Member, client_id: UUID, staff: Staff, provider: Provider) -> ProviderVersion:
    """Under which numbers a member of staff is named on bills."""
    require(by, Permission.SET_PRICES)
    if staff.clinic_id != by.clinic.pk:
        raise NotAllowed("this person works at another clinic")
    if (known := _known(ProviderVersion, by.clinic, client_id)) is not None:
        return known
    found = provider.faults()
    for other, their in queries.providers(by.clinic):
        if their.npi == provider.npi and other.pk != staff.pk:
            found.append(Fault("npi", "twice", f"this NPI is {their}'s", "the person's own"))
    _refuse(found)
    made = ProviderVersion(
        clinic=by.clinic,
        client_id=client_id,
        staff=staff,
        document=asdict(provider),
        at=units.current().now,
        by=by.words,
    )
    return _keep(made, by, f"entered how {provider} is named on bills, NPI {provider.npi}")


def load_codes(*, by: Member, client_id: UUID, content: str, source: str) -> CodeList:
    """A clinic's own list of codes, with its right to their words in `source`."""
    require(by, Permission.SET_PRICES)
    if (known := _known(CodeList, by.clinic, client_id)) is not None:
        return known
    if not source.strip():
        raise Unusable.one(
            "source", "missing", "say by which right its words are used", "a licence, or: our own words"
        )
    read = codes.read(content, source.strip())
    made = CodeList(
        clinic=by.clinic,
        client_id=client_id,
        content=content,
        source=source.strip(),
        at=units.current().now,
        by=by.words,
    )
    return _keep(made, by, f"loaded {len(read)} codes ({source.strip()})")


def set_coverage(
    *, by: Member, patient: Patient, client_id: UUID, coverage: Coverage | None, claims: bool
) -> CoverageVersion:
    """A patient's insurance, and whether it is asked to pay; without one, or where it is not, the patient pays."""
    require(by, Permission.KEEP_MONEY)
    _own(by, patient)
    if (known := _known(CoverageVersion, by.clinic, client_id)) is not None:
        return known
    found = [] if coverage is None else coverage.faults()
    if claims and coverage is None:
        found.append(
            Fault("payer", "missing", "there is no insurer to ask", "the insurance, or: the patient pays")
        )
    _refuse(found)
    made = CoverageVersion(
        clinic=by.clinic, client_id=client_id, patient=patient, document=asdict(coverage) if coverage else None, claims=claims,
        at=units.current().now, by=by.words,
    )  # fmt: skip
    return _keep(made, by, f"entered the insurance of {patient.number}", patient)


def record_eligibility(
    *, by: Member, patient: Patient, client_id: UUID, payer: str, asked_on: date, how: str, service: str, answer: str,
    says: str = "",
) -> Eligibility:  # fmt: skip
    """What an insurer answered, with the day; an answer is never younger or older than it is."""
    require(by, Permission.KEEP_MONEY)
    _own(by, patient)
    if (known := _known(Eligibility, by.clinic, client_id)) is not None:
        return known
    words = {"payer": payer, "how": how, "service": service}
    found = [Fault(name, "missing", "say it", "words") for name, text in words.items() if not text.strip()]
    if answer not in Eligibility.Answer.values:
        found.append(
            Fault("answer", "unknown", f"{answer!r} is no answer", ", ".join(Eligibility.Answer.values))
        )
    if asked_on > units.current().now.astimezone(by.clinic.zone).date():
        found.append(Fault("asked_on", "future", "this lies in the future", "the day it was asked"))
    _refuse(found)
    made = Eligibility(
        clinic=by.clinic, client_id=client_id, patient=patient, asked_on=asked_on, answer=answer, says=says.strip(),
        at=units.current().now, by=by.words, **{name: text.strip() for name, text in words.items()},
    )  # fmt: skip
    return _keep(made, by, f"recorded what {made.payer} answered about {patient.number}: {answer}", patient)


def digest_of(document: Any) -> str:
    """SHA-256 of a document as it is kept."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _own(by: Member, patient: Patient) -> None:
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")


def _known(model: type[Kept], clinic: Clinic, client_id: UUID) -> Kept | None:
    return model._default_manager.filter(clinic=clinic, client_id=client_id).first()


def _who(by: Member | str) -> str:
    return by if isinstance(by, str) else by.words


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Unusable(faults)


def _keep(made: Kept, by: Member | str, says: str, patient: Patient | None = None) -> Kept:
    made.save()
    auditing.record(
        verb=f"money.{made._meta.model_name}", says=says, subject=str(made.pk), actor=_who(by),
        patient=patient.pk if patient else None,
    )  # fmt: skip
    return made
