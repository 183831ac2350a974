"""Side effects and how often they were seen (clinical.md 4B, 6A, 9C)."""

from __future__ import annotations

from euthymia.domain.quantities import Confidence

from .fact import Fact, facts

_V = Confidence.V

HARMS: tuple[Fact, ...] = (
    *facts(
        "ASP; clinical.md 6A", _V,
        ("spray-n", "227", "people with esketamine"),
        ("spray-dissociation", "33.9", "of 100 felt detached"), ("placebo-dissociation", "5.8", "of 100 with placebo"),
        ("spray-dizziness", "38.3", "of 100 were dizzy"), ("placebo-dizziness", "13.8", "of 100 with placebo"),
        ("spray-nausea", "26.9", "of 100 felt sick"), ("placebo-nausea", "13.8", "of 100 with placebo"),
        ("spray-vomiting", "11.5", "of 100 vomited"), ("placebo-vomiting", "5.3", "of 100 with placebo"),
        ("spray-sleepy", "20.7", "of 100 were sleepy"), ("placebo-sleepy", "10.2", "of 100 with placebo"),
        ("spray-headache", "20.3", "of 100 had a headache"), ("placebo-headache", "20.4", "of 100 with placebo"),
        ("spray-blurred", "11.9", "of 100 saw blurred"), ("placebo-blurred", "4.9", "of 100 with placebo"),
        ("spray-anxiety", "10.1", "of 100 were anxious"), ("placebo-anxiety", "7.6", "of 100 with placebo"),
        ("spray-pressure", "11.5", "of 100 had a rise of blood pressure"), ("placebo-pressure", "4.0", "of 100 with placebo"),
    ),
    *facts(
        "YAL24; clinical.md 4B", _V,
        ("yale-sessions", "2342", "infusions"),
        ("yale-rise", "16", "mmHg, mean rise of the upper value at 40 minutes"),
        ("yale-severe-people", "12.5", "of 100 people had severe high pressure at least once"),
        ("yale-severe-sessions", "0.98", "of 100 infusions had it"),
    ),
    *facts(
        "SZA20; clinical.md 4A", _V,
        ("peak-first", "30", "minutes: from when pressure and feelings peak"),
        ("peak-last", "40", "minutes: until when they peak"),
        ("back-first", "70", "minutes: from when they are back to where they began"),
        ("back-last", "130", "minutes: until when they are back"),
    ),
    *facts(
        "MCN22; clinical.md 6A and 9C", _V,
        ("worse-depression", "8.4", "of 100 had worse depression in the course"),
        ("worse-thoughts", "6.0", "of 100 had more thoughts of suicide"),
    ),
    *facts(
        "CHA24; clinical.md 6A", _V,
        ("bladder-recreational", "25", "of 100 regular recreational users, more than, had bladder harm"),
    ),
    *facts(
        "NOP11; clinical.md 6A", _V,
        ("liver-hurt", "3", "people had liver injury on a second long infusion"),
        ("liver-n", "6", "people had that second infusion"),
        ("liver-hours", "100", "hours, each of the two infusions"),
    ),
    *facts(
        "Short 2018; clinical.md 6A", _V,
        ("reports-kept", "60", "reports were good enough"),
        ("reports-all", "288", "reports were looked at"),
    ),
)  # fmt: skip
