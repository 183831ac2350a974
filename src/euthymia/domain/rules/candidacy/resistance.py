"""Is the depression treatment-resistant, and severe enough? PS-02 to PS-04.

A trial is adequate with a different antidepressant, a dose and weeks that are known, weeks and adherence at or above
those of the policy, in the current episode, and a result of `failed` or `partial`. Each trial is told why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from euthymia.domain.rules.case import Indication, Trial
from euthymia.domain.rules.facts import Facts
from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.rule import CAUTION, INFO, NOT_NOW, V2, P, Rule, V, rule, seen
from euthymia.domain.terminology import FORMULARY, Tag, recognise

from .limits import at_limit

ANTIDEPRESSANTS = frozenset(
    {
        *(Tag.SSRI, Tag.SNRI, Tag.TRICYCLIC, Tag.BUPROPION, Tag.OTHER_ANTIDEPRESSANT, Tag.MAOI_IRREVERSIBLE),
        *(Tag.SEDATING_ANTIDEPRESSANT, Tag.MAOI_OTHER),
    }
)
_NOT_ANTIDEPRESSANT = ("linezolid", "methylene blue", "rasagiline", "safinamide", "doxylamine", "buspirone")
NO_DRUG = (
    "ect",
    "electroconvulsive therapy",
    "tms",
    "rtms",
    "cbt",
    "psychotherapy",
    "therapy",
    "counselling",
    "counseling",
)
FAILED = ("failed", "partial")
FLOORS = (("phq-9", 15), ("madrs", 20), ("qids-sr16", 11), ("ham-d17", 18))  # PS-04
_FLOOR_NAMES = {"phq-9": "PHQ-9", "madrs": "MADRS", "qids-sr16": "QIDS-SR16", "ham-d17": "HAM-D17"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A trial and whether it counts: True, False, or None while something about it is not known."""

    name: str
    counts: bool | None
    reason: str
    because: Because
    classes: frozenset[Tag] = frozenset()

    def __str__(self) -> str:
        verdict = {True: "adequate", False: "not adequate", None: "not decided"}[self.counts]
        return f"{self.name}: {verdict} ({self.reason})"


def judge(facts: Facts) -> list[Judged]:
    """Every trial of the case with its verdict; the same drug again counts once, at its best."""
    judged = [_judge(facts, n, trial) for n, trial in enumerate(facts.case.psychiatric.trials or ())]
    best: dict[str, int] = {}
    order: dict[bool | None, int] = {True: 0, None: 1, False: 2}
    for n, each in enumerate(judged):
        known = best.get(each.name)
        if known is None or order[each.counts] < order[judged[known].counts]:
            best[each.name] = n
    return [
        each
        if best[each.name] == n or each.counts is False
        else Judged(each.name, False, "the same drug again", each.because)
        for n, each in enumerate(judged)
    ]


def _judged(facts: Facts) -> list[Judged]:
    return facts.once("trials", judge)


def _judge(facts: Facts, n: int, trial: Trial) -> Judged:
    policy = facts.policy
    because = Because(f"/psychiatric/trials/{n}/drug", trial.drug)
    if trial.drug is None or not trial.drug.strip():
        return Judged(f"trial {n + 1}", None, "the drug is not known", because)
    if trial.drug.strip().lower() in NO_DRUG:
        return Judged(trial.drug, False, "no drug", because)
    drugs = recognise(trial.drug, facts.formulary).drugs
    if not drugs:
        return Judged(trial.drug, None, "the drug is not recognised", because)
    name = " with ".join(drug.name for drug in drugs)
    classes = frozenset(
        tag for drug in drugs if drug.name not in _NOT_ANTIDEPRESSANT for tag in drug.tags & ANTIDEPRESSANTS
    )
    if not classes and any(FORMULARY.named(drug.name) is None for drug in drugs):
        return Judged(name, None, "known by name only: whether it is an antidepressant is not known", because)
    if not classes:
        return Judged(name, False, "no antidepressant", because)

    def verdict(counts: bool | None, reason: str) -> Judged:
        return Judged(name, counts, reason, because, classes)

    result = (trial.result or "").strip().lower()
    if trial.current_episode is False:
        return verdict(False, "not in the current episode")
    if result and result not in FAILED:
        return verdict(False, f"result {result}")
    if trial.weeks is not None and trial.weeks < policy.trial_weeks_min:
        return verdict(False, f"{trial.weeks:g} weeks, {policy.trial_weeks_min:g} are needed")
    if trial.adherence is not None and trial.adherence < policy.trial_adherence_min:
        return verdict(False, f"adherence {trial.adherence:.0%}, {policy.trial_adherence_min:.0%} is needed")
    if trial.dose_mg_per_day == 0:
        return verdict(False, "no dose was taken")
    unknown = [
        words
        for value, words in (
            (trial.dose_mg_per_day, "dose"),
            (trial.weeks, "weeks"),
            (result or None, "result"),
            (trial.current_episode, "episode"),
        )
        if value is None
    ]
    if unknown:
        return verdict(None, " and ".join(unknown) + " not known")
    dose, weeks = trial.dose_mg_per_day or 0.0, trial.weeks or 0.0
    adherence = "adherence not known" if trial.adherence is None else f"adherence {trial.adherence:.0%}"
    return verdict(True, f"{dose:g} mg a day for {weeks:g} weeks, {adherence}, {result}")


def _applies(facts: Facts) -> bool:
    return facts.case.indication is Indication.DEPRESSION


def _counted(facts: Facts) -> tuple[list[Judged], list[Judged], str]:
    judged = _judged(facts)
    counted = [each for each in judged if each.counts]
    undecided = [each for each in judged if each.counts is None]
    return counted, undecided, "; ".join(map(str, judged)) or "none was listed"


def _met(facts: Facts) -> bool:
    counted, _, _ = _counted(facts)
    classes = {min(each.classes) for each in counted}
    return len(counted) >= facts.policy.adequate_trials_min and len(classes) >= facts.policy.drug_classes_min


def _resistant(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if _applies(facts) and _met(facts):
        counted, _, reasons = _counted(facts)
        says = f"Treatment resistance is met with {len(counted)} adequate trials in this episode: {reasons}."
        yield rule.finding(says, *(each.because for each in counted))


def _stricter(rule: Rule, facts: Facts) -> Iterator[Finding]:
    policy = facts.policy
    stricter = policy.adequate_trials_min > 2 or policy.drug_classes_min > 1 or policy.phq9_min > 0
    if not (_applies(facts) and stricter):
        return
    phq = facts.case.psychiatric.score("phq-9")
    total = None if phq is None else phq.total
    asked = f"{policy.adequate_trials_min} adequate trials, {policy.drug_classes_min} classes, PHQ-9 {policy.phq9_min:g}"
    if total is not None and total < policy.phq9_min:
        says = f"PHQ-9 {total:g} is below the {policy.phq9_min:g} that this clinic's rule asks for."
        yield rule.finding(says, seen("/psychiatric/scores/phq-9/total", total), severity=NOT_NOW)
    else:
        yield rule.finding(f"This clinic's rule asks for {asked}.", seen("/indication", "depression"))


def _not_resistant(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if not _applies(facts) or facts.case.psychiatric.trials is None or _met(facts):
        return
    counted, undecided, reasons = _counted(facts)
    if len(counted) + len(undecided) >= facts.policy.adequate_trials_min and undecided:
        return
    says = f"{len(counted)} of {facts.policy.adequate_trials_min} adequate trials in this episode: {reasons}; {rule.why}."
    because = [each.because for each in _judged(facts)] or [seen("/psychiatric/trials", [])]
    yield rule.finding(says, *because)


def _trials_unknown(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if not _applies(facts):
        return
    if facts.case.psychiatric.trials is None:
        yield rule.lacks("The trials of this episode were not asked", seen("/psychiatric/trials", None))
    elif not _met(facts):
        counted, undecided, reasons = _counted(facts)
        if undecided and len(counted) + len(undecided) >= facts.policy.adequate_trials_min:
            yield rule.lacks(
                f"Trials that decide are not known well enough ({reasons})",
                *(each.because for each in undecided),
            )


def _severity_floor(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if facts.case.indication not in (Indication.DEPRESSION, Indication.BIPOLAR_DEPRESSION):
        return
    known: list[tuple[str, float, float]] = []
    for name, lowest in FLOORS:
        score = facts.case.psychiatric.score(name)
        if score is not None and score.total is not None:
            known.append((name, score.total, lowest))
    for name, total, floor in known:
        if total == floor:
            because = seen(f"/psychiatric/scores/{name}/total", total)
            yield at_limit(rule, _FLOOR_NAMES[name], total, "", "below", because)
    if known and all(total < floor for _, total, floor in known):
        shown = ", ".join(f"{_FLOOR_NAMES[name]} {total:g} below {floor:g}" for name, total, floor in known)
        because_all = [seen(f"/psychiatric/scores/{name}/total", total) for name, total, _ in known]
        yield rule.finding(f"{shown}: {rule.why}.", *because_all)


RULES: tuple[Rule, ...] = (
    rule("PS-02", INFO, "treatment resistance is met", "record drug, dose, weeks, response and adherence", "SPR-L; RANZCP; CRT; payer MP-170", V, _resistant),
    rule("PS-02v", INFO, "a stricter programme rule is switched on", "judge by the clinic's rule", "VA-P; PMC6884875", V2, _stricter),
    rule("PS-03", NOT_NOW, "an evidence-based next step comes first", "offer the evidence-based next step first", "VADOD MDD 2022", V2, _not_resistant),
    rule("PS-03m", CAUTION, "treatment resistance cannot be judged without dose and duration of the deciding trial", "obtain records or the pharmacy's fill history", "clinical.md PS-02", P, _trials_unknown),
    rule("PS-04", CAUTION, "milder than the trials; think the indication over", "re-think the indication", "VA-P V2; ANDR20; Dutch RCT", V, _severity_floor),
)  # fmt: skip
