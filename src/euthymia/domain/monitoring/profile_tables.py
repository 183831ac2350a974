"""The two site profiles as data: thresholds during an infusion, every figure with its source and mark.

Figures marked P or K are site settings and are never shown as guideline figures.
"""

from __future__ import annotations

from dataclasses import replace

from euthymia.domain.quantities import Confidence, Provenance

from .due import MISSED_AFTER_INTERVALS
from .profiles import ChannelProfile, Profile, Symptom, Threshold, Tier, TierName
from .state import Side

# Coded events of a session, in the words a person picks from.
ACTIONS: dict[str, str] = {
    "continue": "continue",
    "recheck": "recheck",
    "reposition-airway": "reposition, airway",
    "reassurance": "reassurance, music off",
    "reduce-rate": "reduce rate",
    "pause": "pause",
    "resume": "resume",
    "stop-early": "stop early, with the mg delivered",
    "oxygen": "oxygen",
    "drug-given": "drug given",
    "call-anaesthesia": "call anaesthesia",
    "rapid-response": "rapid response / 911",
    "family-contacted": "family contacted",
    "adverse-event": "adverse event opened",
}

NEVER_ALONE = (
    "No single unconfirmed reading stops an infusion; saturation, apnoea and loss of consciousness are the "
    "exceptions. This program stops nothing: it says what a value means here, and a person decides."
)

_P = Confidence.P
_PRESSURE = Provenance(
    "site default; label definition of a large rise +40/+25; ED protocols exclude >180", _P
)
_SITE = Provenance("site default", _P)
_HEART = Provenance("site default; ED protocols exclude >150, <50", _P)
_BREATHING = Provenance("site default; ED protocols exclude <10, >30", _P)
_CAPNO = Provenance("sedation practice", Confidence.K)
_SEDATION = Provenance("site default; SPR-L describes deepest sedation grades", _P)
_CONTINUOUS_AGE = Provenance("site default for a continuously measured sign", _P)
_INTERVAL_AGE = Provenance("site default: 1.5 of the interval between observations", _P)
_LADDER = Provenance("escalation 0/30/60/120 s, site default", _P)
_RECHECK = Provenance("site default: an alert is rechecked within 2–5 min", _P)

_CONTINUOUS_AGE_S = 15.0
_OXIMETER_AGE_S = 10.0
_CUFF_AGE_S = MISSED_AFTER_INTERVALS * 600
_SCORE_AGE_S = MISSED_AFTER_INTERVALS * 900
_PROMPT_S = 30.0
_RECHECK_S = 120.0


def _at_or_above(value: float, source: Provenance, *, readings: int = 1, urgent: bool = False) -> Threshold:
    return Threshold(
        side=Side.HIGH, value=value, provenance=source, inclusive=True, readings=readings, urgent=urgent
    )


def _rise(value: float, source: Provenance, *, readings: int = 1, urgent: bool = False) -> Threshold:
    """A rise of at least this much from the patient's baseline."""
    return replace(_at_or_above(value, source, readings=readings, urgent=urgent), change=True)


def _fall(value: float, source: Provenance) -> Threshold:
    """A fall of at least this much from the patient's baseline."""
    return Threshold(side=Side.LOW, value=-value, provenance=source, inclusive=True, change=True)


def _above(value: float, source: Provenance, *, urgent: bool = False) -> Threshold:
    return Threshold(side=Side.HIGH, value=value, provenance=source, urgent=urgent)


def _below(value: float, source: Provenance, *, urgent: bool = False, for_s: float = 0) -> Threshold:
    return Threshold(side=Side.LOW, value=value, provenance=source, urgent=urgent, for_s=for_s)


def _at_or_below(value: float, source: Provenance, *, urgent: bool = False) -> Threshold:
    return Threshold(side=Side.LOW, value=value, provenance=source, inclusive=True, urgent=urgent)


def _alert(*thresholds: Threshold, actions: tuple[str, ...] = ("recheck",), words: str = "") -> Tier:
    return Tier(TierName.ALERT, thresholds, actions, words or "recheck within 2–5 min")


def _hold(*thresholds: Threshold, actions: tuple[str, ...] = ("pause",), words: str = "") -> Tier:
    return Tier(TierName.HOLD, thresholds, actions, words or "hold or pause; tell the clinician")


def _stop(*thresholds: Threshold, actions: tuple[str, ...] = ("stop-early",), words: str = "") -> Tier:
    return Tier(TierName.STOP, thresholds, actions, words or "stop")


_WITH_SYMPTOMS = "with chest pain, dyspnoea, neurological deficit or severe headache"

_SBP = ChannelProfile(
    channel="sbp",
    tiers=(
        _alert(_at_or_above(160, _PRESSURE), _rise(30, _PRESSURE), _below(100, _SITE)),
        _hold(
            _at_or_above(180, _PRESSURE, readings=2, urgent=True),
            _rise(40, _PRESSURE, urgent=True),
            _below(90, _SITE, urgent=True),
        ),
        _stop(
            _at_or_above(200, _PRESSURE, urgent=True),
            _below(80, _SITE, urgent=True),
            words=f"stop; also at or above 180 {_WITH_SYMPTOMS}, or low with symptoms",
        ),
    ),
    max_age_s=_CUFF_AGE_S,
    max_age_provenance=_INTERVAL_AGE,
    at_intervals=True,
    escalate_after_s=_RECHECK_S,
    escalate_provenance=_RECHECK,
)

_DBP = ChannelProfile(
    channel="dbp",
    tiers=(
        _alert(_at_or_above(100, _SITE), _rise(20, _SITE)),
        _hold(_at_or_above(110, _SITE, readings=2, urgent=True), _rise(25, _SITE, urgent=True)),
        _stop(_at_or_above(120, _SITE, urgent=True), words=f"stop; also at or above 110 {_WITH_SYMPTOMS}"),
    ),
    max_age_s=_CUFF_AGE_S,
    max_age_provenance=_INTERVAL_AGE,
    at_intervals=True,
    escalate_after_s=_RECHECK_S,
    escalate_provenance=_RECHECK,
)

_HR = ChannelProfile(
    channel="hr",
    tiers=(
        _alert(_above(110, _HEART), _below(50, _HEART)),
        _hold(_above(130, _HEART, urgent=True), _below(45, _HEART, urgent=True)),
        _stop(
            _above(150, _HEART, urgent=True),
            _below(40, _HEART, urgent=True),
            words="stop; also for a new arrhythmia",
        ),
    ),
    max_age_s=_CONTINUOUS_AGE_S,
    max_age_provenance=_CONTINUOUS_AGE,
    escalate_after_s=_PROMPT_S,
    escalate_provenance=_LADDER,
)

# The oximeter counts the same heart.
_PR = replace(_HR, channel="pr")

_SPO2 = ChannelProfile(
    channel="spo2",
    tiers=(
        _alert(_below(94, _SITE), _fall(4, _SITE)),
        _hold(
            _below(92, _SITE, urgent=True),
            actions=("oxygen", "reposition-airway", "pause"),
            words="oxygen, airway, pause; tell the clinician",
        ),
        _stop(_below(90, _SITE, urgent=True, for_s=60), words="stop; also when it is not corrected"),
    ),
    max_age_s=_OXIMETER_AGE_S,
    max_age_provenance=_CONTINUOUS_AGE,
    latching=True,
    escalate_after_s=_PROMPT_S,
    escalate_provenance=_LADDER,
)

_RR = ChannelProfile(
    channel="rr",
    tiers=(
        _alert(_below(12, _BREATHING), _above(24, _BREATHING)),
        _hold(
            _below(10, _BREATHING, urgent=True),
            _above(30, _BREATHING, urgent=True),
            words="pause, stimulate; tell the clinician",
        ),
        _stop(_below(8, _BREATHING, urgent=True), words="stop; also for apnoea"),
    ),
    max_age_s=_CONTINUOUS_AGE_S,
    max_age_provenance=_CONTINUOUS_AGE,
    latching=True,
    escalate_after_s=_PROMPT_S,
    escalate_provenance=_LADDER,
)

_ETCO2 = ChannelProfile(
    channel="etco2",
    tiers=(
        _alert(_above(50, _CAPNO), _rise(10, _CAPNO), _fall(10, _CAPNO)),
        _hold(_above(55, _CAPNO, urgent=True), words="hold or pause; also for a lost waveform"),
        _stop(words="stop for apnoea"),
    ),
    max_age_s=_CONTINUOUS_AGE_S,
    max_age_provenance=_CONTINUOUS_AGE,
    latching=True,
    escalate_after_s=_PROMPT_S,
    escalate_provenance=_LADDER,
)

_MOAAS = ChannelProfile(
    channel="moaas",
    tiers=(
        _alert(_at_or_below(3, _SEDATION)),
        _hold(_at_or_below(2, _SEDATION, urgent=True)),
        _stop(_at_or_below(1, _SEDATION, urgent=True)),
    ),
    max_age_s=_SCORE_AGE_S,
    max_age_provenance=_INTERVAL_AGE,
    escalate_after_s=_PROMPT_S,
    escalate_provenance=_LADDER,
)

_RASS = ChannelProfile(
    channel="rass",
    tiers=(
        _alert(_at_or_below(-2, _SITE), _at_or_above(2, _SITE)),
        _hold(_at_or_below(-3, _SITE, urgent=True), _at_or_above(3, _SITE, urgent=True)),
        _stop(_at_or_below(-4, _SITE, urgent=True), _at_or_above(4, _SITE, urgent=True)),
    ),
    max_age_s=_SCORE_AGE_S,
    max_age_provenance=_INTERVAL_AGE,
    escalate_after_s=_PROMPT_S,
    escalate_provenance=_LADDER,
)

# The number alone is no alarm: dissociation is expected, distress is what counts, and a person sees it.
_DISSOCIATION = ChannelProfile(
    channel="dissociation",
    tiers=(
        _alert(_at_or_above(7, _SITE), words="with distress: recheck within 2–5 min"),
        _hold(actions=("reduce-rate", "pause"), words="intolerable: slow or pause"),
        _stop(words="persistent panic or attempts to leave: stop"),
    ),
    max_age_s=None,
    max_age_provenance=None,
)

_SYMPTOMS = (
    Symptom("vomiting", "any", "persistent, or the airway is in danger", "aspiration", _SITE),
    Symptom(
        "chest pain, seizure, anaphylaxis, laryngospasm, stroke signs, loss of consciousness",
        "",
        "",
        "stop and make the emergency call",
        _SITE,
    ),
)

LABEL_CONSERVATIVE = Profile(
    name="label-conservative",
    title="Treat or stop early, as the label's style and most clinics do",
    words=NEVER_ALONE,
    channels=(_SBP, _DBP, _HR, _PR, _SPO2, _RR, _ETCO2, _MOAAS, _RASS, _DISSOCIATION),
    symptoms=_SYMPTOMS,
    notes=(
        "The first reading at or above 180/110 makes the alarm urgent; the hold itself asks for a second one.",
        "CADSS totals raise no alarm: no cut-off separates dissociation events well (IJNP 2023;26:198, V).",
    ),
)

_OBSERVE = Provenance(
    "site default; YIP22: a transient rise without symptoms needs no aggressive drug treatment", _P
)
_OBSERVE_WORDS = "without symptoms: observe and recheck within 2–5 min, no drug for a transient rise"

# The pressure limits move up to the hold figures; a hold then asks for a second reading, and only the stop
# figures are urgent. Low pressure is as in the other profile.
_SBP_OBSERVED = replace(
    _SBP,
    tiers=(
        _alert(_at_or_above(180, _OBSERVE), _rise(40, _OBSERVE), _below(100, _SITE), words=_OBSERVE_WORDS),
        _hold(
            _at_or_above(180, _OBSERVE, readings=2),
            _rise(40, _OBSERVE, readings=2),
            _below(90, _SITE, urgent=True),
        ),
        _SBP.tiers[2],
    ),
)

_DBP_OBSERVED = replace(
    _DBP,
    tiers=(
        _alert(_at_or_above(110, _OBSERVE), _rise(25, _OBSERVE), words=_OBSERVE_WORDS),
        _hold(_at_or_above(110, _OBSERVE, readings=2), _rise(25, _OBSERVE, readings=2)),
        _DBP.tiers[2],
    ),
)

OBSERVE_FIRST = Profile(
    name="observe-first",
    title="Observe a transient rise in pressure without symptoms before acting on it",
    words=NEVER_ALONE,
    channels=(_SBP_OBSERVED, _DBP_OBSERVED, *LABEL_CONSERVATIVE.channels[2:]),
    symptoms=_SYMPTOMS,
    notes=(
        "High pressure alarms at the figures that are holds elsewhere; a hold asks for a second reading.",
        LABEL_CONSERVATIVE.notes[1],
    ),
)

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (LABEL_CONSERVATIVE, OBSERVE_FIRST)}
