"""The demo's drug book is a sound one: a week, every day opened and closed, one case open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from euthymia.clinic.pharmacy import queries
from euthymia.clinic.pharmacy.models import Entry, Sheet, Syringe
from euthymia.faces.command import demo_stock
from euthymia.kit import clock
from support.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_week_of_the_demo_adds_up(cast: Cast, unit: Any) -> None:
    for _ in range(2):
        demo_stock.write(
            cast.lakeside, [cast.ana_patient, cast.ben_patient], clock.now() + timedelta(hours=1)
        )
    with unit(cast.lakeside):
        (book,) = queries.books(cast.lakeside)
        assert Sheet.objects.count() == 2 * demo_stock.DAYS and not Syringe.objects.filter(volume_ul__gt=0)
        moved = {kind: 0 for kind in ("draw", "administer", "waste")}
        for row in Entry.objects.filter(kind__in=list(moved)):
            moved[row.kind] += row.more["volume_ul"]
        assert moved["draw"] == moved["administer"] + moved["waste"] > 0
        assert queries.on_hand_ul(book) == 8 * demo_stock.LABEL_UL - moved["draw"] - demo_stock.SHORT_UL
        ((case, count),) = queries.open_cases(cast.lakeside)
        assert (case.vial, count.rest_ul) == (demo_stock.SHORT, demo_stock.SHORT_UL)
