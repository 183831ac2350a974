"""Between registrations: stock leaves by distribute and comes in by receive-from, each in its own book."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy.models import Book, Entry

from .posting import Wanted, post
from .verbs import Arrival, DeviceArrival, whose


def distribute(
    *, by: Member, book: Book, client_id: UUID, vial: str, recipient_dea: str, reason: str = "",
    witness: OneAct | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """A whole vial to another registrant. The 5 % of 21 CFR 1307.11 are shown by the meter, and refuse nothing."""
    fields = {"vial": vial, "to": recipient_dea, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "distribute", at, None, fields), witness=witness)


def receive_from(
    *, by: Member, book: Book, client_id: UUID, arrival: Arrival | DeviceArrival, giver_dea: str, reason: str = "",
    witness: OneAct | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """A vial that another registrant distributed to this one."""
    fields = {**arrival.fields(), "from": giver_dea, "reason": reason}
    return post(
        by=by,
        book=book,
        wanted=Wanted(client_id, "receive-from", at, whose(arrival), fields),
        witness=witness,
    )
