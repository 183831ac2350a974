"""Conditions by code and words: what is present, denied, a relative's, or not read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.terminology.conditions import CONDITIONS, of_code, read


def said(text: str) -> list[str]:
    """`key` for what is present, `key?kind` for what is not the person's."""
    return [
        mention.condition.key if mention.kind == "present" else f"{mention.condition.key}?{mention.kind}"
        for mention in read(text).mentions
    ]


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("I10", "hypertension"),
        ("i10", "hypertension"),
        (" I10 ", "hypertension"),
        ("F32.3", "psychotic-depression"),
        ("F323", "psychotic-depression"),
        ("F32.2", "depression"),
        ("F33.40", "depression"),
        ("I60.9", "intracranial-haemorrhage"),
        ("I62.00", "intracranial-haemorrhage"),
        ("I63.9", "stroke"),
        ("I69.151", "intracranial-haemorrhage"),
        ("Z86.73", "old-stroke"),
        ("O14.10", "pre-eclampsia"),
        ("O09.90", "pregnancy"),
        ("O9A.111", "pregnancy"),
        ("K70.30", "liver-moderate"),
        ("K70.31", "liver-severe"),
        ("N30.10", "bladder"),
        ("N30.90", "urinary-symptoms"),
        ("R31.9", "bladder-active"),
        ("H40.211", "eye-acute"),
        ("H40.11X0", "glaucoma"),
        ("I45.81", "long-qt"),
        ("F16.20", "dissociative-use"),
        ("E73.9", "mh-33"),
        ("Z88.0", "mh-33"),
        ("U07.1", "infection"),
        ("I10.", None),
        ("10", None),
        ("hypertension", None),
        ("U09.9", None),
        ("", None),
    ],
)
def test_a_code_stands_for_one_condition(code: str, key: str | None) -> None:
    found = of_code(code)
    assert (None if found is None else found.key) == key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heart attack", ["mi"]),
        ("MI", ["mi"]),
        ("AFib", ["arrhythmia"]),
        ("high blood pressure", ["hypertension"]),
        ("HTN", ["hypertension"]),
        ("brain bleed", ["intracranial-haemorrhage"]),
        ("haematuria", ["bladder-active"]),
        ("hematuria", ["bladder-active"]),
        ("sleep apnoea", ["sleep-apnoea"]),
        ("Graves' disease", ["hyperthyroidism"]),
        ("seizures", ["seizure"]),
        ("MDD with psychotic features", ["psychotic-depression"]),
        ("depression with psychotic features and hypertension", ["psychotic-depression", "hypertension"]),
        ("Type 2 diabetes mellitus", ["diabetes"]),
        ("no history of stroke", ["stroke?denied"]),
        ("denies stroke, seizure, or angina", ["stroke?denied", "seizure?denied", "coronary-disease?denied"]),
        ("denies heart attack and stroke", ["mi?denied", "stroke?denied"]),
        ("no stroke or seizure", ["stroke?denied", "seizure?denied"]),
        ("no stroke, hypertension", ["stroke?denied", "hypertension"]),
        ("never had a stroke but has hypertension", ["stroke?denied", "hypertension"]),
        ("stroke ruled out", ["stroke?denied"]),
        ("stroke: no", ["stroke?denied"]),
        ("stroke not ruled out", ["stroke"]),
        ("cannot rule out aneurysm", ["aneurysm"]),
        ("rule out MI", ["mi"]),
        ("possible seizure", ["seizure"]),
        ("does not have epilepsy", ["seizure?denied"]),
        ("negative for hepatitis C", ["liver-moderate?denied"]),
        ("family history of stroke", ["stroke?family"]),
        ("father had a heart attack", ["mi?family"]),
        ("mother: bipolar disorder; hypertension", ["bipolar?family", "hypertension"]),
        ("heat stroke", ["general"]),
        ("anxiety", ["anxiety"]),
        ("none", []),
        ("", []),
    ],
)
def test_words_are_read(text: str, expected: list[str]) -> None:
    assert said(text) == expected
    assert read(text).unread == ()


@pytest.mark.parametrize(
    ("text", "unread", "like"),
    [
        ("hypertnsion", "hypertnsion", "hypertension"),
        ("myocardial infraction", "myocardial infraction", "myocardial infarction"),
        ("epilepsi", "epilepsi", "epilepsy"),
        ("glorbnax syndrome", "glorbnax syndrome", ""),
        ("epilepsy and glorbnax", "glorbnax", ""),
        ("hypertension; glorbnax", "glorbnax", ""),
        ("脳卒中", "脳卒中", ""),
        ("???", "???", ""),
    ],
)
def test_what_is_not_known_is_never_taken_for_something_like_it(text: str, unread: str, like: str) -> None:
    assert (unread, like) in read(text).unread
    assert unread.split()[0] not in " ".join(mention.words for mention in read(text).mentions)


@pytest.mark.parametrize(
    ("text", "qualifiers"),
    [
        ("uncontrolled hypertension", {"uncontrolled"}),
        ("hypertension, well controlled", {"controlled"}),
        ("heart failure NYHA III", {"nyha-3"}),
        ("heart failure, NYHA class 4", {"nyha-3"}),
        ("history of psychosis", {"past", "psychotic"}),
        ("bipolar disorder in remission", {"remitted"}),
    ],
)
def test_the_words_beside_a_condition_are_kept(text: str, qualifiers: set[str]) -> None:
    (mention,) = read(text).mentions
    assert mention.qualifiers == qualifiers


def test_a_qualifier_belongs_to_its_own_condition() -> None:
    first, second = read("uncontrolled hypertension, asthma").mentions
    assert first.qualifiers == {"uncontrolled"} and second.qualifiers == set()


def test_times_in_words_are_kept() -> None:
    assert read("stroke 2019").mentions[0].date == "2019"
    assert read("stroke 3 weeks ago").mentions[0].ago == (3, "week")
    assert read("seizure last month").mentions[0].ago == (1, "month")


def test_every_word_of_the_tables_leads_to_its_condition() -> None:
    lost = []
    taken: dict[str, str] = {}
    for condition in CONDITIONS:
        for words in condition.words:
            keys = [mention.condition.key for mention in read(words).mentions]
            if keys != [taken.setdefault(words, condition.key)]:
                lost.append((words, condition.key, keys))
    assert lost == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    reading = read(text)
    assert reading.text == text
    assert of_code(text) is None or of_code(text) in CONDITIONS
