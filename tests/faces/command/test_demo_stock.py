"""The demo's drug book is a sound one: every day opened and closed, one case open."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from euthymia.clinic.pharmacy import queries
from euthymia.clinic.pharmacy.models import Entry, Sheet, Syringe
from euthymia.faces.command import demo_notes, demo_stock
from euthymia.journey.infusion import doses
from euthymia.kit import clock
from support.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_days_before_the_demo_add_up(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        nurse, prescriber, crew = cast.noor.member(), cast.okafor.member(), demo_stock.crew_of(cast.lakeside)
    past = partial(demo_notes.past, cast.lakeside, nurse, prescriber, crew)
    for _ in range(2):
        demo_stock.write(
            cast.lakeside, [cast.ana_patient, cast.ben_patient], clock.now() + timedelta(hours=1), past
        )
    with unit(cast.lakeside):
        (book,) = queries.books(cast.lakeside)
        assert Sheet.objects.count() == 2 * demo_stock.DAYS and not Syringe.objects.filter(volume_ul__gt=0)
        moved = {kind: 0 for kind in ("draw", "administer", "waste")}
        for row in Entry.objects.filter(kind__in=list(moved)):
            moved[row.kind] += row.more["volume_ul"]
        assert moved["draw"] == moved["administer"] + moved["waste"] > 0
        assert queries.on_hand_ul(book) == 8 * demo_stock.LABEL_UL - moved["draw"] - demo_stock.SHORT_UL
        yesterday = (clock.now() + timedelta(hours=1)).astimezone(cast.lakeside.zone).date() - timedelta(
            days=1
        )
        lines = doses.of_day(book, yesterday, clock.now())
        assert lines and all(one.matched.is_matched and one.session is not None for one in lines), (
            "a normal day"
        )
        ((case, count),) = queries.open_cases(cast.lakeside)
        assert (case.vial, count.rest_ul) == (demo_stock.SHORT, demo_stock.SHORT_UL)
