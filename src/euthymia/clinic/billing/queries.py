"""What the pages read of money: prices in force, an account, what is owed by whom and to whom. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.domain.billing import account as money
from euthymia.domain.billing import codes, prices
from euthymia.domain.billing.parties import Coverage, Practice, Provider
from euthymia.domain.billing.superbill import practice_kept
from euthymia.kit import clock

from . import fold
from .models import (
    AccountEntry,
    ClaimFile,
    CodeList,
    CoverageVersion,
    Eligibility,
    Estimate,
    PracticeVersion,
    PriceVersion,
    ProviderVersion,
    Superbill,
)

MOST_SHOWN = 200
ANSWER_HOLDS_DAYS = 30  # an older answer of an insurer is asked for again: the clinic's own rule (P)


def price_versions(clinic: Clinic) -> list[PriceVersion]:
    """Every list that was put in force, newest first."""
    return list(PriceVersion.objects.filter(clinic=clinic).order_by("-n"))


def version_on(clinic: Clinic, day: date) -> PriceVersion | None:
    """The list in force on a day: the newest of those that began by then."""
    return PriceVersion.objects.filter(clinic=clinic, from_day__lte=day).order_by("-from_day", "-n").first()


def prices_on(clinic: Clinic, day: date) -> prices.PriceList | None:
    found = version_on(clinic, day)
    return None if found is None else prices.kept(found.document)


def practice(clinic: Clinic) -> Practice | None:
    found = PracticeVersion.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return None if found is None else practice_kept(found.document)


def providers(clinic: Clinic) -> list[tuple[Staff, Provider]]:
    """Who can be named on bills, by name, under their newest numbers."""
    rows = ProviderVersion.objects.filter(clinic=clinic).select_related("staff").order_by("at", "id")
    newest = {row.staff_id: row for row in rows}
    found = [(row.staff, Provider(**row.document)) for row in newest.values()]
    return sorted(found, key=lambda one: one[1].family_name)


def provider_of(clinic: Clinic, npi: str) -> Provider | None:
    return next((one for _, one in providers(clinic) if one.npi == npi), None)


def code_set(clinic: Clinic) -> codes.CodeSet:
    """The shipped codes and those that the clinic loaded, the newest last."""
    rows = CodeList.objects.filter(clinic=clinic).order_by("at", "id")
    loaded = (one for row in rows for one in codes.read(row.content, row.source))
    return codes.CodeSet((*codes.SHIPPED, *loaded))


def coverage_row(patient: Patient) -> CoverageVersion | None:
    rows = CoverageVersion.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return rows.order_by("-at", "-id").first()


def coverage(patient: Patient) -> Coverage | None:
    found = coverage_row(patient)
    return Coverage(**found.document) if found is not None and found.document else None


@dataclass(frozen=True, slots=True)
class Answered:
    """What an insurer answered, how many days ago, and whether it is the last that it said of this service."""

    row: Eligibility
    days: int
    is_newest: bool

    @property
    def is_old(self) -> bool:
        return self.days > ANSWER_HOLDS_DAYS


def eligibility(patient: Patient, today: date) -> list[Answered]:
    """What insurers answered, newest first."""
    rows = Eligibility.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    found, seen = [], set[tuple[str, str]]()
    for row in rows.order_by("-asked_on", "-at", "-id"):
        about = (row.payer.casefold(), row.service.casefold())
        found.append(Answered(row, (today - row.asked_on).days, about not in seen))
        seen.add(about)
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """An account now: what it comes to, and its rows newest first."""

    state: money.State
    rows: list[fold.Told]

    @property
    def charges(self) -> list[tuple[money.Charge, AccountEntry]]:
        """Charges that count, newest first, each with its row."""
        by_n = {one.row.n: one.row for one in self.rows}
        return [(one, by_n[one.n]) for one in reversed(self.state.charges)]


def account(patient: Patient) -> Shown:
    """The patient's account; an empty one before anything happened."""
    rows = list(entries(patient))
    state = fold.state_of(rows)
    return Shown(state, fold.told(rows, state))


def entries(patient: Patient) -> Iterable[AccountEntry]:
    """Every row, in its order."""
    return AccountEntry.objects.filter(clinic_id=patient.clinic_id, account__patient=patient).order_by("n")


def charged_sessions(patient: Patient) -> set[str]:
    """The sessions that were charged, by their ids."""
    return {one.session for one in account(patient).state.charges}


def estimates_of(patient: Patient) -> list[Estimate]:
    """Every version, newest first."""
    rows = Estimate.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(rows.order_by("-at", "-id"))


def estimate(clinic: Clinic, estimate_id: UUID) -> Estimate:
    """Raises Estimate.DoesNotExist, also for another clinic's."""
    return Estimate.objects.select_related("patient", "clinic").get(clinic=clinic, pk=estimate_id)


def estimate_on(patient: Patient, day: date) -> Estimate | None:
    """The newest estimate that covers a day."""
    rows = Estimate.objects.filter(
        clinic_id=patient.clinic_id, patient=patient, first_day__lte=day, last_day__gte=day
    )
    return rows.order_by("-at", "-id").first()


def superbills_of(patient: Patient) -> list[Superbill]:
    rows = Superbill.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(rows.order_by("-at", "-id"))


def superbill(clinic: Clinic, superbill_id: UUID) -> Superbill:
    """Raises Superbill.DoesNotExist, also for another clinic's."""
    return Superbill.objects.select_related("patient", "clinic").get(clinic=clinic, pk=superbill_id)


def claim_file(clinic: Clinic, claim_id: UUID) -> ClaimFile:
    """Raises ClaimFile.DoesNotExist, also for another clinic's."""
    return ClaimFile.objects.select_related("superbill__patient").get(clinic=clinic, pk=claim_id)


def claim_files(patient: Patient) -> list[ClaimFile]:
    rows = ClaimFile.objects.filter(clinic_id=patient.clinic_id, superbill__patient=patient)
    return list(rows.select_related("superbill").order_by("-control"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A patient's account in the worklist."""

    patient: Patient
    state: money.State


def standings(clinic: Clinic) -> list[Standing]:
    """Accounts with something owed, or sessions left, the largest debt first."""
    rows = AccountEntry.objects.filter(clinic=clinic).select_related("account__patient")
    of_account: dict[UUID, list[AccountEntry]] = {}
    for row in rows.order_by("account_id", "n"):
        of_account.setdefault(row.account_id, []).append(row)
    found = [Standing(every[0].account.patient, fold.state_of(every)) for every in of_account.values()]
    open_ones = [one for one in found if one.state.credit_cents or one.state.open_packages]
    return sorted(open_ones, key=lambda one: (one.state.credit_cents, str(one.patient)))[:MOST_SHOWN]


def _day(at: datetime, clinic: Clinic) -> date:
    return at.astimezone(clinic.zone).date()


@dataclass(frozen=True, slots=True)
class PublishedPackage:
    """A package as the public sees it: what the whole course costs with it."""

    package: prices.Package
    course_cents: int | None
    saved_cents: int


@dataclass(frozen=True, slots=True)
class PublishedPrice:
    """What a clinic says of its prices before anybody books: total, parts, what is and is not in it, refunds, insurers.

    It is list `n`, in force since `from_day`.
    """

    n: int
    from_day: date
    course: prices.Course
    includes: tuple[prices.Words, ...]
    excludes: tuple[prices.Words, ...]
    packages: tuple[PublishedPackage, ...]
    payers: tuple[prices.Payer, ...]


def published_price(clinic: Clinic, day: date | None = None) -> PublishedPrice | None:
    """What the clinic's public page shows on a day (default: today there); None where no price list is in force.

    Rendered by `billing/part_published_price.html` with `price`. Reads nothing of a patient.
    """
    today = day or _day(clock.now(), clinic)
    return price_on(price_lists(clinic, today), today)


def price_lists(clinic: Clinic, day: date) -> list[dict[str, Any]]:
    """The list in force on a day and those that are to follow, in a form that a public page can keep."""
    rows = [one for one in [version_on(clinic, day)] if one]
    rows += PriceVersion.objects.filter(clinic=clinic, from_day__gt=day).order_by("from_day", "n")
    return [{"n": one.n, "from_day": one.from_day.isoformat(), "document": one.document} for one in rows]


def price_on(lists: Sequence[Mapping[str, Any]], day: date) -> PublishedPrice | None:
    """Of lists that a public page keeps, what the one in force on a day says."""
    begun = [one for one in lists if date.fromisoformat(one["from_day"]) <= day]
    if not begun:
        return None
    newest = max(begun, key=lambda one: (one["from_day"], one["n"]))
    found = prices.kept(newest["document"])
    return PublishedPrice(
        newest["n"], date.fromisoformat(newest["from_day"]), prices.course(found), found.includes, found.excludes,
        tuple(_published(found, one) for one in found.packages), found.payers,
    )  # fmt: skip


def _published(found: prices.PriceList, package: prices.Package) -> PublishedPackage:
    of_course = (package.item, package.sessions) == (found.infusion, prices.COURSE_SESSIONS)
    whole = prices.course_with(found, package) if of_course else None
    return PublishedPackage(package, whole, found.item(package.item).cents * package.sessions - package.cents)
