"""Two units of one clinic that lock the same row, and both end in its audit log, cannot wait for each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from euthymia.clinic.people import actions as people
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Room
from euthymia.kit import streams, units
from support.cast import Cast


@pytest.mark.usefixtures("committed")
def test_a_row_of_the_clinic_is_committed_while_another_desk_holds_the_clinic(cast: Cast) -> None:
    """Who registers a patient holds the clinic's row until the audit log is theirs; who adds a room holds the
    audit log when the room's clinic is checked at commit."""
    clinic = cast.lakeside

    def add_a_room() -> None:
        try:
            with units.unit(tenant=clinic.pk, actor="another desk"):
                _never_wait()
                visits.add_room(clinic=clinic, name="Room 901", order=901, by="another desk")
        finally:
            connection.close()

    with units.unit(tenant=clinic.pk, actor="the desk"):
        patient = people.register_patient(
            clinic=clinic, by="the desk", given_name="Nia", family_name="Circle", born=date(1990, 1, 1)
        )
        with ThreadPoolExecutor(1) as another:
            another.submit(add_a_room).result()
    with units.unit(tenant=clinic.pk, actor="a test"):
        assert Room.objects.filter(name="Room 901").exists()
        assert people.Patient.objects.filter(pk=patient.pk).exists()


@pytest.mark.usefixtures("committed")
def test_a_row_that_refers_to_a_locked_owner_is_committed_beside_it(cast: Cast) -> None:
    clinic, owner = cast.lakeside, cast.lakeside

    def add_a_room() -> None:
        try:
            with units.unit(tenant=clinic.pk, actor="another desk"):
                _never_wait()
                visits.add_room(clinic=clinic, name="Room 902", order=902, by="another desk")
        finally:
            connection.close()

    with units.unit(tenant=clinic.pk, actor="the desk"):
        assert streams.lock(type(owner), [owner.pk])
        with ThreadPoolExecutor(1) as another:
            another.submit(add_a_room).result()
    with units.unit(tenant=clinic.pk, actor="a test"):
        assert Room.objects.filter(name="Room 902").exists()


def _never_wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
