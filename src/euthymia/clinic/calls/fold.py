"""A call is the fold of its events. Pure: events go in, what stands and what was answered comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from euthymia.domain.quantities import Confidence, Provenance

# What a patient may say beside the press, in few and quiet words.
WISHES: tuple[tuple[str, object], ...] = (
    ("need", _("I need something")),
    ("sick", _("I feel sick")),
    ("afraid", _("I am afraid")),
    ("hurt", _("I hurt")),
    ("talk", _("Talk to me")),
)
WISH_WORDS = {
    "need": "needs something",
    "sick": "feels sick",
    "afraid": "is afraid",
    "hurt": "hurts",
    "talk": "wants to talk",
}
# What was done about it: one tap answers.
DONE: tuple[tuple[str, str], ...] = (
    ("stayed", "stayed and talked"),
    ("comfort", "blanket, light or music"),
    ("position", "helped to sit or lie"),
    ("basin", "basin, water"),
    ("prescriber", "told the prescriber"),
    ("charted", "acted on it, see the chart"),
    ("mistake", "pressed by mistake"),
)
SECOND_PERSON_S = 60
SECOND_PERSON_LIMITS_S = (20, 300)
PROVENANCE = Provenance(
    "no published figure for a call from the chair; the third rung of the alarm ladder in common practice",
    Confidence.P,
)


class Event(Protocol):
    """What the fold reads of a row."""

    call: UUID
    visit_id: UUID
    patient_id: UUID
    room_id: UUID | None
    kind: str
    at: datetime
    by: str
    wish: str
    done: str
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call, however often it was pressed. It stands until it is answered."""

    id: UUID
    visit_id: UUID
    patient_id: UUID
    room_id: UUID | None
    since: datetime
    by: str
    wishes: tuple[str, ...] = ()
    presses: int = 0
    told_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    done: str = ""
    words: str = ""

    @property
    def stands(self) -> bool:
        return self.answered_at is None

    @property
    def says(self) -> str:
        """What the patient said, for staff; "calls" when nothing was said."""
        return ", ".join(WISH_WORDS.get(one, one) for one in self.wishes) or "calls"

    @property
    def answer(self) -> str:
        """What was done, in words."""
        return " · ".join(part for part in (dict(DONE).get(self.done, ""), self.words) if part)

    def waited_s(self, now: datetime) -> int:
        """Whole seconds from the first press to the answer, or until now."""
        return max(0, int(((self.answered_at or now) - self.since).total_seconds()))


def fold(events: Iterable[Event]) -> list[Call]:
    """The calls that these events (in their order) tell, oldest first."""
    calls: dict[UUID, Call] = {}
    for one in events:
        call = calls.get(one.call) or Call(
            one.call, one.visit_id, one.patient_id, one.room_id, one.at, one.by
        )
        if one.kind == "pressed":
            wishes = (*call.wishes, one.wish) if one.wish and one.wish not in call.wishes else call.wishes
            call = replace(call, since=min(call.since, one.at), presses=call.presses + 1, wishes=wishes)
        elif one.kind == "told":
            call = replace(call, told_at=one.at)
        elif one.kind == "answered":
            call = replace(call, answered_at=one.at, answered_by=one.by, done=one.done, words=one.words)
        calls[one.call] = call
    return sorted(calls.values(), key=lambda call: call.since)
