"""The verbs of deciding: sign a decision, adopt a policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units

from . import queries
from .models import Decision, Docket, PolicyVersion


@dataclass(frozen=True, slots=True)
class Basis:
    """What a decision rests on: the case, and the rules' whole answer to it under one policy."""

    facts: Mapping[str, Any]
    outcome: str
    findings: list[Mapping[str, Any]]
    rules_version: str
    policy: str
    policy_digest: str

    @property
    def document(self) -> str:
        """SHA-256 of everything the person who signs has before them."""
        whole = {
            "facts": self.facts, "findings": self.findings, "outcome": self.outcome, "policy": self.policy,
            "policy_digest": self.policy_digest, "rules_version": self.rules_version,
        }  # fmt: skip
        text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Override:
    """Against the rules' outcome: why, and the second person, who has proved on the same screen who they are."""

    reason: str
    second: Member


MEANINGS = {
    Decision.Verdict.TREAT: "I have read the facts and every finding, and decide that this patient may be treated.",
    Decision.Verdict.NOT_NOW: "I have read the facts and every finding, and decide that this patient is not treated now.",
    Decision.Verdict.DECLINE: "I have read the facts and every finding, and decide against ketamine for this patient.",
}


def decide(
    *, by: Member, patient: Patient, client_id: UUID, gate: str, basis: Basis, verdict: str, reason: str = "",
    override: Override | None = None,
) -> Decision:  # fmt: skip
    """Append a signed decision. The gate's own actions say which verdict its outcome allows; here stands what
    holds at every gate. Raises Unusable, NotAllowed."""
    require(by, Permission.DECIDE)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    docket = _docket(patient)
    known = queries.decision_of_client(patient, client_id)
    if known is not None:
        return _same(known, basis, verdict)
    faults = []
    if verdict not in Decision.Verdict.values:
        faults.append(
            Fault("verdict", "unknown", f"{verdict!r} is no verdict", ", ".join(Decision.Verdict.values))
        )
    if verdict == Decision.Verdict.TREAT and basis.outcome == "contraindicated":
        says = "a contraindicated person is not treated: no signature and no second person changes that"
        faults.append(Fault("verdict", "contraindicated", says, "other facts, or another treatment"))
    if override is not None:
        faults += _second_faults(by, override)
    if faults:
        raise Unusable(faults)
    decision = Decision(
        clinic=by.clinic, docket=docket, patient=patient, client_id=client_id, gate=gate, at=units.current().now,
        by=by.words, meaning=MEANINGS[Decision.Verdict(verdict)], facts=dict(basis.facts),
        rules_version=basis.rules_version, policy=basis.policy, policy_digest=basis.policy_digest,
        findings=list(basis.findings), outcome=basis.outcome, verdict=verdict, reason=reason.strip(),
        override_reason=override.reason.strip() if override else "",
        second=override.second.words if override else "", document=basis.document,
    )  # fmt: skip
    streams.append(docket, [decision], locked=True)
    auditing.record(
        verb="decision.signed", says=f"signed a decision: {decision.get_verdict_display()} (rules: {basis.outcome})",
        subject=f"{docket.pk}#{decision.n}", patient=patient.pk, actor=by.words, document=basis.document,
        override=override is not None, second=decision.second,
    )  # fmt: skip
    return decision


def _docket(patient: Patient) -> Docket:
    """The patient's docket, locked; made at the first decision."""
    streams.lock(Patient, [patient.pk])
    docket = Docket.objects.filter(clinic_id=patient.clinic_id, patient=patient).first()
    if docket is None:
        docket = Docket(clinic_id=patient.clinic_id, patient=patient)
        docket.save()
    found: Docket = streams.lock(Docket, [docket.pk])[docket.pk]
    return found


def _same(known: Decision, basis: Basis, verdict: str) -> Decision:
    if (known.document, known.verdict) == (basis.document, verdict):
        return known
    says = "this form was already used for another decision"
    raise Unusable.one("client_id", "reused", says, "a fresh form")


def _second_faults(by: Member, override: Override) -> list[Fault]:
    second, today = override.second, units.current().now.astimezone(by.clinic.zone).date()
    faults = []
    if not override.reason.strip():
        faults.append(Fault("override_reason", "missing", "an override has a reason", "a sentence"))
    if second.staff.pk == by.staff.pk:
        faults.append(
            Fault("second_email", "same-person", "the second person is somebody else", "a colleague")
        )
    elif second.clinic.pk != by.clinic.pk or not second.may(Permission.COUNTERSIGN):
        says = f"{second.name} may not {Permission.COUNTERSIGN.says}"
        faults.append(Fault("second_email", "not-allowed", says, "a prescriber, an evaluator or a nurse"))
    elif people.licence(second.staff, today) is None:
        says = f"no licence of {second.name} is verified and in date"
        faults.append(Fault("second_email", "no-licence", says, "somebody whose licence is in date"))
    return faults


def adopt_policy(*, by: Member, client_id: UUID, text: str, reason: str) -> PolicyVersion:
    """The medical director puts a policy in force for the clinic. Raises Unusable, NotAllowed.

    `text` is the name of one of the program's policies, or a whole TOML within the limits of the fact base.
    """
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed(f"{by.name} may not sign for the medical director of {by.clinic.name}")
    known = PolicyVersion.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why the policy changes", "a sentence")
    try:
        found = queries.read(text)
    except Unusable as refused:
        raise Unusable(
            [Fault("text", one.code, f"{one.at} {one.says}".strip(), one.accepted) for one in refused.faults]
        ) from None
    made = PolicyVersion(
        clinic=by.clinic, client_id=client_id, at=units.current().now, by=by.words, name=found.name,
        text=text.strip(), digest=found.digest, reason=reason.strip(),
    )  # fmt: skip
    made.save()
    auditing.record(verb="policy.adopted", says=f"adopted the policy {found.name} by signature", subject=str(made.pk),
                    actor=by.words, digest=found.digest)  # fmt: skip
    return made
