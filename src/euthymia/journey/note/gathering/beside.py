"""What stands in rooms of its own beside the chair: the patient's calls, and adverse events of the visit."""

from __future__ import annotations

from datetime import datetime

from euthymia.clinic.calls import queries as calls
from euthymia.clinic.harm import printed
from euthymia.clinic.harm import queries as harms
from euthymia.clinic.harm.models import HarmEntry
from euthymia.clinic.visits.models import Visit
from euthymia.domain.notes.facts import ChairCall, Harm, Remark
from euthymia.domain.notes.model import Source


def called(visit: Visit) -> tuple[ChairCall, ...]:
    """Every call of the visit, oldest first."""
    return tuple(
        ChairCall(
            source=Source("call", str(one.id)), at=one.since, by=one.by, says=one.says, told_at=one.told_at,
            answered_at=one.answered_at, answered_by=one.answered_by,
            waited_s=0 if one.answered_at is None else one.waited_s(one.answered_at), done=one.answer,
        )
        for one in calls.of_visits(visit.clinic_id, [visit.pk])
    )  # fmt: skip


def harmed(visit: Visit, until: datetime) -> tuple[Harm, ...]:
    """The adverse events of the visit; who was told `until` then: what is told later is the event's own story."""
    return tuple(_harm(one, until) for one in harms.of_visit(visit))


def _harm(state: harms.State, until: datetime) -> Harm:
    said, facts = state.said, state.facts
    corrected = said.kind == HarmEntry.Kind.CORRECTED
    return Harm(
        source=_source(said), at=facts.onset_at, by=said.by, corrects=said.says if corrected else "", number=str(state.event),
        kind=state.kind, severity=state.severity if facts.severity else "", serious=state.serious,
        action=printed.word(facts.action), treatment=facts.treatment, outcome=printed.word(facts.outcome),
        told=tuple(
            Remark(source=_source(told), at=told.at, by=told.by, words=f"{told.detail['to']} was told: {told.says}")
            for one in state.notices
            if (told := one.done) is not None and told.at <= until
        ),
    )  # fmt: skip


def _source(row: HarmEntry) -> Source:
    return Source("harm-entry", f"{row.event_id}#{row.n}")
