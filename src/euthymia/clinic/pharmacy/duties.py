"""What the losses of a book still ask for: notices and reports, federal and of the state, and what is done of them.

Every day is worked out from the entries and the decision sheets, so it is right after any downtime.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from euthymia.domain import ledger
from euthymia.domain.ledger.clocks import FORM_106, NOTICE
from euthymia.domain.rules.licence import Verdict, earlier, state_clocks
from euthymia.domain.rules.licence.loss import WINDOW_MONTHS, minor_since, weekend
from euthymia.domain.rules.licence.state_clocks import months_after
from euthymia.kit import units

from . import queries
from .models import Book, LossDecision, ReportMade

NOTICE_CODE, FORM_106_CODE = "US-notice", "US-form-106"
_FEDERAL = {NOTICE: NOTICE_CODE, FORM_106: FORM_106_CODE}


@dataclass(frozen=True, slots=True)
class Report:
    """A notice or report about one loss: what, by when, by which rule, and how it went out if it did.

    `decision` None: nobody has decided yet whether the loss is to be reported, and until then it is.
    """

    code: str
    what: str
    ref: str
    vial: str
    due: date
    discovered_on: date
    rule: str
    decision: LossDecision | None
    done: ReportMade | None

    @property
    def weekend(self) -> str:
        """`a Saturday` or `a Sunday` when the last day is one; else nothing."""
        return weekend(self.due)


def decisions(book: Book) -> list[LossDecision]:
    """Every decision sheet, oldest first."""
    return list(LossDecision.objects.filter(clinic_id=book.clinic_id, book=book).order_by("at", "id"))


def undecided(standing: ledger.Book, decided: list[LossDecision]) -> list[ledger.Entry]:
    """Losses and thefts that were entered without a decision sheet."""
    known = {str(one.entry) for one in decided}
    return [one for one in ledger.missing(standing) if one.event.id not in known]


def reports(book: Book, standing: ledger.Book | None = None) -> list[Report]:
    """Everything that is to be sent, soonest first, done or not. A loss that two people called minor is not reported
    to the DEA; what a state counts, it counts whatever anybody calls it."""
    standing = standing or queries.standing(book)
    entries = {one.event.id: one for one in ledger.missing(standing)}
    if not entries:
        return []
    by_entry = {str(one.entry): one for one in decisions(book)}
    done = {
        (one.ref, one.duty): one
        for one in ReportMade.objects.filter(clinic_id=book.clinic_id, book=book).order_by("at", "id")
    }
    found = []
    for code, what, ref, due, rule in (*_federal(standing, by_entry), *_of_state(book, standing, by_entry)):
        entry = entries[ref]
        assert entry.discovered_at is not None, "what is missing was discovered at some time"
        found.append(
            Report(code, what, ref, entry.vial or "", due, entry.discovered_at.date(), rule, by_entry.get(ref), done.get((ref, code)))
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.due, one.ref, one.code))


def _federal(
    standing: ledger.Book, by_entry: dict[str, LossDecision]
) -> list[tuple[str, str, str, date, str]]:
    found = []
    for clock in ledger.clocks(standing):
        code = _FEDERAL.get(clock.what)
        decided = by_entry.get(clock.ref)
        if code is None or (decided is not None and not Verdict(decided.verdict).is_reported):
            continue
        assert not isinstance(clock.due, datetime), "a notice is due by a day"
        found.append((code, clock.what, clock.ref, clock.due, "21 CFR 1301.76(b)"))
    return found


def _of_state(
    book: Book, standing: ledger.Book, by_entry: dict[str, LossDecision]
) -> list[tuple[str, str, str, date, str]]:
    significant = {ref for ref, one in by_entry.items() if one.verdict == Verdict.SIGNIFICANT}
    clocks = state_clocks(standing, book.registration.state, significant)
    return [(one.duty.id, one.what, one.ref, one.due, one.duty.provenance.source) for one in clocks]


def known_of_losses(book: Book) -> dict[str, Any]:
    """The figures of the last twelve months that stand on a decision sheet, in microlitres."""
    today = units.current().now.astimezone(book.clinic.zone).date()
    before = earlier(queries.standing(book), today)
    decided = [
        (one.discovered_at.astimezone(book.clinic.zone).date(), Verdict(one.verdict), one.volume_ul)
        for one in decisions(book)
    ]
    minor, minor_ul = minor_since(decided, today)
    since = datetime.combine(months_after(today, -WINDOW_MONTHS), time(), book.clinic.zone)
    return {
        "on": today.isoformat(), "losses": before.entries, "lost_ul": before.lost_ul, "stolen_ul": before.stolen_ul,
        "minor": minor, "minor_ul": minor_ul, "on_hand_ul": queries.on_hand_ul(book),
        "given_ul": queries.given_ul(book, since),
    }  # fmt: skip
