"""What a test says about a condition that somebody has denied: each limit is that of the rule that owns it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from euthymia.domain.rules.case.behaviour import has_acted
from euthymia.domain.rules.facts import Facts
from euthymia.domain.rules.finding import Because
from euthymia.domain.rules.rule import seen

from .breath import QTC_LONG_MS
from .labs import at, number, upper_limit
from .mind import YMRS_MANIA
from .organs import EGFR_LOW, ENZYME_HIGH, TRANSAMINASES, TSH_HIGH, urine_with_blood


def _pregnancy(facts: Facts) -> list[Because]:
    result = facts.case.screening.pregnancy_test.result
    return [seen("/screening/pregnancy_test/result", result)] if result == "positive" else []


def _kidney(facts: Facts) -> list[Because]:
    egfr = number(facts, "egfr")
    return [at(facts, "egfr")] if egfr is not None and egfr < EGFR_LOW else []


def _liver(facts: Facts) -> list[Because]:
    return [
        at(facts, name)
        for name in TRANSAMINASES
        if (value := number(facts, name)) is not None and value >= ENZYME_HIGH * upper_limit(facts, name)
    ]


def _hypothyroid(facts: Facts) -> list[Because]:
    tsh = number(facts, "tsh")
    return [at(facts, "tsh")] if tsh is not None and tsh >= TSH_HIGH else []


def _long_qt(facts: Facts) -> list[Because]:
    qtc = facts.case.screening.ecg.qtc_ms
    return [seen("/screening/ecg/qtc_ms", qtc)] if qtc is not None and qtc >= QTC_LONG_MS else []


def _bladder(facts: Facts) -> list[Because]:
    return [at(facts, "urinalysis")] if urine_with_blood(facts) else []


def _ideation(facts: Facts) -> list[Because]:
    phq, screen = facts.case.psychiatric.score("phq-9"), facts.case.psychiatric.score("c-ssrs")
    found = []
    if screen is not None and screen.ideation:
        found.append(seen("/psychiatric/scores/c-ssrs/ideation", screen.ideation))
    if phq is not None and phq.item9:
        found.append(seen("/psychiatric/scores/phq-9/item9", phq.item9))
    return found


def _attempt(facts: Facts) -> list[Because]:
    screen = facts.case.psychiatric.score("c-ssrs")
    acted = screen is not None and has_acted(screen.behaviour)
    return [seen("/psychiatric/scores/c-ssrs/behaviour", screen.behaviour)] if acted and screen else []


def _mania(facts: Facts) -> list[Because]:
    ymrs = facts.case.psychiatric.score("ymrs")
    high = ymrs is not None and ymrs.total is not None and ymrs.total >= YMRS_MANIA
    return [seen("/psychiatric/scores/ymrs/total", ymrs.total)] if high and ymrs else []


MEASURED: Mapping[str, Callable[[Facts], list[Because]]] = MappingProxyType(
    {
        "pregnancy": _pregnancy,
        "kidney": _kidney,
        "kidney-severe": _kidney,
        "liver-moderate": _liver,
        "liver-tests": _liver,
        "hypothyroidism": _hypothyroid,
        "long-qt": _long_qt,
        "bladder": _bladder,
        "bladder-active": _bladder,
        "suicidality": _ideation,
        "suicide-attempt": _attempt,
        "mania": _mania,
        "bipolar": _mania,
    }
)
"""By the key of the condition; blood pressure and drug screen are asked for by contradictions.py itself."""
