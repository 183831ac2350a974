"""Reads of the papers: other registrants, inventories and when the next is due, the meter, packets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from euthymia.clinic.people.models import Clinic
from euthymia.domain import ledger
from euthymia.domain.ledger.clocks import years_after
from euthymia.domain.ledger.meter import dosage_ul
from euthymia.domain.ledger.policy import INVENTORY_Y

from .models import (
    Book,
    Entry,
    Inventory,
    Packet,
    PacketFile,
    PacketSection,
    Registrant,
    Registration,
    Sheet,
    Vial,
)

UNUSED = "unused "  # so begins the order under which a device is wasted that was opened and not used
MOVING_NOTHING = ("count", "resolve", "move", "return-sealed", "quarantine")


def own_registration(book: Book, number: str) -> Registration | None:
    """A registration of the same clinic with this number."""
    return Registration.objects.filter(clinic_id=book.clinic_id, number=number).first()


def registration(clinic: Clinic, registration_id: UUID) -> Registration:
    """Raises Registration.DoesNotExist, also for another clinic's."""
    return Registration.objects.select_related("clinic").get(clinic=clinic, pk=registration_id)


def book_of(registration: Registration) -> Book:
    return Book.objects.select_related("registration", "clinic").get(
        clinic_id=registration.clinic_id, registration=registration
    )


def every_book() -> list[Book]:
    """The books of every clinic, for the installation's own commands, which work in all of them."""
    return list(Book.objects.select_related("registration", "clinic").order_by("registration__number"))


def registrant(clinic: Clinic, number: str) -> Registrant | None:
    """What is known of a DEA number that is not the clinic's own: the newest word."""
    return Registrant.objects.filter(clinic=clinic, number=number).order_by("-at", "-id").first()


def registrants(clinic: Clinic) -> list[Registrant]:
    """Everybody whose papers were entered, the newest word on each, by name."""
    newest = {row.number: row for row in Registrant.objects.filter(clinic=clinic).order_by("at", "id")}
    return sorted(newest.values(), key=lambda row: (row.name.casefold(), row.number))


def inventories(book: Book) -> list[Inventory]:
    """The newest first."""
    return list(Inventory.objects.filter(clinic_id=book.clinic_id, book=book).order_by("-at", "-id"))


def inventory(clinic: Clinic, inventory_id: UUID) -> Inventory:
    """Raises Inventory.DoesNotExist, also for another clinic's."""
    return Inventory.objects.select_related("book__registration", "book__clinic").get(
        clinic=clinic, pk=inventory_id
    )


def inventory_of_client(book: Book, client_id: UUID) -> Inventory | None:
    return Inventory.objects.filter(clinic_id=book.clinic_id, book=book, client_id=client_id).first()


def last_inventory_at(book: Book) -> datetime | None:
    """When the last inventory was taken. One that is signed outranks opening entries without a paper of their own."""
    last = Inventory.objects.filter(clinic_id=book.clinic_id, book=book).order_by("-at").first()
    if last is not None:
        return last.at
    opened = Entry.objects.filter(clinic_id=book.clinic_id, book=book, kind="opening").order_by("-at").first()
    return opened.at if opened is not None else None


def inventory_due(book: Book) -> date | None:
    """By when the next inventory is due (21 CFR 1304.11(c)); None: there was none yet, so the initial one is."""
    at = last_inventory_at(book)
    return None if at is None else years_after(at.astimezone(book.clinic.zone).date(), INVENTORY_Y.value)


def sheet_that_stands(book: Book) -> Sheet | None:
    """The newest opening or closing count, if nothing that was on hand has changed since; None when it has."""
    sheet = (
        Sheet.objects.filter(clinic_id=book.clinic_id, book=book)
        .exclude(purpose=Sheet.Purpose.SPOT).order_by("-at", "-id").first()
    )  # fmt: skip
    if sheet is None:
        return None
    of = Entry.objects.filter(clinic_id=book.clinic_id, book=book)
    last = of.filter(record=sheet.record).order_by("-n").first()
    assert last is not None, "a sheet has counts"
    return None if of.filter(n__gt=last.n).exclude(kind__in=MOVING_NOTHING).exists() else sheet


def meter(book: Book, year: int) -> ledger.Meter:
    """How much of this year's use went to other registrants; what was reversed does not count."""
    first, after = (datetime(one, 1, 1, tzinfo=book.clinic.zone) for one in (year, year + 1))
    of = Entry.objects.filter(clinic_id=book.clinic_id, book=book)
    undone = set(of.filter(kind="reverse").values_list("ref", flat=True))
    rows = of.filter(kind__in=("distribute", "administer"), at__gte=first, at__lt=after)
    totals = {"distribute": 0, "administer": 0}
    for kind, client_id, more in rows.values_list("kind", "client_id", "more"):
        if str(client_id) not in undone:
            totals[kind] += dosage_ul(more["volume_ul"], more.get("units", 0))
    return ledger.Meter(book.registration.number, year, totals["distribute"], totals["administer"])


def on_the_way(book: Book) -> list[Vial]:
    """Vials that another registration of this clinic sent to this one, and that have not come in yet."""
    number = book.registration.number
    sent = Vial.objects.filter(clinic_id=book.clinic_id, standing="distributed").exclude(book=book)
    coming = [
        row
        for row in sent.select_related("book__registration")
        if row.state["placement"]["sent_to"] == number
    ]
    here = set(
        Vial.objects.filter(clinic_id=book.clinic_id, book=book, code__in=[row.code for row in coming])
        .values_list("code", flat=True)
    )  # fmt: skip
    return sorted((row for row in coming if row.code not in here), key=lambda row: row.code)


def to_set_apart(book: Book, today: date) -> list[ledger.Vial]:
    """Vials in stock that may be used no more: expired, or opened too long ago."""
    return [vial for vial in in_stock(book) if through(vial) < today]


def in_stock(book: Book) -> list[ledger.Vial]:
    rows = Vial.objects.filter(clinic_id=book.clinic_id, book=book, standing="stock", book_ul__gt=0)
    return [ledger.revived(ledger.Vial, row.state) for row in rows.order_by("expires", "code")]


def through(vial: ledger.Vial) -> date:
    """The last day on which it may be used."""
    return vial.opened.through if vial.opened is not None else vial.expires


def entry(clinic: Clinic, entry_id: UUID) -> Entry:
    """Raises Entry.DoesNotExist, also for another clinic's."""
    return Entry.objects.select_related("book__registration", "book__clinic", "patient").get(
        clinic=clinic, pk=entry_id
    )


def entries_numbered(book: Book, numbers: Iterable[int]) -> list[Entry]:
    """The lines of a book that have these numbers, in their order."""
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book, n__in=list(numbers))
    return list(rows.order_by("n"))


def is_of_the_chair(row: Entry) -> bool:
    """Whether it was posted by a session: it, or what was signed with it, is about a syringe with a number."""
    signed = Entry.objects.filter(clinic_id=row.clinic_id, book_id=row.book_id, record=row.record)
    return any(one.event.get("syringe") for one in signed)


def is_of_a_spray(row: Entry) -> bool:
    """Whether a device was opened or given by it in a watched dose, whose chart names the device too."""
    given = row.kind in ("draw", "administer") and row.event.get("form") == ledger.DEVICE
    return given and not str(row.event["order"]).startswith(UNUSED)


def reversal_of(row: Entry) -> Entry | None:
    return Entry.objects.filter(
        clinic_id=row.clinic_id, book_id=row.book_id, kind="reverse", ref=str(row.client_id)
    ).first()


def packets(clinic: Clinic) -> list[tuple[Packet, PacketFile | None]]:
    """The newest first, each with its file when it is finished; without the file's bytes."""
    files = {row.packet_id: row for row in PacketFile.objects.filter(clinic=clinic).defer("content")}
    rows = (
        Packet.objects.filter(clinic=clinic).select_related("book__registration").order_by("-at", "-id")[:200]
    )
    return [(row, files.get(row.pk)) for row in rows]


def packet(clinic: Clinic, packet_id: UUID) -> Packet:
    """Raises Packet.DoesNotExist, also for another clinic's."""
    return Packet.objects.select_related("book__registration", "book__clinic").get(
        clinic=clinic, pk=packet_id
    )


def packet_of_client(book: Book, client_id: UUID) -> Packet | None:
    return Packet.objects.filter(clinic_id=book.clinic_id, book=book, client_id=client_id).first()


def sections_of(packet: Packet) -> list[PacketSection]:
    return list(PacketSection.objects.filter(clinic_id=packet.clinic_id, packet=packet).order_by("n"))


def file_of(packet: Packet) -> PacketFile | None:
    return PacketFile.objects.filter(clinic_id=packet.clinic_id, packet=packet).first()


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def volumes(vials: Iterable[ledger.Vial]) -> int:
    return sum(vial.book_ul for vial in vials)
