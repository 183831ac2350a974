"""A case of the evaluation: a healthy man who is eligible, and changes to him."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from euthymia.domain.rules.case import parse
from euthymia.domain.rules.evaluation import Evaluation, evaluate
from euthymia.domain.rules.policy import LABEL_CONSERVATIVE, Policy

_BASELINE = Path(__file__).resolve().parents[1] / "domain" / "rules" / "vignettes" / "baseline.json"
HEALTHY: dict[str, Any] = json.loads(_BASELINE.read_text("utf-8"))


def merged(target: Any, change: Any) -> Any:
    """A JSON merge patch, except that null is kept: it means not asked."""
    if not isinstance(change, dict) or not isinstance(target, dict):
        return copy.deepcopy(change)
    return {
        key: merged(target.get(key), change[key]) if key in change else target[key]
        for key in {**target, **change}
    }


def a_case(change: dict[str, Any] | None = None) -> dict[str, Any]:
    """The document of a healthy, eligible man with the change merged into it."""
    case: dict[str, Any] = merged(HEALTHY, change or {})
    return case


def evaluated(change: dict[str, Any] | None = None, policy: Policy = LABEL_CONSERVATIVE) -> Evaluation:
    return evaluate(parse(a_case(change)), policy)
