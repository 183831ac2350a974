"""What was said and not counted: words not read, denials, relatives; and statements that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.facts import Facts, Said
from euthymia.domain.rules.finding import Because, Finding, Part
from euthymia.domain.rules.rule import CAUTION, INFO, PARTS, Rule
from euthymia.domain.terminology.condition import Kind
from euthymia.domain.terminology.conditions import code_form

_OPEN = ("condition", "problem list", "self-report", "diagnosis")


def _unread(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for said in facts.said:
        if said.kind is not None or said.source == "ecg" or said.because.value is False:
            continue
        if code_form(said.words) is not None:
            says = f"No rule speaks of the code {said.words}."
            yield rule.finding(says, said.because, severity=INFO, action="read it")
            continue
        says = f"{said.words!r} is not recognised"
        says += f"; was {said.suggestion!r} meant?" if said.suggestion else "."
        yield rule.finding(says, said.because, severity=CAUTION if said.source in _OPEN else INFO)


def _not_counted(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for said in facts.said:
        if said.kind is None or said.condition is None or said.source in ("self-report", "ecg"):
            continue
        how = "a relative's" if said.kind is Kind.FAMILY else "denied"
        says = (
            f"{said.condition.name[:1].upper()}{said.condition.name[1:]} is read as {how}, and not counted."
        )
        yield rule.finding(
            says, said.because, severity=INFO, action="correct it if that is not what is meant"
        )


def _read(rule: Rule, facts: Facts) -> Iterator[Finding]:
    yield from _unread(rule, facts)
    yield from _not_counted(rule, facts)


def contradictions(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """A denial beside a statement of the same condition: the code counts, or what is written down."""
    for said in _denials(facts):
        assert said.condition is not None
        against = [
            each
            for each in facts.every()
            if each.because != said.because and said.condition.key in (each.key, _SAME.get(each.key))
        ]
        if not against:
            continue
        coded = [each for each in against if each.code is not None]
        evidence = [each.because for each in (coded or against)]
        denied = f"{said.words!r} answered no" if said.because.value is False else f"{said.because.value!r}"
        says = f"{denied} contradicts {_shown(evidence[0])}; the {'code' if coded else 'statement'} counts."
        row = said.condition.rule or rule.id
        yield Finding(
            rule=row,
            part=rule.part if row == rule.id else PARTS[row[:2]],
            severity=INFO,
            says=says,
            provenance=rule.provenance,
            because=(said.because, *dict.fromkeys(evidence)),
            action="clarify with the patient",
        )


_SAME = {
    "old-stroke": "stroke",
    "old-mi": "mi",
    "psychotic-depression": "depression",
    "suicide-history": "suicide-attempt",
}


def _denials(facts: Facts) -> Iterator[Said]:
    for said in facts.said:
        if said.kind is Kind.DENIED and said.condition is not None:
            yield said


def _shown(because: Because) -> str:
    return (
        f"{because.value!r} at {because.at}"
        if because.value is not True
        else f"the answer yes at {because.at}"
    )


RULES: tuple[Rule, ...] = (
    Rule("MC-01", Part.MEDICAL_HISTORY, CAUTION, "what is not recognised is never skipped and never guessed", "read it with the patient; write the condition or its ICD-10-CM code", Provenance("seed; OSM", Confidence.V2), _read),
    Rule("MC-01", Part.MEDICAL_HISTORY, INFO, "a code and a statement that contradict each other are clarified", "clarify", Provenance("seed; OSM", Confidence.V2), contradictions),
)  # fmt: skip
