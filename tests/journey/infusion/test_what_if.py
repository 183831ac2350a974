"""What another rate comes to: earlier pauses cost nothing of the order, and the bag holds no more than it."""

from __future__ import annotations

import pytest

from journey.infusion.chair import AtTheChair, later
from support.cast import Cast, client_of
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def total(chair: AtTheChair, rate_ml_per_h: str) -> str:
    address = f"/staff/infusions/{chair.session.pk}/preview/?rate_ml_per_h={rate_ml_per_h}"
    page = client_of(chair.cast.noor).get(address).content.decode()
    return page.partition("Total at the end ")[2].partition(" mg of 35 mg")[0]


def test_the_ordered_rate_after_a_pause_still_gives_the_order(cast: Cast, unit) -> None:
    """52.5 mg/h; ten minutes of forty, then a pause of seven: thirty minutes are left to run."""
    chair = AtTheChair.started(cast, unit)
    later(10)
    assert total(chair, "150") == "35"
    chair.pause()
    later(7)
    chair.resume()
    assert total(chair, "150") == "35"
    assert total(chair, "75") == "21.875", "8.75 mg given and 30 minutes of 26.25 mg/h"


def test_two_pauses_and_a_slower_rate(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    later(10)
    chair.pause()
    later(5)
    chair.resume(rate_ul_per_h=75_000, reason="dissociation")
    later(10)
    chair.pause()
    later(5)
    chair.resume()
    assert chair.course().given_ug == 8_750 + 4_375
    assert total(chair, "150") == "30.625", "20 minutes of 52.5 mg/h on top"


def test_after_the_ordered_time_the_end_is_that_of_the_bag(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    later(10)
    chair.rate(75_000)
    later(40)
    assert chair.course().given_ug == 8_750 + 17_500
    assert total(chair, "75") == "35"
    assert total(chair, "0") == "26.25"
