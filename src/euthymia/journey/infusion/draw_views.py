"""Draw and second check, and the label of the syringe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SecondPersonForm, SignatureForm
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import in_hand
from euthymia.domain import protocols
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import WEIGHT_KG, Unusable
from euthymia.kit import clock
from euthymia.kit.forms import add_faults, new_id
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries, syringes
from .actions.draw_findings import judged
from .draw_forms import FIELD_OF, DrawForm
from .models import Preparation, Session
from .page import here, seen, session_or_404
from .stock import against_order

_OFFERED = 6


@dataclass(frozen=True, slots=True)
class Looked:
    """A vial as it was scanned, beside the order: `wrong` says what stands against it."""

    shown: Any
    mg_per_ml: Decimal | None
    wrong: str = ""


@staff(Permission.RUN_INFUSION)
@require_http_methods(["GET", "POST"])
def draw(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """A vial is scanned and echoed; two people read, check and sign; the syringe has its label."""
    session = session_or_404(request, session_id)
    signing = "sign" in request.POST
    bound = request.POST if signing else None
    form = DrawForm(bound, session=session, initial=_typed(request))
    second, signature = SecondPersonForm(bound, request=request), SignatureForm(bound, request=request)
    reasons = {
        name.removeprefix("reason-"): str(words)
        for name, words in request.POST.items()
        if name.startswith("reason-")
    }
    if signing and all([each.is_valid() for each in (form, second, signature)]):
        made = _drawn(request, session, form, second, reasons)
        if made is not None:
            says = f"Syringe {made.number} is drawn, checked and in the drug book. Label it before it leaves your hand."
            messages.success(request, says, extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("infusion-syringe", args=[session.pk, made.pk]))
    seen(session)
    context = {
        **_figures(session), **_beside(request, session, reasons), "session": session, "patient": session.patient,
        "here": here(session), "form": form, "second": second, "signature": signature,
        "looked": _looked(request, session), "offered": _offered(session), "checklist": preparing.CHECKLIST,
    }  # fmt: skip
    refused = signing or any(one.wrong for one in context["looked"])
    return page(request, "infusion/draw.html", context, 422 if refused else 200)


def _typed(request: StaffRequest) -> dict[str, Any]:
    """What stands in the form while a vial is only looked at; nothing of it is judged yet."""
    typed = {
        name: value for name, value in request.POST.items() if not name.startswith(("reason-", "second_p"))
    }
    return {**typed, "checklist": request.POST.getlist("checklist")} if typed else {}


def _drawn(
    request: StaffRequest, session: Session, form: DrawForm, second: SecondPersonForm, reasons: dict[str, str]
) -> Preparation | None:
    assert second.proof is not None, "a valid form has somebody"
    try:
        with pharmacy.acting():
            return actions.draw(
                by=request.member, session=session, client_id=form.cleaned_data["client_id"],
                drawing=form.drawing(reasons), witness=second.proof, at=form.at(clock.now()),
            )  # fmt: skip
    except pharmacy.NotPosted as refused:
        form.add_error(None, f"Refused, and kept in the book as refused: {refused.says}")
        new_id(form)
    except NotAllowed as refused:
        # The door let the person who acts in: it is the second one who may not.
        form.add_error(None, f"The second person cannot sign this: {refused}.")
    except Unusable as refusal:
        add_faults(form, Unusable(replace(one, at=FIELD_OF.get(one.at, one.at)) for one in refusal.faults))
    return None


def _figures(session: Session) -> dict[str, Any]:
    """What is to be drawn now; or why nothing is."""
    found = queries.happenings(session)
    have = syringes.held(session, found)
    try:
        fill = preparing.fill(session.order.figures, syringes.committed_ug(have))
    except Unusable as refusal:
        return {"fill": None, "nothing": refusal.faults[0].says, "held": have}
    return {"fill": fill, "held": have}


def _beside(request: StaffRequest, session: Session, reasons: dict[str, str]) -> dict[str, Any]:
    """The findings about today's weight and the pump, once they are typed, each with the reason that was given."""
    try:
        weight_g = WEIGHT_KG.parse(request.POST.get("weight_kg", ""))
    except Unusable:
        return {"findings": [], "dose_today": ""}
    scans = [request.POST.get(name, "") for name in ("vial", "vial_2")]
    found = judged(session, weight_g, request.POST.get("pump", ""), clock.now(), scans)
    return {
        "findings": [
            (one, reasons.get(one.code, ""), one.severity is protocols.Severity.ASK) for one in found
        ],
        "dose_today": preparing.weight_words(session.order.figures, weight_g),
    }


def _looked(request: StaffRequest, session: Session) -> list[Looked]:
    found = []
    for name in ("vial", "vial_2"):
        text = request.POST.get(name, "") or request.GET.get(name, "")
        if text.strip():
            found.append(_look(session, text))
    return found


def _look(session: Session, text: str) -> Looked:
    """What the book knows of a vial; nothing is kept of a mere look."""
    try:
        hand = in_hand.in_hand(session.clinic, text)
    except Unusable as refusal:
        return Looked(None, None, refusal.faults[0].says)
    if not hand.found:
        return Looked(
            None, None, f"nothing in the drug book is {text.strip()[:60]}: another drug, or never received"
        )
    if hand.only is None:
        numbers = ", ".join(one.row.code for one in hand.found[:12])
        return Looked(
            None,
            None,
            f"{len(hand.found)} vials have this code ({numbers}): type the number on the one in your hand",
        )
    vial = hand.only.vial
    fault = against_order(session, vial)
    per_ml = vial.mg_per_ml
    strength = None if per_ml is None else Decimal(per_ml.numerator) / per_ml.denominator
    return Looked(hand.only, strength, fault.says if fault else "")


def _offered(session: Session) -> list[Any]:
    strength = Decimal(session.order.stock_ug_per_ml) / 1_000
    today = clock.now().astimezone(session.clinic.zone).date()
    return in_hand.usable(session.clinic, strength, today)[:_OFFERED]


@staff(Permission.SEE_CHART)
@require_GET
def syringe(request: StaffRequest, session_id: UUID, preparation_id: UUID) -> HttpResponse:
    """A syringe: its label to print, who drew and checked it, and what became of it."""
    with missing_is_not_found():
        made = syringes.preparation(request.member.clinic, preparation_id)
        if made.session_id != session_id:
            raise Preparation.DoesNotExist
    check_chart(request, made.patient)
    session = made.session
    session.clinic, session.patient = request.member.clinic, made.patient
    auditing.record(
        verb="syringe.seen",
        says=f"looked at syringe {made.number}",
        subject=str(made.pk),
        patient=made.patient_id,
    )
    found = queries.happenings(session)
    (held,) = [one for one in syringes.held(session, found) if one.preparation.pk == made.pk]
    checks = [(one, one.code in made.checklist) for one in preparing.CHECKLIST]
    context = {
        "made": made, "held": held, "session": session, "patient": made.patient, "here": here(session), "checks": checks, "by": made.by.partition(" <")[0], "second": made.second.partition(" <")[0],
        "strength": f"{Decimal(made.mass_ug) / made.final_volume_ul:.3f}".rstrip("0").rstrip("."),
    }  # fmt: skip
    return page(request, "infusion/syringe.html", context)
