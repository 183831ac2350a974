"""What the ledger knows: vials, syringes, counts, entries; all frozen, a change is a new value.

`Holdings` is all that a decision reads. A caller with a database gives it the few rows that an event names;
a file gives it a whole `Book`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Protocol

from euthymia.domain.quantities.identifiers import dea_registration

from .accounts import Leg, account, owner_name
from .events import Event
from .products import DEVICE, KETAMINE, VIAL, amount_words
from .refusals import Refused


class Standing(StrEnum):
    """Where a vial stands; the first three are on hand."""

    STOCK = "stock"
    QUARANTINE = "quarantine"
    IN_TRANSIT = "in-transit"
    DISTRIBUTED = "distributed"
    RETURNED = "reverse-distributed"
    WITHDRAWN = "withdrawn"


_ACCOUNTS = {Standing.QUARANTINE: "quarantine", Standing.IN_TRANSIT: "in-transit"}


class Owner(NamedTuple):
    """Whose syringe: one patient, one order, and which of several when they have ids of their own."""

    patient: str
    order: str
    syringe: str = ""

    @property
    def name(self) -> str:
        return owner_name(*self)

    def same_case(self, other: Owner) -> bool:
        """The same patient on the same order, whichever syringe."""
        return (self.patient, self.order) == (other.patient, other.order)


class Drawn(NamedTuple):
    """A draw that was not reversed: the event's id, when, for whom, from which vial, how much.

    `through` is the last day on which the vial, and so what was drawn from it, may be used.
    """

    event: str
    at: datetime
    owner: Owner
    vial: str
    volume_ul: int
    mass_ug: int
    through: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a vial is, since when and by which event; `sent_to` is a DEA number, `recovered` after a theft.

    `patient` is whose it is once it was taken to where they are treated, at `bound_at`: nobody else's from then on,
    wherever it goes.
    """

    standing: Standing
    place: str
    since: datetime
    by_event: str
    sent_to: str = ""
    recovered: bool = False
    patient: str = ""
    bound_at: datetime | None = None

    @property
    def registration(self) -> str:
        """The DEA number of a place `DEA-NUMBER/NAME`; empty for a place of a file with one registration."""
        number, slash, _ = self.place.partition("/")
        return (dea_registration(number) or "") if slash else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vial:
    """A vial. `book_ul` is what the book says is in it; `suspense_ul` what its open counts miss (below 0: surplus).

    A device is kept as a vial that is one whole unit: its amounts (`label_ul`, `book_ul` and the others) are whole
    devices, 1 or 0; it has a content, and no strength. `open_cases` are the counts whose difference is not resolved, `draws` those that were not reversed.
    """

    id: str
    ndc: str
    lot: str
    expires: date
    mg_per_ml: Fraction | None
    label_ul: int
    dose_type: str
    arrived_at: datetime
    arrived_by: str
    placement: Placement
    book_ul: int
    suspense_ul: int = 0
    overfill_ul: int = 0
    lost_ul: int = 0
    stolen_ul: int = 0
    used_at: datetime | None = None
    counted_by: str | None = None
    open_cases: tuple[str, ...] = ()
    draws: tuple[Drawn, ...] = ()
    form: str = VIAL
    substance: str = KETAMINE
    content_ug: int | None = None

    @property
    def is_device(self) -> bool:
        return self.form == DEVICE

    @property
    def account(self) -> str:
        return self.own(_ACCOUNTS.get(self.placement.standing, self.form))

    def own(self, kind: str, name: str = "") -> str:
        """An account of this kind for what it holds: its own, or that of somebody else's name."""
        return account(kind, name or self.id, self.substance)

    @property
    def opened(self) -> Drawn | None:
        """The earliest draw."""
        return min(self.draws, key=lambda drawn: drawn.at, default=None)

    def mass_ug(self, amount: int) -> int | None:
        """Micrograms of a volume, or of whole devices; None where they are not whole."""
        if self.mg_per_ml is None:
            assert self.content_ug is not None, "a device has a content"
            return amount * self.content_ug
        mass = amount * self.mg_per_ml
        return mass.numerator if mass.denominator == 1 else None

    def volume_ul(self, amount: int) -> int:
        """The microlitres of an amount, as a leg has them: none of a device."""
        return 0 if self.is_device else amount

    def words(self, amount: int) -> str:
        """An amount of what it holds, as a nurse reads it."""
        return amount_words(amount, self.form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Syringe:
    """What is drawn up for a patient and order, from one or more vials of one registration and substance.

    A device that was opened for somebody is such a holding too, of its own id and no volume: all of it is there, or
    nothing. `draws` are all that were not reversed; of these the first `emptied` had been used up when it was last empty.
    """

    owner: Owner
    registration: str
    volume_ul: int
    mass_ug: int
    draws: tuple[Drawn, ...]
    emptied: int = 0
    form: str = VIAL
    substance: str = KETAMINE

    @property
    def account(self) -> str:
        return account("in-hand" if self.form == DEVICE else "syringe", self.owner.name, self.substance)

    @property
    def filling(self) -> tuple[Drawn, ...]:
        """The draws whose drug is in it now."""
        return self.draws[self.emptied :]

    @property
    def begun(self) -> Drawn:
        """The draw with which preparation began: the earliest since it was last empty."""
        return min(self.filling, key=lambda drawn: drawn.at)

    @property
    def begun_at(self) -> datetime:
        return self.begun.at

    @property
    def through(self) -> date:
        """The last day on which all that is in it may be given."""
        return min(drawn.through for drawn in self.filling)

    def use_by(self, preparation_h: int) -> datetime:
        return self.begun_at + timedelta(hours=preparation_h)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A blind count of a vial, and the case of its difference. `rest_ul` is what is still in suspense.

    Of a device the amounts are whole devices.
    """

    id: str
    vial: str
    at: datetime
    signers: tuple[str, str]
    measured_ul: int
    expected_ul: int
    rest_ul: int
    is_open: bool
    form: str = VIAL
    substance: str = KETAMINE

    @property
    def account(self) -> str:
        return account("variance", self.id, self.substance)

    def words(self, amount: int) -> str:
        """An amount of what was counted, as a nurse reads it."""
        return amount_words(amount, self.form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A posted event: its legs, and what a reversal needs to know.

    `late_for` is the count whose difference gave what a late entry moved; `before` where its vial was when
    the event changed that; `discovered_at` the moment from which the clocks of a loss or theft run. `units` are the
    whole devices that it moved; of a vial 0.
    """

    event: Event
    legs: tuple[Leg, ...]
    vial: str | None
    registration: str
    volume_ul: int
    mass_ug: int
    late_for: str | None = None
    before: Placement | None = None
    discovered_at: datetime | None = None
    reversed_by: str | None = None
    units: int = 0

    @property
    def amount(self) -> int:
        """What it moved, in the measure of what it moved: microlitres, or whole devices."""
        return self.units or self.volume_ul

    @property
    def owner(self) -> Owner:
        """Whose syringe, or device in hand, the event names."""
        event = self.event
        assert event.patient is not None and event.order is not None, (
            "an entry of this kind is about a syringe"
        )
        return Owner(event.patient, event.order, (event.vial if self.units else event.syringe) or "")


class Known(NamedTuple):
    """What became of an id: its content, and the refusal if it was refused."""

    content: str
    refused: Refused | None


class Holdings(Protocol):
    """What a decision may ask. Each answer is None when there is no such thing."""

    def known(self, event_id: str) -> Known | None: ...

    def vial(self, vial_id: str) -> Vial | None: ...

    def syringe(self, owner: Owner) -> Syringe | None: ...

    def count(self, event_id: str) -> Count | None: ...

    def entry(self, event_id: str) -> Entry | None: ...

    def recorded_until(self) -> datetime | None: ...
