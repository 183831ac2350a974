"""Two at the desk book one chair at the same moment: one wins, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits.models import Booking, BookingFact
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from support.cast import Cast
from support.desk import booked


def test_of_two_at_once_one_wins_and_the_other_is_told(committed: None, cast: Cast) -> None:
    clinic, chair = cast.lakeside, cast.chairs[0]

    def try_it(patient: Patient) -> str:
        try:
            with units.unit(tenant=clinic.pk, actor="the desk"):
                booked(clinic, patient, chair, "09:00")
            return "booked"
        except Unusable as refused:
            return refused.faults[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(try_it, [cast.ana_patient, cast.ben_patient]))
    assert ended == ["booked", "chair-taken"]
    with units.unit(tenant=clinic.pk, actor="the desk"):
        assert Booking.objects.count() == BookingFact.objects.count() == 1
