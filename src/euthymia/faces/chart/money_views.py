"""A patient's money: where it stands, every entry, and one form for each thing that can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.billing import actions, forms, papers, queries, setting
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.domain.billing.money import shown
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import billed
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

SESSION, ITEM = "session:", "item:"
# Name, heading, button, form, what it does.
Row = tuple[str, str, str, Any, Callable[[dict[str, Any]], Any]]


@dataclass(frozen=True, slots=True)
class Act:
    """A form of the page: its name, its heading, its button, and what it does."""

    act: str
    title: str
    button: str
    form: OnceForm
    do: Callable[[dict[str, Any]], Any]
    is_open: bool


@staff(Permission.SEE_MONEY)
@require_http_methods(["GET", "POST"])
def money(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """The patient's account, with what may be done to it."""
    clinic = request.member.clinic
    with missing_is_not_found():
        patient = people.patient(clinic, patient_id)
    patient.clinic = clinic
    desk = Desk(request, patient)
    act = request.POST.get("act", "")
    found = desk.acts(act) if request.member.may(Permission.KEEP_MONEY) else []
    chosen = next((one for one in found if one.act == act), None)
    if chosen is not None and chosen.form.is_valid() and _done(request, chosen):
        return HttpResponseRedirect(reverse("patient-money", args=[patient.pk]))
    auditing.record(
        verb="money.seen",
        says=f"saw the account of {patient.number}",
        patient=patient.pk,
        subject=str(patient.pk),
    )
    coverage = queries.coverage_row(patient)
    context = {
        "patient": patient, "state": desk.account.state, "rows": desk.account.rows, "forms": found, "faults": desk.faults,
        "coverage": queries.coverage(patient), "claims": coverage is not None and coverage.claims, "claim_of": desk.bill,
        "restricted": {one.n for one in desk.account.state.charges if one.restricted}, "answers": queries.eligibility(patient, desk.today), "holds": queries.ANSWER_HOLDS_DAYS,
        "estimates": queries.estimates_of(patient), "superbills": queries.superbills_of(patient),
        "files": queries.claim_files(patient), "may_keep": request.member.may(Permission.KEEP_MONEY),
        "may_find": request.member.may(Permission.SEE_PATIENTS),
    }  # fmt: skip
    return page(request, "billing/account.html", context, status=422 if chosen is not None else 200)


class Desk:
    """What the forms of one patient's page offer, and what they do."""

    def __init__(self, request: StaffRequest, patient: Patient) -> None:
        self.request, self.patient, self.by = request, patient, request.member
        self.account = queries.account(patient)
        self.given, self.faults = billed.given(patient, request.unit.now)
        asked = request.POST.get("superbill") or request.GET.get("claim", "")
        self.bill = next((one for one in queries.superbills_of(patient) if str(one.pk) == asked), None)

    @property
    def _of(self) -> dict[str, Any]:
        return {"by": self.by, "patient": self.patient}

    @cached_property
    def today(self) -> date:
        return self.request.unit.now.astimezone(self.patient.clinic.zone).date()

    def acts(self, act: str) -> list[Act]:
        """Every form that has something to do now; `act` is the one that was sent."""
        return [*self._account(act), *self._papers(act)]

    def _account(self, act: str) -> list[Act]:
        state, of = self.account.state, self._of
        prices = queries.prices_on(self.patient.clinic, self.today)
        packages = (
            [(one.code, f"{one.title.en}, {shown(one.cents)}") for one in prices.packages] if prices else []
        )
        bought = [(str(one.n), f"{one.package.title.en}, {one.left} left") for one in state.open_packages]
        charges = [(str(one.n), row.says) for one, row in self.account.charges]
        charge = self._form(
            act, "charge", forms.ChargeForm, given=self._given(), providers=self._providers(), packages=bought
        )
        rows: list[Row] = [("charge", "Charge what was given", "Charge", charge, self._charge)]
        pay = self._form(act, "pay", forms.PayForm)
        rows.append(("pay", "Take a payment", "Take", pay, lambda data: actions.pay(**of, **data)))
        if packages:
            sell = self._form(act, "sell", forms.SellForm, packages=packages)
            rows.append(("sell", "Sell a package", "Sell", sell, lambda data: actions.sell(**of, **data)))
        if bought:
            end = self._form(act, "end", forms.EndForm, packages=bought)
            rows.append(
                ("end", "End a package early", "End", end, lambda data: actions.end_package(**of, **data))
            )
        if state.credit_cents > 0:
            refund = self._form(act, "refund", forms.RefundForm)
            rows.append(("refund", "Pay back", "Pay back", refund, lambda data: actions.refund(**of, **data)))
        if charges:
            restrict = self._form(act, "restrict", forms.RestrictForm, charges=charges)
            rows.append(
                (
                    "restrict",
                    "Keep from health plans",
                    "Keep",
                    restrict,
                    lambda data: actions.restrict(**of, **data),
                )
            )
        if self.account.rows:
            reverse_form = self._form(act, "reverse", forms.ReverseForm)
            rows.append(
                (
                    "reverse",
                    "Reverse an entry",
                    "Reverse",
                    reverse_form,
                    lambda data: actions.reverse(**of, **data),
                )
            )
        return [Act(*row, is_open=row[0] == act) for row in rows]

    def _papers(self, act: str) -> list[Act]:
        of = self._of
        prices = queries.prices_on(self.patient.clinic, self.today)
        six = (
            [
                (one.code, f"{one.title.en}, {shown(one.cents)}")
                for one in prices.packages
                if one.sessions == 6
            ]
            if prices
            else []
        )
        first = self.booked_first
        dates = {
            "reason": "scheduled" if first else "asked", "asked_on": self.today, "first_day": first or self.today,
            "last_day": forms.first_of_next_year(first or self.today),
        }  # fmt: skip
        estimate = self._form(
            act, "estimate", forms.EstimateForm, providers=self._providers(), packages=six, initial=dates
        )
        rows: list[Row] = [
            (
                "estimate",
                "Give an estimate",
                "Give",
                estimate,
                lambda data: papers.estimate(**of, **estimate.asked()),
            )
        ]
        charges = [(str(one.n), f"{row.says}, {shown(one.cents)}") for one, row in self.account.charges]
        if charges:
            bill = self._form(act, "superbill", forms.SuperbillForm, charges=charges)
            rows.append(
                (
                    "superbill",
                    "Make a superbill",
                    "Make",
                    bill,
                    lambda data: papers.make_superbill(**of, **bill.asked()),
                )
            )
        if self.bill is not None:
            of_bill = self.bill
            claim = self._form(act, "claim", forms.ClaimForm)
            rows.append(
                (
                    "claim",
                    "Write the 837P file",
                    "Write",
                    claim,
                    lambda data: papers.write_claim(by=self.by, bill=of_bill, **data),
                )
            )
        answer = self._form(act, "eligibility", forms.EligibilityForm, initial={"asked_on": self.today})
        rows.append(
            (
                "eligibility",
                "What an insurer answered",
                "Keep",
                answer,
                lambda data: setting.record_eligibility(**of, **data),
            )
        )
        cover = self._form(act, "coverage", forms.CoverageForm)
        rows.append(
            ("coverage", "Insurance, and who pays", "Keep", cover, lambda data: self._cover(cover, data))
        )
        opened = (
            {"claim"}
            | ({"estimate"} if first else set())
            | ({"coverage"} if "who-pays" in self.request.GET else set())
        )
        return [Act(*row, is_open=row[0] == act or (row[0] in opened and not act)) for row in rows]

    @cached_property
    def booked_first(self) -> date | None:
        """The first day that a booking waits for an estimate with, where the address names one."""
        try:
            return max(self.today, date.fromisoformat(self.request.GET.get("first", "")))
        except ValueError:
            return None

    def _form(self, act: str, name: str, kind: type[OnceForm], **more: Any) -> Any:
        return kind(self.request.POST if act == name else None, auto_id=f"{name}_%s", **more)

    def _providers(self) -> list[tuple[str, str]]:
        return [(one.npi, str(one)) for _, one in queries.providers(self.patient.clinic)]

    def _given(self) -> list[tuple[str, str]]:
        """Infusions that were given and not charged, then the other items of the price list."""
        charged = {one.session for one in self.account.state.charges}
        sessions = [
            (f"{SESSION}{one.session}", f"Infusion of {one.day:%-d %b %Y}, {one.minutes} min")
            for one in self.given
            if one.session not in charged
        ]
        prices = queries.prices_on(self.patient.clinic, self.today)
        items = [
            (f"{ITEM}{one.code}", f"{one.title.en}, {shown(one.cents)}")
            for one in (prices.items if prices else ())
            if one.kind != "infusion"
        ]
        return [*sessions, *items]

    def _charge(self, data: dict[str, Any]) -> Any:
        what: str = data["what"]
        of: dict[str, Any] = {
            "by": self.by, "patient": self.patient, "client_id": data["client_id"], "npi": data["npi"], "sold": data["sold"],
        }  # fmt: skip
        if what.startswith(ITEM):
            return actions.charge(**of, item=what.removeprefix(ITEM), day=data["day"])
        session = next(one for one in self.given if one.session == what.removeprefix(SESSION))
        prices = queries.prices_on(self.patient.clinic, session.day)
        if prices is None:
            raise Unusable.one(
                "what",
                "no-prices",
                "no price list was in force on that day",
                "a session after the first list",
            )
        return actions.charge(**of, item=prices.infusion, day=session.day, session=session)

    def _cover(self, form: forms.CoverageForm, data: dict[str, Any]) -> Any:
        return setting.set_coverage(
            by=self.by,
            patient=self.patient,
            client_id=data["client_id"],
            coverage=form.coverage(),
            claims=data["claims"],
        )


def _done(request: StaffRequest, chosen: Act) -> bool:
    """Whether it was done; a refusal stands on the form."""
    try:
        with units.all_or_nothing():
            chosen.do(chosen.form.cleaned_data)
    except Unusable as refusal:
        add_faults(chosen.form, refusal)
        return False
    messages.success(request, f"{chosen.title}: done.", extra_tags=str(chosen.form.cleaned_data["client_id"]))
    return True
