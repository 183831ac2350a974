"""The custodian's pages: home, recount, decision sheet, notices, site rules, signals for two named readers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.pharmacy import queries, suspicion
from euthymia.clinic.pharmacy.models import LossDecision, SignalReview
from euthymia.domain.rules.licence import FACTORS
from euthymia.kit import clock
from support.cast import PASSWORD, Cast, Person, client_of
from support.stock import Stock, stocked

from .test_the_day import count, the_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(cast: Cast, unit: Any) -> Stock:
    with unit(cast.lakeside):
        return stocked(cast, "0147", "0148")


def signed(second: Person, **form: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()), "password": PASSWORD, "second_email": second.user.email,
        "second_password": PASSWORD, **form,
    }  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_the_home_page_through_the_recount_to_the_notices(cast: Cast, unit: Any, stock: Stock) -> None:
    keeper, prescriber = client_of(cast.by_role["custodian"]), client_of(cast.okafor)
    home = text(keeper.get(reverse("stock")))
    assert "not opened today" in home and "Count and open the day" in home
    with unit(cast.lakeside):
        sheet = count(stock, v0147=9_000)
        case = the_case(stock)
    shown = text(keeper.get(reverse("stock-sheet", args=[sheet.pk])))
    assert "1 of 2 vials with a difference" in shown and sheet.record in shown and "counted blind" in shown
    home = text(keeper.get(reverse("stock")))
    assert "Count and close the day" in home and "Recount of vial 0147" in home and "1 mL missing" in home

    again = reverse("stock-recount", args=[case.pk])
    blind = text(keeper.get(again))
    assert "10 mL" in blind and "9 mL" not in blind and "missing" not in blind
    assert "You counted this before" in text(client_of(cast.noor).get(again))
    refused = prescriber.post(again, signed(cast.tomas, volume="9"))
    assert refused.status_code == 422 and "counted this vial the first time" in text(refused)
    assert keeper.post(again, signed(cast.okafor, volume="9")).status_code == 302
    shown = text(keeper.get(reverse("stock-case", args=[case.pk])))
    assert "as the first count" in shown and 'data-test="recount"' not in shown

    clock.advance(timedelta(hours=25))
    board = text(prescriber.get(reverse("board")))
    assert "Stock: " in board and "Resolution of the difference in vial 0147" in board
    assert "Stock: " not in text(client_of(cast.wren).get(reverse("board")))

    sheet_url = reverse("stock-case-loss", args=[case.pk])
    answers = {f"factor-{one.code}": "no" for one in FACTORS}
    form = signed(cast.olu, verdict="theft", reason="seen on the door's log", **answers)
    short = prescriber.post(sheet_url, {**form, "factor-pattern": "", "client_id": str(uuid4())})
    assert short.status_code == 422 and "This field is required" in text(short)
    for _ in range(2):
        answer = prescriber.post(sheet_url, form)
        assert answer.status_code == 302 and answer["Location"] == reverse(
            "stock-notices", args=[stock.book.pk]
        )
    with unit(cast.lakeside):
        (decided,) = LossDecision.objects.all()
    notices = reverse("stock-notices", args=[stock.book.pk])
    page = text(prescriber.get(notices))
    assert page.count('data-test="owed"') == 2 and decided.digest[:16] in page
    sent = {
        "client_id": str(uuid4()), "ref": str(decided.entry), "duty": "US-notice", "done_on": "2026-11-21",
        "reference": "certified mail 7",
    }  # fmt: skip
    assert keeper.post(notices, sent).status_code == 403
    assert prescriber.post(notices, {**sent, "duty": "US-other"}).status_code == 422
    assert prescriber.post(notices, sent).status_code == 302
    page = text(prescriber.get(notices))
    assert page.count('data-test="owed"') == 1 and "certified mail 7" in page


def test_the_place_chooses_by_signature_and_every_choice_is_kept(cast: Cast, unit: Any, stock: Stock) -> None:
    owner, url = client_of(cast.olu), reverse("stock-site", args=[stock.book.pk])
    form = {
        "client_id": str(uuid4()), "count_mode": "verify", "tolerance": "0.2", "when_closed": "refuse", "by_chance": "0.5",
        "reason": "two of us agreed", "password": "wrong",
    }  # fmt: skip
    assert owner.post(url, form).status_code == 422
    clock.advance(timedelta(seconds=1))
    assert owner.post(url, {**form, "password": PASSWORD}).status_code == 302
    with unit(cast.lakeside):
        now = queries.site(stock.book)
        assert (now.count_mode, now.tolerance_ul, now.when_closed, now.by_chance) == (
            "verify",
            200,
            "refuse",
            0.5,
        )
    assert "two of us agreed" in text(owner.get(url))
    sheet = text(client_of(cast.noor).get(reverse("stock-count", args=[stock.book.pk])))
    assert "Count with the book open" in sheet and "book: 10 mL" in sheet
    assert client_of(cast.okafor).get(url).status_code == 403


def test_signals_are_read_by_two_who_were_named_and_never_about_themselves(
    cast: Cast, unit: Any, stock: Stock
) -> None:
    url = reverse("stock-signals", args=[stock.book.pk])
    owner, prescriber = client_of(cast.olu), client_of(cast.okafor)
    with unit(cast.lakeside):
        for by in (cast.noor, cast.okafor):
            for _ in range(2):
                stock.act(
                    "breakage",
                    by=by.member(),
                    vial="0147",
                    volume_ul=100,
                    reason="fell",
                    witness=stock.proof(),
                )
    clock.advance(timedelta(minutes=1))
    assert "Nobody was named yet" in text(owner.get(url))
    both = {"client_id": str(uuid4()), "first": str(cast.olu.staff.pk), "second": str(cast.okafor.staff.pk)}  # type: ignore[union-attr]
    assert prescriber.post(url, both).status_code == 403
    same = owner.post(url, {**both, "second": both["first"]})
    assert same.status_code == 422 and "two different people" in text(same)
    assert owner.post(url, both).status_code == 302
    # The owner reads both signals, the prescriber not the one about the prescriber.
    page = text(owner.get(url))
    assert page.count('data-test="reason"') == 2 and page.count('data-test="evidence"') == 4
    assert "Noor Haddad" in page and "A reason to look, not a finding" in page
    page = text(prescriber.get(url))
    assert page.count('data-test="reason"') == 1 and "repeated breakage, Dr Chidi Okafor" not in page
    with unit(cast.lakeside) as opened:
        ours = {one.person: one.key for one in suspicion.reasons(stock.book, opened.now, cast.olu.member())}
    said = {"outcome": "acted", "words": "looked at the camera"}
    for person, status in (("Dr Chidi Okafor", 422), ("Noor Haddad", 302)):
        form = {"client_id": str(uuid4()), "signal": ours[person], **said}
        assert prescriber.post(url, form).status_code == status
    explained = {
        "client_id": str(uuid4()),
        "signal": ours["Dr Chidi Okafor"],
        "outcome": "explained",
        "words": "a box fell",
    }
    assert owner.post(url, explained).status_code == 302
    page = text(owner.get(url))
    assert "1 of 2 (between 1% and 99%)" in page and "looked at the camera" in page
    with unit(cast.lakeside):
        assert [one.reviewer for one in SignalReview.objects.order_by("at", "id")] == [
            cast.okafor.staff,
            cast.olu.staff,
        ]
        looks = Event.objects.filter(verb="stock.signals-seen", says__contains="read 2 signals")
        assert {one.actor for one in looks} == {cast.olu.words}
        # With another breakage it is another signal, and waits for both again.
        stock.act(
            "breakage",
            by=cast.noor.member(),
            vial="0148",
            volume_ul=100,
            reason="fell",
            witness=stock.proof(),
        )
    clock.advance(timedelta(minutes=1))
    assert text(prescriber.get(url)).count("waits for you") == 1
