"""Several results of one test: the newest in date counts, each has its own age, and the older ones are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.case import parse
from euthymia.domain.rules.finding import Severity
from support.cases import HEALTHY, a_case, evaluated

COLLECTED = HEALTHY["screening"]["labs"]["collected"]


def labs(**values: Any) -> dict[str, Any]:
    return {"screening": {"labs": {"values": values}}}


def at_limit_or_missing(rule: str, change: dict[str, Any]) -> list[tuple[str, list[str]]]:
    found = evaluated(change).findings
    return [
        (each.severity.value, [one.at for one in each.because])
        for each in found
        if each.rule == rule and ("limit, not above" in each.says or each.severity is Severity.MISSING)
    ]


def test_the_newest_in_date_counts_whatever_the_order() -> None:
    old, new = (
        {"value": 200, "upper": 40, "collected": "2026-09-01"},
        {"value": 20, "upper": 40, "collected": "2026-11-10"},
    )
    for order in ([old, new], [new, old]):
        answer = evaluated(labs(alt=order))
        assert not [each for each in answer.findings if each.rule in ("MH-18a", "MH-18b")]
    worse = evaluated(labs(alt=[{**old, "value": 20}, {**new, "value": 200}]))
    (finding,) = [each for each in worse.findings if each.rule == "MH-18a"]
    assert [(one.at, one.value) for one in finding.because] == [("/screening/labs/values/alt/1/value", 200)]


def test_older_results_are_kept_newest_first_and_an_empty_one_is_none() -> None:
    results = [
        {"value": 1, "collected": "2026-01-01"},
        {"value": None, "collected": "2026-11-19"},
        {"value": 3, "collected": "2026-03-01"},
        {"value": 2, "collected": "2026-02-01"},
    ]
    found = parse(a_case(labs(tsh=results))).screening.labs
    assert found.values is not None and found.values["tsh"] is not None
    assert (found.values["tsh"].value, found.values["tsh"].collected) == (3, date(2026, 3, 1))
    assert [one.value for one in found.earlier["tsh"]] == [2, 1, None]


def test_of_one_day_the_last_in_the_list_counts() -> None:
    twice = [{"value": 2.5, "collected": "2026-11-10"}, {"value": 4.1, "collected": "2026-11-10"}]
    assert not [each for each in evaluated(labs(potassium=twice)).findings if each.rule == "MH-31"]
    assert [each for each in evaluated(labs(potassium=twice[::-1])).findings if each.rule == "MH-31"]


@pytest.mark.parametrize(
    ("rule", "change", "says"),
    [
        ("SS-06", labs(tsh={"value": 2, "collected": "2025-11-20"}), ("info", ["/screening/labs/values/tsh/collected"])),
        ("SS-06", labs(tsh={"value": 2, "collected": "2025-11-19"}), ("missing", ["/screening/labs/values/tsh/collected"])),
        ("SS-05", labs(sodium={"value": 140, "collected": "2026-05-20"}), ("info", ["/screening/labs/values/sodium/collected"])),
        ("SS-05", labs(sodium={"value": 140, "collected": "2026-05-19"}), ("missing", ["/screening/labs/values/sodium/collected"])),
        ("SS-04", labs(alt={"value": 20, "collected": "2026-08-19"}, ast={"value": 20, "collected": "2026-08-19"}),
         ("missing", ["/screening/labs/values/alt/collected", "/screening/labs/values/ast/collected"])),
    ],
)  # fmt: skip
def test_each_result_has_its_own_age(rule: str, change: dict[str, Any], says: tuple[str, list[str]]) -> None:
    assert at_limit_or_missing(rule, change) == [says]


def test_one_transaminase_in_date_is_enough_and_the_others_are_told() -> None:
    change = labs(ast={"value": 20, "collected": "2026-08-19"})
    assert at_limit_or_missing("SS-04", change) == []
    (told,) = [
        each for each in evaluated(change).findings if each.rule == "SS-04" and "Not measured" in each.says
    ]
    assert told.severity is Severity.INFO and "AST" in told.says


def test_of_creatinine_and_egfr_the_newer_is_enough() -> None:
    old = {"value": 1, "collected": "2020-01-01"}
    assert at_limit_or_missing("SS-05", labs(creatinine=old, egfr={"value": 90})) == []


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"alt": [{"value": 20}, {"value": 30}]}, "/screening/labs/values/alt/0/collected"),
        ({"alt": [{"value": 20, "collected": "2026-12-01"}]}, "/screening/labs/values/alt/0/collected"),
        ({"alt": [20]}, "/screening/labs/values/alt/0"),
        ({"alt": [{"value": 20, "at": "x"}]}, "/screening/labs/values/alt/0/at"),
        ({"alt": {"value": 20, "collected": "soon"}}, "/screening/labs/values/alt/collected"),
        ({"urinalysis": [{"value": 7, "collected": COLLECTED}]}, "/screening/labs/values/urinalysis/0/value"),
    ],
)
def test_results_that_cannot_be_ordered_or_read_are_refused(values: dict[str, Any], at: str) -> None:
    with pytest.raises(Unusable) as refused:
        parse({"as_of": "2026-11-20", "screening": {"labs": {"values": values}}})
    assert at in [fault.at for fault in refused.value.faults]
