"""The device pages: chairs, adding with a key that is shown once, moving, retiring."""

from __future__ import annotations

import re
from typing import Any

import pytest

from euthymia.clinic.devices import actions, queries
from euthymia.clinic.devices.models import Device
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db
LIST = "/staff/admin/devices/"
NEW = {
    "act": "device",
    "code": "M-7",
    "title": "Monitor seven",
    "serial": "MON-7",
    "driver": "hl7v2",
    "timezone": "UTC",
}


def _added(cast: Cast, unit: Any) -> Device:
    with unit(cast.lakeside):
        return Device.objects.get(code="M-7")


def test_an_empty_clinic_is_told_the_next_step(cast: Cast) -> None:
    assert b"Add a monitor at the side" in client_of(cast.noor).get(LIST).content


def test_a_new_device_gets_a_key_that_is_shown_once(cast: Cast, unit: Any) -> None:
    client = client_of(cast.noor)
    page = client.post(LIST, NEW, follow=True).content.decode()
    (key,) = re.findall(r'data-test="key">(.*?)</code>', page)
    device = _added(cast, unit)
    assert bytes(device.key_digest or b"") == actions.key_digest(key)
    assert key not in client.get(f"{LIST}{device.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"code": ""}, "This field is required"),
        ({"driver": "telepathy"}, "Select a valid choice"),
        ({"code": "M-1"}, "another device is labelled M-1"),
        ({"serial": "MON-1"}, "another device in use calls itself so"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    cast: Cast, unit: Any, changed: dict[str, str], says: str
) -> None:
    with unit(cast.lakeside):
        actions.add_device(
            clinic=cast.lakeside,
            code="M-1",
            serial="MON-1",
            title="One",
            driver="hl7v2",
            by="the installation",
        )
    answer = client_of(cast.noor).post(LIST, {**NEW, **changed})
    assert answer.status_code == 200 and says in answer.content.decode()
    with unit(cast.lakeside):
        assert Device.objects.count() == 1


def test_it_is_moved_and_retired(cast: Cast, unit: Any) -> None:
    client = client_of(cast.noor)
    client.post(LIST, NEW)
    device = _added(cast, unit)
    url = f"{LIST}{device.pk}/"
    assert client.post(url, {"act": "place", "room": str(cast.chairs[1].pk)}).status_code == 302
    with unit(cast.lakeside):
        assert queries.device_at(cast.chairs[1]) == device
    assert b"Chair 2" in client.get(url).content
    client.post(url, {"act": "place", "room": ""})
    with unit(cast.lakeside):
        assert queries.device_at(cast.chairs[1]) is None
    assert b"This field is required" in client.post(url, {"act": "retire", "reason": ""}).content
    client.post(url, {"act": "retire", "reason": "screen cracked"})
    assert _added(cast, unit).retired_at is not None
    page = client.get(url).content
    assert b"retired" in page and b'data-test="place"' not in page
    refused = client.post(url, {"act": "key"}, follow=True)
    assert b"is retired" in refused.content


def test_a_chair_of_another_clinic_is_none(cast: Cast, unit: Any) -> None:
    client = client_of(cast.noor)
    client.post(LIST, NEW)
    url = f"{LIST}{_added(cast, unit).pk}/"
    answer = client.post(url, {"act": "place", "room": str(cast.hillside_chair.pk)})
    assert b"Select a valid choice" in answer.content


def test_a_chair_is_added_once(cast: Cast) -> None:
    client = client_of(cast.noor)
    assert client.post(LIST, {"act": "room", "name": "Chair 4"}).status_code == 302
    assert (
        b"Another chair here has this name" in client.post(LIST, {"act": "room", "name": "Chair 4"}).content
    )


def test_a_name_that_another_clinics_device_has_is_said_to_be_taken(cast: Cast, unit: Any) -> None:
    with unit(cast.hillside):
        actions.add_device(
            clinic=cast.hillside, code="H-1", serial="MON-7", title="Theirs", driver="hl7v2", by="the installation"
        )  # fmt: skip
    answer = client_of(cast.noor).post(LIST, NEW)
    assert answer.status_code == 200
    assert "another device in use calls itself so" in answer.content.decode()
