"""The verbs of an account: pay, sell a package, charge what was given, end, pay back, reverse, keep from health plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.billing import account as money
from euthymia.domain.billing import estimates, given, prices
from euthymia.domain.billing.money import shown
from euthymia.domain.quantities import Unusable
from euthymia.kit import streams, units

from . import fold, queries
from .models import Account, AccountEntry

Kind = AccountEntry.Kind
METHODS = {
    "card": "card",
    "cash": "cash",
    "check": "check",
    "transfer": "bank transfer",
    "hsa": "health savings card",
}


def pay(
    *, by: Member, patient: Patient, client_id: UUID, cents: int, method: str, reference: str = ""
) -> AccountEntry:
    """Money came in. Raises Unusable, NotAllowed."""
    _method(method)
    says = f"{METHODS[method]}{f', {reference.strip()}' if reference.strip() else ''}"
    return _append(by, patient, client_id, Kind.PAID, cents=cents, says=says, detail={"method": method})


def sell(*, by: Member, patient: Patient, client_id: UUID, package: str, method: str = "") -> AccountEntry:
    """A package, at the price in force: paid now by `method`, or with `""` out of the free credit."""
    require(by, Permission.KEEP_MONEY)
    listed = _prices(by.clinic, _today(by.clinic))
    try:
        sold = listed.package(package)
    except KeyError:
        raise Unusable.one(
            "package", "unknown", f"{package!r} is not in the price list", "a package of the list"
        ) from None
    if method:
        pay(by=by, patient=patient, client_id=uuid5(client_id, "payment"), cents=sold.cents, method=method)
    detail = {"package": asdict(sold), "single_cents": listed.item(sold.item).cents}
    return _append(
        by,
        patient,
        client_id,
        Kind.SOLD,
        cents=sold.cents,
        says=f"{sold.title.en}, {sold.sessions} sessions",
        detail=detail,
    )


def charge(
    *, by: Member, patient: Patient, client_id: UUID, item: str, npi: str, day: date, sold: int | None = None,
    session: given.Given | None = None,
) -> AccountEntry:  # fmt: skip
    """Something was given on `day`: at the price in force then, or one session of the package sold in entry `sold`.

    An infusion comes with the session it was: nothing is charged that was not given, and nothing twice. A charge that
    would go $400 or more beyond the estimate in force is refused (compliance.md 4.2).
    """
    require(by, Permission.KEEP_MONEY)
    listed = _prices(by.clinic, day)
    try:
        found = listed.item(item)
    except KeyError:
        raise Unusable.one(
            "item", "unknown", f"{item!r} is not in the price list", "an item of the list"
        ) from None
    provider = queries.provider_of(by.clinic, npi)
    if provider is None:
        raise Unusable.one(
            "npi", "unknown", "nobody with these numbers gives care here", "somebody who is named on bills"
        )
    if (found.kind == "infusion") != (session is not None):
        raise Unusable.one(
            "session",
            "missing",
            "an infusion is charged for a session, and only it",
            "a session that was given",
        )
    if session is not None:
        given.infusion_units(session.minutes)
    elif not found.codes:
        raise Unusable.one(
            "item", "no-codes", f"{found.title.en} has no service code", "a code in the price list"
        )
    if day > _today(by.clinic):
        raise Unusable.one("day", "future", "this has not been given yet", "today or earlier")
    detail = {
        "item": item, "kind": found.kind, "title": found.title.en, "day": day.isoformat(), "npi": npi, "provider": str(provider),
        "session": session.session if session else "", "codes": list(found.codes), "drug_cents": found.drug_cents,
        "given": _given(session),
    }  # fmt: skip

    def within(state: money.State) -> None:
        _within_estimate(patient, state, day)

    return _append(
        by, patient, client_id, Kind.CHARGED, cents=found.cents, of=sold, says=f"{found.title.en}, {day:%-d %b %Y}",
        detail=detail, look=within,
    )  # fmt: skip


def end_package(*, by: Member, patient: Patient, client_id: UUID, sold: int, says: str) -> AccountEntry:
    """A package ends early: what its rule gives back becomes free credit."""
    return _append(by, patient, client_id, Kind.ENDED, of=sold, says=_reason(says))


def refund(
    *, by: Member, patient: Patient, client_id: UUID, cents: int, method: str, says: str
) -> AccountEntry:
    """Free credit goes back to the patient."""
    _method(method)
    detail = {"method": method}
    says = f"{METHODS[method]}: {_reason(says)}"
    return _append(by, patient, client_id, Kind.REFUNDED, cents=cents, says=says, detail=detail)


def reverse(*, by: Member, patient: Patient, client_id: UUID, n: int, says: str) -> AccountEntry:
    """An entry was wrong, or a payment was not honoured: it counts no more, and stays to be read."""
    return _append(by, patient, client_id, Kind.REVERSED, of=n, says=_reason(says))


def restrict(*, by: Member, patient: Patient, client_id: UUID, n: int, on: bool, says: str) -> AccountEntry:
    """The patient, who paid this charge in full, asks that no health plan hears of it (or takes that back)."""
    return _append(by, patient, client_id, Kind.RESTRICTED, of=n, says=_reason(says), detail={"on": on})


def _append(
    by: Member, patient: Patient, client_id: UUID, kind: AccountEntry.Kind, *, cents: int | None = None, of: int | None = None,
    says: str = "", detail: dict[str, Any] | None = None, look: Callable[[money.State], None] | None = None,
) -> AccountEntry:  # fmt: skip
    """One more row, behind the account's lock, if it can follow. A row with the same client id is the same act."""
    require(by, Permission.KEEP_MONEY)
    account = _locked(by, patient)
    row = AccountEntry(
        clinic=by.clinic, account=account, client_id=client_id, kind=kind, cents=cents, of=of, at=units.current().now,
        by=by.words, says=says[:300], detail=detail or {},
    )  # fmt: skip
    known = AccountEntry.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        if (known.account_id, known.kind, known.cents, known.of) != (account.pk, kind, cents, of):
            raise Unusable.one("", "reused", "this form was sent before for something else", "a fresh form")
        return known
    before = fold.state_of(AccountEntry.objects.filter(account=account).order_by("n"))
    state = money.after(before, fold.entry_of(row))
    if look is not None:
        look(state)
    streams.append(account, [row], locked=True)
    auditing.record(
        verb=f"money.{kind.value}", says=f"account of {patient.number}, entry {row.n}: {row.get_kind_display()}, {says}",
        subject=str(account.pk), patient=patient.pk, actor=by.words, cents=cents,
    )  # fmt: skip
    return row


def _locked(by: Member, patient: Patient) -> Account:
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    found = Account.objects.filter(clinic=by.clinic, patient=patient).first()
    if found is None:
        streams.lock(Clinic, [by.clinic.pk])  # so that two first entries make one account
        found = Account.objects.filter(clinic=by.clinic, patient=patient).first()
    if found is None:
        found = Account(clinic=by.clinic, patient=patient)
        found.save()
    locked: Account = streams.lock(Account, [found.pk])[found.pk]
    return locked


def _within_estimate(patient: Patient, state: money.State, day: date) -> None:
    made = queries.estimate_on(patient, day)
    if made is None:
        return
    days = {row.n: row.detail["day"] for row in queries.entries(patient) if row.kind == Kind.CHARGED}
    newest = state.charges[-1].n
    since, until = made.first_day.isoformat(), made.last_day.isoformat()
    billed = estimates.billed(
        (one.provider, one.cents) for one in state.charges if one.n == newest or since <= days[one.n] <= until
    )
    above = estimates.disputable(made.document["expected"], billed)
    if above:
        raise Unusable.one(
            "item", "over-estimate",
            f"with this the bill is {shown(max(above.values()))} above estimate {made.number}: the patient may dispute it ({estimates.DISPUTE})",
            "a new estimate, given at least one business day before the service",
        )  # fmt: skip


def _prices(clinic: Clinic, day: date) -> prices.PriceList:
    found = queries.prices_on(clinic, day)
    if found is None:
        raise Unusable.one(
            "item", "no-prices", f"no price list is in force on {day.isoformat()}", "a signed price list"
        )
    return found


def _given(session: given.Given | None) -> dict[str, Any] | None:
    if session is None:
        return None
    return {
        **asdict(session), "day": session.day.isoformat(), "started_at": session.started_at.isoformat(),
        "ended_at": session.ended_at.isoformat(),
    }  # fmt: skip


def _method(method: str) -> None:
    if method not in METHODS:
        raise Unusable.one("method", "unknown", f"{method!r} is no way to pay", ", ".join(METHODS))


def _reason(says: str) -> str:
    if not says.strip():
        raise Unusable.one("says", "missing", "say why", "a sentence")
    return says.strip()


def _today(clinic: Clinic) -> date:
    return units.current().now.astimezone(clinic.zone).date()
