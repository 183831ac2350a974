"""Sentences out of facts: what is missing is said, what is there is said in exact digits, in every language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain import protocols
from euthymia.domain.notes import (
    ENGLISH,
    LETTER,
    PLAIN,
    SECTIONS,
    SUMMARY,
    About,
    Line,
    Sentence,
    Source,
    Words,
    composed,
    differences,
    digest,
    moment,
)
from euthymia.domain.notes.facts import (
    Booked,
    CourseFacts,
    DoseLine,
    Facts,
    Infused,
    Ordered,
    PumpStep,
    Range,
    Reading,
    Scored,
    Symptom,
)

ZONE = ZoneInfo("America/Los_Angeles")
NINE = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
VISIT = Source("visit", "v")
EMPTY = Facts(visit=VISIT, day=date(2026, 11, 20))
ORDER = Ordered(
    source=Source("order", "o"), at=NINE, by="Dr Chidi Okafor <o@example>", protocol="Ketamine IV", dose_ug_per_kg=500,
    weight_g=70_400, dose_ug=35_200, final_volume_ul=100_000, duration_min=40, rate_ul_per_h=150_000, rate_ug_per_h=52_800,
    reasons={"pressure": "known"},
)  # fmt: skip


def texts(facts: Facts, *codes: str) -> list[str]:
    parts = composed(SECTIONS, facts, ENGLISH, ZONE)
    return [one.text for part in parts for one in part.told if not codes or part.code in codes]


def entry(kind: str, minutes: float, **more: Any) -> dict[str, Any]:
    """The fields of an entry, so many minutes after nine."""
    at = NINE + timedelta(minutes=minutes)
    return {"source": Source(kind, f"s#{minutes:g}"), "at": at, "by": "Noor Haddad <n@example>", **more}


def test_of_nothing_every_section_says_that_nothing_is_recorded() -> None:
    assert texts(EMPTY) == [
        "Phone check before coming: not recorded.", "Arrival: not recorded.", "How the patient was recognised: not recorded.",
        "Resting pressure before the dose: not recorded.", "Order: not recorded.", "Blood pressure: not recorded.",
        "Heart rate: not recorded.", "SpO₂: not recorded.", "Breathing rate: not recorded.",
        "Sedation (MOAA/S): not recorded.", "Dissociation: not recorded.", "Symptoms: not recorded.",
        "Other medicines: not recorded.", "Checks in recovery: not recorded.", "Escort: not recorded.",
        "Instructions to take home: not recorded.", "Discharge: not recorded.", "Follow-up: not recorded.",
        "Next appointment: not recorded.",
    ]  # fmt: skip


def test_digits_are_exact_and_times_are_the_clinics() -> None:
    facts = Facts(visit=VISIT, day=date(2026, 11, 20), ordered=ORDER)
    assert texts(facts, "order") == [
        "Ketamine IV, ordered by Dr Chidi Okafor at 09:00.",
        "0.5 mg/kg × 70.4 kg = 35.2 mg in 100 mL over 40 min, 150 mL/h (52.8 mg/h).",
        "Reason given with the order (pressure): known.",
    ]
    assert texts(facts, "infusion", "drawing", "account") == [
        "The drug account: not recorded; this clinic keeps no drug book in this program.",
        "Start of the infusion: not recorded.",
        "The drug account: not recorded; this clinic keeps no drug book in this program.",
    ]


def test_late_corrected_and_unfinished_are_said() -> None:
    late = PumpStep(
        **entry("session-entry", 0, late=NINE + timedelta(minutes=9)),
        kind="started",
        rate_ul_per_h=150_000,
        rate_ug_per_h=52_800,
    )
    wrong = PumpStep(
        **entry("session-entry", 10, corrects="misread"), kind="rate", rate_ul_per_h=100_000, rate_ug_per_h=35_200,
        old_rate_ul_per_h=150_000, old_rate_ug_per_h=52_800,
    )  # fmt: skip
    infused = Infused(
        sources=(late.source,),
        began_at=NINE,
        ended_at=None,
        dose_ug=35_200,
        given_ug=9_000,
        took_s=900,
        ran_s=900,
    )
    facts = Facts(visit=VISIT, day=date(2026, 11, 20), ordered=ORDER, pump=(late, wrong), infused=infused)
    assert texts(facts, "infusion") == [
        "The infusion began at 09:00 at 52.8 mg/h (150 mL/h).",
        "This was entered late, at 09:09.",
        "At 09:10 the rate was changed from 52.8 mg/h (150 mL/h) to 35.2 mg/h (100 mL/h).",
        "This stands for an earlier entry that was wrong: misread.",
        "End of the infusion: not recorded.",
    ]


def test_the_account_adds_up_or_says_what_is_left_and_what_differs() -> None:
    def line(kind: str, minutes: float, mass_ug: int, **more: Any) -> DoseLine:
        return DoseLine(
            **entry("book-entry", minutes),
            syringe="S-1",
            kind=kind,
            mass_ug=mass_ug,
            witness="Tomas <t>",
            **more,
        )

    infused = Infused(
        sources=(Source("session-entry", "s#1"),),
        began_at=NINE,
        ended_at=NINE,
        dose_ug=35_200,
        given_ug=20_000,
        took_s=0,
        ran_s=0,
    )
    wrong = line(
        "given", 1, 30_000, undone_at=NINE + timedelta(minutes=30), undone_by=Source("book-entry", "back")
    )
    facts = Facts(
        visit=VISIT, day=date(2026, 11, 20), ordered=ORDER, infused=infused, account_kept=True,
        doses=(line("drawn", 0, 35_200), wrong, line("given", 2, 20_100), line("wasted", 3, 100)),
    )  # fmt: skip
    assert texts(facts, "account") == [
        "Syringe S-1 is not settled: drawn 35.2 mg, given 20.1 mg, wasted 0.1 mg, spilt 0 mg; 15 mg are left in it.",
        "0.1 mg of syringe S-1 were wasted at 09:03 by Noor Haddad, witness Tomas: not recorded.",
        "An entry of the drug book was reversed at 20 November 2026, 09:30: 30 mg given, syringe S-1.",
        "The drug book says that 20.1 mg were given, the pump's entries come to 20 mg.",
    ]


@given(
    masses=st.lists(st.integers(0, 60_000), min_size=3, max_size=3),
    low=st.integers(40, 110), high=st.integers(111, 240), took_s=st.integers(0, 20_000),
)  # fmt: skip
def test_whatever_the_facts_the_digits_read_back_as_the_facts(
    masses: list[int], low: int, high: int, took_s: int
) -> None:
    given_ug, wasted_ug, broken_ug = masses
    drawn_ug = sum(masses)
    lines = [("drawn", drawn_ug), ("given", given_ug), ("wasted", wasted_ug), ("broken", broken_ug)]
    doses = tuple(
        DoseLine(**entry("book-entry", n), syringe="S-1", kind=kind, mass_ug=mass, witness="W")
        for n, (kind, mass) in enumerate(lines)
    )
    readings = [
        Reading(Source("sample", f"w#{n}"), NINE, float(value)) for n, value in enumerate((low, high))
    ]
    infused = Infused(
        sources=(Source("session-entry", "s#1"),), began_at=NINE, ended_at=NINE + timedelta(seconds=took_s), dose_ug=drawn_ug,
        given_ug=given_ug, took_s=took_s, ran_s=took_s,
    )  # fmt: skip
    facts = Facts(
        visit=VISIT, day=date(2026, 11, 20), ordered=ORDER, infused=infused, doses=doses, account_kept=True,
        ranges=(Range("hr", readings[0], readings[1], 2),),
    )  # fmt: skip
    told = texts(facts)
    account = next(one for one in told if one.startswith("Syringe S-1: drawn"))
    milligrams = [round(float(text.replace(",", "")) * 1000) for text in re.findall(r"([\d,.]+) mg", account)]
    assert milligrams == [drawn_ug, given_ug, wasted_ug, broken_ug]
    total = next(one for one in told if one.startswith("Ketamine given"))
    assert round(float(re.findall(r"([\d,.]+) mg", total)[0].replace(",", "")) * 1000) == given_ug
    minutes, seconds = re.findall(r"in (\d+) min(?: (\d+) s)?;", total)[0]
    assert int(minutes) * 60 + int(seconds or 0) == took_s
    peaks = next(one for one in told if one.startswith("Heart rate: lowest"))
    assert re.findall(r"(\d+)/min", peaks) == [str(low), str(high)]
    assert told == texts(facts), "the same facts, the same words"


def _fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("words", PLAIN.values(), ids=PLAIN)
def test_a_summary_says_the_same_in_every_language(words: Words) -> None:
    english = PLAIN["en"]
    assert words.phrases.keys() == english.phrases.keys() and words.terms.keys() == english.terms.keys()
    assert words.titles.keys() == english.titles.keys()
    assert {key: _fields(phrase) for key, phrase in words.phrases.items()} == {
        key: _fields(phrase) for key, phrase in english.phrases.items()
    }
    for protocol in protocols.PROTOCOLS:
        assert {one.code for one in protocol.symptoms} <= words.terms.keys()


def test_a_summary_tells_what_was_given_how_long_and_what_is_next_in_plain_words() -> None:
    step = Source("session-entry", "s#9")
    infused = Infused(
        sources=(step,),
        began_at=NINE,
        ended_at=NINE + timedelta(minutes=40),
        dose_ug=35_200,
        given_ug=35_200,
        took_s=2_400,
        ran_s=2_400,
    )
    dizzy = Symptom(
        **entry("session-entry", 15), code="dizziness", label="Dizziness", severity="moderate", words="", action="Pause",
        outcome="Comfortable", outcome_at=NINE + timedelta(minutes=20), outcome_source=step,
    )  # fmt: skip
    facts = Facts(
        visit=VISIT, day=date(2026, 11, 20), ordered=ORDER, infused=infused, symptoms=(dizzy,),
        coming=Booked(Source("booking", "b"), "infusion", NINE + timedelta(days=3)),
    )  # fmt: skip
    said = {
        code: [one.text for part in composed(SUMMARY, facts, words, ZONE) for one in part.told]
        for code, words in PLAIN.items()
    }
    assert said["en"] == [
        "Your infusion began at 09:00 and ended at 09:40. It took 40 min.", "You were given 35.2 mg of ketamine.",
        "At 09:15 you felt: dizzy. At 09:20 you felt well again.", "When you went home: this was not written down.",
        "Your next visit: 23 November 2026, 09:00.",
    ]  # fmt: skip
    assert said["es"][1:3] == [
        "Se le dieron 35.2 mg de ketamina.", "A las 09:15 sintió: mareo. A las 09:20 ya se sentía bien.",
    ]  # fmt: skip
    assert said["es"][-1] == "Su próxima visita: 23 de noviembre de 2026, 09:00."


def test_a_letter_names_the_instruments_and_does_not_invent_a_baseline() -> None:
    facts = Facts(visit=VISIT, day=date(2026, 11, 20))
    first, last = Source("response", "r1"), Source("response", "r2")
    scores = (
        Scored("PHQ-9", "0 to 27", last, "8", date(2026, 11, 19), first, "19", date(2026, 11, 1)),
        Scored("GAD-7", "0 to 21", last, "5", date(2026, 11, 19)),
    )
    course = CourseFacts(Source("plan", "p"), "IV ketamine for depression", 3, 6, date(2026, 11, 20))
    about = About(Source("patient", "a"), "Ana Marsh", "1981-05-04", facts, course, scores)
    told = [one.text for part in composed(LETTER, about, ENGLISH, ZONE) for one in part.told]
    assert told == [
        "I write about Ana Marsh, born 4 May 1981, who was treated here on 20 November 2026.",
        "IV ketamine for depression: 3 of 6 sessions of the course have been given.", "The last one was on 20 November 2026.",
        "End of the infusion: not recorded.", "PHQ-9: 8 (0 to 27) on 19 November 2026; before the course 19 on 1 November 2026.",
        "GAD-7: 5 (0 to 21) on 19 November 2026; a baseline before the course is not recorded.",
        "Next appointment: not recorded.",
    ]  # fmt: skip


def test_a_difference_names_what_is_new_gone_and_otherwise() -> None:
    before = [Line("a", "x", "one"), Line("b", "x", "two"), Line("c", "y", "three")]
    now = [Line("a", "x", "one"), Line("c", "y", "four"), Line("d", "y", "five")]
    found = differences(before, now)
    assert (found.new, found.gone) == ((now[2],), (before[1],))
    assert found.changed == ((before[2], now[1]),)
    assert found and not differences(before, before)


def test_a_sentence_without_a_row_is_refused_and_one_without_a_phrase_too() -> None:
    with pytest.raises(ValueError, match="nobody's"):
        Sentence("order.signed", {}, ())
    with pytest.raises(KeyError):
        ENGLISH.say(Sentence("weather", {}, (VISIT,)), ZONE)
    assert digest({"b": 1, "a": "é"}) == digest({"a": "é", "b": 1})
    assert moment(NINE.astimezone(ZONE)) == "2026-11-20T17:00:00+00:00"
