"""The pages round the outbox: consent at the desk and in the portal, what failed, words of one's own, delivery reports."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from euthymia.clinic.messages import queries as outbox
from euthymia.clinic.messages.drivers import Accepted, NotSent
from euthymia.journey.reminders import queries
from euthymia.kit import clock
from support import desk, ics
from support.cast import Cast
from support.letters import Post, message, reachable, run, states
from support.letters import outbox as working

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 2)
CONTACT = {
    "email": "ana@example.org",
    "mobile": "+1 555 555 0142",
    "language": "es",
    "timezone": "America/New_York",
}


def booked(cast: Cast, patient: Any, at: str = "09:30") -> Any:
    return desk.booked(cast.lakeside, patient, cast.chairs[0], at, on=DAY)


def form(**given: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), **given}


def test_consent_is_kept_at_the_desk_and_what_failed_is_seen_to(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    clinic, ana, wren = cast.lakeside, cast.ana_patient, signed_in(cast.wren)
    path = f"/staff/patients/{ana.pk}/messages/"
    assert b"without consent nothing goes" in wren.get(path).content
    wrong = wren.post(path, form(**{**CONTACT, "mobile": "555", "timezone": "Mars/Base"}))
    assert (
        wrong.status_code == 422
        and b"is no time zone" in wrong.content
        and b"with its country" in wrong.content
    )
    assert wren.post(path, form(**{**CONTACT, "email": "", "by_email": "on"})).status_code == 422
    assert wren.post(path, form(**CONTACT, by_email="on")).status_code == 302
    with unit(clinic):
        found = outbox.contact(ana)
        assert found is not None and (found.channels, found.mobile) == (("email",), "+15555550142")
        booked(cast, ana)
    post = Post(says=NotSent("the mailbox does not exist", permanent=True))
    run(working(post), clinic)
    with unit(clinic):
        ((kind, _, reason),) = [one for one in states(ana) if one[1] == "failed"]
        assert (kind, reason) == ("dates", "refused")
        (failed,) = outbox.failed(clinic, clock.now())
    assert b'data-test="failed"' in wren.get("/staff/messages/").content
    page = wren.get(f"/staff/messages/{failed.pk}/").content.decode()
    assert "Nueva: miércoles 2 de diciembre" in page and "the mailbox does not exist" in page
    assert wren.post(f"/staff/messages/{failed.pk}/", form(says=" ")).status_code == 422
    assert wren.post(f"/staff/messages/{failed.pk}/", form(says="called, will come")).status_code == 302
    assert b'data-test="failed"' not in wren.get("/staff/messages/").content
    assert b"called, will come" in wren.get(f"/staff/messages/{failed.pk}/").content


def test_what_comes_back_stops_that_address_until_it_is_corrected_or_stood_by(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    clinic, ana, wren, post = cast.lakeside, cast.ana_patient, signed_in(cast.wren), Post()
    path = f"/staff/patients/{ana.pk}/messages/"
    with unit(clinic):
        reachable(ana)
        booked(cast, ana)
    run(working(post), clinic)
    with unit(clinic):
        sent = message(ana, "dates")
    address = f"/staff/messages/{sent.pk}/"
    said = form(act="returned", says="mailbox full")
    assert wren.post(address, said).status_code == 302 and wren.post(address, said).status_code == 302
    assert b'data-test="returned"' in wren.get("/staff/messages/").content
    assert b"mailbox full" in wren.get(address).content
    with unit(clinic):
        sent = message(ana, "dates")
        assert (sent.state, sent.reason) == ("failed", "returned")
        assert [fact.kind for fact in outbox.facts(sent)] == ["queued", "handed", "sent", "undelivered"]
        found = outbox.contact(ana)
        assert found is not None and found.channels == () and found.consents("email")
        desk.booked(clinic, ana, cast.chairs[0], "13:00", on=DAY + timedelta(days=2))
    run(working(post), clinic)
    assert len(post.handed) == 1, "nothing more goes there"
    assert b"came back." in wren.get(path).content
    right = form(act="right", channel="email", says=" ")
    assert wren.post(path, right).status_code == 422
    assert wren.post(path, {**right, "says": "was full, is empty now"}).status_code == 302
    assert b'data-test="returned"' not in wren.get("/staff/messages/").content
    run(working(post), clinic)
    assert len(post.handed) == 2, "what was not told meanwhile is told now"
    refusing = Post(says=NotSent("550 5.1.1 nobody", permanent=True, nobody_there=True))
    with unit(clinic):
        desk.booked(clinic, ana, cast.chairs[0], "13:00", on=DAY + timedelta(days=5))
    run(working(refusing), clinic)
    with unit(clinic):
        found = outbox.contact(ana)
        assert found is not None and found.channels == ()
        assert outbox.contact_facts(found)[0].by == "the mail server"
    corrected = {**CONTACT, "mobile": "", "email": "ana.marsh@example.org"}
    assert wren.post(path, form(**corrected, by_email="on")).status_code == 302
    with unit(clinic):
        found = outbox.contact(ana)
        assert found is not None and found.channels == ("email",), "another address, and consent to it"
        kinds = [fact.kind for fact in reversed(outbox.contact_facts(found))]
    assert kinds == [
        "details", "consented", "returned", "right", "returned", "details", "withdrawn", "consented",
    ]  # fmt: skip


def test_words_of_ones_own_are_previewed_and_refused_where_they_tell_of_health(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    clinic, ana, wren = cast.lakeside, cast.ana_patient, signed_in(cast.wren)
    path = "/staff/messages/words/?kind=dates&purpose=infusion&channel=email&language=en"
    assert b"Hello Alex" in wren.get(path).content
    told = wren.post(path, form(subject="Your ketamine", text="Hello $name, $lines")).content.decode()
    assert "tells whoever sees the screen" in told
    assert "$dose is no field" in wren.post(path, form(subject="Dates", text="$dose")).content.decode()
    short = path.replace("email", "sms")
    assert "signs beside the fields" in wren.post(short, form(text="x" * 120)).content.decode()
    assert wren.post(path, form(subject="Dates", text="Dear $name\n$lines")).status_code == 302
    assert b"Dear Alex" in wren.get(path).content
    post = Post()
    with unit(clinic):
        reachable(ana)
        booked(cast, ana)
    run(working(post), clinic)
    assert post.letters[0].subject == "Dates" and post.letters[0].text.startswith(
        "Dear Ana\n- New: Wednesday"
    )
    assert wren.post(path, form(withdraw="1", text="")).status_code == 302
    assert b"Hello Alex" in wren.get(path).content
    settings = wren.get("/staff/messages/settings/").content
    assert b"the program" in settings and b"site setting" in settings
    usual = {
        "quiet_from": "21:00",
        "quiet_until": "08:00",
        "reminder_h": "48",
        "nudge_h": "24",
        "address": "1 Lake Road",
    }
    assert wren.post("/staff/messages/settings/", form(**{**usual, "nudge_h": "60"})).status_code == 422
    assert wren.post("/staff/messages/settings/", form(**usual)).status_code == 302
    with unit(clinic):
        assert outbox.settings(clinic).reminder_h == 48


def test_a_patient_sees_dates_prepares_answers_and_says_how_to_be_written_to(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    clinic, ana, phone = cast.lakeside, cast.ana_patient, signed_in(cast.ana)
    with unit(clinic):
        made = booked(cast, ana)
    page = phone.get("/portal/visits/").content.decode()
    assert "Please arrive at 9:30 AM." in page and "for 6 hours" in page
    assert phone.post("/portal/writing/", form(**CONTACT, by_email="on", by_sms="on")).status_code == 302
    with unit(clinic):
        found = outbox.contact(ana)
        assert found is not None and found.channels == ("email", "sms")
    phone.cookies["language"] = "es"
    page = phone.get("/portal/visits/").content.decode()
    assert "No coma nada" in page and "En su propio reloj (America/New_York): 12:30" in page
    assert phone.post(f"/portal/visits/{made.pk}/confirm/", form()).status_code == 302
    with unit(clinic):
        assert queries.is_confirmed(made)
    assert "Usted viene" in phone.get("/portal/visits/").content.decode()
    assert phone.post(f"/portal/visits/{made.pk}/another-time/", form(says="por la tarde")).status_code == 302
    assert "Ha pedido otra hora" in phone.get("/portal/visits/").content.decode()
    (event,) = ics.read(phone.get(f"/portal/visits/{made.pk}.ics").content.decode())
    assert event["DTSTART"] == made.starts_at
    with unit(clinic):
        other = desk.booked(clinic, cast.ben_patient, cast.chairs[1], "09:30", on=DAY)
    for act in ("confirm", "another-time"):
        assert phone.post(f"/portal/visits/{other.pk}/{act}/", form()).status_code == 404


@override_settings(EUTHYMIA_SMS_REPORTS="a-long-key")
def test_delivery_reports_are_appended_and_strangers_are_not_heard(cast: Cast, unit: Any) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post(says=Accepted("Outgoing_1"))
    with unit(clinic):
        reachable(ana, channels=("sms",))
        booked(cast, ana)
    run(working(post), clinic)

    def report(key: str, *events: Any) -> Any:
        body = json.dumps(events)
        return Client().post(f"/messages/report/{key}/", body, content_type="application/json")

    hello = {
        "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "data": {"validationCode": "512"},
    }
    assert report("another-key", hello).status_code == 404
    assert report("a-long-key", hello).json() == {"validationResponse": "512"}
    assert (
        Client().post("/messages/report/a-long-key/", "{", content_type="application/json").status_code == 400
    )
    said = {
        "eventType": "Microsoft.Communication.SMSDeliveryReportReceived",
        "data": {"messageId": "Outgoing_1", "deliveryStatus": "Delivered"},
    }
    unknown = {**said, "data": {"messageId": "Outgoing_2", "deliveryStatus": "Delivered"}}
    assert report("a-long-key", unknown, said, said).json() == {"known": 2}
    with unit(clinic):
        (one,) = [one for one in outbox.of_patient(ana) if one.kind == "dates"]
        assert one.state == "delivered"
        assert [fact.kind for fact in outbox.facts(one)] == ["queued", "handed", "sent", "delivered"]


def test_the_demos_mailbox_shows_what_would_have_left(
    cast: Cast, unit: Any, signed_in: Any, tmp_path: Any
) -> None:
    from euthymia.clinic.messages import drivers

    clinic, ana, wren = cast.lakeside, cast.ana_patient, signed_in(cast.wren)
    with unit(clinic):
        reachable(ana)
        booked(cast, ana)
    with override_settings(EUTHYMIA_HOME=tmp_path):
        run(working(None, **drivers.installed()), clinic, timedelta(minutes=3))
        page = wren.get("/staff/messages/mailbox/").content.decode()
        assert re.search(r"New: Wednesday, December 2", page) and "BEGIN:VCALENDAR" in page
        with override_settings(EUTHYMIA_MODE="production"):
            assert wren.get("/staff/messages/mailbox/").status_code in (302, 404)
