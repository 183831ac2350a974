"""The rules, run on a gathered case under a clinic's policy; their answer as the documents that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from euthymia.clinic.decisions.actions import Basis
from euthymia.domain.rules import evaluation as rules
from euthymia.domain.rules.case import parse
from euthymia.domain.rules.finding import Outcome, Part, Severity
from euthymia.domain.rules.policy import Policy
from euthymia.domain.terminology import FORMULARY, Formulary


@dataclass(frozen=True, slots=True)
class Assessment:
    """The rules' answer: findings as interfaces.md spells them, worst first, and the state of each part."""

    outcome: Outcome
    findings: tuple[Mapping[str, Any], ...]
    parts: Mapping[str, str]
    rules_version: str
    policy: Policy

    def basis(self, facts: Mapping[str, Any]) -> Basis:
        """What a decision taken on this answer rests on."""
        return Basis(
            facts=facts, outcome=self.outcome.value, findings=list(self.findings),
            rules_version=self.rules_version, policy=self.policy.name, policy_digest=self.policy.digest,
        )  # fmt: skip

    def of_severity(self, severity: Severity) -> list[Mapping[str, Any]]:
        return [one for one in self.findings if one["severity"] == severity.value]

    def of_part(self, part: Part) -> list[Mapping[str, Any]]:
        return [one for one in self.findings if one["part"] == part.value]


def assess(document: Mapping[str, Any], policy: Policy, formulary: Formulary = FORMULARY) -> Assessment:
    """Raises Unusable when the document is no case; what was checked as it was typed always is one."""
    answer = rules.evaluate(parse(dict(document)), policy, formulary=formulary)
    told = answer.as_document()
    return Assessment(answer.outcome, tuple(told["findings"]), told["parts"], answer.rules_version, policy)
