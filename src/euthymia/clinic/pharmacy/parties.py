"""The other registrant of an act: name and address are asked for once, where their number is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities.identifiers import dea_registration

from . import actions, paper_queries
from .models import Book


def knows(book: Book) -> Callable[[str], bool]:
    """Whether the papers of a DEA number are known, or it is one of the clinic's own."""
    return lambda number: (
        paper_queries.own_registration(book, number) is not None
        or paper_queries.registrant(book.clinic, number) is not None
    )


def papers_missing(form: forms.Form, number: str, known: Callable[[str], bool]) -> None:
    """Say at the form's `party_name` and `party_address` what is missing of the registrant in its field `number`."""
    found = dea_registration(form.cleaned_data.get(number) or "")
    if found is None or known(found):
        return
    for name in ("party_name", "party_address"):
        if not form.cleaned_data.get(name):
            says = "Their papers are not known yet: the record needs name and address."
            form.add_error(name, forms.ValidationError(says, code="required"))


def name_party(by: Member, book: Book, number: str, data: dict[str, Any], kind: str) -> None:
    """Keep the papers of another registrant that were entered with an act."""
    found = dea_registration(number)
    if found is not None and data.get("party_name") and data.get("party_address"):
        actions.name_registrant(
            clinic=book.clinic,
            by=by,
            number=found,
            kind=kind,
            name=data["party_name"],
            address=data["party_address"],
        )
