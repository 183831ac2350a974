"""The real front: readings in, pages and live streams out, also over a restart."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import models

from euthymia.clinic.devices import actions
from euthymia.journey.infusion.models import Order, Session
from euthymia.kit import units
from support import bedside, environment
from support.bedside import BY, body
from support.cast import Cast, client_of
from support.processes import PATIENCE_S, Process, free_port, running

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("committed")]
PATIENCE_HEARTBEATS = 60


class Stream:
    """A page's event source."""

    def __init__(self, port: int, path: str, cookie: str, last: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        headers = {"Cookie": cookie, **({"Last-Event-ID": last} if last else {})}
        self.connection.request("GET", path, headers=headers)
        self.response = self.connection.getresponse()
        self.status = self.response.status

    def next(self, kind: str = "message") -> tuple[str, dict[str, Any]]:
        """(id, data) of the next event of this kind."""
        event: dict[str, str] = {}
        heartbeats = 0
        for line in self.response:
            text = line.decode().rstrip("\n")
            if text:
                name, _, value = text.partition(": ")
                event[name] = value
                continue
            if event.get("event") == kind:
                return event.get("id", ""), json.loads(event["data"])
            heartbeats += event.get("event") == "heartbeat"
            assert heartbeats < PATIENCE_HEARTBEATS, f"no {kind} came"
            event = {}
        raise AssertionError("the stream ended")

    def close(self) -> None:
        self.response.close()
        self.connection.close()


@contextmanager
def serving(port: int) -> Iterator[Process]:
    env = environment.for_process(EUTHYMIA_SECRET_KEY=settings.SECRET_KEY)
    with running("serve", "--port", str(port), env=env) as front:
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
            try:
                connection.request("GET", "/api/v1/openapi.json")
                assert json.loads(connection.getresponse().read())["openapi"] == "3.1.0"
                break
            except ConnectionError:
                assert front.popen.poll() is None
                time.sleep(0.05)  # it is starting: not to take the core it starts on
            finally:
                connection.close()
        yield front


def post(port: int, key: str, document: Any) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/readings", json.dumps(document), headers)
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer


def a_session(cast: Cast, at: datetime) -> tuple[Session, str]:
    """Ana's session at a chair whose monitor measures for it, and the monitor's key."""
    there = bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A", driver="vitals-json")
    whole = {
        field.name: 1000
        for field in Order._meta.concrete_fields
        if isinstance(field, models.PositiveIntegerField)
    }
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        order = Order(
            clinic=cast.lakeside, patient=cast.ana_patient, client_id=uuid.uuid4(), protocol="a test", at=at, by=BY,
            volume_convention="total", **whole,
        )  # fmt: skip
        order.save()
        session = Session(
            clinic=cast.lakeside, patient=cast.ana_patient, visit=there.watch.visit, order=order, room=cast.chairs[0],
            watch=there.watch, made_at=at,
        )  # fmt: skip
        session.save()
        return session, actions.issue_key(device=there.device, by=BY)


def test_the_server_says_that_it_lives_and_is_ready(cast: Cast) -> None:
    port = free_port()
    with serving(port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        connection.request("GET", "/health/live")
        assert json.loads(connection.getresponse().read()) == {"live": True}
        while True:
            connection.request("GET", "/health/ready")
            response = connection.getresponse()
            said = json.loads(response.read())
            if said["ready"]:
                break
            assert response.status == 503
            time.sleep(0.05)
        assert response.status == 200 and said["database"] == "answers" and said["watcher_age_s"] is None
        connection.close()


def test_a_stream_goes_on_where_it_was_when_the_server_comes_back(cast: Cast, stopped: datetime) -> None:
    session, key = a_session(cast, stopped)
    cookie = (
        f"{settings.SESSION_COOKIE_NAME}={client_of(cast.noor).cookies[settings.SESSION_COOKIE_NAME].value}"
    )
    path, port = f"/staff/infusions/{session.pk}/stream", free_port()
    with serving(port) as front:
        assert Stream(port, path, "").status == 401
        stream = Stream(port, path, cookie)
        assert post(port, key, body("MON-A", stopped, hr=90))[0] == 200
        first, _ = stream.next()
        assert post(port, key, body("MON-A", stopped + timedelta(minutes=1), hr=91))[0] == 200
        second, told = stream.next()
        assert int(second) > int(first)
        assert told["tiles"]["pulse"]["text"] == "91"
        assert set(stream.next("heartbeat")[1]) >= {"now", "watcher_age_s", "listener_age_s"}
        assert front.stop() == 0
        stream.close()
    with serving(port) as front:
        assert post(port, key, body("MON-A", stopped + timedelta(minutes=2), hr=92))[0] == 200
        stream = Stream(port, path, cookie, last=second)
        third, told = stream.next()
        assert int(third) > int(second)
        assert told["tiles"]["pulse"]["text"] == "92"
        stream.close()
        assert front.stop() == 0


def test_pages_are_served_and_what_poses_as_a_proxy_is_not_believed(cast: Cast) -> None:
    port = free_port()
    with serving(port):
        for path, headers, wanted in (
            ("/", {}, 200),
            ("/?q=%C3%A9", {"X_Forwarded_Host": "evil.example"}, 200),
            ("/staff/stream", {}, 401),
            ("/staff/stream?cursor=x", {}, 400),
            ("/no/such/page", {}, 404),
        ):  # fmt: skip
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            assert (path, response.status) == (path, wanted)
            connection.close()


def test_a_slow_caller_keeps_no_page_waiting(cast: Cast) -> None:
    port = free_port()
    with serving(port):
        slow = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        slow.putrequest("POST", "/account/login/")
        slow.putheader("Content-Length", "1000")
        slow.endheaders()
        slow.send(b"login=")
        quick = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        quick.request("GET", "/")
        assert quick.getresponse().status == 200
        quick.close()
        slow.close()
