"""The resting pressure before the start: what asks, what refuses, and what is not known."""

from __future__ import annotations

import pytest

from euthymia.domain.protocols import Severity
from euthymia.domain.protocols.before_start import judge_resting_pressure

ASK, REFUSE = Severity.ASK, Severity.REFUSE


@pytest.mark.parametrize(
    ("sbp", "dbp", "expected"),
    [
        (120, 76, []),
        (140, 90, []),  # at the limit is not above it
        (140.1, 90, [(ASK, "resting-pressure-high")]),
        (141, 91, [(ASK, "resting-pressure-high")] * 2),
        (179.9, 109.9, [(ASK, "resting-pressure-high")] * 2),
        (180, 90, [(REFUSE, "resting-pressure-stop")]),
        (140, 110, [(REFUSE, "resting-pressure-stop")]),
        (150, 110, [(ASK, "resting-pressure-high"), (REFUSE, "resting-pressure-stop")]),
        (250, 150, [(REFUSE, "resting-pressure-stop")] * 2),
        (None, None, [(ASK, "no-resting-pressure")]),
        (120, None, [(ASK, "no-resting-pressure")]),
        (None, 76, [(ASK, "no-resting-pressure")]),
    ],
)
def test_findings(sbp: float | None, dbp: float | None, expected: list[tuple[Severity, str]]) -> None:
    assert [(one.severity, one.code) for one in judge_resting_pressure(sbp, dbp)] == expected


@pytest.mark.parametrize(("sbp", "dbp"), [(200, None), (None, 120)])
def test_half_a_pressure_that_forbids_the_dose_forbids_it(sbp: float | None, dbp: float | None) -> None:
    """A systolic of 200 without its diastolic is no reason to think better of it."""
    assert REFUSE in [one.severity for one in judge_resting_pressure(sbp, dbp)]


def test_every_finding_names_its_source_and_its_value() -> None:
    for one in judge_resting_pressure(185, 95):
        assert str(one.provenance) and one.says[0].islower()
    assert "185 mmHg" in judge_resting_pressure(185, 76)[0].says
