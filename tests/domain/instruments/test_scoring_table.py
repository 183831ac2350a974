"""Every instrument at its published rule: answers worked out by hand from its table, to total, band and flags."""

from __future__ import annotations

import pytest

from euthymia.domain.instruments import BY_ID, INSTRUMENTS, instrument, read, score, score_total
from euthymia.domain.quantities import Unusable

# Instrument, answers, total, band, flags.
TABLE = (
    # PHQ-9: the five bands at both of their ends; item 9 counts whatever the total.
    ("phq-9", "3,2,1,2,1,2,1,2,1", 15, "moderately severe", ["item-9"]),
    ("phq-9", "0,0,0,0,0,0,0,0,0", 0, "minimal", []),
    ("phq-9", "1,1,1,1,0,0,0,0,0", 4, "minimal", []),
    ("phq-9", "1,1,1,1,1,0,0,0,0", 5, "mild", []),
    ("phq-9", "2,2,2,2,1,0,0,0,0", 9, "mild", []),
    ("phq-9", "2,2,2,2,2,0,0,0,0", 10, "moderate", []),
    ("phq-9", "3,3,3,3,2,0,0,0,0", 14, "moderate", []),
    ("phq-9", "3,3,3,3,3,0,0,0,0", 15, "moderately severe", []),
    ("phq-9", "3,3,3,3,3,3,1,0,0", 19, "moderately severe", []),
    ("phq-9", "3,3,3,3,3,3,2,0,0", 20, "severe", []),
    ("phq-9", "3,3,3,3,3,3,3,3,3", 27, "severe", ["item-9"]),
    ("phq-9", "0,0,0,0,0,0,0,0,1", 1, "minimal", ["item-9"]),
    ("phq-9", "0,0,0,0,0,0,0,0,1,3", 1, "minimal", ["item-9"]),  # difficulty is not part of the score
    ("phq-2", "1,1", 2, "below the cut-off", []),
    ("phq-2", "1,2", 3, "positive", []),
    ("gad-7", "1,1,1,1,0,0,0", 4, "minimal", []),
    ("gad-7", "1,1,1,1,1,0,0", 5, "mild", []),
    ("gad-7", "2,2,2,2,1,0,0", 9, "mild", []),
    ("gad-7", "2,2,2,2,2,0,0", 10, "moderate", []),
    ("gad-7", "2,2,2,2,2,2,3", 15, "severe", []),
    # PCL-5: cut-off 31 to 33; the clusters B1 C1 D2 E2 make it provisional, not the total.
    ("pcl-5", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", 20, "below the cut-off", []),
    ("pcl-5", "4,4,4,4,4,4,4,2,0,0,0,0,0,0,0,0,0,0,0,0", 30, "below the cut-off", []),
    ("pcl-5", "4,4,4,4,4,4,4,3,0,0,0,0,0,0,0,0,0,0,0,0", 31, "at the cut-off", []),
    ("pcl-5", "4,4,4,4,4,4,4,3,3,0,0,0,0,0,0,0,0,0,0,0", 34, "above the cut-off", []),
    ("pcl-5", "2,0,0,0,0,2,0,2,2,0,0,0,0,0,2,2,0,0,0,0", 12, "below the cut-off", ["provisional-ptsd"]),
    ("pcl-5", "1,0,0,0,0,2,0,2,2,0,0,0,0,0,2,2,0,0,0,0", 11, "below the cut-off", []),
    # QIDS: maxima of 1–4, 6–9 and 15–16, so sixteen 1s make nine, not sixteen.
    ("qids-sr16", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", 9, "mild", []),
    ("qids-sr16", "3,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0", 5, "none", []),
    ("qids-sr16", "3,3,3,3,2,3,3,3,3,2,1,1,0,0,0,0", 12, "moderate", []),
    ("qids-sr16", "3,3,3,3,3,3,3,3,3,3,3,2,1,0,0,0", 18, "severe", ["item-12"]),
    ("qids-sr16", "3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3", 27, "very severe", ["item-12"]),
    ("madrs", "1,1,1,1,1,1,0,0,0,0", 6, "normal", []),
    ("madrs", "1,1,1,1,1,1,1,0,0,0", 7, "mild", []),
    ("madrs", "4,4,4,4,2,0,0,0,0,2", 20, "moderate", []),
    ("madrs", "4,4,4,4,4,4,4,4,0,3", 35, "severe", ["item-10"]),
    ("ham-d17", "1,1,1,0,0,0,1,1,1,1,0,0,0,0,0,0,0", 7, "normal", []),
    ("ham-d17", "2,1,1,0,0,0,1,1,1,1,0,0,0,0,0,0,0", 8, "mild", []),
    ("ham-d17", "3,2,1,1,1,1,2,1,1,1,0,0,0,0,0,0,0", 14, "moderate", []),
    ("ham-d17", "4,3,2,1,1,1,2,2,1,2,0,0,0,0,0,0,0", 19, "severe", []),
    ("ham-d17", "4,4,4,2,2,2,4,4,4,4,4,2,2,2,4,2,2", 52, "very severe", []),
    # C-SSRS: the highest ideation, and the level of section 9A.
    ("c-ssrs", "0,0,,,,0", 0, "none", []),
    ("c-ssrs", "1,0,,,,0", 1, "low", ["suicide-risk"]),
    ("c-ssrs", "1,1,0,0,0,0", 2, "low", ["suicide-risk"]),
    ("c-ssrs", "1,1,1,0,0,0", 3, "moderate", ["suicide-risk", "suicide-risk-moderate"]),
    ("c-ssrs", "0,0,,,,1", 0, "moderate", ["suicide-risk", "suicide-risk-moderate"]),
    ("c-ssrs", "1,1,1,1,0,0", 4, "high", ["suicide-risk", "suicide-risk-high"]),
    ("c-ssrs", "1,1,0,0,1,0", 5, "high", ["suicide-risk", "suicide-risk-high"]),
    ("c-ssrs", "0,0,,,,2", 0, "high", ["suicide-risk", "suicide-risk-high"]),
    ("asq", "0,0,0,0", 0, "negative", []),
    ("asq", "0,0,0,0,", 0, "negative", []),
    ("asq", "0,0,0,1,0", 1, "positive, not acute", ["positive"]),
    ("asq", "1,1,1,1,1", 4, "positive, acute", ["positive", "acute"]),
    ("asq", "1,0,0,0,", 1, "positive", ["positive"]),
    # WHO-5: times four, and higher is better.
    ("who-5", "0,0,0,0,0", 0, "depression likely", []),
    ("who-5", "2,2,1,1,1", 28, "depression likely", []),
    ("who-5", "3,3,2,2,2", 48, "low well-being", []),
    ("who-5", "3,3,3,2,2", 52, "not low", []),
    ("who-5", "5,5,5,5,5", 100, "not low", []),
    # PEG: the mean to one decimal.
    ("peg", "3,4,4", 3.7, "mild", []),
    ("peg", "4,4,4", 4.0, "moderate", []),
    ("peg", "7,7,7", 7.0, "severe", []),
    ("peg", "10,10,9", 9.7, "severe", []),
    ("bpi-sf", "4,4,4,4,0,0,0,0,0,0,0", 4.0, "mild", []),
    ("bpi-sf", "5,5,5,6,7,7,7,7,7,7,8", 5.3, "moderate", []),
    ("nrs", "0", 0, "no pain", []),
    ("nrs", "3", 3, "mild", []),
    ("nrs", "4", 4, "moderate", []),
    ("nrs", "7", 7, "severe", []),
    ("promis", "54.9", 54.9, "within normal", []),
    ("promis", "55", 55.0, "mild", []),
    ("promis", "60", 60.0, "moderate", []),
    ("promis", "70.1", 70.1, "severe", []),
    ("isi", "1,1,1,1,1,1,1", 7, "no insomnia", []),
    ("isi", "2,1,1,1,1,1,1", 8, "below threshold", []),
    ("isi", "3,2,2,2,2,2,2", 15, "moderate", []),
    ("isi", "4,3,3,3,3,3,3", 22, "severe", []),
    ("cadss", ",".join(["1"] * 23), 23, None, []),
    ("audit-c", "1,1,0", 2, "below the cut-offs", []),
    ("audit-c", "1,1,1", 3, "at the cut-off for women", ["positive-women"]),
    ("audit-c", "2,1,1", 4, "at or above the cut-offs", ["positive-women", "positive-men"]),
    # DAST-10: for item 3 a no counts.
    ("dast-10", "0,0,1,0,0,0,0,0,0,0", 0, "none", []),
    ("dast-10", "0,0,0,0,0,0,0,0,0,0", 1, "low", []),
    ("dast-10", "1,1,0,0,0,0,0,0,0,0", 3, "moderate", []),
    ("dast-10", "1,1,0,1,1,1,0,0,0,0", 6, "substantial", []),
    ("dast-10", "1,1,0,1,1,1,1,1,1,1", 10, "severe", []),
    # YMRS: items 5, 6, 8 and 9 go to 8.
    ("ymrs", "1,1,1,1,2,2,1,1,1,0,0", 11, "below the cut-off", []),
    ("ymrs", "1,1,1,1,2,2,1,2,1,0,0", 12, "hypomanic range", []),
    ("ymrs", "0,0,0,0,8,6,0,0,0,0,0", 14, "mild", []),
    ("ymrs", "0,0,0,0,8,8,0,4,0,0,0", 20, "moderate", []),
    ("ymrs", "4,4,4,4,8,8,4,8,8,4,4", 60, "severe", []),
    ("asrm", "1,1,1,1,1", 5, "below the cut-off", []),
    ("asrm", "2,1,1,1,1", 6, "positive", ["mania-possible"]),
    # MDQ: seven, at the same time, with impairment.
    ("mdq", "1,1,1,1,1,1,1,0,0,0,0,0,0,1,1", 7, "positive", ["positive"]),
    ("mdq", "1,1,1,1,1,1,0,0,0,0,0,0,0,1,1", 6, "negative", []),
    ("mdq", "1,1,1,1,1,1,1,1,1,1,1,1,1,0,1", 13, "negative", []),
    ("mdq", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,0", 13, "negative", []),
    ("pgi-c", "1", 1, "very much improved", []),
    ("pgi-c", "4", 4, "no change", []),
    ("pgi-c", "6", 6, "much worse", ["worse"]),
    ("cgi-i", "2", 2, "much improved", []),
    ("moca", "25", 25, "below the cut-off", []),
    ("moca", "26", 26, "at or above the cut-off", []),
    ("stop-bang", "1,1,0,0,0,0,0,0", 2, "low", []),
    ("stop-bang", "1,1,1,0,0,0,0,0", 3, "intermediate", []),
    ("stop-bang", "1,1,1,1,1,0,0,0", 5, "high", []),
    ("vas-dissociation", "10", 10, None, []),
    ("vas-anxiety", "3", 3, None, []),
    ("vas-nausea", "0", 0, None, []),
    ("vas-mood", "8", 8, None, []),
    ("vas-craving", "1", 1, None, []),
    ("vas-session", "9", 9, None, []),
    ("moaa-s", "5", 5, "answers name readily, normal tone", []),
    ("moaa-s", "0", 0, "none to squeeze", []),
    ("rass", "-5", -5, "none", []),
    ("rass", "0", 0, "alert, calm", []),
    ("rass", "4", 4, "combative", []),
    ("aldrete", "2,2,2,1,1", 8, "not ready", []),
    ("aldrete", "2,2,2,2,1", 9, "ready", []),
    ("padss", "2,2,2,2,0", 8, "not ready", []),
    ("padss", "2,2,2,2,1", 9, "ready", []),
    ("mpadss", "2,2,2,2,2", 10, "ready", []),
)


@pytest.mark.parametrize(("name", "answers", "total", "band", "flags"), TABLE)
def test_the_published_rule(
    name: str, answers: str, total: float, band: str | None, flags: list[str]
) -> None:
    found = instrument(name)
    scored = score(found, read(found, answers)).to_json()
    assert (scored["instrument"], scored["total"], scored["band"]) == (name, total, band)
    assert (scored["flags"], scored["complete"]) == (flags, True)
    assert type(scored["total"]) is type(total)
    assert not {"prorated", "why"} & set(scored)


def test_every_instrument_has_its_examples() -> None:
    assert {row[0] for row in TABLE} == set(BY_ID)


def test_subscales_stand_beside_the_total() -> None:
    pcl = instrument("pcl-5")
    rising = [0, 1, 2, 3, 4] * 4
    assert score(pcl, rising).subscales == {"cluster-b": 10, "cluster-c": 1, "cluster-d": 15, "cluster-e": 14}
    bpi = instrument("bpi-sf")
    scored = score(bpi, read(bpi, "5,5,5,6,7,7,7,7,7,7,8"))
    assert scored.subscales == {"severity": 5.3, "interference": 7.1}
    # Its developers let the mean of interference stand from four answers of seven on; severity needs all four.
    assert score(bpi, read(bpi, "5,5,5,6,7,,8,,8,,8")).subscales == {"severity": 5.3, "interference": 7.8}
    assert score(bpi, read(bpi, "5,5,5,6,7,,8,,8,,")).subscales == {"severity": 5.3, "interference": None}
    assert score(bpi, read(bpi, "5,5,5,,7,7,7,7,7,7,8")).subscales == {"severity": None, "interference": 7.1}
    assert score(bpi, read(bpi, "5,5,5,6,7,7,7,7,7,7,")).total is None


@pytest.mark.parametrize(
    ("name", "answers", "total"),
    [
        ("phq-9", "2,2,2,2,2,2,2,,2", 18),  # one missing: the mean of the others, 16/8
        ("phq-9", "1,1,1,1,1,1,1,,", 9),
        ("phq-9", "3,2,1,2,,2,1,2,1", 16),  # 14 + 14/8 = 15.75
        ("phq-9", ",1,0,0,0,0,0,,1", 3),  # 2 + 2 x 2/7 = 2.57
        ("gad-7", "2,2,2,2,2,2,", 14),
        ("gad-7", "3,1,1,1,1,,", 10),  # 7 + 2 x 7/5 = 9.8
    ],
)
def test_one_or_two_missing_answers_are_filled_with_the_mean(name: str, answers: str, total: int) -> None:
    found = instrument(name)
    scored = score(found, read(found, answers)).to_json()
    assert (scored["total"], scored["complete"], scored["prorated"]) == (total, False, True)
    assert scored["band"] is not None


def test_three_missing_answers_leave_no_score_but_the_flag() -> None:
    phq = instrument("phq-9")
    scored = score(phq, read(phq, ",,,0,0,0,0,0,2")).to_json()
    assert (scored["total"], scored["band"], scored["complete"]) == (None, None, False)
    assert scored["flags"] == ["item-9"]
    assert scored["why"] == "3 of 9 answers are missing; the rule allows 2"


def test_what_is_not_known_of_item_9_is_a_flag_of_its_own() -> None:
    phq = instrument("phq-9")
    assert score(phq, read(phq, "0,0,0,0,0,0,0,0,")).flags == ("item-9-unanswered",)
    assert score_total(phq, 3).flags == ("item-9-unanswered",)


@pytest.mark.parametrize("each", INSTRUMENTS, ids=lambda each: each.id)
def test_without_a_published_rule_one_missing_answer_leaves_no_score(each) -> None:  # type: ignore[no-untyped-def]
    answers = [item.low for item in each.scored_items]
    for at in range(len(answers)):
        scored = score(each, [None if place == at else value for place, value in enumerate(answers)])
        if each.items[at].asked_if:
            continue  # nobody asks it after a no
        assert not scored.complete
        assert (scored.total is None) == (each.scoring.most_missing == 0), at


def test_nothing_answered_is_no_score() -> None:
    for each in INSTRUMENTS:
        scored = score(each, [None] * len(each.scored_items))
        assert (scored.total, scored.complete) == (None, False), each.id


def test_a_refused_asq_is_positive_and_a_high_risk_needs_no_other_answer() -> None:
    asq, cssrs = instrument("asq"), instrument("c-ssrs")
    refused = score(asq, read(asq, "0,0,,0,"))
    assert (refused.band.en if refused.band else None, refused.flags) == (
        "positive",
        ("questions-unanswered",),
    )
    high = score(cssrs, read(cssrs, ",,,1,,"))
    assert (high.band.en if high.band else None, high.total) == ("high", None)
    assert score(cssrs, read(cssrs, "1,0,,,,")).band is None
    assert score(cssrs, read(cssrs, "1,0,,,,")).flags == ("suicide-risk", "behaviour-unanswered")


@pytest.mark.parametrize(
    ("name", "answers", "places"),
    [
        ("phq-9", "3,2,1", [""]),
        ("phq-9", "", [""]),
        ("phq-9", "1,1,1,1,1,1,1,1,1,1,1", [""]),
        ("phq-9", "4,0,0,0,0,0,0,0,0", ["/0"]),
        ("phq-9", "0,-1,0,0,0,0,0,x,0", ["/7", "/1"]),
        ("phq-9", "0,0.5,0,0,0,0,0,0,0", ["/1"]),
        ("phq-9", "0,1e0,0,0,0,0,0,0,0", ["/1"]),
        ("phq-9", "nan,0,0,0,0,0,0,0,0", ["/0"]),
        ("ham-d17", "1,1,1,3,0,0,1,1,1,1,0,0,0,0,0,0,0", ["/3"]),
        ("ymrs", "5,0,0,0,0,0,0,0,0,0,0", ["/0"]),
        ("promis", "50.25", ["/0"]),
        ("pgi-c", "0", ["/0"]),
        ("rass", "5", ["/0"]),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_its_place(
    name: str, answers: str, places: list[str]
) -> None:
    found = instrument(name)
    with pytest.raises(Unusable) as refused:
        score(found, read(found, answers))
    assert [fault.at for fault in refused.value.faults] == places
    assert all(fault.accepted for fault in refused.value.faults)


def test_a_total_from_paper_has_its_band_and_its_limits() -> None:
    scored = score_total(instrument("madrs"), 31)
    assert (scored.total, scored.band.en if scored.band else None) == (31, "moderate")
    assert scored.flags == ("item-10-unanswered",)
    for name, total in (
        ("madrs", 61),
        ("madrs", -1),
        ("madrs", 30.5),
        ("peg", 3.55),
        ("c-ssrs", 2),
        ("who-5", 50),
        ("asq", 1),
    ):
        with pytest.raises(Unusable):
            score_total(instrument(name), total)
    assert score_total(instrument("peg"), 3.5).total == 3.5


def test_an_unknown_instrument_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Unusable, match=r"phq9.*phq-9"):
        instrument("phq9")
