"""Perez-Ruixo 2021: S-ketamine and norketamine in 820 people, with a well-stirred liver."""

from __future__ import annotations

from euthymia.domain.pharmacology.model import (
    ONE_SOURCE,
    Drug,
    Model,
    Population,
    Residual,
    Span,
    Typical,
    Variability,
)

SOURCE = "Perez-Ruixo 2021, Clin Pharmacokinet 60:501"
_TABLE = f"{SOURCE}, Table 3, read in nlmixr2lib"
_RANGE = f"{SOURCE}, Table 2, read in nlmixr2lib"


def _number(name: str, value: float, unit: str, printed: str = "") -> Typical:
    return Typical(name, value, unit, ONE_SOURCE, f"{_TABLE} (printed {printed})" if printed else _TABLE)


MODEL = Model(
    name="perez-ruixo-2021",
    version=1,
    title="Perez-Ruixo 2021, S-ketamine and norketamine, 3 compartments with a liver and 2",
    source=SOURCE,
    drug=Drug.ESKETAMINE,
    drug_form="S-ketamine",
    sampling="not retrieved",
    structure="3 compartments and a well-stirred liver, where all elimination is; norketamine 2 compartments, "
    "apparent, formed in the liver, as S-ketamine mass; the dose enters the central compartment",
    population=Population(
        says="820 healthy subjects and patients with treatment-resistant depression; nasal, IV and oral",
        weight=Span(39.0, 170.0, "kg", _RANGE),
        age=Span(18.0, 86.0, "y", _RANGE),
    ),
    typical=(
        _number("V1", 192.0, "L", "Vc"),
        _number("V2", 143.0, "L", "Vp1"),
        _number("Q2", 84.3, "L/h", "Q1"),
        _number("V3", 417.0, "L", "Vp2"),
        _number("Q3", 37.6, "L/h", "Q2"),
        Typical("Qh", 151.0, "L/h", ONE_SOURCE, _TABLE, per_year=-2.19, from_age_y=60.0),
        _number("Vh", 101.0, "L"),
        _number("kel", 1.11, "/h"),
        _number("kmet", 2.77, "/h"),
        _number("NK V", 70.0, "L", "Vcn/F"),
        _number("NK CL", 38.0, "L/h", "CLn/F"),
        _number("NK Vp", 115.0, "L", "Vpn/F"),
        _number("NK Q", 26.1, "L/h", "Q3/F"),
    ),
    effect_sites=(),
    variability=Variability(
        cv=(
            ("V1", 0.275),
            ("V2", 0.493),
            ("Qh", 0.232),
            ("Vh", 0.346),
            ("kel", 1.20),
            ("NK V", 0.316),
            ("NK CL", 0.254),
        ),
        correlations=(),
        source=f"{SOURCE}, Table 3",
        standing=ONE_SOURCE,
        borrowed=False,
        caveat="correlations are not published, independence is a guess; the CV of kmet is not printed and is left "
        "out, so the interval is too narrow",
    ),
    residual=(
        Residual("plasma", "log", 0.276, f"{_TABLE}, Phase I and II", ONE_SOURCE),
        Residual("norketamine", "log", 0.422, f"{_TABLE}, Phase I and II", ONE_SOURCE),
    ),
    disagreements=(
        "clearance is 109 L/h from the printed constants and 114 L/h in the abstract",
        "norketamine AUC is overpredicted 1.38- to 1.56-fold (nlmixr2lib); its peak is not",
        "in Asian subjects kel is multiplied by 0.36 and norketamine clearance by 0.81: not applied, ancestry is "
        "not asked",
        "weight, sex, ALT, eGFR and disease had no effect",
        "the table prints the unit of kel and kmet as L/h; rate constants are per hour",
    ),
    licence="published numbers, no code copied; read in nlmixr2lib",
)
