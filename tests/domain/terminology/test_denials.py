"""What is denied is not taken, what is beside it is; and a line may say that there is nothing."""

from __future__ import annotations

import pytest

from euthymia.domain.terminology import recognise
from euthymia.domain.terminology.denials import says_nothing


def taken(text: str) -> list[str]:
    """Names of what is taken; `?` before an open item."""
    reading = recognise(text)
    names = [drug.name for mention in reading.mentions if mention.is_taken for drug in mention.drugs]
    return names + [f"?{one.written}" for one in reading.unknown]


@pytest.mark.parametrize(
    "text",
    [
        "memantine: none", "memantine: no", "memantine (none)", "memantine - denied", "memantine=never", "no memantine",
        "denies memantine", "denies memantine use", "denies current use of memantine", "never memantine", "zero memantine",
        "has never used memantine", "hasn't taken memantine", "no history of memantine use", "no lithium or memantine",
        "no lithium, amantadine or memantine", "denies lithium, amantadine, memantine", "denies lithium and memantine",
        "denies tobacco, alcohol or drugs", "negative for opioids", "no benzodiazepines", "denies MAOIs", "alcohol-free",
        "0 alcohol", "does not drink alcohol", "sober from alcohol since 2015", "no alcohol in the past month",
        "denies taking theophylline or MAOIs", "used to take memantine, stopped 2019",
    ],
)  # fmt: skip
def test_a_denial_takes_its_drugs_away_and_leaves_nothing_open(text: str) -> None:
    reading = recognise(text)
    assert reading.mentions and taken(text) == []
    assert reading.which == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("no problem with memantine", ["memantine"]),
        ("no change in memantine", ["memantine"]),
        ("memantine, no more than 20 mg", ["memantine"]),
        ("memantine No. 28", ["memantine"]),
        ("memantine 10 mg bid, none today", ["memantine"]),
        ("memantine never stopped", ["memantine"]),
        ("never misses memantine", ["memantine"]),
        ("never without lorazepam", ["lorazepam"]),
        ("denies side effects of lithium", ["lithium"]),
        ("no medications except memantine", ["memantine"]),
        ("no meds other than lithium", ["lithium"]),
        ("no aspirin, memantine", ["memantine"]),
        ("no aspirin and memantine", ["memantine"]),
        ("no aspirin; memantine 10 mg", ["memantine"]),
        ("denies aspirin, lithium 900 mg daily", ["lithium"]),
        ("denies aspirin or lithium 900 mg daily", ["lithium"]),
        ("memantine no, amantadine yes", ["amantadine"]),
        ("no alcohol but 2 beers nightly", ["alcohol"]),
        ("no alcohol since yesterday", ["alcohol"]),
        ("alcohol: none for 12 hours", ["alcohol"]),
        ("denies glorbnax", ["?denies glorbnax"]),
        ("denies anything except glorbnax", ["?denies anything except glorbnax"]),
        ("Xanax, drinks daily", ["alprazolam", "?drinks"]),
        ("alcohol, 2 drinks per month", ["alcohol"]),
        ("sertraline 100 mg daily, no side effects", ["sertraline"]),
        ("lithium 900 mg, no missed doses", ["lithium"]),
    ],
)
def test_what_a_denial_does_not_speak_of_is_taken_or_open(text: str, names: list[str]) -> None:
    assert taken(text) == names


@pytest.mark.parametrize(
    "text",
    ["none", "None.", "nothing", "n/a", "no medications", "no other medications", "no supplements, no OTC", "denies herbal supplements",
     "no known drugs", "taking nothing", "no prescription or over the counter medicines", "supplements: none"],
)  # fmt: skip
def test_a_line_may_say_that_there_is_nothing(text: str) -> None:
    reading = recognise(text)
    assert reading.says_nothing and not reading.unknown and not reading.is_recognised


@pytest.mark.parametrize(
    "text",
    ["", "no", "no meds, only a patch", "no supplements, some powder", "no meds. Glorbnax", "none; takes some herbal tea",
     "no prescription meds, one pill from a friend", "nothing but a pill"],
)  # fmt: skip
def test_a_line_that_hides_something_does_not(text: str) -> None:
    assert not says_nothing(text)
    assert recognise(text).unknown
