"""The long-term checks (clinical.md 6C, 5E, 1E SS-12): one row, one rule, one test."""

from __future__ import annotations

from collections.abc import Sequence

from euthymia.domain.quantities import Confidence, Provenance

from .check import Check, Found, Level, Question, Result, Rhythm, Thresholds, Who

_V, _V2, _P = Confidence.V, Confidence.V2, Confidence.P
LIVER_HOLD_TIMES = 3.0  # clinical.md 6C: 3 x ULN (KET-L; NOP11)
PRESSURE_SYSTOLIC_MMHG, PRESSURE_DIASTOLIC_MMHG = 140.0, 90.0  # clinical.md 6C
ASRM_HOLD = 6  # clinical.md 6C, PS-06
SIGNALS_HOLD = 2  # clinical.md 6C: any 2 signals

_QUARTER = Provenance("clinical.md 5E: every 3 months; the interval is a site's own", _P)
_HALF_YEAR = Provenance("clinical.md 5E: every 6 months", _P)
_VISIT = Provenance("clinical.md 6C: each visit", _V2)
_MAINTENANCE_VISIT = Provenance("clinical.md 5E: each maintenance visit (KSET; SPR-L)", _V2)
_VISIT_P = Provenance("clinical.md 6C: each visit", _P)
_SIGNALS = (
    ("craving", "craving for ketamine"),
    ("early-request", "asks for a session earlier than agreed"),
    ("visits", "visits lost, or turned up early"),
    ("drug-screen", "drug screen with something unexpected"),
    ("register", "prescription register with something unexpected"),
    ("dose", "dose has been rising"),
)


def _value(results: Sequence[Result], name: str) -> object:
    return results[0].values.get(name) if results else None


def _bladder(results: Sequence[Result], _: Thresholds) -> Found | None:
    finding, lasting = _value(results, "finding"), _value(results, "lasting")
    if finding in (None, "none"):
        return None
    if finding == "blood" or lasting == "yes":
        words = "blood in the urine" if finding == "blood" else "new bladder symptoms for more than two weeks"
        return Found(Level.HOLD, words, "hold, and refer to urology")
    return Found(
        Level.NOTE,
        "new bladder symptoms, for two weeks at most",
        "ask again; beyond two weeks: hold and urology",
    )


def _urine(results: Sequence[Result], _: Thresholds) -> Found | None:
    finding = _value(results, "finding")
    if finding == "blood":
        return Found(Level.HOLD, "blood on the dipstick", "hold, and refer to urology")
    return (
        Found(Level.NOTE, "urinalysis not negative", "a prescriber reads it") if finding == "other" else None
    )


def _liver(results: Sequence[Result], _: Thresholds) -> Found | None:
    times = _value(results, "times_upper")
    if not isinstance(times, int | float) or times <= 1:
        return None
    if times >= LIVER_HOLD_TIMES:
        return Found(Level.HOLD, f"{times:g} times the upper limit", "hold (MH-18a)")
    return Found(Level.NOTE, f"{times:g} times the upper limit", "repeat in the middle of the course")


def _complaint(results: Sequence[Result], _: Thresholds) -> Found | None:
    if _value(results, "finding") != "complaint":
        return None
    return Found(Level.REVIEW, "complains of memory or concentration", "test cognition (SS-12)")


def _moca(results: Sequence[Result], thresholds: Thresholds) -> Found | None:
    totals = [total for one in results if isinstance(total := one.values.get("total"), int | float)]
    fall = totals[-1] - totals[0] if totals else 0
    if fall < thresholds.moca_fall:
        return None
    return Found(Level.REVIEW, f"{fall:g} points below the first total", "review treatment")


def _dependence(results: Sequence[Result], _: Thresholds) -> Found | None:
    signals = _value(results, "signals")
    count = len(signals) if isinstance(signals, list) else 0
    if count >= SIGNALS_HOLD:
        return Found(Level.HOLD, f"{count} signals of dependence", "hold, and addiction review")
    return Found(Level.NOTE, "1 signal of dependence", "ask again at the next visit") if count else None


def _unexpected(results: Sequence[Result], _: Thresholds) -> Found | None:
    if _value(results, "finding") != "unexpected":
        return None
    return Found(Level.REVIEW, "something unexpected", "counts as a signal of dependence: enter it there")


def _pressure(results: Sequence[Result], thresholds: Thresholds) -> Found | None:
    last = results[: thresholds.pressure_visits]
    if len(last) < thresholds.pressure_visits:
        return None
    systolic, diastolic = (sum(one.values[name] for one in last) / len(last) for name in ("sbp", "dbp"))
    if systolic < PRESSURE_SYSTOLIC_MMHG and diastolic < PRESSURE_DIASTOLIC_MMHG:
        return None
    says = f"mean {systolic:.0f}/{diastolic:.0f} mmHg before the dose over {len(last)} visits"
    return Found(Level.REVIEW, says, "primary care")


def _mania(results: Sequence[Result], _: Thresholds) -> Found | None:
    total = _value(results, "total")
    if not isinstance(total, int | float) or total < ASRM_HOLD:
        return None
    return Found(Level.HOLD, f"ASRM {total:g}", "hold (PS-06)")


def _heart(results: Sequence[Result], _: Thresholds) -> Found | None:
    abnormal = _value(results, "finding") == "abnormal"
    return Found(Level.REVIEW, "ECG not as before", "a prescriber reads it") if abnormal else None


CHECKS: tuple[Check, ...] = (
    Check(
        code="bladder-questions", domain="bladder", title="Bladder questions", rhythm=Rhythm.VISIT, who=Who.EVERYBODY, baseline=True,
        owner="nurse", action="new frequency, pain or blood for more than two weeks: hold and urology",
        provenance=Provenance("clinical.md 6C (SPR-L; CHA24; KSET)", _V2), interval=_VISIT, judge=_bladder,
        questions=(
            Question("finding", "Passing water", "one", (("none", "as always"), ("frequency", "more often, or at once"),
                                                         ("pain", "with pain"), ("blood", "with blood"))),
            Question("lasting", "For more than two weeks", "one", (("yes", "yes"), ("no", "no")), needed=False,
                     asked_if=("finding", ("frequency", "pain", "blood"))),
        ),
    ),
    Check(
        code="urinalysis", domain="bladder", title="Urinalysis", rhythm=Rhythm.QUARTER, who=Who.EVERYBODY, baseline=True,
        owner="nurse", action="blood on the dipstick: hold and urology", reads="laboratory results",
        provenance=Provenance("clinical.md 6C (SPR-L; CHA24; KSET)", _V2), interval=_QUARTER, judge=_urine,
        questions=(
            Question("finding", "Dipstick", "one", (("negative", "negative"), ("blood", "blood"), ("other", "something else"))),
            Question("words", "What else", "words", needed=False, asked_if=("finding", ("other",))),
        ),
    ),
    Check(
        code="liver", domain="liver", title="Liver enzymes", rhythm=Rhythm.QUARTER, who=Who.EVERYBODY, baseline=True,
        owner="nurse", action="3 times the upper limit or more: hold (MH-18a)", reads="laboratory results",
        provenance=Provenance("clinical.md 6C (KET-L; NOP11)", _V), interval=_QUARTER, judge=_liver, mid_course_if_abnormal=True,
        questions=(
            Question("times_upper", "Highest of ALT, AST, ALP, GGT and bilirubin", "number", low=0.1, high=100, unit="× upper limit",
                     hint="The value divided by the laboratory's own upper limit."),
        ),
    ),
    Check(
        code="cognition-complaint", domain="cognition", title="Memory and concentration, asked", rhythm=Rhythm.VISIT,
        who=Who.MAINTENANCE, baseline=False, owner="nurse", action="a complaint: cognition is tested (SS-12)",
        provenance=Provenance("clinical.md 6C, 5E (KSET)", _V2), interval=_MAINTENANCE_VISIT, judge=_complaint,
        questions=(
            Question("finding", "Memory and concentration", "one", (("none", "no complaint"), ("complaint", "a complaint"))),
            Question("words", "In the patient's words", "words", needed=False, asked_if=("finding", ("complaint",))),
        ),
    ),
    Check(
        code="moca", domain="cognition", title="MoCA total", rhythm=Rhythm.HALF_YEAR, who=Who.COGNITION, baseline=True,
        owner="nurse", action="a fall of 2 to 3 points or more: review", instrument="moca", reads="questionnaires",
        provenance=Provenance("clinical.md 6C (KSET; ANA23)", _V2), interval=_HALF_YEAR, judge=_moca,
    ),
    Check(
        code="dependence", domain="dependence", title="Craving and signals of dependence", rhythm=Rhythm.VISIT, who=Who.EVERYBODY,
        baseline=True, owner="nurse", action="any two signals: addiction review, hold",
        provenance=Provenance("clinical.md 6C (KSET; RANZCP; FDA22)", _V2), interval=_VISIT, judge=_dependence,
        questions=(
            Question("craving", "Craving for ketamine, 0 none to 10", "number", low=0, high=10, unit="of 10"),
            Question("signals", "Signals", "many", _SIGNALS, needed=False, hint="None ticked: asked and looked for, none found."),
        ),
    ),
    Check(
        code="drug-screen", domain="dependence", title="Urine drug screen", rhythm=Rhythm.QUARTER, who=Who.EVERYBODY, baseline=True,
        owner="nurse", action="something unexpected counts as a signal of dependence", reads="drug screens of the evaluation",
        provenance=Provenance("clinical.md 6C, 5E: at random", _P), interval=_QUARTER, judge=_unexpected,
        questions=(
            Question("finding", "Found", "one", (("negative", "nothing"), ("prescribed", "what is prescribed"),
                                                 ("unexpected", "something unexpected"))),
            Question("words", "What", "words", needed=False, asked_if=("finding", ("unexpected",))),
        ),
    ),
    Check(
        code="register", domain="dependence", title="Prescription register", rhythm=Rhythm.QUARTER, who=Who.EVERYBODY, baseline=True,
        owner="prescriber", action="something unexpected counts as a signal of dependence", reads="register queries of the evaluation",
        provenance=Provenance("clinical.md 6C, 5E (PDMP)", _P), interval=_QUARTER, judge=_unexpected,
        questions=(
            Question("finding", "Found", "one", (("nothing", "nothing new"), ("expected", "what is known"),
                                                 ("unexpected", "something unexpected"))),
            Question("words", "What", "words", needed=False, asked_if=("finding", ("unexpected",))),
        ),
    ),
    Check(
        code="pressure", domain="pressure", title="Pressure before the dose", rhythm=Rhythm.VISIT, who=Who.EVERYBODY, baseline=True,
        owner="nurse", action="mean 140/90 or more over 3 visits: primary care", reads="each session, before its start",
        provenance=Provenance("clinical.md 6C (SPR-L)", _P), interval=_VISIT_P, judge=_pressure,
    ),
    Check(
        code="asrm", domain="mood", title="ASRM total", rhythm=Rhythm.VISIT, who=Who.BIPOLAR, baseline=True, owner="nurse",
        action="ASRM 6 or more: hold", instrument="asrm", reads="questionnaires",
        provenance=Provenance("clinical.md 6C, PS-06", _P), interval=_VISIT_P, judge=_mania,
    ),
    Check(
        code="ecg", domain="heart", title="ECG", rhythm=Rhythm.HALF_YEAR, who=Who.CARDIOVASCULAR, baseline=True, owner="nurse",
        action="not as before: a prescriber reads it", reads="ECGs of the evaluation",
        provenance=Provenance("clinical.md 5E", _P), interval=_HALF_YEAR, judge=_heart,
        questions=(Question("finding", "Read by a prescriber", "one", (("fine", "as before"), ("abnormal", "not as before"))),),
    ),
    Check(
        code="plan-review", domain="plan", title="Plan reviewed, consent affirmed again", rhythm=Rhythm.HALF_YEAR, who=Who.MAINTENANCE,
        baseline=False, owner="prescriber", action="plan and consent are gone through with the patient",
        provenance=Provenance("clinical.md 5E", _P), interval=_HALF_YEAR,
        questions=(Question("finding", "With the patient", "one", (("as-before", "goes on as before"), ("changed", "is changed")),),),
    ),
)  # fmt: skip
BY_CODE = {check.code: check for check in CHECKS}
