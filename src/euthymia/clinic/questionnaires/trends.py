"""One measure of one patient over time: points, what was missed, change from the baseline, and the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain import instruments
from euthymia.domain.instruments import Better, Change, Figure, Instrument
from euthymia.kit.charts import Chart, Lane, Limit, Marker, Series, TimeAxis
from euthymia.kit.charts.model import MONTHS, Stroke

from . import queries
from .models import Response

_MINUTE = timedelta(minutes=1)
_WORDS_SHARE = 0.16  # of the width, right of the newest score: the bands' words stand there
_SHORTEST = timedelta(days=14)  # a first score alone still has an axis


@dataclass(frozen=True, slots=True)
class Tick:
    """Something beside the scores that explains them, such as an infusion. The stages above hand these in."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    """One response that counts. `change` is from the baseline; `too_soon` says the recall windows overlap."""

    response: Response
    change: Change | None
    is_baseline: bool
    too_soon: bool

    @property
    def who(self) -> str:
        """The name without the address."""
        return self.response.by.partition(" <")[0]


@dataclass(frozen=True, slots=True)
class Trend:
    instrument: Instrument
    points: tuple[Point, ...]
    missed: tuple[datetime, ...]
    ticks: tuple[Tick, ...]
    baseline: Response | None

    @property
    def newest(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def since(self) -> str:
        """What the definitions call the difference between the baseline and now; "" where there is none to tell."""
        last = next((point for point in reversed(self.points) if point.response.total is not None), None)
        if last is None or last.change is None or last.is_baseline:
            return ""
        return _difference(last.change)

    @property
    def sentence(self) -> str:
        """Now, before, and what the definitions call the difference: for the head of the page and the spoken chart."""
        scored = [point for point in self.points if point.response.total is not None]
        if not scored:
            return "No score yet."
        last = scored[-1]
        said = f"Now {_number(last.response.total)}" + (
            f" ({last.response.band})" if last.response.band else ""
        )
        if last.change is None or not self.since:
            return f"{said}."
        return f"{said}, was {_number(last.change.baseline)}: {self.since}."


def trend(
    clinic: Clinic,
    patient: Patient,
    instrument: Instrument,
    now: datetime,
    *,
    ticks: Sequence[Tick] = (),
    first_infusion: date | None = None,
) -> Trend:
    """The measure's points up to now. Without a first infusion there is no baseline (clinical.md 7B)."""
    rows = queries.responses(clinic, patient, instrument.id)
    missed = queries.missed(clinic, patient, instrument.id, now)
    waited = tuple(one.due_at for one in missed)
    return _judged(instrument, rows, clinic, first_infusion, waited, tuple(ticks))


def trends(clinic: Clinic, patient: Patient, *, first_infusion: date | None = None) -> list[Trend]:
    """Every measure that has a response, in the library's order, in one query; without what was missed."""
    by_name: dict[str, list[Response]] = {}
    for row in queries.responses(clinic, patient):
        by_name.setdefault(row.instrument, []).append(row)
    known = [each for each in instruments.INSTRUMENTS if each.id in by_name]
    return [_judged(each, by_name[each.id], clinic, first_infusion, (), ()) for each in known]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The chart's own words in one language, and what months are called on its axis."""

    language: str
    unanswered: str
    response: str
    remission: str
    lower: str
    higher: str
    over_time: str
    days: str
    months: tuple[str, ...]


SPOKEN = {
    "en": Spoken("en", "not answered", "response", "remission", "↓ is better", "↑ is better", "over time", "days", MONTHS),
    "es": Spoken("es", "sin responder", "respuesta", "remisión", "↓ es mejor", "↑ es mejor", "con el tiempo", "días",
                 ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """What somebody logs of their days, such as hours of sleep, on a lane of its own. The stages above hand these in."""

    title: str
    unit: str
    points: tuple[tuple[datetime, float], ...]


def picture(
    shown: Trend, clinic: Clinic, now: datetime, *, width: int = 760, height: int = 300, below: Sequence[Trend] = (),
    beside: Sequence[Beside] = (), language: str = "en", summary: str = "",
    flags: bool = True,
) -> Chart:  # fmt: skip
    """The trend drawn: scores on their whole scale, bands in words at the right, infusions as marks.

    Other measures stand `below` it, each on its own scale and all on the same axis of time: never two scales in one.
    Flags are for who treats: a patient's own chart, and what they let others see, has none.
    """
    said, every = SPOKEN.get(language, SPOKEN["en"]), [shown, *below]
    moments = [
        at
        for one in every
        for at in (
            *(point.response.at for point in one.points),
            *(tick.at for tick in one.ticks),
            *one.missed,
        )
    ]
    moments += [at for one in beside for at, _ in one.points]
    first = min([*moments, now - _SHORTEST]).astimezone(clinic.zone)
    zero = first.replace(hour=0, minute=0, second=0, microsecond=0)
    span = (max([*moments, now]) - zero) / _MINUTE
    axis = TimeAxis(
        -0.02 * span, (1 + _WORDS_SHARE) * span, zero, days=True, months=said.months, days_word=said.days
    )
    lanes = [
        *(lane for one in every for lane in _lanes(one, axis, zero, said, flags)),
        *(_day_lane(one, zero) for one in beside if one.points),
    ]
    return Chart(
        lanes=tuple(lanes), axis=axis, width=width, height=height + len(below) * (height * 2 // 3) + len(beside) * height // 4,
        markers=tuple(Marker((tick.at - zero) / _MINUTE, "mark", tick.label) for tick in shown.ticks),
        title=f"{shown.instrument.title} {said.over_time}", summary=summary or shown.sentence,
    )  # fmt: skip


def _day_lane(one: Beside, zero: datetime) -> Lane:
    """One point a day, from nothing up to the most that was logged."""
    points = [((at - zero) / _MINUTE, amount) for at, amount in one.points]
    series = Series(one.title, "points", points, say=f"{one.title} {{0}} {one.unit}", decimals=1)
    return Lane(
        one.title, unit=one.unit, low=0, high=max(1.0, *(amount for _, amount in points)), series=(series,)
    )


def _lanes(shown: Trend, axis: TimeAxis, zero: datetime, said: Spoken, flags: bool) -> list[Lane]:
    """One measure: its scores and what was missed, and what must be noticed under it."""
    low, high = (float(end) for end in shown.instrument.range)
    scored = [point.response for point in shown.points if point.response.total is not None]
    title = shown.instrument.title
    series = [
        Series(
            title, "points", [((row.at - zero) / _MINUTE, row.total) for row in scored], tone="accent", joined=True,
            say=f"{title} {{0}}", decimals=shown.instrument.scoring.decimals,
            notes=tuple((place, "p") for place, row in enumerate(scored) if row.prorated),
        ),
        Series(
            said.unanswered, "points", [((at - zero) / _MINUTE, low) for at in shown.missed], tone="muted", symbol="ring",
            say=said.unanswered,
        ),
        *_lines(shown, axis, said),
    ]  # fmt: skip
    lanes = [
        Lane(
            title, share=3, unit=_direction(shown.instrument, said), low=low, high=high,
            series=tuple(each for each in series if each.points), limits=_bands(shown.instrument, low, said),
        )
    ]  # fmt: skip
    flagged = [
        Marker((point.response.at - zero) / _MINUTE, "flag", point.response.flags[0])
        for point in shown.points
        if point.response.flags
    ]
    if flagged and flags:
        lanes.append(Lane("Flags", markers=tuple(flagged)))
    return lanes


def _judged(
    instrument: Instrument, rows: Sequence[Response], clinic: Clinic, first_infusion: date | None,
    missed: tuple[datetime, ...], ticks: tuple[Tick, ...],
) -> Trend:  # fmt: skip
    baseline = _baseline(rows, first_infusion, clinic) if first_infusion is not None else None
    points, before = [], None
    for row in rows:
        judged = None
        since = baseline is not None and row.at >= baseline.at
        if since and baseline is not None and baseline.total is not None and row.total is not None:
            judged = instruments.change(instrument, baseline.total, row.total)
        too_soon = before is not None and not instruments.comparable(instrument, before.at, row.at)
        points.append(Point(row, judged, row is baseline, too_soon))
        before = row
    return Trend(instrument, tuple(points), missed, ticks, baseline)


def _baseline(rows: Sequence[Response], first: date, clinic: Clinic) -> Response | None:
    known = [
        (row.at.astimezone(clinic.zone).date(), row.complete, row) for row in rows if row.total is not None
    ]
    found = instruments.baseline_of(known, first)
    return found[2] if found else None


def _lines(shown: Trend, axis: TimeAxis, said: Spoken) -> list[Series]:
    """Where response and remission begin."""
    lines = []
    drawn: tuple[tuple[str, Figure | None, Stroke], ...] = (
        (said.response, shown.instrument.response, "dotted"),
        (said.remission, shown.instrument.remission, "dashed"),
    )
    for name, figure, stroke in drawn:
        value = _limit(figure, shown)
        if value is not None:
            ends = [(axis.start, value), (axis.end, value)]
            lines.append(Series(f"{name} {_number(value)}", "line", ends, tone="muted", stroke=stroke))
    return lines


def _limit(figure: Figure | None, shown: Trend) -> float | None:
    if figure is None:
        return None
    if figure.unit == "value":
        return float(figure.amount)
    if shown.baseline is None or shown.baseline.total is None:
        return None
    sign = 1 if shown.instrument.better is Better.HIGHER else -1
    amount = shown.baseline.total * figure.amount / 100 if figure.unit == "percent" else figure.amount
    return float(shown.baseline.total + sign * amount)


def _bands(instrument: Instrument, low: float, said: Spoken) -> tuple[Limit, ...]:
    return tuple(
        Limit(float(band.low), band.words.said(said.language)[0])
        for band in instrument.bands
        if band.low > low
    )


def _direction(instrument: Instrument, said: Spoken) -> str:
    return {"lower": said.lower, "higher": said.higher}.get(str(instrument.better), "")


def _difference(change: Change) -> str:
    points = f"{_number(abs(change.better))} points {'better' if change.better > 0 else 'worse'}"
    said = ["no difference" if change.better == 0 else points]
    said += ["response"] if change.response else ["partial response"] if change.partial else []
    said += ["remission"] if change.remission else []
    said += ["worsening"] if change.worse else []
    return ", ".join(said)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
