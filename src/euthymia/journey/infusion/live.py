"""What a chairside page shows that moves: one source for the first paint, the stream and the poll."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.calls import queries as calls
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.models import User
from euthymia.domain import monitoring as alarms
from euthymia.domain.quantities import MASS_MG, RATE_MG_PER_H, RATE_ML_PER_H, VOLUME_ML
from euthymia.kit import clock, units
from euthymia.kit.sse import Subscription

from . import queries
from .fold import Course, Phase
from .models import Session

# kind, name, mark, channels (the first with a value is shown), unit
TILES: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("pressure", "BP", "∨∧", ("sbp",), "mmHg"),
    ("pulse", "HR", "●", ("hr", "pr"), "/min"),
    ("saturation", "SpO₂", "○", ("spo2",), "%"),
    ("breaths", "RR", "■", ("rr",), "/min"),
    ("sedation", "Sed · diss", "▣", ("moaas", "dissociation"), ""),
)
SHORT = {
    "spo2": "SpO₂",
    "rr": "breaths",
    "sedation": "sedation",
    "dissociation": "dissociation",
    "comfort": "comfort, IV site",
}
SCORED_MAX_AGE_S = 1350  # one and a half times the 15 minutes of the schedule (P)


def cursor(session: Session, calls_n: int) -> int:
    """A number that grows with everything new on a session's page: samples, alarms, events, the clinic's calls."""
    return int(session.events_n + session.watch.samples_n + session.watch.alarms_n + calls_n)


def tiles(session: Session, course: Course) -> list[dict[str, Any]]:
    """The row of numbers, each with when it was measured and how old it may grow."""
    newest = monitoring.newest(session.watch)
    standing = monitoring.standing(session.watch)
    shown = []
    for kind, name, mark, channels, unit in TILES:
        channel = next((one for one in channels if one in newest), channels[0])
        value, measured_at = newest.get(channel, (None, None))
        text = "" if value is None else f"{value:g}"
        if kind == "pressure" and value is not None:
            low = newest.get("dbp")
            text = f"{value:g}/{low[0]:g}" if low and low[1] == measured_at else f"{value:g}/–"
        if kind == "sedation":
            text, measured_at = scores(course)
        about = [
            one for one in standing if one.channel in (*channels, "dbp" if kind == "pressure" else channel)
        ]
        shown.append(
            {
                "kind": kind, "name": name, "mark": mark, "unit": unit, "value": text, "live": kind,
                "measured_at": measured_at.isoformat() if measured_at else "",
                "max_age_s": int(monitoring.max_age_s(session.watch, channel) or SCORED_MAX_AGE_S),
                "alarm": str(about[0].priority) if about else "",
            }
        )  # fmt: skip
    return shown


def scores(course: Course) -> tuple[str, datetime | None]:
    """The newest sedation and dissociation scores as `5 · 0`, and when the newer of them was given."""
    found: dict[str, tuple[float, datetime]] = {}
    for one in course.happenings:
        if one.kind == "score":
            found.update(
                {name: (value, one.at) for name, value in (one.detail or {}).get("values", {}).items()}
            )
    if not found:
        return "", None
    text = " · ".join(f"{found[name][0]:g}" if name in found else "–" for name in ("moaas", "dissociation"))
    return text, max(at for _, at in found.values())


def totals(course: Course, now: datetime, zone: Any) -> dict[str, str]:
    """The bottom line: what was given, what is left, when it stops."""
    stop_by = course.empty_at if course.phase is Phase.RUNNING else None
    return {
        "phase": course.phase.words,
        "elapsed": _clock(course.infusing_s(now)) if course.started_at else "–",
        "elapsed_s": str(course.infusing_s(now)),
        "given_mg": MASS_MG.format(course.given_ug // 100 * 100),
        "left_ml": VOLUME_ML.format(course.left_ul // 100 * 100),
        "rate_mg": RATE_MG_PER_H.format(course.rate_ug_per_h),
        "rate_ml": RATE_ML_PER_H.format(course.rate_ul_per_h),
        "stop_by": stop_by.astimezone(zone).strftime("%H:%M") if stop_by else "–",
    }


def due(session: Session, course: Course, now: datetime) -> tuple[alarms.Due, ...]:
    """What is to be looked at next, and what is overdue."""
    stage, since = alarms.Stage.BEFORE, session.made_at
    if course.phase in (Phase.RUNNING, Phase.PAUSED):
        stage, since = alarms.Stage.DURING, course.started_at or session.made_at
    elif course.phase is Phase.RECOVERY:
        stage, since = alarms.Stage.RECOVERY, course.finished_at or session.made_at
    elif course.phase is Phase.CLOSED:
        return ()
    risk = risk_of(session, now)
    standing = [
        one for one in monitoring.standing(session.watch) if one.priority is not alarms.Priority.TECHNICAL
    ]
    because = (*risk.reasons(), *(("an alarm stands",) if standing else ()))
    return alarms.due(
        alarms.SCHEDULE, alarms.Phase(stage, since, because), last_observed(session, course), now
    )


def risk_of(session: Session, now: datetime) -> alarms.Risk:
    """What of this patient asks for closer observation."""
    risks = session.patient.monitoring_risks
    return alarms.Risk(
        age_y=float(people.age_y(session.patient.born, now.date())),
        maoi=None if risks is None else "MAOI" in risks,
        cardiovascular_disease=None if risks is None else "cardiovascular disease" in risks,
    )


def last_observed(session: Session, course: Course) -> dict[str, datetime | None]:
    """When each scheduled sign was last looked at by a person, or measured by a cuff."""
    newest = monitoring.newest(session.watch)
    seen: dict[str, datetime | None] = {"bp": newest["sbp"][1] if "sbp" in newest else None}
    for one in course.happenings:
        if one.kind in ("vitals", "confirmed", "score"):
            values = (one.detail or {}).get("values", {})
            for sign, channel in (
                ("spo2", "spo2"),
                ("rr", "rr"),
                ("sedation", "moaas"),
                ("dissociation", "dissociation"),
            ):
                if channel in values:
                    seen[sign] = one.at
        elif one.kind == "symptom":
            seen["comfort"] = one.at
    return seen


def state(session: Session, now: datetime | None = None) -> dict[str, Any]:
    """Everything the page's moving parts need, and the cursor it stands for."""
    now = now or clock.now()
    return _state(session, queries.courses([session], now)[session.pk], now)


def _state(session: Session, course: Course, now: datetime) -> dict[str, Any]:
    return {
        "n": cursor(session, calls.cursor(session.clinic_id)),
        "course": course,
        "tiles": tiles(session, course),
        "totals": totals(course, now, session.clinic.zone),
        "alarms": monitoring.standing(session.watch),
        "due": due(session, course, now),
    }


def message(session: Session, after: int) -> dict[str, Any] | None:
    """The stream's message when something is newer than the cursor `after`; None when nothing is."""
    return messages([session], {session.pk: after}, clock.now()).get(session.pk)


def answer(session: Session, course: Course, now: datetime) -> dict[str, Any]:
    """The message that goes with the answer to an act: what came with it is not asked for again."""
    found = _message(session, course, now, calls.cursor(session.clinic_id))
    return {**found, "refresh": [part for part in found["refresh"] if part != "log"]}


def messages(
    sessions: Sequence[Session], reached: Mapping[UUID, int], now: datetime
) -> dict[UUID, dict[str, Any]]:
    """The message of each of these sessions (of one clinic) in which something is newer than was reached."""
    calls_n = calls.cursor(sessions[0].clinic_id) if sessions else 0
    moved = [session for session in sessions if cursor(session, calls_n) > reached[session.pk]]
    courses = queries.courses(moved, now)
    return {session.pk: _message(session, courses[session.pk], now, calls_n) for session in moved}


def _message(session: Session, course: Course, now: datetime, calls_n: int) -> dict[str, Any]:
    standing = monitoring.standing(session.watch)
    parts: dict[str, Any] = {
        tile["kind"]: {
            "text": tile["value"] or "–",
            "measured_at": tile["measured_at"],
            "max_age_s": tile["max_age_s"],
            "alarm": tile["alarm"],
        }
        for tile in tiles(session, course)
    }
    parts.update(totals(course, now, session.clinic.zone))
    first = standing[0] if standing else None
    signature = "|".join(
        f"{one.words}{one.priority}{one.acknowledged}{one.rung}{one.quiet_until}" for one in standing
    )
    return {
        "n": cursor(session, calls_n),
        "tiles": parts,
        "refresh": ["alarms", "calls", "chart", "log"],
        "signature": {"alarms": signature, "calls": str(calls_n), "log": str(session.events_n)},
        "say": {
            "text": f"{first.priority} alarm: {first.words}" if first else "",
            "high": first is not None and first.priority is alarms.Priority.HIGH,
        },
    }


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


@dataclass(frozen=True, slots=True)
class Chairs:
    """What is new at the chairs of a clinic, for all who follow one of them: two queries however many there are."""

    clinic: UUID

    def news(self, reached: Mapping[UUID, int]) -> dict[UUID, dict[str, Any]]:
        with units.unit(tenant=self.clinic, actor="live page") as unit:
            return messages(queries.followed(self.clinic, reached), reached, unit.now)


class Feed:
    """The stream of one session's page."""

    pattern = re.compile(
        r"^/staff/infusions/(?P<session_id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})/stream$"
    )

    def admit(self, user: User, clinic_id: UUID, match: re.Match[str]) -> Subscription | None:
        """None when this person may not see this session. Runs outside any unit of work."""
        who = f"{user.name} <{user.email}>"
        with units.unit(tenant=clinic_id, actor=who, user=user.pk) as unit:
            member = people.member(user, clinic_id, unit.now)
            if member is None or not member.may(Permission.SEE_CHART):
                return None
            session = Session.objects.filter(clinic_id=clinic_id, pk=match["session_id"]).first()
            if session is None:
                return None

        def begun() -> None:
            with units.unit(tenant=clinic_id, actor=who, user=user.pk):
                auditing.record(
                    verb="session.watched",
                    says="followed a session live",
                    subject=str(session.pk),
                    patient=session.patient_id,
                )

        topics = frozenset({f"session:{session.pk}", f"watch:{session.watch_id}", calls.topic(clinic_id)})
        return Subscription(topics, Chairs(clinic_id), session.pk, begun)


FEED = Feed()
