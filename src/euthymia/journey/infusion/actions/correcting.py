"""Corrections: a new entry that names the one it replaces; both stay."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import queries
from euthymia.journey.infusion.fold import Happening, Phase, effective
from euthymia.journey.infusion.models import Session, SessionEvent

from .entries import (
    ATTENDED,
    CORRECTABLE,
    PUMP,
    Entry,
    Kind,
    check_rate,
    enter,
    known_event,
    locked,
    need_reason,
    rate_words,
    rates_of,
)
from .pump import finished_entry
from .settling import given_otherwise


def correct(
    *, by: Member, session: Session, client_id: UUID, n: int, reason: str, at: datetime | None = None,
    rate_ul_per_h: int | None = None, words: str = "",
) -> SessionEvent:  # fmt: skip
    """Replace what event `n` said, by a new event that names it; the old one stays in the record.

    Only the time and the rate of a pump entry, and the time and the words of a note, a symptom or a
    medicine, can be corrected; what was measured is measured again. Raises Unusable, NotAllowed.
    """
    require(by, Permission.RUN_INFUSION)
    need_reason(reason)
    session = locked(by, session)
    wrong = queries.event(session, n)
    if wrong is None or wrong.kind not in CORRECTABLE:
        raise Unusable.one(
            "n", "not-correctable", f"entry {n} cannot be corrected", "a rate, a time or a note"
        )
    said: dict[str, Any] = {"corrects": n, "reason": reason.strip()}
    if rate_ul_per_h is not None:
        said["rate_ul_per_h"] = rate_ul_per_h
    if (known := known_event(session, client_id, wrong.kind, **said)) is not None:
        return known
    found = queries.happenings(session)
    if n not in {one.n for one in effective(found)}:
        raise Unusable.one("n", "corrected", f"entry {n} has been corrected already", "its correction")
    if at is None and rate_ul_per_h is None and not words.strip():
        raise Unusable.one("", "nothing-new", "say what is right", "another time, rate or words")
    entry = correction(session, found, wrong, reason, at or wrong.at, rate_ul_per_h, words.strip())
    if wrong.kind in PUMP:
        _check_account(session, found, corrected(session, wrong, entry, at or wrong.at))
    if wrong.kind in PUMP and queries.course_of(session, found).phase is Phase.RECOVERY:
        entry = _with_new_total(session, found, wrong, entry, at or wrong.at)
    return enter(by, session, client_id, entry, ATTENDED, at or wrong.at)


def corrected(session: Session, wrong: SessionEvent, entry: Entry, at: datetime) -> Happening:
    """The entry that would replace `wrong`, as the fold will see it."""
    return changed(
        queries.as_happening(wrong), n=session.events_n + 1, at=at, corrects=wrong.n, detail=dict(entry.detail),
        rate_ul_per_h=entry.rate_ul_per_h, rate_ug_per_h=entry.rate_ug_per_h,
    )  # fmt: skip


def _check_account(session: Session, found: list[Happening], right: Happening) -> None:
    """What the drug book has as given stays what the chart tells: not a microlitre of it is changed here."""

    def otherwise(happenings: list[Happening]) -> dict[str, int]:
        every = given_otherwise(session, happenings)
        return {held.number: given_ul for held, given_ul in every if held.given_ug}

    if otherwise([*found, right]) != otherwise(found):
        says = "the drug book has this as given: what is corrected here alone would no longer be what stands there"
        raise Unusable.one(
            "n", "settled", says, "a correction by two, which changes the book and the note as well"
        )


def _with_new_total(
    session: Session, found: list[Happening], wrong: SessionEvent, entry: Entry, at: datetime
) -> Entry:
    """A correction after the end says what it makes of the total, which the end had said otherwise."""
    if wrong.kind == Kind.FINISHED:
        return entry
    right = corrected(session, wrong, entry, at)
    given_ug = queries.course_of(session, [*found, right]).given_ug
    return changed(entry, says=f"{entry.says}; in all {queries.mg(given_ug)} mg given")


def correction(
    session: Session, found: list[Happening], wrong: SessionEvent, reason: str, at: datetime,
    rate_ul_per_h: int | None, words: str,
) -> Entry:  # fmt: skip
    """What replaces the wrong entry. Raises Unusable when it has no such thing to correct."""
    if words and wrong.kind in PUMP:
        raise Unusable.one(
            "words", "no-words", "an entry of the pump says its rate and its time", "the right rate or time"
        )
    if rate_ul_per_h is not None and (wrong.kind not in PUMP or not wrong.rate_ul_per_h):
        raise Unusable.one("rate_ul_per_h", "no-rate", f"entry {wrong.n} has no rate", "an entry with a rate")
    if wrong.kind == Kind.FINISHED:
        if "settled_ug" in wrong.detail:  # what the account says of it does not go with the clock
            return Entry(wrong.kind, wrong.says, reason, 0, 0, detail=wrong.detail, corrects=wrong.n)
        others = [one for one in effective(found) if one.n != wrong.n]
        return finished_entry(queries.course_of(session, others, at), reason, wrong.n)
    rates: tuple[int | None, int | None] = (wrong.rate_ul_per_h, wrong.rate_ug_per_h)
    says, detail = words or wrong.says, {"words": words} if words else wrong.detail
    if rate_ul_per_h is not None:
        if rate_ul_per_h <= 0:
            raise Unusable.one("rate_ul_per_h", "no-rate", "a rate of zero is a pause", "a rate above zero")
        check_rate(session, rate_ul_per_h, reason)
        rates = rates_of(session, rate_ul_per_h)
        says = f"rate corrected to {rate_words(session, rate_ul_per_h)}"
    return Entry(wrong.kind, says, reason, *rates, detail=detail, corrects=wrong.n)
