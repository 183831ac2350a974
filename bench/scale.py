"""How much of everything: the sizes of a whole run, and of one that only shows that it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Seconds are of the wall. `sampled_min` is how long the chair of the live page has been watched."""

    rounds: int
    curves: int
    virtual_patients: int
    evaluations: int
    courses: int
    patients: int
    past_sessions: int
    chairs: int
    most_chairs: int
    sampled_min: int
    messages: int
    page_loads: int
    live_s: int
    tapped_chairs: int
    tapped_s: int
    step_s: int
    memory_messages: int
    ledger_days: int
    booked_days: int
    postings: int
    vial_entries: int
    kept_samples: int
    listings: int


WHOLE = Scale(
    rounds=5,
    curves=2_000,
    virtual_patients=10_000,
    evaluations=1_000,
    courses=100,
    patients=100_000,
    past_sessions=5_000,
    chairs=100,
    most_chairs=400,
    sampled_min=60,
    messages=800,
    page_loads=40,
    live_s=30,
    tapped_chairs=12,
    tapped_s=15,
    step_s=12,
    memory_messages=36_000,
    ledger_days=100,
    booked_days=365,
    postings=40,
    vial_entries=500,
    kept_samples=1_000_000,
    listings=50_000,
)

QUICK = Scale(
    rounds=1,
    curves=20,
    virtual_patients=60,
    evaluations=20,
    courses=5,
    patients=60,
    past_sessions=6,
    chairs=2,
    most_chairs=4,
    sampled_min=2,
    messages=20,
    page_loads=3,
    live_s=3,
    tapped_chairs=2,
    tapped_s=3,
    step_s=3,
    memory_messages=40,
    ledger_days=1,
    booked_days=3,
    postings=2,
    vial_entries=12,
    kept_samples=2_000,
    listings=400,
)
