"""An estimate before the promise: which visit waits for one, which way past it is the law's, and where it is said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.billing import ahead, papers, setting
from euthymia.clinic.visits.models import Booking
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock
from support import desk
from support.billing import COVERAGE, PROVIDER
from support.billing_rows import in_business
from support.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]
FAR, NEAR, SHORT = date(2026, 12, 7), date(2026, 11, 30), date(2026, 11, 24)  # today is Friday 20 November


def given(cast: Cast) -> None:
    today = clock.now().astimezone(cast.lakeside.zone).date()
    papers.estimate(
        by=cast.wren.member(), patient=cast.ana_patient, client_id=uuid4(), reason="scheduled", asked_on=today, first_day=SHORT,
        last_day=date(2027, 3, 1), service="infusions", frequency="twice a week", npi=PROVIDER.npi, diagnoses=("F33.2",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "purpose", "due"),
    [
        (FAR, "infusion", "2026-11-25"), (NEAR, "infusion", "2026-11-23"), (SHORT, "infusion", None),
        (FAR, "consultation", "2026-11-25"), (FAR, "follow-up", "2026-11-25"), (FAR, "tms", None),
    ],
)  # fmt: skip
def test_what_waits_for_an_estimate(cast: Cast, unit: Any, day: date, purpose: str, due: str | None) -> None:
    with unit(cast.lakeside):
        assert ahead.needed(cast.ana_patient, purpose, [day], clock.now()) is None, "nobody has set a price"
        in_business(cast)
        found = ahead.needed(cast.ana_patient, purpose, [day], clock.now())
        assert (found and found.due_on.isoformat()) == due
        if due is None:
            ahead.hold_back(cast.ana_patient, purpose, [day], clock.now())
            return
        with pytest.raises(Unusable) as refused:
            ahead.hold_back(cast.ana_patient, purpose, [day], clock.now())
        assert refused.value.faults[0].code == "no-estimate" and "149.610(b)(1)(vi)" in str(refused.value)
        given(cast)
        ahead.hold_back(cast.ana_patient, purpose, [day], clock.now())


def test_who_claims_waits_for_none_and_who_could_but_does_not_waits(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        in_business(cast)
        of: dict[str, Any] = {"by": cast.wren.member(), "patient": cast.ana_patient, "coverage": COVERAGE}
        setting.set_coverage(**of, client_id=uuid4(), claims=True)
        assert ahead.needed(cast.ana_patient, "infusion", [FAR], clock.now()) is None
        setting.set_coverage(**of, client_id=uuid4(), claims=False)
        assert ahead.needed(cast.ana_patient, "infusion", [FAR], clock.now()) is not None


def test_the_desk_is_refused_on_the_page_told_where_to_give_it_and_then_books(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    with unit(cast.lakeside):
        desk.open_doors(cast, days=26)
        in_business(cast)
    wren = signed_in(cast.wren)
    address = f"{reverse('schedule-book')}?patient={cast.ana_patient.pk}"
    asked = {
        "client_id": uuid4(), "patient": cast.ana_patient.pk, "purpose": "infusion", "chair": cast.chairs[0].pk, "day": FAR.isoformat(),
        "starts_at": "09:00", "prep_min": 15, "session_min": 40, "recovery_min": 60, "turnover_min": 15,
    }  # fmt: skip
    refused = wren.post(address, asked)
    page = refused.content.decode()
    assert (
        refused.status_code == 422 and "due by 25 Nov 2026" in page and "?first=2026-12-07#estimate" in page
    )
    assert not Booking.objects.exists()
    with unit(cast.lakeside):
        given(cast)
    assert wren.post(address, asked).status_code == 302
    with unit(cast.lakeside):
        made = Booking.objects.get()
    one = reverse("schedule-booking", args=[made.pk])
    assert "Estimate GFE-2026-0001, given" in wren.get(one).content.decode()


def test_a_move_to_another_day_is_scheduled_anew(cast: Cast, unit: Any, signed_in: Any) -> None:
    with unit(cast.lakeside):
        desk.open_doors(cast, days=26)
        in_business(cast)
        made = desk.booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:00", on=SHORT)
        assert ahead.of_bookings([made])[made.pk].stands == "short"
    wren = signed_in(cast.wren)
    place = {
        "client_id": uuid4(), "chair": cast.chairs[0].pk, "day": SHORT.isoformat(), "starts_at": "11:00", "prep_min": 15,
        "session_min": 40, "recovery_min": 60, "turnover_min": 15,
    }  # fmt: skip
    address = reverse("schedule-move", args=[made.pk])
    assert wren.post(address, place).status_code == 302, "another hour of the day is no new scheduling"
    refused = wren.post(address, {**place, "client_id": uuid4(), "day": FAR.isoformat()})
    assert refused.status_code == 422 and "Estimate comes first" in refused.content.decode()
    shown = wren.get(reverse("schedule-booking", args=[made.pk])).content.decode()
    assert "Booked fewer than 3 business days ahead" in shown


def test_the_patient_reads_how_their_visit_stands(cast: Cast, unit: Any, signed_in: Any) -> None:
    with unit(cast.lakeside):
        in_business(cast)
        desk.booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:00", on=FAR)
    ana, visits = signed_in(cast.ana), reverse("portal-visits")
    assert "You get an estimate of the costs from us by Nov. 25, 2026" in ana.get(visits).content.decode()
    with clock.frozen(clock.now() + timedelta(days=7)):
        assert "You should have had an estimate" in signed_in(cast.ana).get(visits).content.decode()
    with unit(cast.lakeside):
        given(cast)
    assert "$3,650.00" in ana.get(visits).content.decode()
