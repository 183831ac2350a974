"""The log of a recovery: a check in a line, what is amiss in words, and all of it behind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from euthymia.journey.infusion.fold import Happening
from euthymia.journey.recovery.trail import lines

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _check(**detail: Any) -> Happening:
    return Happening(n=1, kind="check", at=AT, entered_at=AT, by="Noor <n@x.example>", says="all of it", detail=detail)  # fmt: skip


@pytest.mark.parametrize(
    ("detail", "says", "amiss", "seen"),
    [
        (
            {"values": {"sbp": 124.0, "dbp": 78.0, "hr": 72.0, "spo2": 97.0, "rr": 14.0}, "scores": {"moaas": 5.0, "dissociation": 0.0},
             "seen": {"oxygen": "air", "gait": "steady"}},
            "124/78 mmHg, pulse 72, SpO₂ 97 %, 14 breaths/min", "",
            (("MOAA/S", "5 of 5"), ("Dissociation", "0 of 10"), ("Breathes", "room air"), ("Walks", "as steadily as before")),
        ),
        (
            {"values": {"sbp": 124.0}, "scores": {"dissociation": 3.0}, "seen": {"thoughts": "some"}},
            "124/– mmHg", "dissociation: 3 of 10, new or worse thoughts of suicide (asked): yes",
            (("Dissociation", "3 of 10"), ("New or worse thoughts of suicide (asked)", "yes")),
        ),
        ({"values": {}, "scores": {}, "seen": {"iv": "in"}}, "no signs measured", "cannula: still in", (("Cannula", "still in"),)),
    ],
    ids=["as it should be", "something left", "no signs"],
)  # fmt: skip
def test_a_check_is_its_signs_and_what_is_amiss(
    detail: dict[str, Any], says: str, amiss: str, seen: tuple[tuple[str, str], ...]
) -> None:
    (line,) = lines([_check(**detail)])
    assert (line.says, line.amiss, line.seen) == (says, amiss, seen)


def test_the_newest_stands_first_and_other_entries_say_what_was_written() -> None:
    met = Happening(n=2, kind="met", at=AT, entered_at=AT, by="Noor", says="photo ID seen")
    first, second = lines([_check(values={"hr": 70.0}), met])
    assert (first.one.kind, first.says, first.seen) == ("met", "photo ID seen", ())
    assert second.says == "pulse 70"
