"""The papers an inspector wants, each made of a book and a period: page, CSV and packet take them from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import checks, counts, forms_41_106, movements
from .gathered import Gathered
from .section import Period, Section, digest_of


@dataclass(frozen=True, slots=True)
class Report:
    """A report's code in addresses, its name in lists, and what makes it."""

    code: str
    name: str
    says: str
    make: Callable[[Gathered], Section]


REPORTS: tuple[Report, ...] = (
    Report("book", "CIII book", "every entry with the running balance", movements.book),
    Report("received", "Received", "from whom, with their DEA number", movements.received),
    Report("administered", "Administered", "to whom, with name and address", movements.administered),
    Report("distributed", "Distributed", "to other registrants", movements.distributed),
    Report("disposed", "Disposed of", "every other way out", movements.disposed),
    Report("waste", "Waste log", "with witness and delay", movements.waste_log),
    Report("inventories", "Inventories", "initial and biennial, opening or close", counts.inventories),
    Report("counts", "Counts", "counted, expected, difference", counts.counts),
    Report("days", "Days", "who opened and closed each", counts.days),
    Report("cases", "Cases", "differences and what was done", counts.cases),
    Report("unsigned", "Unsigned list", "what waits for a signature or a fact", checks.waiting),
    Report("lots", "Lots", "every lot's equation", checks.lots),
    Report("who-got-lot", "Who got this lot", "for a recall", checks.got_lot),
    Report("form-41", "Form 41 data sheet", "inventory destroyed", forms_41_106.form_41),
    Report("form-106", "Form 106 data sheet", "losses and thefts", forms_41_106.form_106),
    Report("meter", "5 % meter", "what went to other registrants", checks.meter),
    Report("rules", "State rules", "what this site owes, with sources", checks.rules),
    Report("chain", "Chain", "entries and head", checks.heads),
)
BY_CODE = {report.code: report for report in REPORTS}

__all__ = ["BY_CODE", "REPORTS", "Gathered", "Period", "Report", "Section", "checks", "digest_of"]
