"""The pages of a plan: who sees them, what they refuse, and the way from an adopted protocol to an agreed course."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain import protocols
from euthymia.journey.directory.models import PublishedProtocol
from euthymia.journey.plan import actions, queries
from support.cast import PASSWORD, Cast
from support.course import adopted
from support.evaluated import cast_decided
from support.registry import page
from support.scenes import ANA_DECIDED
from support.standing import THE_CAST

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


@pytest.mark.scene(THE_CAST)
def test_the_medical_director_shows_what_is_in_force_and_nothing_else(
    stopped, cast: Cast, unit, signed_in
) -> None:
    programme = protocols.programme_named("course-depression")
    address = reverse("protocol-public", args=[programme.id])
    okafor, public = signed_in(cast.okafor), f"/clinics/{cast.lakeside.code}/"
    words = {
        "rationale": "As the trials did.",
        "risks": "Nausea, <b>often</b>.",
        "expected": "Not everybody gets better.",
    }
    said = {"client_id": uuid4(), "seen": "0" * 64, "password": PASSWORD, **words}
    assert b"not adopted here" in okafor.get(address).content
    refused = okafor.post(address, said)
    assert refused.status_code == 422 and "not adopted here" in str(refused.context["form"].errors)
    with unit(cast.lakeside):
        page(cast.lakeside)
        first = adopted(cast, programme.id)
    assert 'data-test="protocol"' not in Client().get(public).content.decode()
    said = {**said, "seen": first.digest}
    for wrong, field in (
        ({"password": "wrong"}, "password"),
        ({"risks": " "}, "risks"),
        ({"seen": "0" * 64}, "seen"),
    ):
        refused = okafor.post(address, {**said, **wrong, "client_id": uuid4()})
        forms = (refused.context["form"], refused.context["signature"])
        assert refused.status_code == 422 and any(field in form.errors for form in forms), field
    for _twice in range(2):
        assert okafor.post(address, said).status_code == 302
    with unit(cast.lakeside):
        assert PublishedProtocol.objects.count() == 1
        another = cast.okafor.member()
        another.clinic.medical_director = None
        with pytest.raises(NotAllowed):
            actions.hide_protocol(by=another, client_id=uuid4(), programme_id=programme.id)
    told = Client(HTTP_ACCEPT_LANGUAGE="en").get(public).content.decode()
    shown = told.partition('data-test="protocol"')[2].partition("</section>")[0]
    for part in (
        f"version {first.version}", "6 sessions within 21 days", "40 of treatment", "As the trials did.",
        "Nausea, &lt;b&gt;often&lt;/b&gt;.", "Not everybody gets better.",
    ):  # fmt: skip
        assert part in shown, part
    assert programme.name in told.partition('data-test="fact-protocol"')[2].partition("</dd>")[0]

    with unit(cast.lakeside):
        adopted(cast, programme.id, treatment_min=50)
    assert 'data-test="protocol"' not in Client().get(public).content.decode(), "it is in force no more"
    form = okafor.get(address).context["form"]
    assert form["risks"].value() == words["risks"], "what was written is offered again"
    assert (
        okafor.post(address, {**said, "client_id": uuid4(), "seen": form["seen"].value()}).status_code == 302
    )
    assert "50 of treatment" in Client(HTTP_ACCEPT_LANGUAGE="en").get(public).content.decode()
    back = {"client_id": uuid4(), "hide": "1", "password": PASSWORD}
    assert okafor.post(address, {**back, "password": "wrong"}).status_code == 422
    assert okafor.post(address, back).status_code == 302
    assert 'data-test="protocol"' not in Client().get(public).content.decode()
    assert okafor.post(address, {**back, "client_id": uuid4()}).status_code == 422, "nothing is shown"
    assert signed_in(cast.noor).get(address).status_code == 403


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
