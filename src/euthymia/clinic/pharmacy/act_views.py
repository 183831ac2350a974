"""Pages that write: receive, act on a vial, enter a registration."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.domain.ledger import DEVICE, VIAL
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.pages import missing_is_not_found

from . import actions, on_hand, paper_queries, queries
from .acts import ACTS
from .forms import ReceiveForm, RegistrationForm, VialForm
from .models import Book
from .parties import knows, name_party
from .posted import all_valid, bound, done, posted, status, two
from .product_forms import arrival_of, received_words


@staff(P.KEEP_STOCK)
@require_http_methods(["GET", "POST"])
def receive(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """A delivery into the book: all of its vials, or none."""
    clinic = request.member.clinic
    with missing_is_not_found():
        book = queries.book(clinic, book_id)
    form = ReceiveForm(
        bound(request), places=queries.places(book), known=lambda digits: queries.of_product(clinic, digits),
        registrants=knows(book),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        count = posted(form, lambda: _receive(request, book, form))
        if count is not None:
            data, kind = form.cleaned_data, DEVICE if form.cleaned_data["dose_type"] == DEVICE else VIAL
            says = f"Received {on_hand.numbered([kind] * count)} of lot {data['lot']}: {received_words(data, count)}."
            return done(request, says, data["client_id"], reverse("stock-vials"))
    return page(request, "pharmacy/receive.html", {"book": book, "form": form}, status(request))


def _receive(request: StaffRequest, book: Book, form: ReceiveForm) -> int:
    data, codes = form.cleaned_data, form.codes()
    name_party(request.member, book, data["supplier_dea"], data, "supplier")
    patient = _patient(request, data["patient"])
    for code in codes:
        arrival = arrival_of(data, code, data["to"], patient)
        actions.receive(
            by=request.member, book=book, client_id=uuid5(data["client_id"], code), arrival=arrival,
            supplier_dea=data["supplier_dea"].strip(), reason=f"invoice {data['invoice']}; seals unbroken",
        )  # fmt: skip
    return len(codes)


@staff(P.SEE_STOCK)
@require_http_methods(["GET", "POST"])
def vial_act(request: StaffRequest, vial_id: UUID, vial_act: str) -> HttpResponse:
    """One act on one vial; those of two ask for the second person."""
    with missing_is_not_found():
        shown = queries.vial(request.member.clinic, vial_id)
    act = ACTS.get(vial_act)
    if act is None:
        raise Http404(vial_act)
    if request.method == "POST":
        require(request.member, act.permission)
    places = queries.places(shown.row.book)
    book = shown.row.book
    # Of a device all goes, or nothing.
    wanted = tuple(one for one in act.fields if one != "volume" or not shown.vial.is_device)
    form = VialForm(bound(request), wanted=wanted, places=places, registrants=knows(book))
    second, signature = two(request) if act.by_two else (None, None)
    if request.method == "POST" and all_valid(form, signature, second):
        proof = second.proof if second is not None else None
        made = posted(form, lambda: _act(request, shown, vial_act, form.cleaned_data, places, proof))
        if made is not None:
            return done(
                request, f"Entered: {act.title.lower()}.", made.client_id, reverse("stock-vial", args=[vial_id])
            )  # fmt: skip
    if request.method == "GET":
        says = f"looked at vial {shown.row.code}: {act.title.lower()}"
        auditing.record(verb="stock.vial-seen", says=says, subject=str(vial_id))
    today = paper_queries.day_of(units.current().now, request.member.clinic.zone)
    context = {
        "shown": shown, "vial": shown.vial, "act": act, "form": form, "second": second, "signature": signature,
        "may": request.member.may(act.permission),
        "meter": paper_queries.meter(book, today.year) if vial_act == "distribute" else None,
    }  # fmt: skip
    return page(request, "pharmacy/vial_act.html", context, status(request))


def _act(
    request: StaffRequest, shown: queries.Shown, name: str, data: dict[str, Any], places: list[Any], proof: Any
) -> Any:  # fmt: skip
    common: dict[str, Any] = {
        "by": request.member, "book": shown.row.book, "client_id": data["client_id"], "vial": shown.row.code,
        "reason": data["reason"],
    }  # fmt: skip
    if name == "move":
        to = next(one for one in places if str(one.pk) == data["to"])
        return actions.move(to=to, patient=_patient(request, data["patient"]), **common)
    if name == "quarantine":
        return actions.quarantine(**common)
    if name == "distribute":
        name_party(request.member, shown.row.book, data["recipient"], data, "practitioner")
        return actions.distribute(recipient_dea=data["recipient"].strip(), **common)
    if name in ("load", "acknowledge"):
        number = data["distributor"].strip()
        name_party(request.member, shown.row.book, number, data, "reverse-distributor")
        return actions.reverse_distribute(
            distributor_dea=number, loading=name == "load", witness=proof, **common
        )
    if name == "unused":
        whose = _patient(request, data["whose"], "whose")
        assert whose is not None, "the form asks for it"
        return actions.waste_unused(
            patient=whose, witness=proof, **{**common, "reason": f"{data['method']}; {data['reason']}"}
        )
    if name == "destroy":
        common["reason"] = f"{data['method']}; {data['reason']}"
    verb = {"breakage": actions.breakage, "destroy": actions.destroy}[name]
    return verb(witness=proof, volume_ul=data.get("volume"), **common)


def _patient(request: StaffRequest, number: str, field: str = "patient") -> Patient | None:
    if not number.strip():
        return None
    found = people.patient_numbered(request.member.clinic, number.strip())
    if found is None:
        says = "no patient of this clinic has this record number"
        raise Unusable.one(field, "unknown", says, "the number on the patient's record")
    return found


@staff(P.SET_UP_STOCK)
@require_http_methods(["GET", "POST"])
def registrations(request: StaffRequest) -> HttpResponse:
    """The clinic's registrations, and a new one with its first place."""
    clinic = request.member.clinic
    form = RegistrationForm(bound(request))
    if request.method == "POST" and form.is_valid():
        made = posted(form, lambda: _register(request, form.cleaned_data))
        if made is not None:
            return done(
                request, f"Entered {made.number}.", form.cleaned_data["client_id"], reverse("stock-registrations")
            )  # fmt: skip
    today = units.current().now.astimezone(clinic.zone).date()
    rows = [(one, one.valid_until < today) for one in queries.registrations(clinic)]
    return page(
        request, "pharmacy/registrations.html", {"registrations": rows, "form": form}, status(request)
    )


def _register(request: StaffRequest, data: dict[str, Any]) -> Any:
    made = actions.register(
        clinic=request.member.clinic, by=request.member, entity=data["entity"], number=data["number"],
        address=data["address"], valid_until=data["valid_until"], state=data["state"],
    )  # fmt: skip
    try:
        actions.add_place(by=request.member, registration=made, name=data["place"])
    except Unusable as refused:
        fault = refused.faults[0]
        raise Unusable.one("place", fault.code, fault.says, fault.accepted) from None
    return made
