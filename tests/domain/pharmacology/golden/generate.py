"""Writes values.json: concentrations by matrix exponential at 50 digits, from constants typed in here.

Nothing of the program is imported. Run again only when a model gains a new version:

    python tests/domain/pharmacology/golden/generate.py

Units: L, L/h, /h, /min as marked; doses mg and mg/h; times min; answers ng/mL with 17 digits.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import mpmath
from mpmath import mpf

mpmath.mp.dps = 50
HERE = Path(__file__).parent


def by_clearance(
    weight: str, volumes: list[str], flows: list[str], exponents: tuple[int, str]
) -> dict[str, Any]:
    """The first flow is the clearance; all volumes and flows scaled by weight / 70 kg."""
    relative = mpf(weight) / 70
    v = [mpf(volume) * relative ** exponents[0] for volume in volumes]
    q = [mpf(flow) * relative ** mpf(exponents[1]) / 60 for flow in flows]
    return {
        "v1": v[0],
        "k10": q[0] / v[0],
        "exchanges": [(flow / v[0], flow / volume) for flow, volume in zip(q[1:], v[1:], strict=True)],
    }


def per_kg(weight: str, v1: str, k10: str, exchanges: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "v1": mpf(v1) * mpf(weight),
        "k10": mpf(k10),
        "exchanges": [(mpf(out), mpf(back)) for out, back in exchanges],
    }


def otto(weight: str) -> dict[str, Any]:
    relative = mpf(weight) / 70
    v1, clearance = 133 * relative, mpf("95.2") * relative ** mpf("0.75") / 60
    own_v, own_clearance = mpf("98.638") * relative, mpf("57.72") * relative ** mpf("0.75") / 60
    flow = mpf("42.778") / 60
    return {
        "v1": v1,
        "k10": clearance / v1,
        "exchanges": [
            (mpf("23.2") / 60 / v1, mpf("23.2") / 60 / 187),
            (mpf(157) / 60 / v1, mpf(157) / 60 / mpf("98.8")),
        ],
        "metabolite": (
            own_v,
            own_clearance / own_v,
            flow / own_v,
            flow / mpf("160.04"),
            clearance / v1,
            None,
        ),
    }


def perez_ruixo(age: str) -> dict[str, Any]:
    hepatic = (151 - mpf("2.19") * max(mpf(0), mpf(age) - 60)) / 60
    kel, kmet, flow = mpf("1.11") / 60, mpf("2.77") / 60, mpf("26.1") / 60
    return {
        "v1": mpf(192),
        "k10": mpf(0),
        "exchanges": [
            (mpf("84.3") / 60 / 192, mpf("84.3") / 60 / 143),
            (mpf("37.6") / 60 / 192, mpf("37.6") / 60 / 417),
            (hepatic / 192, hepatic / 101),
        ],
        "lost": [mpf(0), mpf(0), kel + kmet],
        "metabolite": (mpf(70), mpf(38) / 60 / 70, flow / 70, flow / 115, kmet, 2),
    }


# name, weight kg, age y, constants, ke0 /min
SYSTEMS: list[tuple[str, str, str, dict[str, Any], Any]] = [
    (
        "kamp-2020",
        weight,
        "45",
        by_clearance(weight, ["25", "56", "157"], ["84", "161", "79"], (1, "0.75")),
        mpf("0.1876") * mpmath.log(mpf(weight)) + mpf("0.5932"),
    )
    for weight in ("70", "95")
] + [
    ("abuhelwa-2022", "70", "45", by_clearance("70", ["79.3", "87.4"], ["69.6", "121"], (1, "0.75")), mpf("0.0835")),
    ("abuhelwa-2022", "52.5", "45", by_clearance("52.5", ["79.3", "87.4"], ["69.6", "121"], (1, "0.75")), mpf("0.0835")),
    ("domino-1984", "70", "45", per_kg("70", "0.063", "0.438", [("0.592", "0.247"), ("0.590", "0.0146")]), mpf("0.238")),
    ("clements-1981", "70", "45", per_kg("70", "1.7522", "0.0109", [("0.0186", "0.0137")]), None),
    ("hijazi-2003", "70", "45", per_kg("70", "1.08", "0.0333", [("0.0088", "0.0030")]), None),
    ("herd-2007", "70", "12", by_clearance("70", ["38.7", "102"], ["90", "215"], (1, "0.75")), None),
    ("herd-2007", "32.5", "8", by_clearance("32.5", ["38.7", "102"], ["90", "215"], (1, "0.75")), None),
    ("otto-2021", "70", "45", otto("70"), None),
    ("otto-2021", "88", "45", otto("88"), None),
    ("perez-ruixo-2021", "70", "45", perez_ruixo("45"), None),
    ("perez-ruixo-2021", "110", "75", perez_ruixo("75"), None),
]  # fmt: skip
# (minute, "rate", mg/h) or (minute, "bolus", mg), in order.
DOSINGS: dict[str, list[tuple[str, str, str]]] = {
    "half a mg/kg over 40 min": [("0", "rate", "52.5"), ("40", "rate", "0")],
    "bolus": [("0", "bolus", "35")],
    "bolus and rate together, a change, a pause, a late bolus": [
        ("0", "rate", "52.5"), ("0", "bolus", "10"), ("12.5", "rate", "30"), ("20", "rate", "0"),
        ("23.25", "rate", "41"), ("31", "bolus", "7.5"), ("40", "rate", "0"),
    ],
    "nothing for the first quarter": [("15", "rate", "60"), ("15.001", "rate", "0")],
    "six infusions in two weeks": [
        (str(day * 1440 + minute), "rate", rate)
        for day in (0, 2, 4, 7, 9, 11)
        for minute, rate in ((0, "52.5"), (40, "0"))
    ],
}  # fmt: skip
TIMES = [
    "0.000001",
    "0.01",
    "0.5",
    "1.6",
    "5",
    "12.5",
    "20",
    "23.25",
    "31",
    "40",
    "41.75",
    "60",
    "120",
    "600",
    "2880",
    "2920",
    "16200",
]


def matrix(system: dict[str, Any], ke0: Any, rate: Any) -> Any:
    """Compartments, effect site (as an amount), metabolite, its periphery, and the constant input."""
    exchanges, lost = system["exchanges"], system.get("lost", [mpf(0)] * len(system["exchanges"]))
    n = len(exchanges) + 1
    a = mpmath.zeros(n + 4, n + 4)
    a[0, 0] = -system["k10"] - sum(out for out, _ in exchanges)
    a[0, n + 3] = rate
    for j, ((out, back), gone) in enumerate(zip(exchanges, lost, strict=True), 1):
        a[j, 0], a[0, j], a[j, j] = out, back, -back - gone
    if ke0 is not None:
        a[n, 0], a[n, n] = ke0, -ke0
    if "metabolite" in system:
        _, k10, out, back, formed, source = system["metabolite"]
        a[n + 1, 0 if source is None else source + 1] = formed
        a[n + 1, n + 1], a[n + 1, n + 2] = -k10 - out, back
        a[n + 2, n + 1], a[n + 2, n + 2] = out, -back
    return a


def solved(system: dict[str, Any], ke0: Any, dosing: list[tuple[str, str, str]]) -> dict[str, Any]:
    n = len(system["exchanges"]) + 1
    state = mpmath.zeros(n + 4, 1)
    state[n + 3] = 1
    corners = sorted({mpf(0), *map(mpf, TIMES), *(mpf(at) for at, _, _ in dosing)})
    rate, rows = mpf(0), []
    for here, then in [*pairwise(corners), (corners[-1], None)]:
        for at, kind, value in dosing:
            if mpf(at) == here and kind == "bolus":
                state[0] += mpf(value)
            if mpf(at) == here and kind == "rate":
                rate = mpf(value) / 60
        if any(here == mpf(time) for time in TIMES):
            own = system["metabolite"][0] if "metabolite" in system else None
            rows.append((
                state[0] / system["v1"] * 1000,
                None if ke0 is None else state[n] / system["v1"] * 1000,
                None if own is None else state[n + 1] / own * 1000,
            ))  # fmt: skip
        if then is not None:
            state = mpmath.expm(matrix(system, ke0, rate) * (then - here)) * state
    columns = zip(*rows, strict=True)
    names = ("plasma_ng_per_ml", "effect_site_ng_per_ml", "norketamine_ng_per_ml")
    return {
        name: None if values[0] is None else [mpmath.nstr(value, 17) for value in values]
        for name, values in zip(names, columns, strict=True)
    }


def main() -> None:
    cases = [
        {
            "model": name, "weight_kg": weight, "age_y": age, "dosing": title,
            "events": dosing, "times_min": TIMES, **solved(system, ke0, dosing),
        }
        for name, weight, age, system, ke0 in SYSTEMS
        for title, dosing in DOSINGS.items()
    ]  # fmt: skip
    lines = ",\n".join(json.dumps(case) for case in cases)
    (HERE / "values.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
