"""Which lists are loaded, and the table of names with them behind it."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from euthymia.domain.terminology import FORMULARY, Drug, Formulary, Product
from euthymia.domain.terminology.larger import behind

from .models import Release

_ORDER = {"rxnorm": 0, "ndc": 1}
"""RxNorm names ingredients as such, so it stands before a list of products."""


def loaded() -> list[Release]:
    """The newest release of each name, without its entries, in the order in which they stand behind the table."""
    newest = Release.objects.order_by("name", "-at", "-id").distinct("name").defer("drugs", "products")
    return sorted(newest, key=lambda release: (_ORDER[release.form], release.name))


def in_force() -> Formulary:
    """The table of names with everything that is loaded. One query; a list is read once in a process."""
    found = tuple(release.pk for release in loaded())
    return _with(found) if found else FORMULARY


@lru_cache(maxsize=2)  # the one in force, and the one before it while requests that began with it end
def _with(found: tuple[UUID, ...]) -> Formulary:
    rows = Release.objects.in_bulk(found)
    formulary = FORMULARY
    for key in found:
        drugs = (Drug(name, code) for name, code in rows[key].drugs)
        products = (Product((name,), tuple(holds)) for name, holds in rows[key].products)
        formulary = behind(formulary, drugs, products).formulary
    formulary.search("a")  # sorts the names for the typing box now, not at somebody's keystroke
    return formulary
