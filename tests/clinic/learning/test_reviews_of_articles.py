"""Reviewed by name, for a time, for one text; and what a patient had before them is kept."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.audit.models import Event
from euthymia.clinic.learning import actions, queries
from euthymia.clinic.learning.articles import EXPECTATIONS, article, articles
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from support.cast import INSTALLER, Cast, client_of

pytestmark = pytest.mark.django_db


def depression() -> Any:
    found = article("depression", "en")
    assert found is not None
    return found


def reviewed(cast: Cast, **more: Any) -> Any:
    given = {
        "client_id": uuid4(), "slug": "depression", "language": "en", "digest": depression().digest,
        "reviewer": "Dr Mara Quill", "credential": "MD, psychiatrist", "next_due": clock.now().date() + timedelta(days=365),
    }  # fmt: skip
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        return actions.review(cast.lakeside, by=more.pop("by", INSTALLER), **{**given, **more})


def test_the_public_reads_who_stands_for_a_page_and_when_it_is_overdue(cast: Cast, client: Client) -> None:
    before = client.get("/learn/depression/").content.decode()
    assert "No named clinician has reviewed" in before and "Off-label" in before and "Canadian" in before
    form = uuid4()
    made = reviewed(cast, client_id=form)
    assert reviewed(cast, client_id=form).pk == made.pk
    page = client.get("/learn/depression/").content.decode()
    assert "Dr Mara Quill" in page and "MD, psychiatrist" in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "MedicalWebPage" and data["reviewedBy"]["name"] == "Dr Mara Quill"
    assert data["about"][1] == {"@type": "MedicalCondition", "name": "Depression"}
    assert (
        len(page.encode()) < 100_000
        and "<script src" not in page
        and "https://" not in page.replace("https://schema.org", "")
    )
    with clock.frozen(clock.now() + timedelta(days=400)):
        late = client.get("/learn/depression/").content.decode()
        owner = client_of(cast.olu).get("/staff/articles/").content.decode()
    assert "The review is overdue" in late
    assert 'data-test="article-en-depression" data-state="overdue"' in owner


def test_every_page_of_learn_opens_in_both_languages_and_leads_on(cast: Cast, client: Client) -> None:
    for language in ("en", "es"):
        for one in articles(language):
            page = client.get(f"/learn/{one.slug}/?language={language}")
            assert page.status_code == 200 and one.title in page.content.decode()
            assert page.headers["Content-Language"] == language
        assert client.get(f"/learn/?language={language}").status_code == 200
        assert 'id="word-1"' in client.get(f"/learn/words/?language={language}").content.decode()
    assert client.get("/learn/none/").status_code == 404


def test_a_review_is_refused_for_another_text_without_a_credential_or_for_ever(cast: Cast) -> None:
    with pytest.raises(Unusable) as refused:
        reviewed(cast, digest="0" * 64, credential=" ", next_due=date(2030, 1, 1))
    assert {fault.at for fault in refused.value.faults} == {"digest", "credential", "next_due"}
    with pytest.raises(Unusable, match="no such article"):
        reviewed(cast, slug="none")
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        owner = cast.olu.member()
    with pytest.raises(NotAllowed):
        reviewed(cast, by=owner)


def test_a_text_that_changed_since_wants_a_review_again(cast: Cast) -> None:
    made = reviewed(cast)
    made.digest = "0" * 64
    found = queries.standing(depression(), [made], clock.now().date())
    assert found.changed and not found.in_order


def test_the_reviewer_reads_signs_and_the_owner_only_sees(cast: Cast) -> None:
    reviewer = client_of(cast.by_role["reviewer"])
    page = reviewer.get("/staff/articles/en/depression/")
    assert page.status_code == 200 and "I stand for this text" in page.content.decode()
    form = {
        "client_id": str(uuid4()), "digest": depression().digest, "reviewer": "Dr Mara Quill", "credential": "MD",
        "next_due": (clock.now().date() + timedelta(days=300)).isoformat(),
    }  # fmt: skip
    assert reviewer.post("/staff/articles/en/depression/", {**form, "digest": "old"}).status_code == 422
    assert reviewer.post("/staff/articles/en/depression/", form).status_code == 302
    listed = reviewer.get("/staff/articles/").content.decode()
    assert 'data-test="article-en-depression" data-state="in-order"' in listed
    owner = client_of(cast.olu)
    assert owner.get("/staff/articles/en/depression/").status_code == 403
    assert 'data-state="none"' in owner.get("/staff/articles/").content.decode()


def test_what_can_be_expected_is_before_the_patient_when_a_consent_is_signed_and_that_is_kept(
    cast: Cast,
) -> None:
    ana = client_of(cast.ana)
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert queries.seen(cast.ana_patient, EXPECTATIONS) is None
    page = ana.get("/portal/consent/iv-ketamine-mood/").content.decode()
    assert (
        'data-test="expectations"' in page
        and "It may not help" in page
        and 'data-test="figure-outcomes"' in page
    )
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        first = queries.seen(cast.ana_patient, EXPECTATIONS)
    assert first is not None and first.language == "en"
    assert ana.get("/portal/learn/expectations/").status_code == 200
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        again = queries.seen(cast.ana_patient, EXPECTATIONS)
        assert again is not None and again.pk == first.pk
        noted = Event.objects.filter(verb="article.seen", patient_id=cast.ana_patient.pk)
        assert noted.count() == 1
    assert "Dr " not in ana.get("/portal/learn/").content.decode()
    assert "synapse" in ana.get("/portal/learn/words/").content.decode()
