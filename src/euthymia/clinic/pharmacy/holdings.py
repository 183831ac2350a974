"""What a decision of the ledger reads, given from rows: only those that an event names.

It holds what it has read and what was posted since, so several events of one transaction see each other; `save`
writes the projections.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection

from euthymia.domain import ledger
from euthymia.kit import streams

from .models import Book, Case, Entry, Syringe, Vial

_OWNER = ("book", "patient", "order", "syringe")
_NAMED = """
    SELECT 'vial', state::text FROM pharmacy_vial WHERE book_id = %s AND code = ANY(%s)
    UNION ALL
    SELECT 'syringe', state::text FROM pharmacy_syringe s JOIN unnest(%s::text[], %s::text[], %s::text[])
      AS o (patient, "order", syringe) USING (patient, "order", syringe) WHERE s.book_id = %s
"""
_MORE = ("vial", "registration", "volume_ul", "mass_ug", "late_for", "before", "discovered_at")


def more_of(entry: ledger.Entry) -> dict[str, Any]:
    """What of an entry neither its event nor its legs say; `units` only of a device."""
    more = {name: ledger.stored(getattr(entry, name)) for name in _MORE}
    return {**more, "units": entry.units} if entry.units else more


def entry_of(row: Entry, reversed_by: str | None = None) -> ledger.Entry:
    """The ledger's own value of a row."""
    form = {**row.more, "event": row.event, "legs": row.legs, "reversed_by": reversed_by}
    return ledger.revived(ledger.Entry, form)


def _digest(document: Any) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Rows:
    """The holdings of a locked book. What `events` name is read at once, and anything else when it is asked for."""

    def __init__(
        self, book: Book, recorded_until: datetime | None, events: Sequence[ledger.Event] = ()
    ) -> None:
        self.book, self._recorded_until = book, recorded_until
        self._of: dict[str, Any] = {"clinic_id": book.clinic_id, "book": book}
        self._vials: dict[str, ledger.Vial | None] = {}
        self._syringes: dict[ledger.Owner, ledger.Syringe | None] = {}
        self._counts: dict[str, ledger.Count | None] = {}
        self._changed: dict[Any, tuple[ledger.Vial | ledger.Syringe | ledger.Count, dict[str, Any]]] = {}
        self._read(events)

    def _read(self, events: Sequence[ledger.Event]) -> None:
        """One statement for the vials and syringes of all the events: others wait for the book's lock meanwhile."""
        vials = {one.vial for one in events if one.vial is not None}
        owners = {
            ledger.Owner(one.patient, one.order, one.syringe or "")
            for one in events
            if one.patient is not None and one.order is not None
        }
        if not vials and not owners:
            return
        self._vials |= dict.fromkeys(vials)
        self._syringes |= dict.fromkeys(owners)
        patients, orders, syringes = zip(*owners, strict=True) if owners else ((), (), ())
        with connection.cursor() as cursor:
            cursor.execute(
                _NAMED,
                [self.book.pk, list(vials), list(patients), list(orders), list(syringes), self.book.pk],
            )
            for table, state in cursor.fetchall():
                if table == "vial":
                    vial = ledger.revived(ledger.Vial, json.loads(state))
                    self._vials[vial.id] = vial
                else:
                    syringe = ledger.revived(ledger.Syringe, json.loads(state))
                    self._syringes[syringe.owner] = syringe

    def known(self, event_id: str) -> ledger.Known | None:
        """None: whether an id is new is asked before the ledger is."""
        return None

    def vial(self, vial_id: str) -> ledger.Vial | None:
        if vial_id not in self._vials:
            row = Vial.objects.filter(**self._of, code=vial_id).first()
            self._vials[vial_id] = None if row is None else ledger.revived(ledger.Vial, row.state)
        return self._vials[vial_id]

    def syringe(self, owner: ledger.Owner) -> ledger.Syringe | None:
        if owner not in self._syringes:
            row = Syringe.objects.filter(**self._of, **_named(owner)).first()
            self._syringes[owner] = None if row is None else ledger.revived(ledger.Syringe, row.state)
        return self._syringes[owner]

    def count(self, event_id: str) -> ledger.Count | None:
        if event_id not in self._counts:
            row = Case.objects.filter(**self._of, code=event_id).first()
            self._counts[event_id] = None if row is None else ledger.revived(ledger.Count, row.state)
        return self._counts[event_id]

    def entry(self, event_id: str) -> ledger.Entry | None:
        try:
            client_id = UUID(event_id)
        except ValueError:
            return None
        row = Entry.objects.filter(**self._of, client_id=client_id).first()
        if row is None:
            return None
        undone = Entry.objects.filter(**self._of, kind="reverse", ref=str(client_id)).first()
        return entry_of(row, str(undone.client_id) if undone else None)

    def recorded_until(self) -> datetime | None:
        return self._recorded_until

    def keep(self, posted: ledger.Posted) -> dict[str, str]:
        """What follows sees what was posted. Returns what the entry leaves behind.

        That is SHA-256 of each vial, syringe and case as it is after the entry, so that the chain covers the
        projections too.
        """
        left = {}
        for vial in posted.vials:
            self._vials[vial.id] = vial
            left[f"vial:{vial.id}"] = self._change((Vial, vial.id), vial)
        for syringe in posted.syringes:
            self._syringes[syringe.owner] = syringe
            left[f"syringe:{syringe.owner.name}"] = self._change((Syringe, syringe.owner), syringe)
        for count in posted.counts:
            self._counts[count.id] = count
            left[f"variance:{count.id}"] = self._change((Case, count.id), count)
        self._recorded_until = posted.entry.event.recorded_at
        return left

    def _change(self, key: Any, value: Any) -> str:
        state = ledger.stored(value)
        self._changed[key] = value, state
        return _digest(state)

    def save(self) -> None:
        """Write every projection that changed, one statement for each table."""
        vials, syringes, cases = list[Vial](), list[Syringe](), list[Case]()
        for value, state in self._changed.values():
            if isinstance(value, ledger.Vial):
                vials.append(self._vial(value, state))
            elif isinstance(value, ledger.Syringe):
                syringes.append(self._syringe(value, state))
            else:
                cases.append(self._case(value, state))
        for rows, unique in ((vials, ("book", "code")), (syringes, _OWNER), (cases, ("book", "code"))):
            if rows:
                streams.insert(rows, replacing=unique)
        self._changed.clear()

    def _id(self, kind: str, name: str) -> UUID:
        """A projection's own id follows from what it is of, so that not even that can be altered unseen."""
        return uuid5(self.book.pk, f"{kind}:{name}")

    def _vial(self, vial: ledger.Vial, state: dict[str, Any]) -> Vial:
        return Vial(
            id=self._id("vial", vial.id), **self._of, code=vial.id, standing=vial.placement.standing.value, place=vial.placement.place,
            ndc=vial.ndc, lot=vial.lot, expires=vial.expires, form=vial.form, substance=vial.substance,
            book_ul=vial.book_ul, state=state,
        )  # fmt: skip

    def _syringe(self, syringe: ledger.Syringe, state: dict[str, Any]) -> Syringe:
        return Syringe(
            id=self._id("syringe", syringe.owner.name), **self._of, **_named(syringe.owner), volume_ul=syringe.volume_ul,
            mass_ug=syringe.mass_ug, state=state,
        )  # fmt: skip

    def _case(self, count: ledger.Count, state: dict[str, Any]) -> Case:
        return Case(
            id=self._id("variance", count.id), **self._of, code=count.id, vial=count.vial, at=count.at, rest_ul=count.rest_ul, is_open=count.is_open,
            state=state,
        )  # fmt: skip


def _named(owner: ledger.Owner) -> dict[str, str]:
    return {"patient": owner.patient, "order": owner.order, "syringe": owner.syringe}
