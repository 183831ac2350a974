"""Each detector on a chart of a few lines: what it flags, on which rows, and what it leaves alone just below."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from euthymia.domain.honesty import SETTINGS, Act, Chart, Flag, Kind, Settings, look
from euthymia.domain.quantities import Confidence, Unusable

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
# Signs that differ from set to set, and end in neither 0 nor 5.
SIGNS = (
    (121, 77, 71),
    (124, 79, 73),
    (128, 82, 76),
    (133, 84, 79),
    (131, 83, 78),
    (127, 81, 74),
    (122, 76, 72),
)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def act(
    n: int,
    minute: float,
    signs: tuple[int, int, int] | None = None,
    *,
    entered: float | None = None,
    **more: object,
) -> Act:
    """Vital signs at a minute, entered half a minute later unless told otherwise."""
    values = (
        {}
        if signs is None
        else dict(zip(("sbp", "dbp", "hr"), map(float, signs), strict=True)) | {"spo2": 97.0, "rr": 14.0}
    )
    found = Act(
        n=n, name=f"entry {n}", kind="vitals", at=at(minute), entered_at=at(minute + 0.5 if entered is None else entered), by="Noor",
        values=values,
    )  # fmt: skip
    return replace(found, **more)  # type: ignore[arg-type]


def chart(*acts: Act, key: str = "a", room: str = "Chair 1") -> Chart:
    return Chart(
        key=key,
        room=room,
        arrived_at=at(-30),
        started_at=at(0),
        signed_at=at(100),
        left_at=at(110),
        acts=acts,
    )


def honest() -> list[Act]:
    minutes = (-8.2, 1.1, 10.4, 21.3, 29.2, 41.6, 55.3)
    return [act(n, minute, signs) for n, (minute, signs) in enumerate(zip(minutes, SIGNS, strict=True), 1)]


def found(*charts: Chart, settings: Settings | None = None) -> dict[Kind, Flag]:
    flags = look(charts, settings)
    assert len({one.id for one in flags}) == len(flags)
    return {one.kind: one for one in flags}


def rows(flag: Flag) -> list[int]:
    return sorted(n for _, n in flag.rows)


def test_an_honest_chart_and_an_empty_one_have_no_flag() -> None:
    assert found(chart(*honest()), chart(key="b", room="Chair 2")) == {}


def test_late_entries_are_named_with_the_latest() -> None:
    acts = honest()
    acts[2] = replace(acts[2], entered_at=acts[2].at + timedelta(minutes=40))
    acts[4] = replace(acts[4], entered_at=acts[4].at + timedelta(minutes=15))
    only = found(chart(*acts))
    assert set(only) == {Kind.LATE} and rows(only[Kind.LATE]) == [3]
    assert "the latest by 40 min" in only[Kind.LATE].says


def test_a_straight_line_needs_pressure_and_pulse_over_four_sets() -> None:
    acts = honest()
    level = [
        replace(
            one,
            values={
                **one.values,
                "sbp": 120.0 + place % 2,
                "dbp": 78.0,
                "hr": 71.0,
                "spo2": 95.0 + place,
                "rr": 13.0 + place,
            },
        )
        for place, one in enumerate(acts[:4])
    ]
    flag = found(chart(*level, *acts[4:]))
    assert set(flag) == {Kind.STRAIGHT} and rows(flag[Kind.STRAIGHT]) == [1, 2, 3, 4]
    assert found(chart(*level[:3], *acts[3:])) == {}
    moving = [replace(one, values={**one.values, "hr": 70.0 + 2 * place}) for place, one in enumerate(level)]
    assert found(chart(*moving, *acts[4:])) == {}


def test_a_set_that_repeats_an_earlier_one_is_a_copy_and_three_equal_signs_of_five_are_none() -> None:
    acts = honest()
    copied = [*acts[:5], replace(acts[5], values=acts[1].values), acts[6]]
    flag = found(chart(*copied))
    assert set(flag) == {Kind.COPIED} and rows(flag[Kind.COPIED]) == [2, 6]
    near = {**acts[1].values, "spo2": 96.0, "rr": 15.0}
    assert found(chart(*acts[:5], replace(acts[5], values=near), acts[6])) == {}


def test_three_signs_alone_are_too_few_to_be_a_copy() -> None:
    few = [replace(one, values={sign: one.values[sign] for sign in ("sbp", "dbp", "hr")}) for one in honest()]
    assert found(chart(*few[:5], replace(few[5], values=few[1].values), few[6])) == {}


def test_sets_that_are_handed_on_with_one_sign_changed() -> None:
    acts = honest()
    second = replace(acts[1], values={**acts[0].values, "sbp": 127.0})
    third = replace(acts[2], values={**second.values, "hr": 78.0})
    flag = found(chart(acts[0], second, third, *acts[3:]))
    assert set(flag) == {Kind.COPIED} and rows(flag[Kind.COPIED]) == [1, 2, 3]


def test_pressures_that_end_in_zero_and_five() -> None:
    acts = [
        replace(
            one,
            values={
                **one.values,
                "sbp": round(one.values["sbp"] / 5) * 5.0,
                "dbp": 5.0 * round(one.values["dbp"] / 5),
            },
        )
        for one in honest()
    ]
    flag = found(chart(*acts))[Kind.DIGITS]
    assert "14 of 14" in flag.says and "about 3 times" in flag.says
    assert Kind.DIGITS not in found(chart(*acts[:4]))


def test_gaps_equal_to_the_second() -> None:
    acts = [
        replace(one, at=at(10 * place), entered_at=at(10 * place + 1)) for place, one in enumerate(honest())
    ]
    flag = found(chart(*acts))
    assert set(flag) == {Kind.CLOCKWORK} and len(rows(flag[Kind.CLOCKWORK])) == 7
    assert "10 min apart" in flag[Kind.CLOCKWORK].says
    assert found(chart(*acts[:5])) == {}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"at": at(-60), "entered_at": at(-59)}, "before the patient had come"),
        ({"at": at(115), "entered_at": at(116)}, "after the patient had left"),
        ({"at": at(50), "entered_at": at(49)}, "ahead when it was entered"),
    ],
)
def test_times_at_which_it_could_not_be(wrong: dict[str, datetime], says: str) -> None:
    acts = honest()
    flag = found(chart(*acts[:6], replace(acts[6], **wrong)))[Kind.IMPOSSIBLE]  # type: ignore[arg-type]
    assert says in flag.says and rows(flag) == [7]


def test_what_is_ordered_before_the_patient_comes_is_not_measured_and_not_impossible() -> None:
    note = replace(act(8, -120), kind="note")
    assert found(chart(*honest(), note)) == {}


def test_changes_after_the_signature_but_no_addendum() -> None:
    acts = honest()
    correction = act(8, 21.3, (120, 80, 70), entered=130, corrects=4)
    flag = found(chart(*acts, correction))
    assert set(flag) == {Kind.AFTER_SIGNING} and rows(flag[Kind.AFTER_SIGNING]) == [8]
    addendum = replace(act(8, 130), kind="addendum")
    assert found(chart(*acts, addendum)) == {}
    assert found(replace(chart(*acts, correction), signed_at=None)) == {}


def test_a_corrected_set_no_longer_counts_as_a_set() -> None:
    acts = honest()
    copy = replace(acts[5], values=acts[1].values)
    right = act(8, 41.6, (126, 80, 75), entered=43, corrects=6)
    assert found(chart(*acts[:5], copy, acts[6], right)) == {}


def test_a_look_that_is_entered_again_for_the_same_instant_is_one_look() -> None:
    acts = honest()
    again = replace(acts[3], n=8, name="entry 8", entered_at=acts[3].entered_at + timedelta(minutes=1))
    assert found(chart(*acts, again)) == {}


def test_many_sets_entered_together_before_the_signature() -> None:
    acts = [replace(one, entered_at=at(96 + place / 3)) for place, one in enumerate(honest())]
    flags = found(chart(*acts), settings=Settings(late_after_min=120))
    assert set(flags) == {Kind.BULK}
    assert "before the chart was signed" in flags[Kind.BULK].says and len(rows(flags[Kind.BULK])) == 7


def test_one_person_at_two_chairs_rests_on_rows_of_both() -> None:
    here = honest()
    there = [
        replace(act(n, minute, (110 + n, 70 + n, 60 + 2 * n)), at=here[n].at + timedelta(seconds=12))
        for n, minute in ((1, 1.1), (2, 10.4))
    ]
    both = found(chart(*here), chart(*there, key="b", room="Chair 2"))
    assert set(both) == {Kind.TWO_CHAIRS}
    assert sorted(both[Kind.TWO_CHAIRS].rows) == [("a", 2), ("a", 3), ("b", 1), ("b", 2)]
    assert found(chart(*here), chart(*there, key="b", room="Chair 1")) == {}
    other = [replace(one, by="Tomas") for one in there]
    assert found(chart(*here), chart(*other, key="b", room="Chair 2")) == {}
    assert found(chart(*here), chart(there[0], key="b", room="Chair 2")) == {}


def test_values_typed_while_the_monitor_measured_something_else() -> None:
    acts = honest()
    for place in (2, 3):
        acts[place] = replace(
            acts[place],
            beside={"sbp": (168.0, acts[place].at), "hr": (acts[place].values["hr"], acts[place].at)},
        )
    flag = found(chart(*acts))
    assert set(flag) == {Kind.MONITOR} and rows(flag[Kind.MONITOR]) == [3, 4]
    assert "systolic 128 typed, 168 measured" in flag[Kind.MONITOR].says
    old = replace(acts[3], beside={"sbp": (168.0, acts[3].at - timedelta(minutes=5))})
    assert found(chart(*acts[:3], old, *acts[4:])) == {}


def test_a_flag_with_more_rows_is_another_flag() -> None:
    acts = honest()
    acts[2] = replace(acts[2], entered_at=at(80))
    first = found(chart(*acts))[Kind.LATE]
    assert found(chart(*acts))[Kind.LATE].id == first.id
    acts[3] = replace(acts[3], entered_at=at(85))
    assert found(chart(*acts))[Kind.LATE].id != first.id


def test_no_flag_accuses_and_each_says_what_may_be_harmless() -> None:
    for kind in Kind:
        assert kind.heading and kind.harmless.endswith(".")
    words = " ".join(kind.heading for kind in Kind).lower().split()
    assert {"fraud", "fake", "faked", "false", "lie", "fabricated"}.isdisjoint(words)


def test_every_figure_is_a_site_setting_within_limits() -> None:
    assert {one.provenance.confidence for one in SETTINGS} == {Confidence.P}
    assert all(one.admits(one.default) for one in SETTINGS)
    own = Settings()
    assert Settings.from_json(own.to_json()) == own and Settings(late_after_min=20).digest != own.digest
    with pytest.raises(Unusable) as refused:
        Settings.from_json({"late_after_min": 2, "bulk_sets_min": True, "nothing": 3})
    assert sorted(fault.at for fault in refused.value.faults) == [
        "bulk_sets_min",
        "late_after_min",
        "nothing",
    ]
