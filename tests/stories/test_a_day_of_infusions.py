"""A day of infusions in the training clinic, unattended; at its end every invariant is checked.

Three patients by default. `EUTHYMIA_WHOLE_DAY=1` runs all twelve.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from euthymia.clinic.monitoring import queries as watched
from euthymia.clinic.pharmacy import queries as stock
from euthymia.clinic.pharmacy.models import Entry
from euthymia.clinic.visits import queries as visits
from euthymia.domain import monitoring as alarms
from euthymia.domain.monitoring.kept import Fate, summed
from euthymia.journey.infusion import observed, queries, readiness, syringes
from euthymia.journey.infusion.fold import Phase
from euthymia.kit import clock
from support.cast import Cast
from support.evidence import Evidence
from support.training_day import DIP, TrainingDay

PATIENTS = 12 if os.environ.get("EUTHYMIA_WHOLE_DAY") else 3


def _was_asked(day: TrainingDay, cast: Cast, unit: Any) -> None:
    """Gates: nothing began without its syringe, nobody left before the time; everybody took every step in order."""
    for one in day.runs:
        assert "syringe" in one.refused_at_the_gate, "a start without a syringe is refused"
        assert "time" in one.refused_at_the_gate, "nobody goes home five minutes after the end"
    for session in day.sessions():
        with unit(cast.lakeside):
            steps = [one.step for one in visits.trail(session.visit)]
            found = readiness.conditions(cast.noor.member(), session)
        assert [step for step in steps if step != "ready"] == [
            "arrived", "roomed", "started", "finished", "recovery", "discharged", "left"
        ]  # fmt: skip
        assert all(one.says for one in found)


def _drug_account(day: TrainingDay, cast: Cast, unit: Any) -> None:
    """What the chart says was given is what the syringe gave and what the book posted; all of it sums to nothing."""
    with unit(cast.lakeside):
        (book,) = stock.books(cast.lakeside)
        legs = [leg for row in Entry.objects.filter(clinic=cast.lakeside, book=book) for leg in row.legs]
    given = wasted = 0
    for session in day.sessions():
        with unit(cast.lakeside):
            found = queries.happenings(session)
            course, held = queries.course(session), syringes.held(session, found)
        assert course.phase is Phase.CLOSED and not any(one.is_open for one in held)
        assert course.given_ug == sum(one.given_ug for one in held)
        assert all(one.drawn_ug == one.given_ug + one.wasted_ug + one.broken_ug for one in held)
        given += course.given_ug
        wasted += sum(one.wasted_ug for one in held)
    sums: dict[str, int] = {}
    for name, _, mass_ug in legs:
        kind = name.partition(":")[0]
        sums[kind] = sums.get(kind, 0) + mass_ug
    assert sums.get("administered", 0) == given and sums.get("wasted", 0) == wasted
    assert sums.get("syringe", 0) == 0 and sum(sums.values()) == 0, sums


def _alarms(day: TrainingDay, cast: Cast, unit: Any) -> None:
    """Every planned fall of saturation was raised and ended; the stored events are what a replay of the samples gives."""
    for one, session in zip(day.runs, day.sessions(), strict=True):
        with unit(cast.lakeside):
            events = list(watched.alarm_events(session.watch))
            lows = watched.samples(session.watch).filter(channel="spo2", value=DIP).count()
        raised = [event for event in events if event.kind == alarms.Kind.RAISED and event.alarm == "spo2-low"]
        ended = [event for event in events if event.kind == alarms.Kind.CLEARED and event.alarm == "spo2-low"]
        assert bool(raised) == one.dips == bool(lows)
        assert len(raised) == len(ended)


def _observations(day: TrainingDay, cast: Cast, unit: Any) -> None:
    """Every set is accounted for; what nobody took is missed, and a second person was told of it."""
    for one, session in zip(day.runs, day.sessions(), strict=True):
        with unit(cast.lakeside):
            course = queries.course(session)
            sets = observed.sets(session, course, clock.now())
        counted = summed(sets)
        assert counted.asked == len(sets) and counted.due == 0, "when all is over nothing is due any more"
        during = [each for each in sets if each.stage is alarms.Stage.DURING and each.sign == "spo2"]
        missed = [each for each in during if each.fate is Fate.MISSED]
        assert bool(missed) == one.skips, (one.number, during)
        told = [each for each in course.happenings if each.kind == "overdue"]
        assert told or not one.skips, "a second person is told of what nobody took"


def test_a_day_runs_by_itself_and_every_account_of_it_agrees(
    committed: None, cast: Cast, unit: Any, tmp_path: Path
) -> None:
    day = TrainingDay(cast, PATIENTS)
    day.run()
    _was_asked(day, cast, unit)
    _drug_account(day, cast, unit)
    _alarms(day, cast, unit)
    _observations(day, cast, unit)
    evidence = Evidence(clock.wall() + timedelta(hours=1), tmp_path / "anchors.jsonl")
    assert evidence.found() == [], "every stream and the book verify"
