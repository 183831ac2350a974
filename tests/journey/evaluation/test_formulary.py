"""A loaded list counts in the medication check and in the typing boxes, from the next request on."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from euthymia.clinic.formulary import actions as formularies
from euthymia.clinic.formulary import queries as loaded
from euthymia.domain.terminology import FORMULARY, Drug, Product
from euthymia.domain.terminology.releases import Form, Listing
from euthymia.journey.evaluation import queries
from euthymia.kit import units
from support.cast import Cast
from support.evaluated import consented, recorded, usual

pytestmark = pytest.mark.django_db


def load(name: str, brand: str, digest: str = "0") -> None:
    listing = Listing(Form.NDC, (Drug("brimvaline"),), (Product((brand,), ("brimvaline",)),))
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        formularies.load(name=name, listing=listing, source="product.txt", digest=digest * 64, by="a test")


def test_without_a_list_the_built_in_table_counts() -> None:
    assert loaded.in_force() is FORMULARY


def test_every_list_costs_one_query_once_it_is_read(cast: Cast) -> None:
    load("one", "Brimvex", "1")
    load("two", "Velobrim", "2")
    first = loaded.in_force()
    assert first.named("Brimvex") is not None and first.named("Velobrim") is not None
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert loaded.in_force() is first
    assert len(asked) == 1
    load("one", "Otherbrim", "3")
    assert loaded.in_force().named("Brimvex") is None
    assert loaded.in_force().named("Otherbrim") is not None


def test_the_typing_box_offers_loaded_names(cast: Cast, signed_in) -> None:
    url = f"/staff/patients/{cast.ana_patient.pk}/evaluation/medicines/offers/"
    nurse = signed_in(cast.noor)
    assert "Brimvex" not in nurse.get(url, {"text": "brimv"}).content.decode()
    load("ndc", "Brimvex")
    assert "Brimvex (brimvaline)" in nurse.get(url, {"text": "brimv"}).content.decode()


def test_the_medication_check_knows_a_loaded_name_and_asks_a_pharmacist(cast: Cast, unit, signed_in) -> None:
    nurse = signed_in(cast.noor)
    url = f"/staff/patients/{cast.ana_patient.pk}/evaluation/medications/"
    with unit(cast.lakeside):
        facts = usual(cast.ana_patient)
        recorded(cast.ana_patient, cast.noor.member(), facts)
        consented(cast.ana_patient, cast.noor.member())
    said = {
        "client_id": "00000000-0000-7000-8000-000000000001",
        "kind": "medicine",
        "text": "Brimvex 10 mg daily",
    }
    assert nurse.post(url, said).status_code == 302
    assert "is not recognised as a medicine" in nurse.get(url).content.decode()
    load("ndc", "Brimvex")
    page = nurse.get(url).content.decode()
    assert "Brimvaline: known by name only, from a loaded list" in page
    assert "is not recognised as a medicine" not in page
    with unit(cast.lakeside):
        found = queries.assessment(cast.ana_patient, queries.gathered(cast.ana_patient)).findings
    assert [
        one["severity"] for one in found if one["rule"] == "MC-03" and one["recognised"] == "brimvaline"
    ] == ["caution"]
