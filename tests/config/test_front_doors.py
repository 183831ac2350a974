"""Who may follow a stream: the person behind a session's cookie, at the clinic they work at."""

from __future__ import annotations

import asyncio
import threading
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from euthymia.clinic.people import doors
from support.cast import Cast, Person, client_of
from support.places import at_lakeside, routes


def cookies(person: Person) -> dict[str, str]:
    return {settings.SESSION_COOKIE_NAME: client_of(person).cookies[settings.SESSION_COOKIE_NAME].value}


def test_a_member_of_staff_is_known_with_their_clinic(cast: Cast) -> None:
    from euthymia.config.asgi import session_user

    assert session_user(cookies(cast.noor)) == (cast.noor.user, cast.lakeside.pk)


def test_a_locked_session_still_follows(cast: Cast) -> None:
    from euthymia.config.asgi import session_user

    client = client_of(cast.noor)
    session = client.session
    session[doors.LOCKED_KEY] = True
    session.save()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert session_user({settings.SESSION_COOKIE_NAME: cookie}) is not None


def test_who_signed_out_or_stands_in_no_clinic_is_nobody(cast: Cast) -> None:
    from euthymia.config.asgi import session_user

    client = client_of(cast.noor)
    cookie = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    client.logout()
    assert session_user(cookie) is None
    assert session_user(cookies(cast.ana)) is None
    assert session_user({settings.SESSION_COOKIE_NAME: "no such session"}) is None
    assert session_user({}) is None


def test_staff_without_a_second_factor_follow_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from euthymia.config.asgi import session_user

    cookie = cookies(cast.noor)
    cast.noor.user.is_demo = False
    cast.noor.user.save()
    assert session_user(cookie) is None


def test_a_stream_asks_for_the_second_factor_of_this_session(cast: Cast) -> None:
    """It is not enough that the person has one: the session that follows showed it."""
    from allauth.mfa.models import Authenticator

    from euthymia.config.asgi import session_user

    client = client_of(cast.noor)
    cookie = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    cast.noor.user.is_demo = False
    cast.noor.user.save()
    factor = Authenticator.objects.create(user=cast.noor.user, type=Authenticator.Type.TOTP, data={})
    assert session_user(cookie) is None
    session = client.session
    session["account_authentication_methods_user"] = str(cast.noor.user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "id": factor.pk, "at": 0.0}
    ]
    session.save()
    assert session_user(cookie) == (cast.noor.user, cast.lakeside.pk)


SLOW = {
    "infusion-record", "infusion-record-pdf", "admin-audit-csv", "admin-audit-verify", "stock-report",
    "stock-report-csv", "stock-packet", "note-pdf", "letter-pdf", "harm-form-pdf", "recovery-rems-pdf",
    "money-estimate", "money-superbill",
}  # fmt: skip


def test_which_pages_wait_for_their_like_only(cast: Cast) -> None:
    from euthymia.config.asgi import _is_slow

    places = at_lakeside(cast)
    staff = [route for route in routes() if route.door and route.door.kind in ("staff", "member")]
    assert {route.name for route in staff if _is_slow(route.url(places))} == SLOW
    assert not _is_slow("/staff/no/such/page")


def test_a_slow_page_keeps_no_other_page_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    from euthymia.config import asgi

    begun, quick_answered = threading.Event(), threading.Event()

    def pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"].endswith("record.pdf"):
            begun.set()
            assert quick_answered.wait(60)
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    for lane in (asgi._pages, asgi._slow_pages):
        monkeypatch.setattr(lane, "app", pages)

    async def ask(path: str) -> bytes:
        said: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message.get("body", b""))

        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "query_string": b"",
            "headers": [],
        }
        await asgi._page(scope, receive, send)
        return b"".join(said)

    async def run() -> tuple[bytes, bytes]:
        slow = asyncio.create_task(ask(f"/staff/infusions/{uuid.uuid4()}/record.pdf"))
        await asyncio.to_thread(begun.wait, 60)
        quick = await ask("/staff/patients/")
        quick_answered.set()
        return quick, await slow

    quick, slow = asyncio.run(run())
    assert quick == b"/staff/patients/" and slow.endswith(b"record.pdf")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/staff/patients/?q=a%00b", "/staff/admin/audit/?words=%00", "/%00/"])
def test_an_address_with_a_nul_is_refused(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400
