"""Charts made up in the ways charts are made up, from honest ones: what the honesty view is there to notice.

Each kind changes an honest chart as somebody would who wants it to look done. None is easy on purpose: most leave
part of the chart as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy

from euthymia.domain.honesty import Act, Chart, Kind
from euthymia.domain.honesty.sayings import SAYS

from .charted import Charted

Draw = numpy.random.Generator
Forge = Callable[[Charted, Charted, Draw], list[Chart]]


@dataclass(frozen=True, slots=True)
class Fabrication:
    """One way to make a chart up; `meant` is the detector that is there for it. `make` gives the charts of the day."""

    code: str
    says: str
    meant: Kind
    make: Forge


def _sets(chart: Chart) -> list[Act]:
    return [act for act in chart.acts if act.is_set]


def _with(chart: Chart, changed: Sequence[Act]) -> Chart:
    new = {act.n: act for act in changed}
    return replace(chart, acts=tuple(new.get(act.n, act) for act in chart.acts))


def _some_in_a_row(chart: Chart, draw: Draw, least: int = 5) -> list[Act]:
    """A stretch of sets, at least so many and often all."""
    sets = _sets(chart)
    length = int(draw.integers(least, len(sets) + 1))
    first = int(draw.integers(0, len(sets) - length + 1))
    return sets[first : first + length]


def _alone(change: Callable[[Charted, Draw], Chart]) -> Forge:
    return lambda one, other, draw: [change(one, draw), other.chart]


def _straight(one: Charted, draw: Draw) -> Chart:
    """Nobody measured: the first set is written down again with a point more or less."""
    some = _some_in_a_row(one.chart, draw)
    first = some[0].values
    changed = [
        replace(act, values={channel: value + float(draw.integers(0, 2)) for channel, value in first.items()})
        for act in some[1:]
    ]
    return _with(one.chart, changed)


def _copied(one: Charted, draw: Draw) -> Chart:
    """Some sets repeat an earlier one."""
    sets = _sets(one.chart)
    places = draw.choice(range(1, len(sets)), size=int(draw.integers(1, 5)), replace=False)
    return _with(
        one.chart,
        [replace(sets[p], values=dict(sets[int(draw.integers(0, p))].values)) for p in map(int, places)],
    )


def _handed_on(one: Charted, draw: Draw) -> Chart:
    """Each set of a stretch is the one before it with one sign changed."""
    some = _some_in_a_row(one.chart, draw, 4)
    changed, values = list[Act](), dict(some[0].values)
    for act in some[1:]:
        channel = ("sbp", "dbp", "hr", "rr")[int(draw.integers(0, 4))]
        values = {**values, channel: values[channel] + float(draw.integers(-6, 7))}
        changed.append(replace(act, values=values))
    return _with(one.chart, changed)


def _rounded(one: Charted, draw: Draw) -> Chart:
    """Pressures guessed, most of them to a five."""
    changed = []
    for act in _sets(one.chart):
        values = dict(act.values)
        for channel in ("sbp", "dbp"):
            if draw.random() < 0.75:
                values[channel] = float(round((values[channel] + draw.normal(0, 4)) / 5) * 5)
        changed.append(replace(act, values=values))
    return _with(one.chart, changed)


def _clockwork(one: Charted, draw: Draw) -> Chart:
    """Times filled in by the schedule, ten minutes apart."""
    some = _some_in_a_row(one.chart, draw, 6)
    begin = some[0].at.replace(second=0, microsecond=0)
    changed = []
    for place, act in enumerate(some):
        at = begin + timedelta(minutes=10 * place)
        changed.append(replace(act, at=at, entered_at=max(at, act.entered_at)))
    return _with(one.chart, changed)


def _at_once(one: Charted, draw: Draw) -> Chart:
    """Nothing was charted until the end; then all of it, shortly before the signature."""
    assert one.chart.signed_at is not None
    some = _some_in_a_row(one.chart, draw, 4)
    at = one.chart.signed_at - timedelta(minutes=float(draw.uniform(1, 8)))
    changed = []
    for act in some:
        changed.append(replace(act, at=act.at.replace(second=0, microsecond=0), entered_at=at))
        at += timedelta(seconds=float(draw.uniform(15, 35)))
    return _with(one.chart, changed)


def _late(one: Charted, draw: Draw) -> Chart:
    """A stretch that was charted one by one, each long after."""
    changed = []
    for act in _some_in_a_row(one.chart, draw, 2)[:6]:
        entered = act.at + timedelta(minutes=float(draw.uniform(18, 60)))
        changed.append(replace(act, at=act.at.replace(second=0, microsecond=0), entered_at=entered))
    return _with(one.chart, changed)


def _smoothed(one: Charted, draw: Draw) -> Chart:
    """A pressure and a pulse that were too high are written down as ordinary ones; the monitor measured them."""
    resting = _sets(one.chart)[0].values
    changed = []
    for act in _sets(one.chart):
        systolic, diastolic, pulse = one.true[act.n]
        high = {"sbp": systolic + 35, "dbp": diastolic + 22, "hr": pulse + 25}
        is_peak = act.n in _peak(one)
        values = {
            **act.values,
            **{channel: resting[channel] + float(draw.integers(-4, 5)) for channel in high},
        }
        beside = {
            channel: (
                float(round(value + draw.normal(0, 3))),
                act.at + timedelta(seconds=float(draw.uniform(-70, 40))),
            )
            for channel, value in high.items()
        }
        changed.append(replace(act, values=values, beside=beside) if is_peak else act)
    return _with(one.chart, changed)


def _peak(one: Charted) -> set[int]:
    """The four sets with the highest true pressure."""
    return set(sorted(one.true, key=lambda n: -one.true[n][0])[:4])


def _invented(one: Charted, draw: Draw) -> Chart:
    """All signs invented, without a look at the monitor: plausible numbers round a memory of the patient."""
    centre = (float(draw.integers(112, 128)), float(draw.integers(68, 80)), float(draw.integers(66, 84)))
    changed = []
    for act in _sets(one.chart):
        systolic, diastolic, pulse = one.true[act.n]
        made = {
            channel: middle + float(draw.integers(-4, 5))
            for channel, middle in zip(("sbp", "dbp", "hr"), centre, strict=True)
        }
        beside = {
            channel: (
                float(round(value + draw.normal(0, 4))),
                act.at + timedelta(seconds=float(draw.uniform(-70, 40))),
            )
            for channel, value in (("sbp", systolic), ("dbp", diastolic), ("hr", pulse))
        }
        changed.append(replace(act, values={**act.values, **made}, beside=beside))
    return _with(one.chart, changed)


def _before_arrival(one: Charted, draw: Draw) -> Chart:
    """The set before the start was written down before the patient had come."""
    assert one.chart.arrived_at is not None
    first = _sets(one.chart)[0]
    at = one.chart.arrived_at - timedelta(minutes=float(draw.uniform(1, 30)))
    return _with(one.chart, [replace(first, at=at)])


def _after_signing(one: Charted, draw: Draw) -> Chart:
    """Afterwards a set is put in where one was missing, or one is changed."""
    assert one.chart.signed_at is not None
    sets = _sets(one.chart)
    some = sets[int(draw.integers(2, len(sets)))]
    entered = one.chart.signed_at + timedelta(minutes=float(draw.uniform(2, 600)))
    n = max(act.n for act in one.chart.acts) + 1
    values = {**some.values, "sbp": some.values["sbp"] - 20}
    corrects = some.n if draw.random() < 0.5 else None
    made = replace(some, n=n, name=f"entry {n}", entered_at=entered, values=values, corrects=corrects)
    return replace(one.chart, acts=(*one.chart.acts, made))


def _two_chairs(one: Charted, other: Charted, draw: Draw) -> list[Chart]:
    """One nurse charts for two chairs from one of them."""
    here = _sets(one.chart)
    changed = []
    for act in _sets(other.chart):
        nearest: datetime = min((each.at for each in here), key=lambda at: abs(at - act.at))
        if draw.random() < 0.7:
            at = nearest + timedelta(seconds=float(draw.uniform(2, 30)))
            changed.append(replace(act, at=at, entered_at=max(at, act.entered_at)))
    return [one.chart, _with(other.chart, changed)]


_KINDS: tuple[tuple[str, Kind, Forge], ...] = (
    ("straight", Kind.STRAIGHT, _alone(_straight)),
    ("copied", Kind.COPIED, _alone(_copied)),
    ("handed-on", Kind.COPIED, _alone(_handed_on)),
    ("rounded", Kind.DIGITS, _alone(_rounded)),
    ("clockwork", Kind.CLOCKWORK, _alone(_clockwork)),
    ("at-once", Kind.BULK, _alone(_at_once)),
    ("late", Kind.LATE, _alone(_late)),
    ("smoothed", Kind.MONITOR, _alone(_smoothed)),
    ("invented", Kind.MONITOR, _alone(_invented)),
    ("before-arrival", Kind.IMPOSSIBLE, _alone(_before_arrival)),
    ("after-signing", Kind.AFTER_SIGNING, _alone(_after_signing)),
    ("two-chairs", Kind.TWO_CHAIRS, _two_chairs),
)
FABRICATIONS = tuple(Fabrication(code, SAYS[code], meant, make) for code, meant, make in _KINDS)
