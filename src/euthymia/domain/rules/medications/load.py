"""The benzodiazepine load of a day in diazepam equivalents, by either of two published tables (clinical.md 2C)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.terminology import Span, Tag

from .medicine import Medicine, Use, with_any

EQUIVALENT_MG: Mapping[str, Span] = MappingProxyType(
    {
        "diazepam": Span(10, 10),
        "alprazolam": Span(0.5, 0.5),
        "lorazepam": Span(1, 1),
        "clonazepam": Span(0.5, 0.5),
        "temazepam": Span(20, 20),
        "oxazepam": Span(20, 20),
        "chlordiazepoxide": Span(25, 25),
        "clorazepate": Span(15, 15),
        "clobazam": Span(20, 20),
        "estazolam": Span(1, 2),
        "flurazepam": Span(15, 30),
        "triazolam": Span(0.5, 0.5),
        "nitrazepam": Span(10, 10),
        "bromazepam": Span(5, 6),
    }
)
"""mg that equal 10 mg of oral diazepam; an Ashton-type table. Two numbers where it gives two."""
HALVED_MG: Mapping[str, Span] = MappingProxyType(
    {**EQUIVALENT_MG, "lorazepam": Span(2, 2), "clonazepam": Span(1, 1), "alprazolam": Span(1, 1)}
)
"""The alternative that many US tools use."""
TABLES: Mapping[str, Mapping[str, Span]] = MappingProxyType({"ashton": EQUIVALENT_MG, "halved": HALVED_MG})
TABLE_PROVENANCE = Provenance(
    "Ashton-type table (clinical.md 2C); published tables differ up to two-fold", Confidence.K
)
_DIAZEPAM_MG = 10.0


@dataclass(frozen=True, slots=True)
class Load:
    """`once` counts every ingredient once, at the larger of its doses; `all_lines` adds up what every line says.

    `unknown` are the benzodiazepines without a daily dose or an equivalent: with one dose a day in the sum, or not at all.
    `as_needed` says that a dose as needed is counted, at once a day where no frequency is written.
    """

    table: str
    once_mg: Span
    all_lines_mg: Span
    unknown: tuple[str, ...]
    as_needed: bool

    def is_above(self, limit_mg: float) -> bool:
        """Above the limit at the most it can be, of what is known."""
        return self.once_mg.high > limit_mg


def load(medicines: tuple[Medicine, ...], table: str) -> Load:
    """The load of these benzodiazepines by one table."""
    equivalents = TABLES[table]
    once, every = Span(0, 0), Span(0, 0)
    unknown: list[str] = []
    as_needed = False
    for medicine in medicines:
        equivalent = equivalents.get(medicine.name)
        known = [amount for use in medicine.uses if (amount := _daily(use)) is not None]
        if equivalent is None or any(_is_unknown(use) for use in medicine.uses):
            unknown.append(medicine.name)
        if equivalent is None or not known:
            continue
        as_needed = as_needed or any(use.dose.as_needed for use in medicine.uses)
        loads = [_as_diazepam(amount, equivalent) for amount in known]
        once = once.plus(max(loads, key=lambda span: span.high))
        for each in loads:
            every = every.plus(each)
    return Load(table, _rounded(once), _rounded(every), tuple(unknown), as_needed)


def _is_unknown(use: Use) -> bool:
    """As needed, the dose itself is enough to say what a day may reach; without one nothing is known."""
    if use.dose.as_needed and use.dose.single_mg is not None:
        return False
    return use.dose.mg_per_day is None


def _daily(use: Use) -> Span | None:
    """The daily dose. Without a frequency one dose a day is counted, as needed anything up to it."""
    single = use.dose.single_mg
    if use.dose.mg_per_day is not None or single is None or use.dose.times_per_day is not None:
        return use.dose.mg_per_day
    return Span(0 if use.dose.as_needed else single.low, single.high)


def _as_diazepam(amount: Span, equivalent: Span) -> Span:
    return Span(amount.low * _DIAZEPAM_MG / equivalent.high, amount.high * _DIAZEPAM_MG / equivalent.low)


def _rounded(span: Span) -> Span:
    """Free of the last digits of binary arithmetic, so that 8 mg is at 8 mg."""
    return Span(round(span.low, 9), round(span.high, 9))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the load is above the limit, whether all of it is known, and the words that say how it was found."""

    is_above: bool
    is_known: bool
    says: str


def judge(medicines: tuple[Medicine, ...], table: str, limit_mg: float) -> Judgement | None:
    """The load by the chosen table, and beside it whatever would decide otherwise; None without a benzodiazepine."""
    mine = with_any(medicines, Tag.BENZODIAZEPINE)
    if not mine:
        return None
    chosen = load(mine, table)
    above = chosen.is_above(limit_mg)
    says = [_compared(chosen, limit_mg, above)]
    for other in (load(mine, name) for name in TABLES if name != table):
        if other.is_above(limit_mg) != above:
            says.append(f"by the {other.table} table it is {_amount(other.once_mg)}, which decides otherwise")
    if chosen.all_lines_mg != chosen.once_mg:
        flips = (chosen.all_lines_mg.high > limit_mg) != above
        both = f"all lines together make {_amount(chosen.all_lines_mg)}"
        says.append(both + (", which decides otherwise" if flips else ""))
    if chosen.as_needed:
        says.append("as needed: the mean of the last 14 days counts and is not written")
    if chosen.unknown:
        says.append(
            f"the daily dose or the equivalent of {', '.join(chosen.unknown)} is not known: one dose a day counts, or none"
        )
    return Judgement(above, not chosen.unknown, "; ".join(says))


def _compared(mine: Load, limit: float, above: bool) -> str:
    known = f"load {_amount(mine.once_mg)} by the {mine.table} table"
    if mine.unknown and mine.once_mg.high == 0:
        return "the load is not known"
    if above:
        return f"{known}, above {limit:g} mg"
    if mine.once_mg.high == limit:
        return f"{known}, at the limit of {limit:g} mg, not above it"
    return f"{known}, not above {limit:g} mg"


def _amount(span: Span) -> str:
    return f"{Span(round(span.low, 2), round(span.high, 2))} mg diazepam equivalent a day"
