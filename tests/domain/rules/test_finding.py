"""The worst finding decides."""

from __future__ import annotations

import itertools

import pytest

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.finding import Finding, Outcome, Part, Severity, outcome_of

PROVENANCE = Provenance("a test", Confidence.P)


def a_finding(severity: Severity) -> Finding:
    return Finding(
        rule="XX-01",
        part=Part.OBJECTIVES,
        severity=severity,
        says="something",
        provenance=PROVENANCE,
    )


def test_nothing_found_is_eligible() -> None:
    assert outcome_of([]) is Outcome.ELIGIBLE


@pytest.mark.parametrize(
    ("worse", "lesser"), list(itertools.combinations(zip(Severity, Outcome, strict=True), 2))
)
def test_the_worst_decides_in_any_order(
    worse: tuple[Severity, Outcome], lesser: tuple[Severity, Outcome]
) -> None:
    findings = [a_finding(worse[0]), a_finding(lesser[0])]
    assert outcome_of(findings) is worse[1]
    assert outcome_of(reversed(findings)) is worse[1]
