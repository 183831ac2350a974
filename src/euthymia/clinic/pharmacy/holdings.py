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

from .models import Book, Case, Entry, SiteRule, Syringe, Vial

_NAMES = ("patient", "order", "syringe")
_OWNER = ("book", *_NAMES)
# One look into the index for each syringe: who joins may read all that the book ever had.
_STANDS = """
    SELECT 'entry', client_id, recorded_at, NULL FROM pharmacy_entry
      WHERE book_id = %(book)s AND client_id = ANY(%(ids)s)
    UNION ALL SELECT 'last', client_id, recorded_at, NULL FROM pharmacy_entry WHERE book_id = %(book)s AND n = %(n)s
    UNION ALL SELECT 'refusal', client_id, at, NULL FROM pharmacy_refusal
      WHERE book_id = %(book)s AND client_id = ANY(%(ids)s)
    UNION ALL SELECT 'vial', NULL, NULL, state::text FROM pharmacy_vial
      WHERE book_id = %(book)s AND code = ANY(%(vials)s)
    UNION ALL SELECT 'syringe', NULL, NULL, held.state
      FROM unnest(%(patients)s::text[], %(orders)s::text[], %(syringes)s::text[]) AS o (patient, "order", syringe)
      CROSS JOIN LATERAL (SELECT state::text FROM pharmacy_syringe s WHERE s.book_id = %(book)s
        AND s.patient = o.patient AND s."order" = o."order" AND s.syringe = o.syringe LIMIT 1) AS held
    UNION ALL (SELECT 'site', NULL, NULL, when_closed FROM pharmacy_siterule
      WHERE book_id = %(book)s ORDER BY at DESC, id DESC LIMIT 1)
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
    """The holdings of a locked book. What `documents` name is read at once, and anything else when it is asked for.

    `posted` and `refused` say of which of their ids there is an entry or a refusal already; `when_closed` is what the
    place has chosen for draws outside the day.
    """

    def __init__(self, book: Book, documents: Sequence[dict[str, Any]]) -> None:
        self.book = book
        self._recorded_until: datetime | None = None
        self.posted, self.refused = set[UUID](), set[UUID]()
        self.when_closed: str = SiteRule().when_closed
        self._of: dict[str, Any] = {"clinic_id": book.clinic_id, "book": book}
        self._vials: dict[str, ledger.Vial | None] = {}
        self._syringes: dict[ledger.Owner, ledger.Syringe | None] = {}
        self._counts: dict[str, ledger.Count | None] = {}
        self._changed: dict[Any, tuple[ledger.Vial | ledger.Syringe | ledger.Count, dict[str, Any]]] = {}
        self._read(documents)

    def _read(self, documents: Sequence[dict[str, Any]]) -> None:
        """One statement for all that the documents name: others wait for the book's lock meanwhile."""
        vials = {one["vial"] for one in documents if isinstance(one.get("vial"), str)}
        owners = {
            ledger.Owner(one["patient"], one["order"], one.get("syringe", ""))
            for one in documents
            if all(isinstance(one.get(name, ""), str) for name in _NAMES)
            and {"patient", "order"} <= one.keys()
        }
        self._vials |= dict.fromkeys(vials)
        self._syringes |= dict.fromkeys(owners)
        patients, orders, syringes = zip(*owners, strict=True) if owners else ((), (), ())
        asked: dict[str, Any] = {
            "book": self.book.pk, "n": self.book.entries_n, "ids": [UUID(one["id"]) for one in documents],
            "vials": list(vials), "patients": list(patients), "orders": list(orders), "syringes": list(syringes),
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_STANDS, asked)
            for what, client_id, at, state in cursor.fetchall():
                if what == "vial":
                    vial = ledger.revived(ledger.Vial, json.loads(state))
                    self._vials[vial.id] = vial
                elif what == "syringe":
                    syringe = ledger.revived(ledger.Syringe, json.loads(state))
                    self._syringes[syringe.owner] = syringe
                elif what == "site":
                    self.when_closed = state
                elif what == "last":
                    self._recorded_until = at
                else:
                    (self.posted if what == "entry" else self.refused).add(client_id)

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

    def changed(self) -> streams.Beside:
        """Every projection that changed, as rows to be written beside the entries."""
        vials, syringes, cases = list[Vial](), list[Syringe](), list[Case]()
        for value, state in self._changed.values():
            if isinstance(value, ledger.Vial):
                vials.append(self._vial(value, state))
            elif isinstance(value, ledger.Syringe):
                syringes.append(self._syringe(value, state))
            else:
                cases.append(self._case(value, state))
        tables = ((vials, ("book", "code")), (syringes, _OWNER), (cases, ("book", "code")))
        return [(rows, unique) for rows, unique in tables if rows]

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
