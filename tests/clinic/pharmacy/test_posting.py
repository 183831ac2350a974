"""The verbs of the book against the database: what is posted, what is refused, and what a refusal leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.pharmacy import actions, queries
from euthymia.clinic.pharmacy.models import Entry, Refusal, Syringe
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from support.cast import Cast
from support.stock import DISTRIBUTOR, OURS, SUPPLIER, stocked

pytestmark = pytest.mark.django_db


def refused(code: str, do: Any, /, **asked: Any) -> actions.NotPosted:
    with pytest.raises(actions.NotPosted) as told:
        do(**asked)
    assert told.value.code == code, told.value.says
    return told.value


def test_drawn_is_given_or_wasted_and_every_entry_sums_to_zero(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        stock.act("draw", vial="0147", volume_ul=2_000)
        stock.act("administer", volume_ul=1_500)
        wasted = stock.act("waste", volume_ul=500, witness=stock.proof())
        assert stock.on_hand("0147") == 8_000
        assert (wasted.by, wasted.witness) == (cast.noor.words, cast.tomas.words)
        assert not Syringe.objects.filter(volume_ul__gt=0).exists()
        assert queries.on_hand_ul(stock.book) == 8_000
        for row in Entry.objects.all():
            assert sum(leg[1] for leg in row.legs) == 0 == sum(leg[2] for leg in row.legs)
        assert Entry.objects.get(kind="administer").legs[1][1:] == [1_500, 75_000]
        assert list(Entry.objects.order_by("n").values_list("n", flat=True)) == [1, 2, 3, 4]


def test_a_refusal_posts_nothing_is_kept_and_audited(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        asked = uuid4()
        told = refused("not-enough", stock.act, verb="draw", vial="0147", volume_ul=10_100, client_id=asked)
        assert "10 mL" in told.says and stock.on_hand("0147") == 10_000
        assert Refusal.objects.get().client_id == asked
    with unit(cast.lakeside):
        event = Event.objects.get(verb="stock.refused")
        assert (event.actor, event.outcome, event.detail) == (
            cast.noor.words, "refused", {"code": "not-enough"}
        )  # fmt: skip


def test_a_refused_id_stays_refused_also_when_it_would_now_be_right(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast)
        asked = uuid4()
        refused("unknown-vial", stock.act, verb="draw", vial="0147", volume_ul=100, client_id=asked)
        stock.receive("0147")
        refused("unknown-vial", stock.act, verb="draw", vial="0147", volume_ul=100, client_id=asked)
        assert stock.on_hand("0147") == 10_000 and Refusal.objects.count() == 1


def test_the_same_act_again_is_the_same_entry_and_another_under_its_id_is_refused(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        stock, asked = stocked(cast, "0147"), uuid4()
        first = stock.act("draw", vial="0147", volume_ul=1_000, client_id=asked)
    clock.advance(timedelta(seconds=5))
    with unit(cast.lakeside):
        again = stock.act("draw", vial="0147", volume_ul=1_000, client_id=asked)
        assert again.pk == first.pk and stock.on_hand("0147") == 9_000
        with pytest.raises(Unusable) as told:
            stock.act("draw", vial="0147", volume_ul=1_001, client_id=asked)
        assert told.value.faults[0].code == "id-conflict" and stock.on_hand("0147") == 9_000


def test_an_act_around_it_that_fails_takes_the_entry_along_and_keeps_the_refusal(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        with pytest.raises(actions.NotPosted), actions.acting():
            stock.act("draw", vial="0147", volume_ul=1_000)
            stock.act("administer", volume_ul=1_001)
        assert stock.on_hand("0147") == 10_000 and Refusal.objects.get().code == "more-than-drawn"


@pytest.mark.parametrize("role", ["nurse", "custodian"])
def test_a_witness_is_somebody_else_with_a_proof_of_their_own(cast: Cast, unit: Any, role: str) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        stock.act("draw", vial="0147", volume_ul=1_000)
        refused("witness-missing", stock.act, verb="waste", volume_ul=500, witness=None)
        own = refused(
            "witness-is-actor", stock.act, verb="waste", volume_ul=500, witness=stock.proof(cast.noor)
        )
        assert "Noor Haddad" in own.says
        with pytest.raises(NotAllowed):
            stock.act("waste", volume_ul=500, witness=stock.proof(cast.wren))
        second = cast.okafor if role == "nurse" else cast.by_role[role]
        assert stock.act("waste", volume_ul=500, witness=stock.proof(second)).witness == second.words


def test_a_proof_is_for_one_record_and_five_minutes(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        stock.act("draw", vial="0147", volume_ul=1_000)
        proof = stock.proof()
        entry = stock.act("waste", volume_ul=400, witness=proof)
        assert proof.record == entry.record
        with pytest.raises(Unusable, match="another record"):
            stock.act("waste", volume_ul=600, witness=proof)
        old = OneAct(cast.tomas.member(), units.current().now - timedelta(minutes=6))
        with pytest.raises(Unusable, match="five minutes"):
            stock.act("waste", volume_ul=600, witness=old)
        assert Syringe.objects.get().volume_ul == 600


def test_roles_open_the_verbs(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        for role in ("custodian", "witness", "desk", "owner", "inspector"):
            with pytest.raises(NotAllowed):
                stock.act("draw", by=cast.by_role[role].member(), vial="0147", volume_ul=100)
        with pytest.raises(NotAllowed):
            stock.act("quarantine", vial="0147", reason="recalled")
        with pytest.raises(NotAllowed):
            actions.register(
                clinic=cast.lakeside, by=cast.noor.member(), entity="a", number=SUPPLIER, address="b",
                valid_until=date(2028, 1, 1),
            )  # fmt: skip


def test_papers_must_be_in_date_on_the_day_of_the_act(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        stock.book.registration.valid_until = date(2026, 11, 19)
        stock.book.registration.save()
        refused("registration-lapsed", stock.act, verb="draw", vial="0147", volume_ul=100)
        refused("registration-lapsed", stock.receive, vial="0148")
        stock.act("quarantine", by=cast.by_role["custodian"].member(), vial="0147", reason="registration")
        actions.renew(by="a test", registration=stock.book.registration, valid_until=date(2029, 1, 1))
        stock.receive("0148")
    with unit():
        unlicensed = people.employ(clinic=cast.lakeside, user=cast.hana.user, by="a test")
        people.give_role(staff=unlicensed, role="nurse", by="a test")
    with unit(cast.lakeside) as opened:
        from euthymia.clinic.people.queries import member

        hana = member(cast.hana.user, cast.lakeside.pk, opened.now)
        refused("licence-lapsed", stock.act, verb="draw", by=hana, vial="0148", volume_ul=100)


def test_who_has_not_attested_takes_nothing_into_their_hands_and_still_accounts_for_it(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        stock.act("draw", vial="0147", volume_ul=200)
    clock.advance(timedelta(days=366))  # the casts' attestations end, and their licences
    with unit(cast.lakeside):
        people.verify_credential(
            staff=cast.noor.staff, kind="licence", number="RN-7", issuer="State board", valid_until=date(2099, 1, 1),
            source="the board's register", by="a test",
        )  # fmt: skip
        told = refused("not-attested", stock.act, verb="draw", vial="0147", volume_ul=100)
        assert "Noor Haddad" in told.says and "1301.76(a)" in told.says
        refused("not-attested", stock.receive, vial="0148")
        stock.act("waste", volume_ul=200, witness=stock.proof())
        people.verify_credential(
            staff=cast.noor.staff, kind="attestation", number="1301.76(a)", issuer="Noor Haddad", valid_until=date(2099, 1, 1),
            source="signed form", by="a test",
        )  # fmt: skip
        refused("beyond-use", stock.act, verb="draw", vial="0147", volume_ul=100)


def test_a_vial_goes_to_a_room_for_one_patient_and_stock_never_arrives_there(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        room = actions.add_place(
            by="a test", registration=stock.book.registration, name="Room 1", treatment=True
        )
        keeper = cast.by_role["custodian"].member()
        asked: dict[str, Any] = {"by": keeper, "vial": "0147", "to": room}
        with pytest.raises(Unusable) as told:
            stock.act("move", **asked)
        assert told.value.faults[0].at == "patient"
        with pytest.raises(Unusable) as told:
            stock.receive("0148", to=room)
        assert told.value.faults[0].code == "treatment-area"
        entry = stock.act("move", **asked, patient=cast.ana_patient)
        assert entry.patient_id == cast.ana_patient.pk
        stock.act("draw", vial="0147", volume_ul=100)
        told_bound = refused(
            "bound",
            stock.act,
            verb="draw",
            vial="0147",
            volume_ul=100,
            patient=cast.ben_patient,
            order="order-2",
        )
        assert cast.ana_patient.number in told_bound.says


def test_a_wrong_registration_number_is_refused(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stocked(cast)
        for number, code in (("F91234562", "not-valid"), (OURS, "known"), ("", "not-valid")):
            with pytest.raises(Unusable) as told:
                actions.register(
                    clinic=cast.lakeside, by="a test", entity="a", number=number, address="b",
                    valid_until=date(2028, 1, 1),
                )  # fmt: skip
            assert [fault.code for fault in told.value.faults] == [code]


def test_a_vial_goes_through_quarantine_to_the_distributor_and_is_gone_when_acknowledged(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        stock, keeper = stocked(cast, "0147"), cast.by_role["custodian"].member()
        common = {"by": keeper, "vial": "0147", "distributor_dea": DISTRIBUTOR}
        refused(
            "not-in-quarantine", stock.act, verb="reverse_distribute", loading=True, witness=stock.proof(),
            **common,
        )  # fmt: skip
        stock.act("quarantine", by=keeper, vial="0147", reason="recalled")
        refused("witness-missing", stock.act, verb="reverse_distribute", loading=True, **common)
        stock.act("reverse_distribute", loading=True, witness=stock.proof(), **common)
        assert queries.on_hand_ul(stock.book) == 10_000
        stock.act("reverse_distribute", loading=False, **common)
        assert queries.on_hand_ul(stock.book) == 0


def test_a_vial_moves_comes_back_breaks_and_is_destroyed(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock, keeper = stocked(cast, "0147", "0148"), cast.by_role["custodian"].member()
        cart = actions.add_place(by="a test", registration=stock.book.registration, name="Cart")
        stock.act("move", by=keeper, vial="0147", to=cart)
        stock.act("return_sealed", by=keeper, vial="0147", to=stock.safe)
        stock.act("breakage", vial="0147", reason="fell", volume_ul=4_000, witness=stock.proof())
        stock.act("destroy", by=keeper, vial="0148", reason="recalled", witness=stock.proof())
        assert (stock.on_hand("0147"), stock.on_hand("0148")) == (6_000, 0)


def test_an_entry_is_reversed_once_by_two(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        drawn = stock.act("draw", vial="0147", volume_ul=1_000)
        common = {"by": cast.okafor.member(), "entry": drawn, "reason": "another vial"}
        stock.act("reverse", witness=stock.proof(), **common)
        assert stock.on_hand("0147") == 10_000 and not Syringe.objects.filter(volume_ul__gt=0).exists()
        refused("already-reversed", stock.act, verb="reverse", witness=stock.proof(), **common)


def test_what_cannot_be_understood_is_said_at_its_field(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        with pytest.raises(Unusable) as told:
            stock.act("draw", vial="0147", volume_ul=-5)
        assert [fault.at for fault in told.value.faults] == ["volume_ul"]
        assert not Refusal.objects.exists()


def test_nothing_is_posted_into_another_clinics_book(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
    with unit(cast.hillside):
        assert queries.books(cast.hillside) == [] and queries.vials(cast.hillside) == []
        with pytest.raises(NotAllowed):
            stock.act("draw", by=cast.hana.member(), vial="0147", volume_ul=100)


def test_the_database_itself_refuses_a_witness_who_acted(cast: Cast, unit: Any) -> None:
    from euthymia.kit import streams

    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        row = Entry.objects.get()
        copy = {
            f.attname: getattr(row, f.attname)
            for f in Entry._meta.concrete_fields
            if f.name not in ("id", "n", "hash")
        }
        made = Entry(**{**copy, "client_id": uuid4(), "witness": row.by})
        with pytest.raises(IntegrityError, match="another_person"), transaction.atomic():
            streams.append(stock.book, [made])
