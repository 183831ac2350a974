"""Who is late against the day that was booked: to the minute, and never who is in time or ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from euthymia.domain.scheduling.blocks import Phases
from euthymia.domain.scheduling.lateness import LATE_FROM, Part, lateness

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
STAY = Phases(15, 40, 60, 15)
CASES = [
    (STAY, Part.AWAITED, 4, None), (STAY, Part.AWAITED, 5, (5, Part.PREP)), (STAY, Part.PREP, 19, None),
    (STAY, Part.PREP, 27, (12, Part.SESSION)), (STAY, Part.PREP, 120, (105, Part.SESSION)),
    (STAY, Part.SESSION, 59, None), (STAY, Part.SESSION, 60, (5, Part.RECOVERY)), (STAY, Part.RECOVERY, 130, (15, Part.GONE)),
    (STAY, Part.RECOVERY, 20, None), (STAY, Part.GONE, 500, None),
    (Phases(0, 50), Part.AWAITED, 8, (8, Part.SESSION)), (Phases(0, 50), Part.SESSION, 58, (8, Part.GONE)),
]  # fmt: skip


@pytest.mark.parametrize(("stay", "actual", "minutes", "expected"), CASES)
def test_late_is_what_was_to_be_over(
    stay: Phases, actual: Part, minutes: int, expected: tuple[int, Part] | None
) -> None:
    found = lateness(NINE, stay, actual, NINE + timedelta(minutes=minutes))
    assert (None if found is None else (found.minutes, found.expected)) == expected
    if found is not None:
        assert found.by >= LATE_FROM and found.due_at + found.by == NINE + timedelta(minutes=minutes)
