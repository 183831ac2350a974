"""Calendars: a secret address that answers until it is taken back, and says nothing that a lock screen may not show."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import CalendarFeed
from support.cast import Cast
from support.desk import MONDAY, at, booked, open_doors
from support.ics import read

pytestmark = pytest.mark.django_db


def address(page: bytes) -> str:
    found = re.search(r"/calendar/[\w-]{43}\.ics", page.decode())
    assert found is not None
    return found[0]


def test_a_patient_reads_their_visits_in_their_own_calendar_until_the_address_is_taken_back(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    clinic = cast.lakeside
    with unit(clinic):
        open_doors(cast)
        clinic.phone = "555-0100"
        clinic.save()
        made = booked(clinic, cast.ana_patient, cast.chairs[0], "09:00")
        booked(clinic, cast.ben_patient, cast.chairs[1], "09:00")
    ana, stranger = signed_in(cast.ana), Client()
    url = address(ana.post(reverse("portal-visits"), {"make": "1"}).content)
    assert url.split("/")[-1] not in ana.get(reverse("portal-visits")).content.decode(), "shown once"
    answer = stranger.get(url)
    assert answer["Content-Type"].startswith("text/calendar") and answer["X-Robots-Tag"] == "noindex"
    (one,) = read(answer.content.decode())
    assert (one["DTSTART"], one["DTEND"]) == (made.starts_at, made.leaves_at)
    assert (one["SUMMARY"], one["LOCATION"], one["STATUS"]) == (
        "Clinic appointment",
        "Lakeside Clinic",
        "CONFIRMED",
    )
    assert one["DESCRIPTION"] == "Please arrive at 09:00.\nTo change it, call 555-0100."
    words = answer.content.decode().lower()
    assert not any(word in words for word in ("ketamine", "infusion", "ana", "marsh", "depress", "chair"))
    with unit(clinic):
        actions.move(
            clinic, by="Wren", booking=made, client_id=uuid4(), starts_at=at(clinic, MONDAY, "10:00")
        )
        actions.cancel(clinic, by="Wren", booking=made, reason="ill", client_id=uuid4())
        kept = CalendarFeed.objects.get()
        assert url.split("/")[-1].removesuffix(".ics") not in str(vars(kept)), "only a hash is kept"
    (again,) = read(stranger.get(url).content.decode())
    assert (again["UID"], again["SEQUENCE"], again["STATUS"]) == (one["UID"], "2", "CANCELLED")
    fresh = address(ana.post(reverse("portal-visits"), {"make": "1"}).content)
    assert (stranger.get(url).status_code, stranger.get(fresh).status_code) == (404, 200)
    ana.post(reverse("portal-visits"), {"revoke": "1"})
    assert stranger.get(fresh).status_code == 404


def test_a_colleague_reads_their_published_shifts_and_no_patient(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    with unit(cast.lakeside):
        open_doors(cast, days=2)
        booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:00")
        shifts = [one for one in queries.day(cast.lakeside, MONDAY).shifts if one.role == "nurse"]
    url = address(signed_in(cast.noor).post(reverse("schedule-calendar"), {"make": "1"}).content)
    found = read(Client().get(url).content.decode())
    assert [one["SUMMARY"] for one in found] == ["Shift: nurse", "Shift: nurse"]
    with unit(cast.lakeside):
        actions.remove_shift(cast.lakeside, by="Wren", shift=shifts[0])
    after = read(Client().get(url).content.decode())
    assert [one["STATUS"] for one in after] == ["CANCELLED", "CONFIRMED"]
    assert [one["UID"] for one in after] == [one["UID"] for one in found]


def test_a_booking_is_handed_over_as_a_file_to_its_patient_alone(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    with unit(cast.lakeside):
        open_doors(cast)
        made = booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:00")
        other = booked(cast.lakeside, cast.ben_patient, cast.chairs[1], "09:00")
    for client, name in ((signed_in(cast.ana), "portal-visit-file"), (signed_in(cast.wren), "schedule-file")):
        (one,) = read(client.get(reverse(name, args=[made.pk])).content.decode())
        assert one["DTSTART"] == made.starts_at
    assert signed_in(cast.ana).get(reverse("portal-visit-file", args=[other.pk])).status_code == 404
    assert "23" in signed_in(cast.ana).get(reverse("portal-visits")).content.decode()
