"""Draw and second check: refused by name, or written in the book, the dose history, the chart and the note at once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.devices import queries as found_devices
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy.models import Entry, Refusal
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions, queries, readiness, syringes
from euthymia.journey.infusion.actions.drawing import digest_of
from euthymia.journey.infusion.models import Dose, NoteSource, Preparation, SessionEvent
from euthymia.kit import clock
from support.scenes import ANA_DECIDED
from support.stock import Stock, stocked
from support.syringes import draw, drawing, proof

from .chair import AtTheChair, later, order_for_ana

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]
WEAK = {"ndc": "67457-181-20", "mg_per_ml": Decimal(10), "volume_ul": 20_000}
STRONG = {"ndc": "42023-115-10", "mg_per_ml": Decimal(100), "dose_type": "single"}
GS1 = "(01)00367457108100(17)990331(10)L88(21)0147"


class Drawing(AtTheChair):
    """Ana's order of 35 mg (0.7 mL of 50 mg/mL), and a stocked safe."""

    stock: Stock

    @classmethod
    def ready(cls, cast: Any, unit: Any, *vials: str) -> Drawing:
        with unit(cast.lakeside):
            stock = stocked(cast, *(vials or ("0147",)))
            chair = cls(cast, unit, order_for_ana(cast))
        chair.stock = stock
        return chair

    def draw(self, *scans: str, **more: Any) -> Preparation:
        with self.unit(self.cast.lakeside):
            return draw(self.cast, self.session, *(scans or ("0147",)), **more)

    def refused_by_name(self, *scans: str, **more: Any) -> str:
        """The code of a refusal that was kept, and nothing else with it."""
        with self.unit(self.cast.lakeside):
            before = (Entry.objects.count(), SessionEvent.objects.count())
            with pytest.raises(pharmacy.NotPosted) as refusal:
                draw(self.cast, self.session, *scans, **more)
            assert (Entry.objects.count(), SessionEvent.objects.count()) == before
            assert Refusal.objects.filter(code=refusal.value.code, says=refusal.value.says).exists()
            assert not Preparation.objects.exists() and not Dose.objects.exists()
            return refusal.value.code

    def asked_for(self, **more: Any) -> set[str]:
        with self.unit(self.cast.lakeside):
            with pytest.raises(Unusable) as refusal:
                draw(self.cast, self.session, "0147", **more)
            assert not isinstance(refusal.value, pharmacy.NotPosted)
            return {fault.code for fault in refusal.value.faults}

    def waste(self, **more: Any) -> SessionEvent:
        with self.unit(self.cast.lakeside):
            asked = {"method": "deactivated", "witness": proof(self.cast.tomas), "client_id": uuid4(), **more}
            return actions.waste(by=self.cast.noor.member(), session=self.session, **asked)

    def held(self) -> list[syringes.Held]:
        with self.unit(self.cast.lakeside):
            return syringes.held(self.session, queries.happenings(self.session))


def test_one_act_writes_four_records_that_agree(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    made = chair.draw(GS1)
    with unit(cast.lakeside):
        entry = Entry.objects.get(kind="draw")
        event = SessionEvent.objects.get(kind="drawn")
        dose = Dose.objects.get()
        note = NoteSource.objects.get()
        kept = Preparation.objects.get()
    assert (
        entry.more["mass_ug"]
        == dose.mass_ug
        == event.detail["drawn_ug"]
        == note.figures["drawn_ug"]
        == 35_000
    )
    assert (entry.vial, entry.event["syringe"], entry.event["order"]) == (
        "0147",
        made.number,
        str(chair.session.order_id),
    )
    assert made.digest in entry.event["reason"] and digest_of(kept) == made.digest
    assert entry.witness == made.second == cast.tomas.words and event.n == dose.event_n == note.event_n
    assert made.number in note.says and "35 mg" in note.says and "Tomas Reyes" in note.says
    assert made.use_by - made.begun_at == timedelta(hours=4)
    assert made.vials[0]["lot"] == "L88" and made.vials[0]["mass_ug"] == 35_000


def test_sent_twice_it_is_one_syringe_and_another_syringe_needs_another_form(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair = Drawing.ready(cast, unit)
    client_id = uuid4()
    first = chair.draw(client_id=client_id)
    assert chair.draw(client_id=client_id).pk == first.pk
    with unit(cast.lakeside):
        assert Entry.objects.filter(kind="draw").count() == Dose.objects.count() == 1
        with pytest.raises(Unusable, match="already used"):
            draw(cast, chair.session, "0147", client_id=client_id, weight_g=70_500)
    assert chair.asked_for() == {"drawn-already"}


def test_what_is_wrong_with_a_vial_is_refused_by_name_and_kept(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit, "0147", "0148")
    with unit(cast.lakeside):
        chair.stock.receive("W1", **WEAK)
        chair.stock.receive("X1", expires=date(2026, 11, 20))
        chair.stock.act("quarantine", by=cast.by_role["custodian"].member(), vial="0148", reason="recalled")
    assert chair.refused_by_name("W1") == "wrong-strength"
    assert chair.refused_by_name("W1", read_ug_per_ml=10_000) == "wrong-strength"
    assert chair.refused_by_name("0148") == "in-quarantine"
    assert chair.refused_by_name("59762-1000-1") == "wrong-drug"
    assert chair.refused_by_name("ONDANSETRON") == "wrong-drug"
    assert chair.refused_by_name(GS1.replace("L88", "L99")) == "details-differ"
    assert chair.refused_by_name("0147", read_ug_per_ml=100_000) == "details-differ"
    assert chair.refused_by_name("0147", second_ug_per_ml=10_000) == "read-otherwise"
    assert chair.refused_by_name("0147", second_volume_ul=7_000) == "read-otherwise"
    with unit(cast.lakeside):
        assert "0.7 mL" in Refusal.objects.filter(code="read-otherwise").last().says
    later(60 * 24)
    assert chair.refused_by_name("X1") == "expired"


def test_ten_times_the_strength_is_said_in_those_words(cast: Any, unit: Any, stopped: Any) -> None:
    with unit(cast.lakeside):
        stock = stocked(cast)
        stock.receive("S1", **STRONG)
        order = order_for_ana(cast, figures=_of_weak_stock())
    chair = Drawing(cast, unit, order)
    chair.stock = stock
    with unit(cast.lakeside), pytest.raises(pharmacy.NotPosted, match="ten times as strong"):
        draw(cast, order, "S1")


def _of_weak_stock() -> Any:
    from euthymia.domain import protocols

    return protocols.propose(
        weight_g=70_000, dose_ug_per_kg=500, stock_ug_per_ml=10_000, volume_ul=100_000, duration_min=40
    )


def test_clocks_patients_and_amounts(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit, "0147")
    with unit(cast.lakeside):
        chair.stock.receive("SD", dose_type="single", volume_ul=2_000)
        chair.stock.act("draw", vial="SD", volume_ul=500, patient=cast.ben_patient, order="other")
        chair.stock.receive("LITTLE", volume_ul=600)
        chair.stock.act("draw", vial="0147", volume_ul=500, patient=cast.ben_patient, order="other")
    assert chair.refused_by_name("SD") == "other-patient"
    assert chair.refused_by_name("LITTLE") == "not-enough"
    made = chair.draw("LITTLE", "0147")
    assert [(one["vial"], one["volume_ul"]) for one in made.vials] == [("LITTLE", 600), ("0147", 100)]
    assert chair.held()[0].drawn_ug == 35_000
    chair.waste()
    later(60 * 24 * 29)
    with unit(cast.lakeside):
        with pytest.raises(pharmacy.NotPosted) as refusal:
            draw(cast, chair.session, "0147")
        assert refusal.value.code == "beyond-use"


def test_the_rest_of_a_single_dose_vial_is_wasted_in_the_same_breath(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair = Drawing.ready(cast, unit, "0147")
    with unit(cast.lakeside):
        chair.stock.receive("SD", dose_type="single", volume_ul=2_000)
        with pytest.raises(Unusable, match=r"1\.3 mL stay in single-dose vial"):
            draw(cast, chair.session, "SD")
    chair.draw("SD", rest_method="incineration")
    (held,) = chair.held()
    assert (held.drawn_ug, held.rest_ug, held.left_ug) == (35_000, 65_000, 35_000)
    with unit(cast.lakeside):
        assert chair.stock.on_hand("SD") == 0
        drawn, wasted = Entry.objects.filter(kind__in=("draw", "waste")).order_by("n")
        assert drawn.record == wasted.record and wasted.witness == cast.tomas.words


def test_a_second_needle_in_a_single_dose_vial_asks_why(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit, "0147")
    with unit(cast.lakeside):
        chair.stock.receive("SD", dose_type="single", volume_ul=2_000)
        order = str(chair.session.order_id)
        chair.stock.act("draw", vial="SD", volume_ul=100, order=order, syringe="S-0")
        with pytest.raises(Unusable) as told:
            draw(cast, chair.session, "SD")
        assert {fault.code for fault in told.value.faults} == {"entered-before"}
    reasons = {"calibration-unknown": "read", "entered-before": "the first syringe fell"}
    made = chair.draw("SD", reasons=reasons, rest_method="incineration")
    assert made.reasons["entered-before"] == "the first syringe fell"


def test_what_was_left_out_is_asked_for(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    assert chair.asked_for(checked=frozenset({"hands"})) == {"not-checked"}
    assert chair.asked_for(diluent="tap water", diluent_lot="", diluent_expires=None) == {
        "unknown",
        "missing",
    }
    assert chair.asked_for(diluent_expires=date(2026, 11, 1)) == {"diluent-expired"}
    assert chair.asked_for(weight_g=80_000) == {"off-last-weight"}
    assert chair.asked_for(weight_g=154_000) == {"pounds"}
    assert chair.asked_for(reasons={}) == {"calibration-unknown"}
    assert (
        chair.draw(
            weight_g=80_000, reasons={"off-last-weight": "weighed twice", "calibration-unknown": "read"}
        ).weight_g
        == 80_000
    )


def test_the_second_person_is_another_one_and_fresh(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    with unit(cast.lakeside):
        old = proof(cast.tomas)
        with pytest.raises(pharmacy.NotPosted) as refusal:
            draw(cast, chair.session, "0147", witness=proof(cast.noor))
        assert refusal.value.code == "witness-is-actor"
        with pytest.raises(PermissionError):
            draw(cast, chair.session, "0147", witness=proof(cast.wren))
        with pytest.raises(PermissionError):
            draw(cast, chair.session, "0147", by=cast.by_role["custodian"].member())
    later(6)
    with unit(cast.lakeside):
        with pytest.raises(Unusable, match="older than five minutes"):
            draw(cast, chair.session, "0147", witness=old)
        used = proof(cast.tomas)
        draw(cast, chair.session, "0147", witness=used)
        with pytest.raises(Unusable, match="another record"):
            actions.waste(
                by=cast.noor.member(),
                session=chair.session,
                client_id=uuid4(),
                method="deactivated",
                witness=used,
            )


def test_nothing_starts_without_a_syringe_within_its_four_hours(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    chair.vitals()
    assert "syringe" in chair.refused(actions.start, rate_ul_per_h=150_000)
    made = chair.draw()
    later(4 * 60)
    chair.vitals()
    assert "syringe" in chair.refused(actions.start, rate_ul_per_h=150_000)
    chair.waste()
    again = chair.draw()
    chair.vitals()
    event = chair.start()
    assert event.detail == {"syringe": again.number} and again.number != made.number


def test_a_clinic_without_a_book_is_told_so_and_starts(cast: Any, unit: Any, stopped: Any) -> None:
    chair = AtTheChair.ordered(cast, unit)
    with unit(cast.lakeside):
        lights = {one.code: one for one in readiness.conditions(cast.noor.member(), chair.session)}
    assert lights["syringe"].words == "not kept here" and "not kept here" in lights["syringe"].says
    chair.vitals()
    assert chair.start().detail == {}


def test_an_aborted_session_is_closed_when_its_syringe_is_wasted(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    chair.draw()
    assert chair.refused(lambda **said: actions.close(**said)) == ["syringe-open"]
    event = chair.waste(words="the patient went home")
    assert event.detail["wasted_ug"] == 35_000 and event.reason == "the patient went home"
    chair.close()
    (held,) = chair.held()
    assert (held.drawn_ug, held.given_ug, held.wasted_ug, held.left_ug) == (35_000, 0, 35_000, 0)


def test_drawing_needs_every_scan_to_be_one_vial(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit, "0147", "0148")
    with unit(cast.lakeside):
        with pytest.raises(Unusable, match="0147, 0148"):
            draw(cast, chair.session, "67457-108-10")
        with pytest.raises(Unusable, match="stands twice"):
            draw(cast, chair.session, "0147", GS1)
        with pytest.raises(Unusable, match="before the order"):
            draw(cast, chair.session, "0147", at=clock.now() - timedelta(minutes=5))
    assert drawing(chair.session, "0147").scans == ["0147"]


def test_a_pump_is_within_its_calibration_or_somebody_says_why(cast: Any, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    with unit(cast.lakeside):
        said = {"clinic": cast.lakeside, "by": cast.noor.member(), "code": "p-7", "title": "Syringe pump"}
        with pytest.raises(Unusable, match="is past"):
            devices.calibrated(until=date(2026, 11, 19), **said)
        devices.calibrated(until=date(2026, 11, 21), **said)
        devices.calibrated(until=date(2026, 11, 20), **said)
        assert [str(one) for one in found_devices.pumps(cast.lakeside)] == ["P-7 Syringe pump"]
    made = chair.draw(pump="P-7", reasons={})
    assert made.pump_calibrated_until == date(2026, 11, 20)
    chair.waste()
    later(60 * 24)
    assert chair.asked_for(pump="p-7", reasons={}) == {"calibration-over"}
    assert chair.asked_for(pump="P-8", reasons={}) == {"calibration-unknown"}
