"""A duty of a site, whose it is, since when and until when it holds, and when it was last read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from euthymia.domain.quantities import Provenance

ANYWHERE = "US"


class Topic(StrEnum):
    PDMP = "pdmp"
    RECORD = "record"
    INVENTORY = "inventory"
    LOSS = "loss"
    TRANSFER = "transfer"
    LICENCE = "licence"
    REPORT = "report"
    CARE = "care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing that a site owes. `applies_to` is whom it binds; `for_counsel` what a lawyer must settle first.

    `since` and `until` are the first and last day on which it holds, where they are known; `read_on` is when
    its text, or what stands for it, was last read.
    """

    id: str
    state: str
    topic: Topic
    says: str
    applies_to: str
    provenance: Provenance
    read_on: date
    since: date | None = None
    until: date | None = None
    for_counsel: str = ""

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class SiteDuties:
    """What a site sees. `is_known` is False for a state whose rules nobody has read here."""

    state: str
    is_known: bool
    duties: tuple[Duty, ...]

    def says(self) -> str:
        if self.is_known:
            return f"{len(self.duties)} duties of {self.state} and of the federation"
        return f"the rules of {self.state} are not known here: only federal duties are shown, and counsel must add the rest"


def duties(table: Iterable[Duty], state: str, on: date) -> SiteDuties:
    """The federal duties and those of a state that hold on a day, in the order of the table."""
    everything = tuple(table)
    holding = tuple(duty for duty in everything if duty.state in (ANYWHERE, state) and duty.holds(on))
    return SiteDuties(state, any(duty.state == state for duty in everything), holding)


def review_due(table: Iterable[Duty], on: date, months: int) -> tuple[Duty, ...]:
    """Duties whose text was last read more than `months` ago (the site's setting), or that have run out."""
    return tuple(
        duty for duty in table
        if _months_between(duty.read_on, on) >= months or (duty.until is not None and duty.until < on)
    )  # fmt: skip


def _months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month - (second.day < first.day)
