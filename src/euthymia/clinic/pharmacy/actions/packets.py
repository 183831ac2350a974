"""The inspection packet: gathered section by section, each kept with its hash, then set as one PDF.

Every step is one transaction and can be asked for again: who closes the browser goes on where they were.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import paper_queries
from euthymia.clinic.pharmacy.models import Book, Packet, PacketFile, PacketSection
from euthymia.clinic.pharmacy.packet_pdf import PAPERS, digest_of_bytes, packet_pdf
from euthymia.clinic.pharmacy.reports import REPORTS, Gathered, Period, digest_of
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import units

STEPS = len(REPORTS) + 1  # and the PDF
MOST_DAYS = 3_660


def begin_packet(
    *, by: Member | str, book: Book, client_id: UUID, first: date, last: date, paper: str = "us-letter"
) -> Packet:
    """Ask for a packet; `step_packet` makes it. The same again is the same packet. Raises Unusable, NotAllowed."""
    _may(by, book)
    if (known := paper_queries.packet_of_client(book, client_id)) is not None:
        return known
    if faults := _faults(first, last, paper):
        raise Unusable(faults)
    made = Packet(
        clinic_id=book.clinic_id, book=book, client_id=client_id, first=first, last=last, paper=paper,
        at=units.current().now, by=by if isinstance(by, str) else by.words,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="stock.packet-begun", says=f"asked for the inspection packet of {first} through {last}",
        subject=str(made.pk), actor=made.by, clinic=book.clinic_id,
    )  # fmt: skip
    return made


def step_packet(*, by: Member | str, packet: Packet, written_to: str = "") -> int:
    """Do the next step, and say how many are done. Raises NotAllowed."""
    _may(by, packet.book)
    packet = paper_queries.packet(packet.clinic, packet.pk)  # with the book as it is now
    done = len(paper_queries.sections_of(packet))
    try:
        with transaction.atomic():
            if done < len(REPORTS):
                _gather(packet, done, by)
            elif paper_queries.file_of(packet) is None:
                _finish(packet, by, written_to)
    except IntegrityError:
        pass  # the same step was done by another tab meanwhile
    done = len(paper_queries.sections_of(packet))
    return done + (paper_queries.file_of(packet) is not None)


def _gather(packet: Packet, place: int, by: Member | str) -> None:
    period = Period(packet.first, packet.last, packet.book.clinic.zone)
    section = REPORTS[place].make(Gathered(packet.book, period))
    content = section.document()
    PacketSection(
        clinic_id=packet.clinic_id, packet=packet, n=place + 1, content=content, digest=digest_of(content)
    ).save()
    for patient in section.patients:
        auditing.record(
            verb="stock.packet-patient", says=f"put into an inspection packet: {section.title}", subject=str(packet.pk),
            patient=patient, clinic=packet.clinic_id, actor=by if isinstance(by, str) else by.words,
        )  # fmt: skip


def _finish(packet: Packet, by: Member | str, written_to: str) -> None:
    now = units.current().now
    content = packet_pdf(packet, paper_queries.sections_of(packet), now)
    made = PacketFile(
        clinic_id=packet.clinic_id, packet=packet, at=now, content=content, digest=digest_of_bytes(content),
        written_to=written_to,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="stock.packet-made", says=f"made an inspection packet of {len(content)} bytes", subject=str(packet.pk),
        actor=by if isinstance(by, str) else by.words, clinic=packet.clinic_id, sha256=made.digest,
    )  # fmt: skip


def _may(by: Member | str, book: Book) -> None:
    if isinstance(by, Member):
        require(by, Permission.EXPORT_STOCK)
        if book.clinic_id != by.clinic.pk:
            raise NotAllowed("this book is another clinic's")


def _faults(first: date, last: date, paper: str) -> list[Fault]:
    faults = []
    if last < first:
        faults.append(
            Fault("last", "backwards", f"{last} is before {first}", "a last day that is not before the first")
        )
    elif (last - first).days > MOST_DAYS:
        faults.append(Fault("last", "too-long", "a packet holds at most ten years", "a shorter period"))
    if paper not in PAPERS:
        faults.append(Fault("paper", "unknown", f"{paper!r} is no paper", ", ".join(PAPERS)))
    return faults
