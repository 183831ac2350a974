"""A watched spray where the clinic keeps its drug account: one entry, and the chart, the book, the history and the note."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import on_hand
from euthymia.clinic.pharmacy import queries as stock_queries
from euthymia.clinic.pharmacy.models import Entry, Refusal, Syringe, Vial
from euthymia.domain.quantities import Unusable
from euthymia.domain.quantities.identifiers import identify
from euthymia.journey.infusion import doses
from euthymia.journey.intake.documents import SPRAY
from euthymia.journey.recovery import actions
from euthymia.journey.recovery.models import Recovery
from euthymia.kit import clock
from support.cast import Cast
from support.evaluated import cast_decided, consented
from support.stock import Stock, stocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(cast: Cast, unit: Any) -> Stock:
    """Four devices of two lots and a vial, and Ana ready for a spray."""
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        for code in ("D1", "D2"):
            stock.device(code)
        stock.device("D3", lot="S8")
        stock.device("D4", expires=date(2099, 3, 31))
        cast_decided(cast)
        consented(cast.ana_patient, cast.noor.member(), SPRAY)
        actions.enrol(
            by=cast.okafor.member(), patient=cast.ana_patient, client_id=uuid4(), confirmation="R-1",
            patient_signed_on=date(2026, 11, 1), prescriber="Dr Okafor", form_version="2024",
        )  # fmt: skip
    clock.advance(timedelta(minutes=10))
    return stock


def sprayed(cast: Cast, now: Any, **changed: Any) -> Recovery:
    usual: dict[str, Any] = {
        "by": cast.noor.member(), "patient": cast.ana_patient, "room": cast.chairs[0], "client_id": uuid4(), "dose_mg": 56,
        "devices": ["D1", "D3"], "baseline": {"sbp": "120", "dbp": "76", "hr": "70", "spo2": "98"},
        "began_at": now - timedelta(minutes=6), "ended_at": now, "rems": ["certified", "enrolled", "observed", "prescriber_on_site"],
    }  # fmt: skip
    return actions.begin_nasal(**{**usual, **changed})


def test_a_dose_is_given_in_the_chart_and_in_the_book_at_once(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside) as opened:
        asked = uuid4()
        made = sprayed(cast, opened.now, client_id=asked)
        assert sprayed(cast, opened.now, client_id=asked).pk == made.pk
        rows = list(Entry.objects.filter(event__order=str(made.pk)).order_by("n"))
        assert [(row.kind, row.vial) for row in rows] == [
            ("draw", "D1"), ("administer", "D1"), ("draw", "D3"), ("administer", "D3")
        ]  # fmt: skip
        given = [row for row in rows if row.kind == "administer"]
        assert sum(row.more["mass_ug"] for row in given) == made.dose["mg"] * 1_000 == 56_000
        assert {row.at for row in given} == {made.began_at} and {row.patient_id for row in given} == {
            cast.ana_patient.pk
        }
        assert made.dose["devices"] == ["D1", "D3"] and made.dose["lots"] == ["S7", "S8"]
        assert made.dose["entries"] == [row.n for row in rows]
        assert on_hand.by_product(stock.book) == {
            ("ketamine", "vial"): 10_000,
            ("esketamine", "device"): 2,
        }
        assert given[0].legs == [
            ["esketamine:in-hand:" + given[0].event["patient"] + f"/{made.pk}/D1", 0, -28_000],
            ["esketamine:administered:" + given[0].event["patient"] + f"/{made.pk}/D1", 0, 28_000],
        ]  # fmt: skip


def kept(cast: Cast, unit: Any, **changed: Any) -> tuple[str, str]:
    """The code and words of a refusal that the book keeps; nothing of the spray is left behind."""
    with unit(cast.lakeside) as opened:
        before, client_id = Entry.objects.count(), uuid4()
        with pytest.raises(pharmacy.NotPosted) as told, pharmacy.acting():
            sprayed(cast, opened.now, client_id=client_id, **changed)
        row = Refusal.objects.order_by("-at", "-id").first()
        assert row is not None and (row.code, row.says) == (told.value.code, told.value.says)
        assert Entry.objects.count() == before and not Recovery.objects.filter(client_id=client_id).exists()
        return row.code, row.says


def faults(cast: Cast, unit: Any, **changed: Any) -> dict[str, str]:
    with unit(cast.lakeside) as opened, pytest.raises(Unusable) as told:
        sprayed(cast, opened.now, **changed)
    assert not isinstance(told.value, pharmacy.NotPosted)
    return {fault.code: fault.says for fault in told.value.faults}


def test_what_the_book_cannot_give_is_refused_in_words_a_nurse_understands(
    cast: Cast, unit: Any, stock: Stock
) -> None:
    assert faults(cast, unit, devices=["D1"]) == {"count": "56 mg are 2 devices, and 1 stand here"}
    assert set(faults(cast, unit, devices=["D1", "D1"])) == {"twice"}
    assert set(faults(cast, unit, dose_mg=60)) == {"unknown", "count"}
    code, says = kept(cast, unit, devices=["D1", "D9"])
    assert code == "unknown-vial" and "never received" in says
    code, says = kept(cast, unit, devices=["D1", "0147"])
    assert code == "other-drug" and "ketamine, a vial" in says
    # The code of another lot, with this device's number in it.
    scanned = f"]d201{identify('ndc', '12345-6789-0').gtin_14}17990331" + "10S9\x1d21D2"
    code, says = kept(cast, unit, devices=["D1", scanned])
    assert code == "details-differ" and "device D2" in says and "lot" in says
    with unit(cast.lakeside) as opened:
        sprayed(cast, opened.now, room=cast.chairs[1])
    clock.advance(timedelta(days=1))
    code, says = kept(cast, unit, devices=["D1", "D2"])
    assert code == "device-used" and says.startswith("Device D1 was opened")


def test_a_wrong_device_is_not_reversed_in_the_book_alone(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside) as opened:
        sprayed(cast, opened.now)
        row = Entry.objects.get(kind="administer", vial="D1")
        with pytest.raises(pharmacy.NotPosted) as told:
            pharmacy.reverse(
                by=cast.okafor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), entry=row, reason="x"
            )  # fmt: skip
        assert told.value.code == "of-the-chair"


def test_a_missing_device_is_a_case_of_two(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside):
        counted = [
            pharmacy.Counted("0147", 10_000), pharmacy.Counted("D1", 0, "device"),
            *(pharmacy.Counted(code, 1, "device") for code in ("D2", "D3", "D4")),
        ]  # fmt: skip
        sheet = pharmacy.count_sheet(
            by=cast.noor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), purpose="spot",
            counted=counted, seen_n=stock_queries.book(cast.lakeside, stock.book.pk).entries_n,
        )  # fmt: skip
        assert (sheet.vials, sheet.differences) == (5, 1)
        ((case, count),) = stock_queries.open_cases(cast.lakeside)
        assert (case.vial, case.rest_ul, count.words(count.rest_ul)) == ("D1", 1, "1 device")
        assert not Syringe.objects.exists()
        assert {row.code: row.book_ul for row in Vial.objects.filter(form="device")} == {
            "D1": 0, "D2": 1, "D3": 1, "D4": 1
        }  # fmt: skip


def test_the_doses_of_the_day_match_the_spray_with_its_devices(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside) as opened:
        made = sprayed(cast, opened.now)
        day = opened.now.astimezone(cast.lakeside.zone).date()
        (line,) = doses.of_day(stock.book, day, opened.now)
        assert line.other is not None and line.other.url == f"/staff/recovery/{made.visit_id}/"
        assert line.matched.is_matched and line.matched.substance == "esketamine"
        assert (line.matched.drawn_ug, line.matched.given_ug, line.matched.vials) == (
            56_000,
            56_000,
            ("D1", "D3"),
        )
