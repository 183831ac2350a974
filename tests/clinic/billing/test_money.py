"""Money of real rows: signed prices, an account that is a fold, retries that are the same act, other clinics shut out."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from euthymia.clinic.billing import actions, ahead, papers, queries, setting
from euthymia.clinic.billing.models import AccountEntry, ClaimFile, Estimate, PriceVersion, Superbill
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.visits.models import Booking
from euthymia.domain.billing import superbill as bills
from euthymia.domain.billing.money import shown
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock
from support import desk
from support.billing import COVERAGE, LIST, PRACTICE, PROVIDER, a_given
from support.billing_rows import in_business
from support.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]
NPI = PROVIDER.npi


def code_of(refused: pytest.ExceptionInfo[Unusable]) -> str:
    return refused.value.faults[0].code


def an_infusion(cast: Cast, session: str, client_id: Any = None, **more: Any) -> AccountEntry:
    given = a_given()
    today = clock.now().astimezone(cast.lakeside.zone).date()
    given = type(given)(session, today, given.started_at, given.ended_at, given.minutes, given.drugs)
    return actions.charge(
        by=cast.wren.member(), patient=cast.ana_patient, client_id=client_id or uuid4(), item="infusion", npi=NPI, day=today,
        session=given, **more,
    )  # fmt: skip


def test_prices_are_signed_versions_and_reach_forward_only(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        biller, today = cast.by_role["biller"].member(), clock.now().astimezone(cast.lakeside.zone).date()
        assert queries.published_price(cast.lakeside, today) is None
        client_id = uuid4()
        first = setting.put_prices(
            cast.lakeside, by=biller, client_id=client_id, document=LIST, from_day=today
        )
        assert (
            setting.put_prices(
                cast.lakeside, by=biller, client_id=client_id, document=LIST, from_day=today
            ).pk
            == first.pk
        )
        dearer = deepcopy(LIST)
        dearer["items"][0]["cents"] = 40_000
        setting.put_prices(
            cast.lakeside, by=biller, client_id=uuid4(), document=dearer, from_day=today + timedelta(days=10)
        )
        published = queries.published_price(cast.lakeside, today)
        assert published is not None and shown(published.course.cents) == "$3,650.00"
        assert [(one.course_cents, one.saved_cents) for one in published.packages] == [(340_000, 25_000)] * 2
        later = queries.published_price(cast.lakeside, today + timedelta(days=10))
        assert later is not None and later.course.cents == 370_000 and later.n == 2
        with pytest.raises(Unusable) as refused:
            setting.put_prices(
                cast.lakeside, by=biller, client_id=uuid4(), document=LIST, from_day=today - timedelta(days=1)
            )
        assert code_of(refused) == "past"
        with pytest.raises(NotAllowed):
            setting.put_prices(
                cast.lakeside, by=cast.noor.member(), client_id=uuid4(), document=LIST, from_day=today
            )
    with unit(cast.hillside):
        assert not PriceVersion.objects.exists(), "another clinic's prices are not this one's to read"


def test_a_package_is_sold_used_and_ended_to_the_cent_and_twice_is_once(cast: Cast, unit: Any) -> None:
    ana = cast.ana_patient
    with unit(cast.lakeside):
        in_business(cast)
        wren, sale, use = cast.wren.member(), uuid4(), uuid4()
        for _ in range(2):
            sold = actions.sell(by=wren, patient=ana, client_id=sale, package="six", method="card")
            an_infusion(cast, "s1", use, sold=sold.n)
        state = queries.account(ana).state
        assert (state.paid_cents, state.used_cents, state.balance_cents) == (275_000, 45_833, 229_167)
        assert state.open_packages[0].left == 5 and state.prepaid_cents == state.balance_cents
        with pytest.raises(Unusable) as refused:
            an_infusion(cast, "s1", sold=sold.n)
        assert code_of(refused) == "charged", "a session is charged once, whoever clicks"
        with pytest.raises(Unusable) as refused:
            actions.pay(by=wren, patient=ana, client_id=use, cents=5, method="card")
        assert code_of(refused) == "reused"
        back = {"by": wren, "patient": ana, "method": "card", "says": "moved away"}
        with pytest.raises(Unusable) as refused:
            actions.refund(**back, client_id=uuid4(), cents=1)
        assert code_of(refused) == "more-than-unspent", "what is in a package comes back by ending it"
        actions.end_package(by=wren, patient=ana, client_id=uuid4(), sold=sold.n, says="moved away")
        actions.refund(**back, client_id=uuid4(), cents=224_167)
        state = queries.account(ana).state
        assert (state.balance_cents, state.kept_cents, state.refunded_cents) == (0, 5_000, 224_167)
        assert (
            state.balance_cents
            == state.paid_cents - state.used_cents - state.kept_cents - state.refunded_cents
        )
        with pytest.raises(NotAllowed):
            actions.pay(by=cast.noor.member(), patient=ana, client_id=uuid4(), cents=5, method="card")
        with pytest.raises(NotAllowed):
            actions.pay(by=wren, patient=cast.hal_patient, client_id=uuid4(), cents=5, method="card")
        with pytest.raises(DatabaseError), transaction.atomic():
            AccountEntry.objects.all().update(cents=1)
    with unit(cast.hillside):
        assert not AccountEntry.objects.exists() and not queries.account(ana).rows


def test_an_estimate_keeps_its_deadline_and_stops_a_bill_that_runs_away(cast: Cast, unit: Any) -> None:
    ana = cast.ana_patient
    with unit(cast.lakeside):
        in_business(cast)
        today = clock.now().astimezone(cast.lakeside.zone).date()
        asked: dict[str, Any] = {
            "by": cast.wren.member(), "patient": ana, "reason": "asked", "asked_on": today, "first_day": today,
            "last_day": today + timedelta(days=90), "service": "ketamine for depression", "frequency": "twice a week", "npi": NPI,
            "diagnoses": ("F33.2",), "package": "six",
        }  # fmt: skip
        client_id = uuid4()
        made = papers.estimate(**asked, client_id=client_id)
        assert papers.estimate(**asked, client_id=client_id).pk == made.pk
        assert (made.number, made.document["cents"], made.document["expected"]) == (
            "GFE-2026-0001",
            340_000,
            {NPI: 340_000},
        )
        # Asked on Friday 20 November: three business days, Thanksgiving comes after.
        assert made.due_on is not None and made.due_on.isoformat() == "2026-11-25"
        with pytest.raises(Unusable) as refused:
            papers.estimate(**{**asked, "diagnoses": ("X",)}, client_id=uuid4())
        assert code_of(refused) == "unknown-code"
        for n in range(7):
            an_infusion(cast, f"s{n}")
        with pytest.raises(Unusable) as refused:
            an_infusion(cast, "s7")
        assert code_of(refused) == "over-estimate"
        assert queries.account(ana).state.used_cents == 350_000, "4,000.00 would be 600.00 above 3,400.00"
    with unit(cast.hillside):
        assert not Estimate.objects.exists()


def test_a_booking_of_who_pays_themselves_asks_for_an_estimate(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        in_business(cast)
        on = (clock.now() + timedelta(days=21)).astimezone(cast.lakeside.zone).date()
        desk.booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:00", on=on)
        (owed,) = ahead.estimates_owed(cast.lakeside, clock.now())
        assert (owed.patient, owed.due_on.isoformat(), owed.is_late(on)) == (
            cast.ana_patient,
            "2026-11-25",
            True,
        )
        assert Booking.objects.count() == 1
        setting.set_coverage(
            by=cast.wren.member(), patient=cast.ana_patient, client_id=uuid4(), coverage=COVERAGE, claims=True
        )
        assert ahead.estimates_owed(cast.lakeside, clock.now()) == []


def test_a_superbill_is_the_account_and_a_restriction_stops_its_file(cast: Cast, unit: Any) -> None:
    ana, wren = cast.ana_patient, cast.wren
    with unit(cast.lakeside):
        in_business(cast)
        by = wren.member()
        setting.set_coverage(by=by, patient=ana, client_id=uuid4(), coverage=COVERAGE, claims=False)
        sold = actions.sell(by=by, patient=ana, client_id=uuid4(), package="six", method="card")
        charges = [an_infusion(cast, f"s{n}", sold=sold.n).n for n in range(2)]
        made = papers.make_superbill(
            by=by, patient=ana, client_id=uuid4(), entries=charges, diagnoses=("F33.2",)
        )
        bill = bills.kept(made.document)
        state = queries.account(ana).state
        assert (
            bill.cents == state.used_cents == 91_666
            and bill.owed_cents == 0
            and made.number == "SB-2026-0001"
        )
        assert [line.code for line in bill.services[0].lines] == ["96365", "J3490"]
        client_id = uuid4()
        asked: dict[str, Any] = {
            "by": by,
            "bill": made,
            "client_id": client_id,
            "sender": "LAKESIDE",
            "receiver": "EXPAYER",
        }
        file = papers.write_claim(**asked)
        assert papers.write_claim(**asked).pk == file.pk and file.control == 1
        assert f"CLM*{made.number}*916.66*" in file.content and PRACTICE.npi in file.content
        actions.restrict(by=by, patient=ana, client_id=uuid4(), n=charges[0], on=True, says="signed request")
        with pytest.raises(Unusable) as refused:
            papers.write_claim(**{**asked, "client_id": uuid4()})
        assert code_of(refused) == "self-pay-restricted" and ClaimFile.objects.count() == 1
        again = papers.make_superbill(
            by=by, patient=ana, client_id=uuid4(), entries=charges, diagnoses=("F33.2",)
        )
        with pytest.raises(Unusable) as refused:
            papers.write_claim(**{**asked, "bill": again, "client_id": uuid4()})
        assert code_of(refused) == "self-pay-restricted"
        with pytest.raises(Unusable) as refused:
            papers.make_superbill(
                by=by, patient=ana, client_id=uuid4(), entries=[sold.n], diagnoses=("F33.2",)
            )
        assert code_of(refused) == "unknown"
        actions.reverse(by=by, patient=ana, client_id=uuid4(), n=charges[1], says="another patient's")
        actions.restrict(by=by, patient=ana, client_id=uuid4(), n=charges[0], on=False, says="took it back")
        with pytest.raises(Unusable) as refused:
            papers.write_claim(**{**asked, "client_id": uuid4()})
        assert code_of(refused) == "changed"
    with unit(cast.hillside):
        assert not Superbill.objects.exists() and not ClaimFile.objects.exists()


def test_what_an_insurer_answered_keeps_its_day(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        by, today = cast.wren.member(), clock.now().astimezone(cast.lakeside.zone).date()
        asked: dict[str, Any] = {
            "by": by, "patient": cast.ana_patient, "payer": "Example Health", "how": "telephone, reference 12", "service": "infusions",
            "answer": "not-covered", "says": "experimental",
        }  # fmt: skip
        setting.record_eligibility(**asked, client_id=uuid4(), asked_on=today)
        (kept,) = queries.eligibility(cast.ana_patient, today)
        assert (kept.row.asked_on, kept.row.answer, kept.days, kept.is_old) == (
            today,
            "not-covered",
            0,
            False,
        )
        last, first = (queries.eligibility(cast.ana_patient, today + timedelta(days=n))[0] for n in (30, 31))
        assert (last.is_old, first.is_old) == (False, True)
    with clock.frozen(clock.now() + timedelta(hours=1)), unit(cast.lakeside):
        setting.record_eligibility(**{**asked, "answer": "covered"}, client_id=uuid4(), asked_on=today)
        assert [(one.row.answer, one.is_newest) for one in queries.eligibility(cast.ana_patient, today)] == [
            ("covered", True), ("not-covered", False),
        ]  # fmt: skip
    with unit(cast.lakeside):
        for wrong in ({"answer": "maybe"}, {"how": " "}, {"asked_on": today + timedelta(days=1)}):
            with pytest.raises(Unusable):
                setting.record_eligibility(**{"asked_on": today, **asked, **wrong}, client_id=uuid4())
        with pytest.raises(Unusable):
            setting.set_coverage(
                by=by, patient=cast.ana_patient, client_id=uuid4(), coverage=None, claims=True
            )
