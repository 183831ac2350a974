"""Over the space of facts: forgetting never helps, and whoever is contraindicated stays so.

EUTHYMIA_EXAMPLES raises the number of people drawn (120 by default).
"""

from __future__ import annotations

import copy
import json
import os
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.case import parse
from euthymia.domain.rules.evaluation import Evaluation, evaluate
from euthymia.domain.rules.finding import Outcome, Severity
from euthymia.domain.rules.policy import POLICIES, Policy
from support.cases import HEALTHY, a_case, merged

EXAMPLES = int(os.environ.get("EUTHYMIA_EXAMPLES", "120"))

# What the default policy requires of this man, each by itself.
_REQUIRED = (
    "/indication /patient/sex /patient/age_y /patient/weight_kg /patient/height_cm /history/conditions "
    "/history/allergies /psychiatric/diagnosis /psychiatric/established_by /psychiatric/established_on "
    "/psychiatric/scores/phq-9 /psychiatric/scores/phq-9/total /psychiatric/scores/c-ssrs "
    "/psychiatric/scores/c-ssrs/ideation /psychiatric/scores/c-ssrs/behaviour /psychiatric/trials /psychiatric/capacity "
    "/medications/reconciled /medications/pdmp_checked /medications/list /objectives/goals /objectives/escort "
    "/objectives/alternatives_discussed /screening/vitals /screening/vitals/taken /screening/vitals/bp_mmhg "
    "/screening/vitals/hr_bpm /screening/vitals/spo2_pct /screening/vitals/rr_bpm /screening/vitals/temp_c "
    "/screening/labs /screening/labs/collected /screening/labs/values /screening/labs/values/potassium "
    "/screening/labs/values/sodium /screening/labs/values/glucose /screening/labs/values/tsh "
    "/screening/labs/values/urinalysis /screening/drug_screen /screening/drug_screen/collected /consent "
    "/consent/signed /consent/signer /patient /history /psychiatric /medications /objectives /screening"
)
REQUIRED = tuple(_REQUIRED.split())
ANY = (
    *REQUIRED,
    *(
        "/history/problem_list",
        "/history/self_report",
        "/history/symptoms",
        "/history/family",
        "/screening/ecg",
    ),
    *(
        "/psychiatric/scores/madrs",
        "/psychiatric/scores/asrm",
        "/psychiatric/scores/ymrs",
        "/psychiatric/last_drink",
    ),
    *("/psychiatric/scores/audit-c", "/psychiatric/scores/stop-bang", "/objectives/therapist", "/notes"),
    *("/screening/labs/values/alt", "/screening/labs/values/ast", "/screening/drug_screen/result"),
)
# Facts that contraindicate, each with the pointers that must not be taken away for it to remain.
CONTRAINDICATING: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    ({"patient": {"age_y": 16}}, ("/patient", "/patient/age_y")),
    ({"history": {"allergies": [{"text": "ketamine"}]}}, ("/history", "/history/allergies")),
    ({"history": {"conditions": [{"code": "I71.4"}]}}, ("/history", "/history/conditions")),
    ({"history": {"problem_list": ["I61.9"]}}, ("/history", "/history/problem_list")),
    ({"history": {"self_report": {"brain aneurysm": True}}}, ("/history", "/history/self_report")),
    ({"history": {"symptoms": ["blood in urine"]}}, ("/history", "/history/symptoms")),
    ({"history": {"conditions": [{"text": "heart attack", "since": "2026-11-01"}]}}, ("/history", "/history/conditions")),
    ({"history": {"conditions": [{"text": "ketamine use disorder"}]}}, ("/history", "/history/conditions")),
    ({"psychiatric": {"diagnosis": "F33.3"}}, ("/psychiatric", "/psychiatric/diagnosis")),
    ({"psychiatric": {"scores": {"ymrs": {"total": 20}}}}, ("/psychiatric", "/psychiatric/scores/ymrs")),
    ({"psychiatric": {"capacity": "absent"}}, ("/psychiatric", "/psychiatric/capacity")),
    ({"screening": {"vitals": {"bp_mmhg": [[190, 115], [188, 112]]}}}, ("/screening", "/screening/vitals", "/screening/vitals/bp_mmhg")),
    ({"screening": {"pregnancy_test": {"date": "2026-11-20", "result": "positive"}}}, ("/screening",)),
)  # fmt: skip


def without(document: dict[str, Any], pointers: set[str]) -> dict[str, Any]:
    """The case with these facts not asked (null)."""
    left = copy.deepcopy(document)
    for pointer in pointers:
        *path, last = pointer.strip("/").split("/")
        place: Any = left
        for key in path:
            place = place.get(key) if isinstance(place, dict) else None
        if isinstance(place, dict) and last in place:
            place[last] = None
    return left


def judged(document: dict[str, Any]) -> Evaluation:
    return evaluate(parse(document))


forgotten = st.sets(st.sampled_from(ANY), max_size=12)


def test_nothing_is_missing_of_the_healthy_man() -> None:
    assert judged(HEALTHY).outcome is Outcome.ELIGIBLE


@settings(max_examples=EXAMPLES, deadline=None)
@given(pointers=st.sets(st.sampled_from(REQUIRED), min_size=1, max_size=12), policy=st.sampled_from(POLICIES))
def test_whoever_lacks_a_required_fact_is_not_eligible(pointers: set[str], policy: Policy) -> None:
    answer = evaluate(parse(without(HEALTHY, pointers)), policy)
    assert answer.outcome is Outcome.UNDETERMINED
    lacking = {each.part for each in answer.findings if each.severity is Severity.MISSING}
    assert lacking and {part for part, whole in answer.parts.items() if not whole} == lacking


@settings(max_examples=EXAMPLES, deadline=None)
@given(facts=st.lists(st.sampled_from(CONTRAINDICATING), min_size=1, max_size=3), pointers=forgotten)
def test_whoever_is_contraindicated_stays_so_whatever_else_is_forgotten(
    facts: list[tuple[dict[str, Any], tuple[str, ...]]], pointers: set[str]
) -> None:
    document = HEALTHY
    for change, _ in facts:
        document = merged(document, change)
    kept = set(facts[-1][1])
    assert judged(without(document, pointers - kept)).outcome is Outcome.CONTRAINDICATED


words = st.text(max_size=60)


@settings(max_examples=EXAMPLES, deadline=None)
@given(texts=st.lists(words.filter(str.strip), max_size=4), key=words)
def test_no_words_stop_a_rule_from_running(texts: list[str], key: str) -> None:
    answer = judged(
        a_case(
            {
                "history": {
                    "conditions": [{"text": text} for text in texts],
                    "symptoms": texts,
                    "surgeries": texts,
                    "self_report": {key: True},
                    "allergies": [{"text": text} for text in texts],
                },
                "medications": {"list": texts},
            }
        )
    )
    assert not [each for each in answer.findings if "failed to run" in each.says]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, as a path of keys and indices."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, each in inner for place in places(each, (*at, key)))]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(places(HEALTHY)[1:]), json_values), min_size=1, max_size=3))
def test_any_document_is_judged_or_refused_with_pointers(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document: Any = copy.deepcopy(HEALTHY)
    for path, value in changes:
        place = document
        for key in path[:-1]:
            place = place[key] if isinstance(place, dict | list) and _has(place, key) else None
        if isinstance(place, dict) or (isinstance(place, list) and _has(place, path[-1])):
            place[path[-1]] = value
    try:
        answer = judged(document)
    except Unusable as refusal:
        assert refusal.faults and all(fault.at.startswith("/") and fault.accepted for fault in refusal.faults)
        return
    assert not [each for each in answer.findings if "failed to run" in each.says]
    json.dumps(answer.as_document(), allow_nan=False)


def _has(place: Any, key: Any) -> bool:
    return key in place if isinstance(place, dict) else isinstance(key, int) and key < len(place)
