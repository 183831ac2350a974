"""Ketamine by another route is a record: never beside the book, never a second account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.domain.quantities import Unusable
from euthymia.journey.recovery import actions, queries
from euthymia.kit import clock
from support.cast import Cast
from support.stock import stocked

pytestmark = pytest.mark.django_db


def recorded(cast: Cast, **more: Any) -> Any:
    usual = {
        "by": cast.noor.member(), "patient": cast.ana_patient, "client_id": uuid4(), "route": "intramuscular", "dose_ug": 30_000,
        "place": "elsewhere", "given_at": clock.now() - timedelta(days=3), "given_by": "her doctor in Reno",
    }  # fmt: skip
    return actions.record_other_dose(**{**usual, **more})


def refused(cast: Cast, **more: Any) -> set[str]:
    with pytest.raises(Unusable) as found:
        recorded(cast, **more)
    return {one.code for one in found.value.faults}


def test_a_record_of_elsewhere_is_kept_once(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        client_id = uuid4()
        assert recorded(cast, client_id=client_id).pk == recorded(cast, client_id=client_id).pk
        assert [one.dose_ug for one in queries.other_doses(cast.ana_patient)] == [30_000]
        wrong = {
            "route": "intravenous",
            "dose_ug": 0,
            "place": "moon",
            "given_at": clock.now() + timedelta(minutes=1),
            "given_by": " ",
        }
        assert refused(cast, **wrong) == {"unknown", "no-dose", "future", "missing"}


def test_given_here_it_is_what_the_book_gave(cast: Cast, unit: Any, signed_in: Any) -> None:
    with unit(cast.lakeside):
        held = stocked(cast, "0147")
        assert refused(cast, place="here") == {"not-in-the-book"}
        held.act("draw", vial="0147", volume_ul=600)
        given = held.act("administer", volume_ul=600)
        assert refused(cast, place="here", entry_n=given.n, dose_ug=29_000) == {"differs"}
        assert refused(cast, place="here", entry_n=given.n, patient=cast.ben_patient) == {"not-in-the-book"}
        assert recorded(cast, place="here", entry_n=given.n).entry_n == given.n
    page = signed_in(cast.noor).get(f"/staff/recovery/other/{cast.ana_patient.pk}/").content.decode()
    assert "intramuscular" in page and f"line {given.n} of the book" in page
