"""A pump entry that was wrong, found after the drug book had what it gave: corrected by two, in every record at once.

The correction stands in the chart, what the book had of the syringes is mirrored and entered anew, the dose history
and the note's source say the same: in one transaction, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import paper_queries as book_rows
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import queries, syringes
from euthymia.journey.infusion.fold import Happening, Phase, effective
from euthymia.journey.infusion.models import Dose, NoteSource, Session, SessionEvent
from euthymia.journey.infusion.syringes import Held

from .correcting import corrected, correction
from .entries import (
    EMPTY_BELOW_UL,
    PUMP,
    Entry,
    Kind,
    check_phase,
    enter,
    known_event,
    locked,
    need_reason,
)
from .settling import KINDS, account_of, given_otherwise, mg

if TYPE_CHECKING:
    from euthymia.clinic.pharmacy.models import Entry as BookEntry

RESETTLED_IN = (Phase.RECOVERY, Phase.CLOSED)
_GONE = (Dose.Kind.WASTED, Dose.Kind.BROKEN)


@dataclass(frozen=True, slots=True)
class _Change:
    """One syringe whose account is otherwise: micrograms given and gone, and by which way what was left is gone."""

    held: Held
    given_ul: int
    gone_ul: int
    per_ul: int
    kind: str
    method: preparing.Method | None

    @property
    def given_ug(self) -> int:
        return self.given_ul * self.per_ul

    @property
    def gone_ug(self) -> int:
        return self.gone_ul * self.per_ul

    @property
    def left_ug(self) -> int:
        return self.held.drawn_ug - self.given_ug - self.gone_ug

    def sentence(self) -> str:
        was, now = self.held, self
        parts = [f"{mg(now.given_ug)} were given by the pump, not {mg(was.given_ug)}"]
        gone_ug = was.wasted_ug + was.broken_ug
        if now.gone_ug != gone_ug:
            what = "spilt or broken" if now.kind == "breakage" else "destroyed"
            parts.append(f"{mg(now.gone_ug)} were {what}, not {mg(gone_ug)}")
        if now.left_ug:
            parts.append(f"{mg(now.left_ug)} are left")
        return f"of syringe {was.number} {', '.join(parts)}"


def resettle(
    *, by: Member, session: Session, client_id: UUID, n: int, reason: str, witness: OneAct, at: datetime | None = None,
    rate_ul_per_h: int | None = None, method: str = "",
) -> SessionEvent:  # fmt: skip
    """Replace what pump entry `n` said, and what the drug book has because of it. Raises NotPosted, Unusable, NotAllowed.

    What was destroyed was all that was left, so its amount follows. Where the correction leaves something in a
    syringe of which nothing was destroyed, `method` says what became of it; while the patient is still here it may
    also be wasted afterwards.
    """
    require(by, Permission.RUN_INFUSION)
    require(by, Permission.RESOLVE_STOCK)
    need_reason(reason)
    with pharmacy.acting():
        session = locked(by, session)
        wrong = queries.event(session, n)
        if wrong is None or wrong.kind not in PUMP:
            raise Unusable.one("n", "not-correctable", f"entry {n} is not the pump's", "a rate or a time")
        said: dict[str, Any] = {"corrects": n, "reason": reason.strip()}
        if (known := known_event(session, client_id, wrong.kind, **said)) is not None:
            return known
        found = queries.happenings(session)
        _check(session, found, n, at, rate_ul_per_h)
        entry = correction(session, found, wrong, reason, at or wrong.at, rate_ul_per_h, "")
        right = corrected(session, wrong, entry, at or wrong.at)
        changes = _changes(session, [*found, right], method)
        posted = _posted(by, session, client_id, changes, witness, reason)
        return _written(
            by, session, client_id, entry, [*found, right], changes, posted, witness.member, reason
        )


def _check(
    session: Session, found: Sequence[Happening], n: int, at: datetime | None, rate_ul_per_h: int | None
) -> None:
    check_phase(queries.course_of(session, found), RESETTLED_IN)
    if n not in {one.n for one in effective(found)}:
        raise Unusable.one("n", "corrected", f"entry {n} has been corrected already", "its correction")
    if at is None and rate_ul_per_h is None:
        raise Unusable.one("", "nothing-new", "say what is right", "another time or rate")
    if not any(one.given_ug for one in syringes.held(session, found)):
        raise Unusable.one(
            "n", "not-settled", "the drug book has nothing of this as given", "a plain correction"
        )


def _changes(session: Session, found: Sequence[Happening], method: str) -> list[_Change]:
    """The syringes of which the pump gave another amount, by what the chart says now."""
    how = preparing.method_named(method) if method else None
    per_ul = preparing.stock_ug_per_ul(session.order.figures)
    return [_change(session, one, given_ul, per_ul, how) for one, given_ul in given_otherwise(session, found)]


def _change(
    session: Session, one: Held, given_ul: int, per_ul: int, method: preparing.Method | None
) -> _Change:
    rest_ul = one.sum_ul("drawn") - given_ul
    if one.sum_ul(*_GONE):
        return _Change(one, given_ul, rest_ul, per_ul, "breakage" if one.broken_ug else "waste", None)
    if rest_ul and method is None and session.finished_at is not None:
        says = (
            f"then {mg(rest_ul * per_ul)} would be left in syringe {one.number}, and nobody has destroyed it"
        )
        raise Unusable.one("method", "left-over", says, "what became of it, seen by the second person")
    if method is None:
        return _Change(one, given_ul, 0, per_ul, "waste", None)
    return _Change(one, given_ul, rest_ul, per_ul, method.kind, method)


def _posted(
    by: Member, session: Session, client_id: UUID, changes: Sequence[_Change], witness: OneAct, reason: str
) -> list[BookEntry]:
    """Reversals and what is right, in the book: one record that both sign."""
    if not changes:
        says = "this changes nothing that the drug book has, not by a microlitre"
        raise Unusable.one("", "nothing-new", says, "a plain correction of the chart")
    book = changes[0].held.preparation.book
    anew = []
    for one in changes:
        undone = [dose for dose in one.held.doses if dose.kind in (Dose.Kind.GIVEN, *_GONE)]
        entries = book_rows.entries_numbered(book, [dose.entry_n for dose in undone])
        before = next((row for row in entries if row.kind in ("waste", "breakage")), None)
        words = one.method.says if one.method else before.event.get("reason", "") if before else ""
        settled = pharmacy.Settled(
            given_ul=one.given_ul, begun_at=one.held.hung_at, given_reason="by the pump, as corrected",
            left_ul=one.gone_ul, left_kind=one.kind, left_reason=words,
        )  # fmt: skip
        anew.append(
            pharmacy.Anew(
                account=account_of(session, one.held), undone=entries, settled=settled,
                left_at=before.at if before else None,
            )
        )  # fmt: skip
    return pharmacy.settle_anew(
        by=by, witness=witness, book=book, client_id=client_id, anew=anew, reason=reason.strip()
    )


def _written(
    by: Member, session: Session, client_id: UUID, entry: Entry, found: Sequence[Happening], changes: Sequence[_Change],
    posted: Sequence[BookEntry], second: Member, reason: str,
) -> SessionEvent:  # fmt: skip
    """The chart, the dose history and the note's source of what was posted."""
    accounts = list(_accounts(session, found, changes, second))
    total_ug = max((one.detail.get("settled_ug", 0) for one in accounts), default=0)
    own = next((one for one in accounts if one.corrects == session.events_n + 1), None)
    says = f"{(own or entry).says}; in all {mg(total_ug)} given, signed by two"
    detail = {**entry.detail, **(own.detail if own else {}), "second": second.words}
    first = replace(entry, says=says, detail=detail)
    event = enter(by, session, client_id, first, RESETTLED_IN, found[-1].at)
    for one in accounts:
        if one is not own:
            at = next(each.at for each in found if each.n == one.corrects)
            form = uuid5(client_id, f"account {one.corrects}")
            enter(by, session, form, replace(one, reason=reason), RESETTLED_IN, at)
    _history(session, event, changes, posted)
    sentences = "; ".join(one.sentence() for one in changes)
    figures = {
        "given_ug": sum(one.given_ug - one.held.given_ug for one in changes),
        "wasted_ug": sum(one.gone_ug - one.held.wasted_ug for one in changes if one.kind == "waste"),
        "broken_ug": sum(one.gone_ug - one.held.broken_ug for one in changes if one.kind == "breakage"),
    }
    words = f"Corrected by {by.name} and {second.name} ({reason.strip()}): {sentences}."
    NoteSource(
        clinic_id=session.clinic_id, session=session, event_n=event.n, at=event.entered_at, says=words,
        figures={name: mass_ug for name, mass_ug in figures.items() if mass_ug},
    ).save()  # fmt: skip
    auditing.record(
        verb="infusion.account-corrected", says=words, subject=f"{session.pk}#{event.n}", patient=session.patient_id,
        actor=event.by, figures=figures,
    )  # fmt: skip
    return event


def _history(
    session: Session, event: SessionEvent, changes: Sequence[_Change], posted: Sequence[BookEntry]
) -> None:
    """A row of the dose history for each line of the book: the reversal names the line that it undoes."""
    lines = {
        str(row.client_id): row.n
        for row in book_rows.entries_numbered(
            posted[0].book, [dose.entry_n for one in changes for dose in one.held.doses]
        )
    }
    of_line = {dose.entry_n: one.held for one in changes for dose in one.held.doses}
    of_number = {one.held.number: one.held for one in changes}
    for row in posted:
        undoes = lines.get(row.ref) if row.kind == "reverse" else None
        held = of_line[undoes] if undoes is not None else of_number[row.event["syringe"]]
        Dose(
            clinic_id=session.clinic_id, patient_id=session.patient_id, session=session, preparation=held.preparation,
            kind=Dose.Kind.UNDONE if undoes is not None else KINDS[row.kind], vial=row.vial, volume_ul=row.more["volume_ul"],
            mass_ug=row.more["mass_ug"], at=row.at, by=row.by, second=row.witness, entry_n=row.n, event_n=event.n,
            undoes=undoes,
        ).save()  # fmt: skip


def _accounts(
    session: Session, found: Iterable[Happening], changes: Sequence[_Change], second: Member
) -> Iterator[Entry]:
    """The chart's entries that had told the account otherwise, each with what it is now."""
    of_number = {one.held.number: one for one in changes}
    told = [one for one in effective(found) if one.kind in (Kind.FINISHED, Kind.WASTED)]
    last = {(one.detail or {}).get("syringe"): one.n for one in told}
    more_ug, begun = 0, set[str]()
    for one in told:
        was = dict(one.detail or {})
        now, number = dict(was), was.get("syringe", "")
        change = of_number.get(number)
        if change is not None and not was.get("account_refused"):
            if number not in begun:
                begun.add(number)
                more_ug += change.given_ug - change.held.given_ug
                now["account_given_ug"] = change.given_ug
            now |= _gone(was, change, is_last=last[number] == one.n)
        if "settled_ug" in was:
            now["settled_ug"] = was["settled_ug"] + more_ug
        if "given_ug" in was:
            now |= _end(session, now)
        if now != was:
            yield Entry(
                one.kind,
                _says(session, one, now, second),
                "",
                one.rate_ul_per_h,
                one.rate_ug_per_h,
                now,
                one.n,
            )


def _gone(was: dict[str, Any], change: _Change, *, is_last: bool) -> dict[str, int]:
    """What of the syringe is gone and left after this entry of the chart."""
    name = "broken_ug" if change.kind == "breakage" else "wasted_ug"
    here = bool(was.get("wasted_ug") or was.get("broken_ug")) or (change.method is not None and is_last)
    gone_ug = change.gone_ug if here else 0
    left_ug = change.held.drawn_ug - change.given_ug - gone_ug
    return {"wasted_ug": 0, "broken_ug": 0, name: gone_ug, "in_syringe_ug": left_ug}


def _end(session: Session, now: dict[str, Any]) -> dict[str, Any]:
    """An end's own figures, by what the account says."""
    order = session.order
    given_ug = now.get("settled_ug", now["given_ug"])
    left_ug = order.dose_ug - given_ug
    left_ul = left_ug * order.final_volume_ul // order.dose_ug
    return {"given_ug": given_ug, "left_ug": left_ug, "left_ul": left_ul, "early": left_ul >= EMPTY_BELOW_UL}


def _says(session: Session, one: Happening, now: dict[str, Any], second: Member) -> str:
    if one.kind == Kind.FINISHED:
        return f"infusion finished: {queries.mg(now['given_ug'])} mg given of {queries.mg(session.order.dose_ug)} mg"
    gone_ug = now.get("wasted_ug", 0) + now.get("broken_ug", 0)
    if not gone_ug:
        return f"syringe {now['syringe']} settled: {mg(now['account_given_ug'])} given, nothing left"
    how = preparing.method_named(now["method"]).says if now.get("method") else "destroyed"
    return f"syringe {now['syringe']}: {mg(gone_ug)} {how}, as corrected before {second.name}"
