"""Predicted concentrations: curves a second, populations, and how long the page's curve takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from statistics import median

import numpy as np
from scipy.integrate import solve_ivp

from euthymia.domain import pharmacology as pk
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.population import BLOCK, Crowd
from euthymia.domain.pharmacology.solver import concentrations

from .measure import Result, in_turn, milliseconds, per_second
from .scale import Scale

POINTS = 1_000
RTOL = 1e-8
_MODEL = "kamp-2020"
_EVENTS = (pk.Rate(0, 52.5), pk.Rate(15, 40.0), pk.Rate(40, 0))
_SEVERAL = 20  # curves of the reference for one taking: it is slow and steady


def pk_curves_per_s(scale: Scale) -> Result:
    """Curves of 1,000 points over two hours, one call for each patient, as a page asks for them."""
    model, times, plan = pk.by_name(_MODEL), np.linspace(0.0, 120.0, POINTS), schedule(_EVENTS)

    def closed_form() -> int:
        for place in range(scale.curves):
            patient = pk.Patient(weight_kg=50.0 + place % 60, age_y=45.0)
            concentrations(model.parameters(patient).disposition(), plan, times)
        return scale.curves

    def with_effect_site() -> int:
        for place in range(scale.curves):
            pk.solve(model, pk.Patient(weight_kg=50.0 + place % 60, age_y=45.0), plan, times)
        return scale.curves

    def integrated() -> int:
        several = min(scale.curves, _SEVERAL)
        for place in range(several):
            _integrate(pk.Patient(weight_kg=50.0 + place % 60, age_y=45.0), times)
        return several

    ours, effect, reference = in_turn(
        scale.rounds, per_second(closed_form), per_second(with_effect_site), per_second(integrated)
    )
    return Result(
        "pk_curves_per_s",
        ours,
        "1/s",
        f"SciPy solve_ivp, LSODA, rtol {RTOL:g}",
        reference,
        {
            "points": POINTS,
            "microseconds_a_curve": 1e6 / ours,
            "microseconds_with_an_effect_site": 1e6 / effect,
        },
    )


_SESSIONS_D = (0, 2, 4, 7, 9, 11)


def pk_population_bytes_per_s(scale: Scale) -> Result:
    """Six infusions in two weeks, 1,000 times in each, for many virtual patients drawn from a seed; every core.

    What was left of one infusion is carried into the next. The array that is filled was touched before, as was
    the one that NumPy copies into.
    """
    minutes = np.linspace(0.0, 160.0, POINTS)
    times = np.concatenate([day * 1440.0 + minutes for day in _SESSIONS_D])
    events = tuple(
        pk.Rate(day * 1440.0 + at, rate) for day in _SESSIONS_D for at, rate in ((0.0, 52.5), (40.0, 0.0))
    )
    patient = pk.Patient(70.0, 45.0)
    crowd = Crowd(_MODEL, patient, events, tuple(times.tolist()), 1, scale.virtual_patients)
    filled, other = np.ones((crowd.n, len(times))), np.zeros((crowd.n, len(times)))

    def copied() -> int:
        np.copyto(other, filled)
        return filled.nbytes

    with ThreadPoolExecutor(os.cpu_count()) as pool:

        def worked_out() -> int:
            grid = crowd.grid()
            drawn = [(block, filled[block * BLOCK : (block + 1) * BLOCK]) for block in range(crowd.blocks)]
            list(pool.map(lambda one: crowd.curves(one[0], grid, one[1]), drawn))
            return filled.nbytes

        ours, reference = in_turn(scale.rounds, per_second(worked_out), per_second(copied))
    began = per_second(lambda: len(_integrate(patient, times, events)) * 8)
    stepped = median(began() for _ in range(min(scale.rounds, 3)))
    worst = _disagreement(crowd, times, events)
    return Result(
        "pk_population_bytes_per_s",
        ours,
        "B/s",
        "NumPy copy of the same bytes",
        reference,
        {
            "patients": crowd.n,
            "times": len(times),
            "times_the_rate_of_solve_ivp": ours / stepped,
            "solve_ivp_bytes_per_s": stepped,
            "largest_difference_from_solve_ivp": worst,
            **_of_very_many(100 * scale.virtual_patients),
        },
    )


# The most that a process had since it began: what its parent had before does not count.
_MEASURED = """
import re, sys
from pathlib import Path
from euthymia.faces.command.cli import main
try:
    main()
finally:
    sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def _of_very_many(patients: int) -> dict[str, float]:
    """What the command needs at most in memory for its percentiles of so many patients at 97 times: more than it holds at once."""
    dosing = {
        "drug": "ketamine",
        "patient": {"weight_kg": 70.0, "age_y": 45},
        "models": [_MODEL],
        "events": [{"at_min": event.at_min, "rate_mg_per_h": event.rate_mg_per_h} for event in _EVENTS],
        "times_min": np.linspace(0.0, 160.0, 97).tolist(),
    }
    command = [sys.executable, "-c", _MEASURED, "population", "-", "--n", str(patients)]
    ran = subprocess.run(command, input=json.dumps(dosing).encode(), capture_output=True, check=True)  # noqa: S603
    return {"patients_streamed": patients, "mebibytes_at_most": int(ran.stderr.split()[-1]) / 1024}


def _disagreement(crowd: Crowd, times: np.ndarray, events: tuple[pk.Rate, ...]) -> float:
    """From the integrated curve of the typical patient, relative to its peak: the reference's own error."""
    exact = concentrations(
        pk.by_name(crowd.model).parameters(crowd.patient).disposition(), schedule(events), times
    ).plasma_ng_per_ml
    stepped = _integrate(crowd.patient, times, events)
    return float(np.abs(exact - stepped).max() / exact.max())


def _integrate(patient: pk.Patient, times: np.ndarray, events: tuple[pk.Rate, ...] = _EVENTS) -> np.ndarray:
    """The same curve by stepping through the differential equations, from event to event."""
    disposition = pk.by_name(_MODEL).parameters(patient).disposition()
    out, back = disposition.k_out_per_min, disposition.k_back_per_min
    leaving = disposition.k10_per_min + out.sum()

    def flow(_: float, amount: np.ndarray, rate_mg_per_min: float) -> np.ndarray:
        moved, returned = out * amount[0], back * amount[1:]
        return np.concatenate(([rate_mg_per_min - leaving * amount[0] + returned.sum()], moved - returned))

    amount, curve = np.zeros(len(out) + 1), np.zeros(len(times))
    ends = [*(event.at_min for event in events[1:]), float(times[-1])]
    for event, end in zip(events, ends, strict=True):
        inside = (times >= event.at_min) & (times < end)
        solved = solve_ivp(
            flow, (event.at_min, end), amount, method="LSODA", rtol=RTOL, atol=1e-12,
            t_eval=np.append(times[inside], end), args=(event.rate_mg_per_h / 60,),
        )  # fmt: skip
        curve[inside] = solved.y[0, :-1]
        amount = solved.y[:, -1]
    curve[-1] = amount[0]
    answer: np.ndarray = curve / disposition.v1_l * 1_000
    return answer


def curve_with_what_if_ms(scale: Scale) -> Result:
    """What the rate dialog draws: two models, past and an hour ahead, a band, and the curve of a new rate.

    The session is the same as when it was last drawn; the moment and the rate asked about are others each time.
    """
    patient, tried = pk.Patient(weight_kg=70.0, age_y=45.0), count()

    def draw(interval: float | None) -> None:
        place = next(tried)
        now_min, rate_mg_per_h = 20.0 + place % 600 / 60, 20.0 + place % 997 / 30
        drawn = pk.forecast(
            (_MODEL, "abuhelwa-2022"), patient, _EVENTS, now_min, 60.0, pk.Rate(now_min, rate_mg_per_h),
            inputs_as_of_min=now_min, interval=interval,
        )  # fmt: skip
        assert isinstance(drawn, pk.Forecast)

    def take(interval: float | None) -> float:
        several = max(1, scale.curves // 100)
        return median(milliseconds(lambda: draw(interval)) for _ in range(several))

    with_band, without = in_turn(scale.rounds, lambda: take(0.8), lambda: take(None))
    return Result(
        "curve_with_what_if_ms", with_band, "ms", parts={"with_band": with_band, "without_band": without}
    )
