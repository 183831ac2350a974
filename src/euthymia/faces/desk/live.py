"""The stream that keeps the schedule fresh: it says that something changed, and the page asks for its part again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.models import User
from euthymia.kit import clock, units
from euthymia.kit.sse import Subscription


@dataclass(frozen=True, slots=True)
class Something:
    """What is new the page asks for itself."""

    def news(self, reached: Mapping[UUID, int]) -> dict[UUID, dict[str, Any]]:
        return {clinic_id: news(after) for clinic_id, after in reached.items()}


SOMETHING = Something()


class Feed:
    pattern = re.compile(r"^/staff/schedule/stream$")

    def admit(self, user: User, clinic_id: UUID, match: re.Match[str]) -> Subscription | None:
        with units.unit(tenant=clinic_id, actor=f"{user.name} <{user.email}>", user=user.pk) as unit:
            member = people.member(user, clinic_id, unit.now)
            if member is None or not member.may(Permission.SEE_SCHEDULE):
                return None
        return Subscription(frozenset({f"schedule:{clinic_id}"}), SOMETHING, clinic_id)


def news(after: int) -> dict[str, Any]:
    """The number is the time: bookings come and go, and no count of theirs only grows."""
    return {"n": max(after + 1, int(clock.wall().timestamp() * 1000)), "tiles": {}, "refresh": ["schedule"]}


FEED = Feed()
