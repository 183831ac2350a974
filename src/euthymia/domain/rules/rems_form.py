"""The fields of the REMS patient monitoring form after a dose of esketamine, filled from what is known.

The form itself is the sponsor's: here its fields are kept and listed, and the clinic sends the sponsor's own form
(compliance.md 6; clinical.md 13). What is not known is an empty field that somebody answers, never a "no".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from euthymia.domain.quantities import Confidence, Provenance

SOURCE = Provenance(
    "Spravato REMS: fields of the patient monitoring form, versions 2021–2024 (compliance.md 6)", Confidence.V
)
VERSION = "fields of 2021–2024; the clinic keeps the version of the form it sends"
DUE_DAYS = 7
OBSERVED_MIN = 120


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the patient after the dose: None where it was not looked at."""

    at: datetime
    moaas: float | None
    dissociation: float | None
    breathing: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A blood pressure and when it was taken."""

    at: datetime
    sbp: float
    dbp: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """What is known of one treatment. None and "" are "not known". Times are aware."""

    patient: str
    born: str
    sex: str
    first_treatment: bool
    enrolment: str
    medicines: Sequence[str] | None
    monitored_by: str
    setting: str
    began_at: datetime
    ended_at: datetime
    dose_mg: int
    lots: Sequence[str]
    before: tuple[float, float] | None
    pressures: Sequence[Taken]
    looks: Sequence[Look]
    ready_at: datetime | None
    left_at: datetime | None
    serious: Sequence[str]
    signed_by: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its stable code, what it asks, and the answer; None is open."""

    code: str
    asks: str
    answer: str | None


def _sedated(look: Look) -> bool | None:
    return None if look.moaas is None else look.moaas < 5


def _dissociated(look: Look) -> bool | None:
    return None if look.dissociation is None else look.dissociation > 0


def _limited(look: Look) -> bool | None:
    return None if look.breathing is None else look.breathing != "deep"


_EFFECTS: tuple[tuple[str, str, Callable[[Look], bool | None]], ...] = (
    ("sedation", "Sedation", _sedated), ("dissociation", "Dissociation", _dissociated),
    ("respiratory", "Respiratory depression", _limited),
)  # fmt: skip


def fields(one: Treated) -> tuple[Field, ...]:
    """Every field of the form, in its order."""
    effects = [
        field
        for code, title, seen in _EFFECTS
        for field in _effect(code, title, [(look.at, seen(look)) for look in one.looks], one.began_at)
    ]
    minutes = None if one.left_at is None else str(_minutes(one.left_at - one.began_at))
    ready = None if one.ready_at is None else str(_minutes(one.ready_at - one.began_at))
    medicines = "not known: ask" if one.medicines is None else ", ".join(one.medicines) or "none listed"
    return (
        Field("patient", "Patient", one.patient), Field("born", "Date of birth", one.born), Field("sex", "Sex", one.sex or None),
        Field("first", "First treatment", _yes(one.first_treatment)), Field("enrolled", "Enrolled in the REMS", one.enrolment or None),
        Field("medicines", "Medicines on the list, for the questions below", medicines),
        *(
            Field(code, f"Takes {words}", None)
            for code, words in (
                ("benzodiazepines", "benzodiazepines"), ("hypnotics", "non-benzodiazepine hypnotics"), ("opioids", "opioids"),
                ("stimulants", "psychostimulants"), ("maoi", "MAO inhibitors"),
            )
        ),
        Field("monitored-by", "Monitored by", one.monitored_by), Field("setting", "Setting", one.setting),
        Field("date", "Date of treatment", f"{one.began_at:%Y-%m-%d}"), Field("dose", "Dose, mg", str(one.dose_mg)),
        Field("lots", "Lot of each device", ", ".join(one.lots)), Field("minutes", "Minutes from the first device to the end of monitoring", minutes),
        Field("ready-minutes", "Without the 2-hour rule ready after, minutes", ready),
        Field("bp-before", "Blood pressure before", None if one.before is None else f"{one.before[0]:g}/{one.before[1]:g}"),
        Field("bp-40", "Blood pressure at about 40 minutes", _near(one.pressures, one.began_at + timedelta(minutes=40))),
        Field("bp-end", "Blood pressure before the end", _last(one.pressures)),
        Field("vitals-before", "Vital signs acceptable before the dose", None), Field("vitals-end", "Vital signs acceptable before the end", None),
        *effects,
        Field("serious", "Serious adverse events", "; ".join(one.serious) or "none reported here"),
        Field("signed", "Signed", one.signed_by or None),
    )  # fmt: skip


def _effect(
    code: str, title: str, looks: Sequence[tuple[datetime, bool | None]], since: datetime
) -> list[Field]:
    """Whether it occurred, when it was first seen, when it was gone: minutes from the first device."""
    seen = [(at, is_there) for at, is_there in looks if is_there is not None]
    there = [at for at, is_there in seen if is_there]
    onset = None if not there else str(_minutes(there[0] - since))
    gone = (
        None
        if not there
        else next(
            (str(_minutes(at - since)) for at, is_there in seen if at > there[-1] and not is_there), None
        )
    )
    return [
        Field(code, f"{title} occurred", _yes(bool(there)) if seen else None),
        Field(f"{code}-onset", f"{title}: seen first, minutes", onset),
        Field(f"{code}-resolved", f"{title}: resolved, minutes", gone),
    ]


def _near(pressures: Sequence[Taken], at: datetime) -> str | None:
    near = [one for one in pressures if abs(one.at - at) <= timedelta(minutes=10)]
    best = min(near, key=lambda one: abs(one.at - at), default=None)
    return None if best is None else f"{best.sbp:g}/{best.dbp:g}"


def _last(pressures: Sequence[Taken]) -> str | None:
    last = max(pressures, key=lambda one: one.at, default=None)
    return None if last is None else f"{last.sbp:g}/{last.dbp:g}"


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
