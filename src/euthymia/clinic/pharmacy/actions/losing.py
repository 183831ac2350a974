"""Theft and loss: the decision sheet that two people sign, and the notices and reports that follow from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import duties, queries
from euthymia.clinic.pharmacy.models import Book, Entry, LossDecision, ReportMade
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules.licence import Answered, Verdict, sheet_faults
from euthymia.kit import units

from . import verbs
from .posting import acting, lock_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """What is gone: the rest of a count's difference (`case`), or something of a vial that is known to be gone."""

    case: str = ""
    vial: str = ""
    volume_ul: int | None = None


def decide_loss(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, shortage: Shortage, verdict: Verdict,
    answers: Iterable[Answered], reason: str,
) -> LossDecision:  # fmt: skip
    """Sign the sheet, and post what it decides: the clocks run from the discovery. Raises NotPosted, Unusable, NotAllowed."""
    require(by, Permission.RESOLVE_STOCK)
    said = {one.code: one for one in answers}
    with acting():
        book = lock_book(by, book)
        known = LossDecision.objects.filter(clinic_id=book.clinic_id, book=book, client_id=client_id).first()
        if known is not None:
            return known
        faults = sheet_faults(said, verdict)
        if not reason.strip():
            faults.append(Fault("reason", "missing", "nobody can read later why", "a few words"))
        if faults:
            raise Unusable(faults)
        sheet = {
            "shortage": [shortage.case, shortage.vial, shortage.volume_ul], "verdict": verdict.value,
            "answers": [{"code": one.code, "answer": one.answer.value, "words": one.words} for one in said.values()],
            "known": duties.known_of_losses(book, duties.product_kept(book, _vial(book, shortage))), "reason": reason.strip(),
        }  # fmt: skip
        digest = _digest(sheet)
        words = f"{verdict.words}: {reason.strip()} [decision sheet {digest}]"
        entry = _post(by, witness, book, client_id, shortage, verdict, words)
        made = LossDecision(
            clinic_id=book.clinic_id, book=book, client_id=client_id, at=entry.at, by=by.words, witness=entry.witness,
            entry=entry.client_id, case=shortage.case, vial=entry.vial, volume_ul=entry.more["volume_ul"],
            discovered_at=entry.more["discovered_at"], verdict=verdict.value, answers=sheet["answers"],
            known=sheet["known"], reason=reason.strip(), digest=digest,
        )  # fmt: skip
        made.save()
        made.refresh_from_db()
        auditing.record(
            verb="stock.loss-decided", says=f"decided about what is missing of vial {entry.vial}: {verdict.words}",
            subject=str(made.pk), actor=by.words, verdict=verdict.value,
        )  # fmt: skip
        return made


def _vial(book: Book, shortage: Shortage) -> str:
    """The vial or device that a shortage is about."""
    found = queries.case_named(book, shortage.case) if shortage.case else None
    return found[0].vial if found else shortage.vial


def _digest(sheet: dict[str, Any]) -> str:
    text = json.dumps(sheet, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _post(
    by: Member, witness: OneAct, book: Book, client_id: UUID, shortage: Shortage, verdict: Verdict, words: str
) -> Entry:
    common: dict[str, Any] = {
        "by": by, "witness": witness, "book": book, "client_id": client_id, "volume_ul": shortage.volume_ul,
        "reason": words,
    }  # fmt: skip
    stolen = verdict is Verdict.THEFT
    if shortage.case:
        return verbs.resolve(case=shortage.case, to="stolen" if stolen else "lost", **common)
    verb = verbs.theft if stolen else verbs.loss
    return verb(vial=shortage.vial, **common)


def report_made(
    *, by: Member, book: Book, client_id: UUID, ref: str, duty: str, done_on: date, reference: str
) -> ReportMade:
    """A notice or report went out; its clock stops. Raises Unusable, NotAllowed."""
    require(by, Permission.RESOLVE_STOCK)
    with acting():
        book = lock_book(by, book)
        known = ReportMade.objects.filter(clinic_id=book.clinic_id, book=book, client_id=client_id).first()
        if known is not None:
            return known
        if faults := _report_faults(by, book, ref, duty, done_on, reference):
            raise Unusable(faults)
        made = ReportMade(
            clinic_id=book.clinic_id, book=book, client_id=client_id, at=units.current().now, by=by.words, ref=ref,
            duty=duty, done_on=done_on, reference=reference.strip(),
        )  # fmt: skip
        made.save()
        auditing.record(
            verb="stock.report-made", says=f"recorded as sent on {done_on}: {duty}", subject=str(made.pk),
            actor=by.words, duty=duty, ref=ref,
        )  # fmt: skip
        return made


def _report_faults(by: Member, book: Book, ref: str, duty: str, done_on: date, reference: str) -> list[Fault]:
    faults = []
    owed = next((one for one in duties.reports(book) if (one.ref, one.code) == (ref, duty)), None)
    if owed is None:
        faults.append(Fault("", "not-owed", "no such report is waited for", "one that is due"))
    if done_on > units.current().now.astimezone(by.clinic.zone).date():
        faults.append(Fault("done_on", "future", "this day is not over yet", "the day it was sent"))
    elif owed is not None and done_on < owed.discovered_on:
        says = f"the loss was discovered on {owed.discovered_on}"
        faults.append(Fault("done_on", "before", says, "a day on or after it"))
    if not reference.strip():
        faults.append(
            Fault("reference", "missing", "nobody can find it again", "number, carrier, or where the copy is")
        )
    return faults
