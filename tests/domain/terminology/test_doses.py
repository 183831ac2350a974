"""The dose beside a drug: what is plain is read, what is not is said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.terminology import Dose, Moment, Route, recognise


def dose(text: str, part: int = 0) -> Dose:
    return recognise(text).mentions[0].doses[part]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("venlafaxine XR 225 mg daily", 225, 225),
        ("alprazolam 0.5 mg three times a day", 1.5, 1.5),
        ("alprazolam .5mg TID", 1.5, 1.5),
        ("alprazolam 500 mcg tid", 1.5, 1.5),
        ("lithium 1,200 mg daily", 1200, 1200),
        ("metformin 1 g b.i.d.", 2000, 2000),
        ("gabapentin 300 mg q8h", 900, 900),
        ("oxycodone 5 mg every 4-6 hours", 20, 30),
        ("quetiapine 50 mg in the morning and 300 mg at bedtime", 350, 350),
        ("Klonopin 0.5 mg tablets, 2 tablets twice daily", 2, 2),
        ("clonazepam 1 mg, half a tablet at bedtime", 0.5, 0.5),
        ("take 1-2 tablets of lorazepam 0.5 mg twice daily", 1, 2),
        ("10 mg of Valium twice a day", 20, 20),
        ("lorazepam 0.5-1 mg daily", 0.5, 1),
        ("lorazepam 0.5 mg up to 3 times daily", 0, 1.5),
        ("lorazepam 1 mg as needed, max 3 mg/day", 0, 3),
        ("lorazepam 1 mg TID, max 3 mg/day", 3, 3),
        ("lorazepam average 0.5 mg/day as needed", 0.5, 0.5),
        ("lorazepam 1 mg at bedtime as needed", 0, 1),
        ("diazepam 5 mg every other day", 2.5, 2.5),
        ("Xyrem 4.5 g twice nightly", 9000, 9000),
        ("semaglutide 7 mg weekly", 1, 1),
        ("gabapentin 900 mg/day divided tid", 900, 900),
        ("metoprolol 25 mg every 12 hours as needed", 0, 50),
        ("dextroamphetamine 20 mg at 8 am and 10 mg at 2 pm", 30, 30),
        ("I am taking lorazepam 1 mg daily", 1, 1),
        ("lorazepam 31 mg once a month", 1, 31 / 28),
        ("Vivitrol 310 mg monthly", 10, 310 / 28),
        ("lorazepam 1 mg twice a month", 2 / 31, 2 / 28),
        ("lorazepam 1 mg 2-3 times per month", 2 / 31, 3 / 28),
        ("clonazepam 14 mg every two weeks", 1, 1),
        ("clonazepam 14 mg every 2 week", 1, 1),
        ("clonazepam 14 mg every other week", 1, 1),
        ("naltrexone 280 mg every 4 weeks", 10, 10),
        ("lorazepam 93 mg every 3 months", 1, 93 / 84),
        ("lorazepam 366 mg once or twice a year", 1, 732 / 365),
        ("lorazepam 1 mg daily for 3 months", 1, 1),
    ],
)
def test_a_plain_dose_is_read(text: str, low: float, high: float) -> None:
    read = dose(text).mg_per_day
    assert read is not None
    assert (read.low, read.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    [
        "alprazolam",
        "alprazolam 0.5 mg",
        "alprazolam three times a day",
        "alprazolam 0,5 mg tid",
        "alprazolam 0.5 mg prn",
        "alprazolam 0.25/0.5 mg daily",
        "alprazolam 0.5 mg bid tid",
        "alprazolam 0.5 mg and 1 mg",
        "alprazolam 1 ml daily",
        "clonidine patch 0.1 mg/24 h weekly",
        "Percocet 5 mg twice daily",
    ],
)
def test_what_is_not_plain_is_not_guessed(text: str) -> None:
    assert dose(text).mg_per_day is None


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("alprazolam 0,5 mg tid", "0,5"),
        ("alprazolam 0.25/0.5 mg daily", "0.25/0.5 mg"),
        ("alprazolam 0.5 mg bid tid", "two frequencies that differ"),
        ("alprazolam 0.5 mg and 1 mg", "several strengths, and not how often each"),
        ("alprazolam 2 daily 17", "17"),
        ("alprazolam ½ mg", "½"),
        ("alprazolam, last dose whenever", "the day of the last dose"),
        ("alprazolam, last dose 2026-02-30", "the day of the last dose"),
        ("olanzapine/samidorphan 5/10/15 mg", "5/10/15 mg"),
    ],
)
def test_what_is_not_read_is_said(text: str, unread: str) -> None:
    assert unread in dose(text).unread


@pytest.mark.parametrize(
    "text",
    [
        "sertraline 100 mg daily x 10 years",
        "dextroamphetamine 20 mg at 8 am and 10 mg at 2 pm",
        "alprazolam 0.25 mg daily #30",
        "Claritin-D 12 hour",
        "sertraline 50 mg daily for 2-3 weeks",
    ],
)
def test_numbers_that_are_no_dose_are_no_doubt(text: str) -> None:
    assert dose(text).unread == ()


def test_a_combination_has_a_dose_for_each_part() -> None:
    text = "Percocet 5/325 mg, 1 tablet every 6 hours"
    assert [str(dose(text, part).mg_per_day) for part in (0, 1)] == ["20", "1300"]
    assert [str(dose("Suboxone 8 mg/2 mg daily", part).mg_per_day) for part in (0, 1)] == ["8", "2"]


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("clonidine patch", Route.TRANSDERMAL),
        ("Duragesic", Route.TRANSDERMAL),
        ("Norvasc 10 mg po qd", Route.ORAL),
        ("lorazepam 1 mg sublingual", Route.SUBLINGUAL),
        ("magnesium 2 g IV", Route.INTRAVENOUS),
        ("Vivitrol 380 mg IM", Route.DEPOT),
        ("Spravato", Route.NASAL),
        ("albuterol 2 puffs", Route.INHALED),
        ("sertraline 50 mg", None),
    ],
)
def test_the_route(text: str, route: Route | None) -> None:
    assert recognise(text).mentions[0].route is route


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("lorazepam, last dose 2026-11-19", date(2026, 11, 19)),
        ("lorazepam, last dose 11/19/2026", date(2026, 11, 19)),
        ("lorazepam, last taken Nov 19, 2026", date(2026, 11, 19)),
        ("lorazepam last dose: 19 November 2026", date(2026, 11, 19)),
        ("last took lorazepam yesterday", date(2026, 11, 19)),
        ("lorazepam, last dose 3 days ago", date(2026, 11, 17)),
        ("lorazepam this morning", date(2026, 11, 20)),
        ("lorazepam, last dose 8 hours ago", date(2026, 11, 20)),
        ("lorazepam, last dose October 2026", date(2026, 10, 31)),
        ("lorazepam since 2026-11-01", None),
        ("lorazepam", None),
    ],
)
def test_the_last_dose(text: str, day: date | None) -> None:
    last = recognise(text).mentions[0].last_dose
    assert (None if last is None else last.on(date(2026, 11, 20))) == day


def test_a_month_or_a_year_is_never_longer_ago_than_it_may_be() -> None:
    assert Moment("2026", latest=date(2026, 12, 31)).on(date(2026, 11, 20)) == date(2026, 11, 20)
    assert Moment("2019", latest=date(2019, 12, 31)).on(date(2026, 11, 20)) == date(2019, 12, 31)


OFTEN = {
    "daily": 1, "once daily": 1, "every day": 1, "qd": 1, "at bedtime": 1, "every morning": 1, "nightly": 1, "qhs": 1,
    "twice daily": 2, "bid": 2, "2 times a day": 2, "every 12 hours": 2, "q12h": 2, "morning and night": 2,
    "three times a day": 3, "TID": 3, "3x daily": 3, "q8h": 3, "four times daily": 4, "q.i.d.": 4, "every 6 hours": 4,
    "every other day": 0.5, "weekly": 1 / 7, "3 times a week": 3 / 7,
}  # fmt: skip
UNITS = {
    "mg": 1.0,
    " mg": 1.0,
    " milligrams": 1.0,
    "mcg": 0.001,
    " micrograms": 0.001,
    " g": 1000.0,
    "MG": 1.0,
}
WRITTEN = (
    "{drug} {strength}{unit} {often}",
    "{drug} ER {strength}{unit} tablets, {often} for anxiety",
    "take {strength}{unit} of {drug} {often}",
    "{often}: {drug} {strength}{unit} by mouth",
    "{drug} hydrochloride, {strength}{unit}, {often}, since 2019",
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["lorazepam", "Xanax", "venlafaxine", "St John's wort"]),
    st.decimals(min_value="0.01", max_value="900", places=2).map(lambda number: f"{number.normalize():f}"),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(sorted(OFTEN)),
    st.sampled_from(WRITTEN),
)
def test_however_a_plain_dose_is_written_it_is_the_same(
    drug: str, strength: str, unit: str, often: str, written: str
) -> None:
    text = written.format(drug=drug, strength=strength, unit=unit, often=often)
    read = dose(text)
    expected = float(strength) * UNITS[unit] * OFTEN[often]
    assert read.unread == ()
    assert read.mg_per_day is not None
    assert (read.mg_per_day.low, read.mg_per_day.high) == (pytest.approx(expected), pytest.approx(expected))
