"""What is told from home: what pages a person, what waits until today, and that nothing unknown is a pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from euthymia.domain.quantities import Confidence
from euthymia.domain.rules import attachments, from_home, lost
from euthymia.domain.rules.crisis_path import Level as CrisisLevel
from euthymia.domain.rules.from_home import COMPLAINTS, Level, Phase, Severity, Told

NOON = datetime(2026, 11, 20, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "level", "emergency"),
    [
        (Told(felt="chest-pain", severity="mild"), Level.RED, True),
        (Told(felt="fainting", now="gone"), Level.RED, True),
        (Told(felt="urination", severity="mild"), Level.RED, False),
        (Told(felt="headache", severity="moderate"), Level.AMBER, False),
        (Told(felt="headache", severity="severe"), Level.RED, False),
        (Told(felt="vomiting", now="gone", severity="severe"), Level.AMBER, False),
        (Told(felt="vomiting", now="ongoing", severity="mild"), Level.RED, False),
        (Told(felt="hallucinations", lasting="under-4-h"), Level.AMBER, False),
        (Told(felt="hallucinations", lasting="over-4-h"), Level.RED, False),
        (Told(felt="hallucinations", lasting="over-2-weeks"), Level.RED, False),
        (Told(felt="mood", severity="moderate"), Level.AMBER, False),
        (Told(felt="mood", severity="severe"), Level.RED, False),
        (Told(felt="nausea", severity="life-threatening"), Level.RED, True),
        (Told(felt="bladder", lasting="over-2-weeks"), Level.AMBER, False),
    ],
)
def test_what_pages_a_person_and_what_waits_until_today(told: Told, level: Level, emergency: bool) -> None:
    found = from_home.triage(told)
    assert (found.level, found.emergency, found.trigger) == (level, emergency, None)
    assert found.reasons


@pytest.mark.parametrize("unknown", ["", "unsure"])
@pytest.mark.parametrize("felt", ["headache", "mood", "confusion", "vomiting", "hallucinations"])
def test_what_is_not_known_never_makes_it_less_urgent(felt: str, unknown: str) -> None:
    told = Told(felt=felt, severity=unknown, lasting=unknown, now=unknown, thoughts="no")
    found = from_home.triage(told)
    assert found.level is Level.RED and "not known" in found.reasons[0].says


@pytest.mark.parametrize("felt", [one.code for one in COMPLAINTS])
def test_stronger_is_never_less_urgent(felt: str) -> None:
    levels = [
        from_home.triage(Told(felt=felt, severity=one, lasting="under-4-h", now="gone")).level
        for one in Severity
    ]
    assert levels == sorted(levels, key=lambda one: one is Level.RED)


@pytest.mark.parametrize("thoughts", ["yes", "unsure"])
def test_thoughts_page_and_open_the_inquiry_whatever_is_felt(thoughts: str) -> None:
    found = from_home.triage(Told(felt="nausea", severity="mild", thoughts=thoughts))
    assert found.level is Level.RED and found.trigger is not None
    assert (found.trigger.rule, found.trigger.level) == ("9A-6", CrisisLevel.INQUIRY)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("I want to kill  MYSELF", True), ("I cant go on", True), ("I can’t go on", True), ("pienso en el suicidio", True),
        ("QUIERO HACERME DAÑO", True), ("mejor muerta", True), ("I slept well", False), ("me duele la cabeza", False), ("", False),
    ],
)  # fmt: skip
def test_words_are_found_in_either_language_however_they_are_spelled(words: str, found: bool) -> None:
    assert (from_home.of_words(words) is not None) is found


@pytest.mark.parametrize(
    ("told", "after", "phase"),
    [
        (Told(felt="nausea"), timedelta(hours=24), Phase.IMMEDIATE),
        (Told(felt="nausea"), timedelta(hours=24, seconds=1), Phase.DELAYED),
        (Told(felt="bladder"), timedelta(days=3), Phase.LONG_TERM),
        (Told(felt="dizziness", lasting="over-2-weeks"), timedelta(days=20), Phase.LONG_TERM),
        (Told(felt="nausea"), timedelta(seconds=-1), Phase.UNKNOWN),
    ],
)
def test_where_it_stands_on_the_timeline(told: Told, after: timedelta, phase: Phase) -> None:
    assert from_home.phase(told, NOON + after, NOON) is phase
    assert from_home.phase(told, NOON, None) is Phase.UNKNOWN


def test_until_when_it_is_answered() -> None:
    closes, tomorrow = NOON + timedelta(hours=3), NOON + timedelta(hours=36)
    assert from_home.due(Level.RED, NOON, closes, tomorrow) == NOON + timedelta(minutes=15)
    assert from_home.due(Level.AMBER, NOON, closes, tomorrow) == closes
    assert from_home.due(Level.AMBER, closes, closes, tomorrow) == tomorrow
    assert from_home.due(Level.AMBER, NOON, None, tomorrow) == tomorrow, "no hours known"


def test_what_cannot_be_kept_says_what_is_accepted() -> None:
    wrong = Told(
        felt="moon", severity="much", lasting="ages", now="maybe", thoughts="some", words="a" * 4_001
    )
    found = from_home.faults(wrong)
    assert {one.at for one in found} == {"felt", "severity", "lasting", "now", "thoughts", "words"}
    assert all(one.accepted for one in found) and from_home.faults(Told(felt="nausea")) == []


def test_every_complaint_is_said_in_both_languages_and_has_its_source() -> None:
    for one in COMPLAINTS:
        assert one.words.es and one.provenance.source, one.code
    published = {one.code for one in COMPLAINTS if one.provenance.confidence in (Confidence.V, Confidence.V2)}
    assert {"chest-pain", "headache", "vomiting", "hallucinations", "urination", "mood"} <= published


def test_a_file_is_what_it_contains() -> None:
    for kind, content in (
        ("application/pdf", b"%PDF-1.4 x %%EOF"), ("image/jpeg", b"\xff\xd8\xff\xe0 x \xff\xd9"),
        ("image/png", b"\x89PNG\r\n\x1a\n x IEND\xaeB`\x82"),
    ):  # fmt: skip
        found = attachments.kind_of(content)
        assert found is not None and found.media == kind
        assert attachments.kind_of(content[:-3]) is None, "cut off"
    assert attachments.kind_of(b"<html><script>") is None


def test_silence_is_reached_out_to_three_times_and_then_by_letter() -> None:
    began = NOON - timedelta(days=40)
    heard = lost.Heard(NOON - timedelta(days=14), began)
    assert lost.step(heard, NOON - timedelta(seconds=1)) is lost.Step.NOTHING
    steps = [lost.step(lost.Heard(heard.last, began, tried), NOON) for tried in range(4)]
    assert steps == [lost.Step.REACH_OUT] * 3 + [lost.Step.LETTER]
    assert lost.step(lost.Heard(None, began), NOON) is lost.Step.REACH_OUT
    assert lost.step(lost.Heard(None, NOON), NOON) is lost.Step.NOTHING
