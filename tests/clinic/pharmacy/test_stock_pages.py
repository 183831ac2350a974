"""The pages of the stock: receive with a scan, count blind with two sign-ins, resolve, read the book."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.pharmacy import on_hand, queries
from euthymia.clinic.pharmacy.models import Entry, Refusal, Sheet, Vial
from support.cast import PASSWORD, Cast, Person, client_of
from support.stock import SUPPLIER, Stock, stocked

pytestmark = pytest.mark.django_db

# The NDC 67457-108-10 as a DataMatrix says it: GTIN, expiry, lot, serial number.
SCAN = "(01)00367457108100(17)270600(10)L91(21)S1"


@pytest.fixture
def stock(cast: Cast, unit: Any) -> Stock:
    with unit(cast.lakeside):
        return stocked(cast, "0147", "0148")


def signed_by(second: Person, **form: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()), "password": PASSWORD, "second_email": second.user.email,
        "second_password": PASSWORD, **form,
    }  # fmt: skip


def counting(cast: Cast, second: Person, purpose: str, seen_n: str, **counted: str) -> dict[str, Any]:
    """A sheet: `v0147="6.1"` is an amount, `v0147="sealed"` a tick, `v0147=""` nothing."""
    ids = {one.code: one.pk.hex for one in Vial.objects.filter(clinic=cast.lakeside)}
    form: dict[str, str] = {}
    for name, value in counted.items():
        key = ids[name.removeprefix("v")]
        form |= {f"sealed_{key}": "on"} if value == "sealed" else {f"volume_{key}": value}
    return signed_by(second, purpose=purpose, seen_n=seen_n, **form)


def receiving(stock: Stock, **more: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()), "scan": SCAN, "first": "0151", "vials": "3", "to": str(stock.safe.pk),
        "supplier_dea": SUPPLIER, "party_name": "Harbor Wholesale", "party_address": "9 Dock Street, Tacoma, WA",
        "invoice": "77", "sealed": "on", **more,
    }  # fmt: skip


def test_a_scan_says_what_is_known_of_the_product_and_the_vials_are_numbered(
    cast: Cast, unit: Any, stock: Stock
) -> None:
    keeper = client_of(cast.by_role["custodian"])
    url = reverse("stock-receive", args=[stock.book.pk])
    answer = keeper.post(url, receiving(stock))
    assert answer.status_code == 302, answer.content.decode()
    with unit(cast.lakeside):
        found = queries.vial_named(stock.book, "0153")
        assert found is not None
        assert (found.vial.lot, found.vial.expires.isoformat(), found.vial.label_ul) == (
            "L91", "2027-06-30", 10_000
        )  # fmt: skip
        assert Entry.objects.filter(kind="receive", event__lot="L91").count() == 3


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"scan": "(01)00367457108107"}, "check digit"),
        ({"lot": "L90"}, "The scan says L91"),
        ({"supplier_dea": "RX9841204"}, "DEA number RX9841204 is not valid"),
        ({"sealed": ""}, "required"),
        ({"scan": ""}, "Read this off the label"),
        ({"first": "0146"}, "Vial 0147 is in this book already"),
    ],
)
def test_a_delivery_that_is_not_right_is_refused_whole(
    cast: Cast, unit: Any, stock: Stock, changed: dict[str, str], says: str
) -> None:
    keeper = client_of(cast.by_role["custodian"])
    answer = keeper.post(reverse("stock-receive", args=[stock.book.pk]), receiving(stock, **changed))
    assert answer.status_code == 422 and says in answer.content.decode()
    with unit(cast.lakeside):
        assert Entry.objects.count() == 2


def test_a_count_is_blind_until_two_have_signed_it(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside):
        stock.act("draw", vial="0148", volume_ul=3_700)
    nurse, url = client_of(cast.noor), reverse("stock-count", args=[stock.book.pk])
    blind = nurse.get(url).content.decode()
    assert "6.3" not in blind and "sealed-0147" in blind and "sealed-0148" not in blind
    with unit(cast.lakeside):
        form = counting(cast, cast.tomas, "open", "3", v0147="sealed", v0148="6.1")
    answer = nurse.post(url, form, follow=True)
    page = answer.content.decode()
    assert "1 with a difference" in page and "6.3" in page
    with unit(cast.lakeside):
        sheet = Sheet.objects.get()
        assert (sheet.by, sheet.witness, sheet.differences) == (cast.noor.words, cast.tomas.words, 1)
    assert nurse.post(url, form).status_code == 302
    with unit(cast.lakeside):
        assert Sheet.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"second_password": "wrong"}, "do not fit"),
        ({"password": "wrong"}, "not your password"),
        ({"v0148": ""}, "Vial 0148 is not counted yet"),
        ({"both": "10"}, "either sealed or an amount"),
        ({"v0148": "9.99999"}, "finer than can be kept"),
        ({"second_email": "noor@lakeside.example"}, "somebody else"),
        ({"seen_n": "1"}, "was used since the sheet was opened"),
    ],
)
def test_a_count_that_is_not_right_posts_nothing(
    cast: Cast, unit: Any, stock: Stock, changed: dict[str, str], says: str
) -> None:
    with unit(cast.lakeside):
        changed = dict(changed)
        v0148 = changed.pop("v0148", "10")
        good = counting(cast, cast.tomas, "open", "2", v0147="sealed", v0148=v0148)
        if both := changed.pop("both", ""):
            good |= counting(cast, cast.tomas, "open", "2", v0147=both)
    answer = client_of(cast.noor).post(reverse("stock-count", args=[stock.book.pk]), {**good, **changed})
    assert answer.status_code == 422 and says in answer.content.decode()
    with unit(cast.lakeside):
        assert not Sheet.objects.exists() and Entry.objects.count() == 2


def test_a_case_is_resolved_by_two_who_did_not_count(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside):
        form = counting(cast, cast.tomas, "open", "2", v0147="9.5", v0148="sealed")
    client_of(cast.noor).post(reverse("stock-count", args=[stock.book.pk]), form)
    with unit(cast.lakeside):
        ((case, _),) = queries.open_cases(cast.lakeside)
    url = reverse("stock-case", args=[case.pk])
    prescriber = client_of(cast.okafor)
    asked = {"to": "breakage", "volume": "", "reason": "spilt"}
    unsaid = prescriber.post(url, signed_by(cast.olu, **asked))
    assert unsaid.status_code == 422 and "Two others count it again first" in unsaid.content.decode()
    asked["not_recounted"] = "only four of us today"
    refused = prescriber.post(url, signed_by(cast.tomas, **asked))
    assert refused.status_code == 422 and "cannot resolve it" in refused.content.decode()
    answer = prescriber.post(url, signed_by(cast.olu, **asked), follow=True)
    assert "nothing left to explain" in answer.content.decode()
    with unit(cast.lakeside):
        assert queries.open_cases(cast.lakeside) == []
        assert Refusal.objects.get().code == "counted-it"
        refusal = Event.objects.get(verb="stock.refused")
        resolved = Entry.objects.get(kind="resolve")
    assert resolved.event["reason"] == "spilt. Not counted again: only four of us today"
    assert refusal.actor == cast.okafor.words


def test_after_a_refusal_the_form_has_another_id(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside):
        (vial, _) = queries.vials(cast.lakeside)
    asked = str(uuid4())
    url = reverse("stock-vial-act", args=[vial.row.pk, "destroy"])
    form = signed_by(cast.tomas, client_id=asked, volume="11", method="incineration", reason="recalled")
    answer = client_of(cast.by_role["custodian"]).post(url, form)
    assert answer.status_code == 422 and asked not in answer.content.decode()
    with unit(cast.lakeside):
        assert str(Refusal.objects.get().client_id) == asked


@pytest.mark.parametrize("act", ["move", "quarantine", "breakage", "destroy"])
def test_each_act_on_a_vial_comes_from_its_page(cast: Cast, unit: Any, stock: Stock, act: str) -> None:
    with unit(cast.lakeside):
        vial = queries.vials(cast.lakeside)[0]
    client = client_of(cast.by_role["custodian"])
    shown = client.get(reverse("stock-vial", args=[vial.row.pk])).content.decode()
    assert f'data-test="act-{act}"' in shown
    form = signed_by(cast.tomas, to=str(stock.safe.pk), volume="", method="incineration", reason="a test")
    answer = client.post(reverse("stock-vial-act", args=[vial.row.pk, act]), form)
    assert answer.status_code == 302, answer.content.decode()
    with unit(cast.lakeside):
        assert Entry.objects.latest("n").kind == act


def test_a_vials_page_asks_as_many_questions_however_many_entries_it_has(
    cast: Cast, unit: Any, stock: Stock
) -> None:
    client = client_of(cast.noor)
    with unit(cast.lakeside):
        vial = queries.vial_named(stock.book, "0147")
        assert vial is not None
        url = reverse("stock-vial", args=[vial.row.pk])
    client.get(url)
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url).status_code == 200
        asked.append(len(captured))
        with unit(cast.lakeside):
            for _ in range(12):
                stock.act("draw", vial="0147", volume_ul=20)
    assert asked[0] == asked[1]


def test_the_book_shows_what_was_on_hand_after_each_entry_and_is_narrowed_by_words(
    cast: Cast, unit: Any, stock: Stock
) -> None:
    with unit(cast.lakeside):
        stock.act("draw", vial="0147", volume_ul=2_000)
        stock.act("administer", volume_ul=2_000)
        rows = queries.entries(stock.book)
        assert [balance for *_, balance in on_hand.running(stock.book, rows)] == [
            18_000, 20_000, 20_000, 10_000
        ]  # fmt: skip
        assert [row.kind for row in queries.entries(stock.book, words="administer")] == ["administer"]
        assert {row.vial for row in queries.entries(stock.book, words="L88")} == {"0147", "0148"}
    page = client_of(cast.noor).get(reverse("stock-ledger", args=[stock.book.pk])).content.decode()
    assert page.count('data-test="entry"') == 4 and ">18 mL<" in page


def test_an_owner_enters_a_registration_with_its_place(cast: Cast, unit: Any) -> None:
    owner, url = client_of(cast.olu), reverse("stock-registrations")
    form = {
        "client_id": str(uuid4()), "entity": "Lakeside LLC", "number": "F91234562", "address": "1 Shore Road",
        "valid_until": "2028-06-30", "place": "Safe",
    }  # fmt: skip
    assert owner.post(url, form).status_code == 422
    assert owner.post(url, {**form, "number": "F91234563"}).status_code == 302
    with unit(cast.lakeside):
        (book,) = queries.books(cast.lakeside)
        assert [place.account for place in queries.places(book)] == ["F91234563/Safe"]
    assert b"not opened today" in owner.get(reverse("stock")).content


def test_a_sheet_that_became_shorter_keeps_each_amount_with_its_vial(
    cast: Cast, unit: Any, stock: Stock
) -> None:
    with unit(cast.lakeside):
        form = counting(cast, cast.tomas, "open", "2", v0147="9.5", v0148="10")
        stock.act(
            "destroy",
            by=cast.by_role["custodian"].member(),
            vial="0147",
            reason="a test",
            witness=stock.proof(),
        )
    answer = client_of(cast.noor).post(reverse("stock-count", args=[stock.book.pk]), form)
    assert answer.status_code == 302
    with unit(cast.lakeside):
        assert [(row.vial, row.event["volume_ul"]) for row in Entry.objects.filter(kind="count")] == [
            ("0148", 10_000)
        ]
