"""Orders beside the infusion: the page on which a clinician signs them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page as clinic_page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.protocols import Medicine, order_sets
from euthymia.domain.quantities import MASS_MG, Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm, add_faults

from . import actions, orders, page, queries
from .forms import ExactField


class OrdersForm(OnceForm):
    """Every line of every set: ticked, with dose, route, how often and how long between."""

    reason = forms.CharField(
        label="Reason, where one is asked for", required=False, max_length=300,
        help_text="A dose or route outside what is stated, or an allergy.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in order_sets.ORDER_SETS:
            for one in each.medicines:
                self._add(f"{each.code}.{one.code}", one)

    def _add(self, key: str, medicine: Medicine) -> None:
        small = {"inputmode": "numeric", "autocomplete": "off"}
        self.fields[f"{key}.on"] = forms.BooleanField(label=medicine.name, required=False)
        self.fields[f"{key}.dose"] = ExactField(
            MASS_MG, label="Dose", required=False, initial=medicine.low_ug,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "aria-label": f"Dose of {medicine.name}"}),
        )  # fmt: skip
        routes = medicine.routes or [one.code for one in order_sets.ROUTES]
        choices = [(one, order_sets.ROUTE_WORDS[one]) for one in routes]
        blank = [] if len(choices) == 1 else [("", "choose")]
        self.fields[f"{key}.route"] = forms.ChoiceField(
            label="Route", required=False, choices=[*blank, *choices],
            widget=forms.Select(attrs={"aria-label": f"Route of {medicine.name}"}),
        )  # fmt: skip
        self.fields[f"{key}.times"] = forms.IntegerField(
            label="At most",
            required=False,
            initial=1,
            widget=forms.TextInput(attrs={**small, "aria-label": f"How often {medicine.name}"}),
        )
        self.fields[f"{key}.gap"] = forms.IntegerField(
            label="Apart",
            required=False,
            widget=forms.TextInput(
                attrs={**small, "aria-label": f"Minutes between two doses of {medicine.name}"}
            ),
        )

    def sets(self) -> list[tuple[order_sets.OrderSet, list[tuple[Medicine, dict[str, forms.BoundField]]]]]:
        """The sets with their medicines, each with its fields."""
        names = ("on", "dose", "route", "times", "gap")
        return [
            (
                each,
                [
                    (one, {name: self[f"{each.code}.{one.code}.{name}"] for name in names})
                    for one in each.medicines
                ],
            )
            for each in order_sets.ORDER_SETS
        ]

    def lines(self) -> list[order_sets.Line]:
        data, found = self.cleaned_data, []
        for each in order_sets.ORDER_SETS:
            for one in each.medicines:
                key = f"{each.code}.{one.code}"
                if data.get(f"{key}.on"):
                    found.append(
                        order_sets.Line(
                            set=each.code,
                            medicine=one.code,
                            dose_ug=data.get(f"{key}.dose") or 0,
                            route=data.get(f"{key}.route") or "",
                            times=data.get(f"{key}.times") or 0,
                            gap_min=data.get(f"{key}.gap") or 0,
                            reason=data["reason"].strip(),
                        )
                    )
        return found


@staff(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def session_orders(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """What may be given beside the infusion: chosen from the order sets, and signed."""
    session = page.session_or_404(request, session_id)
    bound = request.POST if request.method == "POST" else None
    form, signature = OrdersForm(bound), SignatureForm(bound, request=request)
    in_force = orders.standing(queries.happenings(session))
    if bound and form.is_valid() & signature.is_valid():
        try:
            with units.all_or_nothing():
                event = actions.sign_orders(
                    by=request.member, session=session, client_id=form.cleaned_data["client_id"], lines=form.lines(),
                    ended=[one.line.key for one in in_force if one.line.key in request.POST.getlist("ended")],
                )  # fmt: skip
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(
                request, f"Signed: {event.says}.", extra_tags=str(form.cleaned_data["client_id"])
            )
            return HttpResponseRedirect(reverse("infusion-orders", args=[session.pk]))
    page.seen(session)
    context = {
        "session": session, "patient": session.patient, "here": page.here(session), "form": form, "signature": signature,
        "in_force": in_force, "now": clock.now(), "routes": order_sets.ROUTE_WORDS,
    }  # fmt: skip
    return clinic_page(request, "infusion/orders.html", context, status=422 if bound else 200)
