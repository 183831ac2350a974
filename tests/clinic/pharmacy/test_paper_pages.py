"""The pages of the drug account's papers: what each enters, what it refuses, and what an inspector finds there."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.pharmacy import actions, paper_queries, queries
from euthymia.clinic.pharmacy.models import Entry, Inventory, PacketFile, Registration
from euthymia.clinic.pharmacy.reports import REPORTS
from euthymia.kit import clock
from support.cast import INSTALLER, PASSWORD, Cast, Person, client_of
from support.stock import DISTRIBUTOR, HILLSIDES, OURS, Stock, stocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(cast: Cast, unit: Any) -> Stock:
    with unit(cast.lakeside):
        return stocked(cast, "0147", "0148")


def signed_by(second: Person, **form: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()), "password": PASSWORD, "second_email": second.user.email,
        "second_password": PASSWORD, **form,
    }  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.content.decode())


def lines(**line: str) -> dict[str, str]:
    """The formset of the initial inventory with one line."""
    return {
        "line-TOTAL_FORMS": "4", "line-INITIAL_FORMS": "0", **{f"line-0-{name}": value for name, value in line.items()}
    }  # fmt: skip


def test_a_book_begins_from_its_page_with_vials_or_with_zero(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        empty = stocked(cast)
    keeper, url = client_of(cast.by_role["custodian"]), reverse("stock-begin", args=[empty.book.pk])
    assert "Initial inventory" in text(keeper.get(reverse("stock")))
    line = lines(
        ndc="67457-108-10", lot="L1", expires="2027-03-31", mg_per_ml="50", volume="10", dose_type="multi", first="0007",
        vials="2", to=str(empty.safe.pk),
    )  # fmt: skip
    both = signed_by(cast.tomas, moment="open", **lines())
    assert "Either vials are on hand, or the inventory is zero" in text(keeper.post(url, both))
    half = signed_by(cast.tomas, moment="open", **{**line, "line-0-lot": ""})
    assert "Read this off the label" in text(keeper.post(url, half))
    answer = keeper.post(url, signed_by(cast.tomas, moment="close", **line), follow=True)
    assert "close of business" in text(answer) and "0007, 0008" in text(answer)
    with unit(cast.lakeside):
        assert [row.vial for row in Entry.objects.filter(kind="opening").order_by("vial")] == ["0007", "0008"]
    assert "This book has begun" in text(keeper.get(url))


def test_an_inventory_follows_a_count_and_refuses_without(cast: Cast, unit: Any, stock: Stock) -> None:
    nurse, url = client_of(cast.noor), reverse("stock-take-inventory", args=[stock.book.pk])
    assert "Count everything first" in text(nurse.get(url))
    with unit(cast.lakeside):
        stock.book.refresh_from_db()
        actions.count_sheet(
            by=cast.noor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), purpose="open",
            counted=[actions.Counted("0147", 10_000), actions.Counted("0148", 10_000)], seen_n=stock.book.entries_n,
        )  # fmt: skip
    form = signed_by(cast.tomas, kind="biennial")
    assert nurse.post(url, form).status_code == 302 == nurse.post(url, form).status_code
    with unit(cast.lakeside):
        made = Inventory.objects.get()
    page = text(nurse.get(reverse("stock-inventory", args=[made.pk])))
    assert "At opening of business" in page and cast.tomas.user.name in page and made.record in page


def test_an_owner_renews_a_registration_and_adds_a_place(cast: Cast, unit: Any, stock: Stock) -> None:
    owner, url = client_of(cast.olu), reverse("stock-registration", args=[stock.book.registration_id])
    for prefix, field, value in (
        ("renew", "valid_until", "2031-06-30"),
        ("place", "name", "Cart"),
    ):
        form = {"act": prefix, f"{prefix}-client_id": str(uuid4()), f"{prefix}-{field}": value}
        assert owner.post(url, form).status_code == 302, prefix
    past = {"act": "renew", "renew-client_id": str(uuid4()), "renew-valid_until": "2020-01-01"}
    assert "no longer valid" in text(owner.post(url, past))
    with unit(cast.lakeside):
        row = Registration.objects.get()
        assert row.valid_until.isoformat() == "2031-06-30"
        assert [one.name for one in queries.places(queries.book(cast.lakeside, stock.book.pk))] == [
            "Cart",
            "Safe",
        ]
    assert "No state is entered" in text(owner.get(url))


def test_a_vial_goes_to_another_site_and_is_taken_in_there(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside):
        other = actions.register(
            clinic=cast.lakeside, by=INSTALLER, entity="Lakeside North LLC", number=HILLSIDES, address="2 Hill Road",
            valid_until=stock.book.registration.valid_until,
        )  # fmt: skip
        there = actions.add_place(by=INSTALLER, registration=other, name="Safe")
        northern = paper_queries.book_of(other)
        vial = queries.vial_named(stock.book, "0148")
        assert vial is not None
    keeper = client_of(cast.by_role["custodian"])
    url = reverse("stock-vial-act", args=[vial.row.pk, "distribute"])
    assert "5 % rule" in text(keeper.get(url))
    asked = {"client_id": str(uuid4()), "recipient": DISTRIBUTOR, "reason": "they ran out"}
    assert "the record needs name and address" in text(keeper.post(url, asked))
    assert keeper.post(url, {**asked, "recipient": HILLSIDES}).status_code == 302
    here = reverse("stock-receive-from", args=[northern.pk])
    assert "It is here" in text(keeper.get(here))
    page = text(keeper.get(f"{here}?vial=0148"))
    assert f'value="{OURS}"' in page and 'value="67457-108-10"' in page
    form = {
        "client_id": str(uuid4()), "giver": OURS, "vial": "0148", "ndc": "67457-108-10", "lot": "L88", "expires": "2027-03-31",
        "mg_per_ml": "50", "volume": "10", "dose_type": "multi", "to": str(there.pk), "reason": "transfer 7",
    }  # fmt: skip
    assert keeper.post(here, form).status_code == 302
    with unit(cast.lakeside):
        assert queries.on_hand_ul(northern) == 10_000


def test_a_recalled_lot_and_expired_vials_are_set_apart_at_once(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside):
        stock.receive("0150", lot="L90")
        stock.receive("0151", expires=clock.now().date() + timedelta(days=2))
    keeper, url = client_of(cast.by_role["custodian"]), reverse("stock-set-apart", args=[stock.book.pk])
    recall = {"client_id": str(uuid4()), "why": "recall", "lot": "l90", "notice": ""}
    assert "A recall names a lot" in text(keeper.post(url, recall))
    assert keeper.post(url, {**recall, "notice": "R-7"}).status_code == 302
    none = keeper.post(url, {**recall, "client_id": str(uuid4()), "notice": "R-7"})
    assert "Who was given it stands in the report" in text(none)
    clock.advance(timedelta(days=4))
    assert "Vial 0151" in text(keeper.get(url))
    assert keeper.post(url, {"client_id": str(uuid4()), "why": "expired"}).status_code == 302
    with unit(cast.lakeside):
        apart = {one.row.code: one.row.standing for one in queries.vials(cast.lakeside)}
        assert apart == {"0147": "stock", "0148": "stock", "0150": "quarantine", "0151": "quarantine"}


def test_an_entry_is_corrected_by_its_mirror_and_both_stay(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside):
        wrong = stock.act("draw", vial="0147", volume_ul=1_000)
    prescriber, url = client_of(cast.okafor), reverse("stock-entry", args=[wrong.pk])
    assert prescriber.post(url, signed_by(cast.tomas, reason="another vial")).status_code == 302
    page = text(prescriber.get(url))
    assert "reversed by" in page and "Sign the reversal" not in page
    with unit(cast.lakeside):
        assert stock.on_hand("0147") == 10_000
        mirror = Entry.objects.get(kind="reverse")
    assert "This stays" in text(prescriber.get(reverse("stock-entry", args=[mirror.pk])))
    assert client_of(cast.noor).post(url, signed_by(cast.tomas, reason="x")).status_code == 403


def test_every_report_opens_prints_and_comes_as_csv(cast: Cast, unit: Any, stock: Stock) -> None:
    with unit(cast.lakeside):
        people.change_address(by=INSTALLER, patient=cast.ana_patient, address="=1+1, Elm Street")
        stock.act("draw", vial="0147", volume_ul=1_000)
        stock.act("administer", volume_ul=1_000)
    keeper = client_of(cast.by_role["custodian"])
    listed = text(keeper.get(reverse("stock-reports", args=[stock.book.pk])))
    for one in REPORTS:
        url = reverse("stock-report", args=[stock.book.pk, one.code])
        assert url in listed and keeper.get(url).status_code == 200, one.code
    url = reverse("stock-report-csv", args=[stock.book.pk, "administered"])
    rows = list(csv.reader(io.StringIO(text(keeper.get(url)))))
    assert rows[0][:3] == ["Date", "Patient", "Address"] and rows[1][1:3] == [
        "Ana Marsh",
        "'=1+1, Elm Street",
    ]
    backwards = {"first": "2026-11-02", "last": "2026-11-01"}
    answer = keeper.get(reverse("stock-report", args=[stock.book.pk, "book"]), backwards)
    assert answer.status_code == 422 and "before the first day" in text(answer)
    assert keeper.get(reverse("stock-report", args=[stock.book.pk, "nothing"])).status_code == 404
    got = keeper.get(reverse("stock-report", args=[stock.book.pk, "who-got-lot"]), {"lot": "L88"})
    assert "Ana Marsh" in text(got)
    with unit(cast.lakeside):
        seen = Event.objects.filter(verb="stock.report-patient", patient_id=cast.ana_patient.pk)
        assert seen.exists(), "every patient whose name was read has a line of the audit log"


def test_a_packet_shows_how_far_it_is_and_is_downloaded(cast: Cast, unit: Any, stock: Stock) -> None:
    owner = client_of(cast.olu)
    asked = {"client_id": str(uuid4()), "first": "2026-11-01", "last": "2026-11-20", "paper": "a4"}
    begun = owner.post(reverse("stock-make-packet", args=[stock.book.pk]), asked)
    url = begun.headers["Location"]
    assert f'<progress value="0" max="{actions.STEPS}"' in text(owner.get(url))
    step = owner.post(url, headers={"hx-request": "true"})
    assert '<progress value="1"' in text(step) and "<html" not in text(step)
    for _ in range(actions.STEPS):
        answer = owner.post(url, follow=True)
    assert "Download PDF" in text(answer)
    with unit(cast.lakeside):
        file = PacketFile.objects.get()
    assert file.digest in text(answer)
    download = owner.get(f"{url}packet.pdf")
    assert download.content == bytes(file.content) and download["Content-Type"] == "application/pdf"
    assert client_of(cast.noor).post(url).status_code == 403


def test_an_inspector_reads_the_drug_records_only_until_the_end_date_and_every_look_is_recorded(
    cast: Cast, unit: Any, stock: Stock
) -> None:
    inspector = cast.by_role["inspector"]
    client, report = client_of(inspector), reverse("stock-report", args=[stock.book.pk, "book"])
    assert client.get("/home/", follow=True).redirect_chain[-1][0] == reverse("stock")
    for url in (
        report,
        reverse("stock-reports", args=[stock.book.pk]),
        reverse("stock-vials"),
        reverse("stock-cases"),
    ):
        assert client.get(url).status_code == 200
    for url in ("/staff/", "/staff/patients/", "/staff/admin/audit/", "/staff/admin/people/"):
        assert client.get(url).status_code == 403
    page = text(client.get(reverse("stock-reports", args=[stock.book.pk])))
    assert "make-packet" not in page
    for url in (
        reverse("stock-make-packet", args=[stock.book.pk]),
        reverse("stock-receive", args=[stock.book.pk]),
    ):
        assert client.post(url, {}).status_code == 403
    with unit(cast.lakeside):
        looks = Event.objects.filter(actor=inspector.words)
        assert set(looks.values_list("verb", flat=True)) >= {
            "stock.seen", "stock.report-seen", "stock.reports-seen", "stock.vials-seen", "stock.cases-seen", "page.refused"
        }  # fmt: skip
    clock.advance(timedelta(days=31))
    for url in (report, reverse("stock"), reverse("stock-reports", args=[stock.book.pk])):
        assert client.get(url).status_code == 403
