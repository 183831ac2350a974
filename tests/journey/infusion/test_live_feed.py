"""Who follows a session live is noted when they begin, and not each time they are let in again."""

from __future__ import annotations

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.journey.infusion import live
from journey.infusion.chair import AtTheChair
from support.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_beginning_is_noted_and_being_let_in_is_not(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    match = live.FEED.pattern.match(f"/staff/infusions/{chair.session.pk}/stream")
    assert match is not None
    admitted = [live.FEED.admit(cast.noor.user, cast.lakeside.pk, match) for _ in range(3)]

    def noted() -> list[tuple[str, str, object]]:
        with unit(cast.lakeside):
            found = Event.objects.filter(verb="session.watched")
            return list(found.values_list("actor", "subject", "patient_id"))

    assert noted() == []
    assert admitted[0] is not None and admitted[0].begun is not None
    admitted[0].begun()
    assert noted() == [(cast.noor.words, str(chair.session.pk), cast.ana_patient.pk)]
