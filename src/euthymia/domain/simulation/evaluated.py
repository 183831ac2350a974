"""What an invented person told and what was measured of them: the five parts of an evaluation, for demo and tests.

Everybody is invented. Each variation leaves something out or adds something that weighs, so that a demo shows the
states an evaluation can be in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: the part and kind it is recorded under, words, a code, and the rest as the case spells it.

    `none` is "asked, and there is none". `item` names the thing where it has a name of its own (an instrument).
    """

    part: str
    kind: str
    text: str = ""
    code: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    item: str = ""
    none: bool = False


def complete(
    today: date, *, sex: str, weight_kg: float, height_cm: float, indication: str = "depression"
) -> tuple[Told, ...]:
    """A person with treatment-resistant depression and nothing that stands against treatment, all tests in date."""

    def ago(days: int) -> str:
        return (today - timedelta(days=days)).isoformat()

    day = today.isoformat()
    labs = {
        "alt": {"value": 22.0, "upper": 40.0}, "ast": {"value": 24.0, "upper": 40.0}, "alp": {"value": 70.0, "upper": 120.0},
        "ggt": {"value": 21.0, "upper": 55.0}, "bilirubin": {"value": 0.6, "upper": 1.2}, "creatinine": {"value": 0.8},
        "egfr": {"value": 95.0}, "potassium": {"value": 4.2}, "sodium": {"value": 140.0}, "glucose": {"value": 92.0},
        "tsh": {"value": 2.1}, "urinalysis": {"value": "negative"},
    }  # fmt: skip
    facts = [
        *(Told("history", kind, none=True) for kind in ("condition", "allergy", "symptom", "family", "surgery", "drug-response")),
        Told("psychiatric", "diagnosis", detail={"diagnosis": "F33.2", "established_by": "psychiatrist", "established_on": ago(36)}),
        Told("psychiatric", "suicide-risk", item="c-ssrs", detail={"date": day, "ideation": 0, "behaviour": "never"}),
        _score("phq-9", ago(3), 19, item9=0), _score("madrs", ago(3), 31), _score("gad-7", ago(3), 9), _score("asrm", ago(3), 1),
        _score("audit-c", ago(3), 1), _score("dast-10", ago(3), 0), _score("stop-bang", ago(3), 1),
        _trial("sertraline", 200.0), _trial("venlafaxine", 225.0),
        Told("psychiatric", "capacity", detail={"capacity": "present"}),
        Told("medications", "medicine", "sertraline 100 mg daily"),
        Told("medications", "reconciled", detail={"reconciled": day, "sources": ["pharmacy record", "bottles shown"]}),
        Told("medications", "pdmp", detail={"pdmp_checked": day, "state": "CA", "result": "nothing"}),
        Told("objectives", "indication", detail={"indication": indication}),
        Told("objectives", "goal", detail={"measure": "phq-9", "baseline": 19.0, "target": 9.0, "agreed": True}),
        Told("objectives", "alternatives", detail={"alternatives_discussed": True}),
        Told("objectives", "expectations", detail={"expectations": "realistic"}),
        Told("objectives", "escort", detail={"escort": "Sam Example"}),
        Told("objectives", "care", detail={"therapist": "Dr Lee, psychiatrist"}),
        Told("screening", "body", detail={"taken": day, "weight_kg": weight_kg, "height_cm": height_cm}),
        Told("screening", "vitals", detail={"taken": day, "bp_mmhg": [[122.0, 76.0], [120.0, 74.0]], "hr_bpm": 72.0, "spo2_pct": 98.0,
                                            "rr_bpm": 14.0, "temp_c": 36.7}),
        Told("screening", "labs", item=ago(12), detail={"collected": ago(12), "values": labs}),
        Told("screening", "ecg", detail={"date": ago(12), "rhythm": "sinus", "qtc_ms": 420.0}),
        Told("screening", "drug-screen", detail={"collected": ago(2), "result": "negative", "positive": []}),
        Told("screening", "fasting", detail={"asked_on": day, "solids_h": 10.0, "clear_fluids_h": 4.0}),
    ]  # fmt: skip
    if sex == "female":
        facts.append(
            Told(
                "history",
                "person",
                detail={
                    "pregnancy_possible": True,
                    "contraception": "copper IUD",
                    "postmenopausal": False,
                    "breastfeeding": False,
                },
            )
        )
        facts.append(Told("screening", "pregnancy-test", detail={"date": day, "result": "negative"}))
    return tuple(facts)


def _score(instrument: str, on: str, total: float, **more: Any) -> Told:
    return Told("psychiatric", "score", item=instrument, detail={"date": on, "total": float(total), **more})


def _trial(drug: str, dose_mg_per_day: float) -> Told:
    detail = {
        "drug": drug, "dose_mg_per_day": dose_mg_per_day, "weeks": 10.0, "adherence": 0.9, "result": "failed",
        "current_episode": True,
    }  # fmt: skip
    return Told("psychiatric", "trial", detail=detail)


def without(facts: Iterable[Told], *kinds: str) -> tuple[Told, ...]:
    """The same person, of whom nothing of these kinds is known."""
    return tuple(one for one in facts if one.kind not in kinds)


def with_facts(facts: Iterable[Told], *more: Told) -> tuple[Told, ...]:
    """The same person with these facts too; an "asked: none" of the same kind makes room for them."""
    kinds = {one.kind for one in more}
    return (*(one for one in facts if not (one.none and one.kind in kinds)), *more)


def changed(facts: Iterable[Told], kind: str, **detail: Any) -> tuple[Told, ...]:
    """The same person with other details under this kind."""
    return tuple(replace(one, detail={**one.detail, **detail}) if one.kind == kind else one for one in facts)


ANEURYSM = Told("history", "condition", "abdominal aortic aneurysm", "I71.4", {"status": "active"})
HYPERTENSION = Told("history", "condition", "hypertension", "I10", {"status": "controlled", "since": "2015"})
MISTYPED = Told("medications", "medicine", "lamotragine 200 mg daily")
