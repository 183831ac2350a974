"""The course planner in a page: two presses from opening it to six sessions booked; repair; who may."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.billing import papers
from euthymia.clinic.visits import actions as visits
from euthymia.journey.plan import queries, runs
from euthymia.journey.plan.models import Plan, PlannerRun
from euthymia.kit import clock
from journey.plan.test_dates import here
from support.billing import PROVIDER
from support.billing_rows import in_business
from support.cast import INSTALLER, Cast
from support.course import adopted, agreed, proposed
from support.desk import at, open_doors

pytestmark = pytest.mark.django_db
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def test_two_presses_from_the_open_page_to_six_sessions_booked(stopped, cast: Cast, unit, signed_in) -> None:
    with unit(cast.lakeside):
        open_doors(cast, days=26)
        adopted(cast)
        plan = agreed(cast)
    wren, dates = signed_in(cast.wren), reverse("plan-dates", args=[plan.pk])
    opened = wren.get(dates)
    assert opened.status_code == 200 and b"Propose 6 dates" in opened.content
    said = {
        "client_id": str(opened.context["form"]["client_id"].value()),
        "start": "2026-11-21",
        "weekdays": WEEK,
    }
    asked = wren.post(dates, said)
    assert wren.post(dates, said)["Location"] == asked["Location"], "a second press is the same run"
    waiting = wren.get(asked["Location"])
    assert b'data-test="under-way"' in waiting.content and b"hx-get" in waiting.content
    run_id = asked["Location"].rstrip("/").rpartition("/")[2]
    runs.work(cast.lakeside.pk, run_id, here)
    assert wren.get(f"{asked['Location']}state/")["HX-Refresh"] == "true"
    shown = wren.get(asked["Location"]).content.decode()
    assert shown.count('data-test="proposed"') == 6 and "no plan finishes earlier" in shown
    assert "The window holds" in shown and shown.count('data-test="on-calendar"') == 6
    assert "as early as it goes" in shown and "days after session 1" in shown
    booked = wren.post(asked["Location"], {"client_id": uuid4()})
    assert booked["Location"] == dates
    page = wren.get(dates).content.decode()
    assert "6 sessions are booked" in page and page.count('data-test="on-calendar"') == 6
    with unit(cast.lakeside):
        first = queries.sessions(plan)[1].booking
        assert first is not None
        day = first.starts_at.astimezone(cast.lakeside.zone).date()
        repair = reverse("plan-repair")
        assert b"has a place that holds" in wren.get(repair).content
    with unit(cast.lakeside):
        visits.close(
            cast.lakeside, by=INSTALLER, kind="closed", starts_at=at(cast.lakeside, day, "00:00"),
            ends_at=at(cast.lakeside, day + timedelta(days=1), "00:00"), reason="no power", client_id=uuid4(),
        )  # fmt: skip
    assert b"no power" in wren.get(repair).content
    asked = wren.post(repair, {"client_id": uuid4()})
    runs.work(cast.lakeside.pk, asked["Location"].rstrip("/").rpartition("/")[2], here)
    shown = wren.get(asked["Location"]).content.decode()
    assert shown.count('data-test="moved"') == 1 and "no repair moves fewer" in shown and "5 stay" in shown
    assert wren.post(asked["Location"], {"client_id": uuid4()})["Location"] == repair
    assert b"has a place that holds" in wren.get(repair).content


def test_what_is_asked_is_checked_and_a_lost_run_says_so(stopped, cast: Cast, unit, signed_in) -> None:
    with unit(cast.lakeside):
        open_doors(cast, days=26)
        adopted(cast)
        plan = proposed(cast)
    wren, dates = signed_in(cast.wren), reverse("plan-dates", args=[plan.pk])
    assert b"disabled" in wren.get(dates).content, "a plan that is only proposed has no dates yet"
    odd = {
        "client_id": uuid4(), "start": "2020-01-01", "weekdays": [], "earliest": "12:00", "latest": "09:00", "away": "soon",
    }  # fmt: skip
    refused = wren.post(dates, odd)
    assert refused.status_code == 422
    assert {"start", "weekdays", "latest", "away"} == set(refused.context["form"].errors)
    with unit(cast.lakeside):
        Plan.objects.filter(pk=plan.pk).update(state="agreed")
    narrow = {
        "client_id": uuid4(),
        "start": "2026-11-21",
        "weekdays": ["mon"],
        "away": str(date(2026, 11, 30)),
    }
    asked = wren.post(dates, narrow)["Location"]
    run_id = asked.rstrip("/").rpartition("/")[2]
    with unit(cast.lakeside):
        PlannerRun.objects.filter(pk=run_id).update(beat_at=clock.wall() - timedelta(minutes=5))
    assert b'data-test="lost"' in wren.get(asked).content
    runs.work(cast.lakeside.pk, run_id, here)
    assert b'data-test="limits"' in wren.get(asked).content
    assert wren.post(asked, {"client_id": uuid4()}).status_code == 422
    assert signed_in(cast.tomas).get(dates).status_code == 403
    assert signed_in(cast.hana).get(dates).status_code == 404


def test_a_course_waits_for_the_estimate_of_who_pays_without_an_insurer(
    stopped, cast: Cast, unit, signed_in
) -> None:
    with unit(cast.lakeside):
        open_doors(cast, days=26)
        adopted(cast)
        plan = agreed(cast)
        in_business(cast)
    wren, nurse, dates = signed_in(cast.wren), signed_in(cast.noor), reverse("plan-dates", args=[plan.pk])
    said = {"client_id": uuid4(), "start": "2026-12-07", "weekdays": WEEK}
    run = wren.post(dates, said)["Location"]
    runs.work(cast.lakeside.pk, run.rstrip("/").rpartition("/")[2], here)
    shown = wren.get(run).content.decode()
    # Friday 20 November, Thanksgiving between: the 7th of December is the tenth business day or later.
    assert "no Good Faith Estimate covers 7 Dec 2026" in shown and "due by 25 Nov 2026" in shown
    assert "3 business days after scheduling" in shown and "149.610(b)(1)(vi)" in shown
    to_estimate = f"{reverse('patient-money', args=[cast.ana_patient.pk])}?first=2026-12-07"
    assert f"{to_estimate}#estimate" in shown and "an insurer that is asked to pay" in shown
    assert "fewer than 3 business days ahead" in shown
    assert to_estimate not in nurse.get(run).content.decode(), "who keeps no money is told who does"
    refused = wren.post(run, {"client_id": uuid4()})
    assert refused.status_code == 422 and "no Good Faith Estimate covers" in refused.content.decode()
    with unit(cast.lakeside):
        assert not any(row.booking for row in queries.sessions(plan))
    form = wren.get(to_estimate).content.decode()
    assert 'value="2026-12-07"' in form and '<option value="scheduled" selected' in form
    with unit(cast.lakeside):
        today = clock.now().astimezone(cast.lakeside.zone).date()
        papers.estimate(
            by=cast.wren.member(), patient=cast.ana_patient, client_id=uuid4(), reason="scheduled", asked_on=today,
            first_day=date(2026, 12, 7), last_day=date(2027, 3, 1), service="infusions", frequency="twice a week",
            npi=PROVIDER.npi, diagnoses=("F33.2",),
        )  # fmt: skip
    assert "Estimate comes first" not in wren.get(run).content.decode()
    assert wren.post(run, {"client_id": uuid4()})["Location"] == dates
