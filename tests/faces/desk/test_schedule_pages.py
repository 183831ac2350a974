"""The desk's pages: what they show, how many queries they take, and that each act does what its button says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Booking, Waiting
from support.cast import Cast
from support.desk import INFUSION, MONDAY, TALK, at, booked, open_doors

pytestmark = pytest.mark.django_db
DAY = {"day": MONDAY.isoformat()}


@pytest.fixture
def desk(cast: Cast, unit: Any, signed_in: Any) -> Client:
    """Wren's screen; hours, a rota, and one booking of Ana at nine on Monday."""
    with unit(cast.lakeside):
        open_doors(cast)
        booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:00")
    client: Client = signed_in(cast.wren)
    return client


def only(unit: Any, cast: Cast) -> Booking:
    with unit(cast.lakeside):
        return queries.booking(cast.lakeside, Booking.objects.get().pk)


def place(chair: Any, clock: str, on: date = MONDAY, **more: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()), "chair": str(chair.pk), "day": on.isoformat(), "starts_at": clock, "prep_min": 15,
        "session_min": 40, "recovery_min": 60, "turnover_min": 15, **more,
    }  # fmt: skip


def test_the_day_shows_chairs_nurses_arrivals_and_what_is_idle(cast: Cast, desk: Client, unit: Any) -> None:
    page = desk.get(reverse("schedule"), DAY).content.decode()
    for words in (
        "Ana Marsh",
        "09:00–10:55",
        "Chair 3",
        "Nurses",
        "Chair use",
        "Idle",
        "of 30 h open",
        "1/2",
        "data-lane",
    ):
        assert words in page, words
    assert "part-prep" in page and "part-turnover" in page
    hidden = desk.get(reverse("schedule"), {**DAY, "names": "initials"}).content.decode()
    assert "A. M." in hidden and "Ana Marsh" not in hidden
    wall = desk.get(reverse("schedule-wall"), DAY).content.decode()
    assert "Ana Marsh" not in wall and "/bookings/" not in wall and "data-booking" not in wall
    assert "nobody" not in desk.get(reverse("schedule"), {"day": "nonsense"}).content.decode().lower()[:200]
    week = desk.get(reverse("schedule-week"), DAY).content.decode()
    assert "Ana Marsh" in week and "no rota published" not in week
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="schedule.seen").count() == 5


@pytest.mark.parametrize(
    "name", ["schedule", "schedule-part", "schedule-week", "schedule-waitlist", "schedule-rota"]
)
def test_a_page_takes_as_many_queries_with_many_bookings(
    cast: Cast, desk: Client, unit: Any, name: str
) -> None:
    def count() -> int:
        desk.get(reverse(name), DAY)
        with CaptureQueriesContext(
            connection,
        ) as taken:
            assert desk.get(reverse(name), DAY).status_code == 200
        return len(taken)

    before = count()
    with unit(cast.lakeside):
        from euthymia.clinic.people import actions as people

        for n in range(6):
            someone = people.register_patient(
                clinic=cast.lakeside,
                by="a test",
                given_name=f"N{n}",
                family_name="Marsh",
                born=date(1980, 1, 1),
            )
            made = booked(
                cast.lakeside,
                someone,
                cast.chairs[1],
                f"{8 + n}:00".zfill(5),
                phases=TALK,
                purpose="follow-up",
            )
            if n % 2:
                actions.cancel(cast.lakeside, by="Wren", booking=made, reason="ill", client_id=uuid4())
    assert count() == before


def test_the_desk_books_and_is_told_what_stands_against_it(cast: Cast, desk: Client, unit: Any) -> None:
    found = desk.get(
        reverse("schedule-book"), {"q": "okoro", "chair": str(cast.chairs[0].pk)}
    ).content.decode()
    assert "Okoro, Ben" in found and f"chair={cast.chairs[0].pk}" in found
    address = f"{reverse('schedule-book')}?patient={cast.ben_patient.pk}"
    form = desk.get(address).content.decode()
    assert 'value="40"' in form, "the parts begin as they were booked last"
    asked = place(cast.chairs[0], "10:00", patient=str(cast.ben_patient.pk), purpose="infusion")
    refused = desk.post(address, asked)
    assert (
        refused.status_code == 422 and "recovery of A. M. 09:55–10:55 meets prep" in refused.content.decode()
    )
    again = desk.post(address, {**asked, "starts_at": "02:30", "day": "2027-03-14"})
    assert again.status_code == 422 and "does not exist in America/Los_Angeles" in again.content.decode()
    done = desk.post(address, {**asked, "starts_at": "11:10"})
    assert done.status_code == 302 and done["Location"] == f"{reverse('schedule')}?day=2026-11-23"
    twice = desk.post(address, {**asked, "starts_at": "11:10"})
    assert twice.status_code == 302
    with unit(cast.lakeside):
        assert Booking.objects.filter(patient=cast.ben_patient).count() == 1


def test_a_move_names_the_limit_first_takes_a_reason_and_can_be_undone(
    cast: Cast, desk: Client, unit: Any
) -> None:
    made = only(unit, cast)
    with unit(cast.lakeside):
        booked(cast.lakeside, cast.ana_patient, cast.chairs[2], "09:00", on=MONDAY + timedelta(days=2))
    there = {"chair": str(cast.chairs[1].pk), "day": "2026-11-24", "at": "09:30"}
    told = desk.get(reverse("schedule-check", args=[made.pk]), there).json()
    assert [(one["code"], one["weight"]) for one in told["limits"]] == [("spacing", "hard")]
    dialog = desk.get(
        reverse("schedule-move", args=[made.pk]), there, headers={"HX-Request": "true"}
    ).content.decode()
    assert "23.5 h from the infusion" in dialog and "data-open-now" in dialog
    url = reverse("schedule-move", args=[made.pk])
    assert desk.post(url, place(cast.chairs[1], "09:30", date(2026, 11, 24))).status_code == 422
    soft = desk.post(url, place(cast.chairs[1], "08:30", date(2026, 11, 24)))
    assert soft.status_code == 422 and 'name="reason-spacing"' in soft.content.decode()
    moved = desk.post(url, place(cast.chairs[1], "08:30", date(2026, 11, 24), **{"reason-spacing": "agreed"}))
    assert moved.status_code == 302
    assert only_of(unit, cast, made).chair == cast.chairs[1]
    page = desk.get(moved["Location"]).content.decode()
    assert "It was at Chair 1, 23 Nov 09:00 before." in page
    assert desk.post(url, place(cast.chairs[0], "09:00")).status_code == 302
    assert only_of(unit, cast, made).starts_at == made.starts_at


def only_of(unit: Any, cast: Cast, made: Booking) -> Booking:
    with unit(cast.lakeside):
        return queries.booking(cast.lakeside, made.pk)


def test_a_cancelled_slot_is_offered_in_order_declined_and_taken(cast: Cast, desk: Client, unit: Any) -> None:
    made = only(unit, cast)
    with unit(cast.lakeside):
        later = booked(cast.lakeside, cast.ben_patient, cast.chairs[1], "13:00", on=date(2026, 11, 26))
    asked = desk.get(reverse("schedule-wait"), {"booking": str(later.pk)}).content.decode()
    assert "It stays booked until another slot is taken" in asked
    wish = {
        "client_id": str(uuid4()), "patient": str(cast.ben_patient.pk), "booking": str(later.pk), "purpose": "infusion",
        "from_day": "2026-11-21", "until_day": "2026-11-30", "weekdays": [0, 1, 2], "earliest": "08:00", "latest": "12:00",
        "notice_h": 24, "prep_min": 15, "session_min": 40, "recovery_min": 60, "turnover_min": 15,
    }  # fmt: skip
    assert desk.post(reverse("schedule-wait"), {**wish, "latest": "07:00"}).status_code == 422
    assert desk.post(reverse("schedule-wait"), wish).status_code == 302
    end = reverse("schedule-end", args=[made.pk, "cancel"])
    assert desk.post(end, {"client_id": str(uuid4()), "reason": ""}).status_code == 422
    assert desk.post(end, {"client_id": str(uuid4()), "reason": "ill"}).status_code == 302
    listed = desk.get(reverse("schedule-waitlist")).content.decode()
    assert 'data-test="fits"' in listed and "Mon 23 Nov, 09:00–11:10, Chair 1" in listed
    with unit(cast.lakeside):
        row = Waiting.objects.get()
    slot = {"waiting": str(row.pk), "chair": str(cast.chairs[0].pk), "starts_at": made.starts_at.isoformat()}
    one = reverse("schedule-waiting", args=[row.pk])
    for answer in ("decline", "accept"):
        assert desk.post(reverse("schedule-offer"), {**slot, "client_id": str(uuid4())}).status_code == 302
        assert "Offered: Monday 23 November, 09:00" in desk.get(one).content.decode()
        assert desk.post(one, {"answer": answer, "client_id": str(uuid4())}).status_code == 302
    taken = only_of(unit, cast, later)
    assert (taken.starts_at, taken.chair) == (made.starts_at, cast.chairs[0])
    with unit(cast.lakeside):
        row.refresh_from_db()
        assert (row.state, row.declined) == ("filled", 1)
        kinds = [fact.kind for fact in queries.waiting_facts(row)]
        assert kinds == ["asked", "offered", "declined", "offered", "accepted"]


def test_the_rota_and_the_hours_are_set_published_and_closed(cast: Cast, desk: Client, unit: Any) -> None:
    address = f"{reverse('schedule-rota')}?day=2026-12-01"
    assert cast.noor.staff is not None
    shift = {
        "client_id": str(uuid4()), "staff": str(cast.noor.staff.pk), "role": "nurse", "begins": "08:00", "ends": "16:00",
        "days": ["2026-12-01", "2026-12-02"],
    }  # fmt: skip
    assert desk.post(address, {**shift, "role": "prescriber"}).status_code == 422
    for _ in range(2):
        assert desk.post(address, shift).status_code == 302
    page = desk.get(address).content.decode()
    assert page.count(">draft<") == 2 and "Publish 2 drafts" in page
    with unit(cast.lakeside):
        assert queries.day(cast.lakeside, date(2026, 12, 1)).facts.duty is None, "a draft is not known yet"
    assert desk.post(address, {"publish": "1"}).status_code == 302
    with unit(cast.lakeside):
        view = queries.day(cast.lakeside, date(2026, 12, 1))
        assert view.facts.duty is not None
    assert desk.post(reverse("schedule-shift-remove", args=[view.shifts[0].pk])).status_code == 302
    hours = reverse("schedule-hours")
    assert (
        desk.post(
            hours,
            {"client_id": str(uuid4()), "from_day": "2026-12-01", "patients_per_nurse": 2, "mon": "8 to 5"},
        ).status_code
        == 422
    )
    assert (
        desk.post(
            hours,
            {
                "client_id": str(uuid4()),
                "from_day": "2026-12-01",
                "patients_per_nurse": 1,
                "mon": "08:00–12:00, 13:00–17:00",
            },
        ).status_code
        == 302
    )
    closing = {
        "client_id": str(uuid4()),
        "kind": "holiday",
        "first": "2026-12-25",
        "last": "2026-12-25",
        "why": "Christmas",
    }
    assert desk.post(hours, closing).status_code == 302
    assert "Christmas" in desk.get(hours).content.decode()
    with unit(cast.lakeside):
        assert queries.day(cast.lakeside, date(2026, 12, 7)).facts.opened == (
            (at(cast.lakeside, date(2026, 12, 7), "08:00"), at(cast.lakeside, date(2026, 12, 7), "12:00")),
            (at(cast.lakeside, date(2026, 12, 7), "13:00"), at(cast.lakeside, date(2026, 12, 7), "17:00")),
        )
        (closure,) = queries.closures(cast.lakeside, made_before(cast))
        assert closure.ends_at - closure.starts_at == timedelta(days=1)
    assert desk.post(reverse("schedule-open-again", args=[closure.pk])).status_code == 302
    assert "Nothing is closed" in desk.get(hours).content.decode()


def made_before(cast: Cast) -> Any:
    return at(cast.lakeside, date(2026, 1, 1), "00:00")


def test_who_only_looks_cannot_write_and_another_clinic_finds_nothing(
    cast: Cast, desk: Client, unit: Any, signed_in: Any
) -> None:
    made = only(unit, cast)
    owner, other = signed_in(cast.olu), signed_in(cast.hana)
    assert "A. M." in owner.get(reverse("schedule"), DAY).content.decode()
    assert (
        owner.post(reverse("schedule-move", args=[made.pk]), place(cast.chairs[1], "09:00")).status_code
        == 403
    )
    assert (
        signed_in(cast.by_role["technician"]).post(reverse("schedule-rota"), {"publish": "1"}).status_code
        == 403
    )
    for name in ("schedule-booking", "schedule-move", "schedule-file"):
        assert other.get(reverse(name, args=[made.pk])).status_code == 404
    assert INFUSION.chair_min == 130 and only_of(unit, cast, made).facts_n == 1
