"""A device that was entered and not used: corrected by two, and chart, drug book, doses, note and REMS form agree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import on_hand
from euthymia.clinic.pharmacy import queries as stock_queries
from euthymia.clinic.pharmacy.models import Entry, Refusal
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks.models import Task
from euthymia.clinic.visits import queries as visits
from euthymia.domain.quantities import Unusable
from euthymia.domain.quantities.identifiers import identify
from euthymia.domain.rules import rems_form
from euthymia.journey.infusion import doses
from euthymia.journey.note import document
from euthymia.journey.recovery import actions, facts, queries, rems
from euthymia.journey.recovery.fold import dose_now
from euthymia.journey.recovery.models import Recovery, RecoveryEvent
from euthymia.kit import clock, units
from support.cast import PASSWORD, Cast
from support.stock import Stock

from .test_sprayed_devices import sprayed
from .test_sprayed_devices import stock as stock  # the fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def spray(cast: Cast, unit: Any, stock: Stock) -> Recovery:
    """56 mg out of D1 and D3, as it was entered."""
    with unit(cast.lakeside) as opened:
        return sprayed(cast, opened.now)


def sign(cast: Cast, spray: Recovery, **changed: Any) -> RecoveryEvent:
    """Not D1, but D2: Dr Okafor, with Tomas. Ask inside a unit."""
    usual: dict[str, Any] = {
        "by": cast.okafor.member(), "visit": visits.visit(cast.lakeside, spray.visit_id), "client_id": uuid4(), "was": "D1",
        "scan": "D2", "reason": "the labels lay side by side", "witness": OneAct(cast.tomas.member(), units.current().now),
    }  # fmt: skip
    return actions.correct_device(**{**usual, **changed})


def correct(cast: Cast, unit: Any, spray: Recovery, **changed: Any) -> RecoveryEvent:
    with unit(cast.lakeside):
        return sign(cast, spray, **changed)


def chart(cast: Cast, unit: Any, spray: Recovery) -> dict[str, Any]:
    with unit(cast.lakeside):
        return dose_now(spray.dose, queries.folded(queries.of_visit(spray.visit)))


def given(spray: Recovery) -> list[str]:
    """The devices that the book has as given for this dose."""
    rows = Entry.objects.filter(kind="administer", event__order=str(spray.pk)).order_by("n")
    undone = set(Entry.objects.filter(kind="reverse").values_list("ref", flat=True))
    return [row.vial for row in rows if str(row.client_id) not in undone]


def note(cast: Cast, spray: Recovery) -> str:
    found = document.standing(visits.visit(cast.lakeside, spray.visit_id))
    return " ".join(line.text for line in found.lines)


def test_chart_book_doses_note_and_form_change_at_once_and_nothing_is_overwritten(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    before = dict(spray.dose)
    event = correct(cast, unit, spray, was="D3", scan="D2")
    with unit(cast.lakeside) as opened:
        rows = list(Entry.objects.filter(n__gt=max(before["entries"])).order_by("n"))
        assert [(row.kind, row.vial) for row in rows] == [
            ("reverse", "D3"), ("reverse", "D3"), ("draw", "D2"), ("administer", "D2")
        ]  # fmt: skip
        undone = {str(row.client_id): row.kind for row in Entry.objects.filter(vial="D3")}
        assert [undone[row.ref] for row in rows[:2]] == ["administer", "draw"]
        assert len({row.record for row in rows}) == 1, "one record, which both signed"
        assert {row.witness for row in rows} == {cast.tomas.member().words}
        assert {row.at for row in rows[2:]} == {spray.began_at}, "when it was, not when it was corrected"
        assert {row.event["order"] for row in rows[2:]} == {str(spray.pk)}
        kept = Recovery.objects.get(pk=spray.pk)
        assert kept.dose == before, "what was entered stays"
        now = dose_now(kept.dose, queries.folded(kept))
        assert (now["devices"], now["lots"]) == (["D1", "D2"], ["S7", "S7"]) and now["mg"] == 56
        assert now["entries"] == sorted([*before["entries"][:2], rows[2].n, rows[3].n])
        assert (
            event.says == f"device D2 (lot S7) was used, not D3 (lot S8); signed with {cast.tomas.user.name}"
        )
        assert event.detail["reversals"] == [row.n for row in rows[:2]]
        shown = stock_queries.vial_named(stock.book, "D3")
        assert shown is not None and shown.is_sealed
        assert on_hand.by_product(stock.book)["esketamine", "device"] == 2
        day = opened.now.astimezone(cast.lakeside.zone).date()
        (line,) = doses.of_day(stock.book, day, opened.now)
        assert line.matched.is_matched and line.matched.vials == ("D1", "D2")
        standing = facts.standing(visits.visit(cast.lakeside, spray.visit_id), opened.now)
        form = {one.code: one.answer for one in rems_form.fields(rems.treated(standing))}
        assert form["lots"] == "S7, S7"
        words = note(cast, spray)
        assert "(lots S7, S7)" in words and "out of devices D1, D2" in words
        assert "device D2 (lot S7) was used, not D3 (lot S8)" in words
        assert "the labels lay side by side" in words


def test_sent_twice_it_is_one_and_the_form_is_not_used_for_another(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    asked = uuid4()
    assert correct(cast, unit, spray, client_id=asked).pk == correct(cast, unit, spray, client_id=asked).pk
    with unit(cast.lakeside), pytest.raises(Unusable) as told:
        sign(cast, spray, client_id=asked, scan="D4")
    assert told.value.faults[0].code == "reused"
    with unit(cast.lakeside):
        assert given(spray) == ["D3", "D2"]


def test_a_correction_is_itself_corrected_also_back_again(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    correct(cast, unit, spray)
    correct(cast, unit, spray, was="D2", scan="D4")
    assert chart(cast, unit, spray)["devices"] == ["D4", "D3"]
    correct(cast, unit, spray, was="D4", scan="D1")
    assert chart(cast, unit, spray)["devices"] == ["D1", "D3"]
    with unit(cast.lakeside):
        assert sorted(given(spray)) == ["D1", "D3"]
        assert len(queries.folded(queries.of_visit(spray.visit)).devices) == 3


def refused(cast: Cast, unit: Any, spray: Recovery, **changed: Any) -> tuple[str, str]:
    """Code and words of the one fault; chart and book are as they were, and what the book refused is kept."""
    with unit(cast.lakeside):
        before = Entry.objects.count(), RecoveryEvent.objects.count(), Refusal.objects.count()
        with pytest.raises(Unusable) as told:
            sign(cast, spray, **changed)
        (fault,) = told.value.faults
        kept = isinstance(told.value, pharmacy.NotPosted)
        after = Entry.objects.count(), RecoveryEvent.objects.count(), Refusal.objects.count()
        assert after == (before[0], before[1], before[2] + kept)
        if kept:
            row = Refusal.objects.order_by("-at", "-id")[0]
            assert (row.code, row.says) == (fault.code, fault.says)
    return fault.code, fault.says


def test_what_cannot_be_right_is_refused_and_says_what_may_be_done(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    with unit(cast.lakeside):
        stock.device("D5", content_ug=14_000)
    for changed, code in (
        ({"was": "D2"}, "not-of-this-dose"), ({"scan": " "}, "missing"), ({"reason": " "}, "missing"),
        ({"scan": "D1"}, "nothing-new"), ({"scan": "D3"}, "twice"), ({"scan": "D5"}, "other-dose"),
        ({"scan": "D9"}, "unknown-vial"), ({"scan": "0147"}, "other-drug"), ({"scan": "12345-6789-0"}, "which-one"),
    ):  # fmt: skip
        assert refused(cast, unit, spray, **changed)[0] == code, changed
    # The number of one, in the code of another lot.
    scanned = f"]d201{identify('ndc', '12345-6789-0').gtin_14}17990331" + "10S9\x1d21D2"
    code, says = refused(cast, unit, spray, scan=scanned)
    assert code == "details-differ" and "lot" in says
    assert chart(cast, unit, spray)["devices"] == ["D1", "D3"]


def test_a_device_that_the_book_cannot_give_is_refused_with_the_way_that_is_left(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    with unit(cast.lakeside):
        keeper = cast.by_role["custodian"].member()
        stock.device("OLD", expires=spray.began_at.date() + timedelta(days=2))
        stock.device("BENS", patient=cast.ben_patient)
    clock.advance(timedelta(days=5))
    with unit(cast.lakeside) as opened:
        late = sprayed(cast, opened.now, room=cast.chairs[1], devices=["D2", "D4"])
        for code in ("A1", "A2", "A3"):
            stock.device(code)
        pharmacy.quarantine(by=keeper, book=stock.book, client_id=uuid4(), vial="A1", reason="recalled")
        pharmacy.breakage(
            by=cast.noor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), vial="A2", reason="dropped"
        )  # fmt: skip
    for scan, code, ways in (
        ("OLD", "expired", ("no expired device", "two others resolve that case as given", "adverse event")),
        ("BENS", "bound", ("sent for another patient", "the note says so")),
        ("D1", "device-used", ("for this dose or another", "exchanged", "and then the other one")),
        ("A1", "before-arrival", ("came only after this dose", "two others resolve that case as given")),
    ):
        found, says = refused(cast, unit, late, was="D2", scan=scan)
        assert found == code and all(one in says for one in ways), (scan, says)
    clock.advance(timedelta(hours=1))
    with unit(cast.lakeside) as opened:
        last = sprayed(cast, opened.now, room=cast.chairs[2], devices=["A3"], dose_mg=28)
    for scan, code, ways in (
        ("A1", "in-quarantine", ("set apart by mistake, two reverse that entry first",)),
        ("A2", "device-used", ("or as gone",)),
    ):  # fmt: skip
        found, says = refused(cast, unit, last, was="A3", scan=scan)
        assert found == code and all(one in says for one in ways), (scan, says)


def test_a_device_of_another_registration_is_refused(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    with unit(cast.lakeside):
        made = pharmacy.register(
            clinic=cast.lakeside, by="a test", entity="Lakeside North", number="GX9841203", address="2 Shore Road",
            valid_until=date(2099, 6, 30),
        )  # fmt: skip
        place = pharmacy.add_place(by="a test", registration=made, name="North safe")
        book = next(one for one in stock_queries.books(cast.lakeside) if one.registration_id == made.pk)
        Stock(cast, book, place).device("N1")
    code, says = refused(cast, unit, spray, scan="N1")
    assert code == "other-registration" and "GX9841203" in says


def test_who_may_and_who_signs_with_them(cast: Cast, unit: Any, stock: Stock, spray: Recovery) -> None:
    with unit(cast.lakeside):
        stale = stock.proof()
    clock.advance(timedelta(minutes=6))
    with unit(cast.lakeside):
        with pytest.raises(NotAllowed):
            sign(cast, spray, by=cast.noor.member())
        with pytest.raises(NotAllowed):
            sign(cast, spray, witness=stock.proof(cast.by_role["desk"]))
        with pytest.raises(Unusable) as told:
            sign(cast, spray, witness=stock.proof(cast.okafor))
        assert told.value.faults[0].code == "witness-is-actor"
        with pytest.raises(Unusable) as told:
            sign(cast, spray, witness=stale)
        assert told.value.faults[0].code == "stale"
        assert given(spray) == ["D1", "D3"] and not RecoveryEvent.objects.filter(kind="device").exists()


def test_after_a_count_found_the_difference_both_cases_come_to_nothing(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    """The evening's count finds D1, which the book had given, and misses D2, which the patient used."""
    clock.advance(timedelta(hours=6))
    with unit(cast.lakeside):
        counted = [
            pharmacy.Counted("0147", 10_000),
            *(pharmacy.Counted(code, n, "device") for code, n in (("D1", 1), ("D2", 0), ("D4", 1))),
        ]
        pharmacy.count_sheet(
            by=cast.noor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), purpose="spot",
            counted=counted, seen_n=stock_queries.book(cast.lakeside, stock.book.pk).entries_n,
        )  # fmt: skip
        assert {case.vial: count.rest_ul for case, count in stock_queries.open_cases(cast.lakeside)} == {
            "D1": -1, "D2": 1
        }  # fmt: skip
    correct(cast, unit, spray)
    with unit(cast.lakeside):
        assert {case.vial: count.rest_ul for case, count in stock_queries.open_cases(cast.lakeside)} == {
            "D1": 0, "D2": 0
        }  # fmt: skip
        assert given(spray) == ["D3", "D2"]


def test_two_patients_devices_that_were_exchanged_are_put_right_one_after_the_other(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    """The book has D1 for one dose and D2 for the other; it was the other way round."""
    clock.advance(timedelta(days=1))
    with unit(cast.lakeside) as opened:
        other = sprayed(cast, opened.now, room=cast.chairs[1], devices=["D2"], dose_mg=28)
    assert refused(cast, unit, spray)[0] == "device-used"
    with unit(cast.lakeside):
        for kind in ("administer", "draw"):
            pharmacy.reverse(
                by=cast.okafor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), reason="exchanged",
                entry=Entry.objects.get(kind=kind, vial="D2"),
            )  # fmt: skip
    correct(cast, unit, spray)
    event = correct(cast, unit, other, was="D2", scan="D1")
    with unit(cast.lakeside):
        assert event.detail["reversals"] == [], "two had reversed it in the book"
        assert given(spray) == ["D3", "D2"] and given(other) == ["D1"]
        assert on_hand.by_product(stock.book)["esketamine", "device"] == 1


def test_it_is_corrected_after_the_patient_has_left_and_a_form_that_was_sent_is_sent_again(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    with unit(cast.lakeside) as opened:
        Recovery.objects.filter(pk=spray.pk).update(closed_at=opened.now)
        (task,) = Task.objects.filter(kind="rems-form")
        tasks.act(by=cast.noor.member(), task=task, client_id=uuid4(), kind="done", says="sent by fax")
    correct(cast, unit, spray)  # of the same lot: what was sent is right
    with unit(cast.lakeside):
        assert Task.objects.filter(kind="rems-form").count() == 1
    correct(cast, unit, spray, was="D3", scan="D4")
    with unit(cast.lakeside):
        (again,) = Task.objects.filter(kind="rems-form", closed_at=None)
        assert "corrected lot" in again.says and again.subject == task.subject
        assert rems.task(visits.visit(cast.lakeside, spray.visit_id)) == again


def test_a_dose_from_before_the_book_is_corrected_in_the_note(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery
) -> None:
    with unit(cast.lakeside):
        Recovery.objects.filter(pk=spray.pk).update(
            dose={"mg": 56, "lots": ["S7", "S8"], "rems": [], "reason": ""}
        )
    assert refused(cast, unit, spray)[0] == "not-booked"


def test_the_recovery_leads_to_the_correction_and_both_sign_on_its_form(
    cast: Cast, unit: Any, stock: Stock, spray: Recovery, signed_in: Any
) -> None:
    here = f"/staff/recovery/{spray.visit_id}/"
    noor, okafor = signed_in(cast.noor), signed_in(cast.okafor)
    hers = noor.get(here).content.decode()
    assert "Device D1, lot S7" in hers and "open-device" not in hers
    assert f'href="{here}device/"' in okafor.get(here).content.decode()
    page = okafor.get(here + "device/").content.decode()
    assert "D1, lot S7" in page and "D3, lot S8" in page
    form = {
        "client_id": str(uuid4()), "was": "D1", "scan": "D2", "reason": "side by side", "password": PASSWORD,
        "second_email": cast.tomas.user.email, "second_password": PASSWORD,
    }  # fmt: skip
    not_hers = noor.post(here + "device/", form)
    assert not_hers.status_code == 422 and "may reverse its entries" in not_hers.content.decode()
    wrong = okafor.post(here + "device/", {**form, "second_password": "wrong"})
    assert wrong.status_code == 422 and "do not fit" in wrong.content.decode()
    unknown = okafor.post(here + "device/", {**form, "scan": "D9"})
    assert unknown.status_code == 422 and "never received" in unknown.content.decode()
    for scan, was in (("", "D1"), ("D2", "D9"), ("\x00", "D1"), ("9" * 4_000, "")):
        assert (
            okafor.post(
                here + "device/", {**form, "client_id": str(uuid4()), "scan": scan, "was": was}
            ).status_code
            == 422
        )
    assert okafor.post(here + "device/", {**form, "client_id": str(uuid4())}).status_code == 302
    after = okafor.get(here).content.decode()
    assert "<s>Device D1, lot S7</s>" in after and "side by side" in after and "Device D2, lot S7" in after
    assert "device D2 (lot S7) was used, not D1 (lot S7)" in after, "it stands in what was done"
    hillsides = signed_in(cast.hana)
    assert hillsides.get(here + "device/").status_code == 404
    infused = UUID(int=7)
    assert okafor.get(f"/staff/recovery/{infused}/device/").status_code == 404
