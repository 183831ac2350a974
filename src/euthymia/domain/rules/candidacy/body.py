"""Allergy, pregnancy, breastfeeding: MH-01, MH-12 to MH-15; and what does not matter, MH-33."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from euthymia.domain.rules.facts import Facts, Held
from euthymia.domain.rules.finding import Finding
from euthymia.domain.rules.rule import CAUTION, INFO, STOP, P, Rule, V, nothing, rule, seen

KETAMINE = ("ketamine", "esketamine", "spravato", "ketalar", "benzethonium")
_ALLERGIC = (
    "allerg",
    "anaphyl",
    "hives",
    "urticaria",
    "angio",
    "hypersens",
    "bronchospasm",
    "rash",
)
PREGNANT_DAYS, PRE_ECLAMPSIA_DAYS = 300, 365


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
        if not any(name in words for name in KETAMINE):
            continue
        because = seen(f"/history/drug_responses/{n}", response)
        if any(sign in words for sign in _ALLERGIC):
            yield rule.finding(f"A reaction to ketamine is reported ({response}): {rule.why}.", because)
        else:
            says = f"An earlier response to ketamine is reported: {response}."
            yield rule.finding(says, because, severity=INFO, action="read it before the first order")
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


RULES: tuple[Rule, ...] = (
    rule("MH-01", STOP, "hypersensitivity to ketamine, esketamine or an excipient contraindicates", "do not give", "KET-L; SPR-L", V, _allergy),
    rule("MH-12", STOP, "pre-eclampsia and eclampsia contraindicate", "do not give", "KET-CH", V, _pre_eclampsia),
    rule("MH-13", STOP, "not recommended in pregnancy, it may harm the fetus", "do not give electively; perinatal psychiatry, ECT", "SPR-L; KET-L; COH18", V, _pregnancy),
    rule("MH-14", CAUTION, "not recommended while breastfeeding", "documented decision: stop or interrupt feeding, paediatric input", "SPR-L", V, _breastfeeding),
    rule("MH-15", CAUTION, "pregnancy must be excluded and prevented", "negative test at each course start; counsel planning and prevention", "SPR-L", V, _contraception),
    rule("MH-33", INFO, "not relevant to candidacy", "none", "Ketalar product page (latex-free); rest K", P, nothing),
)  # fmt: skip
