"""The stock line of the list before the start: the clinic's own books, in date and usable for this patient."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions, readiness
from euthymia.kit import clock
from support.cast import Cast
from support.evaluated import decided
from support.stock import HILLSIDES, stocked

from .chair import AtTheChair

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(cast: Cast, unit: Any) -> AtTheChair:
    with unit(cast.lakeside):
        decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
    made = AtTheChair.ordered(cast, unit)
    made.vitals()
    return made


def line(chair: AtTheChair) -> tuple[str, str]:
    session = chair.fresh()
    with chair.unit(chair.cast.lakeside):
        found = readiness.conditions(chair.cast.noor.member(), session)
        (one,) = [one for one in found if one.code == "stock"]
        return one.light.value, one.says


def test_without_a_book_the_stock_is_not_known_and_another_clinic_s_does_not_count(chair: AtTheChair) -> None:
    assert line(chair)[0] == "apart"
    with chair.unit(chair.cast.hillside):
        pharmacy.register(
            clinic=chair.cast.hillside, by="a test", entity="Hillside LLC", number=HILLSIDES, address="2 Hill Road",
            valid_until=(clock.now() + timedelta(days=900)).date(),
        )  # fmt: skip
    light, says = line(chair)
    assert light == "apart" and "not known" in says


def test_only_what_may_be_drawn_for_this_patient_counts(chair: AtTheChair) -> None:
    today = clock.now().astimezone(chair.cast.lakeside.zone).date()
    with chair.unit(chair.cast.lakeside):
        stock = stocked(chair.cast)
    assert line(chair)[0] == "apart", "registered, and nothing entered yet"
    with chair.unit(chair.cast.lakeside):
        stock.receive("WEAK", mg_per_ml=Decimal(10), ndc="67457-001-10")
        stock.receive("LAST-DAY", volume_ul=500, expires=today)
    light, says = line(chair)
    assert light == "blocks" and "only 0.5 mL" in says
    with chair.unit(chair.cast.lakeside):
        stock.receive("FULL")
    assert line(chair)[0] == "met"
    with chair.unit(chair.cast.lakeside):
        pharmacy.quarantine(
            by=chair.cast.by_role["custodian"].member(), book=stock.book, client_id=uuid4(), vial="FULL", reason="cracked"
        )  # fmt: skip
    light, says = line(chair)
    assert light == "blocks" and "quarantine" in says
    session = chair.fresh()
    with pytest.raises(Unusable) as refused, chair.unit(chair.cast.lakeside):
        actions.start(
            by=chair.cast.noor.member(), session=session, client_id=uuid4(), rate_ul_per_h=session.order.rate_ul_per_h
        )  # fmt: skip
    assert "stock" in {fault.code for fault in refused.value.faults}
