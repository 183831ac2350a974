"""The words and numbers that pages show: plain, sourced, and not only the favourable ones."""

from __future__ import annotations

import re

import pytest

from euthymia.domain.pharmacology.explained import (
    GLOSSARY,
    HOW_IT_WORKS,
    LIMITS,
    READING_GRADE,
    TIME_AXIS,
    TRIALS,
    Direction,
    Passage,
    Treatment,
)


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e; letters read out one by one count each."""
    if word.isupper():
        return len(word)
    word = re.sub(r"(?<=[^aeiouyl])e$|(?<=[^dt])ed$|es$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(text: str) -> float:
    """Flesch-Kincaid."""
    sentences = [s for s in re.split(r"[.!?:]+\s*", text) if s]
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat sat on the mat.", -1.45),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11.3),
    ],
)
def test_the_measure_itself(text: str, expected: float) -> None:
    assert grade(text) == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("passage", HOW_IT_WORKS, ids=lambda passage: passage.name)
def test_the_words_can_be_read_at_the_set_grade(passage: Passage) -> None:
    assert grade(passage.text) <= READING_GRADE


@pytest.mark.parametrize("term", GLOSSARY)
def test_so_can_the_glossary_and_the_limits(term: str) -> None:
    assert grade(GLOSSARY[term]) <= READING_GRADE
    assert any(term in passage.terms for passage in HOW_IT_WORKS)


def test_every_term_that_a_passage_links_is_in_it_and_explained() -> None:
    for passage in HOW_IT_WORKS:
        for term in passage.terms:
            assert term in passage.text and term in GLOSSARY


def test_receptor_glutamate_and_plasticity_are_told() -> None:
    assert {"receptor", "glutamate", "plasticity"} <= {passage.name for passage in HOW_IT_WORKS}
    assert any("not known" in passage.title for passage in HOW_IT_WORKS)


def test_both_treatments_stand_on_one_axis_with_sources() -> None:
    first = {
        treatment: min(stretch.from_h for stretch in TIME_AXIS if stretch.treatment is treatment)
        for treatment in Treatment
    }
    assert first[Treatment.KETAMINE] < 24 < 14 * 24 < first[Treatment.CONVENTIONAL]
    for stretch in TIME_AXIS:
        assert stretch.to_h is None or stretch.from_h < stretch.to_h
        assert stretch.says and stretch.source and str(stretch.standing)


def test_the_unfavourable_trials_stand_with_the_favourable() -> None:
    names = {trial.name.split(",")[0]: trial.direction for trial in TRIALS}
    assert names["Jelovac 2025"] is Direction.AGAINST
    assert names["Ekstrand 2022"] is Direction.AGAINST and names["Anand 2023"] is Direction.FOR
    assert names["Abdallah 2022"] is Direction.AGAINST
    assert names["McIntyre 2020"] is Direction.NEITHER
    for trial in TRIALS:
        assert trial.design and re.search(r"\d", trial.result + trial.design) and str(trial.standing)


@pytest.mark.parametrize(
    ("trial", "numbers"),
    [
        ("Murrough 2013", ["7.95", "3.20", "12.71", "64", "28"]),
        ("Meta-analysis 2015", ["9.87", "4.37", "22.29", "14.47", "2.67", "78.49"]),
        ("Kishimoto 2016", ["−1.00", "−1.28", "−0.73", "days 10 to 12"]),
        ("Singh 2016", ["−18.4", "−5.7", "−17.7", "−3.1"]),
        ("Phillips 2019", ["59", "median 3"]),
        ("McIntyre 2020", ["27", "13"]),
        ("Anand 2023", ["55.4", "41.2", "14.2", "3.9", "24.2"]),
        ("Ekstrand 2022", ["63", "46", "2 to 30", "70"]),
        ("Jelovac 2025", ["−3.16", "−8.54", "2.22", "0.25", "46.9", "33.3", "43.8", "30 %"]),
        ("Trivedi 2006", ["28", "33", "47"]),
        ("Rush 2006", ["36.8", "30.6", "13.7", "13.0", "67"]),
    ],
)
def test_each_trial_has_the_numbers_of_the_fact_base(trial: str, numbers: list[str]) -> None:
    (found,) = [one for one in TRIALS if one.name.startswith(trial)]
    assert [number for number in numbers if number not in found.result] == []


def test_numbers_that_were_only_recalled_are_not_printed() -> None:
    said = " ".join(f"{trial.name} {trial.result}" for trial in TRIALS)
    assert "Zarate" not in said and "Pigott" not in said and "71 %" not in said


def test_the_theoretical_remission_says_that_it_is_one() -> None:
    (rush,) = [trial for trial in TRIALS if trial.name.startswith("Rush")]
    assert "in theory" in rush.result


@pytest.mark.parametrize(
    "wanted", ["midazolam", "27 of 100", "days 10 to 12", "PTSD", "level of the drug in blood"]
)
def test_what_a_page_must_say_is_part_of_the_data(wanted: str) -> None:
    assert any(wanted in limit for limit in LIMITS)
