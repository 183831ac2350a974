"""Liver, thyroid, kidney, bladder: MH-16 to MH-21."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from euthymia.domain.rules.facts import Facts, Held
from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.rule import CAUTION, INFO, NOT_NOW, STOP, V2, P, Rule, V, rule, seen

from .labs import at, lab, number, upper_limit
from .limits import at_limit

ENZYMES = ("alt", "ast", "alp", "ggt")
TRANSAMINASES = ("alt", "ast")
ENZYME_HIGH, BILIRUBIN_HIGH = 3, 2  # MH-18a
TSH_HIGH, TSH_RAISED = 10, 4.5  # MH-19b
EGFR_LOW = 30  # MH-20
_THYROID_SYMPTOMS = (
    "fatigue",
    "tired",
    "weight gain",
    "cold",
    "constipation",
    "dry skin",
    "hair loss",
    "low energy",
)


def _severe_liver(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = [each for each in facts.held("liver-severe") if not each.past]
    held += [
        each
        for each in facts.held("liver-moderate")
        if not each.past and each.has("child-pugh-c", "unstable", "severe")
    ]
    if held:
        yield rule.of(held)


def _moderate_liver(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = [
        each
        for each in facts.held("liver-moderate")
        if each.past or not each.has("child-pugh-c", "unstable", "severe")
    ]
    severe = facts.held("liver-severe")
    held += [each for each in severe if each.past]
    current = [each for each in held if not each.past]
    if any(not each.past for each in severe):
        return
    if current:
        yield rule.of(current)
    elif held:
        yield rule.of(held, severity=INFO)


def _ratios(facts: Facts, names: tuple[str, ...]) -> Iterator[tuple[str, float, float, Because]]:
    for name in names:
        value = number(facts, name)
        if value is not None:
            yield name, value, value / upper_limit(facts, name), at(facts, name)


def _high_liver_tests(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for names, limit in ((ENZYMES, ENZYME_HIGH), (("bilirubin",), BILIRUBIN_HIGH)):
        for name, value, ratio, because in _ratios(facts, names):
            if ratio >= limit:
                says = f"{name.upper()} {value:g} is {ratio:.1f} times the upper limit: {rule.why}."
                yield rule.finding(says, because)


def _raised_liver_tests(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for name, value, ratio, because in _ratios(facts, (*ENZYMES, "bilirubin")):
        high = BILIRUBIN_HIGH if name == "bilirubin" else ENZYME_HIGH
        if ratio == 1:
            yield at_limit(rule, f"{name.upper()}", value, "", "above", because)
        elif 1 < ratio < high:
            says = f"{name.upper()} {value:g} is {ratio:.1f} times the upper limit: {rule.why}."
            severity = CAUTION if name in TRANSAMINASES else INFO
            again = facts.as_of + timedelta(weeks=2) if severity is CAUTION else None
            yield rule.finding(says, because, severity=severity, reassess_after=again)
    held = [each for each in facts.held("liver-tests") if not each.past]
    if held and not any(True for _ in _ratios(facts, TRANSAMINASES)):
        yield rule.of(held)


def _hyperthyroid(rule: Rule, facts: Facts) -> Iterator[Finding]:
    severity = STOP if facts.policy.hyperthyroidism == "exclude" else CAUTION
    tsh, ft4 = number(facts, "tsh"), lab(facts, "ft4")
    low = tsh is not None and tsh < facts.policy.tsh_low_miu_per_l
    high_t4 = ft4 is not None and isinstance(ft4.value, float) and ft4.upper and ft4.value > ft4.upper
    held = [each for each in facts.held("hyperthyroidism") if not each.past]
    poor = [
        each
        for each in held
        if each.has("uncontrolled") or low or each.active or (each.status is None and tsh is None)
    ]
    if poor:
        yield rule.of(poor, severity=severity)
    elif low and high_t4 and ft4 is not None:
        says = f"TSH {tsh:g} is low and free T4 {ft4.value:g} high: {rule.why}."
        yield rule.finding(says, at(facts, "tsh"), at(facts, "ft4"), severity=severity)
    elif low:
        says = f"TSH {tsh:g} is low; free T4 is {'not known' if ft4 is None else 'not known to be high'}."
        yield rule.finding(
            says, at(facts, "tsh"), severity=CAUTION, action="measure free T4; ask for symptoms"
        )
    elif held:
        yield rule.of(held, severity=INFO, action="confirm that it is treated; heart rate and pressure")
    if tsh is not None and tsh == facts.policy.tsh_low_miu_per_l:
        yield at_limit(rule, "TSH", tsh, "mIU/L", "below", at(facts, "tsh"))


def _hypothyroid(rule: Rule, facts: Facts) -> Iterator[Finding]:
    tsh = number(facts, "tsh")
    untreated = [each for each in facts.held("hypothyroidism") if each.has("uncontrolled") and not each.past]
    if tsh is not None and tsh >= TSH_HIGH:
        yield rule.finding(f"TSH {tsh:g} mIU/L is {TSH_HIGH} or more: {rule.why}.", at(facts, "tsh"))
    elif untreated:
        yield rule.of(untreated)
    elif tsh is not None and tsh >= TSH_RAISED:
        signs = [
            seen(f"/history/symptoms/{n}", text)
            for n, text in enumerate(facts.case.history.symptoms or ())
            if any(sign in text.lower() for sign in _THYROID_SYMPTOMS)
        ]
        says = f"TSH {tsh:g} mIU/L is between {TSH_RAISED} and {TSH_HIGH}, {'with' if signs else 'without known'} symptoms"
        if signs:
            yield rule.finding(f"{says}: {rule.why}.", at(facts, "tsh"), *signs)
        else:
            yield rule.finding(f"{says}.", at(facts, "tsh"), severity=INFO, action="ask for symptoms")


def _kidney(rule: Rule, facts: Facts) -> Iterator[Finding]:
    egfr = number(facts, "egfr")
    if egfr is not None and egfr < EGFR_LOW:
        yield rule.finding(f"eGFR {egfr:g} is below {EGFR_LOW}: {rule.why}.", at(facts, "egfr"))
    elif egfr == EGFR_LOW:
        yield at_limit(rule, "eGFR", egfr, "mL/min/1.73m2", "below", at(facts, "egfr"))
    held = [each for each in facts.held("kidney-severe") if not each.past]
    if held:
        yield rule.of(held)


def _bladder_stop(facts: Facts) -> list[Held]:
    held = [each for each in facts.held("bladder-active") if not each.past]
    return held + [each for each in facts.held("bladder") if each.active]


def _bladder_active(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = _bladder_stop(facts)
    if held:
        yield rule.of(held)
    if words := urine_with_blood(facts):
        yield rule.finding(f"Urinalysis: {words}: {rule.why}.", at(facts, "urinalysis"))


def urine_with_blood(facts: Facts) -> str:
    """The words of a urinalysis that names blood; "" for any other."""
    found = lab(facts, "urinalysis")
    words = found.value if found is not None and isinstance(found.value, str) else ""
    return words if any(_names_blood(part) for part in re.split(r"[,;.\n]", words.lower())) else ""


_BLOOD = re.compile(r"blood|h(?:a)?ematuria|\brbcs?\b|erythrocyt")
_NO_BLOOD = re.compile(r"\b(?:no|not|neg|negative|none|absent|without|nil|normal)\b")


def _names_blood(part: str) -> bool:
    return bool(_BLOOD.search(part)) and not _NO_BLOOD.search(part)


def _bladder(rule: Rule, facts: Facts) -> Iterator[Finding]:
    stop = _bladder_stop(facts)
    held = [
        each
        for each in facts.held("bladder", "urinary-symptoms", "bladder-active")
        if each not in stop and not (each.key == "urinary-symptoms" and each.past)
    ]
    if held:
        yield rule.of(held)


RULES: tuple[Rule, ...] = (
    rule("MH-16", STOP, "severe hepatic impairment contraindicates", "do not give", "COH18; SPR-L", V2, _severe_liver),
    rule("MH-17", CAUTION, "moderate hepatic impairment raises exposure", "hepatology; longer observation; liver tests before infusions 1, 4 and 6", "COH18; SPR-L (Medscape)", V2, _moderate_liver),
    rule("MH-18a", NOT_NOW, "the level of liver injury; the cause comes first", "hold, find the cause, repeat", "NOP11 (figure); rule P", P, _high_liver_tests),
    rule("MH-18b", CAUTION, "raised liver tests are followed", "repeat in 2 to 4 weeks; alcohol history; trend every 3 infusions", "clinical.md MH-18b", P, _raised_liver_tests),
    rule("MH-19a", STOP, "hyperthyroidism, untreated or poorly controlled, contraindicates", "endocrine treatment first", "KET-CH; KET-L", V, _hyperthyroid),
    rule("MH-19b", NOT_NOW, "untreated hypothyroidism comes first and may explain depression", "treat; it may explain depression", "general psychiatry practice", P, _hypothyroid),
    rule("MH-20", CAUTION, "severe renal impairment needs advice; no dose change is published", "nephrology or primary care advice", "clinical.md MH-20", P, _kidney),
    rule("MH-21a", STOP, "active bladder or upper-tract disease contraindicates until urology clears it", "stop exposure; urology; early cessation improves symptoms", "CHA24; SPR-L warning", V, _bladder_active),
    rule("MH-21b", CAUTION, "bladder symptoms need a baseline and urology", "urology; baseline urinalysis and symptom score; ask at each visit", "SPR-L warning; COH18", V2, _bladder),
)  # fmt: skip
