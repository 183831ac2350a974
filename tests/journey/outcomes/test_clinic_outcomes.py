"""The clinic's outcomes on real rows: what is shown of whom, to whom, and that few people stay hidden."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.models import Patient
from euthymia.clinic.questionnaires import actions as questionnaires
from euthymia.domain.quantities import Unusable
from euthymia.domain.results.limits import LIMITS, Limits
from euthymia.journey.directory.models import PublishedFigure
from euthymia.journey.outcomes import gathering, limits, registry
from euthymia.journey.outcomes.models import RegistryChoice
from euthymia.journey.plan.models import Plan, PlannedSession
from euthymia.kit import clock
from support.cast import PASSWORD, Cast
from support.course import adopted, agreed

pytestmark = pytest.mark.django_db


def score(cast: Cast, patient: Patient, total: int, at: datetime) -> None:
    answers = [min(3, max(0, total - 3 * n)) for n in range(8)] + [0]
    questionnaires.answer(
        by=cast.noor.member(), patient=patient, instrument="phq-9", answers=answers, client_id=uuid4(), at=at
    )


def treated(cast: Cast, pattern: Plan, patient: Patient, begun: datetime, scores: dict[int, int]) -> Plan:
    """A course like the agreed one, given on every third day, with PHQ-9 totals by day."""
    plan = Plan(
        clinic_id=pattern.clinic_id, patient=patient, adopted_id=pattern.adopted_id, programme=pattern.programme,
        made_at=begun, state=Plan.State.ENDED, terms=pattern.terms,
    )  # fmt: skip
    plan.save()
    for n in range(6):
        PlannedSession(
            clinic_id=plan.clinic_id, plan=plan, patient=patient, n=n + 1, phase="course",
            given_at=begun + timedelta(days=3 * n),
        ).save()  # fmt: skip
    for day, total in scores.items():
        score(cast, patient, total, begun + timedelta(days=day))
    return plan


def several(cast: Cast, unit: Any, scores: list[dict[int, int]]) -> int:
    """As many courses, begun 100 days ago. Returns the year they count in."""
    begun = clock.now() - timedelta(days=100)
    with unit(cast.lakeside):
        adopted(cast)
        pattern = agreed(cast)
        for n, each in enumerate(scores):
            patient = people.register_patient(
                clinic=cast.lakeside, by=cast.wren.member(), given_name=f"Ida{n}", family_name="Moss", born=begun.date() - timedelta(days=12_000 + n),
            )  # fmt: skip
            treated(cast, pattern, patient, begun, each)
    return begun.astimezone(cast.lakeside.zone).year


def test_what_many_courses_came_to(stopped, cast: Cast, unit, signed_in) -> None:
    well, none, silent = {-1: 20, 8: 12, 18: 4, 45: 8, 70: 4}, {-1: 20, 18: 18}, {-1: 20}
    year = several(cast, unit, [well] * 12 + [none] * 10 + [silent] * 2)
    with unit(cast.lakeside):
        found = gathering.of_year(cast.lakeside, year, clock.now())
        (group,) = found.groups
        assert (group.shown.eligible, group.shown.answered, group.shown.responded) == (24, 22, 12)
        assert group.response is not None and group.response.interval == pytest.approx((34.7, 73.1), abs=0.1)
        assert group.held is not None and (group.held.n, group.held.weekly[-1].days) == (12, 52)
        assert group.to_response is not None and group.to_response.median.days == 18
        with CaptureQueriesContext(connection) as few:
            gathering.judged_of(cast.lakeside, year, clock.now(), Limits())
        assert len(few) == 3, "as many statements for twenty-four as for one"
    address = reverse("outcomes")
    page = signed_in(cast.olu).get(address, {"year": year}).content.decode()
    assert "22 of 24 answered" in page and "12 of 22" in page and 'data-test="curve"' in page
    assert "Ida" not in page and "Moss" not in page
    assert signed_in(cast.okafor).get(address, {"year": "1999"}).status_code == 404
    for nobody in (cast.noor, cast.wren):
        assert signed_in(nobody).get(address).status_code == 403
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="outcomes.clinic-seen").count() == 1
    owner, address = signed_in(cast.olu), reverse("outcomes-publish")
    page = owner.get(address).content.decode()
    assert "12 of 22; 22 of 24 answered" in page
    sign = {"client_id": uuid4(), "figure": f"{year}.course-depression.response", "password": PASSWORD}
    for wrong in ({"figure": "1999.course-depression.response"}, {"password": "x"}, {"figure": ""}):
        assert owner.post(address, {**sign, **wrong}).status_code == 422
    for _ in range(2):
        assert owner.post(address, sign).status_code == 302
    assert signed_in(cast.okafor).post(address, sign).status_code == 403
    with unit(cast.lakeside):
        (kept,) = PublishedFigure.objects.filter(clinic=cast.lakeside)
        assert (kept.values["reached"], kept.values["n"], kept.values["eligible"]) == (12, 22, 24)
        assert "1 to 7 days after the last session" in kept.method and kept.by == cast.olu.words


def test_a_few_people_are_nobody_and_silence_is_said(stopped, cast: Cast, unit, signed_in) -> None:
    year = several(cast, unit, [{-1: 20, 18: 4}] * 3)
    page = signed_in(cast.olu).get(reverse("outcomes"), {"year": year}).content.decode()
    assert "Too few people to say how many answered" in page and 'data-test="curve"' not in page
    assert "of 3" not in page and "3 of" not in page
    with unit(cast.lakeside):
        pattern = Plan.objects.filter(clinic=cast.lakeside, state="ended").first()
        assert pattern is not None
        begun = clock.now() - timedelta(days=100)
        for n in range(12):
            patient = people.register_patient(
                clinic=cast.lakeside, by=cast.wren.member(), given_name=f"Ole{n}", family_name="Reed", born=begun.date() - timedelta(days=9_000 + n),
            )  # fmt: skip
            treated(cast, pattern, patient, begun, {-1: 20, **({18: 4} if n < 4 else {})})
    page = signed_in(cast.olu).get(reverse("outcomes"), {"year": year}).content.decode()
    assert "7 of 15 answered: this says little" in page
    assert "of 7" in page and "7 of 7" in page
    limits_are_signed(cast, unit, signed_in, year)


def limits_are_signed(cast: Cast, unit: Any, signed_in: Any, year: int) -> None:
    """The medical director asks for more company; for less than five nobody can ask."""
    director, address = signed_in(cast.okafor), reverse("outcomes-settings")
    page = director.get(address).content.decode()
    assert page.count("(site setting, P)") == len(LIMITS) and "program's own are in force" in page
    said = {"client_id": uuid4(), **Limits(smallest=8).to_json(), "reason": "few of us", "password": PASSWORD}
    for wrong in ({"smallest": 4}, {"oldest_y": 89}, {"reason": ""}, {"password": "x"}):
        assert director.post(address, {**said, **wrong}).status_code == 422
    for _ in range(2):
        assert director.post(address, said).status_code == 302
    page = signed_in(cast.olu).get(reverse("outcomes"), {"year": year}).content.decode()
    assert "fewer than 8 people" in page and "7 of 15" not in page
    with unit(cast.lakeside):
        assert (
            limits.in_force(cast.lakeside) == Limits(smallest=8) and len(limits.adopted(cast.lakeside)) == 1
        )
        with pytest.raises(NotAllowed):
            limits.adopt(by=cast.olu.member(), client_id=uuid4(), values={}, reason="mine")


def test_the_registrys_file_has_who_joined_and_nobody_in_it(stopped, cast: Cast, unit, signed_in) -> None:
    several(cast, unit, [{-1: 20, 18: 4}] * 7 + [{-1: 20, 18: 18}] * 3)
    with unit(cast.lakeside):
        people_here = list(
            Patient.objects.filter(clinic=cast.lakeside, family_name="Moss").order_by("given_name")
        )
        for record in people_here:
            registry.choose(record=record, client_id=uuid4(), joined=True)
    owner = signed_in(cast.olu)
    page = owner.get(reverse("outcomes-registry")).content.decode()
    assert page.count('data-test="combination"') == 1, "three who did not respond are too few"
    text = owner.get(reverse("outcomes-registry-csv")).content.decode()
    lines = text.strip().split("\n")
    assert (
        lines[0] == "year,programme,age,sex,response,remission" and len(lines) == 8 and len(set(lines)) == 2
    )
    whole = text + owner.get(reverse("outcomes-registry-json")).content.decode()
    with unit(cast.lakeside):
        for record in people_here:
            known = (
                str(record.pk),
                record.number,
                record.given_name,
                record.family_name,
                record.born.isoformat(),
            )
            assert not any(word in whole for word in known)
        assert Event.objects.filter(verb="registry.exported").count() == 2
        for record in people_here[:3]:
            client_id = uuid4()
            for _ in range(2):
                registry.choose(record=record, client_id=client_id, joined=False)
            with pytest.raises(Unusable):
                registry.choose(record=record, client_id=uuid4(), joined=False)
    assert owner.get(reverse("outcomes-registry-csv")).content.decode().count("\n") == 1, "four are too few"
    for nobody in (cast.okafor, cast.noor):
        assert signed_in(nobody).get(reverse("outcomes-registry-csv")).status_code == 403


def test_a_patient_joins_and_leaves(stopped, cast: Cast, unit, signed_in) -> None:
    ana, address = signed_in(cast.ana), reverse("portal-registry")
    assert 'data-test="out"' in ana.get(address).content.decode()
    said = {"client_id": uuid4(), "act": "join"}
    for _ in range(2):
        assert ana.post(address, said).status_code == 302
    assert 'data-test="joined"' in ana.get(address).content.decode()
    with unit(cast.lakeside):
        assert registry.joined(cast.lakeside) == {cast.ana_patient.pk}
    assert ana.post(address, {"client_id": uuid4(), "act": "join"}).status_code == 422
    assert ana.post(address, {"client_id": uuid4(), "act": "leave"}).status_code == 302
    with unit(cast.lakeside):
        assert registry.joined(cast.lakeside) == set() and RegistryChoice.objects.count() == 2
