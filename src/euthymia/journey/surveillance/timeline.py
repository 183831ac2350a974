"""The safety timeline of one patient: every session on one scale of days, with what was given, measured and felt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from euthymia.clinic.calls import queries as calls
from euthymia.clinic.calls.fold import Call
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.fold import Course
from euthymia.journey.infusion.models import Dose, Session
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.recovery.models import Recovery
from euthymia.kit.charts import Chart, Lane, Limit, Marker, Series, TimeAxis

from . import felt
from .felt import Effect

_MINUTE = timedelta(minutes=1)
_SHORTEST = timedelta(days=14)
Extremes = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One dose: µg given and whose word that is, the signs of its watch, and where its record stands."""

    n: int
    at: datetime
    drug: str
    given_ug: int
    of_whose: str
    ug_per_kg: int | None
    resting: dict[str, float]
    signs: Extremes
    session_id: UUID | None
    visit_id: UUID
    cumulative_ug: int = 0

    def highest(self, channel: str) -> float | None:
        return self.signs[channel][1] if channel in self.signs else None

    def lowest(self, channel: str) -> float | None:
        return self.signs[channel][0] if channel in self.signs else None

    @property
    def pressure(self) -> str:
        """The highest systolic and the highest diastolic, which need not be of one moment."""
        high = self.highest("sbp"), self.highest("dbp")
        return "not measured" if None in high else f"{high[0]:.0f}/{high[1]:.0f}"

    @property
    def before(self) -> str:
        signs = self.resting
        return f"{signs['sbp']:.0f}/{signs['dbp']:.0f}" if {"sbp", "dbp"} <= signs.keys() else "not measured"

    @property
    def saturation(self) -> float | None:
        return self.lowest("spo2")

    @property
    def pulse(self) -> float | None:
        return self.highest("hr") or self.highest("pr")

    @property
    def dissociation(self) -> float | None:
        return self.highest("dissociation")

    @property
    def sedation(self) -> float | None:
        return self.lowest("moaas")


@dataclass(frozen=True, slots=True)
class Timeline:
    """`effects` are what was felt or seen, `calls` what the patient called for from the chair."""

    sittings: tuple[Sitting, ...]
    effects: tuple[Effect, ...]
    calls: tuple[Call, ...] = ()

    @property
    def totals(self) -> list[tuple[str, int, int]]:
        """Of each drug: its name, µg in all, doses."""
        drugs = dict.fromkeys(one.drug for one in self.sittings)
        return [
            (
                drug,
                sum(one.given_ug for one in self.sittings if one.drug == drug),
                sum(one.drug == drug for one in self.sittings),
            )
            for drug in drugs
        ]


def timeline(patient: Patient, now: datetime) -> Timeline:
    """Everything up to now, in a number of queries that does not grow with the sessions."""
    clinic = patient.clinic
    sessions = list(infusions.of_patient(patient))
    courses = infusions.courses(sessions, now)
    begun = sorted(
        (one for one in sessions if courses[one.pk].started_at),
        key=lambda one: courses[one.pk].started_at or now,
    )
    sprays = recoveries.sprays(clinic, [patient.pk]).get(patient.pk, [])
    signs = monitoring.extremes([*(one.watch_id for one in begun), *(one.watch_id for one in sprays)])
    starts = {one.watch_id: at for one in begun if (at := courses[one.pk].started_at)}
    resting = monitoring.resting(starts, infusions.BASELINE_FRESH)
    booked = _given(begun)
    sittings = [
        _infused(one, courses[one.pk], booked.get(one.pk), resting.get(one.watch_id, {}), signs)
        for one in begun
    ]
    sittings += [_sprayed(one, signs) for one in sprays if one.began_at]
    effects = felt.effects(patient, [(one, courses[one.pk]) for one in begun], sprays)
    return Timeline(_summed(sittings), effects, tuple(calls.of_patient(patient)))


def _given(sessions: Sequence[Session]) -> dict[UUID, int]:
    """µg that the dose history says were given, by session; sessions without a drug account are not in it."""
    found: dict[UUID, int] = {}
    if sessions:
        rows = Dose.objects.filter(
            clinic_id=sessions[0].clinic_id, session__in=[one.pk for one in sessions], kind="given"
        )
        for session, mass in rows.values_list("session_id", "mass_ug"):
            found[session] = found.get(session, 0) + mass
    return found


def _infused(
    session: Session,
    course: Course,
    booked_ug: int | None,
    resting: dict[str, float],
    signs: dict[UUID, Extremes],
) -> Sitting:
    assert course.started_at is not None
    given = course.given_ug if booked_ug is None else booked_ug
    weight = session.order.actual_weight_g
    return Sitting(
        n=0, at=course.started_at, drug="ketamine IV", given_ug=given, of_whose="rates of the pump" if booked_ug is None else "dose history",
        ug_per_kg=round(given * 1_000 / weight) if weight else None, resting=resting, signs=signs.get(session.watch_id, {}),
        session_id=session.pk, visit_id=session.visit_id,
    )  # fmt: skip


def _sprayed(spray: Recovery, signs: dict[UUID, Extremes]) -> Sitting:
    assert spray.began_at is not None
    return Sitting(
        n=0, at=spray.began_at, drug="esketamine spray", given_ug=int(spray.dose.get("mg", 0)) * 1_000, of_whose="as recorded",
        ug_per_kg=None, resting={name: float(value) for name, value in spray.baseline.items()},
        signs=signs.get(spray.watch_id, {}), session_id=None, visit_id=spray.visit_id,
    )  # fmt: skip


def _summed(sittings: Iterable[Sitting]) -> tuple[Sitting, ...]:
    """In the order of time, numbered, each with what was given of its drug so far."""
    sums: dict[str, int] = {}
    found = []
    for n, one in enumerate(sorted(sittings, key=lambda one: one.at), 1):
        sums[one.drug] = sums.get(one.drug, 0) + one.given_ug
        found.append(replace(one, n=n, cumulative_ug=sums[one.drug]))
    return tuple(found)


def picture(
    found: Timeline,
    checks: Sequence[tuple[datetime, str]],
    clinic: Clinic,
    now: datetime,
    *,
    width: int,
    height: int,
) -> Chart:
    """The timeline drawn. `checks` are results of long-term checks, each with its word."""
    moments = [
        *(one.at for one in found.sittings), *(one.at for one in found.effects), *(one.since for one in found.calls)
    ]  # fmt: skip
    begin = min([*moments, now - _SHORTEST])
    # What was tested long before the first session stands in the table: it would press the sessions together.
    checks = [(at, word) for at, word in checks if at >= begin - _SHORTEST]
    first = min([begin, *(at for at, _ in checks)]).astimezone(clinic.zone)
    zero = first.replace(hour=0, minute=0, second=0, microsecond=0)
    span = (now - zero) / _MINUTE
    axis = TimeAxis(-0.02 * span, 1.04 * span, zero, days=True)

    def minute(at: datetime) -> float:
        return (at - zero) / _MINUTE

    def points(value: str) -> list[tuple[float, float]]:
        return [
            (minute(one.at), found_value)
            for one in found.sittings
            if (found_value := getattr(one, value)) is not None
        ]

    pressures = [
        (minute(one.at), one.signs["sbp"][1], one.signs["dbp"][1])
        for one in found.sittings
        if {"sbp", "dbp"} <= one.signs.keys()
    ]
    before = [(minute(one.at), one.resting["sbp"]) for one in found.sittings if "sbp" in one.resting]
    given = [(minute(one.at), one.given_ug / 1_000) for one in found.sittings]
    lanes = [
        Lane("Given", 1.2, "mg", 0, 40, (Series("given", "points", given, "given", "triangle", say="{0} mg given", decimals=1),)),
        Lane("In all", 1.0, "mg", 0, 100, _sums(found, minute, minute(now))),
        Lane("Pressure", 1.8, "mmHg", 60, 160, (
            Series("highest", "pairs", pressures, "pressure", say="highest pressure {0} over {1}"),
            Series("systolic before", "points", before, "pressure", "ring", say="before the dose systolic {0}"),
        ), limits=(Limit(140, "140"),)),
        Lane("Pulse", 0.9, "/min", 50, 110, (Series("highest pulse", "points", points("pulse"), "pulse", say="highest pulse {0}"),)),
        Lane("SpO₂", 0.9, "%", 90, 100, (Series("lowest saturation", "points", points("saturation"), "saturation", "ring", say="lowest saturation {0}"),)),
        Lane("Score", 0.8, "0–10", 0, 10, (Series("dissociation", "points", points("dissociation"), "score", "box", say="dissociation {0}"),), ticks=(0, 10)),
        Lane("Effects", 0.8, markers=tuple(Marker(minute(one.at), "flag", _short(one), one.number) for one in found.effects)),
        Lane("Calls", 0.7, markers=tuple(Marker(minute(one.since), "mark", one.says) for one in found.calls)),
        Lane("Checks", 0.7, markers=tuple(Marker(minute(at), "mark", word) for at, word in checks)),
    ]  # fmt: skip
    kept = tuple(lane for lane in lanes if lane.markers or any(one.points for one in lane.series))
    return Chart(
        kept, axis, width, height, markers=tuple(Marker(minute(one.at), "mark", str(one.n)) for one in found.sittings),
        title="Safety timeline", summary=sentence(found),
    )  # fmt: skip


def _sums(found: Timeline, minute: Callable[[datetime], float], until: float) -> tuple[Series, ...]:
    tones = ("rate", "accent")
    series = []
    for tone, (drug, _, _) in zip(tones, found.totals, strict=False):
        steps = [(minute(one.at), one.cumulative_ug / 1_000) for one in found.sittings if one.drug == drug]
        series.append(
            Series(
                drug,
                "step",
                [*steps, (until, steps[-1][1])],
                tone,
                joined=True,
                say=f"{drug} {{0}} mg in all",
                decimals=1,
            )
        )
    return tuple(series)


def _short(one: Effect) -> str:
    return f"{one.what}, {one.severity}" if one.severity else one.what


def sentence(found: Timeline) -> str:
    """The whole in one sentence: for the head of the page and the spoken chart."""
    if not found.sittings:
        return "Nothing was given yet."
    doses = ", ".join(f"{count} × {drug}, {ug / 1_000:g} mg in all" for drug, ug, count in found.totals)
    severe = sum(one.severity in ("severe", "life-threatening") for one in found.effects)
    effects = (
        f"{len(found.effects)} side effect{'s' if len(found.effects) != 1 else ''}"
        if found.effects
        else "no side effect"
    )
    return f"{doses}; {effects} on record{f', {severe} of them severe' if severe else ''}."
