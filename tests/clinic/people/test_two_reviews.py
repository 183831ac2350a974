"""Two people review one emergency opening at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from euthymia.clinic.people import actions as people
from euthymia.clinic.people.models import GlassBreak, GlassReview
from euthymia.kit import units
from support.cast import Cast, Person, client_of

SAID = ("Somebody else has reviewed this opening; nothing was added.", "The review is recorded.")


@pytest.mark.usefixtures("committed")
def test_the_second_review_gets_a_sentence(cast: Cast, unit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit(cast.lakeside):
        for person in (cast.noor, cast.tomas):
            people.give_role(staff=person.staff, role="owner", by="the installation")  # type: ignore[arg-type]
        opening = people.break_glass(
            by=cast.by_role["therapist"].member(),
            patient=cast.ana_patient,
            code="emergency",
            reason="She called in distress.",
        )
    gate = threading.Barrier(2)
    save = GlassReview.save

    def both_at_once(self: GlassReview, *args: Any, **kwargs: Any) -> None:
        gate.wait(60)
        save(self, *args, **kwargs)

    monkeypatch.setattr(GlassReview, "save", both_at_once)

    def review(person: Person) -> Any:
        try:
            client = client_of(person)
            return client.post(
                "/staff/admin/glass/", {"opening": str(opening.pk), "finding": "justified"}, follow=True
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        answers = list(workers.map(review, (cast.noor, cast.tomas)))
    assert [answer.status_code for answer in answers] == [200, 200]
    said = sorted(words for answer in answers for words in SAID if words.encode() in answer.content)
    assert said == list(SAID)
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        assert (GlassBreak.objects.count(), GlassReview.objects.count()) == (1, 1)
