"""Eye, airway, lungs, seizures, age and the measures of the day: MH-22 to MH-32."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from euthymia.domain.rules.facts import Facts, Held, undated_aside
from euthymia.domain.rules.finding import Finding
from euthymia.domain.rules.months import add_months
from euthymia.domain.rules.rule import CAUTION, INFO, NOT_NOW, STOP, V2, K, P, Rule, V, present, rule, seen

from .labs import at, number
from .limits import at_limit

EYE_SURGERY_DAYS = 42  # MH-22a
STOP_BANG_HIGH, STOP_BANG_INTERMEDIATE = 5, 3  # MH-23a
BMI_WITH_APNOEA, BMI_HIGH, BMI_LOW = 35, 40, 16  # MH-23c, MH-31
SPO2_CONSULT, SPO2_LOW = 94, 90  # MH-24
ADULT_Y, YOUNG_TO_Y, OLDER_Y, OLD_Y = 18, 24, 65, 75  # MH-29
GLUCOSE_LOW, GLUCOSE_HIGH, POTASSIUM_LOW = 70, 300, 3.0  # MH-30, MH-31
QTC_LONG_MS = 500  # MH-32
INFECTION_DAYS = 28
_APNOEA_DEVICE = ("cpap",)


def _eye_poor(facts: Facts) -> list[Held]:
    held = [
        each
        for each in facts.held("eye-acute")
        if not each.past and each.status not in ("controlled", "quiescent")
    ]
    held += [
        each for each in facts.held("glaucoma") if each.active or (each.has("uncontrolled") and not each.past)
    ]
    held += [
        each
        for each in undated_aside(facts.held("eye-surgery"))
        if each.within(facts.as_of, EYE_SURGERY_DAYS)
    ]
    return held


def _eye_acute(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = _eye_poor(facts)
    if held:
        operated = [
            each.since.latest for each in held if each.key == "eye-surgery" and each.since is not None
        ]
        only = len(operated) == len(held)
        again = min(max(operated), facts.as_of) + timedelta(days=EYE_SURGERY_DAYS) if only else None
        yield rule.of(held, reassess_after=again)
    undated = [
        each for each in facts.held("eye-surgery") if each.within(facts.as_of, EYE_SURGERY_DAYS) is None
    ]
    if undated:
        says = "When the eye was operated on is not known; within 6 weeks it would have to wait."
        yield rule.finding(
            says, *(each.because for each in undated), severity=INFO, action="ask for the date"
        )


def _glaucoma(rule: Rule, facts: Facts) -> Iterator[Finding]:
    poor = _eye_poor(facts)
    held = [each for each in facts.held("glaucoma", "eye-acute") if each not in poor]
    if held:
        yield rule.of(held, severity=CAUTION if facts.policy.glaucoma == "consult" else NOT_NOW)


def treated_apnoea(facts: Facts) -> list[Held]:
    return [
        each
        for each in facts.held("sleep-apnoea")
        if not each.has("no-cpap") and (each.status == "controlled" or each.has(*_APNOEA_DEVICE))
    ]


def _apnoea(rule: Rule, facts: Facts) -> Iterator[Finding]:
    treated = treated_apnoea(facts)
    untreated = [each for each in facts.held("sleep-apnoea") if each not in treated and not each.past]
    if untreated:
        yield rule.of(untreated)
    score = facts.case.psychiatric.score("stop-bang")
    if score is None or score.total is None or treated:
        return
    because = seen("/psychiatric/scores/stop-bang/total", score.total)
    if score.total >= STOP_BANG_HIGH and not untreated:
        yield rule.finding(f"STOP-Bang {score.total:g} is {STOP_BANG_HIGH} or more: {rule.why}.", because)
    elif STOP_BANG_INTERMEDIATE <= score.total < STOP_BANG_HIGH:
        says = f"STOP-Bang {score.total:g}: intermediate risk of sleep apnoea."
        yield rule.finding(says, because, severity=INFO, action="watch saturation")


def _treated_apnoea(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = treated_apnoea(facts)
    if held:
        yield rule.of(held)


def _airway(rule: Rule, facts: Facts) -> Iterator[Finding]:
    bmi = facts.case.patient.bmi_kg_per_m2
    because = (
        seen("/patient/weight_kg", facts.case.patient.weight_kg),
        seen("/patient/height_cm", facts.case.patient.height_cm),
    )
    apnoea = [each for each in facts.held("sleep-apnoea") if not each.past]
    if bmi is not None and bmi >= BMI_HIGH:
        yield rule.finding(f"Body mass index {bmi:.1f} is {BMI_HIGH} or more: {rule.why}.", *because)
    elif bmi is not None and bmi >= BMI_WITH_APNOEA and apnoea:
        says = f"Body mass index {bmi:.1f} with sleep apnoea: {rule.why}."
        yield rule.finding(says, *because, *(each.because for each in apnoea))
    if held := facts.held("difficult-airway"):
        yield rule.of(held)


def _lungs(rule: Rule, facts: Facts) -> Iterator[Finding]:
    spo2 = facts.case.screening.vitals.spo2_pct
    if spo2 is not None and spo2 < SPO2_CONSULT:
        low = spo2 < SPO2_LOW
        says = f"Saturation {spo2:g} % at rest is below {SPO2_LOW if low else SPO2_CONSULT}: {rule.why}."
        yield rule.finding(
            says, seen("/screening/vitals/spo2_pct", spo2), severity=NOT_NOW if low else CAUTION
        )
    elif spo2 == SPO2_CONSULT:
        yield at_limit(rule, "Saturation", spo2, "%", "below", seen("/screening/vitals/spo2_pct", spo2))
    acute = [each for each in facts.held("respiratory-failure") if not each.past]
    if acute:
        yield rule.of(acute, severity=NOT_NOW)
    severe = [each for each in facts.held("copd") if each.has("severe", "unstable", "uncontrolled")]
    severe += [each for each in facts.held("home-oxygen") if not each.past]
    if severe:
        yield rule.of(severe)
    elif other := [each for each in facts.held("copd") if not each.past]:
        yield rule.of(other, severity=INFO, action="ask how severe it is, and for home oxygen")


def _infection(rule: Rule, facts: Facts) -> Iterator[Finding]:
    temperature = facts.case.screening.vitals.temp_c
    if temperature is not None and temperature >= facts.policy.fever_c:
        because = seen("/screening/vitals/temp_c", temperature)
        yield rule.finding(
            f"Temperature {temperature:g} °C: {rule.why}.",
            because,
            reassess_after=facts.as_of + timedelta(days=1),
        )
    held = [
        each
        for each in facts.held("infection")
        if not each.past and not each.older_than(facts.as_of, INFECTION_DAYS) and each.status != "controlled"
    ]
    if held:
        yield rule.of(held)


def _uncontrolled_seizures(facts: Facts) -> list[Held]:
    """Active, said to be uncontrolled, or begun so recently that the last one lies within the months."""
    since = add_months(facts.as_of, -facts.policy.seizure_free_months)
    return [
        each
        for each in undated_aside(facts.held("seizure"))
        if each.active
        or (each.has("uncontrolled", "recent") and not each.past)
        or (each.since is not None and each.since.latest >= since)
    ]


def _seizures(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = _uncontrolled_seizures(facts)
    if held:
        dates = [each.since.latest for each in held if each.since is not None]
        again = add_months(min(max(dates), facts.as_of), facts.policy.seizure_free_months) if dates else None
        yield rule.of(
            held, severity=CAUTION if facts.policy.seizures == "consult" else NOT_NOW, reassess_after=again
        )
    elif undated := _undated_seizures(facts):
        says = f"When the last seizure was is not known; within {facts.policy.seizure_free_months} months it would wait."
        yield rule.finding(
            says, *(each.because for each in undated), severity=INFO, action="ask for the last seizure"
        )


def _undated_seizures(facts: Facts) -> list[Held]:
    uncontrolled = _uncontrolled_seizures(facts)
    settled = ("controlled", "quiescent", "remitted", "history")
    return [
        each
        for each in undated_aside(facts.held("seizure"))
        if each not in uncontrolled and each.since is None and each.status not in settled
    ]


def _controlled_seizures(rule: Rule, facts: Facts) -> Iterator[Finding]:
    uncontrolled = _uncontrolled_seizures(facts)
    held = [each for each in undated_aside(facts.held("seizure")) if each not in uncontrolled]
    if held and not uncontrolled:
        yield rule.of(held)


def _confusion(rule: Rule, facts: Facts) -> Iterator[Finding]:
    delirium = facts.held("delirium")
    recent = [each for each in delirium if not each.past and not each.older_than(facts.as_of, DELIRIUM_DAYS)]
    if recent:
        yield rule.of(recent, severity=STOP)
    held = [*facts.held("dementia"), *(each for each in delirium if each not in recent)]
    if held:
        yield rule.of(held)


DELIRIUM_DAYS = 92


def _child(rule: Rule, facts: Facts) -> Iterator[Finding]:
    age = facts.case.patient.age_y
    if age is None:
        yield rule.lacks("The age was not asked", seen("/patient/age_y", None))
    elif age < ADULT_Y:
        yield rule.finding(
            f"Age {age:g} is below {ADULT_Y}: {rule.why}.",
            seen("/patient/age_y", age),
            severity=CAUTION if facts.policy.child_pathway else STOP,
            reassess_after=add_months(facts.as_of, 12 * (ADULT_Y - int(age))),
        )


def _young(rule: Rule, facts: Facts) -> Iterator[Finding]:
    age = facts.case.patient.age_y
    if age is not None and ADULT_Y <= age < YOUNG_TO_Y + 1:
        yield rule.finding(f"Age {age:g}: {rule.why}.", seen("/patient/age_y", age))


def _older(rule: Rule, facts: Facts) -> Iterator[Finding]:
    age = facts.case.patient.age_y
    if age is not None and age >= OLDER_Y:
        severity = CAUTION if age >= OLD_Y else INFO
        yield rule.finding(f"Age {age:g}: {rule.why}.", seen("/patient/age_y", age), severity=severity)


def _glucose(rule: Rule, facts: Facts) -> Iterator[Finding]:
    glucose = number(facts, "glucose")
    if glucose is None:
        return
    because = at(facts, "glucose")
    if glucose < GLUCOSE_LOW or glucose > GLUCOSE_HIGH:
        side = f"below {GLUCOSE_LOW}" if glucose < GLUCOSE_LOW else f"above {GLUCOSE_HIGH}"
        yield rule.finding(f"Glucose {glucose:g} mg/dL is {side}: {rule.why}.", because)
    elif glucose in (GLUCOSE_LOW, GLUCOSE_HIGH):
        yield at_limit(
            rule, "Glucose", glucose, "mg/dL", "below" if glucose == GLUCOSE_LOW else "above", because
        )


def _nutrition(rule: Rule, facts: Facts) -> Iterator[Finding]:
    potassium, bmi = number(facts, "potassium"), facts.case.patient.bmi_kg_per_m2
    if potassium is not None and potassium < POTASSIUM_LOW:
        says = f"Potassium {potassium:g} mmol/L is below {POTASSIUM_LOW:g}: {rule.why}."
        yield rule.finding(says, at(facts, "potassium"))
    elif potassium == POTASSIUM_LOW:
        yield at_limit(rule, "Potassium", potassium, "mmol/L", "below", at(facts, "potassium"))
    if bmi == BMI_LOW:
        because = seen("/patient/weight_kg", facts.case.patient.weight_kg)
        yield at_limit(rule, "Body mass index", bmi, "kg/m2", "below", because)
    elif bmi is not None and bmi < BMI_LOW:
        because = seen("/patient/weight_kg", facts.case.patient.weight_kg)
        yield rule.finding(
            f"Body mass index {bmi:.1f} is below {BMI_LOW}: {rule.why}.", because, severity=CAUTION
        )


def _qt(rule: Rule, facts: Facts) -> Iterator[Finding]:
    qtc = facts.case.screening.ecg.qtc_ms
    if qtc is not None and qtc >= QTC_LONG_MS:
        yield rule.finding(
            f"QTc {qtc:g} ms is {QTC_LONG_MS} or more: {rule.why}.", seen("/screening/ecg/qtc_ms", qtc)
        )


RULES: tuple[Rule, ...] = (
    rule("MH-22a", NOT_NOW, "pressure in the eye could rise", "ophthalmology first", "COH18 (grade C); KET-L", V2, _eye_acute),
    rule("MH-22b", CAUTION, "treated glaucoma needs a note", "ophthalmology note", "COH18; KET-L", V2, _glaucoma),
    rule("MH-23a", CAUTION, "sleep apnoea is likely or untreated", "anaesthesia review; capnography; CPAP to the clinic", "CPSBC; STOP-Bang bands K", V2, _apnoea),
    rule("MH-23b", INFO, "treated sleep apnoea", "bring the CPAP; continuous saturation", "CPSBC", V2, _treated_apnoea),
    rule("MH-23c", CAUTION, "the airway needs an anaesthetist's opinion", "anaesthesia; decide the weight that the dose is reckoned on", "SPR-EU; rest P", K, _airway),
    rule("MH-24", CAUTION, "lung disease leaves little reserve", "pulmonary review", "SPR-EU; threshold P", K, _lungs),
    rule("MH-25", NOT_NOW, "acute respiratory infection or fever: laryngospasm and secretions", "defer until well", "Italian monograph (Pharmamedix)", V2, _infection),
    rule("MH-26a", NOT_NOW, "a seizure in the last months is not controlled", "neurology; go on only with its agreement", "Pharmamedix; Green 2011", V2, _seizures),
    rule("MH-26b", CAUTION, "a controlled seizure disorder", "keep the anticonvulsant; check whether it induces enzymes", "Green 2011", V2, _controlled_seizures),
    rule("MH-27", CAUTION, "acute porphyria", "specialist porphyria advice", "e-SAFE; Green 2011", V2, present("porphyria")),
    rule("MH-28", CAUTION, "dementia or delirium", "geriatric psychiatry; capacity", "VA-P", V2, _confusion),
    rule("MH-29a", STOP, "not approved below 18; adult trials only", "refer", "SPR-L", V, _child),
    rule("MH-29b", INFO, "antidepressant boxed warning up to 24 years", "weekly check of suicidal ideation", "SPR-L", V, _young),
    rule("MH-29c", INFO, "trials reach 75 and 85 years", "slower titration; blood pressure every 5 to 10 minutes; falls plan", "ANA23; EKS22", V, _older),
    rule("MH-30", NOT_NOW, "glucose outside the limits of the day", "correct; fasting plan for insulin and sulfonylurea users", "clinical.md MH-30", P, _glucose),
    rule("MH-31", NOT_NOW, "electrolytes and nutrition come first", "correct first", "clinical.md MH-31", P, _nutrition),
    rule("MH-32", CAUTION, "a long QT interval", "cardiology; no ondansetron or haloperidol prophylaxis, choose another antiemetic", "clinical.md MH-32", K, _qt),
)  # fmt: skip
