"""The clock of the response: known values found again in simulated patients; lists that lose nobody."""

from __future__ import annotations

import os
from datetime import date, timedelta
from math import exp, log, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.due import Followed, Visit, When, lists, next_interval
from euthymia.domain.scheduling.maintenance import (
    INTERVAL,
    Between,
    Reading,
    benefits,
    estimate,
    time_to_response,
)
from euthymia.domain.scheduling.relapse import (
    LOST_TWICE,
    MADRS_TWICE,
    WARNINGS,
    Noticed,
    Seen,
    relapse,
    warnings,
)

FIRST = date(2026, 1, 5)
POPULATION = (4.3239, 1.1783)  # of the logarithm of days: 80 % beyond 28 and 60 % beyond 56 (MCN22)
PERSONS = int(os.environ.get("EUTHYMIA_PERSONS", "24"))


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


def readings(*pairs: tuple[int, bool | None]) -> list[Reading]:
    return [Reading(day(n), responding) for n, responding in pairs]


def test_time_to_response_lies_between_two_readings() -> None:
    seen = readings((0, False), (1, False), (3, None), (5, True), (8, True))
    assert time_to_response(FIRST, seen) == Between(1, 5)
    assert time_to_response(FIRST, readings((1, True))) == Between(0, 1)
    assert time_to_response(FIRST, readings((1, False), (9, None))) is None


def test_benefit_ends_between_two_readings_or_is_not_over_when_treated_again() -> None:
    seen = readings((7, True), (14, True), (21, False), (31, True), (45, True), (52, False), (59, False))
    assert benefits([day(0), day(24), day(45)], seen) == (Between(14, 21), Between(21, None))
    assert benefits([day(0)], readings((7, False), (14, False))) == ()


def test_no_benefit_ends_before_it_was_seen() -> None:
    with pytest.raises(Unusable):
        Between(5, 5)


def simulated(random: Random, typical: float, within: float, endings: int) -> list[Between]:
    """A person whose benefit holds `typical` days, give or take; read once a week, treated when it is lost."""
    infusions, seen, at = [0], [], 0
    for _ in range(endings):
        lasts = exp(random.gauss(log(typical), within))
        week = at + 7
        while week - at <= lasts:
            seen.append(Reading(day(week), True))
            week += 7
        seen.append(Reading(day(week), False))
        at = week
        infusions.append(at)
    return list(benefits([day(n) for n in infusions], seen))


@pytest.mark.parametrize("typical", [18.0, 35.0, 80.0])
def test_a_known_duration_is_found_again(typical: float) -> None:
    durations = simulated(Random(7), typical, 0.2, 20)
    found = estimate(durations)
    assert 0.85 * typical < found.days < 1.15 * typical
    assert found.low < typical < found.high
    assert found.endings == len(durations)
    assert 0.6 * typical < found.proposed_days < typical


def test_the_interval_holds_what_it_says_over_many_persons() -> None:
    """As often as it claims, within three standard errors of that share, where persons are as it assumes: spread as the
    registry says, each one's own durations steady or not. EUTHYMIA_PERSONS=1000 for the long version.
    """
    random = Random(11)
    held = 0
    for _ in range(PERSONS):
        typical, within = exp(random.gauss(*POPULATION)), random.uniform(0.05, 1.0)
        found = estimate(simulated(random, typical, within, 4))
        held += found.low <= typical <= found.high
    assert abs(held / PERSONS - INTERVAL) <= 3 * sqrt(INTERVAL * (1 - INTERVAL) / PERSONS), held


def test_the_interval_widens_when_data_are_few() -> None:
    durations = simulated(Random(3), 40.0, 0.2, 12)
    widths = [estimate(durations[:n]) for n in (0, 1, 3, 12)]
    ratios = [one.high / one.low for one in widths]
    assert ratios == sorted(ratios, reverse=True) and ratios[0] > 5 > 1.5 > ratios[-1]


def test_without_own_data_the_registry_speaks() -> None:
    found = estimate([])
    assert found.endings == 0 and 70 < found.days < 80 and 20 <= found.proposed_days <= 28


def test_having_outlasted_the_registry_lengthens_the_estimate() -> None:
    assert estimate([Between(120, None)]).days > estimate([]).days > estimate([Between(7, 14)]).days


@pytest.mark.parametrize(
    ("visits", "days"),
    [
        ([], None),
        ([(7, True)], 7),
        ([(7, True), (7, True)], 14),
        ([(7, True), (14, True), (14, True)], 21),
        ([(14, True), (14, True), (21, False)], 14),
        ([(7, False)], 7),
        ([(28, False)], 7),
        ([(14, True), (14, None)], None),
    ],
)
def test_the_next_interval_follows_the_rules(visits: list[tuple[int, bool | None]], days: int | None) -> None:
    at, past = 0, []
    for interval, held in visits:
        at += interval
        past.append(Visit(day(at), interval, held))
    found = next_interval(past, day(at))
    assert found.days == days and found.says


def test_after_half_a_year_a_review_is_due() -> None:
    past = [Visit(day(n * 28), 28, True) for n in range(8)]
    assert "full review is due" in next_interval(past, day(196)).says
    assert "review" not in next_interval(past[:3], day(56)).says


PEOPLE = st.lists(
    st.builds(
        Followed,
        patient=st.sampled_from(["ana", "ben", "cleo"]),
        last=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
        interval_days=st.none() | st.integers(1, 120),
        booked=st.none() | st.just(day(400)),
        paused=st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(PEOPLE, st.dates(date(2025, 1, 1), date(2027, 6, 1)))
def test_the_lists_lose_nobody(people: list[Followed], today: date) -> None:
    found = lists(people, today)
    assert sorted(map(repr, people)) == sorted(repr(one) for some in found.values() for one in some)
    assert all(one.due is not None and one.due < today for one in found[When.OVERDUE])
    assert all(one.due is None for one in found[When.UNKNOWN])


def test_a_person_is_overdue_the_day_after() -> None:
    person = Followed(patient="p", last=day(0), interval_days=28)
    where = {n: next(one for one, some in lists([person], day(n)).items() if some) for n in (20, 21, 28, 29)}
    assert where == {20: When.LATER, 21: When.DUE, 28: When.DUE, 29: When.OVERDUE}


@pytest.mark.parametrize(
    ("seen", "met"),
    [
        ([(0, False), (7, False)], (LOST_TWICE,)),
        ([(0, False), (6, False)], ()),
        ([(0, False), (3, True), (7, False)], ()),
        ([(0, False), (3, None), (7, False)], (LOST_TWICE,)),
        ([(0, True), (7, True)], ()),
    ],
)
def test_relapse_needs_two_readings_a_week_apart(
    seen: list[tuple[int, bool | None]], met: tuple[object]
) -> None:
    assert relapse([Seen(day(n), responding) for n, responding in seen]) == met


def test_a_high_madrs_counts_when_it_is_there_twice() -> None:
    assert relapse([Seen(day(0), None, 22), Seen(day(7), None, 25)]) == (MADRS_TWICE,)
    assert relapse([Seen(day(0), None, 22), Seen(day(7), None, 21)]) == ()
    assert len(relapse([], event=True)) == 1


def test_warning_signs_are_those_that_are_there() -> None:
    noticed = Noticed(sleep_changed_nights=2, phq9_change=4, phq2=3, item9=0, told=frozenset({"caregiver"}))
    assert [one.code for one in warnings(noticed)] == ["sleep", "phq-2", "caregiver"]
    assert warnings(Noticed()) == ()
    everything = Noticed(told=frozenset(one.code for one in WARNINGS))
    assert warnings(everything) == WARNINGS
    with pytest.raises(ValueError, match="no such warning"):
        warnings(Noticed(told=frozenset({"mood"})))
