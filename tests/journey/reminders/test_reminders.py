"""From a booking to the patient's letter: told once, reminded, nudged once, and never of what does not hold any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.messages import actions as outbox_actions
from euthymia.clinic.messages import queries as outbox
from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits import actions as visits
from euthymia.journey.reminders import actions, queries
from euthymia.journey.reminders.words.template import TELLING
from euthymia.kit import clock
from support import desk, ics, letters
from support.cast import Cast
from support.letters import Post, message, reachable, run, set_up, states
from support.letters import outbox as working

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 2)  # a Wednesday; time stands at Friday 20 November, nine in the morning
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _address() -> Iterator[None]:
    with letters.at_an_address():
        yield


def booked(
    cast: Cast, patient: Patient, at: str = "09:30", on: date = DAY, chair: int = 0, **more: Any
) -> Any:
    return desk.booked(cast.lakeside, patient, cast.chairs[chair], at, on=on, **more)


def later(cast: Cast, until: datetime) -> timedelta:
    return until - clock.now()


def at(cast: Cast, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=cast.lakeside.zone)


def test_a_date_is_told_once_with_its_file_reminded_with_all_there_is_to_know_and_nudged_once(
    cast: Cast, unit: Any
) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    clinic.phone = "555-0100"
    with unit(clinic):
        clinic.save()
        set_up(clinic)
        reachable(ana, channels=("email", "sms"))
        made = booked(cast, ana)
    box = working(post)
    assert run(box, clinic, MINUTE) == 0, "a change is told when it has stood for two minutes"
    assert run(box, clinic, 2 * MINUTE) == 1
    (told,) = post.letters
    assert (told.channel, told.to, told.subject) == ("email", "reader@example.org", "Your appointments")
    assert "New: Wednesday, December 2, 9:30 AM (12:30 PM by your own clock)" in told.text
    assert "Where: Lakeside Clinic, 1 Lake Road" in told.text and "555-0100" in told.text
    (event,) = ics.read(told.files["appointments.ics"])
    assert event["DTSTART"] == made.starts_at and event["SUMMARY"] == "Clinic appointment"
    assert run(box, clinic) == 0, "nothing is told twice"

    assert run(box, clinic, later(cast, at(cast, "2026-11-29T09:29"))) == 0
    assert run(box, clinic) == 1
    reminder = post.letters[-1]
    assert reminder.channel == "email" and "Parking: behind the house" in reminder.text
    assert (
        "The way: bus 7" in reminder.text
        and "for 6 hours" in reminder.text
        and "takes you home" in reminder.text
    )
    assert not TELLING.search(reminder.subject)

    assert run(box, clinic, later(cast, at(cast, "2026-12-01T06:30"))) == 1
    nudge = post.letters[-1]
    assert nudge.channel == "sms" and len(nudge.text) <= 160 and not TELLING.search(nudge.text)
    assert nudge.text.startswith(
        "Ana, do you come Wed Dec 2 09:30, Lakeside Clinic? Confirm: https://clinic.example/visit/"
    )
    assert run(box, clinic, later(cast, at(cast, "2026-12-03T12:00"))) == 0
    with unit(clinic):
        assert states(ana) == [("reminder", "sent", ""), ("nudge", "sent", ""), ("dates", "sent", "")]
    assert len(post.handed) == len(post.letters) == 3


def test_who_has_confirmed_by_the_link_is_not_nudged_and_the_link_tells_time_and_place_alone(
    cast: Cast, unit: Any
) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana)
        made = booked(cast, ana)
    box = working(post)
    run(box, clinic)
    path = re.search(r"https://clinic\.example(/visit/[\w-]+/)", post.letters[0].text)
    assert path is not None
    phone = Client(enforce_csrf_checks=False)
    page = phone.get(path[1])
    words = re.sub(r"<[^>]*>", " ", page.content.decode())
    assert "Dec. 2, 2026" in words and "Lakeside Clinic" in words
    assert not TELLING.search(words) and "Ana" not in words and "Marsh" not in words
    with unit(clinic):
        assert not queries.is_confirmed(made), "looking confirms nothing"
    assert phone.post(path[1]).status_code == 302
    assert b"we expect you" in phone.get(path[1]).content
    run(box, clinic, later(cast, at(cast, "2026-12-01T12:00")))
    with unit(clinic):
        assert queries.is_confirmed(made)
        assert ("nudge", "dropped", "confirmed") in states(ana)
        visits.move(
            clinic,
            by=cast.wren.member(),
            booking=made,
            starts_at=desk.at(clinic, DAY, "13:00"),
            client_id=uuid4(),
        )
        made.refresh_from_db()
        assert not queries.is_confirmed(made), "another time is to be confirmed anew"
    assert b"does not hold any more" in phone.get(path[1]).content
    assert phone.get("/visit/no-such-key/").status_code == 404


def test_a_move_and_a_cancellation_stop_the_old_reminder_and_are_told(cast: Cast, unit: Any) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana)
        first = booked(cast, ana)
        second = booked(cast, ana, "09:30", date(2026, 12, 4))
    box = working(post)
    run(box, clinic)
    assert post.letters[0].text.count("New:") == 2, "what is new together is told together"
    with unit(clinic):
        visits.move(
            clinic,
            by=cast.wren.member(),
            booking=first,
            starts_at=desk.at(clinic, DAY, "13:00"),
            client_id=uuid4(),
        )
        visits.cancel(clinic, by=cast.wren.member(), booking=second, reason="a cold", client_id=uuid4())
    run(box, clinic)
    assert "Moved: Wednesday, December 2, 1 PM" in post.letters[1].text
    assert "(it was Wednesday, December 2, 9:30 AM" in post.letters[1].text
    assert "Cancelled: Friday, December 4" in post.letters[1].text and "a cold" not in post.letters[1].text
    statuses = {one["STATUS"] for one in ics.read(post.letters[1].files["appointments.ics"])}
    assert statuses == {"CANCELLED", "CONFIRMED"}
    run(box, clinic, later(cast, at(cast, "2026-11-29T13:01")))
    run(box, clinic, later(cast, at(cast, "2026-12-06T12:00")))
    said = [one.text for one in post.letters[2:]]
    assert said and all("1 PM" in one for one in said), "only the time that holds is reminded of"
    with unit(clinic):
        dropped = [kind for kind, state, reason in states(ana) if (state, reason) == ("dropped", "moot")]
    assert sorted(dropped) == ["nudge", "nudge", "reminder", "reminder"]


def test_moved_between_the_queue_and_the_sending_nothing_old_goes(cast: Cast, unit: Any) -> None:
    """Also where the outbox has not heard of the move yet: what goes is judged as it goes."""
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana)
        made = booked(cast, ana)
    box = working(post)
    run(box, clinic)
    clock.advance(later(cast, at(cast, "2026-11-29T09:31")))
    with unit(clinic):
        visits.move(
            clinic,
            by=cast.wren.member(),
            booking=made,
            starts_at=desk.at(clinic, DAY, "14:00"),
            client_id=uuid4(),
        )
    assert box.work(clinic) == 1 and len(post.letters) == 1
    with unit(clinic):
        assert ("reminder", "dropped", "moot") in states(ana)


def test_what_is_undone_at_once_is_never_told(cast: Cast, unit: Any) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana)
        made = booked(cast, ana)
    box = working(post)
    run(box, clinic)
    for hour in ("13:00", "09:30"):
        with unit(clinic):
            visits.move(
                clinic,
                by=cast.wren.member(),
                booking=made,
                starts_at=desk.at(clinic, DAY, hour),
                client_id=uuid4(),
            )
    run(box, clinic)
    assert len(post.letters) == 1
    run(box, clinic, later(cast, at(cast, "2026-11-29T09:31")))
    assert len(post.letters) == 2, "and the reminder of the time that holds goes"


def test_a_consent_that_is_withdrawn_stops_everything_that_waits(cast: Cast, unit: Any) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana, channels=("email", "sms"))
        booked(cast, ana)
    box = working(post)
    run(box, clinic)
    with unit(clinic):
        outbox_actions.withdraw(by="a test", patient=ana, client_id=uuid4(), channel="email")
        assert [one.state for one in outbox.waiting_of(clinic.pk, ana.pk)] == ["waiting"] * 2, "a way is left"
    run(box, clinic, later(cast, at(cast, "2026-11-29T10:00")))
    assert [one.channel for one in post.letters] == ["email", "sms"]
    with unit(clinic):
        outbox_actions.withdraw(by="a test", patient=ana, client_id=uuid4(), channel="sms")
        assert outbox.waiting_of(clinic.pk, ana.pk) == []
        visits.cancel(
            clinic, by=cast.wren.member(), booking=message_booking(ana), reason="a cold", client_id=uuid4()
        )
    run(box, clinic, timedelta(days=4))
    assert len(post.handed) == 2
    with unit(clinic):
        assert ("nudge", "dropped", "withdrawn") in states(ana)


def test_who_consents_again_is_reminded_again(cast: Cast, unit: Any) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana)
        booked(cast, ana)
    box = working(post)
    run(box, clinic)
    with unit(clinic):
        outbox_actions.withdraw(by="a test", patient=ana, client_id=uuid4(), channel="email")
    run(box, clinic)
    with unit(clinic):
        assert outbox.waiting_of(clinic.pk, ana.pk) == []
        outbox_actions.consent(by="a test", patient=ana, client_id=uuid4(), channel="email", says="again")
    run(box, clinic)
    with unit(clinic):
        assert [one.kind for one in outbox.waiting_of(clinic.pk, ana.pk)] == ["reminder", "nudge"]
    assert len(post.letters) == 1, "what was told is not told again"


def message_booking(patient: Patient) -> Any:
    from euthymia.clinic.visits import queries as booked_visits

    return booked_visits.of_patient(patient).get()


def test_the_link_of_a_message_stops_its_channel(cast: Cast, unit: Any) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana)
        booked(cast, ana)
    run(working(post), clinic)
    path = re.search(r"(/visit/[\w-]+/)", post.letters[0].text)
    assert path is not None
    phone = Client()
    phone.post(path[1], {"stop": "1"})
    assert b"do not write to you here any more" in phone.get(path[1]).content
    with unit(clinic):
        found = outbox.contact(ana)
        assert found is not None and found.channels == ()
        assert [one.kind for one in outbox.contact_facts(found)] == ["withdrawn", "consented", "details"]


def test_nothing_goes_in_quiet_hours_of_the_readers_own_clock_and_nothing_is_lost(
    cast: Cast, unit: Any
) -> None:
    clinic, ana, ben, post = cast.lakeside, cast.ana_patient, cast.ben_patient, Post()
    with unit(clinic):
        set_up(clinic)
        reachable(ana)
        reachable(ben, timezone="Asia/Tokyo", email="ben@example.org")
        booked(cast, ana)
        booked(cast, ben, chair=1)
    box = working(post)
    run(box, clinic)  # nine in the morning here, noon in New York, two at night in Tokyo
    assert [one.to for one in post.letters] == ["reader@example.org"]
    run(box, clinic, later(cast, datetime(2026, 11, 20, 23, 59, tzinfo=UTC)))
    assert len(post.letters) == 1
    run(box, clinic, 2 * MINUTE)  # nine in Tokyo
    assert [one.to for one in post.letters] == ["reader@example.org", "ben@example.org"]


def test_quiet_hours_that_were_set_later_hold_what_was_due_and_a_person_hears_where_it_would_be_too_late(
    cast: Cast, unit: Any
) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana, timezone="America/Los_Angeles")
        made = booked(cast, ana)
    box = working(post)
    run(box, clinic)
    with unit(clinic):
        set_up(clinic, quiet_from=time(8), quiet_until=time(20))
    assert run(box, clinic, later(cast, at(cast, "2026-11-29T09:31"))) == 1
    with unit(clinic):
        held = message(ana, "reminder")
        assert held.state == "waiting" and held.due_at == at(cast, "2026-11-29T20:00").astimezone(UTC)
        assert [one.kind for one in outbox.facts(held)] == ["queued", "held"]
        visits.move(
            clinic,
            by=cast.wren.member(),
            booking=made,
            starts_at=desk.at(clinic, date(2026, 12, 1), "16:00"),
            client_id=uuid4(),
        )
    run(box, clinic, later(cast, at(cast, "2026-12-01T08:30")))
    with unit(clinic):
        failed = list(outbox.failed(clinic, clock.now()))
        assert {one.reason for one in failed} <= {"quiet", "too-late"} and failed


def test_in_spanish_by_letters_of_one_short_message(cast: Cast, unit: Any) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        set_up(clinic)
        reachable(ana, language="es", channels=("sms",), timezone="America/Los_Angeles")
        booked(cast, ana)
    box = working(post)
    run(box, clinic)
    run(box, clinic, later(cast, at(cast, "2026-11-29T09:31")))
    told, reminder = (one.text for one in post.letters)
    assert "novedades de sus citas" in told and "Confirme:" in reminder
    assert all(
        len(one) <= 160 and all(ord(sign) < 0x80 or sign in "ñÑ" for sign in one) for one in (told, reminder)
    )
    phone = re.search(r"(/visit/[\w-]+/)", reminder)
    assert phone is not None and "Vendré" in Client().get(phone[1]).content.decode()
    with unit(clinic):
        reachable(ana, language="es", timezone="America/Los_Angeles")
        outbox_actions.withdraw(by="a test", patient=ana, client_id=uuid4(), channel="sms")
    run(box, clinic, later(cast, at(cast, "2026-12-01T09:00")))
    assert "todavía no nos ha dicho" in post.letters[-1].text and "No coma nada" in post.letters[-1].text


def test_one_text_message_a_day_the_next_waits_or_takes_the_other_way(cast: Cast, unit: Any) -> None:
    clinic, ana, post = cast.lakeside, cast.ana_patient, Post()
    with unit(clinic):
        reachable(ana, channels=("sms",))
        made = booked(cast, ana)
    box = working(post)
    run(box, clinic)
    with unit(clinic):
        visits.cancel(clinic, by=cast.wren.member(), booking=made, reason="a cold", client_id=uuid4())
    run(box, clinic)
    assert len(post.letters) == 1
    with unit(clinic):
        assert message(ana, "dates").state == "waiting"
        outbox_actions.consent(
            by="a test", patient=ana, client_id=uuid4(), channel="email", says="on the phone"
        )
    run(box, clinic, timedelta(days=1))
    assert [one.channel for one in post.letters] == ["sms", "email"]
    assert "Cancelled" in post.letters[1].text


def test_asking_for_another_time_stands_at_the_desk_until_it_is_seen_to(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    clinic, ana = cast.lakeside, cast.ana_patient
    with unit(clinic):
        made = booked(cast, ana)
        actions.ask_to_move(by="patient", booking=made, client_id=uuid4(), says="mornings are hard")
        assert [one.pk for one, _ in queries.moves_asked(clinic, clock.now())] == [made.pk]
    wren = signed_in(cast.wren)
    assert b"mornings are hard" in wren.get("/staff/messages/").content
    wren.post(f"/staff/messages/visits/{made.pk}/", {"client_id": str(uuid4()), "says": "called, keeps it"})
    with unit(clinic):
        assert queries.moves_asked(clinic, clock.now()) == []
