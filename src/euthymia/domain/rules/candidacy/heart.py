"""Heart, vessels, pressure and brain: MH-02 to MH-11."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from euthymia.domain.rules.case import Status
from euthymia.domain.rules.facts import Facts, Held, undated_aside
from euthymia.domain.rules.finding import Finding
from euthymia.domain.rules.rule import CAUTION, INFO, NOT_NOW, STOP, V2, P, Rule, V, present, rule, seen

from .limits import at_limit

EVENTS = ("mi", "unstable-angina", "stroke", "coronary-procedure")
STABLE_HEART = (
    *(
        "coronary-disease",
        "old-mi",
        "heart-failure",
        "arrhythmia",
        "long-qt",
        "cardiac-device",
        "valve-disease",
    ),
    "pulmonary-hypertension",
)
# By definition of the code an acute event, not one of the past.
ACUTE_CODES = ("I21", "I22", "I24", "I63")
_DECOMPENSATED_CODES = ("I5021", "I5023", "I5031", "I5033", "I5041", "I5043", "I50811", "I50813")
HEAD_INJURY_DAYS = 42


def _hazard(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if facts.case.history.conditions is None:
        yield rule.lacks("The conditions were not asked", seen("/history/conditions", None))
    held = [each for each in facts.held("hypertensive-crisis", "phaeochromocytoma") if not each.past]
    held += [each for each in facts.held("hypertension") if each.has("uncontrolled") and not each.past]
    if held:
        yield rule.of(held)


def recent_events(facts: Facts) -> list[Held]:
    """Events within the days of the policy, or that their date, status or code does not put further back."""
    days = facts.policy.recent_event_days
    return [each for each in undated_aside(facts.held(*EVENTS)) if _recent(each, facts.as_of, days)]


def _recent(held: Held, as_of: date, days: int) -> bool:
    within = held.within(as_of, days)
    if within is not None:
        return within
    if held.past or held.key in ("coronary-procedure", "unstable-angina"):
        return False
    acute = held.code is not None and held.code.startswith(ACUTE_CODES)
    return held.active or held.has("acute", "current") or (acute and held.status is None)


def _recent_event(rule: Rule, facts: Facts) -> Iterator[Finding]:
    recent = recent_events(facts)
    days = facts.policy.recent_event_days
    if recent:
        ends = [_end(each, facts.as_of, days) for each in recent if each.since is not None]
        provenance = None if all(each.key == "mi" for each in recent) else STROKE_TOO
        yield rule.of(recent, reassess_after=max(ends) if ends else None, provenance=provenance)
    undated = [
        each
        for each in undated_aside(facts.held("mi", "stroke"))
        if each.since is None and not each.past and each not in recent
    ]
    if undated:
        says = f"When {_names(undated)} happened is not known; within {days} days it would contraindicate."
        yield rule.finding(
            says, *(each.because for each in undated), severity=INFO, action="ask for the date"
        )


def _end(held: Held, as_of: date, days: int) -> date:
    assert held.since is not None
    return min(held.since.latest, as_of) + timedelta(days=days)


def _names(held: list[Held]) -> str:
    return " and ".join(dict.fromkeys(each.name for each in held))


def unstable(facts: Facts) -> list[Held]:
    worse = ("uncontrolled", "unstable", "nyha-3")
    found = [each for each in facts.held("unstable-angina") if not each.past]
    found += [
        each
        for each in facts.held("heart-failure")
        if not each.past
        and (each.has(*worse, "severe") or (each.code or "").startswith(_DECOMPENSATED_CODES))
    ]
    found += [
        each for each in facts.held("arrhythmia", "coronary-disease") if not each.past and each.has(*worse)
    ]
    found += [each for each in facts.held("valve-disease") if not each.past and each.has(*worse, "severe")]
    return found


def _unstable_heart(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = unstable(facts)
    if held:
        yield rule.of(held)


def _stable_heart(rule: Rule, facts: Facts) -> Iterator[Finding]:
    spoken_of = [*recent_events(facts), *unstable(facts)]
    keys = (*STABLE_HEART, "mi", "unstable-angina", "coronary-procedure", "chest-symptom")
    held = [
        each
        for each in undated_aside(facts.held(*keys))
        if each not in spoken_of and not (each.key == "chest-symptom" and each.past)
    ]
    if held:
        yield rule.of(held)


def _readings(facts: Facts) -> list[tuple[float, float]]:
    return list(facts.case.screening.vitals.bp_mmhg or ())


def start_limits(facts: Facts) -> tuple[float, float]:
    """The highest pressure, systolic and diastolic, at which the policy lets a session start at this age."""
    policy, age = facts.policy, facts.case.patient.age_y
    if age is not None and age >= policy.older_from_y:
        return policy.older_start_systolic_max_mmhg, policy.older_start_diastolic_max_mmhg
    return policy.start_systolic_max_mmhg, policy.start_diastolic_max_mmhg


def _is_severe(facts: Facts, reading: tuple[float, float]) -> bool:
    policy = facts.policy
    return reading[0] >= policy.severe_systolic_min_mmhg or reading[1] >= policy.severe_diastolic_min_mmhg


def severe_pressure(facts: Facts) -> bool:
    """Repeated: two readings, or all there are."""
    readings = _readings(facts)
    severe = sum(_is_severe(facts, each) for each in readings)
    return severe >= 2 or (severe > 0 and severe == len(readings))


def _severe(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if severe_pressure(facts):
        because = [
            seen(f"/screening/vitals/bp_mmhg/{n}", reading)
            for n, reading in enumerate(_readings(facts))
            if _is_severe(facts, reading)
        ]
        shown = ", ".join(f"{one.value[0]:g}/{one.value[1]:g}" for one in because)
        once = " (one reading only: repeat it)" if len(because) == 1 else ""
        says = f"Blood pressure {shown} mmHg at rest{once}: {rule.why}."
        yield rule.finding(says, *because, reassess_after=facts.as_of + timedelta(days=1))


def _elevated(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """Above the limit, unless two later readings in a row, the last ones, are not."""
    readings = _readings(facts)
    if severe_pressure(facts):
        return
    for limits, severity in ((start_limits(facts), NOT_NOW), ((LABEL_SYSTOLIC, LABEL_DIASTOLIC), CAUTION)):
        above = [n for n, each in enumerate(readings) if each[0] > limits[0] or each[1] > limits[1]]
        if not above:
            continue
        because = [seen(f"/screening/vitals/bp_mmhg/{n}", readings[n]) for n in above]
        shown = ", ".join(f"{readings[n][0]:g}/{readings[n][1]:g}" for n in above)
        settled = len(readings) - 1 - above[-1] >= 2
        says = f"Blood pressure {shown} mmHg is above {limits[0]:g}/{limits[1]:g}"
        says += "; two later readings were not." if settled else f": {rule.why}."
        yield rule.finding(
            says,
            *because,
            severity=CAUTION if settled else severity,
            reassess_after=None if settled else facts.as_of + timedelta(days=1),
        )
        return


def _controlled(rule: Rule, facts: Facts) -> Iterator[Finding]:
    readings = _readings(facts)
    systolic, diastolic = start_limits(facts)
    if not readings or any(each[0] > systolic or each[1] > diastolic for each in readings):
        return
    for n, (high, low) in enumerate(readings):
        for name, value, limit, place in (("systolic", high, systolic, 0), ("diastolic", low, diastolic, 1)):
            if value == limit:
                because = seen(f"/screening/vitals/bp_mmhg/{n}/{place}", value)
                yield at_limit(rule, f"Blood pressure, {name},", value, "mmHg", "above", because)
    held = [each for each in facts.held("hypertension") if not each.past and not each.has("uncontrolled")]
    if held:
        yield rule.of(held)


def _low(rule: Rule, facts: Facts) -> Iterator[Finding]:
    vitals = facts.case.screening.vitals
    for n, (systolic, _) in enumerate(_readings(facts)):
        because = seen(f"/screening/vitals/bp_mmhg/{n}/0", systolic)
        if systolic < SYSTOLIC_LOW:
            yield rule.finding(
                f"Systolic pressure {systolic:g} mmHg is below {SYSTOLIC_LOW}: {rule.why}.", because
            )
        elif systolic == SYSTOLIC_LOW:
            yield at_limit(rule, "Systolic pressure", systolic, "mmHg", "below", because)
    rate = vitals.hr_bpm
    if rate is None:
        return
    because = seen("/screening/vitals/hr_bpm", rate)
    if rate < RATE_LOW:
        yield rule.finding(f"Heart rate {rate:g}/min is below {RATE_LOW}: {rule.why}.", because)
    elif rate > RATE_HIGH:
        yield rule.finding(f"Heart rate {rate:g}/min is above {RATE_HIGH}: {rule.why}.", because)
    elif rate in (RATE_LOW, RATE_HIGH):
        yield at_limit(rule, "Heart rate", rate, "/min", "below" if rate == RATE_LOW else "above", because)


def _pressure_in_the_head(rule: Rule, facts: Facts) -> Iterator[Finding]:
    settled = (Status.CONTROLLED, Status.QUIESCENT, Status.REMITTED, Status.HISTORY)
    held = facts.held("raised-icp")
    untreated = [each for each in held if each.status not in settled or each.has("uncontrolled")]
    injuries = undated_aside(facts.held("head-injury"))
    acute = [each for each in injuries if _is_acute_injury(each, facts.as_of)]
    unclear = [
        each
        for each in injuries
        if each not in acute and not each.past and each.within(facts.as_of, HEAD_INJURY_DAYS) is None
    ]
    if untreated or acute:
        yield rule.of(
            [*untreated, *acute], severity=STOP if facts.policy.raised_icp == "exclude" else CAUTION
        )
    treated = [each for each in held if each not in untreated]
    if treated or unclear:
        yield rule.of(
            [*treated, *unclear], severity=CAUTION, action="neurology or neurosurgery: treated and stable?"
        )


def _is_acute_injury(held: Held, as_of: date) -> bool:
    if held.past:
        return False
    within = held.within(as_of, HEAD_INJURY_DAYS)
    if within is not None:
        return within
    return (
        held.active
        or held.has("acute", "current")
        or ((held.code or "")[-1:] == "A" and len(held.code or "") == 7)
    )


def _old_stroke(rule: Rule, facts: Facts) -> Iterator[Finding]:
    recent = recent_events(facts)
    held = [each for each in undated_aside(facts.held("stroke", "old-stroke")) if each not in recent]
    if held:
        yield rule.of(held)


SYSTOLIC_LOW, RATE_LOW, RATE_HIGH = 90, 50, 110  # MH-09, P
LABEL_SYSTOLIC, LABEL_DIASTOLIC = 140, 90  # MH-08b, SPR-L

RULES: tuple[Rule, ...] = (
    rule("MH-02", STOP, "a significant rise in blood pressure would be a serious hazard", "do not give", "KET-L (PDR)", V, _hazard),
    rule("MH-03", STOP, "a rise in blood pressure could rupture it, whatever its size, repaired or not", "do not give; record the date of imaging; a vascular specialist may state otherwise", "SPR-L; KET-L", V, present("aneurysm")),
    rule("MH-04", STOP, "a haemorrhage inside the skull, ever, contraindicates", "do not give", "SPR-L", V, present("intracranial-haemorrhage")),
    rule("MH-05", STOP, "a cardiovascular event within six weeks contraindicates", "defer six weeks, then cardiology and MH-07", "SPR-EU patient leaflet", V, _recent_event),
    rule("MH-06", NOT_NOW, "unstable or decompensated heart disease comes first", "not now; cardiology", "COH18; VA-P; SPR-EU", V2, _unstable_heart),
    rule("MH-07", CAUTION, "heart disease that is stable, or a sign of it, needs a clearance", "ECG, clearance letter from cardiology or primary care, continuous ECG in the session", "COH18; KET-L", V2, _stable_heart),
    rule("MH-08a", STOP, "severe hypertension contraindicates until it is controlled", "same-day medical assessment, no dose", "KET-CH (180/100); the figure 110 P", P, _severe),
    rule("MH-08b", NOT_NOW, "no start above the limit", "rest, repeat twice 5 minutes apart; treat hypertension and check again", "SPR-L; SPR-EU", V2, _elevated),
    rule("MH-08c", INFO, "treated hypertension within the limit; expect a larger rise", "continue antihypertensives on the day", "YAL24; CHN21", V, _controlled),
    rule("MH-09", NOT_NOW, "the cause comes first", "evaluate the cause", "site policy", P, _low),
    rule("MH-10", STOP, "pressure inside the skull could rise", "do not give; neurology or neurosurgery if treated and stable", "COH18; KET-L; BNF via e-SAFE", V2, _pressure_in_the_head),
    rule("MH-11", CAUTION, "a stroke or TIA more than six weeks ago needs a plan", "neurology, and a plan for blood pressure", "KET-L", V, _old_stroke),
)  # fmt: skip
STROKE_TOO = rule(
    "MH-05", STOP, "-", "-", "SPR-EU patient leaflet; stroke, TIA and procedures P", P, _recent_event
).provenance
