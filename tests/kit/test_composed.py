"""A read that is composed once answers what its queryset would, for whichever ids."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from euthymia.clinic.people.models import Clinic, RoleGrant, Staff
from euthymia.clinic.visits.models import Room
from euthymia.kit import units
from euthymia.kit.composed import composed
from support.cast import Cast

built: list[str] = []


@composed
def at(clinic_id: UUID, user_id: UUID) -> QuerySet[Staff]:
    built.append("staff")
    return Staff.objects.select_related("user", "clinic").filter(clinic=clinic_id, user=user_id)


@composed
def given(staff_id: UUID, clinic_id: UUID) -> QuerySet[RoleGrant]:
    """The ids stand in the statement in another order, one of them twice, beside values that never change."""
    return (
        RoleGrant.objects.filter(clinic=clinic_id, staff=staff_id, change=RoleGrant.Change.GIVEN)
        .exclude(staff__clinic__in=Clinic.objects.exclude(pk=clinic_id))
        .order_by("at", "id")
    )


def test_it_answers_what_the_queryset_would_for_each_clinic(db: None, cast: Cast) -> None:
    for person in (cast.noor, cast.okafor, cast.hana):
        with units.unit(tenant=person.clinic.pk, actor="a test"):
            expected = Staff.objects.get(clinic=person.clinic, user=person.user)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                (found,) = at(person.clinic.pk, person.user.pk)
                assert (found.user.email, found.clinic.name) == (person.user.email, person.clinic.name)
            assert len(asked) == 1
            assert found == expected
            assert not found._state.adding
            assert {one.attname: getattr(found, one.attname) for one in Staff._meta.concrete_fields} == {
                one.attname: getattr(expected, one.attname) for one in Staff._meta.concrete_fields
            }
            of = RoleGrant.objects.filter(clinic=person.clinic, staff=found, change="given").order_by(
                "at", "id"
            )
            assert given(found.pk, person.clinic.pk) == list(of) != []


def test_it_is_built_once_and_nothing_of_the_first_answer_is_kept(db: None, cast: Cast) -> None:
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        at(cast.lakeside.pk, cast.noor.user.pk)
        so_far = len(built)
        assert at(cast.lakeside.pk, uuid4()) == []
        Staff.objects.filter(user=cast.noor.user).update(title="Charge nurse")
        (found,) = at(cast.lakeside.pk, cast.noor.user.pk)
        assert found.title == "Charge nurse"
    assert len(built) == so_far


def test_documents_come_as_the_models_field_gives_them(db: None, cast: Cast) -> None:
    from euthymia.clinic.people.models import Patient

    @composed
    def patients(clinic_id: UUID) -> QuerySet[Patient]:
        return Patient.objects.filter(clinic=clinic_id).order_by("id")

    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        expected = list(Patient.objects.filter(clinic=cast.lakeside).order_by("id"))
        assert [one.allergies for one in patients(cast.lakeside.pk)] == [one.allergies for one in expected]
        assert {str(one.allergies) for one in expected} == {"[]", "None"}  # none, and unknown


def test_the_other_clinics_rows_stay_out_of_reach(db: None, cast: Cast) -> None:
    with units.unit(tenant=cast.hillside.pk, actor="a test"):
        assert at(cast.lakeside.pk, cast.noor.user.pk) == []


def test_what_is_no_id_is_refused(db: None, cast: Cast) -> None:
    with pytest.raises(TypeError, match="by position"):
        at(cast.lakeside.pk, user_id=cast.noor.user.pk)
    with pytest.raises(TypeError, match="by position"):
        at(cast.lakeside.pk, None)  # type: ignore[arg-type]


def test_a_queryset_that_leaves_an_id_out_is_refused(db: None) -> None:
    @composed
    def every(clinic_id: UUID) -> QuerySet[Room]:
        return Room.objects.all()

    with pytest.raises(TypeError, match="does not depend"):
        every(uuid4())
