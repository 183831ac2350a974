"""Pages of the papers that write: a registration, the book's beginning, inventories, transfers, setting apart, reversing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.forms import formset_factory
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.ledger import DEVICE, EVENT_KINDS
from euthymia.domain.quantities import MASS_MG
from euthymia.kit import units
from euthymia.kit.pages import missing_is_not_found

from . import actions, paper_queries, queries
from .models import Book, Inventory
from .paper_forms import (
    BeginForm,
    InventoryForm,
    OpeningLineForm,
    PlaceForm,
    ReceiveFromForm,
    RegistrantForm,
    RenewForm,
    ReverseForm,
    SetApartForm,
    StateForm,
)
from .parties import knows, name_party
from .posted import all_valid, bound, done, posted, status, two
from .product_forms import arrival_of

LINES = 4
NEVER_REVERSED = ("count", "resolve", "reverse")


def _book(request: StaffRequest, book_id: UUID) -> Book:
    with missing_is_not_found():
        return queries.book(request.member.clinic, book_id)


@staff(P.SET_UP_STOCK)
@require_http_methods(["GET", "POST"])
def registration(request: StaffRequest, registration_id: UUID) -> HttpResponse:
    """One registration: its papers, its places, its state; each is changed by a form of its own."""
    with missing_is_not_found():
        found = paper_queries.registration(request.member.clinic, registration_id)
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    acts: dict[str, tuple[Any, Callable[[dict[str, Any]], Any], str]] = {
        "renew": (RenewForm, lambda data: actions.renew(by=request.member, registration=found, valid_until=data["valid_until"]), "Renewed."),
        "place": (PlaceForm, lambda data: actions.add_place(by=request.member, registration=found, name=data["name"], treatment=data["treatment"]), "Added the place."),
        "state": (StateForm, lambda data: actions.set_state(by=request.member, registration=found, state=data["state"]), "Kept the state."),
    }  # fmt: skip
    initial = {"state": {"state": found.state}}
    made = {
        name: kind(request.POST if name == asked else None, prefix=name, initial=initial.get(name))
        for name, (kind, _, _) in acts.items()
    }
    if asked in acts and made[asked].is_valid():
        form, (_, act, says) = made[asked], acts[asked]
        if posted(form, lambda: act(form.cleaned_data)) is not None:
            url = reverse("stock-registration", args=[found.pk])
            return done(request, says, form.cleaned_data["client_id"], url)
    book = paper_queries.book_of(found)
    today = paper_queries.day_of(units.current().now, request.member.clinic.zone)
    context = {
        "registration": found, "book": book, "places": queries.places(book), "forms": made,
        "lapsed": found.valid_until < today, "inventories": paper_queries.inventories(book),
        "due": paper_queries.inventory_due(book), "meter": paper_queries.meter(book, today.year),
    }  # fmt: skip
    return page(request, "pharmacy/registration.html", context, status(request))


@staff(P.KEEP_STOCK)
@require_http_methods(["GET", "POST"])
def registrants(request: StaffRequest) -> HttpResponse:
    """Suppliers and other registrants, with the papers that records need."""
    form = RegistrantForm(bound(request))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        client_id = data.pop("client_id")
        made = posted(
            form, lambda: actions.name_registrant(clinic=request.member.clinic, by=request.member, **data)
        )
        if made is not None:
            return done(request, f"Entered {made}.", client_id, reverse("stock-registrants"))
    context = {"registrants": paper_queries.registrants(request.member.clinic), "form": form}
    return page(request, "pharmacy/registrants.html", context, status(request))


@staff(P.KEEP_STOCK)
@require_http_methods(["GET", "POST"])
def begin(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """The initial inventory: lot by lot, or zero."""
    book = _book(request, book_id)
    places = queries.places(book)
    lines = formset_factory(OpeningLineForm, extra=LINES, max_num=LINES)(
        bound(request), prefix="line", form_kwargs={"places": places}
    )
    form = BeginForm(bound(request), initial={"moment": "open"})
    second, signature = two(request)
    if request.method == "POST" and all_valid(form, lines, signature, second):
        given = [one for one in lines.forms if not one.is_empty]
        if bool(given) == form.cleaned_data["zero"]:
            says = "Either vials are on hand, or the inventory is zero: enter the one or tick the other."
            form.add_error("zero", forms.ValidationError(says, code="zero"))
        else:
            made = posted(form, lambda: _begin(request, book, form, given, second))
            if made is not None:
                url = reverse("stock-inventory", args=[made.pk])
                return done(
                    request, "The book is open; the initial inventory is signed.", made.client_id, url
                )
    context = {"book": book, "form": form, "lines": lines, "second": second, "signature": signature}
    return page(request, "pharmacy/begin.html", context, status(request))


def _begin(request: StaffRequest, book: Book, form: BeginForm, given: list[Any], second: Any) -> Inventory:
    places = {str(one.pk): one for one in queries.places(book)}
    arrivals = [
        arrival_of(line.cleaned_data, code, places[line.cleaned_data["to"]])
        for line in given for code in line.codes()
    ]  # fmt: skip
    return actions.open_book(
        by=request.member, witness=second.proof, book=book, client_id=form.cleaned_data["client_id"],
        moment=form.cleaned_data["moment"], arrivals=arrivals,
    )  # fmt: skip


@staff(P.COUNT_STOCK)
@require_http_methods(["GET", "POST"])
def take_inventory(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """The newest opening or closing count as an inventory that two sign."""
    book = _book(request, book_id)
    is_zero = not queries.to_count(book)
    sheet = None if is_zero else paper_queries.sheet_that_stands(book)
    form = InventoryForm(bound(request), is_zero=is_zero)
    second, signature = two(request)
    if request.method == "POST" and all_valid(form, signature, second):
        made = posted(form, lambda: actions.take_inventory(
            by=request.member, witness=second.proof, book=book, **form.cleaned_data,  # type: ignore[arg-type]
        ))  # fmt: skip
        if made is not None:
            url = reverse("stock-inventory", args=[made.pk])
            return done(request, f"Signed: {made.get_kind_display()}.", made.client_id, url)
    context = {
        "book": book, "form": form, "second": second, "signature": signature, "sheet": sheet,
        "ready": is_zero or sheet is not None, "due": paper_queries.inventory_due(book),
        "is_begun": bool(book.entries_n),
    }  # fmt: skip
    return page(request, "pharmacy/take_inventory.html", context, status(request))


@staff(P.SEE_STOCK)
@require_GET
def inventory(request: StaffRequest, inventory_id: UUID) -> HttpResponse:
    """An inventory as it was signed, to print."""
    with missing_is_not_found():
        found = paper_queries.inventory(request.member.clinic, inventory_id)
    auditing.record(verb="stock.inventory-seen", says="looked at an inventory", subject=str(found.pk))
    return page(request, "pharmacy/inventory.html", {"inventory": found})


@staff(P.KEEP_STOCK)
@require_http_methods(["GET", "POST"])
def receive_from(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """A vial that another registrant sent, another site of this clinic too."""
    book = _book(request, book_id)
    places, coming = queries.places(book), paper_queries.on_the_way(book)
    form = ReceiveFromForm(
        bound(request),
        places=places,
        known=knows(book),
        initial=_of_coming(request.GET.get("vial", ""), coming),
    )
    if request.method == "POST" and form.is_valid():
        made = posted(form, lambda: _receive_from(request, book, form.cleaned_data))
        if made is not None:
            return done(request, f"Received vial {made.vial}.", made.client_id, reverse("stock-vials"))
    return page(
        request,
        "pharmacy/receive_from.html",
        {"book": book, "form": form, "coming": coming},
        status(request),
    )


def _of_coming(code: str, coming: list[Any]) -> dict[str, Any]:
    """What the sender's book says of a vial on its way: to be compared with the label, not retyped."""
    row = next((one for one in coming if one.code == code), None)
    if row is None:
        return {}
    state = row.state
    return {
        "giver": row.book.registration.number, "vial": row.code, "ndc": row.ndc, "lot": row.lot, "expires": row.expires,
        "substance": row.substance,
        **({"dose_type": DEVICE, "content": MASS_MG.format(state["content_ug"])} if row.form == DEVICE else
           {"mg_per_ml": state["mg_per_ml"], "volume": f"{state['label_ul'] / 1000:g}", "dose_type": state["dose_type"]}),
    }  # fmt: skip


def _receive_from(request: StaffRequest, book: Book, data: dict[str, Any]) -> Any:
    name_party(request.member, book, data["giver"], data, "practitioner")
    place = next(one for one in queries.places(book) if str(one.pk) == data["to"])
    arrival = arrival_of(data, data["vial"], place)
    return actions.receive_from(
        by=request.member, book=book, client_id=data["client_id"], arrival=arrival, giver_dea=data["giver"].strip(),
        reason=data["reason"],
    )  # fmt: skip


@staff(P.KEEP_STOCK)
@require_http_methods(["GET", "POST"])
def set_apart(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """Every expired vial, or every vial of a recalled lot, into quarantine at once."""
    book = _book(request, book_id)
    today = paper_queries.day_of(units.current().now, book.clinic.zone)
    over = paper_queries.to_set_apart(book, today)
    form = SetApartForm(bound(request), initial={"why": "expired" if over else "recall"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        vials = over if data["why"] == "expired" else [
            one for one in paper_queries.in_stock(book) if one.lot.casefold() == data["lot"].strip().casefold()
        ]  # fmt: skip
        if not vials:
            says = (
                "No vial in stock is expired."
                if data["why"] == "expired"
                else f"No vial of lot {data['lot']} is in stock. Who was given it stands in the report “Who got this lot”."
            )
            form.add_error(None, says)
        elif posted(form, lambda: _set_apart(request, book, vials, data)) is not None:
            count = f"{len(vials)} {'vial' if len(vials) == 1 else 'vials'}"
            return done(
                request,
                f"Set apart: {count}. They stay on hand until returned or destroyed.",
                data["client_id"],
                reverse("stock-vials"),
            )
    return page(
        request, "pharmacy/set_apart.html", {"book": book, "form": form, "over": over}, status(request)
    )


def _set_apart(request: StaffRequest, book: Book, vials: list[Any], data: dict[str, Any]) -> int:
    for vial in vials:
        reason = (
            f"recall {data['notice']}, lot {vial.lot}"
            if data["why"] == "recall"
            else f"usable through {paper_queries.through(vial)}"
        )
        actions.quarantine(
            by=request.member,
            book=book,
            client_id=uuid5(data["client_id"], vial.id),
            vial=vial.id,
            reason=reason,
        )
    return len(vials)


@staff(P.SEE_STOCK)
@require_http_methods(["GET", "POST"])
def entry(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """One entry, whole; and its reversal by two."""
    if request.method == "POST":
        require(request.member, P.RESOLVE_STOCK)
    with missing_is_not_found():
        found = paper_queries.entry(request.member.clinic, entry_id)
    form = ReverseForm(bound(request))
    second, signature = two(request)
    if request.method == "POST" and all_valid(form, signature, second):
        made = posted(form, lambda: actions.reverse(
            by=request.member, witness=second.proof, book=found.book, entry=found, **form.cleaned_data,  # type: ignore[arg-type]
        ))  # fmt: skip
        if made is not None:
            says = f"Reversed entry {found.n}; the mistake and its mirror both stay."
            return done(request, says, made.client_id, reverse("stock-entry", args=[found.pk]))
    auditing.record(
        verb="stock.entry-seen",
        says=f"looked at entry {found.n} of a book",
        subject=str(found.pk),
        patient=found.patient_id,
    )
    undone, of_chair = paper_queries.reversal_of(found), paper_queries.is_of_the_chair(found)
    assert found.kind in EVENT_KINDS
    context = {
        "entry": found, "undone": undone, "form": form, "second": second, "signature": signature,
        "hash": bytes(found.hash).hex(), "reversible": found.kind not in NEVER_REVERSED,
        "of_chair": actions.OF_THE_CHAIR if of_chair else "", "of_spray": paper_queries.is_of_a_spray(found),
        "may_reverse": undone is None and not of_chair and found.kind not in NEVER_REVERSED and request.member.may(P.RESOLVE_STOCK),
    }  # fmt: skip
    return page(request, "pharmacy/entry.html", context, status(request))
