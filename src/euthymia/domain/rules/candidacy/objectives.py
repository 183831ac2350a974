"""Treatment objectives: TO-01 to TO-06."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.rules.case import Indication
from euthymia.domain.rules.facts import Facts
from euthymia.domain.rules.finding import Finding
from euthymia.domain.rules.rule import CAUTION, INFO, V2, P, Rule, V, rule, seen

# TO-01, the tiers of CAN21, COH18 and VADOD; what they do not name has none.
TIERS = {
    Indication.DEPRESSION: "CANMAT level 1 for a single infusion, level 3 for repeated ones, third line",
    Indication.SUICIDAL_IDEATION: "VA/DoD: weak for, short-term adjunct",
    Indication.PTSD: "conflicting evidence",
    Indication.ANXIETY: "small studies",
    Indication.CHRONIC_PAIN: "moderate for CRPS, weak or none for other pain",
}
_NONE = ("", "none", "no", "nobody", "no one", "not named", "unknown", "refused", "declined", "n/a", "alone")


def _is_named(words: str | None) -> bool:
    return words is not None and words.strip().lower() not in _NONE


def _indication(rule: Rule, facts: Facts) -> Iterator[Finding]:
    indication = facts.case.indication
    if indication is None:
        yield rule.lacks("The indication is not recorded", seen("/indication", None))
        return
    tier = TIERS.get(indication, "no tier in the sources")
    says = f"Evidence for {indication.value.replace('-', ' ')}: {tier}."
    yield rule.finding(says, seen("/indication", indication.value))


def _goals(rule: Rule, facts: Facts) -> Iterator[Finding]:
    goals = facts.case.objectives.goals
    complete = [goal for goal in goals or () if goal.measure and goal.target is not None and goal.agreed]
    if complete:
        return
    if not goals:
        yield rule.lacks("No goal is set", seen("/objectives/goals", None if goals is None else []))
        return
    for n, goal in enumerate(goals):
        wanted = (("measure", goal.measure or None), ("target", goal.target), ("agreed", goal.agreed or None))
        lacking = [key for key, value in wanted if value is None]
        at = f"/objectives/goals/{n}"
        because = [seen(f"{at}/{key}", getattr(goal, key)) for key in lacking]
        yield rule.lacks(f"Goal {n + 1} lacks {', '.join(lacking)}", *because)


def _expectations(rule: Rule, facts: Facts) -> Iterator[Finding]:
    stated = facts.case.objectives.expectations
    because = seen("/objectives/expectations", stated)
    if stated == "unrealistic":
        yield rule.finding(f"Expectations are unrealistic: {rule.why}.", because)
    elif stated is None:
        yield rule.finding("Expectations were not asked.", because, severity=INFO)


def _alternatives(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if not facts.case.objectives.alternatives_discussed:
        stated = facts.case.objectives.alternatives_discussed
        yield rule.lacks(
            "Alternatives were not discussed", seen("/objectives/alternatives_discussed", stated)
        )


def _care(rule: Rule, facts: Facts) -> Iterator[Finding]:
    therapist = facts.case.objectives.therapist
    because = seen("/objectives/therapist", therapist)
    if therapist is None:
        yield rule.finding("Continuing mental-health care was not asked.", because, severity=INFO)
    elif not _is_named(therapist):
        yield rule.finding(f"No prescriber or therapist is named: {rule.why}.", because)


def _escort(rule: Rule, facts: Facts) -> Iterator[Finding]:
    escort = facts.case.objectives.escort
    if not _is_named(escort):
        yield rule.lacks("No escort is named", seen("/objectives/escort", escort))


RULES: tuple[Rule, ...] = (
    rule("TO-01", INFO, "the evidence differs by indication", "show the tier to the patient", "CAN21; COH18; VADOD", V, _indication),
    rule("TO-02", CAUTION, "success must be measurable: instrument, target, agreed", "set a goal and a review date after infusions 4 and 6", "clinical.md section 8", P, _goals),
    rule("TO-03", CAUTION, "off-label, about half respond, the effect often fades in weeks, not a cure", "repeat counselling", "MUR13; MCN22; SAN17", V, _expectations),
    rule("TO-04", CAUTION, "ECT, TMS, medicines, psychotherapy and esketamine must have been discussed", "discuss and record", "SAN17; CPSBC", V2, _alternatives),
    rule("TO-05", CAUTION, "care must go on outside the infusions", "refer", "ASKP; BOB20", V2, _care),
    rule("TO-06", CAUTION, "nobody leaves alone or drives before the next day", "do not dose without an escort", "SPR-L; KET-CH", V, _escort),
)  # fmt: skip
