"""A blind count by two: what agrees, what becomes a case, and how a case is closed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.pharmacy import actions, queries
from euthymia.clinic.pharmacy.actions import Counted
from euthymia.clinic.pharmacy.models import Entry, Sheet
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from support.cast import Cast
from support.stock import Stock, stocked

pytestmark = pytest.mark.django_db


def count(stock: Stock, counted: dict[str, int], **more: Any) -> Sheet:
    stock.book.refresh_from_db()
    usual: dict[str, Any] = {
        "by": stock.cast.noor.member(), "witness": stock.proof(), "book": stock.book, "client_id": uuid4(),
        "purpose": "open", "counted": [Counted(*one) for one in counted.items()], "seen_n": stock.book.entries_n,
    }  # fmt: skip
    return actions.count_sheet(**{**usual, **more})


def test_a_count_that_agrees_opens_the_day_with_one_signature_over_all_of_it(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147", "0148")
        assert queries.last_sheet(queries.book(cast.lakeside, stock.book.pk), units.current().now) is None
        sheet = count(stock, {"0147": 10_000, "0148": 10_000})
        assert (sheet.vials, sheet.differences, sheet.witness) == (2, 0, cast.tomas.words)
        assert set(Entry.objects.filter(kind="count").values_list("record", flat=True)) == {sheet.record}
        found = queries.last_sheet(queries.book(cast.lakeside, stock.book.pk), units.current().now)
        assert found == sheet


def test_a_difference_is_a_case_that_two_others_resolve(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147", "0148")
        sheet = count(stock, {"0147": 9_400, "0148": 10_000})
        assert sheet.differences == 1
        ((case, found),) = queries.open_cases(cast.lakeside)
        assert (case.vial, found.rest_ul, stock.on_hand("0147")) == ("0147", 600, 9_400)
        asked = {"case": case.code, "to": "breakage", "reason": "spilt on opening"}
        with pytest.raises(actions.NotPosted) as told:
            stock.act("resolve", by=cast.okafor.member(), witness=stock.proof(cast.noor), **asked)
        assert told.value.code == "counted-it" and "Noor Haddad" in told.value.says
        stock.act("resolve", by=cast.okafor.member(), witness=stock.proof(cast.olu), **asked)
        assert queries.open_cases(cast.lakeside) == []
        assert [row.kind for row in queries.case_entries(case)] == ["count", "resolve"]


def test_what_a_count_did_not_find_can_be_declared_lost_and_starts_the_clocks(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        count(stock, {"0147": 0})
        ((case, _),) = queries.open_cases(cast.lakeside)
        stock.act(
            "loss", by=cast.okafor.member(), witness=stock.proof(cast.olu), case=case.code, reason="not found"
        )
        due = queries.due(queries.book(cast.lakeside, stock.book.pk))
        # Discovered on Friday 20 November 2026: one business day is the Monday; 45 days are 4 January.
        assert [one.due.isoformat() for one in due] == ["2026-11-23", "2027-01-04"]


@pytest.mark.parametrize(
    ("counted", "code"),
    [({"0147": 10_000}, "not-counted"), ({}, "nothing"), ({"0147": 1, "0148": 1, "0149": 1}, "unknown-vial")],
)
def test_a_sheet_is_complete_or_nothing_of_it_is_posted(
    cast: Cast, unit: Any, counted: dict[str, int], code: str
) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147", "0148")
        with pytest.raises(Unusable) as told:
            count(stock, counted)
        assert told.value.faults[0].code == code
        assert not Entry.objects.filter(kind="count").exists() and not Sheet.objects.exists()
        assert stock.on_hand("0147") == 10_000


def test_a_vial_that_was_used_while_it_was_counted_is_counted_anew(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        seen = stock.book.entries_n + 1
        stock.act("draw", vial="0147", volume_ul=1_000)
        with pytest.raises(Unusable) as told:
            count(stock, {"0147": 10_000}, seen_n=seen)
        assert [fault.code for fault in told.value.faults] == ["moved"]


def test_a_sheet_sent_twice_is_one_count(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock, asked = stocked(cast, "0147"), uuid4()
        assert count(stock, {"0147": 9_900}, client_id=asked) == count(
            stock, {"0147": 9_900}, client_id=asked
        )
        assert Sheet.objects.count() == 1 == len(queries.open_cases(cast.lakeside))
