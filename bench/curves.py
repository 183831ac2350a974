"""Predicted concentrations: how many curves a second, and how long the page's curve takes."""

from __future__ import annotations

from itertools import count
from statistics import median

import numpy as np
from scipy.integrate import solve_ivp

from euthymia.domain import pharmacology as pk
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.solver import concentrations

from .measure import Result, in_turn, milliseconds, per_second
from .scale import Scale

POINTS = 121
RTOL = 1e-8
_MODEL = "kamp-2020"
_EVENTS = (pk.Rate(0, 52.5), pk.Rate(15, 40.0), pk.Rate(40, 0))
_SEVERAL = 20  # curves of the reference for one taking: it is slow and steady


def pk_curves_per_s(scale: Scale) -> Result:
    """Curves of 121 points over two hours, one call for each patient, as a page asks for them."""
    model, times, plan = pk.by_name(_MODEL), np.linspace(0.0, 120.0, POINTS), schedule(_EVENTS)

    def closed_form() -> int:
        for place in range(scale.curves):
            patient = pk.Patient(weight_kg=50.0 + place % 60, age_y=45.0)
            concentrations(model.parameters(patient).disposition(), plan, times)
        return scale.curves

    def integrated() -> int:
        several = min(scale.curves, _SEVERAL)
        for place in range(several):
            _integrate(pk.Patient(weight_kg=50.0 + place % 60, age_y=45.0), times)
        return several

    ours, reference = in_turn(scale.rounds, per_second(closed_form), per_second(integrated))
    return Result("pk_curves_per_s", ours, "1/s", f"SciPy solve_ivp, LSODA, rtol {RTOL:g}", reference)


def _integrate(patient: pk.Patient, times: np.ndarray) -> np.ndarray:
    """The same curve by stepping through the differential equations, from event to event."""
    disposition = pk.by_name(_MODEL).parameters(patient).disposition()
    out, back = disposition.k_out_per_min, disposition.k_back_per_min
    leaving = disposition.k10_per_min + out.sum()

    def flow(_: float, amount: np.ndarray, rate_mg_per_min: float) -> np.ndarray:
        moved, returned = out * amount[0], back * amount[1:]
        return np.concatenate(([rate_mg_per_min - leaving * amount[0] + returned.sum()], moved - returned))

    amount, curve = np.zeros(len(out) + 1), np.zeros(len(times))
    ends = [*(event.at_min for event in _EVENTS[1:]), float(times[-1])]
    for event, end in zip(_EVENTS, ends, strict=True):
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
