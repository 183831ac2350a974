"""What may be said of a credential now: a fold of the answers that sources have given about it.

No answer, no "verified": a tick rests on a receipt that is young enough and agrees. A source that is silent changes
nothing but the age of the last answer, and an answer that is too old hides the tick and leaves the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import Confidence, Provenance


class Kind(StrEnum):
    """What can be shown of a professional or of a site. A controlled-substance registration is none of these: its
    number is never public (compliance.md 5)."""

    NPI = "npi"
    LICENCE = "licence"
    EXCLUSION = "exclusion"
    BOARD = "board"
    LIFE_SUPPORT = "life-support"
    TRAINING = "training"
    ACCREDITATION = "accreditation"


class Outcome(StrEnum):
    """What was answered."""

    ACTIVE = "active"
    EXPIRED = "expired"
    BARRED = "barred"  # suspended, revoked, surrendered, excluded
    UNKNOWN = "unknown"  # the source does not have it
    MISMATCH = "mismatch"  # the source has it for somebody else
    POSSIBLE = "possible"  # somebody of this name, and nothing that tells them apart
    CLEAR = "clear"  # not on the list of the excluded
    DOCUMENT = "document"  # a paper was seen
    SILENT = "silent"  # no answer, or one that could not be read


class Badge(StrEnum):
    """What stands beside a credential. `VERIFIED` is the only tick."""

    VERIFIED = "verified"
    DOCUMENT = "document"
    STALE = "stale"
    DECLARED = "declared"
    UNCHECKED = "unchecked"
    UNCLEAR = "unclear"
    LAPSED = "lapsed"
    NOT_FOUND = "not-found"
    BARRED = "barred"


_SHOWN = Provenance("compliance.md 5: stale above 35 d hides the tick, not the name", Confidence.P)
# Above this age an answer carries no tick.
HOLDS = timedelta(days=35)
HOLDS_SOURCE = _SHOWN


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a kind is looked at: by a primary source, again after `every`; a document of it holds for `document_d`."""

    kind: Kind
    primary: bool
    every: timedelta
    provenance: Provenance
    document_d: int | None = None


RHYTHMS = {
    one.kind: one
    for one in (
        Rhythm(Kind.NPI, True, timedelta(days=7), Provenance("CMS NPPES: on entry, then weekly (compliance.md 5)", Confidence.V)),
        Rhythm(Kind.LICENCE, True, timedelta(days=30), Provenance("state law: monthly and on event (compliance.md 5)", Confidence.K)),
        Rhythm(Kind.EXCLUSION, True, timedelta(days=30), Provenance("OIG bulletin 2013-05-08: monthly (compliance.md 5)", Confidence.V2)),
        Rhythm(Kind.BOARD, False, timedelta(days=365), Provenance("certifying boards: yearly (compliance.md 5)", Confidence.K), 365),
        Rhythm(Kind.LIFE_SUPPORT, False, timedelta(days=730), Provenance("AHA, ARC: a card holds two years (compliance.md 5)", Confidence.K), 730),
        Rhythm(Kind.TRAINING, False, timedelta(days=365), Provenance("ASKP3: yearly; no statutory certificate (compliance.md 5)", Confidence.V), 365),
        Rhythm(Kind.ACCREDITATION, False, timedelta(days=365), Provenance("accrediting bodies: until it expires (compliance.md 5)", Confidence.K), 365),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receipt:
    """One answer of one source: what was asked, when, what came. `valid_until` is the last day the source names."""

    source: str
    query: str
    outcome: Outcome
    says: str
    at: datetime
    sha256: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """What is stated, and every receipt about it, oldest first. `valid_until` here is only what is stated."""

    kind: Kind
    receipts: tuple[Receipt, ...] = ()
    state: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The badge now, the receipt it rests on, since when its source has been silent, and when the tick ends by itself."""

    badge: Badge
    receipt: Receipt | None = None
    silent_since: datetime | None = None
    holds_until: datetime | None = None


def standing(credential: Credential, now: datetime, zone: ZoneInfo) -> Standing:
    """What may be said of it at `now`; days end in `zone`."""
    ordered = sorted(credential.receipts, key=lambda one: one.at)
    by_source: dict[str, Receipt] = {one.source: one for one in ordered if one.outcome is not Outcome.SILENT}
    last = max(by_source.values(), key=_weight, default=None)
    silent = _silent_since(ordered, last)
    if last is None:
        primary = RHYTHMS[credential.kind].primary
        return Standing(Badge.UNCHECKED if primary else Badge.DECLARED, None, silent)
    until = min((day for day in (last.valid_until, credential.valid_until) if day), default=None)
    ends = _end_of(until, zone) if until else None
    if (badge := _REFUSING.get(last.outcome)) is not None:
        return Standing(badge, last, silent)
    if ends is not None and now >= ends:
        return Standing(Badge.LAPSED, last, silent)
    if last.outcome is Outcome.DOCUMENT:
        return _documented(credential.kind, last, silent, ends, now)
    old = last.at + HOLDS
    if now >= old:
        return Standing(Badge.STALE, last, silent)
    return Standing(Badge.VERIFIED, last, silent, min(old, ends) if ends else old)


_REFUSING = {
    Outcome.BARRED: Badge.BARRED,
    Outcome.EXPIRED: Badge.LAPSED,
    Outcome.UNKNOWN: Badge.NOT_FOUND,
    Outcome.MISMATCH: Badge.NOT_FOUND,
    Outcome.POSSIBLE: Badge.UNCLEAR,
}
# Of several sources the gravest answer counts: one that is fine does not outweigh one that bars.
_GRAVITY = (
    Outcome.DOCUMENT, Outcome.CLEAR, Outcome.ACTIVE, Outcome.POSSIBLE, Outcome.UNKNOWN, Outcome.MISMATCH, Outcome.EXPIRED, Outcome.BARRED,
)  # fmt: skip


def _weight(receipt: Receipt) -> tuple[int, float]:
    """The gravest first; of equal ones the oldest, since a tick is as old as its oldest part."""
    return _GRAVITY.index(receipt.outcome), -receipt.at.timestamp()


def _silent_since(ordered: Sequence[Receipt], last: Receipt | None) -> datetime | None:
    silences = [
        one.at for one in ordered if one.outcome is Outcome.SILENT and (last is None or one.at > last.at)
    ]
    return silences[0] if silences else None


def _documented(
    kind: Kind, receipt: Receipt, silent: datetime | None, ends: datetime | None, now: datetime
) -> Standing:
    """A paper that names no last day holds as long as its kind does."""
    days = RHYTHMS[kind].document_d or HOLDS.days
    until = ends or receipt.at + timedelta(days=days)
    return Standing(Badge.DOCUMENT if now < until else Badge.LAPSED, receipt, silent, until)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone)


@dataclass(frozen=True, slots=True)
class Prescriber:
    """A professional who may order: their licences and what the lists of the excluded have answered."""

    licences: tuple[Credential, ...]
    exclusions: tuple[Credential, ...]


def practises_until(prescriber: Prescriber, state: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when this prescriber is verified in a state if nothing new is answered; None: not now.

    It takes a verified licence of that state, and a list of the excluded that has answered and clears. What is
    not known is no pass.
    """
    licensed = [
        standing(one, now, zone).holds_until
        for one in prescriber.licences
        if one.state == state and _ticks(one, now, zone)
    ]
    lists = [standing(one, now, zone) for one in prescriber.exclusions]
    if not licensed or not lists or any(one.badge is not Badge.VERIFIED for one in lists):
        return None
    ends = [max(end for end in licensed if end), *(one.holds_until for one in lists if one.holds_until)]
    return min(ends)


def _ticks(credential: Credential, now: datetime, zone: ZoneInfo) -> bool:
    return standing(credential, now, zone).badge is Badge.VERIFIED


def booking_until(
    prescribers: Iterable[Prescriber], state: str, now: datetime, zone: ZoneInfo
) -> datetime | None:
    """Until when a site in `state` may take bookings: as long as one verified prescriber is active. None: closed."""
    return max((end for one in prescribers if (end := practises_until(one, state, now, zone))), default=None)


def due(credential: Credential, source: str, every: timedelta, now: datetime, retry: timedelta) -> bool:
    """Whether a source is to be asked again: after `every`, or, where it was silent, after `retry`."""
    asked = sorted((one for one in credential.receipts if one.source == source), key=lambda one: one.at)
    if not asked:
        return True
    last = asked[-1]
    return now >= last.at + (retry if last.outcome is Outcome.SILENT else every)
