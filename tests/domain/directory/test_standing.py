"""What may be said of a credential: only what a receipt carries, and only while it is young enough."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from euthymia.domain.directory.standing import (
    HOLDS,
    Badge,
    Credential,
    Kind,
    Outcome,
    Prescriber,
    Receipt,
    booking_until,
    due,
    standing,
)

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
DAY = timedelta(days=1)


def receipt(
    outcome: Outcome, age: timedelta = DAY, until: date | None = None, source: str = "board"
) -> Receipt:
    return Receipt(source, "q", outcome, "", NOW - age, "0" * 64, until)


def licence(*receipts: Receipt, until: date | None = None, kind: Kind = Kind.LICENCE) -> Credential:
    return Credential(kind, receipts, "CA", until)


@pytest.mark.parametrize(
    ("credential", "badge"),
    [
        (licence(), Badge.UNCHECKED),
        (licence(until=date(2030, 1, 1)), Badge.UNCHECKED),
        (licence(kind=Kind.TRAINING), Badge.DECLARED),
        (licence(receipt(Outcome.DOCUMENT), kind=Kind.TRAINING), Badge.DOCUMENT),
        (licence(receipt(Outcome.DOCUMENT, timedelta(days=366)), kind=Kind.TRAINING), Badge.LAPSED),
        (licence(receipt(Outcome.DOCUMENT)), Badge.DOCUMENT),
        (licence(receipt(Outcome.ACTIVE)), Badge.VERIFIED),
        (licence(receipt(Outcome.ACTIVE, HOLDS)), Badge.STALE),
        (licence(receipt(Outcome.ACTIVE, until=date(2026, 11, 20))), Badge.VERIFIED),
        (licence(receipt(Outcome.ACTIVE, until=date(2026, 11, 19))), Badge.LAPSED),
        (licence(receipt(Outcome.ACTIVE), until=date(2026, 11, 19)), Badge.LAPSED),
        (licence(receipt(Outcome.EXPIRED)), Badge.LAPSED),
        (licence(receipt(Outcome.BARRED)), Badge.BARRED),
        (licence(receipt(Outcome.UNKNOWN)), Badge.NOT_FOUND),
        (licence(receipt(Outcome.MISMATCH)), Badge.NOT_FOUND),
        (licence(receipt(Outcome.POSSIBLE), kind=Kind.EXCLUSION), Badge.UNCLEAR),
        (licence(receipt(Outcome.SILENT)), Badge.UNCHECKED),
    ],
)
def test_a_badge_says_no_more_than_its_receipt(credential: Credential, badge: Badge) -> None:
    assert standing(credential, NOW, ZONE).badge is badge


def test_a_silent_source_leaves_the_last_answer_with_its_age() -> None:
    answered, silent = receipt(Outcome.ACTIVE, 20 * DAY), receipt(Outcome.SILENT, 2 * DAY)
    found = standing(licence(answered, silent), NOW, ZONE)
    assert (found.badge, found.receipt, found.silent_since) == (Badge.VERIFIED, answered, silent.at)
    later = standing(licence(answered, silent), NOW + 15 * DAY, ZONE)
    assert (later.badge, later.receipt) == (Badge.STALE, answered)


def test_of_several_sources_the_gravest_answer_counts() -> None:
    clear, barred = receipt(Outcome.CLEAR, source="leie"), receipt(Outcome.BARRED, 3 * DAY, source="sam")
    assert standing(licence(clear, barred, kind=Kind.EXCLUSION), NOW, ZONE).badge is Badge.BARRED
    old = receipt(Outcome.CLEAR, 40 * DAY, source="sam")
    assert standing(licence(clear, old, kind=Kind.EXCLUSION), NOW, ZONE).badge is Badge.STALE


def test_booking_lasts_as_long_as_one_verified_prescriber_is_active() -> None:
    cleared = licence(receipt(Outcome.CLEAR), kind=Kind.EXCLUSION)
    ends_soon = Prescriber((licence(receipt(Outcome.ACTIVE, until=date(2026, 11, 22))),), (cleared,))
    excluded = Prescriber(
        (licence(receipt(Outcome.ACTIVE)),), (licence(receipt(Outcome.BARRED), kind=Kind.EXCLUSION),)
    )
    unasked = Prescriber((licence(receipt(Outcome.ACTIVE)),), ())
    assert booking_until([excluded, unasked], "CA", NOW, ZONE) is None
    end = datetime(2026, 11, 23, tzinfo=ZONE)
    assert booking_until([excluded, ends_soon], "CA", NOW, ZONE) == end
    assert booking_until([ends_soon], "NV", NOW, ZONE) is None
    assert booking_until([ends_soon], "CA", end, ZONE) is None


def test_a_source_is_asked_again_in_its_rhythm_and_sooner_when_it_was_silent() -> None:
    month, hours = 30 * DAY, timedelta(hours=6)
    assert due(licence(), "board", month, NOW, hours)
    assert not due(licence(receipt(Outcome.ACTIVE, 29 * DAY)), "board", month, NOW, hours)
    assert due(licence(receipt(Outcome.ACTIVE, 30 * DAY)), "board", month, NOW, hours)
    assert due(
        licence(receipt(Outcome.ACTIVE, 5 * DAY), receipt(Outcome.SILENT, hours)), "board", month, NOW, hours
    )
    assert not due(licence(receipt(Outcome.SILENT, hours / 2)), "board", month, NOW, hours)
