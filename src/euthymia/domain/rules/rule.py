"""A rule: one row of the fact base, and the function that looks for it in the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from euthymia.domain.quantities import Confidence, Provenance

from .facts import Facts, Held
from .finding import Because, Finding, Part, Severity

Check = Callable[["Rule", Facts], Iterable[Finding]]

V, V2, K, P = Confidence.V, Confidence.V2, Confidence.K, Confidence.P
STOP, NOT_NOW, MISSING, CAUTION, INFO = Severity
SAME_DAY = "same day"


@dataclass(frozen=True, slots=True)
class Rule:
    """`id` is the row of the fact base, `severity` what it has where nothing else is said, `why` the row in words.

    `check` gives one finding, several or none; it may raise, which is a finding of its own (evaluation.py).
    """

    id: str
    part: Part
    severity: Severity
    why: str
    action: str
    provenance: Provenance
    check: Check

    def finding(
        self,
        says: str,
        *because: Because,
        severity: Severity | None = None,
        action: str | None = None,
        reassess_after: date | None = None,
        provenance: Provenance | None = None,
        recognised: str | None = None,
    ) -> Finding:
        return Finding(
            rule=self.id,
            part=self.part,
            severity=self.severity if severity is None else severity,
            says=says,
            provenance=self.provenance if provenance is None else provenance,
            because=because,
            action=self.action if action is None else action,
            reassess_after=reassess_after,
            recognised=recognised,
        )

    def under(self, row: str, says: str, *because: Because, action: str) -> Finding:
        """For information, under the row that speaks of the matter ("MH-11"), or its own in that part ("PS")."""
        return Finding(
            rule=row if "-" in row else self.id,
            part=PARTS[row[:2]] if row else self.part,
            severity=INFO,
            says=says,
            provenance=self.provenance,
            because=tuple(dict.fromkeys(because)),
            action=action,
        )

    def of(self, held: Iterable[Held], **changes: Any) -> Finding:
        """A finding that names the conditions it rests on, each with how it was stated."""
        evidence = tuple(held)
        by_name: dict[str, list[Held]] = {}
        for each in evidence:
            by_name.setdefault(each.name, []).append(each)
        named = ", ".join(f"{name} ({_stated(said)})" for name, said in by_name.items())
        says = f"{named[:1].upper()}{named[1:]}: {self.why}."
        return self.finding(says, *dict.fromkeys(each.because for each in evidence), **changes)

    def lacks(self, what: str, *because: Because, how_old: str = "") -> Finding:
        """A required fact that is not there: what, why it is needed, and how old it may be."""
        says = f"{what}; why it is needed: {self.why}"
        if how_old:
            says += "; it must be of the same day" if how_old == SAME_DAY else f"; it may be {how_old} old"
        action = "ask, and record the answer" if self.part is Part.MEDICAL_HISTORY else None
        return self.finding(f"{says}.", *because, severity=MISSING, action=action)


def _stated(held: Iterable[Held]) -> str:
    """How one condition was stated, in however many places."""
    said = list(held)
    values = dict.fromkeys(
        "as reported" if each.because.value is True else str(each.because.value) for each in said
    )
    status = dict.fromkeys(each.status.value for each in said if each.status is not None)
    since = dict.fromkeys(f"since {each.since.text}" for each in said if each.since is not None)
    return ", ".join((*values, *status, *since))


def rule(
    id_: str, severity: Severity, why: str, action: str, source: str, mark: Confidence, check: Check
) -> Rule:
    """A rule of the part that its id names."""
    return Rule(id_, PARTS[id_[:2]], severity, why, action, Provenance(source, mark), check)


PARTS = {
    "MH": Part.MEDICAL_HISTORY,
    "PS": Part.PSYCHIATRIC_ASSESSMENT,
    "9A": Part.PSYCHIATRIC_ASSESSMENT,
    "9B": Part.PSYCHIATRIC_ASSESSMENT,
    "MC": Part.MEDICATION_CHECK,
    "TO": Part.OBJECTIVES,
    "SS": Part.SAFETY_SCREENING,
}


def present(*keys: str, unless: Callable[[Held], bool] | None = None) -> Check:
    """A check that fires once for all stated conditions of these keys."""

    def check(rule: Rule, facts: Facts) -> Iterator[Finding]:
        held = [each for each in facts.held(*keys) if unless is None or not unless(each)]
        if held:
            yield rule.of(held)

    return check


def nothing(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """For a row that must not raise a finding."""
    return iter(())


def seen(at: str, value: Any) -> Because:
    return Because(at, value)
