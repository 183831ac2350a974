"""Allergy, pregnancy, liver, glands, kidney, bladder: MH-01 and MH-12 to MH-21."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from euthymia.domain.rules.case import Lab
from euthymia.domain.rules.facts import Facts, Held
from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.rule import CAUTION, INFO, NOT_NOW, STOP, V2, P, Rule, V, nothing, rule, seen

from .limits import at_limit

KETAMINE = ("ketamine", "esketamine", "spravato", "ketalar", "benzethonium")
_ALLERGIC = (
    "allerg",
    "anaphyl",
    "hives",
    "urticaria",
    "angio",
    "hypersens",
    "laryngospasm",
    "bronchospasm",
    "rash",
)
PREGNANT_DAYS, PRE_ECLAMPSIA_DAYS = 300, 365
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


def lab(facts: Facts, name: str) -> Lab | None:
    values = facts.case.screening.labs.values
    return None if values is None else values.get(name)


def number(facts: Facts, name: str) -> float | None:
    found = lab(facts, name)
    return found.value if found is not None and isinstance(found.value, float) else None


def at(name: str, value: object) -> Because:
    return seen(f"/screening/labs/values/{name}/value", value)


def _allergy(rule: Rule, facts: Facts) -> Iterator[Finding]:
    history = facts.case.history
    if history.allergies is None:
        yield rule.lacks("Allergies were not asked", seen("/history/allergies", None))
    for n, allergy in enumerate(history.allergies or ()):
        because = seen(f"/history/allergies/{n}/text", allergy.text)
        words = allergy.text.lower()
        if re.search(r"\b(?:no|not|denies|without)\b", words):
            says = f"The allergy {allergy.text!r} is read as a denial, and not counted."
            yield rule.finding(says, because, severity=INFO, action="take it off the list of allergies")
        elif any(name in words for name in KETAMINE):
            yield rule.finding(f"Allergy to {allergy.text}: {rule.why}.", because)
        elif (like := _like_ketamine(words)) is not None:
            says = f"The allergy {allergy.text!r} is not recognised and looks like {like}."
            yield rule.finding(says, because, severity=CAUTION, action="ask which drug was meant")
        elif "anesthe" in words or "anaesthe" in words:
            says = f"Allergy to {allergy.text}: which anaesthetic is not named."
            yield rule.finding(
                says, because, severity=CAUTION, action="ask which drug; ketamine contraindicates"
            )
    for n, response in enumerate(history.drug_responses or ()):
        words = response.lower()
        if any(name in words for name in KETAMINE) and any(sign in words for sign in _ALLERGIC):
            says = f"A reaction to ketamine is reported ({response}): {rule.why}."
            yield rule.finding(says, seen(f"/history/drug_responses/{n}", response))
    held = facts.held("ketamine-allergy")
    if held:
        yield rule.of(held)
    if unnamed := facts.held("anaesthetic-allergy"):
        yield rule.of(unnamed, severity=CAUTION, action="ask which drug; ketamine contraindicates")


@lru_cache(maxsize=1024)
def _like_ketamine(words: str) -> str | None:
    from difflib import get_close_matches

    for word in words.replace("-", " ").split():
        close = get_close_matches(word, KETAMINE, n=1, cutoff=0.8)
        if close:
            return close[0]
    return None


def _pre_eclampsia(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = [
        each
        for each in facts.held("pre-eclampsia")
        if not each.past and not each.older_than(facts.as_of, PRE_ECLAMPSIA_DAYS)
    ]
    if held:
        yield rule.of(held)


def pregnant(facts: Facts) -> list[Held]:
    return [
        each
        for each in facts.held("pregnancy")
        if not each.past and not each.older_than(facts.as_of, PREGNANT_DAYS)
    ]


def _pregnancy(rule: Rule, facts: Facts) -> Iterator[Finding]:
    severity = STOP if facts.policy.pregnancy == "exclude" else CAUTION
    if facts.case.screening.pregnancy_test.result == "positive":
        because = seen("/screening/pregnancy_test/result", "positive")
        yield rule.finding(f"The pregnancy test is positive: {rule.why}.", because, severity=severity)
        if facts.case.patient.pregnancy_possible is False:
            says = "A positive pregnancy test contradicts that pregnancy is not possible; the test counts."
            yield rule.finding(says, because, seen("/patient/pregnancy_possible", False), severity=INFO)
    held = pregnant(facts)
    if held:
        yield rule.of(held, severity=severity)


def _breastfeeding(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = [each for each in facts.held("breastfeeding") if not each.past]
    if facts.case.patient.breastfeeding:
        yield rule.finding(f"Breastfeeding: {rule.why}.", seen("/patient/breastfeeding", True))
    elif held:
        yield rule.of(held)


RELIABLE = (
    *(
        "iud",
        "intrauterine",
        "coil",
        "mirena",
        "paragard",
        "kyleena",
        "implant",
        "nexplanon",
        "pill",
        "oral contracepti",
    ),
    *(
        "birth control",
        "depo",
        "injection",
        "patch",
        "ring",
        "nuvaring",
        "steril",
        "tubal",
        "vasectomy",
        "ligation",
    ),
    *(
        "hysterectomy",
        "abstinen",
        "abstain",
        "same sex",
        "hormonal",
        "salpingectomy",
        "ocp",
        "reliable",
        "larc",
    ),
)
_UNRELIABLE = (
    "none",
    "no ",
    "condom",
    "withdrawal",
    "rhythm",
    "barrier",
    "diaphragm",
    "spermicide",
    "awareness",
    "not ",
)


def pregnancy_possible(facts: Facts) -> bool | None:
    """As stated, or female, 12 to 55 and not postmenopausal, with a uterus; None where sex or age is not known."""
    patient = facts.case.patient
    if patient.pregnancy_possible is not None:
        return patient.pregnancy_possible
    if patient.sex == "male" or patient.postmenopausal or facts.held("hysterectomy"):
        return False
    if patient.age_y is not None and not FERTILE_Y[0] <= patient.age_y < FERTILE_Y[1] + 1:
        return False
    return True if patient.sex == "female" and patient.age_y is not None else None


FERTILE_Y = (12, 55)


def _contraception(rule: Rule, facts: Facts) -> Iterator[Finding]:
    patient = facts.case.patient
    if patient.sex is None:
        yield rule.lacks("The sex was not asked", seen("/patient/sex", None))
    if pregnancy_possible(facts) is not True or pregnant(facts):
        return
    stated = patient.contraception
    because = (seen("/patient/contraception", stated),)
    if stated is None:
        says = "Pregnancy is possible and contraception was not asked."
        yield rule.finding(says, *because, severity=INFO, action="ask, and counsel planning and prevention")
        return
    words = stated.lower() + " "
    if any(word in words for word in _UNRELIABLE) or not any(word in words for word in RELIABLE):
        shown = stated.strip() or "none"
        yield rule.finding(f"Pregnancy is possible, contraception: {shown}: {rule.why}.", *because)


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
        found = lab(facts, name)
        if found is not None and isinstance(found.value, float) and found.upper:
            yield name, found.value, found.value / found.upper, at(name, found.value)


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
        yield rule.finding(says, at("tsh", tsh), at("ft4", ft4.value), severity=severity)
    elif low:
        says = f"TSH {tsh:g} is low; free T4 is {'not known' if ft4 is None else 'not known to be high'}."
        yield rule.finding(says, at("tsh", tsh), severity=CAUTION, action="measure free T4; ask for symptoms")
    elif held:
        yield rule.of(held, severity=INFO, action="confirm that it is treated; heart rate and pressure")
    if tsh is not None and tsh == facts.policy.tsh_low_miu_per_l:
        yield at_limit(rule, "TSH", tsh, "mIU/L", "below", at("tsh", tsh))


def _hypothyroid(rule: Rule, facts: Facts) -> Iterator[Finding]:
    tsh = number(facts, "tsh")
    untreated = [each for each in facts.held("hypothyroidism") if each.has("uncontrolled") and not each.past]
    if tsh is not None and tsh >= TSH_HIGH:
        yield rule.finding(f"TSH {tsh:g} mIU/L is {TSH_HIGH} or more: {rule.why}.", at("tsh", tsh))
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
            yield rule.finding(f"{says}: {rule.why}.", at("tsh", tsh), *signs)
        else:
            yield rule.finding(f"{says}.", at("tsh", tsh), severity=INFO, action="ask for symptoms")


def _kidney(rule: Rule, facts: Facts) -> Iterator[Finding]:
    egfr = number(facts, "egfr")
    if egfr is not None and egfr < EGFR_LOW:
        yield rule.finding(f"eGFR {egfr:g} is below {EGFR_LOW}: {rule.why}.", at("egfr", egfr))
    elif egfr == EGFR_LOW:
        yield at_limit(rule, "eGFR", egfr, "mL/min/1.73m2", "below", at("egfr", egfr))
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
    found = lab(facts, "urinalysis")
    words = found.value if found is not None and isinstance(found.value, str) else ""
    if any(_names_blood(part) for part in re.split(r"[,;.\n]", words.lower())):
        yield rule.finding(f"Urinalysis: {words}: {rule.why}.", at("urinalysis", words))


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
    rule("MH-01", STOP, "hypersensitivity to ketamine, esketamine or an excipient contraindicates", "do not give", "KET-L; SPR-L", V, _allergy),
    rule("MH-12", STOP, "pre-eclampsia and eclampsia contraindicate", "do not give", "KET-CH", V, _pre_eclampsia),
    rule("MH-13", STOP, "not recommended in pregnancy, it may harm the fetus", "do not give electively; perinatal psychiatry, ECT", "SPR-L; KET-L; COH18", V, _pregnancy),
    rule("MH-14", CAUTION, "not recommended while breastfeeding", "documented decision: stop or interrupt feeding, paediatric input", "SPR-L", V, _breastfeeding),
    rule("MH-15", CAUTION, "pregnancy must be excluded and prevented", "negative test at each course start; counsel planning and prevention", "SPR-L", V, _contraception),
    rule("MH-16", STOP, "severe hepatic impairment contraindicates", "do not give", "COH18; SPR-L", V2, _severe_liver),
    rule("MH-17", CAUTION, "moderate hepatic impairment raises exposure", "hepatology; longer observation; liver tests before infusions 1, 4 and 6", "COH18; SPR-L (Medscape)", V2, _moderate_liver),
    rule("MH-18a", NOT_NOW, "the level of liver injury; the cause comes first", "hold, find the cause, repeat", "NOP11 (figure); rule P", P, _high_liver_tests),
    rule("MH-18b", CAUTION, "raised liver tests are followed", "repeat in 2 to 4 weeks; alcohol history; trend every 3 infusions", "clinical.md MH-18b", P, _raised_liver_tests),
    rule("MH-19a", STOP, "hyperthyroidism, untreated or poorly controlled, contraindicates", "endocrine treatment first", "KET-CH; KET-L", V, _hyperthyroid),
    rule("MH-19b", NOT_NOW, "untreated hypothyroidism comes first and may explain depression", "treat; it may explain depression", "general psychiatry practice", P, _hypothyroid),
    rule("MH-20", CAUTION, "severe renal impairment needs advice; no dose change is published", "nephrology or primary care advice", "clinical.md MH-20", P, _kidney),
    rule("MH-21a", STOP, "active bladder or upper-tract disease contraindicates until urology clears it", "stop exposure; urology; early cessation improves symptoms", "CHA24; SPR-L warning", V, _bladder_active),
    rule("MH-21b", CAUTION, "bladder symptoms need a baseline and urology", "urology; baseline urinalysis and symptom score; ask at each visit", "SPR-L warning; COH18", V2, _bladder),
    rule("MH-33", INFO, "not relevant to candidacy", "none", "Ketalar product page (latex-free); rest K", P, nothing),
)  # fmt: skip
