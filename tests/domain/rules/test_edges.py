"""Every limit of the rules is pinned on both sides: nudged by one step, some row of the tables says something else.

A limit that nobody tests can be moved without a test failing. Here each number that a topic names, and each number of
the default policy, is moved up and down by its smallest step, and the tables of the rules are asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from euthymia.domain.rules import medications
from euthymia.domain.rules.candidacy import CANDIDACY, TOPICS
from euthymia.domain.rules.case import Case, behaviour, parse
from euthymia.domain.rules.evaluation import evaluate
from euthymia.domain.rules.facts import Facts
from euthymia.domain.rules.finding import Severity
from euthymia.domain.rules.policy import LABEL_CONSERVATIVE, Policy
from support.cases import a_case

from .test_candidacy_table import TABLE, lab, person, pressure, vitals

Change = dict[str, Any]
# What only another policy brings to light: the setting that is moved first, the rule, the change, both sides.
PERMISSIVE = replace(
    LABEL_CONSERVATIVE, start_systolic_max_mmhg=160, start_diastolic_max_mmhg=100, older_start_systolic_max_mmhg=150,
    older_start_diastolic_max_mmhg=95,
)  # fmt: skip
UNDER_ANOTHER: tuple[tuple[str, Change], ...] = (
    *(("MH-08b", pressure(each, each)) for each in ([140, 80], [141, 80], [130, 90], [130, 91], [160, 80], [161, 80], [130, 101])),
    *(("MH-08b", {**person(age_y=age), **pressure(each, each)}) for age in (64, 65) for each in ([150, 80], [151, 80], [130, 95], [130, 96])),
    ("MH-08c", {**person(age_y=65), **pressure([150, 80])}),
    ("MH-25", vitals(temp_c=38.0)),
    ("MH-18b", lab("alt", 40, upper=None)),
)  # fmt: skip
MEDICINES = (
    *("lorazepam 0.8 mg daily", "lorazepam 0.9 mg daily", "lorazepam 0.7 mg daily", "diazepam 8 mg daily"),
    *(
        "diazepam 9 mg daily",
        "morphine 25 mg twice daily",
        "morphine 24.5 mg twice daily",
        "morphine 51 mg daily",
    ),
)
# Below these there is nothing to move to.
AT_THE_BOTTOM = {("drug_classes_min", -1), ("phq9_min", -1)}


@cache
def _cases() -> tuple[tuple[str, Case], ...]:
    return tuple((rule, parse(a_case(change))) for rule, change, _ in TABLE)


@cache
def _others() -> tuple[tuple[str, Case], ...]:
    return tuple((rule, parse(a_case(change))) for rule, change in UNDER_ANOTHER)


@cache
def _lists() -> tuple[Case, ...]:
    """Medicines line by line, and a list confirmed on each side of its age."""
    known = [{"reconciled": "2026-11-20", "pdmp_checked": "2026-11-20", "list": [line]} for line in MEDICINES]
    aged = [{**known[0], "reconciled": f"2026-11-{day}", "list": []} for day in (12, 13, 14)]
    return tuple(parse({"as_of": "2026-11-20", "medications": each}) for each in (*known, *aged))


def _said(cases: tuple[tuple[str, Case], ...], policy: Policy) -> Iterator[Any]:
    """For each row, how grave its rule is and how often it speaks; a rule that fails is something else too."""
    for rule_id, case in cases:
        facts = Facts(case, policy)
        try:
            yield sorted(
                found.severity.rank
                for rule in CANDIDACY if rule.id == rule_id
                for found in rule.check(rule, facts) if found.rule == rule_id
            )  # fmt: skip
        except Exception as error:
            yield type(error)


def _verdicts(policy: Policy = LABEL_CONSERVATIVE, other: Policy = PERMISSIVE) -> list[Any]:
    found = [*_said(_cases(), policy), *_said(_others(), other)]
    for case in _lists():
        found.append(
            [(one.rule, one.severity, "consult" in one.says) for one in medications.check(case, policy)]
        )
    return found


def _limits() -> Iterator[tuple[ModuleType, str, Any, Any]]:
    """(module, name, key of a table or None, value) of every number that a topic's file names itself."""
    seen: set[tuple[str, Any]] = set()
    for topic in (*TOPICS, behaviour):
        for name, value in vars(topic).items():
            if not name.lstrip("_").isupper() or isinstance(value, bool):
                continue
            slots = (
                value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else [(None, value)]
            )  # fmt: skip
            for key, number in slots:
                if isinstance(number, int | float) and (name, key) not in seen:
                    seen.add((name, key))
                    yield topic, name, key, number


def _owners(name: str) -> list[ModuleType]:
    """A limit that several topics use is moved in all of them."""
    return [topic for topic in (*TOPICS, behaviour) if name in vars(topic)]


def _moved(value: Any, key: Any, number: float) -> Any:
    if key is None:
        return number
    if isinstance(value, dict):
        return {**value, key: number}
    return tuple(number if at == key else each for at, each in enumerate(value))


LIMITS = list(_limits())


@pytest.mark.parametrize(
    ("topic", "name", "key", "number"), LIMITS, ids=[f"{one[1]}-{one[2]}" for one in LIMITS]
)
def test_a_limit_that_is_moved_by_one_step_is_noticed(
    topic: ModuleType, name: str, key: Any, number: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _verdicts()
    for step in (1, -1) if isinstance(number, int) else (0.1, -0.1):
        with monkeypatch.context() as patch:
            for owner in _owners(name):
                patch.setattr(owner, name, _moved(vars(topic)[name], key, number + step))
            assert _verdicts() != before, f"{name} moved by {step} changes nothing"


NUMBERS = [
    (name, value)
    for name, value in LABEL_CONSERVATIVE.settings().items()
    if isinstance(value, int | float) and not isinstance(value, bool)
]


@pytest.mark.parametrize(("name", "value"), NUMBERS, ids=[one[0] for one in NUMBERS])
def test_a_setting_that_is_moved_by_one_step_is_noticed(name: str, value: float) -> None:
    before = _verdicts()
    for step in (1, -1) if float(value).is_integer() else (0.1, -0.1):
        if (name, step) in AT_THE_BOTTOM:
            continue
        there = type(value)(round(value + step, 3))
        beside = type(value)(round(getattr(PERMISSIVE, name) + step, 3))
        moved = _verdicts(replace(LABEL_CONSERVATIVE, **{name: there}), replace(PERMISSIVE, **{name: beside}))
        assert moved != before, f"{name} moved by {step} changes nothing"


def test_every_fact_that_a_rule_asks_for_is_reported_missing_in_the_table() -> None:
    nothing = evaluate(parse({"as_of": "2026-11-20"}))
    asked = {each.rule for each in nothing.findings if each.severity is Severity.MISSING}
    told = {rule for rule, _, severity in TABLE if severity == "missing"}
    listed = {"MC-01", "MC-02"}  # of the list of medicines: tests/domain/rules/medications/test_rows.py
    assert asked - listed <= told
