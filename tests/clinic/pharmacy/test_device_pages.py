"""Devices on the pages of the stock: received, counted, set apart, destroyed, and in every paper under their own name."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.pharmacy import actions, day, duties, on_hand, queries
from euthymia.clinic.pharmacy.actions.inventories import lines_of
from euthymia.clinic.pharmacy.models import Case, Entry, LossDecision
from euthymia.clinic.pharmacy.reports import REPORTS, Gathered, Period
from euthymia.domain.quantities.identifiers import identify
from euthymia.domain.rules.licence import FACTORS
from euthymia.kit import clock
from support.cast import PASSWORD, Cast, client_of
from support.stock import SUPPLIER, Stock, stocked

pytestmark = pytest.mark.django_db
NDC = "12345-6789-0"


def delivery(stock: Stock, **more: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()), "ndc": NDC, "lot": "S7", "expires": "2099-03-31", "dose_type": "device", "content": "28",
        "substance": "esketamine", "first": "E01", "vials": "3", "to": str(stock.safe.pk), "supplier_dea": SUPPLIER,
        "party_name": "Harbor Wholesale", "party_address": "9 Dock Street, Tacoma, WA", "invoice": "78", "sealed": "on", **more,
    }  # fmt: skip


def by_two(cast: Cast, **form: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()), "password": PASSWORD, "second_email": cast.tomas.user.email,
        "second_password": PASSWORD, **form,
    }  # fmt: skip


def test_devices_come_are_counted_and_leave_by_the_pages_of_the_stock(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
    keeper, nurse = client_of(cast.by_role["custodian"]), client_of(cast.noor)
    url = reverse("stock-receive", args=[stock.book.pk])
    for wrong, says in (
        ({"mg_per_ml": "140"}, "A device has none"), ({"content": ""}, "Read this off the label"),
        ({"substance": ""}, "Read this off the label"), ({"content": "0.0001"}, "content"),
        ({"dose_type": "single", "mg_per_ml": "50", "volume": "10"}, "A vial has a strength instead"),
    ):  # fmt: skip
        answer = keeper.post(url, delivery(stock, **wrong))
        assert answer.status_code == 422 and says in answer.content.decode(), wrong
    assert (
        b"Received 3 devices of lot S7: 84 mg esketamine."
        in keeper.post(url, delivery(stock), follow=True).content
    )
    # The code of another one says what is known of the product.
    code = f"]d201{identify('ndc', NDC).gtin_14}1799063010S9"
    blank = dict.fromkeys(("ndc", "lot", "expires", "dose_type", "content", "substance"), "")
    more = delivery(stock, **blank, scan=code, first="E04", vials="1", patient=cast.ana_patient.number)
    assert keeper.post(url, more).status_code == 302
    with unit(cast.lakeside):
        fourth = queries.vial_named(stock.book, "E04")
        assert fourth is not None and fourth.vial.content_ug == 28_000 and fourth.vial.lot == "S9"
        assert fourth.vial.placement.patient == cast.ana_patient.number
        assert on_hand.by_product(stock.book)["esketamine", "device"] == 4
        keys = {one.row.code: one.row.pk.hex for one in queries.sheet_vials(stock.book)}
        n = queries.book(cast.lakeside, stock.book.pk).entries_n
    sheet = nurse.get(reverse("stock-count", args=[stock.book.pk])).content.decode()
    assert "1 vial and 4 devices" in sheet and "Device E01: there (1) or not (0)" in sheet
    assert "sealed-E01" in sheet and "Not there" in sheet and "28 mg esketamine" in sheet
    ticks = {f"sealed_{key}": "on" for name, key in keys.items() if name != "E03"}
    counted = by_two(cast, purpose="spot", seen_n=n, **ticks, **{f"volume_{keys['E03']}": "0"})
    for wrong in ("2", "-1", "0.5", "x"):
        answer = nurse.post(
            reverse("stock-count", args=[stock.book.pk]), {**counted, f"volume_{keys['E03']}": wrong}
        )
        assert answer.status_code == 422 and "1 when this device is there and sealed, 0 when it is not" in answer.content.decode()  # fmt: skip
    page = nurse.post(reverse("stock-count", args=[stock.book.pk]), counted, follow=True).content.decode()
    assert "1 vial and 4 devices, 1 with a difference" in page and "-1 device" in page
    assert "1 of 1 vial and 4 devices with a difference" in page
    with unit(cast.lakeside):
        case = Case.objects.get(vial="E03", is_open=True)
        first = queries.vial_named(stock.book, "E01")
        assert first is not None
    page = client_of(cast.okafor).get(reverse("stock-case", args=[case.pk])).content.decode()
    assert "Expected 1 device, counted 0 devices" in page and 'value="overfill"' not in page
    page = keeper.get(reverse("stock-vial", args=[first.row.pk])).content.decode()
    assert "1 device · 28 mg esketamine" in page and "mg/mL" not in page
    act = reverse("stock-vial-act", args=[first.row.pk, "destroy"])
    assert 'name="volume"' not in keeper.get(act).content.decode()
    gone = by_two(cast, method="incineration", reason="recalled")
    assert keeper.post(act, gone).status_code == 302
    # Opened for somebody who then did not want it.
    with unit(cast.lakeside):
        second = queries.vial_named(stock.book, "E02")
        assert second is not None
    act = reverse("stock-vial-act", args=[second.row.pk, "unused"])
    unused = by_two(cast, method="incineration", reason="she did not want it", whose=cast.ana_patient.number)
    assert nurse.post(act, {**unused, "whose": "LA-99999"}).status_code == 422
    assert nurse.post(act, unused).status_code == 302
    with unit(cast.lakeside):
        wasted = Entry.objects.get(kind="waste")
        assert (wasted.vial, wasted.witness, wasted.more["mass_ug"]) == ("E02", cast.tomas.words, 28_000)
        assert wasted.legs[1][0].startswith("esketamine:wasted:")
    assert "1 device" in keeper.get(reverse("stock-ledger", args=[stock.book.pk])).content.decode()
    day = keeper.get(reverse("stock")).content.decode()
    assert 'On hand: esketamine</dt><dd class="figure-value">1 <span class="figure-unit">device</span>' in day


def test_every_paper_names_the_substance_and_adds_up_neither(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        for code in ("D1", "D2", "D3"):
            stock.device(code)
        stock.act("draw", vial="0147", volume_ul=700)
        actions.use_devices(
            by=cast.noor.member(), book=stock.book, client_id=uuid4(), patient=cast.ana_patient, order="spray-1",
            used=[actions.Used(device="D1")], reason="watched", at=clock.now(),
        )  # fmt: skip
        actions.destroy(
            by=cast.by_role["custodian"].member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), vial="D2",
            reason="recalled",
        )  # fmt: skip
        today = clock.now().astimezone(cast.lakeside.zone).date()
        found = Gathered(queries.book(cast.lakeside, stock.book.pk), Period(today, today, cast.lakeside.zone))
        made = {one.code: one.make(found) for one in REPORTS}
        (given,) = made["administered"].rows
        assert given[4] == "esketamine nasal spray, CIII" and given[9:11] == ("1 device", "28")
        (form_41,) = made["form-41"].rows
        assert form_41[3:6] == ("28 mg in one device", "nasal spray device", "1 device") and form_41[6] == "1"
        assert {(row[1], row[-1]) for row in made["lots"].rows} == {
            ("esketamine nasal spray, CIII", "yes"), ("ketamine HCl injection, CIII", "yes")
        }  # fmt: skip
        balance = made["book"].columns.index("On hand, mL or devices")
        assert [row[balance] for row in made["book"].rows] == [
            "10", "1 device", "2 devices", "3 devices", "10", "3 devices", "2 devices", "1 device"
        ]  # fmt: skip
        assert [(line["substance"], line["form"], line["containers"]) for line in lines_of(stock.book)] == [
            ("esketamine, Schedule III", "nasal spray device", 1), ("ketamine hydrochloride, Schedule III", "solution for injection", 1),
            ("ketamine hydrochloride, Schedule III", "drawn up", 1),
        ]  # fmt: skip
        assert queries.on_hand_ul(stock.book) == 10_000
        assert queries.given_ul(stock.book, Entry.objects.order_by("n")[0].at) == 0


def no_sign(verdict: str) -> dict[str, str]:
    """A decision sheet on which every factor is answered: no."""
    said = {f"factor-{one.code}": "no" for one in FACTORS}
    return {**said, "verdict": verdict, "reason": "the drawer was searched twice"}


def test_a_lost_device_stands_on_every_sheet_with_its_number_and_its_milligrams(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        actions.set_state(by="a test", registration=stock.book.registration, state="CA")
        for code in ("D1", "D2", "D3"):
            stock.device(code)
        actions.use_devices(
            by=cast.noor.member(), book=stock.book, client_id=uuid4(), patient=cast.ana_patient, order="spray-1",
            used=[actions.Used(device="D1")], reason="watched", at=clock.now(),
        )  # fmt: skip
        counted = [
            actions.Counted("0147", 10_000),
            *(actions.Counted(code, n, "device") for code, n in (("D2", 0), ("D3", 1))),
        ]
        actions.count_sheet(
            by=cast.by_role["custodian"].member(), witness=stock.proof(cast.noor), book=stock.book, client_id=uuid4(), purpose="spot", counted=counted,
            seen_n=queries.book(cast.lakeside, stock.book.pk).entries_n,
        )  # fmt: skip
        ((case, _),) = queries.open_cases(cast.lakeside)
        third, vial = (queries.vial_named(stock.book, code) for code in ("D3", "0147"))
        assert third is not None and vial is not None
    okafor = client_of(cast.okafor)
    # What a count did not find.
    url = reverse("stock-case-loss", args=[case.pk])
    sheet = okafor.get(url).content.decode()
    assert "The count did not find 1 device, 28 mg esketamine" in sheet and "lot S7" in sheet
    assert 'name="volume"' not in sheet and "Of esketamine in devices." in sheet
    for figure in ("<dt>Given to patients</dt><dd>1 device</dd>", "<dt>On hand now</dt><dd>1 device</dd>"):
        assert figure in sheet
    assert okafor.post(url, by_two(cast, **no_sign("significant"))).status_code == 302
    # What is known to be gone, and minor: the second of a pattern, which the sheet shows.
    url = reverse("stock-vial-loss", args=[third.row.pk])
    sheet = okafor.get(url).content.decode()
    assert "Here by the book: 1 device, 28 mg esketamine" in sheet
    assert (
        "<dt>Lost</dt><dd>1 device</dd>" in sheet
        and "<dt>Losses and thefts, of everything</dt><dd>1</dd>" in sheet
    )
    assert okafor.post(url, by_two(cast, **no_sign("minor"))).status_code == 302
    # The sheet of a vial keeps its own product apart.
    of_vial = okafor.get(reverse("stock-vial-loss", args=[vial.row.pk])).content.decode()
    assert "In it by the book: 10 mL, 500 mg ketamine" in of_vial and "Of ketamine in vials." in of_vial
    assert "<dt>Lost</dt><dd>0 mL</dd>" in of_vial and "<dd>1 time; of this 0 mL</dd>" in of_vial
    notices = okafor.get(reverse("stock-notices", args=[stock.book.pk])).content.decode()
    assert "device D2, 1 device, 28 mg esketamine · discovered" in notices
    assert "Device D2: significant loss, 1 device, 28 mg esketamine" in notices
    assert "Device D3: minor loss, not attributable to theft, 1 device, 28 mg esketamine" in notices
    page = okafor.get(reverse("stock-case", args=[case.pk])).content.decode()
    assert "Significant loss: 1 device, 28 mg esketamine" in page
    with unit(cast.lakeside):
        made = LossDecision.objects.get(vial="D3")
        # What two signed says so too, in the measure of a device.
        assert (made.known["lost_devices"], made.known["given_devices"], made.known["on_hand_devices"]) == (
            1,
            1,
            1,
        )
        today = clock.now().astimezone(cast.lakeside.zone).date()
        found = Gathered(queries.book(cast.lakeside, stock.book.pk), Period(today, today, cast.lakeside.zone))
        form_106 = next(one for one in REPORTS if one.code == "form-106").make(found)
        lines = {row[6]: row for row in form_106.rows}
        at = [
            form_106.columns.index(one) for one in ("Form", "Lot", "Quantity, mL or devices", "Quantity, mg")
        ]
        assert [lines["D2"][one] for one in at] == ["nasal spray device", "S7", "1 device", "28"]
        assert lines["D2"][form_106.columns.index("Notice")].startswith("due ")
        assert lines["D3"][form_106.columns.index("Form 106")] == "not owed"
        due = [one.about for one in day.day(stock.book, clock.now()).due if one.kind == "report"]
        assert due and all(one.startswith("device D2 · ") for one in due)


def test_a_stolen_device_is_counted_as_stolen_and_its_clocks_run(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast)
        stock.device("D1")
        stock.device("D2")
        first = queries.vial_named(stock.book, "D1")
        assert first is not None
    okafor = client_of(cast.okafor)
    url = reverse("stock-vial-loss", args=[first.row.pk])
    assert okafor.post(url, by_two(cast, **no_sign("theft"))).status_code == 302
    with unit(cast.lakeside):
        known = duties.known_of_losses(stock.book, ("esketamine", "device"))
        assert (known["stolen_devices"], known["lost_devices"], known["losses"]) == (1, 0, 1)
        assert {one.code for one in duties.reports(stock.book)} == {"US-notice", "US-form-106"}
        assert {one.amount.words for one in duties.reports(stock.book)} == {"1 device, 28 mg esketamine"}
