"""Theft or loss: the decision sheet. Each factor of significance is answered before two people decide.

Any theft is reported, whatever the amount. A loss is reported when it is significant; the factors are those of
21 CFR 1301.74(c), and a continuing pattern of small losses is significant (compliance.md 1.3 rows 3 and 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from euthymia.domain.ledger import DEVICE, VIAL, Book, Entry, kind_of, missing, named
from euthymia.domain.quantities import Confidence, Fault, Provenance

from .state_clocks import months_after

FACTORS_PROVENANCE = Provenance("21 CFR 1301.74(c); 70 FR 47094 (compliance.md 1.3 row 3)", Confidence.V2)
MINOR_PROVENANCE = Provenance("70 FR 47094, guidance (compliance.md 1.3 row 4)", Confidence.V2)
WINDOW_MONTHS = 12


class Verdict(StrEnum):
    """What two people decide that a shortage is."""

    THEFT = "theft"
    SIGNIFICANT = "significant"
    MINOR = "minor"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def is_reported(self) -> bool:
        """Whether the DEA is told: any theft, and a significant loss."""
        return self is not Verdict.MINOR


_WORDS = {
    Verdict.THEFT: "theft",
    Verdict.SIGNIFICANT: "significant loss",
    Verdict.MINOR: "minor loss, not attributable to theft",
}


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Factor:
    """One question of the sheet: yes speaks for a report."""

    code: str
    asks: str


FACTORS: tuple[Factor, ...] = (
    Factor("quantity", "Is the quantity large for what this clinic keeps and uses?"),
    Factor("individuals", "Can it be tied to particular people?"),
    Factor("activities", "Can it be tied to particular activities that were going on?"),
    Factor("pattern", "Is there a pattern of losses over time, or have earlier ones stayed unexplained?"),
    Factor("candidate", "Is it a form or strength that people are likely to divert?"),
    Factor("local", "Do local trends or other signs speak for diversion?"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A factor with its answer and the words for it."""

    code: str
    answer: Answer
    words: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was lost or stolen in the twelve months before a day: how many entries of the whole book, and how much of
    one product in its measure, microlitres or whole devices."""

    entries: int
    lost: int
    stolen: int


def earlier(book: Book, on: date, substance: str, form: str) -> Earlier:
    """The losses and thefts that stand, discovered within the twelve months up to `on`."""
    since = months_after(on, -WINDOW_MONTHS)
    found = [one for one in missing(book) if since < _day(one) <= on]
    by_kind = {
        kind: sum(one.amount for one in found if product_of(one) == (substance, form) and _went_to(one, kind))
        for kind in ("lost", "stolen")
    }
    return Earlier(len(found), by_kind["lost"], by_kind["stolen"])


def product_of(entry: Entry) -> tuple[str, str]:
    """Substance and form of what an entry moved: only a device moves as whole units."""
    return named(entry.legs[0].account).substance, DEVICE if entry.units else VIAL


def _went_to(entry: Entry, kind: str) -> bool:
    return any(kind_of(leg.account) == kind for leg in entry.legs)


def _day(entry: Entry) -> date:
    assert entry.discovered_at is not None, "a loss was discovered at some time"
    return entry.discovered_at.date()


def sheet_faults(answers: Mapping[str, Answered], verdict: Verdict) -> list[Fault]:
    """What is missing from a sheet, and a verdict that its own answers speak against without a word.

    A factor that speaks for a report, or is not known, needs words: who reads the sheet later asks why.
    """
    faults = [
        Fault(f"factor-{factor.code}", "missing", "this is not answered", "yes, no or not known")
        for factor in FACTORS
        if factor.code not in answers
    ]
    if verdict is Verdict.MINOR:
        faults += [
            Fault(f"words-{one.code}", "unexplained", f"the answer is {one.answer}, and the loss is called minor", "why")
            for one in answers.values()
            if one.answer is not Answer.NO and not one.words.strip()
        ]  # fmt: skip
    return faults


def weekend(due: date) -> str:
    """`a Saturday` or `a Sunday`, when nobody may be there: the count of days does not stop for it."""
    return {5: "a Saturday", 6: "a Sunday"}.get(due.weekday(), "")


def minor_since(verdicts: Iterable[tuple[date, Verdict, int]], on: date) -> tuple[int, int]:
    """How many losses were called minor within twelve months, and how much they were, in the measure of `verdicts`."""
    since = months_after(on, -WINDOW_MONTHS)
    found = [amount for day, verdict, amount in verdicts if verdict is Verdict.MINOR and since < day <= on]
    return len(found), sum(found)
