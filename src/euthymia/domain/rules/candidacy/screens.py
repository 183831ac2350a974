"""Safety screening: which tests are asked for, and how old they may be: SS-01 to SS-16, but the laboratory's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from euthymia.domain.rules.facts import Facts, Held
from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.medications import ECG_TAGS
from euthymia.domain.rules.months import add_months
from euthymia.domain.rules.rule import CAUTION, INFO, SAME_DAY, V2, Check, P, Rule, V, rule, seen

from .body import pregnancy_possible, pregnant
from .heart import STABLE_HEART
from .limits import Age, age_at_limit, at_limit, iso, span

CARDIAC = (*STABLE_HEART, "mi", "unstable-angina", "coronary-procedure")
CV_RISK = (
    *CARDIAC,
    *(
        "hypertension",
        "hypertensive-crisis",
        "diabetes",
        "dyslipidaemia",
        "smoking",
        "vascular-disease",
        "stroke",
    ),
    *("old-stroke", "kidney", "kidney-severe", "aneurysm", "eating-disorder"),
    *("chest-symptom", "heart-symptom"),
)
_EVENTS = ("mi", "unstable-angina", "coronary-procedure")
COGNITION_Y = 60  # SS-12
SOLIDS_H, FLUIDS_H = 6, 2  # SS-16
SOFT_MONTHS = {"stop-bang": 12, "audit-c": 3, "dast-10": 3, "moca": 6}


def _vitals(rule: Rule, facts: Facts) -> Iterator[Finding]:
    vitals = facts.case.screening.vitals
    asked = {
        "bp_mmhg": ("blood pressure", vitals.bp_mmhg or None),
        "hr_bpm": ("heart rate", vitals.hr_bpm),
        "rr_bpm": ("respiratory rate", vitals.rr_bpm),
        "spo2_pct": ("saturation", vitals.spo2_pct),
        "temp_c": ("temperature", vitals.temp_c),
    }
    lacking = [(key, name) for key, (name, value) in asked.items() if value is None]
    if lacking:
        because = (seen(f"/screening/vitals/{key}", None) for key, _ in lacking)
        yield rule.lacks(f"Vital signs not taken: {', '.join(name for _, name in lacking)}", *because)
    if vitals.taken != facts.as_of and len(lacking) < len(asked):
        taken = seen("/screening/vitals/taken", iso(vitals.taken))
        when = "at a time not known" if vitals.taken is None else f"on {vitals.taken}"
        yield rule.lacks(f"The vital signs were taken {when}", taken, how_old=SAME_DAY)


def _body_size(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for key, name in (("weight_kg", "weight"), ("height_cm", "height")):
        if getattr(facts.case.patient, key) is None:
            age = span(facts.policy.weight_days, "day")
            yield rule.lacks(f"The {name} is not known", seen(f"/patient/{key}", None), how_old=age)
    weighed_on = facts.case.patient.weighed_on
    if weighed_on is None or facts.case.patient.weight_kg is None:
        return
    old = Age(weighed_on, facts.as_of, days=facts.policy.weight_days)
    because = seen("/patient/weighed_on", iso(weighed_on))
    if old.too_old:
        yield rule.lacks(f"The weight is of {weighed_on}", because, how_old=old.allowed)
    elif old.at_limit:
        yield age_at_limit(rule, "The weight", old, because)


def ecg_reasons(facts: Facts) -> list[tuple[str, Because | None]]:
    """Why this person has an ECG; none where the policy asks for none."""
    policy, patient = facts.policy, facts.case.patient
    if policy.tests == "everyone":
        return [("everyone has one", None)]
    found: list[tuple[str, Because | None]] = []
    found += [(each.name, each.because) for each in facts.held(*CV_RISK) if not _harmless(each)]
    found += [(each.name, one) for each in facts.taking(*ECG_TAGS) for one in each.because]
    if patient.age_y is not None and patient.age_y >= policy.ecg_from_y:
        found.append((f"age {patient.age_y:g}", seen("/patient/age_y", patient.age_y)))
    return found


def _harmless(held: Held) -> bool:
    return held.past and held.key in ("smoking", "eating-disorder", "hypertension")


def _ecg(rule: Rule, facts: Facts) -> Iterator[Finding]:
    ecg, policy = facts.case.screening.ecg, facts.policy
    because = seen("/screening/ecg/date", iso(ecg.date))
    reasons = ecg_reasons(facts)
    if reasons:
        why = ", ".join(dict.fromkeys(name for name, _ in reasons))
        evidence = [one for _, one in reasons if one is not None]
        event = _last_event(facts)
        recent = event is not None and add_months(event, policy.ecg_months) >= facts.as_of
        months = policy.ecg_after_event_months if recent else policy.ecg_months
        age = None if ecg.date is None else Age(ecg.date, facts.as_of, months=months)
        if age is None:
            yield rule.lacks(f"There is no ECG ({why})", because, *evidence, how_old=span(months, "month"))
        elif age.too_old or (event is not None and ecg.date is not None and ecg.date < event):
            yield rule.lacks(
                f"The ECG is of {ecg.date} ({why})", because, *evidence, how_old=span(months, "month")
            )
        elif age.at_limit:
            yield age_at_limit(rule, "The ECG", age, because)
    rhythm = (ecg.rhythm or "").lower()
    usual = any(word in rhythm for word in ("sinus", "normal", "nsr", "paced"))
    if rhythm and not usual and all(each.source != "ecg" for each in facts.every()):
        says = f"The rhythm {ecg.rhythm!r} is not recognised."
        yield rule.finding(
            says, seen("/screening/ecg/rhythm", ecg.rhythm), severity=CAUTION, action="have the ECG read"
        )


def _last_event(facts: Facts) -> date | None:
    days = [min(each.since.latest, facts.as_of) for each in facts.held(*_EVENTS) if each.since is not None]
    return max(days, default=None)


def _pregnancy_test(rule: Rule, facts: Facts) -> Iterator[Finding]:
    test = facts.case.screening.pregnancy_test
    if test.result == "positive" or pregnancy_possible(facts) is False:
        return
    if pregnancy_possible(facts) is None and facts.case.patient.sex != "female":
        return
    if pregnant(facts) and facts.policy.pregnancy == "exclude":
        return
    on = seen("/screening/pregnancy_test/date", iso(test.date))
    if test.result is None:
        yield rule.lacks(
            "There is no pregnancy test", seen("/screening/pregnancy_test/result", None), how_old=SAME_DAY
        )
    elif test.result != "negative":
        yield rule.lacks(
            f"The pregnancy test is {test.result}", seen("/screening/pregnancy_test/result", test.result)
        )
    elif test.date != facts.as_of:
        when = "on a day not known" if test.date is None else f"on {test.date}"
        yield rule.lacks(f"The pregnancy test was taken {when}", on, how_old=SAME_DAY)


def _drug_screen(rule: Rule, facts: Facts) -> Iterator[Finding]:
    screen, days = facts.case.screening.drug_screen, facts.policy.drug_screen_days
    because = seen("/screening/drug_screen/collected", iso(screen.collected))
    result = seen("/screening/drug_screen/result", screen.result)
    if screen.result is None and screen.positive is None:
        yield rule.lacks("There is no drug screen", result, how_old=span(days, "day"))
        return
    if screen.result is None and not screen.positive:
        yield rule.lacks("The result of the drug screen is not known", result)
    elif screen.result in ("pending", "inconclusive"):
        yield rule.lacks(f"The drug screen is {screen.result}", result)
    if screen.collected is None:
        yield rule.lacks(
            "When the drug screen was collected is not known", because, how_old=span(days, "day")
        )
        return
    age = Age(screen.collected, facts.as_of, days=days)
    if age.too_old:
        yield rule.lacks(f"The drug screen is of {screen.collected}", because, how_old=age.allowed)
    elif age.at_limit:
        yield age_at_limit(rule, "The drug screen", age, because)


def _soft(*names: str) -> Check:
    """Scores that a clinic wants and that no decision waits for."""

    def check(rule: Rule, facts: Facts) -> Iterator[Finding]:
        for name in names:
            score = facts.case.psychiatric.score(name)
            at = f"/psychiatric/scores/{name}"
            if score is None or score.total is None:
                yield rule.finding(f"There is no {name.upper()}.", seen(at, None), severity=INFO)
            elif score.date is not None:
                age = Age(score.date, facts.as_of, months=SOFT_MONTHS[name])
                if age.too_old:
                    says = f"{name.upper()} is of {score.date}, more than {age.allowed} old."
                    yield rule.finding(says, seen(f"{at}/date", iso(score.date)), severity=INFO)

    return check


def _cognition(rule: Rule, facts: Facts) -> Iterator[Finding]:
    age = facts.case.patient.age_y
    held = facts.held("cognitive-complaint", "dementia")
    if (age is not None and age >= COGNITION_Y) or held:
        yield from _soft("moca")(rule, facts)
    score = facts.case.psychiatric.score("moca")
    if score is not None and score.total is not None and score.total < MOCA_LOW:
        says = f"MoCA {score.total:g} is below {MOCA_LOW}: {rule.why}."
        yield rule.finding(says, seen("/psychiatric/scores/moca/total", score.total), severity=CAUTION)
    elif score is not None and score.total == MOCA_LOW:
        because = seen("/psychiatric/scores/moca/total", score.total)
        yield at_limit(rule, "MoCA", score.total, "", "below", because)


MOCA_LOW = 26  # clinical.md 7A


def _phq9(rule: Rule, facts: Facts) -> Iterator[Finding]:
    score, days = facts.case.psychiatric.score("phq-9"), facts.policy.phq9_days
    if score is None or score.total is None:
        yield rule.lacks(
            "There is no PHQ-9", seen("/psychiatric/scores/phq-9", None), how_old=span(days, "day")
        )
        return
    if score.item9 is None:
        says = "The answer to PHQ-9 item 9 is not recorded."
        yield rule.finding(
            says, seen("/psychiatric/scores/phq-9/item9", None), severity=INFO, action="record item 9"
        )
    if score.date is None:
        return
    age = Age(score.date, facts.as_of, days=days)
    because = seen("/psychiatric/scores/phq-9/date", iso(score.date))
    if age.too_old:
        yield rule.lacks(f"The PHQ-9 is of {score.date}", because, how_old=age.allowed)
    elif age.at_limit:
        yield age_at_limit(rule, "The PHQ-9", age, because)


def _suicide_inquiry(rule: Rule, facts: Facts) -> Iterator[Finding]:
    score = facts.case.psychiatric.score("c-ssrs")
    at = "/psychiatric/scores/c-ssrs"
    if score is None:
        yield rule.lacks("There is no C-SSRS", seen(at, None), how_old=SAME_DAY)
        return
    lacking = [key for key in ("ideation", "behaviour") if getattr(score, key) is None]
    if lacking:
        yield rule.lacks(
            f"C-SSRS lacks {' and '.join(lacking)}", *(seen(f"{at}/{key}", None) for key in lacking)
        )
    if score.date is not None and score.date != facts.as_of:
        yield rule.lacks(
            f"The C-SSRS is of {score.date}", seen(f"{at}/date", iso(score.date)), how_old=SAME_DAY
        )


def _fasting(rule: Rule, facts: Facts) -> Iterator[Finding]:
    fasting = facts.case.screening.fasting
    asked = (
        ("solids_h", "food", fasting.solids_h, SOLIDS_H),
        ("clear_fluids_h", "clear fluid", fasting.clear_fluids_h, FLUIDS_H),
    )
    for key, name, hours, least in asked:
        if hours is not None and hours < least:
            because = seen(f"/screening/fasting/{key}", hours)
            yield rule.finding(f"Last {name} {hours:g} h ago, less than {least}: {rule.why}.", because)
        elif hours == least:
            because = seen(f"/screening/fasting/{key}", hours)
            yield at_limit(rule, f"Time since the last {name}", hours, "h", "below", because)
    if fasting.solids_h is None and fasting.clear_fluids_h is None:
        yield rule.finding(
            "Fasting was not asked.", seen("/screening/fasting", None), severity=INFO, action="ask on the day"
        )


RULES: tuple[Rule, ...] = (
    rule("SS-01", CAUTION, "the vital signs of the day decide whether a session may start", "take and record", "SPR-L; EMO18", V, _vitals),
    rule("SS-02", CAUTION, "the dose is reckoned on weight, and weight is judged by height", "weigh and measure", "clinical.md SS-02", P, _body_size),
    rule("SS-03", CAUTION, "age, heart, vessels, risk or a medicine asks for an ECG", "12-lead ECG", "COH18 V2; CPSBC V2; age and interval P", P, _ecg),
    rule("SS-08", CAUTION, "pregnancy is possible and must be excluded", "urine hCG", "SPR-L; ED trial; interval P", P, _pregnancy_test),
    rule("SS-09", CAUTION, "unreported drugs change the risk", "urine drug screen", "VA-P V2; interval P", P, _drug_screen),
    rule("SS-11", INFO, "a validated screen for sleep apnoea", "STOP-Bang", "CPSBC", V2, _soft("stop-bang")),
    rule("SS-12", INFO, "cognition is followed from age 60 and with complaints", "MoCA or equivalent", "ANA23 used MoCA; KSET", V, _cognition),
    rule("SS-13", CAUTION, "benefit is judged against a baseline", "PHQ-9", "ASKP; OSM", V2, _phq9),
    rule("SS-14", CAUTION, "suicide risk is asked in a structured way on the day", "C-SSRS", "KSET; OSM", V2, _suicide_inquiry),
    rule("SS-15", INFO, "alcohol and drug use are screened", "AUDIT-C, DAST-10 or interview", "OSM", V2, _soft("audit-c", "dast-10")),
    rule("SS-16", CAUTION, "a full stomach can be aspirated", "wait or postpone", "ASA 2017/2023; SPR-L; clinic forms", V2, _fasting),
)  # fmt: skip
