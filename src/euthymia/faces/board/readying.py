"""Whether each chair that waits for its start is ready, by the list that stands at the chair (N03).

That list asks dozens of questions for one chair, and a board is drawn every second. So what was found is kept for a
while, and each drawing looks at a few chairs that it has not seen yet, or at one anew: whose session has moved on, or
that was looked at longest ago. The start itself always asks the whole list again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.journey.infusion import queries
from euthymia.journey.infusion import readiness as listed
from euthymia.journey.infusion.models import Session
from euthymia.kit import clock

KEPT = timedelta(seconds=10)  # of the wall's time
AT_ONCE = 4  # chairs that one drawing looks at for the first time
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ready:
    """What the list said when it was last asked: the first line against the start, or nothing. Before that: not known.

    `against` may name an illness or a crisis: it is for who reads charts, and for no wall.
    """

    events_n: int = -1
    looked_at: datetime = _NEVER
    against: str = ""

    @property
    def is_known(self) -> bool:
        return self.looked_at != _NEVER

    @property
    def state(self) -> str:
        if not self.is_known:
            return "unknown"
        return "not-ready" if self.against else "ready"

    @property
    def words(self) -> str:
        return {"unknown": "Readiness not looked at yet", "ready": "Ready to start"}.get(
            self.state, "Not ready"
        )

    def is_old(self, session: Session, now: datetime) -> bool:
        return self.events_n != session.events_n or abs(now - self.looked_at) >= KEPT * clock.speed()


_found: dict[UUID, Mapping[UUID, Ready]] = {}


def readiness(clinic: Clinic, waiting: Sequence[Session], now: datetime) -> Mapping[UUID, Ready]:
    """By session. However many chairs wait, a few of them are looked at."""
    before = _found.get(clinic.pk, {})
    kept = {one.pk: before.get(one.pk, Ready()) for one in waiting}
    never = [one for one in waiting if not kept[one.pk].is_known]
    old = [one for one in waiting if kept[one.pk].is_old(one, now)]
    for one in never[:AT_ONCE] or sorted(old, key=lambda one: kept[one.pk].looked_at)[:1]:
        kept[one.pk] = _look(clinic, one, now)
    _found[clinic.pk] = kept
    return kept


def _look(clinic: Clinic, seated: Session, now: datetime) -> Ready:
    first = listed.first_against(queries.session(clinic, seated.pk))
    against = "" if first is None else f"{first.title}: {first.says}"
    return Ready(seated.events_n, now, against)
