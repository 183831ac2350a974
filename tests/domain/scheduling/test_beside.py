"""Psychotherapy and TMS beside infusions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from euthymia.domain.scheduling.beside import Phase, phase_of, too_near, windows

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "phase"),
    [(-121, Phase.LATER), (-120, Phase.PREPARATION), (-4, Phase.DAY_0), (5, Phase.DAY_0), (24, Phase.INTEGRATION),
     (72, Phase.INTEGRATION), (73, Phase.LATER)],
)  # fmt: skip
def test_the_phase_beside_an_infusion(hours: int, phase: Phase) -> None:
    assert phase_of(NOON + timedelta(hours=hours), [NOON]) is phase


def test_without_infusions_every_session_is_later() -> None:
    assert phase_of(NOON, []) is Phase.LATER


def test_each_infusion_has_its_window_and_the_session_in_it() -> None:
    second = NOON + timedelta(days=7)
    found = windows([second, NOON], [NOON + timedelta(days=2), NOON + timedelta(days=5)])
    assert [(one.infusion, one.session) for one in found] == [
        (NOON, NOON + timedelta(days=2)),
        (second, None),
    ]


def test_an_hour_from_an_infusion_is_far_enough() -> None:
    assert too_near(NOON + timedelta(minutes=59), [NOON]) and not too_near(
        NOON + timedelta(minutes=60), [NOON]
    )
