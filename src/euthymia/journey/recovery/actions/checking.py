"""A check: what was measured and seen, entered once; the chart, the watch and both scores have it from here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring import queries as measured_queries
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain import monitoring as alarms
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import crisis_path
from euthymia.domain.rules.ready_to_leave import NUMBERS, OBSERVATIONS
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.observations import checked_vitals
from euthymia.journey.recovery import queries
from euthymia.journey.recovery.facts import SIGNS, VITALS
from euthymia.journey.recovery.models import Recovery, RecoveryEvent
from euthymia.kit import streams, units

from .entries import Entry, Kind, ended_at, enter, known_event, moment, opened

WATCHER = "monitor"


def check(
    *, by: Member, visit: Visit, client_id: UUID, values: Mapping[str, str], scores: Mapping[str, str], seen: Mapping[str, str],
    from_monitor: bool = False, at: datetime | None = None,
) -> RecoveryEvent:  # fmt: skip
    """One look at the patient. `values` are typed signs, `scores` MOAA/S and dissociation, `seen` the observations;
    `from_monitor` takes the signs that the monitor shows now. What was not looked at stays empty, and not known.

    Raises Unusable, NotAllowed.
    """
    require(by, Permission.OBSERVE)
    recovery = opened(by, visit)
    found = _read(recovery, values, scores, seen)
    when = moment(recovery, ended_at(recovery), at)
    if from_monitor:
        known = queries.by_client_id(recovery, client_id)
        found["values"] = known.detail["values"] if known else {**_shown(recovery), **found["values"]}
    entry = Entry(Kind.CHECK, _says(found), detail=found)
    if (known := known_event(recovery, client_id, entry)) is not None:
        return known
    if not any(found.values()):
        raise Unusable.one("", "empty", "nothing was looked at", "one sign or one answer at least")
    event = enter(by, recovery, client_id, entry, when)
    _chart(by, recovery, event, values=_typed(values), from_monitor=from_monitor)
    return event


def correct(
    *, by: Member, visit: Visit, client_id: UUID, n: int, reason: str, values: Mapping[str, str], scores: Mapping[str, str],
    seen: Mapping[str, str],
) -> RecoveryEvent:  # fmt: skip
    """A check was wrong: this one stands in its place, whole, at its time; both stay readable. Raises Unusable."""
    require(by, Permission.OBSERVE)
    recovery = opened(by, visit)
    wrong = queries.event(recovery, n)
    faults = []
    if wrong is None or wrong.kind != Kind.CHECK:
        faults.append(Fault("n", "unknown", f"entry {n} is no check", "the number of a check"))
    if not reason.strip():
        faults.append(Fault("reason", "missing", "say what was wrong", "a few words"))
    if faults:
        raise Unusable(faults)
    assert wrong is not None
    found = _read(recovery, values, scores, seen)
    entry = Entry(Kind.CHECK, _says(found), reason, found, corrects=n)
    if (known := known_event(recovery, client_id, entry)) is not None:
        return known
    event = enter(by, recovery, client_id, entry, wrong.at)
    _chart(by, recovery, event, values=_typed(values), from_monitor=False)
    return event


def note_overdue(*, visit: Visit, due_at: datetime) -> RecoveryEvent | None:
    """The watcher found a check overdue: said once for each due time; None when it was said, or all is over."""
    found = queries.of_visit(visit)
    if found is None:
        return None
    recovery: Recovery = streams.lock(Recovery, [found.pk])[found.pk]
    client_id = uuid5(NAMESPACE_OID, f"{recovery.pk} check {due_at.isoformat()}")
    if recovery.closed_at is not None or queries.by_client_id(recovery, client_id) is not None:
        return None
    says = "the check is overdue: a second person is told"
    return enter(
        WATCHER, recovery, client_id, Entry(Kind.OVERDUE, says, detail={"due_at": due_at.isoformat()})
    )


def _typed(values: Mapping[str, str]) -> dict[str, str]:
    return {channel: text for channel, text in values.items() if text.strip()}


def _read(
    recovery: Recovery, values: Mapping[str, str], scores: Mapping[str, str], seen: Mapping[str, str]
) -> dict[str, Any]:
    """What was typed and chosen, by name; every fault at its field. Raises Unusable."""
    faults: list[Fault] = []
    signs: dict[str, float] = {}
    try:
        signs = checked_vitals({name: text for name, text in values.items() if name in SIGNS})
    except Unusable as refused:
        faults += refused.faults
    faults += [Fault(name, "unknown", f"{name!r} is not measured here", ", ".join(SIGNS)) for name in values if name not in SIGNS]  # fmt: skip
    scales = {one.code: one for one in NUMBERS}
    given: dict[str, float] = {}
    for name, text in _typed(scores).items():
        scale = scales.get(name)
        if scale is None or not text.strip().isdecimal() or not scale.low <= int(text) <= scale.high:
            accepted = f"{scale.low} to {scale.high}" if scale else ", ".join(scales)
            faults.append(Fault(name, "outside-scale", f"{text!r} is not on this scale", accepted))
        else:
            given[name] = float(int(text))
    offered = {
        one.code: [code for code, _ in one.choices]
        for one in OBSERVATIONS
        if not one.iv_only or recovery.route == Recovery.Route.IV
    }
    answers = {name: text for name, text in seen.items() if text}
    faults += [
        Fault(name, "unknown", f"{text!r} is no answer", ", ".join(offered.get(name, offered)))
        for name, text in answers.items()
        if text not in offered.get(name, ())
    ]
    if faults:
        raise Unusable(faults)
    return {"values": signs, "scores": given, "seen": answers}


def _says(found: Mapping[str, Any]) -> str:
    """The check in a line of prose."""
    signs = [f"{alarms.words_of(name)} {value:g}" for name, value in found["values"].items()]
    titles = {one.code: one.title for one in NUMBERS}
    signs += [f"{titles[name]} {value:g}" for name, value in found["scores"].items()]
    words = {one.code: (one.title, dict(one.choices)) for one in OBSERVATIONS}
    signs += [f"{words[name][0].lower()}: {words[name][1][code]}" for name, code in found["seen"].items()]
    return ", ".join(signs)


def _shown(recovery: Recovery) -> dict[str, float]:
    """What the monitor shows now of the signs of a check."""
    now = units.current().now
    limits = recovery.watch.limits
    newest = measured_queries.newest_between(recovery.watch, ended_at(recovery), now, by_device=True)
    fresh = {
        channel: value
        for channel, (value, at) in newest.items()
        if channel in limits and (now - at).total_seconds() <= limits[channel]["max_age_s"]
    }
    if "pr" in fresh:
        fresh.setdefault("hr", fresh["pr"])
    found = {channel: fresh[channel] for channel in SIGNS if channel in fresh}
    if not found:
        raise Unusable.one(
            "from_monitor", "nothing-shown", "the monitor shows no current value", "type the values in"
        )
    return found


def _chart(
    by: Member, recovery: Recovery, event: RecoveryEvent, *, values: dict[str, str], from_monitor: bool
) -> None:
    """The same look in the session's chart and watch, under ids of its own; and what it opens."""
    detail = event.detail
    if recovery.session_id is not None:
        session = infusions.session(by.clinic, recovery.session_id)
        if from_monitor and infusions.from_devices(session):
            infusion.confirm_vitals(
                by=by, session=session, client_id=uuid5(event.client_id, "confirmed"), channels=SIGNS
            )
        if values:
            infusion.record_vitals(
                by=by, session=session, client_id=uuid5(event.client_id, VITALS), values=values, at=event.at
            )
        if detail["scores"]:
            scores = {name: f"{value:g}" for name, value in detail["scores"].items()}
            infusion.record_scores(
                by=by, session=session, client_id=uuid5(event.client_id, "scores"), scores=scores, at=event.at
            )
        if detail["seen"].get("comfort") == "mild":
            infusion.record_symptom(
                by=by,
                session=session,
                client_id=uuid5(event.client_id, "comfort"),
                symptom=infusion.COMFORTABLE[0],
                at=event.at,
            )
    elif detail["values"] or detail["scores"]:
        _watch(by, recovery, event, {**(detail["values"] if values else {}), **detail["scores"]})
    if detail["seen"].get("thoughts") == "some":
        crises.signal(
            patient=recovery.visit.patient, trigger=crisis_path.of_recovery(), by=by.words,
            client_id=uuid5(event.client_id, "thoughts"), remote=False,
        )  # fmt: skip


def _watch(by: Member, recovery: Recovery, event: RecoveryEvent, values: Mapping[str, float]) -> None:
    measured = [
        monitoring.Measured(
            channel, value, alarms.CHANNELS[channel].unit, event.at, max(event.at, units.current().now), by=by.words,
            group=f"{recovery.pk}#{event.n}",
        )
        for channel, value in values.items()
    ]  # fmt: skip
    monitoring.record({recovery.watch_id: measured}, now=max(event.at, units.current().now))
