"""What several instruments say alike: sources, marks, recall periods, answers in words."""

from __future__ import annotations

from euthymia.domain.instruments.model import Figure, Licence, Recall, Ship, Words, options
from euthymia.domain.quantities import Confidence, Provenance

V, V2, K, P = Confidence.V, Confidence.V2, Confidence.K, Confidence.P
# Figures of the table that carry no mark of their own were read in a summary.
TABLE = Provenance("published scoring of the instrument (clinical.md 7A)", V2)
TABLE_K = Provenance("published scoring of the instrument (clinical.md 7A)", K)
NO_RULE = Provenance(
    "no rule for missing answers is published: without all of them there is no score (clinical.md 7B)", P
)
TRIALS = Provenance("MUR13; ANA23; MCN22 (clinical.md 8A)", V)

TWO_WEEKS = Recall(words=Words("the last 2 weeks", "las últimas 2 semanas"), days=14)
ONE_WEEK = Recall(words=Words("the last 7 days", "los últimos 7 días"), days=7)
NOW = Recall(words=Words("right now", "ahora mismo"), days=0)
NO_PERIOD = Recall(words=Words("no period", "sin período"), days=None)

NO_YES = options(("No", "No"), ("Yes", "Sí"))


def half() -> Figure:
    """A fall by half."""
    return Figure(50, "percent", TRIALS)


def entry(ship: Ship, terms: str, mark: Confidence = V) -> Licence:
    """A licence under which no wording is carried."""
    return Licence(
        ship=ship, terms=terms, provenance=Provenance("the owners' notices (clinical.md 7A, 13)", mark)
    )
