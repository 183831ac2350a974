"""One person, one policy: every finding, the outcome that the worst decides, and by which rules.

evaluation = evaluate(parse(document), LABEL_CONSERVATIVE)
evaluation.outcome, evaluation.findings, evaluation.as_document()
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.terminology import FORMULARY, Formulary
from euthymia.domain.terminology.conditions import CONDITIONS

from . import medications
from .candidacy import CANDIDACY, TOPICS
from .case import Case, behaviour
from .facts import Facts
from .finding import Finding, Outcome, Part, Severity, outcome_of
from .medications.row import Row
from .policy import LABEL_CONSERVATIVE, Policy
from .rule import Rule
from .switches import SWITCHES

MONTH = "2026.11"
FAILED = Provenance("a rule that fails to run stops", Confidence.P)
_PARTS = list(Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What the rules found, worst first; within a severity by part and rule."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    parts: Mapping[Part, bool]
    rules_version: str
    policy: Policy

    def as_document(self) -> dict[str, Any]:
        """The answer of `euthymia evaluate --json`."""
        return {
            "outcome": self.outcome.value,
            "rules_version": self.rules_version,
            "policy": self.policy.name,
            "findings": [finding.as_document() for finding in self.findings],
            "parts": {
                part.value: "complete" if whole else "incomplete" for part, whole in self.parts.items()
            },
        }


def evaluate(
    case: Case,
    policy: Policy = LABEL_CONSERVATIVE,
    rules: tuple[Rule, ...] = CANDIDACY,
    formulary: Formulary = FORMULARY,
) -> Evaluation:
    """Run every rule. A rule that raises is a `stop` that names it, never a pass."""
    findings = sorted(_run(case, policy, rules, formulary), key=_order)
    lacking = {finding.part for finding in findings if finding.severity is Severity.MISSING}
    return Evaluation(
        outcome=outcome_of(findings),
        findings=tuple(findings),
        parts={part: part not in lacking for part in Part},
        rules_version=rules_version(),
        policy=policy,
    )


def _run(case: Case, policy: Policy, rules: tuple[Rule, ...], formulary: Formulary) -> list[Finding]:
    found: list[Finding] = []
    try:
        facts = Facts(case, policy, formulary)
    except Exception as error:
        # Nothing could be read, so no rule has looked: each of them stops.
        return [_failure(rule.id, rule.part, error) for rule in rules]
    for rule in rules:
        try:
            found.extend(rule.check(rule, facts))
        except Exception as error:
            found.append(_failure(rule.id, rule.part, error))
    try:
        found.extend(medications.check(case, policy, formulary))
    except Exception as error:
        found.append(_failure("MC-03", Part.MEDICATION_CHECK, error))
    return found


def _failure(rule: str, part: Part, error: Exception) -> Finding:
    return Finding(
        rule=rule,
        part=part,
        severity=Severity.STOP,
        says=f"Rule {rule} failed to run ({type(error).__name__}): what it looks for is not known.",
        provenance=FAILED,
        action="judge this row by hand, and report the failure",
    )


def _order(finding: Finding) -> tuple[int, int, str, tuple[str, ...], str]:
    places = tuple(because.at for because in finding.because)
    return finding.severity.rank, _PARTS.index(finding.part), finding.rule, places, finding.says


@cache
def rules_version() -> str:
    """The month of the tables and a digest over all that decides: rows, limits, switches, conditions, medicines.

    The same tables give the same digest on every machine.
    """
    digest = hashlib.sha256()
    for row in (
        *map(_row, CANDIDACY),
        *_limits(),
        *((each.name, each.accepted, str(each.default), str(each.provenance)) for each in SWITCHES),
        *((each.key, *each.codes, *each.words, each.rule) for each in CONDITIONS),
        *map(_medicine_row, medications.ROWS),
    ):
        digest.update("\x1f".join(row).encode() + b"\x1e")
    return f"{MONTH}+sha256:{digest.hexdigest()}"


def _row(rule: Rule) -> tuple[str, ...]:
    words = (rule.why, rule.action, str(rule.provenance), rule.check.__qualname__)
    return rule.id, rule.part, rule.severity, *words


def _limits() -> Iterator[tuple[str, str]]:
    """Every number, word and list of words that a topic's file, or that of a shared limit, names in capitals."""
    for topic in (*TOPICS, behaviour):
        for name, value in sorted(vars(topic).items()):
            parts = value if isinstance(value, tuple) else (value,)
            if name.lstrip("_").isupper() and all(isinstance(part, int | float | str) for part in parts):
                yield f"{topic.__name__}.{name}", repr([str(part) for part in parts])


def _medicine_row(row: Row) -> tuple[str, ...]:
    return row.id, row.grade, *sorted(row.tags), row.says, row.action, str(row.provenance)
