"""The rules, run on a gathered case under a clinic's policy; their answer as the documents that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from euthymia.clinic.decisions.actions import Basis
from euthymia.domain.rules import evaluation as rules
from euthymia.domain.rules.case import parse
from euthymia.domain.rules.finding import Finding, Outcome, Part, Severity
from euthymia.domain.rules.policy import Policy

BROKEN_RULE = "RULE"


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


def assess(document: Mapping[str, Any], policy: Policy) -> Assessment:
    """Raises Unusable when the document is no case; what was checked as it was typed always is one."""
    answer = rules.evaluate(parse(dict(document)), policy)
    findings = sorted((_document(one) for one in answer.findings), key=_worst_first)
    return Assessment(
        outcome=answer.outcome,
        findings=tuple(findings),
        parts=dict(answer.parts),
        rules_version=answer.rules_version,
        policy=policy,
    )


def _document(finding: Finding) -> Mapping[str, Any]:
    return {
        "rule": finding.rule,
        "part": finding.part.value,
        "severity": finding.severity.value,
        "says": finding.says,
        "because": [{"at": one.at, "value": one.value} for one in finding.because],
        "recognised": finding.recognised,
        "action": finding.action,
        "reassess_after": finding.reassess_after.isoformat() if finding.reassess_after else None,
        "source": finding.provenance.source,
        "confidence": finding.provenance.confidence.value,
    }


def _worst_first(finding: Mapping[str, Any]) -> tuple[int, str]:
    return Severity(finding["severity"]).rank, finding["rule"]
