"""What was said and not counted: words not read, denials, relatives, and what is denied for a time only."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.facts import Facts, Said
from euthymia.domain.rules.finding import Finding, Part
from euthymia.domain.rules.rule import CAUTION, INFO, Rule, seen
from euthymia.domain.terminology import recognise
from euthymia.domain.terminology.condition import Condition, Kind
from euthymia.domain.terminology.conditions import code_form

from .resistance import NO_DRUG

_OPEN = ("condition", "problem list", "self-report", "diagnosis")


def _unread(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for said in facts.said:
        if said.kind is not None or said.source == "ecg" or said.because.value is False:
            continue
        if code_form(said.words) is not None:
            says = f"No rule speaks of the code {said.words}."
            yield rule.finding(says, said.because, severity=INFO, action="read it")
            continue
        drugs = [drug.name for drug in recognise(said.words, facts.formulary).drugs]
        unlisted = [name for name in drugs if name not in {each.name for each in facts.taken}]
        if drugs and not unlisted:
            continue
        if drugs:
            says = f"{said.words!r} names {', '.join(unlisted)}, not on the list of medicines."
            yield rule.finding(says, said.because, action="ask, and complete the list of medicines")
            continue
        says = f"{said.words!r} is not recognised"
        says += f"; was {said.suggestion!r} meant?" if said.suggestion else "."
        yield rule.finding(says, said.because, severity=CAUTION if said.source in _OPEN else INFO)


def _trial_drugs(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """Drugs that were tried are no medicines of today, so not knowing one decides nothing by itself (PS-03m does)."""
    for n, trial in enumerate(facts.case.psychiatric.trials or ()):
        name = (trial.drug or "").strip()
        if name and name.lower() not in NO_DRUG and not recognise(name, facts.formulary).drugs:
            because = seen(f"/psychiatric/trials/{n}/drug", trial.drug)
            says = f"The tried drug {trial.drug!r} is not recognised."
            yield rule.finding(says, because, severity=INFO, action="write its generic name")


def _not_counted(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for said in facts.said:
        if said.kind is None or said.condition is None or said.source == "ecg":
            continue
        if said.lately and said.source != "symptom":
            yield _not_lately(rule, said, said.condition)
            continue
        if said.source == "self-report":
            continue
        how = "a relative's" if said.kind is Kind.FAMILY else "denied"
        says = (
            f"{said.condition.name[:1].upper()}{said.condition.name[1:]} is read as {how}, and not counted."
        )
        yield rule.finding(
            says, said.because, severity=INFO, action="correct it if that is not what is meant"
        )


def _not_lately(rule: Rule, said: Said, condition: Condition) -> Finding:
    """Denied for a stretch of time: it may have been before, and that has to be asked."""
    shown = said.because.value if isinstance(said.because.value, str) else said.words
    says = f"{condition.name[:1].upper()}{condition.name[1:]} is denied for a time only ({shown!r}); "
    says += "whether it ever was, and when last, is not known."
    return rule.under(condition.rule, says, said.because, action="ask whether it ever was, and when last")


def _read(rule: Rule, facts: Facts) -> Iterator[Finding]:
    yield from _unread(rule, facts)
    yield from _not_counted(rule, facts)
    yield from _trial_drugs(rule, facts)


RULES: tuple[Rule, ...] = (
    Rule("MC-01", Part.MEDICAL_HISTORY, CAUTION, "what is not recognised is never skipped and never guessed", "read it with the patient; write the condition or its ICD-10-CM code", Provenance("OSM", Confidence.V2), _read),
)  # fmt: skip
