"""Every instrument at its published figures: worked examples, and both sides of every band.

The totals at which a band begins are written here by hand from clinical.md 7A and 5A, 5B, 4E; docs/reference/instruments.md
says which instrument rests on an example published by whom, and which on its published rules only.
"""

from __future__ import annotations

import pytest

from euthymia.domain.instruments import (
    BY_ID,
    INSTRUMENTS,
    Instrument,
    Strength,
    instrument,
    score,
    score_total,
)

# Instrument: (last total of a band, the band, first total of the next), and the published ends of the scale.
EDGES: dict[str, tuple[tuple[float, ...], tuple[tuple[float, str, str], ...]]] = {
    "phq-9": ((0, 27), ((4, "minimal", "mild"), (9, "mild", "moderate"), (14, "moderate", "moderately severe"), (19, "moderately severe", "severe"))),
    "phq-2": ((0, 6), ((2, "below the cut-off", "positive"),)),
    "gad-7": ((0, 21), ((4, "minimal", "mild"), (9, "mild", "moderate"), (14, "moderate", "severe"))),
    "pcl-5": ((0, 80), ((30, "below the cut-off", "at the cut-off"), (33, "at the cut-off", "above the cut-off"))),
    "qids-sr16": ((0, 27), ((5, "none", "mild"), (10, "mild", "moderate"), (15, "moderate", "severe"), (20, "severe", "very severe"))),
    "madrs": ((0, 60), ((6, "normal", "mild"), (19, "mild", "moderate"), (34, "moderate", "severe"))),
    "ham-d17": ((0, 52), ((7, "normal", "mild"), (13, "mild", "moderate"), (18, "moderate", "severe"), (22, "severe", "very severe"))),
    "isi": ((0, 28), ((7, "no insomnia", "below threshold"), (14, "below threshold", "moderate"), (21, "moderate", "severe"))),
    "audit-c": ((0, 12), ((2, "below the cut-offs", "at the cut-off for women"), (3, "at the cut-off for women", "at or above the cut-offs"))),
    "dast-10": ((0, 10), ((0, "none", "low"), (2, "low", "moderate"), (5, "moderate", "substantial"), (8, "substantial", "severe"))),
    "ymrs": ((0, 60), ((11, "below the cut-off", "hypomanic range"), (13, "hypomanic range", "mild"), (19, "mild", "moderate"), (30, "moderate", "severe"))),
    "asrm": ((0, 20), ((5, "below the cut-off", "positive"),)),
    "moca": ((0, 30), ((25, "below the cut-off", "at or above the cut-off"),)),
    "stop-bang": ((0, 8), ((2, "low", "intermediate"), (4, "intermediate", "high"))),
    "nrs": ((0, 10), ((0, "no pain", "mild"), (3, "mild", "moderate"), (6, "moderate", "severe"))),
    "aldrete": ((0, 10), ((8, "not ready", "ready"),)),
    "padss": ((0, 10), ((8, "not ready", "ready"),)),
    "mpadss": ((0, 10), ((8, "not ready", "ready"),)),
    "pgi-c": ((1, 7), tuple((at, one, two) for at, one, two in (
        (1, "very much improved", "much improved"), (2, "much improved", "minimally improved"), (3, "minimally improved", "no change"),
        (4, "no change", "minimally worse"), (5, "minimally worse", "much worse"), (6, "much worse", "very much worse")))),
    "moaa-s": ((0, 5), tuple((at, one, two) for at, (one, two) in enumerate((
        ("none to squeeze", "only to trapezius squeeze"), ("only to trapezius squeeze", "only to mild prodding"),
        ("only to mild prodding", "only if loud or repeated"), ("only if loud or repeated", "lethargic answer, normal tone"),
        ("lethargic answer, normal tone", "answers name readily, normal tone"))))),
    "rass": ((-5, 4), ((-5, "none", "responds to physical stimulus only"), (-1, "eye contact 10 s or longer to voice", "alert, calm"),
                       (0, "alert, calm", "restless"), (3, "very agitated", "combative"))),
}  # fmt: skip
EDGES["cgi-i"] = EDGES["pgi-c"]
# Scales that are no whole numbers: step to the next total that there is.
STEPPED: dict[str, tuple[float, tuple[float, ...], tuple[tuple[float, str, str], ...]]] = {
    "who-5": (4, (0, 100), ((28, "depression likely", "low well-being"), (48, "low well-being", "not low"))),
    "peg": (0.1, (0, 10), ((3.9, "mild", "moderate"), (6.9, "moderate", "severe"))),
    "bpi-sf": (0.1, (0, 10), ((0.9, "no pain", "mild"), (4.9, "mild", "moderate"), (6.9, "moderate", "severe"))),
    "promis": (0.1, (0, 100), ((54.9, "within normal", "mild"), (59.9, "mild", "moderate"), (69.9, "moderate", "severe"))),
}  # fmt: skip
# Judged by answers, not by a total; and scales that have no published bands at all.
BY_ANSWERS = {"c-ssrs", "asq", "mdq"}
NO_BANDS = {
    "cadss",
    "vas-dissociation",
    "vas-anxiety",
    "vas-nausea",
    "vas-mood",
    "vas-craving",
    "vas-session",
}
_ALL = [
    *((name, 1.0, ends, edges) for name, (ends, edges) in EDGES.items()),
    *((name, step, ends, edges) for name, (step, ends, edges) in STEPPED.items()),
]


def band(name: str, total: float) -> str:
    found = instrument(name)
    decimals = found.scoring.decimals
    said = score_total(found, round(total, decimals) if decimals else int(total)).band
    return said.en if said else ""


@pytest.mark.parametrize(("name", "step", "ends", "edges"), _ALL, ids=[one[0] for one in _ALL])
def test_both_sides_of_every_band(
    name: str, step: float, ends: tuple[float, ...], edges: tuple[tuple[float, str, str], ...]
) -> None:
    assert instrument(name).range == ends
    for last, below, above in edges:
        assert (band(name, last), band(name, last + step)) == (below, above)
    if name != "rass":
        assert [each.words.en for each in instrument(name).bands] == [edges[0][1], *(one[2] for one in edges)]


def test_every_instrument_has_its_edges_or_says_why_not() -> None:
    assert set(EDGES) | set(STEPPED) | BY_ANSWERS | NO_BANDS == set(BY_ID)
    for name in NO_BANDS:
        assert not instrument(name).bands and instrument(name).judged is None
    for name in BY_ANSWERS:
        assert instrument(name).judged is not None


@pytest.mark.parametrize("each", [one for one in INSTRUMENTS if one.worked], ids=lambda each: each.id)
def test_published_worked_examples(each: Instrument) -> None:
    for example in each.worked:
        found = score(each, example.answers)
        assert (found.complete, found.prorated) == (True, False)
        assert found.total == example.total if example.total is not None else example.band
        assert not example.band or (found.band and found.band.en) == example.band
        assert {name: found.subscales[name] for name, _ in example.parts} == dict(example.parts)
        assert example.source.strip()


# What nobody is known to have published a filled form of: the ends of the published range hold it.
BY_ITS_ENDS = {"cadss", "padss"}
BY_A_STANDARDS_BODY = {"phq-9", "gad-7"}
BY_OPEN_DATA = {"ham-d17", "ymrs"}


def test_what_each_instrument_rests_on_is_known() -> None:
    """A new instrument brings its example, or is named here as one with the ends of its range only."""
    summed = {each.id for each in INSTRUMENTS if not each.is_one_number}
    assert {each.id for each in INSTRUMENTS if each.worked} == summed
    for each in INSTRUMENTS:
        strengths = {example.strength for example in each.worked}
        assert (Strength.STANDARD in strengths) == (each.id in BY_A_STANDARDS_BODY)
        assert (Strength.ENDS in strengths) == (strengths == {Strength.ENDS}) == (each.id in BY_ITS_ENDS)
        assert (Strength.DATA in strengths) == (each.id in BY_OPEN_DATA)


@pytest.mark.parametrize("each", [one for one in INSTRUMENTS if one.is_one_number], ids=lambda each: each.id)
def test_where_there_is_one_number_the_number_is_the_score(each: Instrument) -> None:
    low, high = each.range
    for value in (low, high):
        assert score(each, (value,)).total == value
    assert score(each, (None,)).total is None


@pytest.mark.parametrize("each", INSTRUMENTS, ids=lambda each: each.id)
def test_every_instrument_names_the_source_of_its_rules_and_of_missing_answers(each: Instrument) -> None:
    assert each.source.strip() and each.scoring.provenance.source and each.scoring.says.strip()
    assert each.scoring.missing_provenance is not None
    assert not each.bands or each.bands_provenance is not None
