"""How an event comes into a book: under the book's lock, decided by the pure ledger, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event as AuditEvent
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Credential, Patient
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import queries
from euthymia.clinic.pharmacy.holdings import Rows, more_of
from euthymia.clinic.pharmacy.models import Book, Entry, Refusal, SiteRule
from euthymia.clinic.pharmacy.snapshots import papers_of
from euthymia.domain import ledger
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units
from euthymia.kit.composed import composed

from . import halting

# Who may do what. What takes drug in or gives it needs the registration in date; what accounts for it never does.
PERMISSIONS = {
    "opening": P.KEEP_STOCK, "receive": P.KEEP_STOCK, "receive-from": P.KEEP_STOCK, "distribute": P.KEEP_STOCK,
    "move": P.KEEP_STOCK, "return-sealed": P.KEEP_STOCK, "quarantine": P.KEEP_STOCK,
    "reverse-distribute": P.KEEP_STOCK, "destroy": P.KEEP_STOCK,
    "draw": P.USE_STOCK, "administer": P.USE_STOCK, "waste": P.USE_STOCK, "count": P.COUNT_STOCK,
    "resolve": P.RESOLVE_STOCK, "loss": P.RESOLVE_STOCK, "theft": P.RESOLVE_STOCK, "reverse": P.RESOLVE_STOCK,
}  # fmt: skip
# A vial breaks in whoever's hands it is.
BREAKS = (P.USE_STOCK, P.KEEP_STOCK)
REGISTERED = frozenset({"opening", "receive", "receive-from", "distribute", "draw", "administer"})
LICENSED = frozenset({"draw", "administer"})
# Who takes drug into their hands has attested before (21 CFR 1301.76(a)); accounting for what is there asks nothing.
ATTESTED = frozenset({
    "receive", "receive-from", "draw", "move", "return-sealed", "distribute", "reverse-distribute", "destroy",
})  # fmt: skip
# What the signed record leaves out: the server's time, and the witness, who signs what the others say.
UNSIGNED = ("recorded_at", "witness")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An event as it is asked for. `fields` are keys of the ledger's event; `at` None means now.

    `ordered_by` is who signed the order that it is about, where the one who posts knows.
    """

    client_id: UUID
    kind: str
    at: datetime | None
    patient: Patient | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    ordered_by: str = ""

    def document(self, by: Member, now: datetime) -> dict[str, Any]:
        at = (self.at or now).astimezone(by.clinic.zone)
        asked = {"patient": self.patient.number if self.patient else None, **self.fields}
        given = {name: value for name, value in asked.items() if value not in (None, "")}
        return {
            "id": str(self.client_id), "kind": self.kind, "at": at.isoformat(), "by": str(by.staff.pk), **given
        }  # fmt: skip


class NotPosted(Unusable):
    """The book refused an event, and nothing of what was asked for is in it. `keep` writes that down."""

    def __init__(self, by: Member, book: Book, document: dict[str, Any], code: str, says: str) -> None:
        super().__init__([Fault("", code, says)])
        self.by, self.book, self.document, self.code, self.says = by, book, document, code, says

    def __str__(self) -> str:
        return self.says

    def keep(self) -> None:
        """Once for each id: the refusal of the book, and a line of the audit log."""
        client_id, now = UUID(self.document["id"]), units.current().now
        row = Refusal(
            clinic_id=self.book.clinic_id, book=self.book, client_id=client_id, at=now, by=self.by.words,
            code=self.code, says=self.says, event=self.document,
        )  # fmt: skip
        Refusal.objects.bulk_create([row], ignore_conflicts=True)
        auditing.record(
            verb="stock.refused", says=f"{self.document['kind']}: {self.says}", subject=str(client_id),
            actor=self.by.words, outcome=AuditEvent.Outcome.REFUSED, code=self.code,
        )  # fmt: skip


@contextmanager
def acting() -> Iterator[None]:
    """An act with entries of a book in it: all of it happens or nothing; a refusal leaves its own record only.

    A verb alone needs none, since it decides before it writes. An act that posts and does more puts one round it all.
    """
    with _keeping(), units.all_or_nothing():
        yield


@contextmanager
def _keeping() -> Iterator[None]:
    """A refusal leaves its own record."""
    try:
        yield
    except NotPosted as refused:
        refused.keep()
        raise


def digest_of(documents: Sequence[dict[str, Any]]) -> str:
    """SHA-256 of what is signed: the events without the server's time and the witness, in their order."""
    signed = [{name: value for name, value in one.items() if name not in UNSIGNED} for one in documents]
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def post(*, by: Member, book: Book, wanted: Wanted, witness: OneAct | None = None) -> Entry:
    """One event. The same again gives the same entry. Raises NotPosted, Unusable, NotAllowed."""
    return post_all(by=by, book=book, wanted=[wanted], witness=witness)[0]


def post_all(
    *, by: Member, book: Book, wanted: Sequence[Wanted], witness: OneAct | None = None
) -> list[Entry]:
    """Events that are signed together, in their order: all of them, or none. Raises as `post`."""
    for one in wanted:
        _may(by, one.kind)
    now = units.current().now
    asked = Asked([one.document(by, now) for one in wanted], by)
    # Everything that is refused is refused before the first write, so there is nothing to take back.
    with _keeping():
        locked = lock_book(by, book)
        holdings = Rows(locked, asked.documents)
        known = _known(by, locked, wanted, holdings)
        if known is not None:
            return known
        if says := halting.words(locked):
            raise NotPosted(by, locked, asked.documents[0], halting.HALTED, says)
        return _post_new(by, locked, wanted, witness, asked, holdings)


class Asked:
    """What can be known of events before their book is locked, while nobody waits: none of it is the book's."""

    def __init__(self, documents: list[dict[str, Any]], by: Member) -> None:
        self.documents, self.record = documents, digest_of(documents)
        kinds = {one["kind"] for one in documents}
        self.papers = people.credentials(by.clinic, by.staff) if kinds & (LICENSED | ATTESTED) else []

    def held(self, day: date) -> set[str]:
        """The kinds of papers that the person holds on this day."""
        return {one.kind for one in self.papers if one.valid_until >= day}


def _may(by: Member, kind: str) -> None:
    if kind != "breakage":
        require(by, PERMISSIONS[kind])
    elif not any(by.may(one) for one in BREAKS):
        require(by, BREAKS[0])


def lock_book(by: Member, book: Book) -> Book:
    """The book, locked until the transaction ends; whatever is asked of it then stays true."""
    if book.clinic_id != by.clinic.pk:
        raise NotAllowed("this book is another clinic's")
    (found,) = _locked(by.clinic.pk, book.pk)
    found.clinic = by.clinic
    return found


@composed
def _locked(clinic_id: UUID, book_id: UUID) -> QuerySet[Book]:
    """With its registration, which is not locked. The key is left alone, as by `streams.lock`."""
    locking = Book.objects.select_for_update(no_key=True, of=("self",))
    return locking.select_related("registration").filter(clinic=clinic_id, pk=book_id)


def _known(by: Member, book: Book, wanted: Sequence[Wanted], holdings: Rows) -> list[Entry] | None:
    """The entries, if this was posted before; None when all of it is new. Raises NotPosted for anything between."""
    if not holdings.refused and not holdings.posted:
        return None
    ids, of = [one.client_id for one in wanted], {"clinic_id": book.clinic_id, "book": book}
    if holdings.refused:
        refused = Refusal.objects.filter(**of, client_id__in=ids).order_by("at")[0]
        raise NotPosted(by, book, refused.event, refused.code, refused.says)
    rows = {row.client_id: row for row in Entry.objects.filter(**of, client_id__in=ids)}
    for one in wanted:
        row = rows.get(one.client_id)
        if row is None or not _same(by, one, row):
            raise _conflict(by, book, one)
    return [rows[one] for one in ids]


def _same(by: Member, wanted: Wanted, row: Entry) -> bool:
    """Whether this is what was posted; a time that the server set is not compared."""
    document = wanted.document(by, row.at)
    posted = {name: value for name, value in row.event.items() if name not in UNSIGNED}
    return bool(document == {**posted, "at": document["at"]}) and wanted.at in (None, row.at)


def _conflict(by: Member, book: Book, wanted: Wanted) -> Unusable:
    says = ledger.REASONS["id-conflict"]
    return Unusable.one("client_id", says.code, f"{says.says.format(id=wanted.client_id)} {says.instead}")


def _post_new(
    by: Member, book: Book, wanted: Sequence[Wanted], witness: OneAct | None, asked: Asked, holdings: Rows
) -> list[Entry]:
    now = units.current().now
    recorded_at = max(now, holdings.recorded_until() or now)
    second = _second(by, witness, asked.record, now)
    added = {"recorded_at": recorded_at.astimezone(by.clinic.zone).isoformat()}
    if second is not None:
        added["witness"] = str(second.staff.pk)
    documents = [{**one, **added} for one in asked.documents]
    events = [_understood(one) for one in documents]
    rows = []
    for one, document, event in zip(wanted, documents, events, strict=True):
        _in_date(by, book, document, asked)
        _in_the_day(by, book, document, holdings.when_closed)
        posted = _decided(by, second, book, holdings, document, event)
        left = holdings.keep(posted)
        rows.append(_row(by, second, book, one, posted, left, asked.record))
    streams.append(book, rows, locked=True, beside=holdings.changed())
    for row in rows:
        _audit(by, second, row)
    return rows


def _second(by: Member, witness: OneAct | None, record: str, now: datetime) -> Member | None:
    if witness is None:
        return None
    second = witness.sign(record, now)
    if second.clinic.pk != by.clinic.pk:
        raise NotAllowed("the second person is not of this clinic")
    require(second, P.WITNESS_STOCK)
    return second


def _in_date(by: Member, book: Book, document: dict[str, Any], asked: Asked) -> None:
    """The registration's and the person's own papers, on the day of the act."""
    kind, day = document["kind"], datetime.fromisoformat(document["at"]).date()
    registration = book.registration
    if kind in REGISTERED and day > registration.valid_until:
        says = f"Registration {registration.number} was valid until {registration.valid_until}. Renew it first; stock can be counted, set apart and returned meanwhile."
        raise NotPosted(by, book, document, "registration-lapsed", says)
    if kind not in LICENSED | ATTESTED:
        return
    held = asked.held(day)
    if kind in LICENSED and Credential.Kind.LICENCE not in held:
        says = f"{by.name} has no licence in date for this. An owner verifies it; meanwhile a colleague with one acts."
        raise NotPosted(by, book, document, "licence-lapsed", says)
    if kind in ATTESTED and Credential.Kind.ATTESTATION not in held:
        says = (
            f"Nobody has entered that {by.name} attested for controlled substances (21 CFR 1301.76(a)), or it is no "
            "longer in date. An owner enters it under Admin, People; meanwhile a colleague who has attested acts."
        )
        raise NotPosted(by, book, document, "not-attested", says)


def _in_the_day(by: Member, book: Book, document: dict[str, Any], when_closed: str) -> None:
    """Drawing belongs between two counts; what a draw outside them asks is the site's choice (compliance.md 1.7)."""
    asks = when_closed == SiteRule.WhenClosed.ASK
    if (
        document["kind"] != "draw"
        or when_closed == SiteRule.WhenClosed.LET
        or (asks and document.get("reason"))
    ):
        return
    if queries.day_is_open(book, datetime.fromisoformat(document["at"])):
        return
    instead = "Say why you draw now." if asks else "Two of you count the stock first."
    raise NotPosted(by, book, document, "day-not-opened", f"The day of this stock is not open. {instead}")


def _understood(document: dict[str, Any]) -> ledger.Event:
    try:
        return ledger.parse(document)
    except Unusable as faults:
        raise Unusable(
            Fault(one.at.removeprefix("/"), one.code, one.says, one.accepted) for one in faults.faults
        ) from None


def _decided(
    by: Member, second: Member | None, book: Book, holdings: Rows, document: dict[str, Any], event: ledger.Event
) -> ledger.Posted:  # fmt: skip
    decision = ledger.decide(holdings, event)
    if isinstance(decision, ledger.Refused):
        says = decision.says
        for person in (by, second):
            if person is not None:
                says = says.replace(str(person.staff.pk), person.name)
        raise NotPosted(by, book, document, decision.code, says)
    assert isinstance(decision, ledger.Posted), "an id is asked for before the ledger is"
    return decision


def _row(
    by: Member,
    second: Member | None,
    book: Book,
    wanted: Wanted,
    posted: ledger.Posted,
    left: dict[str, str],
    record: str,
) -> Entry:
    event = posted.entry.event
    assert event.recorded_at is not None
    content = ledger.stored(event)
    return Entry(
        clinic_id=book.clinic_id, book=book, client_id=wanted.client_id, kind=event.kind, at=event.at,
        recorded_at=event.recorded_at, by=by.words, witness=second.words if second else "", record=record,
        vial=posted.entry.vial or event.vial or "", patient=wanted.patient, ref=event.ref or "",
        event=content, legs=ledger.stored(posted.entry.legs),
        more={**more_of(posted.entry), "left": left},
        papers=papers_of(book, wanted.patient, content, wanted.ordered_by),
    )  # fmt: skip


def _audit(by: Member, second: Member | None, row: Entry) -> None:
    vial = f" of vial {row.vial}" if row.vial else ""
    seen = f", before {second.name}" if second else ""
    auditing.record(
        verb=f"stock.{row.kind}", says=f"entered in the drug book: {row.kind}{vial}{seen}", subject=str(row.pk),
        patient=row.patient_id, actor=by.words, n=row.n,
    )  # fmt: skip
