"""A row of the interactions table: for which classes, how grave, what it says and advises, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.finding import Finding, Part, Severity
from euthymia.domain.terminology import Tag

from .context import Context
from .medicine import Medicine


class Grade(StrEnum):
    """A avoid or postpone · B major, a documented decision · C act or monitor · D none or minor."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def severity(self) -> Severity:
        """MC-03: A needs optimisation first, B is relative or a consultation, C and D are recorded."""
        return _SEVERITY[self]


_SEVERITY: Mapping[Grade, Severity] = MappingProxyType(
    {Grade.A: Severity.NOT_NOW, Grade.B: Severity.CAUTION, Grade.C: Severity.INFO, Grade.D: Severity.INFO}
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row says in this case: its grade here, more words, and a day from which it would be judged anew.

    `severity`, where a policy takes a position of its own on a disputed effect, stands before that of the grade.
    """

    grade: Grade
    says: str = ""
    reassess_after: date | None = None
    severity: Severity | None = None


Judge = Callable[[Medicine, Context], Judged | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`tags`: a drug with any of them is meant. `judge`, where the grade depends on more than the class."""

    id: str
    grade: Grade
    tags: frozenset[Tag]
    says: str
    action: str
    provenance: Provenance
    judge: Judge | None = None

    def finding(self, medicine: Medicine, context: Context) -> tuple[Grade, Finding] | None:
        judged = Judged(self.grade) if self.judge is None else self.judge(medicine, context)
        if judged is None:
            return None
        says = f"{medicine.name}: {self.says}" + (f"; {judged.says}" if judged.says else "")
        finding = Finding(
            rule=self.id,
            part=Part.MEDICATION_CHECK,
            severity=judged.severity or judged.grade.severity,
            says=f"{says} (grade {judged.grade}).",
            provenance=self.provenance,
            because=medicine.because,
            action=self.action,
            recognised=medicine.name,
            reassess_after=judged.reassess_after,
        )
        return judged.grade, finding


def row(
    id: str,
    grade: str,
    tags: tuple[Tag, ...],
    says: str,
    action: str,
    source: str,
    mark: str,
    judge: Judge | None = None,
) -> Row:
    """One row on a few lines."""
    provenance = Provenance(source, Confidence(mark))
    return Row(
        id=id, grade=Grade(grade), tags=frozenset(tags), says=says, action=action, provenance=provenance, judge=judge
    )  # fmt: skip
