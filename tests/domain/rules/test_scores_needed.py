"""Which scores an evaluation needs: by what is treated, by age, and at the edge of each age of a score."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from euthymia.domain.instruments import BY_ID
from euthymia.domain.rules.case import Indication
from euthymia.domain.rules.policy import LABEL_CONSERVATIVE
from euthymia.domain.rules.scores_needed import lacking, needs

TODAY = date(2026, 11, 20)
EVERYBODY = {"phq-9", "stop-bang", "audit-c", "dast-10"}


def names(indication: str | None, age: float | None = 45, **scores: Any) -> set[str]:
    document = {"indication": indication, "patient": {"age_y": age}, "psychiatric": {"scores": scores}}
    return {need.instrument for need in lacking(document, TODAY, LABEL_CONSERVATIVE)}


@pytest.mark.parametrize("indication", Indication)
def test_every_indication_needs_a_baseline_of_known_instruments_each_with_its_source(
    indication: Indication,
) -> None:
    found = list(needs(indication, 60, LABEL_CONSERVATIVE))
    assert {need.instrument for need in found} <= set(BY_ID) and len(
        {need.instrument for need in found}
    ) == len(found)
    assert EVERYBODY | {"moca"} <= {need.instrument for need in found}
    assert all(need.provenance.source and (need.days or need.months) for need in found)


def test_what_is_treated_adds_its_own_measure() -> None:
    assert names("depression") == EVERYBODY
    assert names("ptsd") == EVERYBODY | {"pcl-5"}
    assert names("anxiety") == EVERYBODY | {"gad-7"}
    assert names("bipolar-depression") == EVERYBODY | {"asrm"}
    assert names("chronic-pain") == EVERYBODY | {"nrs", "peg"}
    assert names(None) == set()


@pytest.mark.parametrize(("age", "asked"), [(59.9, False), (60, True), (None, False)])
def test_cognition_is_asked_from_sixty(age: float | None, asked: bool) -> None:
    assert ("moca" in names("depression", age)) is asked


@pytest.mark.parametrize(
    ("instrument", "score", "asked"),
    [
        ("phq-9", {"total": 19, "date": (TODAY - timedelta(days=14)).isoformat()}, False),
        ("phq-9", {"total": 19, "date": (TODAY - timedelta(days=15)).isoformat()}, True),
        ("phq-9", {"total": None, "date": TODAY.isoformat()}, True),
        ("phq-9", {"total": 19}, False),
        ("stop-bang", {"total": 1, "date": "2025-11-20"}, False),
        ("stop-bang", {"total": 1, "date": "2025-11-19"}, True),
        ("audit-c", {"total": 1, "date": "2026-08-20"}, False),
        ("audit-c", {"total": 1, "date": "2026-08-19"}, True),
    ],
)
def test_a_score_in_date_is_not_asked_for(instrument: str, score: dict[str, Any], asked: bool) -> None:
    assert (instrument in names("depression", **{instrument: score})) is asked
