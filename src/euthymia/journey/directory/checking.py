"""The scheduled checks: each stated credential is taken to its sources, and every answer becomes a receipt.

Called by the jobs process. What changes with an answer (a badge gone, booking closed or open again) follows by
itself from the receipts; the audit log says in the same breath that it did.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Clinic
from euthymia.domain.directory.sources import SOURCES, Finding, Question, Source, Unreadable
from euthymia.domain.directory.sources.base import rows
from euthymia.domain.directory.standing import Kind, Outcome, due
from euthymia.kit import units

from . import facts, publishing, queries, receipts, wishes
from .models import CheckReceipt, ProfileVersion, PublicCredential
from .registries import NoAnswer, Once, Registry, installed

log = logging.getLogger(__name__)

ACTOR = "the check of credentials"
RETRY = timedelta(hours=6)  # a silent source is asked again; site setting
AT_ONCE = 40  # questions of one clinic in one transaction


@dataclass(frozen=True, slots=True)
class Ask:
    credential: PublicCredential
    source: Source
    question: Question


def round_of_installed() -> int:
    """`round_of` with what this installation asks; 0 where it asks nothing."""
    registry = installed()
    return round_of(registry) if registry else 0


def round_of(registry: Registry) -> int:
    """Ask everything that is due at every clinic with a page; how many questions."""
    once = Once(registry)
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
        stating = ProfileVersion.objects.values_list("clinic_id", flat=True).distinct()
        clinics = list(Clinic.objects.filter(pk__in=list(stating)).order_by("pk"))
    asked = 0
    for clinic in clinics:
        try:
            asked += check(clinic, once)
        except DatabaseError:
            raise
        except Exception:
            log.exception("the check of %s stopped; the others go on", clinic.code)
    rows.cache_clear()  # a list of the excluded is large, and the next look at it is weeks away
    return asked


def check(clinic: Clinic, registry: Registry, *, everything: bool = False) -> int:
    """Ask what is due of one clinic (or `everything`), some questions a transaction. How many were asked.

    Sources are asked outside of any transaction: a slow one holds nothing up.
    """
    with units.unit(tenant=clinic.pk, actor=ACTOR) as unit:
        asks = _due(clinic, unit.now, registry, everything)
    for first in range(0, len(asks), AT_ONCE):
        some = [(ask, *_answer(ask, registry)) for ask in asks[first : first + AT_ONCE]]
        with units.unit(tenant=clinic.pk, actor=ACTOR):
            for ask, finding, answer in some:
                keep(ask.credential, ask.source.key, ask.source.query(ask.question), finding, answer)
            renew(clinic)
    if not asks:
        _grow_old(clinic)
    return len(asks)


def _due(clinic: Clinic, now: datetime, registry: Registry, everything: bool) -> list[Ask]:
    """What its source's rhythm asks for, and what a kept file says otherwise than at the last answer."""
    stated = queries.credentials(clinic)
    npis = {one.professional_id: one.number for one in stated if one.kind == Kind.NPI}
    known: dict[object, list[CheckReceipt]] = {}
    for receipt in queries.receipts(clinic):
        known.setdefault(receipt.credential_id, []).append(receipt)
    wished, asks = wishes.since(clinic), []
    for one in stated:
        mine = known.get(one.pk, [])
        credential = facts.credential_of(one, mine)
        for source in _sources(one):
            question = _question(one, npis.get(one.professional_id, ""))
            last = next((receipt for receipt in mine if receipt.source == source.key), None)
            if (
                everything
                or due(credential, source.key, source.every, now, RETRY)
                or (last is not None and wished is not None and last.at < wished)
                or _is_news(registry.fingerprint(source, question), last)
            ):
                asks.append(Ask(one, source, question))
    return asks


def _is_news(fingerprint: str, last: CheckReceipt | None) -> bool:
    return bool(fingerprint) and last is not None and fingerprint != last.answer_sha256


def _sources(credential: PublicCredential) -> list[Source]:
    """A licence goes to the board it names; the rest to every source of its kind."""
    return [
        source
        for source in SOURCES
        if source.answers(Kind(credential.kind), credential.state)
        and (credential.kind != Kind.LICENCE or source.key == credential.source)
    ]


def _question(credential: PublicCredential, npi: str) -> Question:
    person = credential.professional
    assert person is not None, "primary sources are asked about people"
    return Question(
        Kind(credential.kind), credential.number, credential.state, person.family_name, person.given_name, npi
    )


def _answer(ask: Ask, registry: Registry) -> tuple[Finding, bytes]:
    try:
        answer = registry.answer(ask.source, ask.question)
    except NoAnswer as silence:
        return Finding(Outcome.SILENT, str(silence)), b""
    try:
        return ask.source.read(answer, ask.question), answer
    except Unreadable as wrong:
        return Finding(Outcome.SILENT, f"the answer could not be read: {wrong}"), answer


def keep(
    credential: PublicCredential, source: str, query: str, finding: Finding, answer: bytes, by: str = ACTOR
) -> CheckReceipt:
    """A receipt of one answer, kept for good."""
    now = units.current().now
    whole = receipts.sha256(answer) if answer else ""
    made = CheckReceipt(
        clinic_id=credential.clinic_id, credential=credential, source=source, query=query, outcome=finding.outcome.value,
        says=finding.says, answer=finding.excerpt, answer_sha256=whole, valid_until=finding.valid_until, at=now, by=by,
        sha256=receipts.digest(
            source=source, query=query, outcome=finding.outcome.value, at=now, answer=finding.excerpt, answer_sha256=whole
        ),
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="directory.checked", says=f"{source} on {credential.kind}: {finding.outcome.value}", subject=str(credential.pk),
        actor=by, clinic=credential.clinic_id, receipt=made.sha256,
    )  # fmt: skip
    return made


def renew(clinic: Clinic) -> None:
    """Make the public page anew, and say so where its booking closed or opened."""
    now = units.current().now
    before = queries.listing(clinic)
    was = before.booking_until if before else None
    after = publishing.remake(clinic, now)
    is_open = after is not None and after.booking_until is not None
    if (was is not None) != is_open:
        says = "booking is open: a verified prescriber is active" if is_open else (
            "booking closed by itself: no verified prescriber is active at the site"
        )  # fmt: skip
        auditing.record(
            verb=f"directory.booking-{'opened' if is_open else 'closed'}",
            says=says,
            subject=str(clinic.pk),
            clinic=clinic.pk,
        )


def _grow_old(clinic: Clinic) -> None:
    """Nothing was asked, but a licence may have ended, an answer grown too old, or prices and reviews changed since
    the page was made."""
    with units.unit(tenant=clinic.pk, actor=ACTOR) as unit:
        row = queries.listing(clinic)
        ended = row is not None and row.booking_until is not None and row.booking_until <= unit.now
        if row is not None and (ended or publishing.is_behind(row, clinic, unit.now)):
            renew(clinic)
