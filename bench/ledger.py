"""Controlled-substance events replayed a second, from their lines to the answer's balances."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from euthymia.domain.ledger import Book, broken, parse
from euthymia.domain.quantities import strict_json

from .measure import Result, in_turn, per_second
from .scale import Scale

_FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)
_VIALS_A_DAY = 20


def ledger_events_per_s(scale: Scale) -> Result:
    """A single-dose vial for each patient: received, drawn, given, wasted twice, counted empty."""
    lines = [line for day in range(scale.ledger_days) for line in _day(day)]

    def replayed() -> int:
        book = Book.of(parse(strict_json.loads(line)) for line in lines)
        assert len(book.entries) == len(lines) and not broken(book)
        return len(lines)

    (rate,) = in_turn(scale.rounds, per_second(replayed))
    return Result("ledger_events_per_s", rate, "1/s", parts={"events": len(lines)})


def _day(day: int) -> list[bytes]:
    events = []
    for n in range(_VIALS_A_DAY):
        name, at = f"{day}-{n}", (_FIRST + timedelta(days=day, minutes=20 * n)).isoformat()
        owner = {"patient": f"p{n}", "order": f"o{name}"}
        arrives = {
            "to": "safe", "volume_ul": 10_000, "ndc": "67457-108-10", "lot": "L1", "expires": "2029-06",
            "mg_per_ml": 50, "dose_type": "single", "supplier_dea": "RX9841203",
        }  # fmt: skip
        acts = [
            {"kind": "receive", "vial": name, **arrives},
            {"kind": "draw", "vial": name, "volume_ul": 2_000, **owner},
            {"kind": "administer", "volume_ul": 1_800, **owner},
            {"kind": "waste", "volume_ul": 200, "witness": "tomas", **owner},
            {"kind": "waste", "vial": name, "volume_ul": 8_000, "witness": "tomas", **owner},
            {"kind": "count", "vial": name, "volume_ul": 0, "witness": "tomas"},
        ]
        events += [{"id": f"{name}-{place}", "at": at, "by": "noor", **act} for place, act in enumerate(acts)]
    return [json.dumps(event).encode() for event in events]
