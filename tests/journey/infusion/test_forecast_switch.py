"""The live predicted concentration: off until the medical director signs, and off again by a signature."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import forecast_switch as switch
from euthymia.kit import clock
from support.cast import PASSWORD, Cast, client_of

pytestmark = pytest.mark.django_db
PAGE = "/staff/admin/forecast/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def test_off_until_signed_except_with_invented_patients(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        assert not switch.forecast_is_on(cast.lakeside, "production")
        assert switch.forecast_is_on(cast.lakeside, "demo")
        assert switch.forecast_is_on(cast.lakeside, "training")


def test_the_director_signs_it_on_and_off(cast: Cast, unit: Any) -> None:
    client = client_of(cast.okafor)
    assert b"controls no pump" in client.get(PAGE).content
    assert client.post(PAGE, {"agreed": "on", "password": PASSWORD}).status_code == 302
    with unit(cast.lakeside):
        assert switch.forecast_is_on(cast.lakeside, "production")
        (signed,) = switch.statements(cast.lakeside)
        assert (signed.statement, signed.by) == (switch.STATEMENT, cast.okafor.words)
    clock.advance(timedelta(minutes=1))
    assert (
        client.post(PAGE, {"reason": "counsel advises against it", "password": PASSWORD}).status_code == 302
    )
    with unit(cast.lakeside):
        assert not switch.forecast_is_on(cast.lakeside, "production")
        assert not switch.forecast_is_on(cast.hillside, "production")
        assert list(
            Event.objects.filter(verb__startswith="forecast.").order_by("n").values_list("verb", flat=True)
        ) == [
            "forecast.on",
            "forecast.off",
        ]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"password": PASSWORD}, "This field is required"),
        ({"agreed": "on", "password": "wrong"}, "This is not your password"),
        ({"agreed": "on"}, "This is not your password"),
    ],
)
def test_without_agreement_and_signature_it_stays_off(
    cast: Cast, unit: Any, sent: dict[str, str], says: str
) -> None:
    assert says in client_of(cast.okafor).post(PAGE, sent).content.decode()
    with unit(cast.lakeside):
        assert not switch.forecast_is_on(cast.lakeside, "production")


def test_another_prescriber_may_look_and_not_sign(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        cast.lakeside.medical_director = cast.noor.staff
        cast.lakeside.save()
    client = client_of(cast.okafor)
    assert b'data-test="sign"' not in client.get(PAGE).content
    assert client.post(PAGE, {"agreed": "on", "password": PASSWORD}).status_code == 403
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="page.refused", actor=cast.okafor.words).count() == 1
        assert switch.statements(cast.lakeside) == []


def test_the_action_itself_asks_for_the_director_and_the_words(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        with pytest.raises(NotAllowed):
            switch.set_forecast(by=cast.noor.member(), on=True, statement=switch.STATEMENT)
        with pytest.raises(Unusable):
            switch.set_forecast(by=cast.okafor.member(), on=True, statement="fine by me")
        with pytest.raises(Unusable):
            switch.set_forecast(by=cast.okafor.member(), on=False, statement=" ")
