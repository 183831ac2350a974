"""Signals of a book for its two reviewers: computed from what was posted, with what they concluded.

A reason to look and never a finding (compliance.md 2.6). Nobody is shown a signal about themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from euthymia.clinic.people.models import Clinic, Staff
from euthymia.clinic.people.queries import Member
from euthymia.domain import ledger
from euthymia.domain.ledger.signals import Signal, precision, signals
from euthymia.domain.ledger.small_numbers import Share

from . import queries
from .holdings import entry_of
from .models import Book, Case, Entry, SignalReview, SignalReviewers, Syringe, Vial

PERIOD_D = 90  # a quarter of a year: the site's habit of looking, no published figure


@dataclass(frozen=True, slots=True)
class Reason:
    """A signal with names for its people, the entries to look at, and what reviewers have said of it so far."""

    key: str
    signal: Signal
    person: str
    other: str | None
    evidence: tuple[Entry, ...]
    reviews: tuple[SignalReview, ...]

    @property
    def says(self) -> str:
        """The sentence with names in it."""
        words = self.signal.says().replace(self.signal.person, self.person)
        return (
            words
            if self.signal.other is None or self.other is None
            else words.replace(self.signal.other, self.other)
        )

    def reviewed_by(self, member: Member) -> bool:
        return any(one.reviewer_id == member.staff.pk for one in self.reviews)


def reviewers(clinic: Clinic) -> SignalReviewers | None:
    """The two who read them; None when nobody was named."""
    rows = SignalReviewers.objects.filter(clinic=clinic).select_related("first__user", "second__user")
    return rows.order_by("-at", "-id").first()


def is_reviewer(member: Member) -> bool:
    named = reviewers(member.clinic)
    return named is not None and member.staff.pk in (named.first_id, named.second_id)


def reasons(book: Book, now: datetime, reader: Member) -> list[Reason]:
    """The signals of the last ninety days that this reader may see: none about the reader."""
    since = now - timedelta(days=PERIOD_D)
    found = signals(lately(book, since), since, now, by_chance_max=queries.site(book).by_chance)
    own = str(reader.staff.pk)
    shown = [one for one in found if own not in (one.person, one.other)]
    names = {str(one.pk): one.name for one in Staff.objects.filter(clinic_id=book.clinic_id)}
    entries = _entries(book, (name for one in shown for name in one.evidence))
    reviews: dict[str, list[SignalReview]] = {}
    for row in SignalReview.objects.filter(clinic_id=book.clinic_id, book=book).order_by("at", "id"):
        reviews.setdefault(row.signal, []).append(row)
    return [
        Reason(
            key_of(one), one, names.get(one.person, one.person),
            None if one.other is None else names.get(one.other, one.other),
            tuple(entries[name] for name in one.evidence if name in entries), tuple(reviews.get(key_of(one), ())),
        )
        for one in shown
    ]  # fmt: skip


def key_of(signal: Signal) -> str:
    """Which signal this is: with more evidence it is another one, to be looked at anew."""
    parts = [signal.pattern, signal.person, signal.other, sorted(signal.evidence)]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("utf-8")).hexdigest()


def _entries(book: Book, ids: Iterable[str]) -> dict[str, Entry]:
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book, client_id__in=list(ids)).select_related(
        "patient"
    )
    return {str(row.client_id): row for row in rows}


def lately(book: Book, since: datetime) -> ledger.Book:
    """The ledger's own book of what was posted since then: the entries, and what they are about."""
    found, of = ledger.Book(), {"clinic_id": book.clinic_id, "book": book}
    rows = list(Entry.objects.filter(**of, at__gte=since).order_by("n"))
    undone = {row.ref: str(row.client_id) for row in rows if row.kind == "reverse"}
    for row in rows:
        name = str(row.client_id)
        found.entries[name] = entry_of(row, undone.get(name))
    counted = Case.objects.filter(**of, code__in=list(found.entries))
    for case in counted:
        found.counts[case.code] = ledger.revived(ledger.Count, case.state)
    for vial in Vial.objects.filter(**of, code__in=[case.vial for case in counted]):
        found.vials[vial.code] = ledger.revived(ledger.Vial, vial.state)
    orders = {row.event["order"] for row in rows if row.event.get("order")}
    for drawn in Syringe.objects.filter(**of, order__in=orders):
        syringe = ledger.revived(ledger.Syringe, drawn.state)
        found.syringes[syringe.owner] = syringe
    return found


def worth(book: Book) -> Share:
    """Of the signals that were reviewed, how many were worth it: by the last word on each."""
    rows = SignalReview.objects.filter(clinic_id=book.clinic_id, book=book).order_by("at", "id")
    last: dict[str, bool] = {}
    for row in rows:
        said = row.outcome == SignalReview.Outcome.ACTED
        last[row.signal] = last.get(row.signal, False) or said
    return precision(last.values())
