"""Otto 2021: S-ketamine with norketamine; the structure of Fanta 2015, with a published covariance."""

from __future__ import annotations

from math import sqrt

from euthymia.domain.pharmacology.model import (
    ONE_SOURCE,
    Drug,
    Model,
    Population,
    Residual,
    Span,
    Typical,
    Variability,
    cv_of,
    verified,
)

SOURCE = "Otto 2021, Eur J Clin Pharmacol 77:1181"
_FANTA = f"Fanta 2015, Eur J Clin Pharmacol 71:441, as fixed in {SOURCE}, read in nlmixr2lib"
_OTTO = f"{SOURCE}, Table 3 and supplement, read in nlmixr2lib"
_V1, _CL, _V1_CL = 0.084177, 0.026048, 0.02261  # variances and covariance of the logarithms
_NK_V, _NK_CL, _NK_V_CL = 0.040426, 0.10319, 0.04456

MODEL = Model(
    name="otto-2021",
    version=1,
    title="Otto 2021 on Fanta 2015, S-ketamine and norketamine, 3 and 2 compartments",
    source=SOURCE,
    drug=Drug.ESKETAMINE,
    drug_form="S-ketamine",
    sampling="venous",
    structure="3 compartments; norketamine 2 compartments, formed by the whole clearance, as S-ketamine mass",
    population=Population(
        says="48 healthy volunteers, mean age 23 y, mean weight 68 and 71 kg; structure from 11 healthy men",
        weight=Span(45.0, 120.0, "kg", "pharmacology fact base 5.3: no model covers obesity"),
        age=Span(18.0, None, "y", "pharmacology fact base 0: adults"),
    ),
    typical=(
        Typical("V1", 133.0, "L", ONE_SOURCE, _FANTA, exponent=1.0),
        Typical("CL", 95.2, "L/h", verified(2), _FANTA, exponent=0.75),
        Typical("V2", 187.0, "L", ONE_SOURCE, f"{_FANTA} (printed Vp1)"),
        Typical("Q2", 23.2, "L/h", ONE_SOURCE, f"{_FANTA} (printed Q1)"),
        Typical("V3", 98.8, "L", ONE_SOURCE, f"{_FANTA} (printed Vp2)"),
        Typical("Q3", 157.0, "L/h", ONE_SOURCE, f"{_FANTA} (printed Q2)"),
        Typical("NK V", 98.638, "L", ONE_SOURCE, _OTTO, exponent=1.0),
        Typical("NK CL", 57.72, "L/h", ONE_SOURCE, _OTTO, exponent=0.75),
        Typical("NK Vp", 160.04, "L", ONE_SOURCE, _OTTO),
        Typical("NK Q", 42.778, "L/h", ONE_SOURCE, _OTTO),
    ),
    effect_sites=(),
    variability=Variability(
        cv=(("V1", cv_of(_V1)), ("CL", cv_of(_CL)), ("NK V", cv_of(_NK_V)), ("NK CL", cv_of(_NK_CL))),
        correlations=(
            ("V1", "CL", _V1_CL / sqrt(_V1 * _CL)),
            ("NK V", "NK CL", _NK_V_CL / sqrt(_NK_V * _NK_CL)),
        ),
        source=f"{SOURCE}, its own covariance",
        standing=ONE_SOURCE,
        borrowed=False,
    ),
    residual=(
        Residual("plasma", "proportional", 0.23609, _OTTO, ONE_SOURCE),
        Residual("norketamine", "proportional", 0.14261, _OTTO, ONE_SOURCE),
    ),
    disagreements=(
        "all clearance is assumed to form norketamine, without a molar-mass correction",
        "peripheral volumes and flows do not scale with weight in the printed model",
        "the volunteers were young and healthy: mean age 23 y",
        "CV of clearance is 13 % in the Fanta abstract, 16 % in Otto",
        "women cleared S-ketamine 20 % faster in Sigtermans 2009; Wang 2019 and Perez-Ruixo 2021 found no "
        "difference: none is applied",
    ),
    licence="published numbers, no code copied; read in nlmixr2lib",
)
