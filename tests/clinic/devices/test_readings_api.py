"""`POST /api/v1/readings`: keys, limits, answers, and the document that promises them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from euthymia.clinic.devices import actions, api, openapi
from euthymia.clinic.devices.intake import Intake
from euthymia.clinic.devices.keeping import DatabaseAway
from euthymia.clinic.devices.keys import Keys
from euthymia.clinic.devices.models import RawMessage
from euthymia.kit import units
from support import bedside
from support.bedside import BY, Bedside, body
from support.cast import Cast

pytestmark = pytest.mark.usefixtures("committed")


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    document: dict[str, Any]


def call(
    data: bytes | Iterable[bytes], headers: dict[str, str], *, method: str = "POST", intake: Any = None
) -> Answered:
    async def run() -> Answered:
        into, keys = intake or Intake("http"), Keys()
        if intake is None:
            into.start()
        parts = [data] if isinstance(data, bytes) else list(data)
        got: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message: Any) -> None:
            got.append(message)

        scope = {
            "method": method,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("10.0.0.9", 1),
        }
        try:
            await api.readings(into, keys, scope, receive, send)
        finally:
            await keys.stop()
            if intake is None:
                await into.stop()
        stated = {name.decode(): value.decode() for name, value in got[0]["headers"]}
        return Answered(got[0]["status"], stated, json.loads(got[1]["body"]))

    return asyncio.run(run())


@dataclass
class Bridge:
    """A caller with the key of Ana's monitor."""

    bedside: Bedside
    key: str

    def post(self, document: Any, **headers: str) -> Answered:
        given = {"authorization": f"Bearer {self.key}", "content-type": "application/json", **headers}
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        return call(data, {name.replace("_", "-"): value for name, value in given.items()})


@pytest.fixture
def bridge(cast: Cast) -> Bridge:
    there = bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A", driver="vitals-json")
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        return Bridge(there, actions.issue_key(device=there.device, by=BY))


def kept() -> int:
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        return RawMessage.objects.count()


def test_readings_are_stored_and_answered(bridge: Bridge, stopped: datetime) -> None:
    answer = bridge.post(body("MON-A", stopped, hr=71, spo2=97))
    assert (answer.status, answer.document["accepted"], answer.document["refused"]) == (200, 2, [])
    assert [value for _, _, value, _ in bridge.bedside.samples()] == [71.0, 97.0]
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        assert str(RawMessage.objects.get().pk) == answer.document["message"]


def test_many_objects_in_one_body(bridge: Bridge, stopped: datetime) -> None:
    many = [
        body("MON-A", stopped - timedelta(seconds=0), hr=71),
        body("MON-A", stopped + timedelta(seconds=1), hr=72),
    ]
    assert bridge.post(many).document["accepted"] == 2


def test_the_same_body_again_gets_the_same_answer(bridge: Bridge, stopped: datetime) -> None:
    first, again = (bridge.post(body("MON-A", stopped, hr=71)) for _ in range(2))
    assert first.document == again.document
    assert (kept(), len(bridge.bedside.samples())) == (1, 1)


def test_a_part_that_is_wrong_costs_itself_only(bridge: Bridge, stopped: datetime) -> None:
    answer = bridge.post(body("MON-A", stopped, hr=71, spo2=101))
    assert (answer.status, answer.document["accepted"]) == (200, 1)
    assert [part["at"] for part in answer.document["refused"]] == ["/readings/1"]


def test_without_a_running_watch_readings_are_kept_only(bridge: Bridge, stopped: datetime) -> None:
    with units.unit(tenant=bridge.bedside.device.clinic_id, actor=BY):
        actions.dissociate(device=bridge.bedside.device, by=BY, reason="done")
    answer = bridge.post(body("MON-A", stopped, hr=71))
    assert (answer.status, answer.document["accepted"]) == (202, 0)
    assert "goes no further" in answer.document["notes"][0]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[1]", b'{"device": "MON-A"}', b'{"hr": NaN}', b"\xff\xfe", b'{"device": 1, "device": 2}'],
)
def test_unusable_bodies_are_refused_with_their_faults_and_kept(data: bytes, bridge: Bridge) -> None:
    answer = bridge.post(data)
    assert answer.status == 422
    assert answer.document["refused"] and answer.document["error"]
    assert kept() == 1


def test_a_key_speaks_for_its_own_device_only(bridge: Bridge, cast: Cast, stopped: datetime) -> None:
    hal = bedside.set_up(cast.hillside, cast.hal_patient, cast.hillside_chair, "MON-H", driver="vitals-json")
    answer = bridge.post(body("MON-H", stopped, hr=99))
    assert (answer.status, answer.document["accepted"]) == (422, 0)
    assert hal.samples() == [] and bridge.bedside.samples() == []
    with units.unit(tenant=cast.hillside.pk, actor=BY):
        assert not RawMessage.objects.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: "",
        lambda key: "Basic " + key,
        lambda key: "Bearer",
        lambda key: "Bearer " + key[:-1],
        lambda key: "Bearer " + key + "x",
        lambda key: "Bearer " + key.partition(".")[2],
        lambda key: "Bearer " + "0" * 32 + key[32:],
        lambda key: "Bearer " + "x" * 300,
    ],
)
def test_a_wrong_key_opens_nothing_and_stores_nothing(
    spoil: Callable[[str], str], bridge: Bridge, stopped: datetime
) -> None:
    answer = bridge.post(body("MON-A", stopped, hr=71), authorization=spoil(bridge.key))
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert (kept(), bridge.bedside.samples()) == (0, [])


@pytest.mark.parametrize("shown", ["no key", "0" * 32 + ".secret", "the device's own, with another secret"])
def test_the_body_of_a_stranger_is_not_read(shown: str, bridge: Bridge) -> None:
    """However large it is: nothing of it is kept in memory, decoded or stored."""

    class Unread:
        async def submit(self, message: Any) -> Any:
            raise AssertionError("handed on to be stored")

    key = bridge.key[:-4] + "none" if shown.startswith("the device") else shown
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    answer = call([], headers, intake=Unread())  # reading a body that has no parts fails
    assert answer.status == 401


def test_a_stranger_with_much_to_say_is_hung_up_on(bridge: Bridge) -> None:
    headers = {"authorization": f"Bearer {'0' * 32}.x", "content-type": "application/json"}
    for length, ends in (("500", False), (str(api.BODY_BYTES), True), ("", True)):
        answer = call(b"", {**headers, "content-length": length})
        assert answer.status == 401
        assert (answer.headers.get("connection") == "close") is ends, length


def test_an_old_key_and_a_retired_devices_key_open_nothing(bridge: Bridge, stopped: datetime) -> None:
    device = bridge.bedside.device
    with units.unit(tenant=device.clinic_id, actor=BY):
        fresh = Bridge(bridge.bedside, actions.issue_key(device=device, by=BY))
    assert bridge.post(body("MON-A", stopped, hr=71)).status == 401
    assert fresh.post(body("MON-A", stopped, hr=71)).status == 200
    with units.unit(tenant=device.clinic_id, actor=BY):
        actions.retire(device=device, by=BY)
    assert fresh.post(body("MON-A", stopped, hr=72)).status == 401


def test_other_kinds_of_body_are_not_read(bridge: Bridge, stopped: datetime) -> None:
    document = body("MON-A", stopped, hr=71)
    assert bridge.post(document, content_type="text/plain").status == 415
    assert bridge.post(document, content_encoding="gzip").status == 415
    assert bridge.post(document, content_type="application/json; charset=utf-8").status == 200


def test_a_body_that_is_too_large_is_not_read(bridge: Bridge) -> None:
    headers = {"authorization": f"Bearer {bridge.key}", "content-type": "application/json"}
    assert call(b"", {**headers, "content-length": str(api.BODY_BYTES + 1)}).status == 413
    assert call((b" " * 100_000 for _ in range(12)), headers).status == 413
    assert kept() == 0


def test_readings_are_posted(bridge: Bridge) -> None:
    answer = call(b"", {}, method="GET")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_while_nothing_can_be_stored_the_caller_is_told_to_come_again(
    bridge: Bridge, stopped: datetime
) -> None:
    class Away:
        async def submit(self, message: Any) -> Any:
            raise DatabaseAway("away")

    headers = {"authorization": f"Bearer {bridge.key}", "content-type": "application/json"}
    answer = call(json.dumps(body("MON-A", stopped, hr=71)).encode(), headers, intake=Away())
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")


def test_the_document_lists_every_answer_and_refers_to_nothing_missing() -> None:
    document = openapi.document()
    promised = set(document["paths"][api.READINGS_PATH]["post"]["responses"])
    assert promised >= {"200", "202", "401", "403", "405", "408", "413", "415", "422", "503"}
    text = json.dumps(document)
    for name in document["components"]["schemas"]:
        text = text.replace(f"#/components/schemas/{name}", "")
    assert "#/" not in text
