"""What other drugs and conditions do to the exposure, by route: notes beside a curve, never a changed curve.

Clearance is close to the blood flow of the liver, so inhibition or induction changes an intravenous exposure by
10 to 15 % at most while it multiplies an oral one. Rows whose numbers were only recalled are not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .model import ONE_SOURCE, Standing, verified


class Route(StrEnum):
    INTRAVENOUS = "intravenous"
    INTRAMUSCULAR = "intramuscular or intravenous"
    SUBCUTANEOUS = "subcutaneous"
    NASAL = "nasal"
    ORAL = "oral"


@dataclass(frozen=True, slots=True)
class Exposure:
    """One published finding. `auc_factor` multiplies the parent's area under the curve; None: no number."""

    who: str
    route: Route
    drug: str
    auc_factor: tuple[float, float] | None
    says: str
    source: str
    standing: Standing


def _one(factor: float) -> tuple[float, float]:
    return (factor, factor)


_PELTONIEMI_2012 = "Peltoniemi 2012, Basic Clin Pharmacol Toxicol"
_LABEL = "Spravato label"

EXPOSURES: tuple[Exposure, ...] = (
    Exposure("rifampicin", Route.INTRAVENOUS, "S-ketamine", _one(0.86), "AUC −14 %", _PELTONIEMI_2012, verified(2)),
    Exposure(
        "rifampicin", Route.INTRAVENOUS, "S-ketamine", _one(0.90),
        "AUC −10 %; S-norketamine −50 %; elimination rate +13 % parent, +200 % metabolite",
        "Noppers 2011", verified(2),
    ),
    Exposure("rifampicin", Route.ORAL, "S-ketamine", _one(0.14), "AUC −86 %", _PELTONIEMI_2012, ONE_SOURCE),
    Exposure(
        "clarithromycin", Route.ORAL, "S-ketamine", _one(2.6),
        "AUC × 2.6, peak × 3.6; norketamine to ketamine −54 %", "Hagelberg 2010, abstract", ONE_SOURCE,
    ),
    Exposure(
        "itraconazole", Route.ORAL, "S-ketamine", _one(1.0), "AUC no change", "Peltoniemi 2011, abstract", ONE_SOURCE
    ),
    Exposure(
        "ticlopidine", Route.ORAL, "S-ketamine", _one(2.4), "AUC × 2.4; norketamine to ketamine falls",
        "Peltoniemi 2011, abstract", ONE_SOURCE,
    ),
    Exposure("ticlopidine", Route.NASAL, "S-ketamine", _one(1.29), "AUC +29 %, peak unchanged", _LABEL, ONE_SOURCE),
    Exposure(
        "grapefruit juice", Route.ORAL, "S-ketamine", _one(3.0),
        "AUC × 3.0, peak × 2.1, half-life +24 %; norketamine to ketamine −57 %",
        f"{_PELTONIEMI_2012}, abstract", ONE_SOURCE,
    ),
    Exposure(
        "diazepam premedication", Route.INTRAMUSCULAR, "racemate", None,
        "half-life 57.8 min against 36 (control) and 46 (secobarbital); long-term use shortens it",
        "Lo and Cumming 1975; Idvall 1983", ONE_SOURCE,
    ),
    Exposure("CYP2B6*6", Route.ORAL, "not stated", _one(1.0), "no effect, n = 30", "Rao 2016", ONE_SOURCE),
    Exposure(
        "CYP2B6*6", Route.SUBCUTANEOUS, "not stated", None,
        "steady-state clearance falls with gene dose, chronic pain; contradicts Rao 2016",
        "Li 2015, through an editorial", ONE_SOURCE,
    ),
    Exposure(
        "renal impairment", Route.NASAL, "S-ketamine", (1.13, 1.36), "AUC +13 to +36 %, peak +20 to +26 %",
        _LABEL, ONE_SOURCE,
    ),
    Exposure(
        "hepatic impairment, moderate", Route.NASAL, "S-ketamine", None,
        "AUC and half-life higher; severe impairment not studied", _LABEL, ONE_SOURCE,
    ),
    Exposure(
        "age above 60 years", Route.INTRAVENOUS, "S-ketamine", None,
        "hepatic flow −2.19 L/h for each year above 60 (at 75 years −33 L/h)", "Perez-Ruixo 2021", ONE_SOURCE,
    ),
    Exposure(
        "Asian subjects", Route.INTRAVENOUS, "S-ketamine", None,
        "elimination in the liver other than to norketamine × 0.36; norketamine clearance × 0.81",
        "Perez-Ruixo 2021", ONE_SOURCE,
    ),
    Exposure(
        "weight", Route.INTRAVENOUS, "racemate and S-ketamine", None,
        "not significant where tested; allometry is fixed beforehand elsewhere",
        "Perez-Ruixo 2021; Kamp 2020", verified(2),
    ),
    Exposure(
        "women", Route.INTRAVENOUS, "S-ketamine", None,
        "clearance +20 % in one study, no difference in two: sources disagree",
        "Sigtermans 2009; Wang 2019, Perez-Ruixo 2021", ONE_SOURCE,
    ),
    Exposure(
        "cardiac output", Route.INTRAVENOUS, "racemate", None, "changes early concentrations", "Henthorn 2018", ONE_SOURCE
    ),
)  # fmt: skip


def exposures(who: str, route: Route | None = None) -> list[Exposure]:
    """The findings about one drug or condition, by its name as listed, on one route or on all."""
    return [row for row in EXPOSURES if row.who.casefold() == who.casefold() and route in (None, row.route)]
