"""How a visit was: said once, in two languages, by who was there; the clinic sees months of many and never a name."""

from __future__ import annotations

import io
from dataclasses import replace
from uuid import uuid4

import pypdf
import pytest
from django.urls import reverse

from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Unusable
from euthymia.domain.results.limits import Limits
from euthymia.journey.outcomes import experience, registry
from euthymia.journey.outcomes.models import Experience
from euthymia.kit import clock
from journey.note.desk import home
from support.cast import Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]
WELL = {"heard": "yes", "unhurried": "mostly", "kind": "yes", "place": ""}


def test_said_once_and_shown_to_nobody_by_name(stopped, cast: Cast, unit, signed_in, monkeypatch) -> None:
    desk = home(cast, unit)
    desk.sign()
    ana, address = signed_in(cast.ana), reverse("portal-experience", args=[desk.visit.pk])
    page = ana.get(address).content.decode()
    assert "I was not rushed" in page and "without names" in page
    assert (
        reverse("portal-experience", args=[desk.visit.pk])
        in ana.get(reverse("portal-summary", args=[desk.visit.pk])).content.decode()
    )
    assert ana.post(address, {"client_id": uuid4()}).status_code == 422, "nothing chosen"
    said = {"client_id": uuid4(), **WELL}
    for _ in range(2):
        assert ana.post(address, said).status_code == 302
    assert 'data-test="thanks"' in ana.get(address).content.decode()
    assert ana.post(address, {**said, "client_id": uuid4(), "kind": "no"}).status_code == 422
    with unit(cast.lakeside):
        (kept,) = Experience.objects.filter(clinic=cast.lakeside)
        assert (kept.heard, kept.unhurried, kept.kind, kept.place) == ("yes", "mostly", "yes", "")
        visit = Visit.objects.get(pk=desk.visit.pk)
        registry.choose(record=visit.patient, client_id=uuid4(), joined=True)
        somebody = Patient.objects.filter(clinic=cast.lakeside).exclude(pk=visit.patient_id).first()
        assert somebody is not None
        with pytest.raises(Unusable):
            experience.say(record=somebody, visit=visit, client_id=uuid4(), answers=WELL)
        year = clock.now().astimezone(cast.lakeside.zone).year
        (month,) = experience.months(cast.lakeside, year)
        assert (month.sessions, month.answered) == (1, None) and set(month.shares) == {None}
        monkeypatch.setattr(experience, "in_force", lambda clinic: replace(Limits(), smallest=1))
        (month,) = experience.months(cast.lakeside, year)
        shares = [one and one.percent for one in month.shares]
        assert month.answered == 1 and shares == [100, 100, 100, None], "from so many on it is shown"
    whole_record(ana)
    owner = signed_in(cast.olu).get(reverse("outcomes")).content.decode()
    assert 'data-test="experience"' in owner and "Ana" not in owner


def whole_record(ana) -> None:
    """What was said and chosen stands in the patient's own record: on the page, on paper, in the bundle."""
    page = ana.get(reverse("portal-record")).content.decode()
    paper = pypdf.PdfReader(io.BytesIO(ana.get(reverse("portal-record-pdf")).content))
    text = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    for words in ("I was not rushed: Mostly", "You joined the registry"):
        assert words in page and words in text
    bundle = ana.get(reverse("portal-record-fhir")).json()
    found = [one["resource"] for one in bundle["entry"]]
    (said,) = (one for one in found if one["resourceType"] == "QuestionnaireResponse")
    assert [one["linkId"] for one in said["item"]] == ["heard", "unhurried", "kind"], (
        "what was skipped is left out"
    )
    assert said["encounter"]["reference"] in [one["fullUrl"] for one in bundle["entry"]]
    (chosen,) = (
        one for one in found if one["resourceType"] == "Consent" and one["scope"] == {"text": "research"}
    )
    assert chosen["status"] == "active"
