"""The second fence: what the database shows of a clinic to a unit of another one, and to no unit at all."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.models import QuerySet

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.models import Clinic, Patient, RoleGrant, Staff
from euthymia.kit.fences import tenant_condition
from support.cast import Cast


def test_a_unit_sees_its_own_clinic_whatever_the_query_asks(committed: None, cast: Cast, unit: Any) -> None:
    with unit(cast.hillside):
        assert {patient.family_name for patient in Patient.objects.all()} == {"Winter"}
        assert {clinic.code for clinic in Clinic.objects.all()} == {"hillside"}
        assert set(RoleGrant.objects.values_list("clinic_id", flat=True)) == {cast.hillside.pk}
        assert set(Event.objects.values_list("clinic_id", flat=True)) <= {cast.hillside.pk}
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_patient WHERE family_name = 'Marsh'")
            assert cursor.fetchone() == (0,)
    with unit(cast.lakeside):
        assert {patient.family_name for patient in Patient.objects.all()} == {"Marsh", "Okoro"}


def test_without_a_unit_nothing_is_seen(committed: None, cast: Cast) -> None:
    for model in (Patient, Clinic, Staff, RoleGrant):
        assert not model.objects.exists(), model.__name__


def test_no_row_can_be_written_into_another_clinic(committed: None, cast: Cast, unit: Any) -> None:
    with unit(cast.hillside):
        stray = Patient(
            clinic_id=cast.lakeside.pk,
            number="LA-9",
            given_name="A",
            family_name="B",
            born=cast.ana_patient.born,
        )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            stray.save()
        assert Patient.objects.filter(pk=cast.ana_patient.pk).update(given_name="Mallory") == 0
    with unit(cast.lakeside):
        assert Patient.objects.get(pk=cast.ana_patient.pk).given_name == "Ana"


def test_a_person_finds_their_own_places_before_a_clinic_is_chosen(committed: None, cast: Cast) -> None:
    from euthymia.kit import units

    with units.unit(tenant=None, actor="a test", user=cast.noor.user.pk):
        assert [staff.name for staff in Staff.objects.all()] == ["Noor Haddad"]
        assert [clinic.code for clinic in Clinic.objects.all()] == ["lakeside"]
        assert not Patient.objects.exists()
    with units.unit(tenant=None, actor="a test", user=cast.ana.user.pk):
        assert [patient.number for patient in Patient.objects.all()] == [cast.ana_patient.number]
    with units.unit(tenant=None, actor="a test", user=uuid.uuid4()):
        assert not Staff.objects.exists() and not Patient.objects.exists()


def test_every_table_with_a_clinic_is_behind_the_fence(committed: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'euthymia_tenant'")
        fenced = {name for (name,) in cursor.fetchall()}
    wanted = {model._meta.db_table for model in apps.get_models() if tenant_condition(model)}
    assert wanted <= fenced and len(wanted) > 10


def test_ones_own_rows_elsewhere_are_found_and_not_changed(committed: None, cast: Cast) -> None:
    from euthymia.kit import units

    with units.unit(tenant=cast.hillside.pk, actor="a test", user=cast.noor.user.pk):
        assert Staff.objects.filter(user=cast.noor.user).exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Staff.objects.filter(user=cast.noor.user).update(title="Medical director")


def plan(query: QuerySet[Any]) -> str:
    """How the database answers this, as it has just done."""
    return query.explain(analyze=True, costs=False, timing=False, summary=False)


def test_a_unit_of_a_clinic_does_not_look_for_whose_rows_they_are(
    committed: None, cast: Cast, unit: Any
) -> None:
    others = "on (people_staff|people_patient)"
    with unit(cast.lakeside):
        own = plan(Clinic.objects.filter(pk=cast.lakeside.pk))
    looked = [line for line in own.splitlines() if re.search(others, line)]
    assert looked and all("never executed" in line for line in looked), (
        "tens of thousands of patients were read"
    )


def test_a_person_is_found_among_any_number_of_patients_by_an_index(committed: None, cast: Cast) -> None:
    from euthymia.kit import units

    with units.unit(tenant=None, actor="a test", user=cast.ana.user.pk), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert [clinic.code for clinic in Clinic.objects.all()] == ["lakeside"]
        found = plan(Clinic.objects.all())
    assert len(re.findall(r"Index Cond: .*user_id = .*'euthymia.user'", found)) == 2, found
