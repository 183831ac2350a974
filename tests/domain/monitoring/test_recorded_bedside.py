"""Traces of real bedside monitors, where the data sets are beside the repository."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from euthymia.domain.monitoring import AlarmEvent, Kind, Limit, Limits, Priority, Sample, State, step

DATA = Path(__file__).parents[4] / "shared" / "data"
START = datetime(2026, 11, 20, 10, tzinfo=UTC)
COLUMNS = {
    "HR_bpm": "hr",
    "PULSE_bpm": "pr",
    "RESP_pm": "rr",
    "SpO2_%": "spo2",
    "NBPSys_mmHg": "sbp",
    "NBPDias_mmHg": "dbp",
}
CATEGORIES = {
    "heart_rate": "hr",
    "respiratory_rate": "rr",
    "spo2": "spo2",
    "sbp": "sbp",
    "dbp": "dbp",
    "map": "map",
}
LIMITS = Limits(
    {
        "hr": Limit(low=50, high=110, max_age_s=90, priority=Priority.MEDIUM),
        "pr": Limit(low=50, high=110, max_age_s=90, priority=Priority.MEDIUM),
        "rr": Limit(low=10, high=30, max_age_s=90, priority=Priority.HIGH),
        "spo2": Limit(low=92, high=None, max_age_s=90, priority=Priority.HIGH),
        "sbp": Limit(low=90, high=180, max_age_s=1800, priority=Priority.MEDIUM),
        "dbp": Limit(low=None, high=110, max_age_s=1800, priority=Priority.MEDIUM),
        "map": Limit(low=60, high=None, max_age_s=1800, priority=Priority.LOW),
    }
)

# The shape of the recording: saturation 0 is no signal, then a dip, then an artefact of the pulse.
SYNTHETIC = """\
minute,HR_bpm,PULSE_bpm,RESP_pm,SpO2_%,NBPSys_mmHg,NBPDias_mmHg,NBPMean_mmHg
0,101.3,0,16.5,0,,,
1,89.5,88.5,21.2,95.7,120,66,82
2,79.9,68.5,20.9,97.8,,,
3,0,39.9,0,0,,,
4,73.8,64,23.6,0,74,40,51
5,69.3,72.5,20.5,89.5,,,
6,68.4,68.5,19.4,97.8,,,
"""

CHARTED = """\
hospitalization_id,recorded_dttm,vital_name,vital_category,vital_value
1,2137-02-26 04:30:00+00:00,Heart Rate,heart_rate,123.0
1,2137-02-26 04:30:00+00:00,Temperature Fahrenheit,temp_c,35.3
1,2137-02-26 04:31:00+00:00,Heart Rate,heart_rate,104.0
1,2137-02-26 04:37:00+00:00,Arterial Blood Pressure mean,map,57.0
"""


def found(pattern: str) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted(DATA.glob(pattern))}


MINUTES = {"synthetic": SYNTHETIC, **found("physionet-mimic2-numerics/*_numerics_1min.csv")}
STAYS = {"synthetic": CHARTED, **found("mimic-iv-demo-clif/csv/vitals_8_stays.csv")}


def minutes(text: str) -> list[Sample]:
    samples = []
    for row in csv.DictReader(text.splitlines()):
        for column, channel in COLUMNS.items():
            if row.get(column) and float(row[column]) != 0:
                at = START + timedelta(minutes=int(row["minute"]))
                samples.append(Sample(channel, float(row[column]), at))
    return samples


def replay(samples: list[Sample]) -> tuple[AlarmEvent, ...]:
    end = max(sample.measured_at for sample in samples)
    return step(State(), LIMITS, samples, end)[1]


def said(event: AlarmEvent) -> str:
    return f"{(event.at - START).total_seconds() / 60:g} {event.alarm} {event.kind}"


def check(samples: list[Sample]) -> tuple[AlarmEvent, ...]:
    events = replay(samples)
    state, singly = State(), []
    newest = samples[0].measured_at
    for sample in samples:
        newest = max(newest, sample.measured_at)
        state, found = step(State.from_json(state.to_json()), LIMITS, [sample], newest)
        singly += found
    assert tuple(singly) == events
    standing: set[str] = set()
    for event in events:
        if event.kind is Kind.RAISED:
            assert event.alarm not in standing
            standing.add(event.alarm)
        elif event.kind is Kind.CLEARED:
            standing.remove(event.alarm)
    assert standing == set(state.standing)
    return events


def test_zeros_are_gaps_and_gaps_are_silence() -> None:
    assert [said(event) for event in check(minutes(SYNTHETIC))] == [
        "3 pr-low raised",
        "3.5 hr-silent raised",
        "3.5 rr-silent raised",
        "3.5 spo2-silent raised",
        "4 hr-silent cleared",
        "4 pr-low cleared",
        "4 rr-silent cleared",
        "4 sbp-low raised",
        "5 spo2-silent cleared",
        "5 spo2-low raised",
        "6 spo2-low cleared",
    ]


@pytest.mark.parametrize("name", MINUTES)
def test_every_gap_of_a_recording_is_told_as_silence(name: str) -> None:
    samples = minutes(MINUTES[name])
    saturation = [sample for sample in samples if sample.channel == "spo2"]
    gaps = [
        one.measured_at + timedelta(seconds=90)
        for one, other in pairwise(saturation)
        if other.measured_at - one.measured_at > timedelta(seconds=90)
    ]
    told = [event for event in check(samples) if event.alarm == "spo2-silent"]
    assert [event.at for event in told if event.kind is Kind.RAISED][: len(gaps)] == gaps
    assert sum(event.kind is Kind.CLEARED for event in told) == len(gaps)


def test_the_dropouts_of_one_recording() -> None:
    for name in MINUTES.keys() & {"s25047_numerics_1min"}:
        told = [said(event) for event in check(minutes(MINUTES[name]))]
        assert not any(line.startswith(("0 ", "1 ", "1.5 ")) for line in told)
        assert [line for line in told if line.split()[1] in ("spo2-low", "spo2-silent")][:4] == [
            "14.5 spo2-silent raised",
            "15 spo2-silent cleared",
            "15 spo2-low raised",
            "16 spo2-low cleared",
        ]
        assert [line for line in told if line.startswith("6")][:4] == [
            "6 pr-low raised",
            "6 sbp-low raised",
            "6.5 hr-silent raised",
            "6.5 rr-silent raised",
        ]


@pytest.mark.parametrize("name", STAYS)
def test_charted_stays(name: str) -> None:
    stays: dict[str, list[Sample]] = {}
    for row in csv.DictReader(STAYS[name].splitlines()):
        channel = CATEGORIES.get(row["vital_category"])
        if channel:
            sample = Sample(channel, float(row["vital_value"]), datetime.fromisoformat(row["recorded_dttm"]))
            stays.setdefault(row["hospitalization_id"], []).append(sample)
    for samples in stays.values():
        kinds = Counter(event.kind for event in check(samples))
        assert kinds[Kind.RAISED] >= kinds[Kind.CLEARED] > 0
