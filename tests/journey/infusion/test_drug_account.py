"""From the syringe to given and wasted: ledger, dose history, chart, note and paper agree to the microgram."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pypdf
import pytest

from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import in_hand
from euthymia.clinic.pharmacy import queries as stock
from euthymia.clinic.pharmacy.actions import halting
from euthymia.clinic.pharmacy.models import Entry, Refusal
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions, queries, record_views, syringes
from euthymia.journey.infusion.models import Dose, NoteSource, SessionEvent
from support.scenes import ANA_DECIDED
from support.stock import stocked
from support.syringes import draw, proof

from .chair import AtTheChair, later
from .test_drawing import Drawing

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def sums(chair: Drawing) -> dict[str, dict[str, int]]:
    """Micrograms drawn, given and destroyed, as each record has them by itself."""
    found: dict[str, dict[str, int]] = {name: {} for name in ("book", "history", "chart", "note")}

    def add(where: str, what: str, mass_ug: int) -> None:
        if mass_ug:
            found[where][what] = found[where].get(what, 0) + mass_ug

    with chair.unit(chair.cast.lakeside):
        names = {"syringe": "drawn", "administered": "given", "wasted": "wasted", "breakage": "broken"}
        for entry in Entry.objects.exclude(kind="receive"):
            for account, _, mass_ug in entry.legs:
                kind = account.partition(":")[0]
                if mass_ug > 0:
                    add("book", names[kind], mass_ug)
        for dose in Dose.objects.all():
            add("history", dose.kind, dose.mass_ug)
        for event in SessionEvent.objects.all():
            add("chart", "drawn", event.detail.get("drawn_ug", 0))
            add("chart", "given", event.detail.get("account_given_ug", 0))
            add("chart", "wasted", event.detail.get("wasted_ug", 0))
            add("chart", "broken", event.detail.get("broken_ug", 0))
        for source in NoteSource.objects.all():
            for name, mass_ug in source.figures.items():
                add("note", name.removesuffix("_ug"), mass_ug)
    return found


def all_agree(chair: Drawing, **expected: int) -> None:
    assert sums(chair) == dict.fromkeys(("book", "history", "chart", "note"), expected)
    course = chair.course()
    assert course.given_ug == expected.get("given", 0)
    assert expected["drawn"] == sum(value for name, value in expected.items() if name != "drawn")


def on_paper(chair: Drawing) -> str:
    """The words of the record's PDF, lines joined."""
    with chair.unit(chair.cast.lakeside):
        made = record_views.pdf(queries.session(chair.cast.lakeside, chair.session.pk), by="a test")
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def started(cast: Any, unit: Any, *vials: str) -> Drawing:
    chair = Drawing.ready(cast, unit, *vials)
    chair.draw()
    chair.vitals()
    chair.start()
    return chair


def test_a_whole_infusion_gives_everything_and_leaves_nothing(cast: Any, unit: Any, stopped: Any) -> None:
    chair = started(cast, unit)
    later(45)
    event = chair.finish()
    assert event.detail["settled_ug"] == 35_000 and event.detail["in_syringe_ug"] == 0
    all_agree(chair, drawn=35_000, given=35_000)
    with unit(cast.lakeside):
        given = Entry.objects.get(kind="administer")
        assert given.at == SessionEvent.objects.get(kind="started").at, (
            "the four hours are about its beginning"
        )
        assert in_hand.open_syringes(cast.lakeside) == []
    chair.close()


def test_what_the_pump_gave_is_whole_microlitres_of_stock_and_the_rest_is_wasted(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair = started(cast, unit)
    later(17.3)
    assert chair.course().given_ug == 15_137, "52.5 mg/h for 17.3 minutes"
    event = chair.finish(reason="the patient asked")
    assert (event.detail["settled_ug"], event.detail["in_syringe_ug"]) == (15_100, 19_900)
    assert "15.1 mg given of 35 mg" in event.says
    assert chair.refused(lambda **said: actions.close(**said)) == ["syringe-open"]
    wasted = chair.waste()
    assert wasted.detail["wasted_ug"] == 19_900 and "before Tomas Reyes" in wasted.says
    all_agree(chair, drawn=35_000, given=15_100, wasted=19_900)
    chair.close()
    all_agree(chair, drawn=35_000, given=15_100, wasted=19_900)
    paper = on_paper(chair)
    assert "drawn 35 mg from vial 0147 lot L88" in paper and "checked by Tomas Reyes" in paper
    assert "given 15.1 mg, wasted 19.9 mg; witness Tomas Reyes" in paper
    assert "Ketamine given 15.1 mg" in paper


def test_finish_with_a_witness_settles_all_of_it_at_once(cast: Any, unit: Any, stopped: Any) -> None:
    chair = started(cast, unit)
    later(20)
    client_id = uuid4()
    with unit(cast.lakeside):
        said = {"reason": "dissociation", "client_id": client_id, "method": "incineration"}
        event = actions.finish(
            by=cast.noor.member(), session=chair.session, witness=proof(cast.tomas), **said
        )
        again = actions.finish(
            by=cast.noor.member(), session=chair.session, witness=proof(cast.tomas), **said
        )
    assert event.pk == again.pk
    all_agree(chair, drawn=35_000, given=17_500, wasted=17_500)
    with unit(cast.lakeside):
        records = {one.record for one in Entry.objects.filter(kind__in=("administer", "waste"))}
        assert len(records) == 1, "signed together"


def test_a_second_syringe_in_mid_session_has_its_own_account_and_clock(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair = started(cast, unit)
    later(10)
    chair.pause()
    spilt = chair.waste(method="spilt", words="the line came off")
    assert (spilt.detail["account_given_ug"], spilt.detail["broken_ug"]) == (8_750, 26_250)
    assert chair.refused(actions.resume) == ["no-syringe"]
    with unit(cast.lakeside):
        second_ul = 525
    made = chair.draw(second_volume_ul=second_ul)
    assert (made.mass_ug, made.drug_volume_ul, made.final_volume_ul) == (26_250, 525, 75_000)
    resumed = chair.resume()
    assert resumed.detail["syringe"] == made.number and made.number in resumed.says
    later(60)
    event = chair.finish()
    assert event.detail["settled_ug"] == 35_000 and event.detail["account_given_ug"] == 26_250
    all_agree(chair, drawn=61_250, given=35_000, broken=26_250)
    with unit(cast.lakeside):
        accounts = {one.event["syringe"] for one in Entry.objects.filter(kind="administer")}
        assert len(accounts) == 2
    chair.close()


def test_the_pump_is_stopped_and_charted_though_the_book_refuses(cast: Any, unit: Any, stopped: Any) -> None:
    chair = started(cast, unit)
    later(20)
    with unit():
        halting.found({chair.stock.book.pk: "line 3 was changed"}, by="euthymia verify")
    event = chair.finish(reason="dissociation")
    assert "not settled yet" in event.says and "line 3 was changed" in event.detail["account_refused"]
    with unit(cast.lakeside):
        assert Refusal.objects.get().code == halting.HALTED
        assert not Entry.objects.filter(kind="administer").exists()
        with pytest.raises(pharmacy.NotPosted, match="takes no entries"):
            actions.waste(
                by=cast.noor.member(), session=chair.session, client_id=uuid4(), method="deactivated",
                witness=proof(cast.tomas),
            )  # fmt: skip
    with unit():
        halting.found({}, by="euthymia verify")
    chair.waste()
    all_agree(chair, drawn=35_000, given=17_500, wasted=17_500)


def test_waste_sent_twice_is_one_and_another_person_is_needed(cast: Any, unit: Any, stopped: Any) -> None:
    chair = started(cast, unit)
    later(20)
    chair.finish(reason="dissociation")
    client_id = uuid4()
    assert chair.waste(client_id=client_id).pk == chair.waste(client_id=client_id).pk
    with unit(cast.lakeside):
        assert Entry.objects.filter(kind="waste").count() == 1
        with pytest.raises(Unusable, match="holds anything"):
            actions.waste(
                by=cast.noor.member(),
                session=chair.session,
                client_id=uuid4(),
                method="deactivated",
                witness=proof(cast.tomas),
            )
        with pytest.raises(Unusable, match="how it was destroyed"):
            actions.waste(
                by=cast.noor.member(),
                session=chair.session,
                client_id=uuid4(),
                method="sink",
                witness=proof(cast.tomas),
            )
        with pytest.raises(NotAllowed):
            actions.waste(
                by=cast.wren.member(),
                session=chair.session,
                client_id=uuid4(),
                method="deactivated",
                witness=proof(cast.tomas),
            )


def test_what_the_book_has_as_given_is_not_corrected_behind_its_back(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair = started(cast, unit)
    later(10)
    changed = chair.rate(100_000)
    later(10)
    right = chair.correct(changed.n, rate_ul_per_h=120_000)
    later(5)
    end = chair.finish(reason="the patient asked")
    wrong = {"reason": "misread", "rate_ul_per_h": 110_000}
    assert chair.refused(actions.correct, n=right.n, **wrong) == ["settled"]
    assert chair.refused(actions.correct, n=end.n, reason="late", at=end.at - timedelta(minutes=3)) == [
        "settled"
    ]
    given_ug = end.detail["settled_ug"]
    chair.correct(end.n, at=end.at + timedelta(milliseconds=1))
    all_agree_on_given = {chair.course().given_ug, chair.held()[0].given_ug}
    assert all_agree_on_given == {given_ug}, "not by a microlitre: the clock alone is the chart's own"


def test_open_syringes_stand_with_their_clocks(cast: Any, unit: Any, stopped: Any) -> None:
    chair = started(cast, unit)
    with unit(cast.lakeside):
        (one,) = in_hand.open_syringes(cast.lakeside)
        (held,) = syringes.held(chair.session, queries.happenings(chair.session))
        assert (one.number, one.mass_ug, one.use_by) == (held.number, 35_000, held.preparation.use_by)
        (clock,) = [each for each in stock.due(chair.stock.book) if "four hours" in each.what]
        assert clock.due == one.use_by


def test_ketamine_is_given_from_the_syringe_and_by_no_other_way(cast: Any, unit: Any, stopped: Any) -> None:
    chair = started(cast, unit)
    said = {"amount": "10 mg", "route": "IV", "ordered_by": "Dr Okafor"}
    for name in ("Ketamine", "S-ketamine", "KETALAR"):
        assert chair.refused(actions.give, name=name, **said) == ["of-the-syringe"]


def test_a_session_that_began_before_the_book_ends_without_it(cast: Any, unit: Any, stopped: Any) -> None:
    chair = AtTheChair.started(cast, unit)
    with unit(cast.lakeside):
        stocked(cast, "0147")
        draw(cast, chair.session, "0147")
    later(20)
    assert chair.finish(reason="asked for").detail["given_ug"] == 17_500
    assert chair.course().given_ug == 17_500
    assert chair.refused(lambda **said: actions.close(**said)) == ["syringe-open"], (
        "what was drawn is accounted for"
    )


def test_the_record_of_what_was_given_says_who_ordered_it(cast: Any, unit: Any, stopped: Any) -> None:
    chair = started(cast, unit)
    later(45)
    chair.finish()
    with unit(cast.lakeside):
        papers = {entry.kind: entry.papers for entry in Entry.objects.filter(kind__in=("draw", "administer"))}
    for kind in ("draw", "administer"):
        assert papers[kind]["order"] == {"by": chair.session.order.by}
        assert papers[kind]["patient"]["number"] == cast.ana_patient.number
