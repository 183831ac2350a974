"""The medicine list as the rules see it: each ingredient once, with every line that names it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from euthymia.domain.rules.case import Case
from euthymia.domain.rules.finding import Because
from euthymia.domain.terminology import (
    FORMULARY,
    Dose,
    Drug,
    Formulary,
    Mention,
    Reading,
    Route,
    Standing,
    Tag,
    recognise,
)

LIST = "/medications/list"
_JUST_STOPPED_D = 1
_DEPOT_NALTREXONE_D = 28  # clinical.md IX-05: a depot lasts about four weeks (K)
_MEMANTINE_HALF_LIFE_D = (
    4  # clinical.md IX-20a: half-life 60 to 80 h (K); within one, more than half is there
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, where it stands, and what was read in it."""

    at: str
    reading: Reading

    @property
    def because(self) -> Because:
        return Because(self.at, self.reading.text)


@dataclass(frozen=True, slots=True)
class Use:
    """One ingredient as one line names it."""

    line: Line
    mention: Mention
    drug: Drug
    dose: Dose


@dataclass(frozen=True, slots=True)
class Medicine:
    """An ingredient (or a class named instead of one) and every use of it."""

    drug: Drug
    uses: tuple[Use, ...]

    @property
    def name(self) -> str:
        return self.drug.name

    @property
    def because(self) -> tuple[Because, ...]:
        return tuple(dict.fromkeys(use.line.because for use in self.uses))

    @property
    def routes(self) -> frozenset[Route]:
        return frozenset(use.mention.route for use in self.uses if use.mention.route is not None)


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines, what of them is taken, and what is named but stopped or denied."""

    lines: tuple[Line, ...]
    taken: tuple[Medicine, ...]
    ended: tuple[Use, ...]


@lru_cache(maxsize=256)
def listed(
    texts: tuple[str, ...], as_of: date | None, formulary: Formulary = FORMULARY, at: str = LIST
) -> Listed:
    """Read a list. What was stopped so lately that it still acts is taken."""
    lines = tuple(Line(f"{at}/{index}", recognise(text, formulary)) for index, text in enumerate(texts))
    uses: dict[str, list[Use]] = {}
    ended: list[Use] = []
    for line in lines:
        for mention in line.reading.mentions:
            for drug, dose in zip(mention.drugs, mention.doses, strict=True):
                use = Use(line, mention, drug, dose)
                if not _acts(use, as_of):
                    ended.append(use)
                    continue
                uses.setdefault(drug.name, []).append(use)
    taken = tuple(Medicine(each[0].drug, tuple(each)) for each in uses.values())
    return Listed(lines, taken, tuple(ended))


def _acts(use: Use, as_of: date | None) -> bool:
    """Taken, or stopped no longer ago than it lasts."""
    if use.mention.is_taken:
        return True
    if use.mention.standing is Standing.NOT_TAKEN or use.mention.stopped is None or as_of is None:
        return False
    lasts_d = _JUST_STOPPED_D
    if use.drug.name == "naltrexone" and use.mention.route is Route.DEPOT:
        lasts_d = _DEPOT_NALTREXONE_D
    elif use.drug.name == "memantine":
        lasts_d = _MEMANTINE_HALF_LIFE_D
    return (as_of - use.mention.stopped.on(as_of)).days <= lasts_d


def taken(case: Case, formulary: Formulary = FORMULARY) -> tuple[Medicine, ...]:
    """Every ingredient that the person of the case takes, once each; nothing where the list is not known."""
    return listed(case.medications.listed or (), case.as_of, formulary).taken


def with_any(medicines: Iterable[Medicine], *tags: Tag) -> tuple[Medicine, ...]:
    """Those that carry one of the tags."""
    wanted = frozenset(tags)
    return tuple(medicine for medicine in medicines if wanted & medicine.drug.tags)
