"""Rooms and the visit's trail."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from euthymia.clinic.audit.models import Event
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Room, VisitEvent
from euthymia.kit.models import Changed
from support.cast import Cast

pytestmark = pytest.mark.django_db
Step = VisitEvent.Step


def test_a_visit_is_the_trail_of_its_steps(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        visit = actions.open_visit(
            clinic=cast.lakeside, patient=cast.ana_patient, room=cast.chairs[0], by="Wren"
        )
        actions.step(visit, Step.STARTED, by="Noor")
        actions.step(visit, Step.LEFT, by="Noor")
        trail = queries.trail(visit)
        assert [(one.n, one.step, one.by, one.room_name) for one in trail] == [
            (1, "arrived", "Wren", "Chair 1"), (2, "started", "Noor", "Chair 1"), (3, "left", "Noor", "Chair 1"),
        ]  # fmt: skip
        with pytest.raises(Changed):
            trail[0].save()
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="visit.opened", patient_id=cast.ana_patient.pk).count() == 1


def test_a_visit_may_have_no_chair_yet(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        visit = actions.open_visit(clinic=cast.lakeside, patient=cast.ana_patient, room=None, by="Wren")
        assert [one.room_name for one in queries.trail(visit)] == [""]


def test_rooms_stand_in_their_order_and_have_names_of_their_own(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        actions.add_room(clinic=cast.lakeside, name="Window", order=0, by="Olu")
        assert [room.name for room in queries.rooms(cast.lakeside)] == [
            "Window",
            "Chair 1",
            "Chair 2",
            "Chair 3",
        ]
        for name in ("Chair 1", "", "x" * 61):
            with pytest.raises(ValidationError):
                actions.add_room(clinic=cast.lakeside, name=name, order=9, by="Olu")


def test_another_clinics_room_is_not_found(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        with pytest.raises(Room.DoesNotExist):
            queries.room(cast.lakeside, cast.hillside_chair.pk)
        assert cast.hillside_chair not in queries.rooms(cast.hillside), "the database hides it as well"
