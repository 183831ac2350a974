"""Inventories, transfers between registrations, and the papers an inspector wants."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.people import actions as people
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.models import Patient
from euthymia.clinic.pharmacy import actions, paper_queries, queries
from euthymia.clinic.pharmacy.actions import Counted
from euthymia.clinic.pharmacy.models import Entry, Inventory, PacketFile, PacketSection
from euthymia.clinic.pharmacy.reports import BY_CODE, REPORTS, Gathered, Period, Section, checks, digest_of
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock
from support.cast import Cast
from support.stock import DISTRIBUTOR, HILLSIDES, OURS, SUPPLIER, Stock, stocked

pytestmark = pytest.mark.django_db

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def report(stock: Stock, code: str, first: date = NOVEMBER[0], last: date = NOVEMBER[1]) -> Section:
    book = queries.book(stock.cast.lakeside, stock.book.pk)
    return BY_CODE[code].make(Gathered(book, Period(first, last, stock.cast.lakeside.zone)))


def cells(section: Section, *columns: str) -> list[tuple[str, ...]]:
    places = [section.columns.index(one) for one in columns]
    return [tuple(row[place] for place in places) for row in section.rows]


def count(stock: Stock, purpose: str = "open", **counted: int) -> Any:
    stock.book.refresh_from_db()
    return actions.count_sheet(
        by=stock.cast.noor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), purpose=purpose,
        counted=[Counted(code.removeprefix("v"), ul) for code, ul in counted.items()], seen_n=stock.book.entries_n,
    )  # fmt: skip


def begun(stock: Stock, *vials: str, **more: Any) -> Inventory:
    asked: dict[str, Any] = {
        "by": stock.cast.by_role["custodian"].member(), "witness": stock.proof(), "book": stock.book, "client_id": uuid4(),
        "moment": "open", "arrivals": [stock.arrival(one) for one in vials],
    }  # fmt: skip
    return actions.open_book(**{**asked, **more})


# Inventories


def test_a_book_begins_with_what_is_on_hand_and_zero_is_recorded_as_zero(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, begun=False)
        assert paper_queries.inventory_due(stock.book) is None
        assert (
            checks.waiting(Gathered(stock.book, Period(*NOVEMBER, cast.lakeside.zone))).rows[0][0]
            == "initial inventory"
        )
        asked = uuid4()
        made = begun(stock, client_id=asked, moment="close")
        assert (made.kind, made.moment, made.lines, made.witness) == (
            "initial",
            "close",
            [],
            cast.tomas.words,
        )
        assert begun(stock, client_id=asked).pk == made.pk
        assert paper_queries.inventory_due(stock.book) == date(2028, 11, 20)
        assert cells(report(stock, "inventories"), "Substance") == [("none on hand: zero",)]


def test_an_initial_inventory_posts_its_vials_under_the_same_two_signatures(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, begun=False)
        made = begun(stock, "0147", "0148")
        assert [(one["containers"], one["vials"], one["strength"]) for one in made.lines] == [
            (2, "0147, 0148", "50 mg/mL")
        ]
        rows = Entry.objects.filter(kind="opening")
        assert {(row.record, row.witness) for row in rows} == {(made.record, cast.tomas.words)} and len(
            rows
        ) == 2
        with pytest.raises(Unusable, match="2 entries already"):
            begun(stock, "0149")


def test_an_inventory_says_what_the_count_found_and_names_what_stands_apart(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock, keeper = stocked(cast, "0147", "0148", "0149"), cast.by_role["custodian"].member()
        stock.act("quarantine", by=keeper, vial="0148", reason="recalled")
        taking: dict[str, Any] = {"by": cast.noor.member(), "book": stock.book, "kind": "biennial"}
        with pytest.raises(Unusable, match="moved since"):
            actions.take_inventory(witness=stock.proof(), client_id=uuid4(), **taking)
        count(stock, "close", v0147=9_400, v0148=10_000, v0149=10_000)
        made = actions.take_inventory(witness=stock.proof(), client_id=uuid4(), **taking)
        assert made.moment == "close"
        assert sorted((one["vials"], one["each_ml"], one["apart"]) for one in made.lines) == [
            ("0147", "9.4", ""), ("0148", "10", "quarantine"), ("0149", "10", "")
        ]  # fmt: skip
        stock.act("draw", vial="0149", volume_ul=100)
        with pytest.raises(Unusable, match="moved since"):
            actions.take_inventory(witness=stock.proof(), client_id=uuid4(), **taking)
    clock.advance(timedelta(days=800))
    with unit(cast.lakeside):
        found = Gathered(stock.book, Period(date(2029, 1, 1), date(2029, 1, 28), cast.lakeside.zone))
        assert ("biennial inventory overdue", OURS, "2028-11-20") in [
            row[:3] for row in checks.waiting(found).rows
        ]


def test_nobody_signs_an_inventory_alone(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, begun=False)
        with pytest.raises(Unusable, match="not another"):
            begun(stock, witness=stock.proof(cast.by_role["custodian"]))
        with pytest.raises(NotAllowed):
            begun(stock, witness=stock.proof(cast.wren))
        with pytest.raises(NotAllowed):
            begun(stock, by=cast.by_role["inspector"].member())
        assert not Inventory.objects.exists()


# Between registrations


def test_stock_goes_to_another_site_by_distribute_and_receive_from_and_the_meter_sees_it(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        stock, keeper = stocked(cast, "0147", "0148"), cast.by_role["custodian"].member()
        other = actions.register(
            clinic=cast.lakeside, by="a test", entity="Lakeside North LLC", number=HILLSIDES, address="2 Hill Road",
            valid_until=date(2028, 6, 30),
        )  # fmt: skip
        there = actions.add_place(by="a test", registration=other, name="Safe")
        northern = paper_queries.book_of(other)
        stock.act("draw", vial="0147", volume_ul=9_000)
        stock.act("administer", volume_ul=9_000)
        sent = stock.act("distribute", by=keeper, vial="0148", recipient_dea=HILLSIDES, reason="they ran out")
        assert sent.papers == {
            "registrant": {"number": HILLSIDES, "name": "Lakeside North LLC", "address": "2 Hill Road"}
        }
        assert [row.code for row in paper_queries.on_the_way(northern)] == ["0148"]
        got = actions.receive_from(
            by=keeper,
            book=northern,
            client_id=uuid4(),
            arrival=stock.arrival("0148", to=there),
            giver_dea=OURS,
        )
        assert got.papers["registrant"]["name"] == "Lakeside Clinic LLC"
        assert paper_queries.on_the_way(northern) == []
        assert (queries.on_hand_ul(stock.book), queries.on_hand_ul(northern)) == (1_000, 10_000)
        meter = paper_queries.meter(stock.book, 2026)
        assert (meter.distributed_ul, meter.dispensed_ul, meter.is_above) == (10_000, 9_000, True)
        assert cells(report(stock, "meter"), "Share, %", "Verdict") == [
            ("52.63", "ABOVE: register as a distributor")
        ]
        assert cells(report(stock, "distributed"), "To", "DEA number", "mL or devices") == [
            ("Lakeside North LLC", HILLSIDES, "10")
        ]
        with pytest.raises(actions.NotPosted, match="another registration"):
            stock.act("move", by=keeper, vial="0147", to=there)


@pytest.mark.parametrize(("number", "code"), [("F91234562", "recipient-number"), (OURS, "recipient-number")])
def test_nothing_goes_to_who_is_not_another_registrant(cast: Cast, unit: Any, number: str, code: str) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        with pytest.raises(actions.NotPosted) as told:
            stock.act("distribute", by=cast.by_role["custodian"].member(), vial="0147", recipient_dea=number)
        assert told.value.code == code and stock.on_hand("0147") == 10_000


def test_names_and_addresses_stay_as_they_were_when_the_entry_was_made(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        papers = {"clinic": cast.lakeside, "by": "a test", "number": SUPPLIER, "kind": "supplier"}
        actions.name_registrant(name="Harbor Wholesale", address="9 Dock Street", **papers)
        ana = people.change_address(
            by="a test", patient=cast.ana_patient, address="12 Elm Street, Oakland, CA"
        )
        stock = stocked(cast, "0147")
        stock.act("draw", vial="0147", volume_ul=1_000, patient=ana)
        stock.act("administer", volume_ul=1_000, patient=ana)
        people.change_address(by="a test", patient=ana, address="elsewhere")
    clock.advance(timedelta(minutes=1))
    with unit(cast.lakeside):
        actions.name_registrant(name="Harbor Drug", address="10 Dock Street", **papers)
        found = paper_queries.registrant(cast.lakeside, SUPPLIER)
        assert found is not None and found.name == "Harbor Drug"
        assert len(paper_queries.registrants(cast.lakeside)) == 1
        columns = ("Patient", "Address", "NDC", "Strength", "Lot", "Vial", "mL or devices", "mg", "Given by")
        assert cells(report(stock, "administered"), *columns) == [
            ("Ana Marsh", "12 Elm Street, Oakland, CA", "67457-108-10", "50 mg/mL", "L88", "0147", "1", "50", "Noor Haddad")
        ]  # fmt: skip
        assert cells(report(stock, "received"), "From", "Address", "DEA number", "Vial") == [
            ("Harbor Wholesale", "9 Dock Street", SUPPLIER, "0147")
        ]
    with pytest.raises(Unusable), unit(cast.lakeside):
        actions.name_registrant(name="x", address=" ", **{**papers, "number": "RX9841204", "kind": "friend"})


# Reports


@pytest.fixture
def worked(cast: Cast, unit: Any) -> Stock:
    """A day with everything in it: drawn, given, wasted, broken, destroyed, returned, counted short, declared lost."""
    with unit(cast.lakeside):
        stock, keeper = stocked(cast, "0147", "0148", "0149", "0150"), cast.by_role["custodian"].member()
        ana = Patient.objects.get(pk=cast.ana_patient.pk)
        stock.act("draw", vial="0147", volume_ul=2_000, patient=ana)
        stock.act("administer", volume_ul=1_500, patient=ana)
        stock.act("waste", volume_ul=400, witness=stock.proof(), patient=ana)
        stock.act("breakage", vial="0147", reason="spilt", volume_ul=300, witness=stock.proof())
        stock.act("destroy", by=keeper, vial="0148", reason="incineration; recalled", witness=stock.proof())
        stock.act("quarantine", by=keeper, vial="0149", reason="expired")
        away = {"by": keeper, "vial": "0149", "distributor_dea": DISTRIBUTOR}
        stock.act("reverse_distribute", loading=True, witness=stock.proof(), **away)
        stock.act("reverse_distribute", loading=False, **away)
        wrong = stock.act("draw", vial="0150", volume_ul=100, order="order-2", patient=ana)
        stock.act(
            "reverse", by=cast.okafor.member(), witness=stock.proof(), entry=wrong, reason="another vial"
        )
        count(stock, v0147=7_600, v0150=10_000)
        ((case, _),) = queries.open_cases(cast.lakeside)
        stock.act(
            "loss", by=cast.okafor.member(), witness=stock.proof(cast.olu), case=case.code, reason="not found"
        )
        return stock


def test_every_way_out_has_its_paper(cast: Cast, unit: Any, worked: Stock) -> None:
    with unit(cast.lakeside):
        assert [row[1][:9] for row in cells(report(worked, "disposed"), "Date", "Manner")] == [
            "wasted af", "broken or", "destroyed", "reverse d", "lost"
        ]  # fmt: skip
        assert cells(report(worked, "waste"), "What", "mL or devices", "Witness") == [
            ("waste", "0.4", "Tomas Reyes"), ("breakage", "0.3", "Tomas Reyes")
        ]  # fmt: skip
        form = report(worked, "form-41")
        wanted = (
            "NDC",
            "Lot",
            "Full packages",
            "Partial count, mL or devices",
            "Total destroyed, mL or devices",
            "Method and reason",
            "Witness 2",
        )
        assert cells(form, *wanted) == [
            ("67457-108-10", "L88", "1", "0", "10", "incineration; recalled", "Tomas Reyes")
        ]
        assert ("DEA registration number", OURS) in form.facts
        missing = report(worked, "form-106")
        assert cells(missing, "Loss or theft", "Quantity, mL or devices", "Discovered", "Notice", "Form 106", "Decided") == [
            ("loss", "0.1", "2026-11-20", "due 2026-11-23", "due 2027-01-04", "nobody has decided yet")
        ]  # fmt: skip
        assert any(value.startswith("not in the book") for _, value in missing.facts)


def test_what_waits_and_what_does_not_add_up_is_said(cast: Cast, unit: Any, worked: Stock) -> None:
    with unit(cast.lakeside):
        waits = {row[0] for row in report(worked, "unsigned").rows}
        assert waits == {
            "drawn up, neither given nor wasted", "open case", "day not closed", "patient's address not known",
            "other registrant's papers not known (receive)",
        }  # fmt: skip
        assert {row[-1] for row in report(worked, "lots").rows} == {"yes"}
        assert [row[:2] for row in report(worked, "days").rows if row[4] != "0"] == [
            ("2026-11-20", "NOT CLOSED")
        ]
        assert len(report(worked, "days").rows) == 20, "days to come have no state"
        book = report(worked, "book")
        assert [row for row in book.rows if "reversed by entry" in row[9]] == [book.rows[12]]
        assert book.rows[-1][7] == "17.7", "what is on hand after the last entry: vials and the syringe"
        assert report(worked, "book", date(2026, 12, 1), date(2026, 12, 31)).rows == ()


def test_who_got_a_lot_is_answered_by_lot(cast: Cast, unit: Any, worked: Stock) -> None:
    with unit(cast.lakeside):
        found = Gathered(queries.book(cast.lakeside, worked.book.pk), Period(*NOVEMBER, cast.lakeside.zone))
        assert cells(checks.got_lot(found, "l88"), "Patient no.", "mL or devices") == [("LA-00001", "1.5")]
        assert checks.got_lot(found, "L89").rows == ()
        assert checks.got_lot(found).patients == {cast.ana_patient.pk}


def test_a_site_sees_its_states_rules_with_citation_mark_and_day_of_reading(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast)
        assert ("Known here", "only federal duties are shown") in report(stock, "rules").facts
        actions.set_state(by=cast.olu.member(), registration=stock.book.registration, state="CA")
        seen = report(stock, "rules")
        assert ("CA-1", "V", "2026-11-01") in cells(seen, "Rule", "Mark", "Last read")
        assert all(row[4] for row in seen.rows)


# The packet


def test_a_packet_is_made_step_by_step_and_goes_on_where_it_was(cast: Cast, unit: Any, worked: Stock) -> None:
    asked = uuid4()
    begin: dict[str, Any] = {
        "book": worked.book,
        "client_id": asked,
        "first": NOVEMBER[0],
        "last": NOVEMBER[1],
    }
    with unit(cast.lakeside):
        packet = actions.begin_packet(by=cast.olu.member(), **begin)
        assert actions.begin_packet(by=cast.olu.member(), **begin).pk == packet.pk
        with pytest.raises(NotAllowed):
            actions.step_packet(by=cast.by_role["inspector"].member(), packet=packet)
        done = [actions.step_packet(by=cast.olu.member(), packet=packet) for _ in range(actions.STEPS + 1)]
        assert done == [*range(1, actions.STEPS + 1), actions.STEPS]
        sections = list(PacketSection.objects.order_by("n"))
        assert [one.content["code"] for one in sections] == [one.code for one in REPORTS]
        assert all(one.digest == digest_of(one.content) for one in sections)
        content = bytes(PacketFile.objects.get().content)
        assert content.startswith(b"%PDF-") and len(content) > 50_000
        for wrong, says in (({"last": date(2026, 10, 1)}, "before"), ({"paper": "a3"}, "no paper")):
            with pytest.raises(Unusable, match=says):
                actions.begin_packet(by=cast.olu.member(), **{**begin, "client_id": uuid4(), **wrong})
    with unit(cast.lakeside):
        from euthymia.clinic.audit.models import Event

        assert Event.objects.filter(verb="stock.packet-patient", patient_id=cast.ana_patient.pk).exists()
