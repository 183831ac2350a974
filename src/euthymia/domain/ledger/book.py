"""A book: the fold of its events. What it holds is a pure function of them, in their order.

`post` gives an event to `decide` and keeps what comes of it. A book can be asked and extended at any time;
`Book.of(events)` rebuilds it, and two books with the same head hold the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from . import merkle
from .accounts import Amount, add
from .chain import GENESIS, link
from .events import Event
from .holdings import Count, Entry, Known, Owner, Syringe, Vial
from .policy import POLICY, Policy
from .posting import Decision, Posted, Repeated, decide
from .refusals import Refused


class Book:
    """One registrant's drug account, or that of several, in one order of events."""

    def __init__(self, policy: Policy = POLICY) -> None:
        self.policy = policy
        self.vials: dict[str, Vial] = {}
        self.syringes: dict[Owner, Syringe] = {}
        self.counts: dict[str, Count] = {}
        self.entries: dict[str, Entry] = {}
        self.balances: dict[str, Amount] = {}
        self.refused: list[Refused] = []
        self.head = GENESIS
        self._tree = merkle.Tree()
        self._refusals: dict[str, Known] = {}
        self._recorded_until: datetime | None = None

    @classmethod
    def of(cls, events: Iterable[Event], policy: Policy = POLICY) -> Book:
        """The book of these events, in this order."""
        book = cls(policy)
        for event in events:
            book.post(event)
        return book

    def post(self, event: Event) -> Decision:
        """Decide an event and keep what comes of it: an entry, or the refusal of its id for ever."""
        decision = decide(self, event, self.policy)
        if isinstance(decision, Posted):
            self.keep(decision)
        elif isinstance(decision, Refused):
            self.refused.append(decision)
            self.remember(event.content, decision)
        else:
            assert isinstance(decision, Repeated)
        return decision

    def remember(self, content: str, refused: Refused) -> None:
        """An id that was refused, here or by another process, with the content it was first refused with."""
        if refused.id not in self.entries:
            self._refusals.setdefault(refused.id, Known(content, refused))

    def keep(self, posted: Posted) -> None:
        """Extend the book by a decision that was made on it."""
        entry = posted.entry
        event = entry.event
        self.entries[event.id] = entry
        self.vials.update((vial.id, vial) for vial in posted.vials)
        self.syringes.update((syringe.owner, syringe) for syringe in posted.syringes)
        self.counts.update((count.id, count) for count in posted.counts)
        if posted.reversed is not None:
            undone = posted.reversed.event.id
            self.entries[undone] = replace(posted.reversed, reversed_by=event.id)
        add(self.balances, entry.legs)
        self.head = link(self.head, (len(self.entries), event.id, event.content))
        self._tree.append(merkle.leaf(event.content.encode("utf-8")))
        if event.recorded_at is not None:
            self._recorded_until = event.recorded_at

    @property
    def merkle_head(self) -> bytes:
        """The root over all entries, of which one can be proved without showing the others."""
        return self._tree.head()

    @property
    def open_cases(self) -> list[Count]:
        """Counts whose difference nobody has resolved yet, in the order of the book."""
        return [count for count in self.counts.values() if count.is_open]

    # Holdings

    def known(self, event_id: str) -> Known | None:
        entry = self.entries.get(event_id)
        return self._refusals.get(event_id) if entry is None else Known(entry.event.content, None)

    def vial(self, vial_id: str) -> Vial | None:
        return self.vials.get(vial_id)

    def syringe(self, owner: Owner) -> Syringe | None:
        return self.syringes.get(owner)

    def count(self, event_id: str) -> Count | None:
        return self.counts.get(event_id)

    def entry(self, event_id: str) -> Entry | None:
        return self.entries.get(event_id)

    def recorded_until(self) -> datetime | None:
        return self._recorded_until
