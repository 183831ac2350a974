"""Names and addresses as they stand at the moment of an act: what is moved or renamed later changes no record.

21 CFR 1304.22(c) wants the patient's name and address with each dose, and name, address and DEA number of whoever
supplied or received stock (compliance.md 1.5 rows 4 to 6).
"""

from __future__ import annotations

from typing import Any

from euthymia.clinic.people.models import Patient
from euthymia.domain.quantities.identifiers import dea_registration

from . import paper_queries
from .models import Book

# Where an event of this kind names the other registrant.
NAMED_IN = {"receive": "supplier_dea", "receive-from": "from", "distribute": "to", "reverse-distribute": "to"}


def papers_of(
    book: Book, patient: Patient | None, document: dict[str, Any], ordered_by: str = ""
) -> dict[str, Any] | None:
    """What an entry keeps beside its event; None where no person or other registrant is named."""
    papers: dict[str, Any] = {}
    if patient is not None:
        papers["patient"] = {"number": patient.number, "name": str(patient), "address": patient.address}
    if ordered_by:
        papers["order"] = {"by": ordered_by}
    number = dea_registration(str(document.get(NAMED_IN.get(document["kind"], ""), "")).partition("/")[0])
    if number is not None:
        papers["registrant"] = {"number": number, **_named(book, number)}
    return papers or None


def _named(book: Book, number: str) -> dict[str, str]:
    """Name and address: of a registration of this clinic, or of somebody whose papers were entered."""
    own = paper_queries.own_registration(book, number)
    if own is not None:
        return {"name": own.entity, "address": own.address}
    known = paper_queries.registrant(book.clinic, number)
    return {"name": known.name, "address": known.address} if known is not None else {}
