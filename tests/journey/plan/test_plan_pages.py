"""The pages of a plan: who sees them, what they refuse, and the way from an adopted protocol to an agreed course."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.domain import protocols
from euthymia.journey.plan import queries
from support.cast import PASSWORD, Cast
from support.course import adopted
from support.evaluated import cast_decided
from support.scenes import ANA_DECIDED
from support.standing import THE_CAST

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


@pytest.mark.scene(THE_CAST)
def test_from_adopting_to_an_agreed_course(stopped, cast: Cast, unit, signed_in) -> None:
    okafor = signed_in(cast.okafor)
    programme = protocols.programme_named("course-depression")
    listed = reverse("admin-protocols")
    assert b"not adopted" in okafor.get(listed).content
    address = reverse("admin-protocol", args=[programme.id])
    assert "Oliver 2022" in okafor.get(address).content.decode()
    said = {
        "client_id": uuid4(), "seen": programme.digest, "spacing": "two-to-three-weeks", "preparation_min": "30",
        "treatment_min": "40", "recovery_min": "60", "review_by": "2027-11-01", "reason": "ours",
    }  # fmt: skip
    refused = okafor.post(address, {**said, "password": "wrong", "recovery_min": "many"})
    assert refused.status_code == 422
    assert {"recovery_min", "password"} <= {
        field.name
        for form in (refused.context["form"], refused.context["signature"])
        for field in form
        if field.errors
    }
    assert okafor.post(address, {**said, "password": PASSWORD}).status_code == 302
    plans = reverse("patient-plan", args=[cast.ana_patient.pk])
    assert b"propose-course-depression" in okafor.get(plans).content
    new = reverse("plan-propose", args=[cast.ana_patient.pk, programme.id])
    assert b"no decision has been signed" in okafor.get(new).content
    asked = {
        "client_id": uuid4(),
        "spacing": "two-a-week",
        "dose_mg_per_kg": "0.5",
        "words": "sleep",
        "measure": "",
    }
    refused = okafor.post(new, asked)
    assert refused.status_code == 422 and b"consent: not signed" in refused.content
    with unit(cast.lakeside):
        cast_decided(cast)
    assert b'value="19' in okafor.get(new).content, "the evaluation's goal is not asked for twice"
    made = okafor.post(new, asked)
    assert made.status_code == 302
    page = okafor.get(made["Location"]).content.decode()
    assert 'data-state="proposed"' in page
    act = {
        "client_id": uuid4(),
        "act": "agree",
        "seen": "1",
        "words": "sleep",
        "measure": "phq-9",
        "baseline": "19",
        "target": "x",
    }
    assert okafor.post(made["Location"], act).status_code == 422
    assert okafor.post(made["Location"], {**act, "target": "9"}).status_code == 302
    revise = {
        "client_id": uuid4(), "act": "revise", "seen": "2", "sessions": "6", "within_days": "20", "min_gap_days": "3",
        "max_gap_days": "5", "dose_mg_per_kg": "0.5", "why": "travels",
    }  # fmt: skip
    assert okafor.post(made["Location"], {**revise, "within_days": "9"}).status_code == 422
    stale = okafor.post(made["Location"], {**revise, "seen": "1"})
    assert stale.status_code == 422 and b"has changed since" in stale.content
    revise["seen"] = _mark(stale.content.decode(), "revise")
    assert okafor.post(made["Location"], revise).status_code == 302
    page = okafor.get(made["Location"]).content.decode()
    assert (
        "days of the window: 21 → 20" in page and "0 of 6" in page and page.count('data-test="revision"') == 3
    )
    maintain = {
        "client_id": uuid4(),
        "act": "maintain",
        "scheme": "individual",
        "interval_days": "14",
        "why": "early",
    }
    assert b"no session of the course was given" in okafor.post(made["Location"], maintain).content
    for act, seen in (("pause", "agreed"), ("resume", "paused"), ("end", "agreed")):
        assert (
            okafor.post(made["Location"], {"client_id": uuid4(), "act": act, "why": "x"}).status_code == 302
        ), seen
    assert okafor.post(made["Location"], {"act": "dance"}).status_code == 404
    assert b'data-state="ended"' in okafor.get(made["Location"]).content


def _mark(page: str, act: str) -> str:
    """The hidden mark of what was read, of one act's form; no draft on the device brings an old one back."""
    form = page.split(f'data-test="act-{act}"')[1].split("</form>")[0]
    field = next(one for one in form.split("<") if 'name="seen"' in one)
    assert "data-never-keep" in field
    return field.split('value="')[1].split('"')[0]


def test_a_plan_is_for_who_reads_charts_and_made_by_who_may(stopped, cast: Cast, unit, signed_in) -> None:
    with unit(cast.lakeside):
        adopted(cast)
        cast_decided(cast)
    noor, wren, hana = signed_in(cast.noor), signed_in(cast.wren), signed_in(cast.hana)
    plans = reverse("patient-plan", args=[cast.ana_patient.pk])
    new = reverse("plan-propose", args=[cast.ana_patient.pk, "course-depression"])
    assert noor.get(plans).status_code == 200
    assert b"propose-course" not in noor.get(plans).content
    assert {noor.get(new).status_code, wren.get(plans).status_code, wren.get(new).status_code} == {403}
    assert hana.get(plans).status_code == 404
    assert (
        signed_in(cast.okafor).get(reverse("plan-propose", args=[cast.ana_patient.pk, "none"])).status_code
        == 404
    )
    with unit(cast.lakeside):
        assert queries.plans(cast.ana_patient) == []
