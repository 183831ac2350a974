"""The gate to the door (clinical.md 5C; REMS): each criterion met, not met, or not known with what would tell.

Not known never passes. Most criteria may be overridden by a signed reason of the right person; those of the
REMS, and everything about suicide, by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from euthymia.domain import instruments
from euthymia.domain.monitoring.due import MISSED_AFTER_INTERVALS
from euthymia.domain.quantities import Confidence, Fault, Provenance

from .observed import Seen, aldrete, padss
from .settings import Settings

_V, _V2, _P = Confidence.V, Confidence.V2, Confidence.P
LOW_SYSTOLIC = 90.0  # clinical.md 4C, hold (P)


class State(StrEnum):
    """What is known of a criterion."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the gate: whether it is met, why not, and what would meet it."""

    code: str
    title: str
    state: State
    says: str
    fix: str
    provenance: Provenance
    never: bool = False

    @property
    def words(self) -> str:
        """The state in words: nobody has to see a colour."""
        return {State.MET: "met", State.NOT_MET: "not met", State.UNKNOWN: "not known"}[self.state]


@dataclass(frozen=True, slots=True)
class Pressure:
    at: datetime
    sbp: float
    dbp: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What is known of somebody who wants to go home. None is "not known".

    `began_at` is the start of the infusion, or the first spray; `ended_at` the end of the infusion, or the last
    spray. `seen` holds the newest answer to each observation and the newest value of each sign, `pressures` every
    one since `began_at`. `read_back` are the points of the instructions that the patient has said back, `points`
    all of them.
    """

    nasal: bool
    now: datetime
    began_at: datetime | None
    ended_at: datetime | None
    sedated: bool | None
    settings: Settings
    baseline: Mapping[str, float] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)
    pressures: Sequence[Pressure] = ()
    crisis_open: bool = True
    escort: str = ""
    escort_proof: str = ""
    instructions: str = ""
    read_back: frozenset[str] = frozenset()
    points: tuple[str, ...] = ()

    @property
    def fresh(self) -> Mapping[str, Seen]:
        """What was looked at since a check was last missed; older is not known any more."""
        oldest = timedelta(minutes=self.settings.check_every_min) * MISSED_AFTER_INTERVALS
        return {name: one for name, one in self.seen.items() if self.now - one.at <= oldest}


def criteria(leaving: Leaving) -> tuple[Criterion, ...]:
    """The whole gate, in the order it is read."""
    by_route = (_forty, _resolved) if leaving.nasal else (_cannula,)
    order = (
        _time,
        *by_route,
        _aldrete,
        _padss,
        _pressure,
        _oxygen,
        _mind,
        _thoughts,
        _gait,
        _nausea,
        _escort,
        _told,
    )
    return tuple(each(leaving) for each in order)


def refusals(found: Iterable[Criterion], overridden: Iterable[str] = ()) -> list[Fault]:
    """What keeps the patient here: every criterion that is not met, but those that may be and were overridden."""
    passed = set(overridden)
    return [
        Fault(f"leave-{one.code}", one.code, one.says, one.fix)
        for one in found
        if one.state is not State.MET and (one.never or one.code not in passed)
    ]


def may_be_overridden(found: Iterable[Criterion], codes: Iterable[str]) -> list[str]:
    """Of these codes, those that are not met and that a signed reason may pass."""
    asks = {one.code for one in found if one.state is not State.MET and not one.never}
    return [code for code in codes if code in asks]


def minimum(leaving: Leaving) -> datetime | None:
    """The earliest moment that the clock alone allows; None while nothing has ended."""
    settings = leaving.settings
    if leaving.began_at is None or leaving.ended_at is None:
        return None
    if leaving.nasal:
        return leaving.ended_at + timedelta(minutes=settings.nasal_after_dose_min)
    least = leaving.ended_at + timedelta(minutes=settings.iv_after_end_min)
    if leaving.sedated is not False:
        least = max(least, leaving.began_at + timedelta(minutes=settings.sedated_from_start_min))
    return least


def ready_by(leaving: Leaving) -> datetime | None:
    """When to be at the door: the minimum time, or once it has passed the next check; in whole five minutes."""
    least = minimum(leaving)
    if least is None:
        return None
    if least <= leaving.now and any(one.state is not State.MET for one in criteria(leaving) if one.code not in _AT_THE_DOOR):  # fmt: skip
        least = leaving.now + timedelta(minutes=leaving.settings.check_every_min)
    step = timedelta(minutes=5)
    whole = least.replace(minute=0, second=0, microsecond=0)
    return whole + step * -(-(least - whole) // step)


_AT_THE_DOOR = ("escort", "instructions", "iv")
_CHECK = "a check now"


def _line(
    code: str, title: str, problem: str | None, met: str, fix: str, source: Provenance, *, unknown: str = "", never: bool = False
) -> Criterion:  # fmt: skip
    """`unknown` says what nobody knows and wins; `problem` what is wrong; else it is met."""
    if unknown:
        return Criterion(code, title, State.UNKNOWN, unknown, fix, source, never)
    return Criterion(code, title, State.NOT_MET if problem else State.MET, problem or met, fix, source, never)


def _minutes(span: timedelta) -> int:
    return int(span / timedelta(minutes=1))


def _time(leaving: Leaving) -> Criterion:
    least, settings = minimum(leaving), leaving.settings
    nasal = leaving.nasal
    source = (
        Provenance("REMS: at least 2 hours of watching after the dose (SPR-L)", _V) if nasal
        else Provenance(f"clinical.md 5C: {settings.iv_after_end_min} min after the end; {settings.sedated_from_start_min} min from the start with a sedative", _P)
    )  # fmt: skip
    what = "dose" if nasal else "infusion"
    if least is None or leaving.ended_at is None:
        return _line("time", "Minimum time", None, "", f"the end of the {what} is recorded", source, unknown=f"the {what} has no recorded end", never=nasal)  # fmt: skip
    elapsed = _minutes(leaving.now - leaving.ended_at)
    problem = "" if leaving.now >= least else f"{_up(least - leaving.now)} more to wait"
    also = ", a sedative may have been given" if leaving.sedated is None and not nasal else ""
    return _line("time", "Minimum time", problem + (also if problem else ""), f"{elapsed} min since the end of the {what}", "wait",
                 source, never=nasal)  # fmt: skip


def _up(span: timedelta) -> str:
    return f"{-(-span // timedelta(minutes=1))} min"


def _forty(leaving: Leaving) -> Criterion:
    """REMS: the pressure at about 40 minutes. Once its time has passed without it, nothing can bring it back."""
    settings, began = leaving.settings, leaving.ended_at
    source = Provenance("REMS: pressure about 40 minutes after the dose (SPR-L)", _V)
    window = (
        f"between {settings.nasal_pressure_from_min} and {settings.nasal_pressure_to_min} min after the dose"
    )
    fix = f"a pressure {window}; later, the medical director and the manufacturer's programme are told"
    if began is None:
        return _line("pressure-40", "Pressure at 40 minutes", None, "", fix, source, unknown="the dose has no recorded time", never=True)  # fmt: skip
    low, high = (
        began + timedelta(minutes=each)
        for each in (settings.nasal_pressure_from_min, settings.nasal_pressure_to_min)
    )
    taken = [one for one in leaving.pressures if low <= one.at <= high]
    if not taken:
        return _line("pressure-40", "Pressure at 40 minutes", f"no pressure was taken {window}", "", fix, source, never=True)  # fmt: skip
    one = taken[0]
    return _line("pressure-40", "Pressure at 40 minutes", None, f"{one.sbp:g}/{one.dbp:g} after {_minutes(one.at - began)} min", fix, source, never=True)  # fmt: skip


def _resolved(leaving: Leaving) -> Criterion:
    """REMS: sedation, dissociation and respiratory depression have all resolved."""
    seen = leaving.fresh
    source = Provenance("REMS: until sedation, dissociation and respiratory depression have resolved", _V)
    missing = [words for name, words in (("moaas", "sedation"), ("dissociation", "dissociation"), ("breathing", "breathing")) if name not in seen]  # fmt: skip
    left = []
    if "moaas" in seen and float(seen["moaas"].value) < 5:
        left.append(f"sedation: MOAA/S {seen['moaas'].value:g}")
    if "dissociation" in seen and float(seen["dissociation"].value) > 0:
        left.append(f"dissociation: {seen['dissociation'].value:g} of 10")
    if "breathing" in seen and seen["breathing"].value != "deep":
        left.append("breathing is limited")
    unknown = f"not looked at lately: {', '.join(missing)}" if missing and not left else ""
    return _line("resolved", "Effects resolved", ", ".join(left), "sedation, dissociation and breathing are as before", _CHECK,
                 source, unknown=unknown, never=True)  # fmt: skip


def _scored(
    code: str, title: str, answers: tuple[int | None, ...], leaving: Leaving, source: Provenance
) -> Criterion:
    instrument = instruments.instrument(code)
    missing = [item.label.en.lower() for item, answer in zip(instrument.items, answers, strict=True) if answer is None]  # fmt: skip
    if missing:
        return _line(
            code, title, None, "", _CHECK, source, unknown=f"not looked at lately: {', '.join(missing)}"
        )
    total = instruments.score(instrument, answers).total
    assert total is not None, "every item has its answer"
    least = leaving.settings.score_min
    problem = "" if total >= least else f"{total:g} of 10, below {least}"
    return _line(code, title, problem, f"{total:g} of 10", "wait, and check again", source)


def _aldrete(leaving: Leaving) -> Criterion:
    source = Provenance("Aldrete, modified: 9 or more (clinical.md 5A)", _V)
    return _scored("aldrete", "Modified Aldrete", aldrete(leaving.fresh, leaving.baseline), leaving, source)


def _padss(leaving: Leaving) -> Criterion:
    source = Provenance("PADSS, Chung: 9 or more (clinical.md 5B); bleeding is 2 throughout", _V)
    return _scored("padss", "PADSS", padss(leaving.fresh, leaving.baseline), leaving, source)


def _pressure(leaving: Leaving) -> Criterion:
    """The last pressure and one long enough before it, both acceptable, and none between them that is not."""
    source = Provenance("clinical.md 5C: below 140/90, or within 20 % and 20 mmHg of before and falling; two readings apart (SPR-L)", _P)  # fmt: skip
    apart = timedelta(minutes=leaving.settings.pressures_apart_min)
    title, fix = "Blood pressure", f"two pressures at least {_minutes(apart)} min apart"
    taken = sorted(
        (one for one in leaving.pressures if leaving.ended_at is not None and one.at >= leaving.ended_at),
        key=lambda one: one.at,
    )
    if not taken or "sbp" not in leaving.fresh:
        return _line("pressure", title, None, "", fix, source, unknown="no pressure was taken lately")
    last = taken[-1]
    earlier = [one for one in taken if last.at - one.at >= apart]
    says = f"last {last.sbp:g}/{last.dbp:g}"
    if not earlier:
        return _line("pressure", title, _wrong(last, leaving, None), "", fix, source, unknown="" if _wrong(last, leaving, None) else f"{says}; a second one is due")  # fmt: skip
    first = earlier[-1]
    pair = [one for one in taken if first.at <= one.at]
    problems = [wrong for before, one in zip((None, *pair), pair, strict=False) if (wrong := _wrong(one, leaving, before))]  # fmt: skip
    return _line("pressure", title, problems[-1] if problems else "", f"{first.sbp:g}/{first.dbp:g}, then {last.sbp:g}/{last.dbp:g}", fix, source)  # fmt: skip


def _wrong(one: Pressure, leaving: Leaving, before: Pressure | None) -> str:
    """Why this pressure does not let somebody go; empty when it does."""
    says = f"{one.sbp:g}/{one.dbp:g}"
    if one.sbp < LOW_SYSTOLIC:
        return f"{says} is low"
    if one.sbp < 140 and one.dbp < 90:
        return ""
    rest = [leaving.baseline.get(name) for name in ("sbp", "dbp")]
    near = all(
        was is not None and abs(value - was) <= min(20.0, 0.2 * was)
        for value, was in zip((one.sbp, one.dbp), rest, strict=True)
    )
    if not near:
        return f"{says} is above 140/90 and not near the pressure before"
    rising = before is not None and (one.sbp > before.sbp or one.dbp > before.dbp)
    return f"{says} is near the pressure before, and not falling" if rising else ""


def _oxygen(leaving: Leaving) -> Criterion:
    seen, least = leaving.fresh, float(leaving.settings.spo2_min)
    source = Provenance(f"clinical.md 5C: {least:g} % or more on air, or the baseline", _P)
    if "spo2" not in seen or "oxygen" not in seen:
        return _line("oxygen", "Oxygen", None, "", _CHECK, source, unknown="not looked at lately, on air")
    value = float(seen["spo2"].value)
    if seen["oxygen"].value != "air":
        problem = f"{value:g} % with added oxygen"
    else:
        wanted = min(least, leaving.baseline.get("spo2", least))
        problem = "" if value >= wanted else f"{value:g} % on air, below {wanted:g} %"
    return _line("oxygen", "Oxygen", problem, f"{value:g} % on air", "wait, and check again", source)


def _mind(leaving: Leaving) -> Criterion:
    seen = leaving.fresh
    source = Provenance("clinical.md 5C: oriented, no residual dissociation, no agitation (SPR-L; REMS)", _V)
    missing = [words for name, words in (("oriented", "orientation"), ("dissociation", "dissociation"), ("agitation", "agitation")) if name not in seen]  # fmt: skip
    left = []
    if "oriented" in seen and seen["oriented"].value != "yes":
        left.append("not fully oriented")
    if "dissociation" in seen and float(seen["dissociation"].value) > 0:
        left.append(f"dissociation {seen['dissociation'].value:g} of 10")
    if "agitation" in seen and seen["agitation"].value != "none":
        left.append("agitated or distressed")
    unknown = f"not looked at lately: {', '.join(missing)}" if missing and not left else ""
    return _line("mind", "Mental state", ", ".join(left), "oriented, nothing left of the effect", _CHECK, source, unknown=unknown)  # fmt: skip


def _thoughts(leaving: Leaving) -> Criterion:
    """Nobody overrides this: what was said is asked about first (clinical.md 9A, 9B)."""
    seen = leaving.fresh
    source = Provenance(
        "clinical.md 5C, 9A: no new suicidal thoughts; an open crisis is walked first (VADOD)", _V2
    )
    fix = "ask; what was said goes down the crisis path, and a clinician closes it"
    if leaving.crisis_open:
        return _line("thoughts", "Thoughts of suicide", "a crisis is open", "", fix, source, never=True)
    if "thoughts" not in seen:
        return _line(
            "thoughts", "Thoughts of suicide", None, "", fix, source, unknown="not asked lately", never=True
        )
    problem = "" if seen["thoughts"].value == "none" else "new or worse thoughts of suicide"
    return _line(
        "thoughts", "Thoughts of suicide", problem, "asked: none that are new", fix, source, never=True
    )


def _gait(leaving: Leaving) -> Criterion:
    source, seen = Provenance("PADSS: steady gait (clinical.md 5B, 5C)", _V), leaving.fresh.get("gait")
    problem = "" if seen is None or seen.value == "steady" else "unsteady, or not tried"
    return _line("gait", "Gait", problem, "as steady as before", "walk a few steps beside somebody", source, unknown="" if seen else "not looked at lately")  # fmt: skip


def _nausea(leaving: Leaving) -> Criterion:
    source, seen = (
        Provenance("PADSS: nausea none or mild, tolerates fluid (clinical.md 5B, 5C)", _V),
        leaving.fresh,
    )
    if "comfort" not in seen or "drinks" not in seen:
        return _line(
            "nausea", "Nausea", None, "", "a drink, and a check", source, unknown="not looked at lately"
        )
    left = [] if seen["comfort"].value == "mild" else ["more than mild pain or nausea"]
    left += [] if seen["drinks"].value == "yes" else ["has not kept a drink yet"]
    return _line("nausea", "Nausea", ", ".join(left), "none or mild, and drinks", "treat, a drink, and check again", source)  # fmt: skip


def _cannula(leaving: Leaving) -> Criterion:
    """Out is out, however long ago it was seen."""
    source, seen = Provenance("clinical.md 5C: IV removed, site checked", _P), leaving.seen.get("iv")
    if seen is None:
        return _line("iv", "Cannula", None, "", "take it out, look at the site", source, unknown="nobody has said that it is out")  # fmt: skip
    problem = {"out": "", "trouble": "the site needs care", "in": "still in"}[str(seen.value)]
    return _line("iv", "Cannula", problem, "out, site fine", "take it out, look at the site", source)


def _escort(leaving: Leaving) -> Criterion:
    source = Provenance(
        "clinical.md 5C: a named responsible adult is present, identity noted (KET-CH; SAN17)", _V
    )
    if not leaving.escort:
        problem = "nobody is named who takes the patient home"
    elif not leaving.escort_proof:
        problem = f"{leaving.escort} is named, and has not been met at the door"
    else:
        problem = ""
    return _line("escort", "Escort", problem, f"{leaving.escort}: {leaving.escort_proof}", "meet the escort, look at their ID", source)  # fmt: skip


def _told(leaving: Leaving) -> Criterion:
    source = Provenance("clinical.md 5C: instructions given, said back, emergency number (SAN17; ASKP)", _V2)
    title, fix = "Instructions", "go through them; the patient says them back"
    if not leaving.instructions:
        return _line("instructions", title, "not given", "", fix, source)
    left = [point for point in leaving.points if point not in leaving.read_back]
    problem = f"not said back: {', '.join(left)}" if left else ""
    return _line("instructions", title, problem, f"given and said back ({leaving.instructions})", fix, source)
