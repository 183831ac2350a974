"""The determination: the rules are run on what is known now, and a prescriber signs what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.decisions import actions as deciding
from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules.finding import Outcome, Severity
from euthymia.journey.evaluation import queries
from euthymia.kit import streams

Verdict = Decision.Verdict
# What no second person can stand in for: who cannot agree has not agreed, an unborn child is asked about each time,
# and the suicide-risk question is the one that must not be skipped.
NEVER_OVERRIDDEN = {
    "PS-16": "capacity has to be assessed",
    "PS-17": "consent has to be signed",
    "SS-08": "the pregnancy test has to be done",
    "SS-14": "suicide risk has to be asked about",
    "MC-01": "every medicine has to be known",
    "SS-02": "weight has to be measured: the dose rests on it",
}


@dataclass(frozen=True, slots=True)
class Second:
    """Against the rules' outcome: why, and who stands by it as the second licensed person."""

    reason: str
    person: Member


def determine(
    *, by: Member, patient: Patient, client_id: UUID, seen: str, verdict: str, reason: str = "",
    second: Second | None = None,
) -> Decision:  # fmt: skip
    """Run the rules on the facts of now and sign the verdict. `seen` is the digest of the page that was read.

    To treat, all five parts are signed; what the rules allow only on conditions asks for the reason; what they do
    not allow asks for a second licensed person, and what is contraindicated is refused. Raises Unusable, NotAllowed.
    """
    streams.lock(Patient, [patient.pk])
    found = queries.gathered(patient)
    basis = queries.assessment(patient, found).basis(found.document)
    treat = verdict == Verdict.TREAT
    faults = []
    if seen != basis.document:
        says = "the facts or findings have changed since this page was read"
        faults.append(Fault("seen", "changed", says, "the page as it stands now, read again"))
    if not reason.strip() and (not treat or basis.outcome == Outcome.CONDITIONAL):
        says = "say why, and on what conditions" if treat else "say why"
        faults.append(Fault("reason", "missing", says, "a sentence that the next reader understands"))
    if treat:
        unsigned = [part.forms.title for part in found.parts.values() if not part.is_signed]
        if unsigned:
            says = f"not signed as complete: {', '.join(unsigned)}"
            faults.append(Fault("verdict", "parts", says, "all five parts, each signed as it stands"))
        if crises.open_of(patient) is not None:
            faults.append(Fault("verdict", "crisis", "a crisis is open", "a clinician closes it first"))
        faults += override_faults(basis.outcome, basis.findings, second)
    if faults:
        raise Unusable(faults)
    needed = treat and basis.outcome in (Outcome.NOT_NOW, Outcome.UNDETERMINED)
    decision = deciding.decide(
        by=by, patient=patient, client_id=client_id, gate=queries.GATE, basis=basis, verdict=verdict, reason=reason,
        override=deciding.Override(second.reason, second.person) if needed and second is not None else None,
    )  # fmt: skip
    auditing.record(
        verb="evaluation.determined", says=f"determined: {decision.get_verdict_display()}",
        subject=str(decision.pk), patient=patient.pk, actor=by.words,
    )  # fmt: skip
    return decision


def override_faults(
    outcome: str, findings: Iterable[Mapping[str, Any]], second: Second | None
) -> list[Fault]:
    """What stands against treating, with the second person given or without one."""
    if outcome == Outcome.CONTRAINDICATED:
        stops = ", ".join(one["rule"] for one in findings if one["severity"] == Severity.STOP)
        says = f"contraindicated ({stops}): this cannot be overridden"
        return [Fault("verdict", "contraindicated", says, "other facts, or another treatment")]
    if outcome not in (Outcome.NOT_NOW, Outcome.UNDETERMINED):
        return []
    never = [
        Fault("verdict", "never", f"{NEVER_OVERRIDDEN[one['rule']]} ({one['rule']})", "the fact itself; nobody overrides this")
        for one in findings
        if one["rule"] in NEVER_OVERRIDDEN and one["severity"] in (Severity.MISSING, Severity.NOT_NOW)
    ]  # fmt: skip
    if never:
        return never
    if second is None:
        says = f"the rules say {outcome}: to treat all the same takes a reason and a second licensed person"
        return [Fault("override_reason", "second", says, "a reason, and the second person's own sign-in")]
    return []
