"""Doses against vials: the day's orders beside what their infusions gave; the register's line; drawing outside the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import queries as stock
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import doses, readiness
from euthymia.kit import clock
from support.cast import Cast, client_of

from .chair import later
from .test_drawing import Drawing

pytestmark = pytest.mark.django_db


def page_of(cast: Cast, book_id: Any, day: str = "") -> str:
    answer = client_of(cast.by_role["custodian"]).get(f"{reverse('stock-doses', args=[book_id])}{day}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_dose_is_running_then_left_in_its_syringe_then_matches(cast: Cast, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    with unit(cast.lakeside):
        (book,) = stock.books(cast.lakeside)
    assert "No dose on this day" in page_of(cast, book.pk)
    chair.draw()
    drawn = page_of(cast, book.pk)
    assert "drawn for an order that no infusion belongs to" in drawn
    chair.vitals()
    chair.start()
    assert "Not over yet" in page_of(cast, book.pk)
    later(20)
    chair.finish(reason="the patient asked")
    with unit(cast.lakeside) as opened:
        today = opened.now.astimezone(cast.lakeside.zone).date()
        (line,) = doses.of_day(book, today, opened.now)
        assert line.session == chair.session and line.matched.infused is not None
        whys = [one.value for one in line.matched.mismatches]
        assert whys == (["left"] if line.matched.left_ug else [])
        sums = (line.matched.given_ug, line.wasted_ug, line.matched.left_ug)
        assert line.matched.drawn_ug == sum(sums) == 35_000
        assert doses.of_day(book, today - timedelta(days=1), opened.now) == []
    assert ("do not match" in page_of(cast, book.pk) or "does not match" in page_of(cast, book.pk)) == bool(
        whys
    )
    assert "No dose on this day" in page_of(cast, book.pk, "?day=2001-01-01")
    assert page_of(cast, book.pk, "?day=soon").count('data-test="dose"') == 1


def test_drawing_before_the_day_is_opened_is_asked_or_refused_as_the_place_chose(
    cast: Cast, unit: Any
) -> None:
    chair = Drawing.ready(cast, unit)
    for choice in ("refuse", "ask"):
        clock.advance(timedelta(seconds=1))
        with unit(cast.lakeside):
            (book,) = stock.books(cast.lakeside)
            pharmacy.set_site(by="a test", book=book, client_id=uuid4(), when_closed=choice)
        with pytest.raises(Unusable) as told:
            chair.draw()
        assert [one.code for one in told.value.faults] == ["day-not-opened"]
    why = {"calibration-unknown": "the sticker was read", "day-not-opened": "the patient is in pain"}
    made = chair.draw(reasons=why)
    assert made.reasons["day-not-opened"] == "the patient is in pain"


def test_the_register_is_a_line_where_the_clinic_has_said_whose_rules_hold(cast: Cast, unit: Any) -> None:
    chair = Drawing.ready(cast, unit)

    def line() -> list[tuple[str, str]]:
        session = chair.fresh()
        with unit(cast.lakeside):
            found = readiness.conditions(cast.noor.member(), session)
            return [(one.light.value, one.says) for one in found if one.code == "register"]

    assert line() == []
    for state, light, says in (("CA", "met", "CURES"), ("NV", "asks", "the register of NV was never asked")):
        with unit(cast.lakeside):
            (book,) = stock.books(cast.lakeside)
            pharmacy.set_state(by="a test", registration=book.registration, state=state)
        ((found, words),) = line()
        assert found == light and says in words
