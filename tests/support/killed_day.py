"""Puts one more monitor, chair and patient into a running demo: run in a process of its own."""

from __future__ import annotations

from datetime import date


def stand() -> None:
    from euthymia.faces.command.database import django_ready

    django_ready()
    from euthymia.clinic.people import actions as people
    from euthymia.clinic.people.models import Clinic
    from euthymia.clinic.visits import actions as visits
    from euthymia.kit import units
    from support import bedside

    with units.unit(tenant=units.EVERY_TENANT, actor=bedside.BY):
        lakeside = Clinic.objects.get(code="lakeside")
    with units.unit(tenant=lakeside.pk, actor=bedside.BY):
        chair = visits.add_room(clinic=lakeside, name="Chair 9", order=9, by=bedside.BY)
        patient = people.register_patient(
            clinic=lakeside, by=bedside.BY, given_name="Killed", family_name="Day", born=date(1980, 1, 1)
        )
    bedside.set_up(lakeside, patient, chair, "KILLED-DAY")
