"""A unit of work: what is refused in the middle of one leaves no half behind."""

from __future__ import annotations

from typing import Any

import pytest

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Room
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from support.cast import Cast

pytestmark = pytest.mark.django_db


def test_what_is_refused_half_way_leaves_neither_rows_nor_notes(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        auditing.record(verb="before.it", says="noted before")
        with pytest.raises(Unusable), units.all_or_nothing():
            visits.add_room(clinic=cast.lakeside, name="Half a room", order=9, by="a test")
            raise Unusable.one("", "refused", "the second half is not possible", "something else")
        with units.all_or_nothing():
            visits.add_room(clinic=cast.lakeside, name="A whole room", order=9, by="a test")
    with unit(cast.lakeside):
        names = set(Room.objects.values_list("name", flat=True))
        notes = list(Event.objects.filter(actor="a test").order_by("n").values_list("says", flat=True))
    assert "A whole room" in names and "Half a room" not in names
    assert notes[-2:] == ["noted before", "added A whole room"]
