"""A stocked safe: a registration, a place, and vials received through the clinic's own actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.pharmacy import actions, queries
from euthymia.clinic.pharmacy.models import Book, Entry, Place
from euthymia.kit import units
from support.cast import Cast, Person

OURS, HILLSIDES, SUPPLIER, DISTRIBUTOR = "F91234563", "GX9841203", "RX9841203", "G99700015"


@dataclass(frozen=True)
class Stock:
    """A book with its safe. The methods are the clinic's verbs, with what does not matter filled in."""

    cast: Cast
    book: Book
    safe: Place

    def arrival(self, vial: str, **more: Any) -> actions.Arrival:
        usual: dict[str, Any] = {
            "vial": vial, "ndc": "67457-108-10", "lot": "L88", "expires": date(2099, 3, 31), "mg_per_ml": Decimal(50),
            "volume_ul": 10_000, "dose_type": "multi", "to": self.safe,
        }  # fmt: skip
        return actions.Arrival(**{**usual, **more})

    def receive(self, vial: str, **more: Any) -> Entry:
        return actions.receive(
            by=self.cast.by_role["custodian"].member(), book=self.book, client_id=uuid4(),
            arrival=self.arrival(vial, **more), supplier_dea=SUPPLIER, reason="invoice 12",
        )  # fmt: skip

    def device(self, code: str, **more: Any) -> Entry:
        """A device of esketamine spray, received."""
        usual: dict[str, Any] = {
            "vial": code, "ndc": "12345-6789-0", "lot": "S7", "expires": date(2099, 3, 31), "substance": "esketamine",
            "content_ug": 28_000, "to": self.safe,
        }  # fmt: skip
        return actions.receive(
            by=self.cast.by_role["custodian"].member(), book=self.book, client_id=uuid4(),
            arrival=actions.DeviceArrival(**{**usual, **more}), supplier_dea=SUPPLIER, reason="invoice 13",
        )  # fmt: skip

    def act(self, verb: str, **more: Any) -> Entry:
        """A verb at the chair, by Noor for Ana's first order unless told otherwise."""
        usual: dict[str, Any] = {"book": self.book, "client_id": uuid4()}
        if "by" not in more:
            usual["by"] = self.cast.noor.member()
        if verb in ("draw", "administer", "waste"):
            usual |= {"patient": self.cast.ana_patient, "order": "order-1"}
        entry: Entry = getattr(actions, verb)(**{**usual, **more})
        return entry

    def proof(self, person: Person | None = None) -> OneAct:
        """A second person, by default Tomas, who has just proved who they are."""
        return OneAct((person or self.cast.tomas).member(), units.current().now)

    def on_hand(self, vial: str) -> int:
        found = queries.vial_named(self.book, vial)
        assert found is not None
        return found.vial.book_ul


def stocked(cast: Cast, *vials: str, clinic: Clinic | None = None, begun: bool = True) -> Stock:
    """A registration with a safe, its initial inventory of nothing if it has `begun`, and these vials in it.

    Ask inside a unit of the clinic.
    """
    where = clinic or cast.lakeside
    made = actions.register(
        clinic=where, by="a test", entity=f"{where.name} LLC", number=OURS if clinic is None else HILLSIDES,
        address="1 Shore Road", valid_until=date(2099, 6, 30),
    )  # fmt: skip
    safe = actions.add_place(by="a test", registration=made, name="Safe")
    (book,) = queries.books(where)
    # Most tests are about something else than the day's counts.
    actions.set_site(by="a test", book=book, client_id=uuid4(), when_closed="let")
    stock = Stock(cast, book, safe)
    if begun and clinic is None:
        actions.open_book(
            by=cast.by_role["custodian"].member(), witness=stock.proof(), book=book, client_id=uuid4(), moment="open",
            arrivals=[],
        )  # fmt: skip
    for vial in vials:
        stock.receive(vial)
    return stock
