"""What a rule has to say: one finding, why, what to do, and whose figure it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from euthymia.domain.quantities import Provenance


class Part(StrEnum):
    """The five parts of an evaluation, in the order they are walked."""

    MEDICAL_HISTORY = "medical-history"
    PSYCHIATRIC_ASSESSMENT = "psychiatric-assessment"
    MEDICATION_CHECK = "medication-check"
    OBJECTIVES = "objectives"
    SAFETY_SCREENING = "safety-screening"


class Severity(StrEnum):
    """Worst first; the order decides the outcome."""

    STOP = "stop"
    NOT_NOW = "not-now"
    MISSING = "missing"
    CAUTION = "caution"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANK[self]


_RANK = {severity: rank for rank, severity in enumerate(Severity)}


class Outcome(StrEnum):
    CONTRAINDICATED = "contraindicated"
    NOT_NOW = "not-now"
    UNDETERMINED = "undetermined"
    CONDITIONAL = "conditional"
    ELIGIBLE = "eligible"


_FOLLOWS = {
    Severity.STOP: Outcome.CONTRAINDICATED,
    Severity.NOT_NOW: Outcome.NOT_NOW,
    Severity.MISSING: Outcome.UNDETERMINED,
    Severity.CAUTION: Outcome.CONDITIONAL,
    Severity.INFO: Outcome.ELIGIBLE,
}


@dataclass(frozen=True, slots=True)
class Because:
    """One piece of evidence: where it stands in the case (a JSON pointer) and what stands there."""

    at: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about a person. `rule` is the id of its row in the fact base; `recognised` the ingredient."""

    rule: str
    part: Part
    severity: Severity
    says: str
    provenance: Provenance
    because: tuple[Because, ...] = ()
    action: str = ""
    recognised: str | None = None
    reassess_after: date | None = None

    def as_document(self) -> dict[str, Any]:
        """The finding as `euthymia evaluate` and `euthymia interactions` print it."""
        after = self.reassess_after
        return {
            "rule": self.rule,
            "part": self.part.value,
            "severity": self.severity.value,
            "says": self.says,
            "because": [{"at": each.at, "value": each.value} for each in self.because],
            "recognised": self.recognised,
            "action": self.action,
            "reassess_after": None if after is None else after.isoformat(),
            "source": self.provenance.source,
            "confidence": self.provenance.confidence.value,
        }


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """The outcome that the worst finding decides; nothing found is eligible."""
    worst = min((finding.severity for finding in findings), key=lambda each: each.rank, default=Severity.INFO)
    return _FOLLOWS[worst]
