"""What an event would change, collected while it is judged: all of it is posted, or none."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import Any

from euthymia.domain.quantities.identifiers import dea_registration

from .accounts import Leg
from .events import Event
from .holdings import Count, Entry, Holdings, Owner, Placement, Standing, Syringe, Vial
from .policy import Policy
from .products import DEVICE, amount_words
from .refusals import Refusal


class Draft:
    """The working copy of one decision. Raises `Refusal`; touches nothing of what it was given."""

    __slots__ = (
        "before", "counts", "device", "discovered_at", "event", "held", "late_for", "legs", "mass_ug", "policy",
        "registration", "reversed", "syringes", "units", "vials", "volume_ul",
    )  # fmt: skip

    def __init__(self, held: Holdings, event: Event, policy: Policy) -> None:
        self.held, self.event, self.policy = held, event, policy
        self.legs: list[Leg] = []
        self.vials: dict[str, Vial] = {}
        self.syringes: dict[Owner, Syringe] = {}
        self.counts: dict[str, Count] = {}
        self.reversed: Entry | None = None
        self.registration = ""
        self.volume_ul = self.mass_ug = self.units = 0
        # The device that the event is about, as it says or as the book knows.
        self.device = event.vial if event.form == DEVICE else None
        self.late_for: str | None = None
        self.before: Placement | None = None
        self.discovered_at: datetime | None = None

    # What is known

    def needs(self, *keys: str) -> list[Any]:
        """What stands under these keys of the event; all of them must have been given."""
        found = [getattr(self.event, "source" if key == "from" else key) for key in keys]
        missing = [key for key, value in zip(keys, found, strict=True) if value is None]
        if missing:
            raise Refusal("incomplete", kind=self.event.kind, what=", ".join(missing))
        return found

    def signers(self) -> tuple[str, str]:
        """The two who signed: of kinds that need two, and that were let through."""
        assert self.event.by is not None and self.event.witness is not None
        return self.event.by, self.event.witness

    def given(self, form: str) -> int | None:
        """The amount that the event names, in the measure of this form; None where it names none."""
        if form != DEVICE:
            return self.event.volume_ul
        units = self.event.units
        if units is not None and units > 1:
            raise Refusal("one-device", units=amount_words(units, form), vial=self.event.vial or "one id")
        return units

    def amount(self, form: str) -> int:
        """The amount that must be given and move something; a device is one whole unit without saying so."""
        given = self.given(form)
        if given is None:
            given = 1 if form == DEVICE else self.needs("volume_ul")[0]
        return self.moved(given)

    def moved(self, amount: int) -> int:
        if amount == 0:
            raise Refusal("nothing", kind=self.event.kind)
        return amount

    def fits(self, form: str) -> None:
        """What is said of a device only, or of a vial only, is said of no other."""
        event = self.event
        of_other = (
            {"volume_ul": event.volume_ul, "mg_per_ml": event.mg_per_ml, "dose_type": event.dose_type, "syringe": event.syringe}
            if form == DEVICE
            else {"units": event.units, "content_ug": event.content_ug, "form": None if event.form != DEVICE else event.form}
        )  # fmt: skip
        if what := [key for key, value in of_other.items() if value is not None]:
            raise Refusal("not-of-this-form", what=", ".join(what), form=form)

    def vial(self) -> Vial:
        """The event's vial, which must be in the book, be the one described, and have come by then."""
        event = self.event
        (name,) = self.needs("vial")
        found = self.held.vial(name)
        if found is None or found.placement.standing is Standing.WITHDRAWN:
            raise Refusal("unknown-vial", vial=name)
        self.about(found)
        if event.at < found.arrived_at:
            raise Refusal("before-arrival", vial=found.id, arrived=clock(found.arrived_at))
        self.same_details(found)
        self.registration = found.placement.registration
        return found

    def about(self, vial: Vial) -> None:
        """The event is about this vial: when it is a device, the entry and every refusal call it one."""
        if vial.is_device:
            self.device = vial.id

    def same_details(self, vial: Vial) -> None:
        """What was scanned along with an act must be what the book says of the vial."""
        event = self.event
        if event.form in (None, vial.form):
            self.fits(vial.form)
        for what, scanned, book in (
            ("NDC", event.ndc, vial.ndc),
            ("lot", event.lot, vial.lot),
            ("expiry", event.expires, vial.expires),
            ("concentration", event.mg_per_ml, vial.mg_per_ml),
            ("dose type", event.dose_type, vial.dose_type),
            ("form", event.form, vial.form),
            ("substance", event.substance, vial.substance),
            ("content in micrograms", event.content_ug, vial.content_ug),
        ):
            if scanned is not None and scanned != book:
                written = plain(book) if what == "concentration" else book
                raise Refusal("details-differ", what=what, vial=vial.id, book=written)

    def owner(self) -> Owner:
        patient, order = self.needs("patient", "order")
        return Owner(patient, order, self.event.syringe or "")

    def count(self) -> Count:
        """The count that the event is about (`ref`), with an open case."""
        event = self.event
        (ref,) = self.needs("ref")
        found = self.held.count(ref)
        if found is None:
            raise Refusal("unknown-ref" if self.held.entry(ref) is None else "not-a-count", ref=ref)
        if event.vial is not None and event.vial != found.vial:
            raise Refusal("other-vial", ref=found.id, vial=found.vial, claimed=event.vial)
        if not found.is_open:
            raise Refusal("no-open-case", ref=found.id)
        if event.at < found.at:
            raise Refusal("before-count", at=clock(found.at))
        return found

    def counted_vial(self, count: Count) -> Vial:
        """The vial of a count; a count cannot be in the book without its vial."""
        vial = self.held.vial(count.vial)
        assert vial is not None
        self.about(vial)
        self.fits(vial.form)
        self.registration = vial.placement.registration
        return vial

    def at_place(self, vial: Vial) -> None:
        """`from`, where it is given, must be where the book says the vial is."""
        claimed, place = self.event.source, vial.placement.place
        if (
            claimed is not None
            and claimed not in (place, vial.id, vial.account)
            and claimed.partition(":")[2] != place
        ):
            raise Refusal("wrong-place", vial=vial.id, place=place, claimed=claimed)

    def free_for(self, vial: Vial, patient: str = "") -> None:
        """Whom it was taken to may have it, and nobody else; what happened before that is entered late all the same."""
        at = vial.placement
        if at.patient not in ("", patient) and at.bound_at is not None and self.event.at >= at.bound_at:
            raise Refusal("bound", vial=vial.id, patient=at.patient)

    def here(self, vial: Vial, *allowed: Standing) -> None:
        """The vial must stand so now, or have stood in stock when the event happened."""
        at = vial.placement
        if at.standing in allowed or (
            at.standing in _ON_HAND and not at.recovered and self.event.at < at.since
        ):
            return
        if at.recovered:
            raise Refusal("recovered", vial=vial.id)
        if at.standing is Standing.QUARANTINE:
            raise Refusal("in-quarantine", vial=vial.id)
        raise Refusal("not-here", vial=vial.id, standing=at.standing.value, since=clock(at.since))

    def registrant(self, number: str, code: str) -> str:
        """The registration of a DEA number, or of a place `DEA-NUMBER/NAME`."""
        found = dea_registration(number.partition("/")[0])
        if found is None:
            raise Refusal(code, number=number)
        return found

    def mass(self, vial: Vial, amount: int) -> int:
        mass = vial.mass_ug(amount)
        if mass is None:
            raise Refusal("not-whole-micrograms", volume=vial.words(amount), mg_per_ml=plain(vial.mg_per_ml))
        return mass

    def late(self, vial: Vial, at: datetime) -> Count | None:
        """The last count of the vial, if what happened at `at` comes after it; that needs a reason."""
        count = (
            None
            if vial.counted_by is None
            else self.counts.get(vial.counted_by) or self.held.count(vial.counted_by)
        )
        if count is None or at >= count.at:
            return None
        if self.event.reason is None:
            raise Refusal("late-without-reason", vial=vial.id, count=count.id)
        return count

    # What moves

    def post(self, source: str, target: str, volume_ul: int, mass_ug: int, units: int = 0) -> None:
        self.legs += (Leg(source, -volume_ul, -mass_ug), Leg(target, volume_ul, mass_ug))
        self.volume_ul, self.mass_ug, self.units = volume_ul, mass_ug, units

    def pour(self, vial: Vial, source: str, target: str, amount: int) -> None:
        """Post an amount of what a vial holds, from one account to another."""
        self.post(source, target, *self.measures(vial, amount))

    def measures(self, vial: Vial, amount: int) -> tuple[int, int, int]:
        """An amount of what a vial holds in microlitres, micrograms and whole devices."""
        mass_ug = self.mass(vial, amount)
        return vial.volume_ul(amount), mass_ug, amount if vial.is_device else 0

    def carry(self, vial: Vial) -> None:
        """It goes somewhere with all that is in it, and its account may stay the same."""
        self.volume_ul, self.mass_ug, self.units = self.measures(vial, vial.book_ul)

    def take(self, vial: Vial, amount: int, target: str) -> Vial:
        """Out of a vial: out of its book, or, for a late entry, out of the difference of its last count."""
        if vial.is_device and not self.everything(vial):
            raise Refusal("device-used", vial=vial.id)
        self.moved(amount)
        self.mass(vial, amount)
        count = self.late(vial, self.event.at)
        there = vial.book_ul if count is None else vial.book_ul + vial.suspense_ul
        if amount > there:
            raise Refusal("not-enough", vial=vial.id, book=vial.words(there), volume=vial.words(amount))
        self.lawful(vial, amount)
        if count is None:
            self.pour(vial, vial.account, target, amount)
            used_at = self.event.at if vial.used_at is None else max(vial.used_at, self.event.at)
            changed = replace(vial, book_ul=vial.book_ul - amount, used_at=used_at)
        else:
            self.pour(vial, count.account, target, amount)
            self.late_for = count.id
            changed = self.settle(vial, count, -amount)
        self.vials[vial.id] = changed
        return changed

    def lawful(self, vial: Vial, amount: int) -> None:
        """No more may leave a vial, or be explained, than came on its label and as resolved overfill (I5)."""
        lawful = vial.book_ul + vial.suspense_ul
        if amount > lawful:
            raise Refusal("surplus-open", vial=vial.id, lawful=vial.words(lawful))

    def give_back(self, vial: Vial, amount: int, source: str, happened_at: datetime) -> Vial:
        """The reverse of `take`, for an entry of `happened_at`."""
        count = self.late(vial, happened_at)
        if count is None:
            self.pour(vial, source, vial.account, amount)
            changed = replace(vial, book_ul=vial.book_ul + amount)
        else:
            self.pour(vial, source, count.account, amount)
            self.late_for = count.id
            changed = self.settle(vial, count, amount)
        self.vials[vial.id] = changed
        return changed

    def settle(self, vial: Vial, count: Count, change_ul: int, *, close: bool = False) -> Vial:
        """Change what is in suspense for a count; whatever is changed opens its case, only a resolve closes it."""
        rest_ul = count.rest_ul + change_ul
        changed_count = replace(count, rest_ul=rest_ul, is_open=not (close and rest_ul == 0))
        self.counts[count.id] = changed_count
        others = tuple(case for case in vial.open_cases if case != count.id)
        cases = (*others, count.id) if changed_count.is_open else others
        changed = replace(vial, suspense_ul=vial.suspense_ul + change_ul, open_cases=cases)
        self.vials[vial.id] = changed
        return changed

    def place(self, vial: Vial, standing: Standing, place: str, **more: Any) -> Vial:
        """Put a vial, with all that the book has in it, where it now stands."""
        self.before = vial.placement
        placement = Placement(
            standing=standing, place=place, since=self.event.at, by_event=self.event.id,
            **{name: getattr(vial.placement, name) for name in ("recovered", "patient", "bound_at")} | more,
        )  # fmt: skip
        return self.restore(vial, placement)

    def restore(self, vial: Vial, placement: Placement) -> Vial:
        changed = replace(vial, placement=placement)
        if changed.account != vial.account and vial.book_ul:
            self.pour(vial, vial.account, changed.account, vial.book_ul)
        self.vials[vial.id] = changed
        return changed

    def everything(self, vial: Vial) -> int:
        """All that is in the vial; for a late entry, all that was in it or is missed by its last count."""
        return vial.book_ul + (vial.suspense_ul if self.late(vial, self.event.at) else 0)

    def part(self, vial: Vial) -> int:
        """The amount given; without one, everything."""
        given = self.given(vial.form)
        return self.everything(vial) if given is None else given

    def whole(self, vial: Vial) -> int:
        """Everything; an amount that was given must be exactly that."""
        there, given = self.everything(vial), self.given(vial.form)
        if (count := self.late(vial, self.event.at)) is not None and count.measured_ul:
            raise Refusal("counted-after", vial=vial.id, count=count.id)
        if given is not None and given != there:
            raise self.not_whole(vial, there, given)
        return there

    def not_whole(self, vial: Vial, there: int, given: int) -> Refusal:
        book, volume = vial.words(there), vial.words(given)
        return Refusal("not-whole", kind=self.event.kind, vial=vial.id, book=book, volume=volume)


_ON_HAND = (Standing.STOCK, Standing.QUARANTINE)


def same_person(one: str, other: str) -> bool:
    """Two spellings of one id are one person."""
    return _folded(one) == _folded(other)


def _folded(person: str) -> str:
    return unicodedata.normalize("NFKC", person).casefold()


def plain(number: Any) -> str:
    """A concentration without a fraction bar."""
    return f"{float(number):g}"


def clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
