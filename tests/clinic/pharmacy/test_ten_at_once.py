"""Ten people draw from one vial at the same moment: never below nothing, and each act counts once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from euthymia.clinic.pharmacy import actions
from euthymia.clinic.pharmacy.models import Entry, Refusal
from euthymia.kit import units
from support.cast import Cast
from support.stock import Stock, stocked

PEOPLE = 10


def _all_at_once(cast: Cast, stock: Stock, ids: list[UUID], volume_ul: int) -> list[str]:
    """What became of each: "posted", or the code of the refusal."""
    start = Barrier(len(ids))

    def draw(client_id: UUID) -> str:
        start.wait()
        try:
            with units.unit(tenant=cast.lakeside.pk, actor="a test"):
                try:
                    stock.act("draw", vial="0147", volume_ul=volume_ul, client_id=client_id)
                except actions.NotPosted as refused:
                    return refused.code
            return "posted"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(ids)) as people:
        return list(people.map(draw, ids))


def test_ten_draw_the_last_of_a_vial_and_one_gets_it(committed: None, cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
    told = _all_at_once(cast, stock, [uuid4() for _ in range(PEOPLE)], 6_000)
    assert sorted(told) == ["not-enough"] * (PEOPLE - 1) + ["posted"]
    with unit(cast.lakeside):
        assert stock.on_hand("0147") == 4_000
        assert Entry.objects.filter(kind="draw").count() == 1
        assert Refusal.objects.count() == PEOPLE - 1


def test_one_act_sent_ten_times_at_once_is_one_entry(committed: None, cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
    assert _all_at_once(cast, stock, [uuid4()] * PEOPLE, 1_000) == ["posted"] * PEOPLE
    with unit(cast.lakeside):
        assert stock.on_hand("0147") == 9_000
        assert list(Entry.objects.order_by("n").values_list("kind", flat=True)) == ["receive", "draw"]
