"""Calls that nobody answers reach a second person. Called by the watcher process."""

from __future__ import annotations

from euthymia.clinic.people.models import Clinic
from euthymia.kit import units

from . import actions


def tell_second_person() -> int:
    """Look at the standing calls of every clinic; how many were passed on."""
    with units.unit(tenant=units.EVERY_TENANT, actor=actions.WATCHER):
        clinics = list(Clinic.objects.values_list("pk", flat=True))
    told = 0
    for clinic_id in clinics:
        with units.unit(tenant=clinic_id, actor=actions.WATCHER):
            told += actions.tell_second_person(clinic_id)
    return told
