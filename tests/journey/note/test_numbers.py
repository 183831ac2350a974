"""For any session the note's numbers are those of the fold: milligrams, minutes, rates; and its rows are the session's."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.notes import ENGLISH, Source
from euthymia.domain.notes.facts import Facts, Ordered
from euthymia.domain.notes.sections import infusion, medicines, symptoms
from euthymia.domain.quantities import MASS_MG, RATE_MG_PER_H, RATE_ML_PER_H
from euthymia.journey.infusion.fold import Happening, fold
from euthymia.journey.note.gathering.chair import AtTheChair
from journey.infusion.test_fold import BAG_UL, DOSE_UG, START, by_minutes, entry, histories

UTC_ZONE = ZoneInfo("UTC")
LABELS = {"nausea": "Nausea", "dizziness": "Dizziness"}
COMFORTABLE = "comfortable"


def told(found: list[Happening], minute: int) -> list[tuple[str, tuple[Source, ...], str]]:
    """Each sentence of the infusion with its rows and its key."""
    course = fold(found, dose_ug=DOSE_UG, final_volume_ul=BAG_UL, now=START + timedelta(minutes=minute))
    chair = AtTheChair("s", course.happenings)
    facts = Facts(
        visit=Source("visit", "v"), day=START.date(), ordered=_order(), pump=chair.pump(), infused=chair.infused(course),
        symptoms=chair.symptoms(LABELS, {}, COMFORTABLE),
    )  # fmt: skip
    sentences = [*infusion.compose(facts), *symptoms.compose(facts)]
    return [(ENGLISH.say(one, UTC_ZONE), one.sources, one.key) for one in sentences]


def _order() -> Ordered:
    return Ordered(
        source=Source("order", "o"), at=START, by="", protocol="", dose_ug_per_kg=500, weight_g=70_000, dose_ug=DOSE_UG,
        final_volume_ul=BAG_UL, duration_min=40, rate_ul_per_h=150_000, rate_ug_per_h=52_500, reasons={},
    )  # fmt: skip


@given(found=histories(), minute=st.integers(0, 120))
def test_the_numbers_of_the_note_are_those_of_the_fold(found: list[Happening], minute: int) -> None:
    course = fold(found, dose_ug=DOSE_UG, final_volume_ul=BAG_UL, now=START + timedelta(minutes=minute))
    lines = told(found, minute)
    numbers = {one.n for one in found}
    for text, sources, _ in lines:
        assert sources, text
        assert all(
            each.kind in ("order", "visit") or int(each.id.partition("#")[2]) in numbers for each in sources
        )
    if course.started_at is None:
        assert lines[0][0] == "Start of the infusion: not recorded."
        return
    begun = next(one for one in course.happenings if one.kind == "started")
    rates = f"{RATE_MG_PER_H.format(begun.rate_ug_per_h or 0)} mg/h ({RATE_ML_PER_H.format(begun.rate_ul_per_h or 0)} mL/h)"
    assert lines[0][0] == f"The infusion began at {begun.at:%H:%M} at {rates}."
    total = [text for text, _, key in lines if key == "infusion.total"]
    if course.finished_at is None:
        assert not total and "End of the infusion: not recorded." in {text for text, _, _ in lines}
        return
    (text,) = total
    assert (
        f"Ketamine given: {MASS_MG.format(course.given_ug)} mg of {MASS_MG.format(DOSE_UG)} mg ordered"
        in text
    )
    assert course.given_ug == by_minutes(found, minute), "a second opinion, with nothing shared"
    took, ran = (
        int(minutes) * 60 + int(seconds or 0)
        for minutes, seconds in re.findall(r"(\d+) min(?: (\d+) s)?", text)
    )
    assert (
        took
        == (course.finished_at - course.started_at).total_seconds()
        == course.infusing_s(course.finished_at)
    )
    assert ran == course.pumping_s(course.finished_at)
    if (
        sum(one.kind == "started" for one in course.happenings) == 1
    ):  # a chart takes one start, and not another
        assert ran <= took
    assert [key for _, _, key in lines if key == "infusion.finished"] == ["infusion.finished"], (
        "one end, whatever came after"
    )


@given(
    seen=st.lists(st.sampled_from([*LABELS, COMFORTABLE]), max_size=8),
    minutes=st.lists(st.integers(1, 80), min_size=8, max_size=8, unique=True),
)  # fmt: skip
def test_what_came_of_a_symptom_is_the_next_look_that_says_so(seen: list[str], minutes: list[int]) -> None:
    rows = [entry(1, "started", 0, 150_000)]
    for n, (code, minute) in enumerate(zip(seen, sorted(minutes), strict=False), 2):
        one = entry(n, "symptom", minute)
        says = LABELS.get(code, "Comfortable")
        rows.append(
            Happening(
                n=n,
                kind="symptom",
                at=one.at,
                entered_at=one.at,
                by="Noor",
                says=says,
                detail={"symptom": code},
            )
        )
    lines = [text for text, _, key in told(rows, 120) if key.startswith("symptom.")]
    expected = []
    for place, code in enumerate(seen):
        if code == COMFORTABLE:
            continue
        after = next((k for k in range(place + 1, len(seen)) if seen[k] in (code, COMFORTABLE)), None)
        at = f"{rows[place + 1].at:%H:%M}"
        if after is None:
            expected.append(f"At {at}: {LABELS[code]}. Done: not recorded. What came of it: not recorded.")
        else:
            later = rows[after + 1]
            expected.append(
                f"At {at}: {LABELS[code]}. Done: not recorded. Then, at {later.at:%H:%M}: {later.says}."
            )
    assert lines == expected


def test_times_are_whole_minutes_of_the_zone_and_never_rounded_up() -> None:
    rows = [entry(1, "started", 0, 150_000), entry(2, "finished", 10.99)]
    assert datetime(2026, 11, 20, 17, 0, tzinfo=UTC) == START
    lines = [text for text, _, _ in told(rows, 60)]
    assert "It ended at 17:10." in lines
    assert any("in 10 min 59 s; the pump ran for 10 min 59 s of them." in text for text in lines)


def test_asked_after_is_what_came_of_a_symptom_and_of_a_medicine() -> None:
    def happened(n: int, kind: str, minute: float, says: str, **detail: object) -> Happening:
        at = START + timedelta(minutes=minute)
        return Happening(n=n, kind=kind, at=at, entered_at=at, by="Noor", says=says, detail=detail)

    rows = [
        entry(1, "started", 0, 150_000),
        happened(2, "symptom", 5, "Nausea", symptom="nausea"),
        happened(3, "orders", 6, "ordered: ondansetron 4 mg IV"),
        happened(4, "given", 7, "ondansetron 4 mg IV", name="ondansetron", amount="4 mg", route="IV", ordered_by="Dr Okafor"),
        happened(5, "outcome", 20, "better after ondansetron", of=4, outcome="better"),
        happened(6, "outcome", 21, "no change after Nausea", of=2, outcome="same"),
    ]  # fmt: skip
    course = fold(rows, dose_ug=DOSE_UG, final_volume_ul=BAG_UL, now=START + timedelta(minutes=60))
    chair = AtTheChair("s", course.happenings)
    facts = Facts(
        visit=Source("visit", "v"), day=START.date(), symptoms=chair.symptoms(LABELS, {}, COMFORTABLE), others=chair.others(),
        orders=chair.orders(),
    )  # fmt: skip
    lines = [ENGLISH.say(one, UTC_ZONE) for one in (*symptoms.compose(facts), *medicines.compose(facts))]
    assert lines == [
        "At 17:05: Nausea. Done: not recorded. Then, at 17:21: no change.",
        "At 17:06 Noor signed: ordered: ondansetron 4 mg IV.",
        "At 17:07 ondansetron 4 mg IV was given by Noor, ordered by Dr Okafor.",
        "Asked after at 17:20, ondansetron: better.",
    ]
    assert [one.over for one in facts.symptoms] == [False], "nobody is said to be well who was not"
