"""The medication check: every row of clinical.md 1C and 2A over a list of medicines as people write them.

    from euthymia.domain.rules.medications import check, interactions, taken
    check(case, policy)                  the findings of a case
    interactions(["Norvasc 10 mg"])      the findings of a question, without a person or a day
    taken(case)                          every ingredient that is taken, with its classes (`Tag`), for other rules

PS-11 and PS-12 belong to the psychiatric part; `taken` and `with_any` say what they need of the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from euthymia.domain.rules.case import Case
from euthymia.domain.rules.finding import Finding
from euthymia.domain.rules.policy import LABEL_CONSERVATIVE, Policy
from euthymia.domain.terminology import FORMULARY, Formulary, Tag

from . import reconciliation
from .context import Context
from .medicine import Listed, Medicine, listed, taken, with_any
from .row import Grade
from .rows import ROWS, rows_of

__all__ = ["ECG_TAGS", "ROWS", "Medicine", "check", "interactions", "taken", "with_any"]

ECG_TAGS = (Tag.QT, Tag.STIMULANT, Tag.TRICYCLIC)
"""Classes for which the default policy asks for an ECG (SS-03)."""


def check(case: Case, policy: Policy, formulary: Formulary = FORMULARY) -> list[Finding]:
    """Every finding of the medicine list, of whether it is known and confirmed, and of the last drink."""
    read = listed(case.medications.listed or (), case.as_of, formulary)
    context = Context(case.as_of, policy, read.taken, case.psychiatric.last_drink)
    drink = () if context.any_with(Tag.ALCOHOL) else reconciliation.last_drink(case)
    return [*reconciliation.asked(case, policy), *_of_list(read, context), *drink]


def interactions(
    texts: Sequence[str], policy: Policy = LABEL_CONSERVATIVE, formulary: Formulary = FORMULARY
) -> list[Finding]:
    """The findings of drugs by name. Evidence points into the texts: `/0` is the first."""
    read = listed(tuple(texts), None, formulary, "")
    return list(_of_list(read, Context(None, policy, read.taken)))


def _of_list(read: Listed, context: Context) -> Iterator[Finding]:
    yield from reconciliation.open_items(read.lines)
    yield from reconciliation.unchecked(
        [each for medicine in read.taken for each in _of_medicine(medicine, context)]
    )
    yield from reconciliation.doubles(read.taken)
    yield from reconciliation.benzodiazepine_load(context)
    yield from reconciliation.ended(read, context.as_of)


def _of_medicine(medicine: Medicine, context: Context) -> list[Finding]:
    """Every row once. Where only rows of grade D apply, the first of them answers for all."""
    said = [each.finding(medicine, context) for each in rows_of(medicine.drug.tags)]
    found = [each for each in said if each is not None]
    if not found:
        return [reconciliation.no_row(medicine)]
    if all(grade is Grade.D for grade, _ in found):
        return [found[0][1]]
    return [finding for _, finding in found]
