"""Evaluations a second: the whole rule set on one core, people who differ, nothing read or written."""

from __future__ import annotations

from datetime import date
from typing import Any

from euthymia.domain.rules.case import parse
from euthymia.domain.rules.evaluation import evaluate

from .measure import Result, in_turn, per_second
from .scale import Scale

_CONDITIONS = (
    "hypertension",
    "type 2 diabetes",
    "asthma",
    "old stroke",
    "sleep apnea on CPAP",
    "no history of seizures",
)
_MEDICINES = (
    "sertraline 100 mg daily",
    "lorazepam 1 mg at night",
    "lisinopril 10 mg",
    "lithium 900 mg",
    "St John's wort",
)


def _person(n: int) -> dict[str, Any]:
    """An invented person with three conditions and three medicines; every number differs."""
    return {
        "as_of": "2026-11-20",
        "indication": "depression",
        "patient": {"sex": ("female", "male")[n % 2], "age_y": 20 + n % 60, "weight_kg": 50 + n % 70, "height_cm": 170},
        "history": {
            "conditions": [{"text": _CONDITIONS[(n + k) % len(_CONDITIONS)], "since": f"{1990 + n % 30}"} for k in range(3)],
            "self_report": {"stroke": False, "heart attack": n % 7 == 0},
            "symptoms": ["fatigue"],
            "allergies": [{"text": "penicillin"}],
        },
        "psychiatric": {
            "diagnosis": "F33.2",
            "established_by": "psychiatrist",
            "established_on": "2026-10-15",
            "scores": {
                "phq-9": {"date": "2026-11-15", "total": 3 + n % 24, "item9": n % 3},
                "c-ssrs": {"date": "2026-11-20", "ideation": n % 6, "behaviour": "never"},
            },
            "trials": [
                {"drug": drug, "dose_mg_per_day": 100, "weeks": 2 + n % 9, "adherence": 0.9, "result": "failed", "current_episode": True}
                for drug in ("sertraline", "venlafaxine", "bupropion")
            ],
            "capacity": "present",
        },
        "medications": {
            "reconciled": "2026-11-20",
            "pdmp_checked": "2026-11-20",
            "list": [_MEDICINES[(n + k) % len(_MEDICINES)] for k in range(3)],
        },
        "screening": {
            "vitals": {"taken": "2026-11-20", "bp_mmhg": [[110 + n % 60, 70 + n % 30]] * 2, "hr_bpm": 72, "spo2_pct": 98},
            "labs": {"collected": "2026-11-08", "values": {"alt": {"value": 10 + n % 140, "upper": 40}, "tsh": {"value": 2.1}}},
        },
    }  # fmt: skip


def evaluations_per_s(scale: Scale) -> Result:
    """Rules only: the cases are read before."""
    cases = [parse(_person(n), today=date(2026, 11, 20)) for n in range(scale.evaluations)]

    def judge() -> int:
        for case in cases:
            evaluate(case)
        return len(cases)

    (rate,) = in_turn(scale.rounds, per_second(judge))
    return Result("evaluations_per_s", rate, "1/s")
