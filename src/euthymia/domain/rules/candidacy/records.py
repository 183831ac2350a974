"""What was said and not counted: words not read, denials, relatives; and statements that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.facts import Facts, Said
from euthymia.domain.rules.finding import Because, Finding, Part
from euthymia.domain.rules.rule import CAUTION, INFO, PARTS, Rule, seen
from euthymia.domain.terminology import recognise
from euthymia.domain.terminology.condition import Kind
from euthymia.domain.terminology.conditions import code_form

from .heart import start_limits
from .resistance import NO_DRUG
from .substances import analyte_of

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
    yield from _trial_drugs(rule, facts)


def contradictions(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """A denial beside a statement or a test of the same thing: the code counts, or what is written or measured."""
    for said in _denials(facts):
        assert said.condition is not None
        against = [
            each
            for each in facts.every()
            if each.because != said.because and _is_about(said.condition.key, each.key)
        ]
        coded = [each for each in against if each.code is not None]
        if against:
            counts = "code" if coded else "statement"
            yield _contradiction(rule, said, [each.because for each in (coded or against)], counts)
        elif measured := _measured(facts, said.condition.key):
            yield _contradiction(rule, said, measured, "test")
    yield from _status(rule, facts)


def _contradiction(rule: Rule, said: Said, evidence: list[Because], counts: str) -> Finding:
    assert said.condition is not None
    row = said.condition.rule or rule.id
    denied = f"{said.words!r} answered no" if said.because.value is False else f"{said.because.value!r}"
    return Finding(
        rule=row,
        part=rule.part if row == rule.id else PARTS[row[:2]],
        severity=INFO,
        says=f"{denied} contradicts {_shown(evidence[0])}; the {counts} counts.",
        provenance=rule.provenance,
        because=(said.because, *dict.fromkeys(evidence)),
        action="clarify with the patient",
    )


def _is_about(denied: str, stated: str) -> bool:
    return stated == denied or stated in _PARTS_OF.get(denied, ())


def _measured(facts: Facts, key: str) -> list[Because]:
    """What a test of the case says about a condition that was denied."""
    screening = facts.case.screening
    if key == "pregnancy" and screening.pregnancy_test.result == "positive":
        return [seen("/screening/pregnancy_test/result", "positive")]
    if key == "hypertension":
        systolic, diastolic = start_limits(facts)
        readings = enumerate(screening.vitals.bp_mmhg or ())
        return [
            seen(f"/screening/vitals/bp_mmhg/{n}", one)
            for n, one in readings
            if one[0] > systolic or one[1] > diastolic
        ]
    found = []
    for n, name in enumerate(screening.drug_screen.positive or ()):
        analyte = analyte_of(name)
        if analyte is not None and analyte.name in _FOUND_AS.get(key, ()):
            found.append(seen(f"/screening/drug_screen/positive/{n}", name))
    return found


def _status(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """A hypertension said to be controlled beside a pressure that is not."""
    controlled = [each for each in facts.held("hypertension") if each.status == "controlled"]
    high = _measured(facts, "hypertension")
    if controlled and high:
        says = f"{_shown(high[0])} contradicts that hypertension is controlled; the measurement counts."
        because = (*dict.fromkeys(each.because for each in controlled), *high)
        yield Finding(
            rule="MH-08b", part=Part.MEDICAL_HISTORY, severity=INFO, says=says, provenance=rule.provenance,
            because=because, action="review the treatment",
        )  # fmt: skip


# A denial of the first is one of the others too.
_PARTS_OF = {
    "stroke": ("old-stroke",),
    "mi": ("old-mi",),
    "coronary-disease": ("mi", "old-mi", "unstable-angina", "coronary-procedure", "heart-failure", "arrhythmia", "valve-disease"),
    "depression": ("psychotic-depression",),
    "suicide-attempt": ("suicide-history",),
    "bipolar": ("mania",),
    "liver-moderate": ("liver-severe",),
    "kidney": ("kidney-severe",),
    "other-substance": ("alcohol", "opioid", "cannabis-disorder", "sedative", "stimulant", "hallucinogen", "dissociative-use"),
}  # fmt: skip
_FOUND_AS = {
    "stimulant": ("cocaine", "amphetamine", "methamphetamine"),
    "opioid": ("opioid", "fentanyl", "oxycodone", "methadone", "buprenorphine"),
    "cannabis": ("cannabis",),
    "cannabis-disorder": ("cannabis",),
    "sedative": ("benzodiazepine", "barbiturate"),
    "alcohol": ("alcohol",),
    "dissociative-use": ("phencyclidine", "ketamine"),
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
