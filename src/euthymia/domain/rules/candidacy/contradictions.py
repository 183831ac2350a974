"""Statements that contradict each other: a code, a form, a test, a medicine. Each finding names both sources.

What is coded, stated, measured or taken counts; the denial is never believed against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.case import Capacity
from euthymia.domain.rules.case.behaviour import has_acted
from euthymia.domain.rules.facts import Facts, Held
from euthymia.domain.rules.finding import Because, Finding, Part
from euthymia.domain.rules.medications import Medicine
from euthymia.domain.rules.medications.medicine import listed
from euthymia.domain.rules.rule import INFO, Rule, seen
from euthymia.domain.terminology import Standing, Tag
from euthymia.domain.terminology.condition import Kind

from .body import pregnant
from .heart import start_limits
from .measured import MEASURED
from .sources import named
from .substances import DISORDERS, Analyte, analyte_of, explaining

# A denial of the first is one of the others too.
_PARTS_OF = {
    "stroke": ("old-stroke",),
    "mi": ("old-mi",),
    "coronary-disease": ("mi", "old-mi", "unstable-angina", "coronary-procedure", "heart-failure", "arrhythmia", "valve-disease"),
    "depression": ("psychotic-depression",),
    "psychosis": ("psychotic-depression",),
    "suicide-attempt": ("suicide-history",),
    "bipolar": ("mania",),
    "liver-moderate": ("liver-severe",),
    "kidney": ("kidney-severe",),
    "bladder": ("bladder-active",),
    "pregnancy": ("pre-eclampsia",),
    "other-substance": (*DISORDERS, "dissociative-use"),
}  # fmt: skip
_FOUND_AS = {
    "stimulant": ("cocaine", "amphetamine", "methamphetamine"),
    "opioid": ("opioid", "fentanyl", "oxycodone", "methadone", "buprenorphine", "tramadol"),
    "cannabis": ("cannabis",),
    "cannabis-disorder": ("cannabis",),
    "sedative": ("benzodiazepine", "barbiturate"),
    "alcohol": ("alcohol",),
    "dissociative-use": ("phencyclidine", "ketamine"),
}
_ANY_DRUG = ("other-substance",)
_ANY_DRUG_WORDS = ("drug", "substance", "recreational", "illicit", "street")
# What a class of medicines is taken for, where the fact base says so, and in which row.
_TAKEN_FOR: tuple[tuple[str, tuple[Tag, ...], tuple[str, ...]], ...] = (
    ("hypertension", (Tag.ANTIHYPERTENSIVE,), ()),  # IX-42
    ("diabetes", (Tag.GLUCOSE_LOWERING,), ("metformin",)),  # MH-30
    ("hypothyroidism", (Tag.THYROID_HORMONE,), ()),  # IX-18
    ("seizure", (Tag.INDUCING_ANTICONVULSANT,), ()),  # IX-27
    ("copd", (Tag.THEOPHYLLINE,), ()),  # IX-14
    ("airways", (Tag.THEOPHYLLINE,), ()),  # IX-14
    ("psychosis", (Tag.CLOZAPINE,), ()),  # IX-21
    ("bipolar", (Tag.LITHIUM,), ()),  # 2B, mood stabilisers; PS-07
    ("opioid", (Tag.OPIOID_AGONIST_THERAPY,), ()),  # IX-04, PS-09c
    ("alcohol", (), ("naltrexone", "acamprosate", "disulfiram")),  # IX-05; 2B, medicines for use disorders
)
_CLARIFY = "clarify with the patient"


def _denials(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """A denial beside a statement, a test or a medicine of the same thing."""
    for said in facts.said:
        if said.kind is not Kind.DENIED or said.condition is None or said.lately:
            continue
        against = [
            each for each in facts.every() if each.because != said.because and _is_about(said.condition.key, each.key)
        ]  # fmt: skip
        coded = [each for each in against if each.code is not None]
        row = said.condition.rule
        if against:
            evidence = [each.because for each in (coded or against)]
            yield _said(rule, row, said.because, evidence, "code" if coded else "statement")
        elif tests := _measured(facts, said.condition.key):
            yield _said(rule, row, said.because, tests, "test")
        elif medicines := _taken_for(facts, said.condition.key):
            evidence = [one for each in medicines for one in each.because]
            yield _said(rule, row, said.because, evidence, "list of medicines")
    yield from _denied_drugs(rule, facts)


def _said(rule: Rule, row: str, denied: Because, evidence: Iterable[Because], counts: str) -> Finding:
    every = list(dict.fromkeys(evidence))
    says = f"{named(every[0])} contradicts {named(denied)}; the {counts} counts."
    if counts == "list of medicines":
        says = f"{says[:-1]}, unless it is taken for something else."
    return rule.under(row, says[:1].upper() + says[1:], denied, *every, action=_CLARIFY)


def _is_about(denied: str, stated: str) -> bool:
    return stated == denied or stated in _PARTS_OF.get(denied, ())


def _measured(facts: Facts, key: str) -> list[Because]:
    """What a test of the case says about a condition that was denied."""
    if key == "hypertension":
        return _high_pressures(facts)
    if key in _FOUND_AS or key in _ANY_DRUG:
        return [
            because
            for because, analyte in _found(facts)
            if key in _ANY_DRUG or analyte.name in _FOUND_AS[key]
        ]
    return MEASURED[key](facts) if key in MEASURED else []


def _found(facts: Facts) -> Iterator[tuple[Because, Analyte]]:
    """Results of the drug screen that no listed medicine explains."""
    for n, name in enumerate(facts.case.screening.drug_screen.positive or ()):
        analyte = analyte_of(name)
        if analyte is not None and not explaining(facts, analyte):
            yield seen(f"/screening/drug_screen/positive/{n}", name), analyte


def _high_pressures(facts: Facts) -> list[Because]:
    systolic, diastolic = start_limits(facts)
    return [
        seen(f"/screening/vitals/bp_mmhg/{n}", one)
        for n, one in enumerate(facts.case.screening.vitals.bp_mmhg or ())
        if one[0] > systolic or one[1] > diastolic
    ]


def _taken_for(facts: Facts, key: str) -> list[Medicine]:
    found: list[Medicine] = []
    for condition, tags, names in _TAKEN_FOR:
        if condition == key:
            found += [each for each in facts.taken if each.drug.tags & set(tags) or each.name in names]
    return found


def _denied_drugs(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """A drug denied on a form or in the list of medicines, and found in the urine or on the list."""
    for because, words in _drugs_denied(facts):
        denied = analyte_of(words)
        anything = denied is None and any(word in words.lower() for word in _ANY_DRUG_WORDS)
        tests = [one for one, analyte in _found(facts) if anything or analyte == denied]
        taken = explaining(facts, denied) if denied is not None and not tests else []
        if tests:
            yield _said(rule, "PS-12", because, tests, "test")
        elif taken and because.value is False:
            yield _said(
                rule, "", because, [one for each in taken for one in each.because], "list of medicines"
            )


def _drugs_denied(facts: Facts) -> Iterator[tuple[Because, str]]:
    """Words for drugs answered no, which name no condition; and drugs that the list of medicines denies."""
    for said in facts.said:
        if said.kind is None and said.because.value is False:
            yield said.because, said.words
    for use in listed(facts.case.medications.listed or (), facts.as_of, facts.formulary).ended:
        if use.mention.standing is Standing.NOT_TAKEN:
            yield use.line.because, use.drug.name


def _pregnancy(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """What is said of pregnancy and what speaks against it; a positive test counts whatever else is said."""
    patient, test = facts.case.patient, facts.case.screening.pregnancy_test
    stated = [each.because for each in pregnant(facts)]
    positive = seen("/screening/pregnancy_test/result", test.result)
    if stated and test.result == "negative":
        yield _said(rule, "MH-13", positive, stated, "code" if pregnant(facts)[0].code else "statement")
    impossible = _cannot_be(facts)
    if test.result == "positive":
        for one in impossible:
            yield _said(rule, "MH-13", one, [positive], "test")
    elif stated:
        for one in impossible:
            yield _said(rule, "MH-13", one, stated, "statement")
    elif patient.pregnancy_possible:
        possible = seen("/patient/pregnancy_possible", True)
        for one in impossible:
            yield _said(rule, "MH", one, [possible], "statement")


def _cannot_be(facts: Facts) -> list[Because]:
    patient = facts.case.patient
    found = [seen("/patient/pregnancy_possible", False)] if patient.pregnancy_possible is False else []
    found += [seen("/patient/postmenopausal", True)] if patient.postmenopausal else []
    found += [seen("/patient/sex", "male")] if patient.sex == "male" else []
    return found + [each.because for each in facts.held("hysterectomy")]


def _suicide(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """One scale says no thought or no act, and another source says that there was one."""
    phq, screen = facts.case.psychiatric.score("phq-9"), facts.case.psychiatric.score("c-ssrs")
    at = "/psychiatric/scores"
    if screen is None:
        return
    ideation = screen.ideation
    item9 = None if phq is None else phq.item9
    if item9 == 0 and ideation:
        yield _said(
            rule,
            "PS",
            seen(f"{at}/phq-9/item9", 0),
            [seen(f"{at}/c-ssrs/ideation", ideation)],
            "graver answer",
        )
    said = [each.because for each in facts.held("suicidality") if not each.past]
    said += [seen(f"{at}/phq-9/item9", item9)] if item9 else []
    if ideation == 0 and said:
        yield _said(rule, "PS", seen(f"{at}/c-ssrs/ideation", 0), said, "graver answer")
    acts = facts.held("suicide-attempt", "suicide-history")
    if screen.behaviour is not None and not has_acted(screen.behaviour) and acts:
        counts = "code" if any(each.code for each in acts) else "statement"
        denied = seen(f"{at}/c-ssrs/behaviour", screen.behaviour)
        yield _said(rule, "PS", denied, [each.because for each in acts], counts)


def _use(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """A score of nothing on a form about alcohol or drugs, beside use that is stated, found or dated."""
    found = list(_found(facts))
    drink, last = [one for one, each in found if each.name == "alcohol"], facts.case.psychiatric.last_drink
    drink += [each.because for each in _active(facts, "alcohol")]
    drink += (
        [seen("/psychiatric/last_drink", last.isoformat())]
        if last and (facts.as_of - last).days <= _A_YEAR
        else []
    )
    drugs = [one for one, each in found if each.name != "alcohol"]
    drugs += [each.because for each in _active(facts, *(one for one in DISORDERS if one != "alcohol"))]
    for name, against in (("audit-c", drink), ("dast-10", drugs)):
        score = facts.case.psychiatric.score(name)
        if against and score is not None and score.total == 0:
            yield _said(rule, "PS", seen(f"/psychiatric/scores/{name}/total", 0), against, "other source")


_A_YEAR = 365  # AUDIT-C and DAST-10 ask for the last year (clinical.md 7A)


def _active(facts: Facts, *keys: str) -> list[Held]:
    return [each for each in facts.held(*keys) if not each.past and each.status != "quiescent"]


def _two_statements(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """A status that a measurement contradicts, a capacity that a statement does, and two diagnoses of one illness."""
    controlled = [each.because for each in facts.held("hypertension") if each.status == "controlled"]
    if controlled and (high := _high_pressures(facts)):
        says = f"{named(high[0])} contradicts that hypertension is controlled ({named(controlled[0])}); the test counts."
        yield rule.under(
            "MH-08b", says[:1].upper() + says[1:], *controlled, *high, action="review the treatment"
        )
    if facts.case.psychiatric.capacity is Capacity.PRESENT and (held := facts.held("incapacity")):
        stated = seen("/psychiatric/capacity", "present")
        yield _said(rule, "PS", stated, [each.because for each in held], "statement")
    unipolar = [
        each.because
        for each in facts.held("depression", "psychotic-depression")
        if each.source == "diagnosis"
    ]
    bipolar = [each.because for each in facts.held("bipolar", "mania") if each.source != "diagnosis"]
    if unipolar and bipolar:
        yield _said(rule, "PS", unipolar[0], bipolar, "graver diagnosis")


def _nothing_said(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """Asked, no conditions: and medicines are listed that are taken for some."""
    history = facts.case.history
    if history.conditions != () or history.problem_list or history.self_report:
        return
    medicines = [each for key, _, _ in _TAKEN_FOR for each in _taken_for(facts, key)]
    if medicines:
        evidence = [one for each in medicines for one in each.because]
        yield _said(rule, "", seen("/history/conditions", None), evidence, "list of medicines")


def _contradictions(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for look in (_denials, _pregnancy, _suicide, _use, _two_statements, _nothing_said):
        yield from look(rule, facts)


RULES: tuple[Rule, ...] = (
    Rule("MC-01", Part.MEDICAL_HISTORY, INFO, "a code, a form and a test that contradict each other are clarified", "clarify", Provenance("contradictions are findings (clinical.md 1)", Confidence.P), _contradictions),
)  # fmt: skip
