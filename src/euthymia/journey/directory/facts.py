"""Rows into the facts that the domain judges, and into the content of a public page and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from euthymia.domain.directory.standing import (
    RHYTHMS,
    Badge,
    Credential,
    Kind,
    Outcome,
    Prescriber,
    Receipt,
    Standing,
    standing,
)

from .models import CheckReceipt, PublicCredential

RECEIPTS_SHOWN = 12  # of one credential, newest first: a year of monthly answers


@dataclass(frozen=True, slots=True)
class Shown:
    """A credential as a page tells it: what is stated, what holds now, and the receipts, newest first."""

    id: str
    kind: Kind
    title: str
    number: str
    state: str
    issuer: str
    scope: str
    issued_on: date | None
    valid_until: date | None
    stated_at: datetime
    standing: Standing
    receipts: tuple[Receipt, ...]

    @property
    def badge(self) -> Badge:
        return self.standing.badge

    @property
    def ticks(self) -> bool:
        return self.badge is Badge.VERIFIED

    @property
    def ends(self) -> date | None:
        """The last day: the source's word before the clinic's."""
        named = self.standing.receipt.valid_until if self.standing.receipt else None
        return named or self.valid_until

    @property
    def has_source(self) -> bool:
        return RHYTHMS[self.kind].primary


def credential_of(row: PublicCredential, receipts: Sequence[CheckReceipt]) -> Credential:
    """With its receipts, newest first, as `queries.receipts` gives them."""
    return Credential(Kind(row.kind), tuple(map(receipt_of, reversed(receipts))), row.state, row.valid_until)


def receipt_of(row: CheckReceipt) -> Receipt:
    return Receipt(row.source, row.query, Outcome(row.outcome), row.says, row.at, row.sha256, row.valid_until)


def prescribers(people: Iterable[Mapping[str, Any]]) -> list[Prescriber]:
    """From the content of a page: who may order, with their licences and what the lists of the excluded answered."""
    found = []
    for person in people:
        if person["role"] != "prescriber":
            continue
        by_kind = {
            kind: tuple(credential_from(one) for one in person["credentials"] if one["kind"] == kind)
            for kind in (Kind.LICENCE, Kind.EXCLUSION)
        }
        found.append(Prescriber(by_kind[Kind.LICENCE], by_kind[Kind.EXCLUSION]))
    return found


def content_of(row: PublicCredential, receipts: Sequence[CheckReceipt]) -> dict[str, Any]:
    """A credential for the public: never an excerpt, which may tell of others; the newest answer of each source is
    kept whatever its age, since the badge rests on it."""
    newest = sorted(receipts, key=lambda one: one.at, reverse=True)
    answered: dict[str, CheckReceipt] = {}
    for one in newest:
        if one.outcome != Outcome.SILENT.value:
            answered.setdefault(one.source, one)
    kept = {one.pk: one for one in [*newest[:RECEIPTS_SHOWN], *answered.values()]}
    return {
        "id": str(row.pk), "kind": row.kind, "title": row.title, "number": row.number, "state": row.state, "issuer": row.issuer,
        "scope": row.scope, "issued_on": _text(row.issued_on), "valid_until": _text(row.valid_until),
        "stated_at": row.stated_at.isoformat(),
        "receipts": [
            {"source": one.source, "query": one.query, "outcome": one.outcome, "says": one.says, "at": one.at.isoformat(),
             "sha256": one.sha256, "valid_until": _text(one.valid_until)}
            for one in sorted(kept.values(), key=lambda one: one.at, reverse=True)
        ],
    }  # fmt: skip


def credential_from(content: Mapping[str, Any]) -> Credential:
    return Credential(
        Kind(content["kind"]), tuple(_receipt_from(one) for one in reversed(content["receipts"])), content["state"],
        _date(content["valid_until"]),
    )  # fmt: skip


def shown_from(content: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> Shown:
    credential = credential_from(content)
    return Shown(
        content["id"], credential.kind, content["title"], content["number"], content["state"], content["issuer"],
        content["scope"], _date(content["issued_on"]), credential.valid_until, datetime.fromisoformat(content["stated_at"]),
        standing(credential, now, zone), credential.receipts[::-1],
    )  # fmt: skip


def _receipt_from(content: Mapping[str, Any]) -> Receipt:
    return Receipt(
        content["source"], content["query"], Outcome(content["outcome"]), content["says"],
        datetime.fromisoformat(content["at"]), content["sha256"], _date(content["valid_until"]),
    )  # fmt: skip


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
