"""The public door: what is shown is what a receipt carries; a lapse takes the badge and the booking with it."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.billing import setting
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.directory.figures import Figure
from euthymia.domain.directory.ordering import rank
from euthymia.domain.directory.profile import Profile
from euthymia.domain.directory.standing import Badge, Kind
from euthymia.domain.quantities import Unusable
from euthymia.domain.simulation import registers
from euthymia.domain.simulation.registers import Excluded, Registered
from euthymia.journey.directory import (
    actions,
    checking,
    documents,
    public_queries,
    publishing,
    queries,
    receipts,
)
from euthymia.journey.directory.models import CheckReceipt, ErrorReport, PublicListing
from euthymia.journey.directory.public_queries import Asked
from euthymia.kit import clock, units
from support.billing import LIST
from support.cast import Cast
from support.registry import BY, MARA, PAGE, FakeRegistry, checked_page, page, shown

pytestmark = pytest.mark.django_db


def entry(slug: str = "lakeside") -> public_queries.Entry:
    with public_queries.reading():
        return public_queries.clinic(slug, clock.now())


def licence_of(found: public_queries.Entry) -> Any:
    return found.people[0].of(Kind.LICENCE)[0]


def outcomes(cast: Cast, kind: str) -> list[str]:
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        rows = CheckReceipt.objects.filter(clinic=cast.lakeside, credential__kind=kind).order_by("at", "id")
        return [one.outcome for one in rows]


def test_a_lapse_takes_the_badge_closes_the_booking_and_keeps_both_receipts(cast: Cast) -> None:
    registry = FakeRegistry()
    checked_page(cast.lakeside, registry)
    before = entry()
    assert (
        licence_of(before).badge is Badge.VERIFIED and before.booking_open and before.online_states == ("CA",)
    )
    registry.change(MARA, status="Delinquent")
    assert checking.check(cast.lakeside, registry) == 1  # the board's file is new, and nothing else is due
    after = entry()
    assert licence_of(after).badge is Badge.LAPSED and not after.booking_open and after.online_states == ()
    assert [one.outcome.value for one in licence_of(after).receipts] == ["expired", "active"]
    assert outcomes(cast, "licence") == ["active", "expired"]
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        assert not queries.booking(cast.lakeside, clock.now()).open
        assert not queries.covers(cast.lakeside, "CA", clock.now())
        noted = Event.objects.filter(clinic_id=cast.lakeside.pk, verb__startswith="directory.booking")
        verbs = list(noted.order_by("n").values_list("verb", flat=True))
        for one in CheckReceipt.objects.filter(clinic=cast.lakeside):
            parts = {
                name: getattr(one, name)
                for name in ("source", "query", "outcome", "at", "answer", "answer_sha256")
            }
            assert one.sha256 == receipts.digest(**parts)
    assert verbs == ["directory.booking-opened", "directory.booking-closed"]
    client = Client()
    told = client.get("/clinics/lakeside/").content.decode()
    assert (
        'data-test="booking-closed"' in told
        and "chip-ok" not in told.partition('data-test="team"')[2].partition("</section>")[0]
    )


def test_a_licence_that_ends_by_its_date_closes_booking_without_any_run(cast: Cast) -> None:
    registry = FakeRegistry(
        [
            registers.Registered(
                "Quill", "Mara", MARA.npi, board=MARA.board, number="A 77001", expires=date(2026, 11, 21)
            )
        ]
    )
    checked_page(cast.lakeside, registry)
    assert entry().booking_open
    clock.advance(timedelta(days=2))
    assert not entry().booking_open and licence_of(entry()).badge is Badge.LAPSED
    with public_queries.reading():
        assert public_queries.search(Asked(online_in="CA"), clock.now()).count == 0


def test_a_silent_source_keeps_the_last_answer_with_its_age_and_never_ticks_by_itself(cast: Cast) -> None:
    registry = FakeRegistry(silent={MARA.board})
    checked_page(cast.lakeside, registry)
    assert licence_of(entry()).badge is Badge.UNCHECKED and not entry().booking_open
    registry.silent.clear()
    clock.advance(timedelta(hours=7))
    checking.check(cast.lakeside, registry)
    answered = licence_of(entry()).standing.receipt.at
    registry.silent.add(MARA.board)
    clock.advance(timedelta(days=31))
    checking.check(cast.lakeside, registry)
    found = licence_of(entry()).standing
    assert (found.badge, found.receipt.at) == (Badge.VERIFIED, answered) and found.silent_since is not None
    clock.advance(timedelta(days=4))
    assert licence_of(entry()).badge is Badge.STALE and not entry().booking_open
    told = Client().get("/clinics/lakeside/people/mara-quill/").content.decode()
    assert 'data-test="silent"' in told and told.count('data-outcome="silent"') == 2


def test_what_is_made_up_is_refused_or_not_confirmed(cast: Cast) -> None:
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        (person,) = page(cast.lakeside, PAGE, Registered("Quill", "Mara", board=MARA.board, number="A 00000"))
        said: dict[str, dict[str, Any]] = {
            "not-an-npi": {"kind": "npi", "number": "1234567890"},
            "never-public": {"kind": "licence", "number": "AB1234563", "state": "CA"},
            "missing": {"kind": "licence", "number": " ", "state": "CA"},
            "unknown": {"kind": "licence", "number": "A 1", "state": "CA", "source": "board-nv-medical"},
            "wrong": {"kind": "accreditation", "title": "AAAHC", "issuer": "AAAHC"},
        }
        for code, given in said.items():
            with pytest.raises(Unusable) as refused:
                actions.state_credential(
                    by=BY, clinic=cast.lakeside, client_id=uuid4(), professional=person, **given
                )
            assert [fault.code for fault in refused.value.faults] == [code]
    checking.check(cast.lakeside, FakeRegistry())
    assert licence_of(entry()).badge is Badge.NOT_FOUND and not entry().booking_open


def test_somebody_excluded_closes_booking_and_a_namesake_is_looked_into(cast: Cast) -> None:
    registry = FakeRegistry(excluded=[Excluded("Quill", "Mara")])
    checked_page(cast.lakeside, registry)
    assert entry().people[0].of(Kind.EXCLUSION)[0].badge is Badge.UNCLEAR and not entry().booking_open
    registry.excluded, registry.sam = [], [Excluded("Quill", "Mara", MARA.npi)]
    checking.check(cast.lakeside, registry)
    assert entry().people[0].of(Kind.EXCLUSION)[0].badge is Badge.BARRED and not entry().booking_open
    registry.sam = []
    checking.check(cast.lakeside, registry)
    assert entry().booking_open
    told = Client().get("/clinics/lakeside/people/mara-quill/").content.decode()
    assert "1128a1" not in told, "what a source says of others is no page's"


def test_a_document_and_a_declaration_look_different_and_neither_is_a_tick(cast: Cast) -> None:
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        (person,) = page(cast.lakeside, PAGE, MARA)
        for title in ("declared", "documented"):
            row = actions.state_credential(
                by=BY,
                clinic=cast.lakeside,
                client_id=uuid4(),
                kind="training",
                professional=person,
                title=title,
                issuer="A society",
            )
        first = documents.see(by=BY, credential=row, name="card.pdf", content=b"%PDF card")
        assert documents.see(by=BY, credential=row, name="card.pdf", content=b"%PDF card") == first
    badges = {one.title: one.badge for one in entry().people[0].of(Kind.TRAINING)}
    assert badges == {"declared": Badge.DECLARED, "documented": Badge.DOCUMENT}


def test_a_figure_under_the_fewest_is_not_in_what_the_public_reads(cast: Cast) -> None:
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        page(cast.lakeside)
        for code, n in (("small", 19), ("enough", 40)):
            figure = Figure("PHQ-9 halved", 11, n, 60, date(2026, 1, 1), date(2026, 6, 30))
            actions.publish_figure(
                by=BY, clinic=cast.lakeside, client_id=uuid4(), code=code, figure=figure, method="all courses"
            )
        row = queries.listing(cast.lakeside)
        assert row is not None and [one["code"] for one in row.content["figures"]] == ["enough"]
    told = Client().get("/clinics/lakeside/").content.decode()
    assert "n = 40" in told and "PHQ-9 halved" in told and "n = 19" not in told


def test_the_database_shows_the_public_site_published_pages_and_nothing_else(cast: Cast) -> None:
    checked_page(cast.lakeside, FakeRegistry())
    with units.unit(tenant=cast.hillside.pk, actor=BY):
        page(cast.hillside, Profile(city="Pasadena", state="CA"))  # kept, not published
        assert list(PublicListing.objects.values_list("slug", flat=True)) == []
    with public_queries.reading(), connection.cursor() as cursor:
        assert [slug for slug, _at in public_queries.slugs()] == ["lakeside"]
        for model in apps.get_app_config("directory").get_models():
            if model is not PublicListing:
                assert model._default_manager.count() == 0
        cursor.execute("SELECT count(*) FROM people_patient")
        assert cursor.fetchone() == (0,)
        with pytest.raises(ProgrammingError), transaction.atomic():
            PublicListing.objects.update(name="taken over")


def test_nobody_pays_for_a_place_and_the_database_sorts_as_the_printed_rule(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    fields = {
        field.name
        for model in apps.get_app_config("directory").get_models()
        for field in model._meta.get_fields()
    }
    fields |= set(Profile().to_json())
    assert not [
        name
        for name in fields
        if re.search(r"paid|premium|sponsor|promot|boost|feature|rank|priority|advert|tier|weight", name)
    ]
    at = {
        "Zed": (34.06, -118.24),
        "Alder": (34.14, -118.16),
        "Birch": (34.06, -118.24),
        "Élan": (33.97, -118.4),
        "Nowhere": (None, None),
    }
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        clinics = [
            people.open_clinic(
                code=name.casefold().replace("é", "e"), name=name, timezone="America/Los_Angeles", by=BY
            )
            for name in at
        ]
    for one in clinics:
        with units.unit(tenant=one.pk, actor=BY):
            latitude, longitude = at[one.name]
            place = Profile(
                published=True, city="Los Angeles", state="CA", latitude=latitude, longitude=longitude
            )
            actions.state_profile(by=BY, clinic=one, client_id=uuid4(), profile=place)
    with public_queries.reading():
        for asked, questions in ((Asked(), 2), (Asked(place="90012", radius=50), 2)):
            with django_assert_num_queries(questions):  # however many there are
                found = public_queries.search(asked, clock.now()).entries
            rows = {row.slug: row for row in PublicListing.objects.all()}
            ruled = sorted(found, key=lambda one: rank(rows[one.slug], asked.origin))
            assert [one.slug for one in found] == [one.slug for one in ruled]
        assert [one.name for one in found] == ["Birch", "Zed", "Alder", "Élan"]
        assert found[2].miles == pytest.approx(6.8, abs=0.1)
    for favoured in ("zed", "alder", "nowhere"):
        with units.unit(tenant=units.EVERY_TENANT, actor=BY) as unit:
            everything = _everything_else(PublicListing.objects.get(slug=favoured), unit.now)
            PublicListing.objects.filter(slug=favoured).update(**everything)
        with public_queries.reading():
            for asked, order in (
                (Asked(), ["alder", "birch", "elan", "nowhere", "zed"]),
                (Asked(place="90012", radius=50), ["birch", "zed", "alder", "elan"]),
            ):
                listed = public_queries.search(asked, clock.now())
                assert [one.slug for one in listed.entries] == order and listed.count == len(order), favoured


def _everything_else(row: PublicListing, now: datetime) -> dict[str, Any]:
    """The best that each column outside of the printed rule can say; a new column has to be thought of here."""
    content = {
        **row.content,
        "reviews": {"n": 900, "counts": {str(n): 0 for n in range(1, 5)} | {"5": 900}, "first": "2026-01-01", "last": "2026-11-01"},
    }  # fmt: skip
    best: dict[str, Any] = {
        "place_slug": "a", "city": "A", "state": "AA", "zip": "00000", "tags": ["for:pain", "online", "step-free"],
        "payers": {"a": "A"}, "online_until": {"CA": (now + timedelta(days=999)).isoformat()},
        "booking_until": now + timedelta(days=999), "content": content, "made_at": now + timedelta(days=1),
    }  # fmt: skip
    ruled = {"id", "clinic", "slug", "name", "sort_name", "latitude", "longitude"}
    assert {field.name for field in PublicListing._meta.concrete_fields} == set(best) | ruled
    return best


def priced(cast: Cast, *payers: dict[str, Any]) -> None:
    """A price list with these insurers, in force today at Lakeside; its page as the next round of checks makes it."""
    with units.unit(tenant=cast.lakeside.pk, actor=BY) as unit:
        today = unit.now.astimezone(cast.lakeside.zone).date()
        document = {**LIST, "payers": list(payers) or LIST["payers"]}
        setting.put_prices(cast.lakeside, by=BY, client_id=uuid4(), document=document, from_day=today)
        publishing.remake(cast.lakeside, unit.now)


def test_search_comparison_and_page_tell_of_insurance_what_the_price_list_says(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    checked_page(cast.lakeside, FakeRegistry())
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    row = 'data-test="row-insurance"'

    def told(address: str, after: str) -> str:
        return client.get(address).content.decode().partition(after)[2]

    assert "not stated" in told("/compare/?clinic=lakeside", row).partition("</tr>")[0]
    priced(cast)
    cell = told("/compare/?clinic=lakeside", row).partition("</tr>")[0]
    assert "Example Health: pays the evaluation; does not pay the sessions" in cell and "2024" in cell
    page_ = client.get("/clinics/lakeside/").content.decode()
    assert page_.count('data-test="insurance"') == 1 and page_.count(">Insurance</h") == 1
    insurance = page_.partition('data-test="insurance"')[2]
    for given in ("pays the evaluation", "does not pay the sessions", "not known for the follow-up visits"):
        assert given in insurance
    assert client.get("/clinics/?payer=example-health&sort=name").context["results"].count == 1
    with public_queries.reading(), django_assert_num_queries(1):
        assert public_queries.payers() == [("example-health", "Example Health")], "read once a minute"

    insurer = {**LIST["payers"][0], "evaluation": "not-known"}
    priced(cast, insurer, {**insurer, "name": "Blue Example", "follow_up": "covered"})
    cache.clear()
    assert client.get("/clinics/?payer=example-health&sort=name").status_code == 422, (
        "it pays nothing anywhere"
    )
    assert client.get("/clinics/?payer=blue-example&sort=name").context["results"].count == 1
    spanish = client.get("/clinics/lakeside/?language=es").content.decode()
    assert "paga las visitas de seguimiento" in spanish and "no paga las sesiones" in spanish


def test_search_answers_every_filter_and_names_its_rule(cast: Cast) -> None:
    checked_page(cast.lakeside, FakeRegistry())
    priced(cast)
    client = Client()
    assert client.get("/clinics/").headers["Location"] == "/clinics/?sort=name"
    assert "sort=near" in client.get("/clinics/?place=90012&sort=name").headers["Location"]
    for given, count in (
        ("place=90012&radius=10&sort=near", 1), ("place=91364&radius=10&sort=near", 0), ("place=los+angeles&sort=near", 1),
        ("indication=pain&sort=name", 1), ("indication=ptsd&sort=name", 0), ("speaks=es&sort=name", 1), ("speaks=ko&sort=name", 0),
        ("step_free=on&sort=name", 1), ("online_in=CA&sort=name", 1), ("online_in=NV&sort=name", 0),
        ("payer=example-health&sort=name", 1), ("place=los-angeles-ca&sort=name", 1), ("place=Atlantis&sort=name", 0),
    ):  # fmt: skip
        answer = client.get(f"/clinics/?{given}")
        assert answer.status_code == 200 and answer.context["results"].count == count, given
        assert "Nobody can pay" in answer.content.decode()
    for wrong in ("radius=11", "indication=x", "online_in=c", "payer=nobody", "page=0"):
        assert client.get(f"/clinics/?{wrong}").status_code == 422
    assert client.get("/clinics/?page=7&sort=name").status_code == 404


def test_every_public_page_is_light_whole_and_takes_nothing_from_elsewhere(cast: Cast) -> None:
    checked_page(cast.lakeside, FakeRegistry())
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    pages = ["/clinics/?sort=name", "/clinics/in/los-angeles-ca/", "/clinics/lakeside/", "/clinics/lakeside/people/mara-quill/",
             "/clinics/lakeside/report/", "/compare/", "/compare/?clinic=lakeside&clinic=lakeside", "/check-a-licence/",
             "/check-a-licence/?name=quill", "/about-the-data/", "/for-clinics/"]  # fmt: skip
    for address in pages:
        answer = client.get(address)
        told = answer.content.decode()
        assert answer.status_code == 200 and len(answer.content) < 100_000, address
        taken = re.findall(r'<(?:script|link|img|iframe|source|use)\b[^>]*?(?:src|href)="([^"]*)"', told)
        assert taken and all(one.startswith("/") for one in taken), address
        assert "<script src" not in told and 'href="tel:988"' in told and 'href="tel:911"' in told, address
        assert client.get(address, {"language": "es"}).headers["Content-Language"] == "es" or "?" in address
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', told):
            assert json.loads(block)["@context"] == "https://schema.org"
    assert (
        "lakeside" in client.get("/sitemap.xml").content.decode()
        and "Disallow: /staff/" in client.get("/robots.txt").content.decode()
    )
    assert (
        client.get("/clinics/none/").status_code == 404 and client.get("/clinics/in/none/").status_code == 404
    )
    assert client.get("/compare/?" + "&".join(f"clinic={n}" for n in range(5))).status_code == 422


def test_an_error_that_is_reported_has_an_owner_and_a_day(cast: Cast, signed_in: Any) -> None:
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        page(cast.lakeside)
    client, number = Client(), str(uuid4())
    sent = {
        "client_id": number,
        "kind": "error",
        "about": "parking",
        "words": "<script>alert(1)</script> gone",
        "contact": "",
        "website": "",
    }
    assert client.post("/clinics/lakeside/report/", {**sent, "website": "x"}).status_code == 422
    assert client.post("/clinics/lakeside/report/", {**sent, "kind": "claim"}).status_code == 422
    for _again in range(2):
        assert client.post("/clinics/lakeside/report/", sent).status_code == 302
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        (kept,) = ErrorReport.objects.filter(clinic=cast.lakeside)
        assert kept.due_at > kept.at
        for _another in range(actions.MOST_IN_AN_HOUR - 1):
            actions.report(clinic=cast.lakeside, client_id=uuid4(), kind="error", about="", words="gone")
    one_more = {**sent, "client_id": str(uuid4()), "words": "the 31st"}
    refused = client.post("/clinics/lakeside/report/", one_more)
    assert refused.status_code == 422 and "the 31st" in refused.content.decode()
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        assert ErrorReport.objects.count() == actions.MOST_IN_AN_HOUR
        assert Event.objects.filter(clinic_id=cast.lakeside.pk, verb="public-form.refused").count() == 1
    clock.advance(timedelta(hours=1, seconds=1))
    assert client.post("/clinics/lakeside/report/", one_more).status_code == 302
    desk = signed_in(cast.wren)
    assert "<script>alert" not in desk.get(reverse("admin-listing")).content.decode()
    answer = {"client_id": str(uuid4()), "answer": "The lot is there again."}
    assert desk.post(reverse("listing-report", args=[kept.pk]), answer).status_code == 302
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        assert ErrorReport.objects.get(pk=kept.pk).answered_by.startswith("Wren")


def test_the_clinic_keeps_its_page_and_only_its_owner_publishes_it(cast: Cast, signed_in: Any) -> None:
    desk = signed_in(cast.wren)
    stated = {
        "client_id": str(uuid4()),
        "city": "Los Angeles",
        "state": "CA",
        "languages": ["en"],
    }
    assert desk.post(reverse("admin-listing"), {**stated, "state": "California"}).status_code == 422
    assert desk.post(reverse("admin-listing"), stated).status_code == 302
    person = {"client_id": str(uuid4()), "given_name": "Mara", "family_name": "Quill", "role": "prescriber"}
    assert desk.post(reverse("listing-person-new"), person).status_code == 302
    assert desk.get(reverse("listing-publish")).status_code == 403
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        (made,) = queries.professionals(cast.lakeside)
        with pytest.raises(NotAllowed):
            actions.state_profile(
                by=cast.wren.member(),
                clinic=cast.lakeside,
                client_id=uuid4(),
                profile=Profile(published=True, city="X", state="CA"),
            )
    licence = {
        "client_id": str(uuid4()),
        "kind": "licence",
        "number": "A 77001",
        "state": "CA",
        "source": MARA.board,
    }
    assert desk.post(reverse("listing-person", args=[made.pk]), licence).status_code == 302
    owner = signed_in(cast.olu)
    assert (
        owner.post(reverse("listing-publish"), {"client_id": str(uuid4()), "password": "no"}).status_code
        == 422
    )
    assert (
        owner.post(
            reverse("listing-publish"), {"client_id": str(uuid4()), "password": "lake water over stones"}
        ).status_code
        == 302
    )
    assert (
        entry().people[0].name == "Mara Quill"
        and "not public" not in owner.get(reverse("admin-listing")).content.decode()
    )
    assert desk.post(reverse("listing-check")).status_code == 302
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        (row,) = [one for one in queries.credentials(cast.lakeside) if one.kind == "licence"]
    assert (
        "No source has answered yet"
        in desk.get(reverse("listing-credential", args=[row.pk])).content.decode()
    )
    checking.check(cast.lakeside, FakeRegistry())
    assert (
        "board-ca"
        not in desk.get(reverse("listing-credential", args=[row.pk]))
        .content.decode()
        .partition("Receipts")[2]
        .partition("<code>")[0]
    )
    assert signed_in(cast.noor).get(reverse("admin-listing")).status_code == 403


def test_somebody_who_left_counts_no_more(cast: Cast) -> None:
    checked_page(cast.lakeside, FakeRegistry())
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        actions.end_professional(by=BY, professional=queries.professionals(cast.lakeside)[0])
        assert CheckReceipt.objects.filter(clinic=cast.lakeside).count() == 4
    assert not entry().booking_open and entry().people == ()
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        shown(cast.lakeside, MARA)
        assert publishing.remake(cast.lakeside, clock.now()) is not None
        assert [one.slug for one in queries.professionals(cast.lakeside)] == ["mara-quill-2"]
