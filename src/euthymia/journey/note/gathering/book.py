"""The drug account of a session as the clinic's drug book has it."""

from __future__ import annotations

from euthymia.clinic.pharmacy.of_order import Posted, posted_of_order
from euthymia.domain.notes.facts import DoseLine
from euthymia.domain.notes.model import Source
from euthymia.journey.infusion.models import Session

_KINDS = {"draw": "drawn", "administer": "given", "waste": "wasted", "breakage": "broken"}


def doses(session: Session) -> tuple[DoseLine, ...]:
    found = posted_of_order(session.clinic, str(session.order_id))
    return tuple(_line(one) for one in found if one.entry.kind in _KINDS)


def _line(one: Posted) -> DoseLine:
    row, back = one.entry, one.reversed_by
    rest = row.kind == "waste" and bool(row.vial)
    return DoseLine(
        source=Source("book-entry", str(row.pk)), at=row.at, by=row.by, reason=one.reason, syringe=one.syringe,
        kind="rest" if rest else _KINDS[row.kind], mass_ug=one.mass_ug, witness=row.witness,
        undone_at=None if back is None else back.at, undone_by=None if back is None else Source("book-entry", str(back.pk)),
    )  # fmt: skip
