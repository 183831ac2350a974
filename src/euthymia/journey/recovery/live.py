"""A recovery's page follows its visit: what is new, the page asks for again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.calls import queries as calls
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.models import User
from euthymia.clinic.visits.models import Visit
from euthymia.journey.infusion.models import Session
from euthymia.kit import units
from euthymia.kit.sse import Subscription

from .models import Recovery


def cursors(clinic: UUID, visits: list[UUID]) -> dict[UUID, int]:
    """A number for each visit that grows with everything new on its page: steps, events, samples, alarms, calls."""
    steps = Visit.objects.filter(clinic_id=clinic, pk__in=visits).values_list("pk", "events_n")
    found = {**dict.fromkeys(visits, 0), **dict(steps)}
    watched: dict[UUID, int] = {}
    sessions = Session.objects.filter(clinic_id=clinic, visit__in=visits).select_related("watch")
    for session in sessions:
        found[session.visit_id] += session.events_n
        watched[session.visit_id] = session.watch.samples_n + session.watch.alarms_n
    for recovery in Recovery.objects.filter(clinic_id=clinic, visit__in=visits).select_related("watch"):
        closed = recovery.closed_at is not None
        found[recovery.visit_id] += recovery.events_n + closed
        watched[recovery.visit_id] = recovery.watch.samples_n + recovery.watch.alarms_n
    calls_n = calls.cursor(clinic)
    return {pk: n + watched.get(pk, 0) + calls_n for pk, n in found.items()}


def message(n: int) -> dict[str, Any]:
    return {"n": n, "tiles": {}, "refresh": ["gate"]}


@dataclass(frozen=True, slots=True)
class Doors:
    """What is new in the recoveries of a clinic that somebody follows."""

    clinic: UUID

    def news(self, reached: Mapping[UUID, int]) -> dict[UUID, dict[str, Any]]:
        with units.unit(tenant=self.clinic, actor="live page"):
            now = cursors(self.clinic, list(reached))
        return {pk: message(now[pk]) for pk, after in reached.items() if now[pk] > after}


class Feed:
    """The stream of one recovery's page."""

    pattern = re.compile(r"^/staff/recovery/(?P<visit_id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})/stream$")

    def admit(self, user: User, clinic_id: UUID, match: re.Match[str]) -> Subscription | None:
        """None when this person may not see this visit. Runs outside any unit of work."""
        who = f"{user.name} <{user.email}>"
        with units.unit(tenant=clinic_id, actor=who, user=user.pk) as unit:
            member = people.member(user, clinic_id, unit.now)
            if member is None or not member.may(Permission.SEE_CHART):
                return None
            visit = Visit.objects.filter(clinic_id=clinic_id, pk=match["visit_id"]).first()
            if visit is None:
                return None
            watch = (
                Session.objects.filter(clinic_id=clinic_id, visit=visit).values_list("pk", "watch_id").first()
            )
            recovery = (
                Recovery.objects.filter(clinic_id=clinic_id, visit=visit).values_list("watch_id").first()
            )

        def begun() -> None:
            with units.unit(tenant=clinic_id, actor=who, user=user.pk):
                auditing.record(
                    verb="recovery.watched",
                    says="followed a recovery live",
                    subject=str(visit.pk),
                    patient=visit.patient_id,
                )

        topics = {f"visit:{visit.pk}", calls.topic(clinic_id)}
        if watch is not None:
            topics |= {f"session:{watch[0]}", f"watch:{watch[1]}"}
        if recovery is not None:
            topics.add(f"watch:{recovery[0]}")
        return Subscription(frozenset(topics), Doors(clinic_id), visit.pk, begun)


FEED = Feed()
