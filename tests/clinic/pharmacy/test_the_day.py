"""The day of the custodian: opened and closed by counts, its cases with their clocks, theft and loss, what is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.pharmacy import actions, day, duties, on_hand, queries
from euthymia.clinic.pharmacy.actions import Counted, Shortage
from euthymia.clinic.pharmacy.models import Case, Entry, LossDecision, Sheet
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.licence import FACTORS, Answer, Answered, Verdict
from euthymia.kit import clock, units
from support.cast import Cast
from support.stock import Stock, stocked

pytestmark = pytest.mark.django_db

NO = [Answered(one.code, Answer.NO, "") for one in FACTORS]


def count(stock: Stock, purpose: str = "open", **found: int) -> Sheet:
    stock.book.refresh_from_db()
    expected = {one.code: one.book_ul for one in queries.to_count(stock.book)}
    counted = [Counted(code, found.get(f"v{code}", book_ul)) for code, book_ul in expected.items()]
    return actions.count_sheet(
        by=stock.cast.noor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), purpose=purpose,
        counted=counted, seen_n=stock.book.entries_n, left_open="it waits for the evening",
    )  # fmt: skip


def chosen(stock: Stock, **choice: Any) -> None:
    clock.advance(timedelta(seconds=1))
    with units.unit(tenant=stock.cast.lakeside.pk, actor="a test"):
        actions.set_site(by="a test", book=stock.book, client_id=uuid4(), **choice)


def the_case(stock: Stock) -> Case:
    ((row, _), *_) = queries.open_cases(stock.cast.lakeside)
    return row


def decide(stock: Stock, verdict: Verdict, shortage: Shortage, **more: Any) -> LossDecision:
    usual: dict[str, Any] = {
        "by": stock.cast.okafor.member(), "witness": stock.proof(stock.cast.olu), "book": stock.book,
        "client_id": uuid4(), "shortage": shortage, "verdict": verdict, "answers": NO, "reason": "looked everywhere",
    }  # fmt: skip
    return actions.decide_loss(**{**usual, **more})


@pytest.mark.parametrize(("choice", "reason", "code"), [
    ("refuse", "", "day-not-opened"), ("refuse", "an emergency", "day-not-opened"), ("ask", "", "day-not-opened"),
    ("ask", "an emergency", ""), ("let", "", ""),
])  # fmt: skip
def test_a_draw_outside_the_day_is_what_the_place_has_chosen(
    cast: Cast, unit: Any, choice: str, reason: str, code: str
) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
    chosen(stock, when_closed=choice)
    with unit(cast.lakeside):
        for purpose in ("", "open", "close"):
            if purpose:
                count(stock, purpose)
            told = ""
            try:
                stock.act("draw", vial="0147", volume_ul=100, reason=reason)
            except actions.NotPosted as refused:
                told = refused.code
            assert told == ("" if purpose == "open" else code), purpose
    with unit(cast.lakeside):
        chosen_now = queries.site(stock.book)
        assert (chosen_now.when_closed, len(queries.sites(stock.book))) == (choice, 2)


def test_a_place_that_chose_nothing_is_asked_for_a_reason_and_counts_blind(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        made = queries.SiteRule()
        assert (made.when_closed, made.count_mode, made.tolerance_ul) == ("ask", "blind", 0)
        with pytest.raises(Unusable) as told:
            actions.set_site(
                by="a test", book=stock.book, client_id=uuid4(), count_mode="peek", tolerance_ul=1_001,
                when_closed="never", by_chance=0,
            )  # fmt: skip
        assert [one.at for one in told.value.faults] == [
            "count_mode",
            "when_closed",
            "tolerance",
            "by_chance",
        ]


def test_yesterdays_count_does_not_open_today(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        count(stock)
        assert queries.day_is_open(stock.book, units.current().now)
    clock.advance(timedelta(days=1))
    with unit(cast.lakeside) as opened:
        assert not queries.day_is_open(stock.book, opened.now)
        today = day.day(queries.book(cast.lakeside, stock.book.pk), opened.now)
        assert today.state == "new" and "Count to open the day" in [one.what for one in today.later]


def test_a_recount_by_two_others_settles_a_miscount_and_every_step_has_its_hour(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147", "0148")
        count(stock, v0147=9_400)
        case = the_case(stock)
        again: dict[str, Any] = {"book": stock.book, "case": case.code, "volume_ul": 10_000}
        for by, witness in ((cast.noor, cast.olu), (cast.okafor, cast.tomas)):
            with pytest.raises(Unusable) as told:
                actions.recount(by=by.member(), witness=stock.proof(witness), client_id=uuid4(), **again)
            assert [one.code for one in told.value.faults] == ["counted-it"]
    steps = []
    for hours in (0, 1, 2, 24, 73):
        with clock.frozen(case.at + timedelta(hours=hours, seconds=1)), unit(cast.lakeside) as opened:
            book = queries.book(cast.lakeside, stock.book.pk)
            (due,) = [one for one in day.day(book, opened.now).due if one.kind == "case"]
            steps.append((due.what.split(" of ")[0], due.over))
            assert [one.what for one in day.overdue(cast.lakeside, opened.now)] == (
                [due.what] if due.over else []
            )
    assert steps == [
        ("Recount", False), ("Recount", True), ("Recount", True), ("Resolution", True), ("The registrant is told", True)
    ]  # fmt: skip
    with unit(cast.lakeside):
        asked = uuid4()
        for _ in range(2):
            keeper = cast.by_role["custodian"].member()
            entry = actions.recount(by=keeper, witness=stock.proof(cast.okafor), client_id=asked, **again)
        assert entry.ref == case.code and stock.on_hand("0147") == 10_000
        assert [one.code for one, _ in queries.recounts(case)] == [str(asked)]
        # A recounter did not count the first time, and may settle the first difference with the recount's.
        settled: dict[str, Any] = {"by": cast.olu.member(), "reason": "read the wrong line"}
        stock.act(
            "resolve", witness=stock.proof(cast.okafor), case=case.code, to=f"variance:{asked}", **settled
        )
        assert [one.code for one, _ in queries.open_cases(cast.lakeside)] == [str(asked)]
        assert [row.kind for row in queries.case_entries(case)] == ["count", "count", "resolve"]
        # Nothing is left of the recount's difference either; two who did not recount close it.
        stock.act("resolve", witness=stock.proof(cast.noor), case=str(asked), to="", **settled)
        assert queries.open_cases(cast.lakeside) == []


def test_a_small_difference_of_an_open_vial_may_be_measurement(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147", "0148")
    chosen(stock, tolerance_ul=200, when_closed="let")
    with unit(cast.lakeside) as opened:
        stock.act("draw", vial="0147", volume_ul=1_000)
        sheet = count(stock, v0147=8_900, v0148=9_900)
        assert (sheet.mode, sheet.tolerance_ul, sheet.differences) == ("blind", 200, 2)
        tolerated = {one.case.vial: one.tolerated for one in queries.compared(sheet)}
        # A sealed vial is looked at, not measured: nothing of it may be missing.
        assert tolerated == {"0147": True, "0148": False}
        book = queries.book(cast.lakeside, stock.book.pk)
        steps = [one.what for one in day.day(book, opened.now).due if one.kind == "case"]
        assert sorted(step.split(" of ")[0] for step in steps) == ["Recount", "Resolution"]


def test_a_loss_is_decided_on_a_sheet_by_two_and_starts_its_clocks(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147", "0148")
        actions.set_state(by="a test", registration=stock.book.registration, state="CA")
    with unit(cast.lakeside):
        count(stock, v0147=0)
        case, asked = the_case(stock), uuid4()
        for answers, faults in (([], len(FACTORS)), (NO[:-1], 1)):
            with pytest.raises(Unusable) as told:
                decide(stock, Verdict.SIGNIFICANT, Shortage(case=case.code), answers=answers)
            assert len(told.value.faults) == faults
        made = decide(stock, Verdict.SIGNIFICANT, Shortage(case=case.code), client_id=asked)
        assert decide(stock, Verdict.SIGNIFICANT, Shortage(case=case.code), client_id=asked) == made
        entry = Entry.objects.get(client_id=made.entry)
        assert (entry.kind, entry.legs[1][0], made.volume_ul) == ("resolve", "lost:0147", 10_000)
        assert made.digest in entry.event["reason"] and made.discovered_at == case.at
        assert queries.open_cases(cast.lakeside) == []
        book = queries.book(cast.lakeside, stock.book.pk)
        # Discovered on Friday 20 November 2026: the Monday, 30 days, 45 days, three months.
        assert [(one.code, one.due.isoformat(), one.decision == made) for one in duties.reports(book)] == [
            ("US-notice", "2026-11-23", True), ("CA-5", "2026-12-20", True), ("US-form-106", "2027-01-04", True),
            ("CA-4", "2027-02-20", True),
        ]  # fmt: skip
        assert duties.reports(book)[1].weekend == "a Sunday"


def test_a_minor_loss_is_kept_and_summed_and_asks_for_no_form(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        unsure = [*NO[:-1], Answered(FACTORS[-1].code, Answer.UNKNOWN, "")]
        with pytest.raises(Unusable, match="called minor"):
            decide(stock, Verdict.MINOR, Shortage(vial="0147", volume_ul=100), answers=unsure)
        decide(stock, Verdict.MINOR, Shortage(vial="0147", volume_ul=100))
        book = queries.book(cast.lakeside, stock.book.pk)
        assert duties.reports(book) == [] and queries.due(book) != []
        known = duties.known_of_losses(book, on_hand.KETAMINE_VIALS)
        assert (known["losses"], known["minor"], known["minor_ul"], known["lost_ul"]) == (1, 1, 100, 100)
        # Theft is reported, whatever the amount; without a sheet it is asked for.
        stock.act(
            "theft", by=cast.okafor.member(), vial="0147", volume_ul=20, reason="seen", witness=stock.proof()
        )
        today = day.day(book, units.current().now)
        assert [one.kind for one in today.due if one.kind in ("decision", "report")] == [
            "decision",
            "report",
            "report",
        ]


def test_a_report_that_went_out_stops_its_clock_and_a_late_one_stays_late(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        made = decide(stock, Verdict.THEFT, Shortage(vial="0147"))
        assert Entry.objects.latest("n").kind == "theft"
        ref = str(made.entry)
        sent: dict[str, Any] = {"by": cast.okafor.member(), "book": stock.book, "ref": ref}
        for change in (
            {"duty": "US-notice", "done_on": date(2026, 11, 19)}, {"duty": "US-notice", "done_on": date(2026, 11, 21)},
            {"duty": "CA-5", "done_on": date(2026, 11, 20)},
        ):  # fmt: skip
            with pytest.raises(Unusable):
                actions.report_made(client_id=uuid4(), reference="fax 7", **{**sent, **change})
    with clock.frozen(datetime.fromisoformat("2026-11-25T10:00:00-08:00")), unit(cast.lakeside) as opened:
        late = day.overdue(cast.lakeside, opened.now)
        assert [one.kind for one in late] == ["report"]
        actions.report_made(
            client_id=uuid4(), duty="US-notice", done_on=date(2026, 11, 25), reference="fax 7", **sent
        )
        assert day.overdue(cast.lakeside, opened.now) == []
        book = queries.book(cast.lakeside, stock.book.pk)
        assert [(one.code, one.done is not None) for one in duties.reports(book)] == [
            ("US-notice", True), ("US-form-106", False)
        ]  # fmt: skip


def test_what_expires_is_named_before_it_does_and_after(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside) as opened:
        stock = stocked(cast, "0147")
        stock.receive("0148", expires=date(2026, 12, 1))
        stock.receive("0149", expires=date(2026, 11, 20))
        stock.act("draw", vial="0147", volume_ul=100)
        book = queries.book(cast.lakeside, stock.book.pk)
        kinds = [
            (one.kind, one.over) for one in day.day(book, opened.now).due if one.kind in ("vial", "syringe")
        ]
        assert sorted(kinds) == [("syringe", False), ("vial", False), ("vial", False), ("vial", False)]
    with clock.frozen(datetime.fromisoformat("2026-11-22T10:00:00-08:00")), unit(cast.lakeside) as opened:
        late = [one.what for one in day.overdue(cast.lakeside, opened.now)]
        assert late == ["Settle what is drawn up"]
        over = [one.what for one in day.day(book, opened.now).over if one.kind in ("vial", "syringe")]
        assert sorted(over) == ["Expires: vial 0149", "Settle what is drawn up"]


def test_a_day_is_not_closed_over_a_drawn_syringe_without_a_word(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        stock.act("draw", vial="0147", volume_ul=100)
        stock.book.refresh_from_db()
        asked: dict[str, Any] = {
            "by": cast.noor.member(), "witness": stock.proof(), "book": stock.book, "client_id": uuid4(),
            "counted": [Counted("0147", 9_900)], "seen_n": stock.book.entries_n,
        }  # fmt: skip
        with pytest.raises(Unusable) as told:
            actions.count_sheet(**asked, purpose="close")
        (fault,) = told.value.faults
        assert (fault.at, fault.code) == ("left_open", "left-open") and "0.1 mL" in fault.says
        assert count(stock, "spot").left_open is None, "only the close of a day asks"
        made = count(stock, "close")
        assert (
            made.left_open is not None
            and "it waits for the evening" in made.left_open
            and fault.says in made.left_open
        )
