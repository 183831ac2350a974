"""A pump entry that was wrong, corrected after the book had settled it: by two, in every record, to the microgram."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy.models import Entry, Refusal
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import account, actions, doses, queries, syringes
from euthymia.journey.infusion.models import Dose, NoteSource, SessionEvent
from euthymia.kit import clock
from support.cast import PASSWORD
from support.scenes import ANA_DECIDED
from support.syringes import proof

from .chair import later
from .test_drawing import Drawing
from .test_drug_account import on_paper, started

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def records(chair: Drawing) -> dict[str, dict[str, int]]:
    """Micrograms given, wasted, broken and left, as each record has them by itself now."""
    names = {"administered": "given", "wasted": "wasted", "breakage": "broken", "syringe": "left"}
    book: dict[str, int] = {}
    note: dict[str, int] = {}
    with chair.unit(chair.cast.lakeside):
        for entry in Entry.objects.all():
            for name, _, mass_ug in entry.legs:
                if (kind := name.partition(":")[0]) in names:
                    book[names[kind]] = book.get(names[kind], 0) + mass_ug
        for source in NoteSource.objects.all():
            for name, mass_ug in source.figures.items():
                kind = name.removesuffix("_ug")
                note[kind] = note.get(kind, 0) + mass_ug
        found = queries.happenings(chair.session)
        lines, have = account.lines(found), syringes.held(chair.session, found)
        note["left"] = note.pop("drawn", 0) - sum(note.values())
    kinds = ("given", "wasted", "broken", "left")
    return {
        "book": {kind: book.get(kind, 0) for kind in kinds},
        "note": {kind: note.get(kind, 0) for kind in kinds},
        "chart": {kind: sum(getattr(one, f"{kind}_ug") for one in lines) for kind in kinds},
        "history": {kind: sum(getattr(one, f"{kind}_ug") for one in have) for kind in kinds},
    }


def all_say(chair: Drawing, *, given: int, wasted: int = 0, broken: int = 0, left: int = 0) -> None:
    said = {"given": given, "wasted": wasted, "broken": broken, "left": left}
    assert records(chair) == dict.fromkeys(("book", "note", "chart", "history"), said)
    assert chair.course().given_ug == given


def resettle(chair: Drawing, n: int, **said: Any) -> SessionEvent:
    with chair.unit(chair.cast.lakeside):
        asked = {
            "reason": "misread the pump",
            "client_id": uuid4(),
            "witness": proof(chair.cast.tomas),
            **said,
        }
        return actions.resettle(
            by=asked.pop("by", chair.cast.okafor).member(), session=chair.session, n=n, **asked
        )


def half_given(cast: Any, unit: Any) -> tuple[Drawing, SessionEvent]:
    """Twenty minutes at the ordered rate, so 17.5 of 35 mg given, and the rest destroyed. The rate was set lower at
    ten minutes, which nobody charted until now; gives the entry of the end."""
    chair = started(cast, unit)
    later(20)
    end = chair.finish(reason="the patient asked")
    chair.waste()
    all_say(chair, given=17_500, wasted=17_500)
    return chair, end


def test_an_end_charted_too_late_is_moved_and_all_four_records_with_it(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair, end = half_given(cast, unit)
    event = resettle(chair, end.n, at=end.at - timedelta(minutes=8))
    all_say(chair, given=10_500, wasted=24_500)
    assert (event.corrects, event.detail["settled_ug"], event.detail["early"]) == (end.n, 10_500, True)
    assert "10.5 mg given of 35 mg" in event.says and "signed by two" in event.says
    with unit(cast.lakeside):
        rows = list(Entry.objects.exclude(kind__in=("receive", "draw")).order_by("n"))
        assert [row.kind for row in rows] == [
            "administer",
            "waste",
            "reverse",
            "reverse",
            "administer",
            "waste",
        ]
        assert [row.ref for row in rows[2:4]] == [str(rows[1].client_id), str(rows[0].client_id)]
        assert len({row.record for row in rows[2:]}) == 1, "one record, which both signed"
        assert {row.witness for row in rows[2:]} == {cast.tomas.member().words}
        assert (rows[4].at, rows[5].at) == (rows[0].at, rows[1].at), "when it was, not when it was corrected"
        undone = list(Dose.objects.filter(kind="undone").order_by("entry_n"))
        assert [(one.entry_n, one.undoes) for one in undone] == [
            (rows[2].n, rows[1].n),
            (rows[3].n, rows[0].n),
        ]
        (source,) = NoteSource.objects.filter(event_n=event.n)
        assert (
            "10.5 mg were given by the pump, not 17.5 mg; 24.5 mg were destroyed, not 17.5 mg"
            in source.says.replace(", 24", "; 24")
        )
        (matched,) = doses.of_day(
            chair.stock.book, clock.now().astimezone(cast.lakeside.zone).date(), clock.now()
        )
        assert matched.matched.given_ug == 10_500
    paper = on_paper(chair)
    assert "given 10.5 mg, wasted 24.5 mg; witness Tomas Reyes" in paper and "Ketamine given 10.5 mg" in paper


def test_a_correction_is_itself_corrected_and_the_last_one_counts(cast: Any, unit: Any, stopped: Any) -> None:
    chair, end = half_given(cast, unit)
    first = resettle(chair, end.n, at=end.at - timedelta(minutes=8))
    with pytest.raises(Unusable) as refusal:
        resettle(chair, end.n, at=end.at - timedelta(minutes=4))
    assert refusal.value.faults[0].code == "corrected"
    resettle(chair, first.n, at=end.at - timedelta(minutes=4))
    all_say(chair, given=14_000, wasted=21_000)


def test_sent_twice_it_is_one_correction(cast: Any, unit: Any, stopped: Any) -> None:
    chair, end = half_given(cast, unit)
    said = {"client_id": uuid4(), "at": end.at - timedelta(minutes=8)}
    assert resettle(chair, end.n, **said).pk == resettle(chair, end.n, **said).pk
    all_say(chair, given=10_500, wasted=24_500)


def test_after_the_end_of_watching_and_what_then_is_left_must_be_said(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair = started(cast, unit)
    later(45)
    chair.finish()
    chair.close()
    (start,) = chair.events("started")
    lower = {"rate_ul_per_h": start.rate_ul_per_h // 2}
    with pytest.raises(Unusable) as refusal:
        resettle(chair, start.n, **lower)
    assert refusal.value.faults[0].code == "left-over" and "nobody has destroyed it" in str(refusal.value)
    all_say(chair, given=35_000)
    resettle(chair, start.n, method="spilt", **lower)
    found = records(chair)["book"]
    assert found["given"] + found["broken"] == 35_000 and found["left"] == 0 < found["broken"]
    all_say(chair, given=found["given"], broken=found["broken"])


def test_while_the_patient_is_here_what_is_left_is_wasted_as_always(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair = started(cast, unit)
    later(45)
    end = chair.finish()
    resettle(chair, end.n, at=end.at - timedelta(minutes=25))
    all_say(chair, given=17_500, left=17_500)
    chair.waste()
    all_say(chair, given=17_500, wasted=17_500)
    chair.close()


def test_of_two_syringes_each_is_reckoned_anew(cast: Any, unit: Any, stopped: Any) -> None:
    chair = started(cast, unit)
    later(10)
    paused = chair.pause()
    chair.waste(method="spilt", words="the line came off")
    chair.draw(second_volume_ul=525)
    chair.resume()
    later(10)
    chair.finish(reason="the patient asked")
    chair.waste()
    all_say(chair, given=17_500, broken=26_250, wasted=17_500)
    resettle(chair, paused.n, at=paused.at - timedelta(minutes=4))
    all_say(chair, given=14_000, broken=29_750, wasted=17_500)


def test_who_may_and_what_is_nothing_new(cast: Any, unit: Any, stopped: Any) -> None:
    chair, end = half_given(cast, unit)
    moved = {"at": end.at - timedelta(minutes=8)}
    with pytest.raises(NotAllowed):
        resettle(chair, end.n, by=cast.noor, **moved)
    with unit(cast.lakeside):
        before = Entry.objects.count()
    for said, code in (
        ({}, "nothing-new"),
        ({"at": end.at}, "nothing-new"),
        ({"reason": " ", **moved}, "missing"),
        ({"n": end.n + 1, **moved}, "not-correctable"),
    ):
        with pytest.raises(Unusable) as refusal:
            resettle(chair, **{"n": end.n, **said})
        assert [one.code for one in refusal.value.faults] == [code]
    with pytest.raises((Unusable, NotAllowed)), unit(cast.lakeside):
        actions.resettle(
            by=cast.okafor.member(), session=chair.session, client_id=uuid4(), n=end.n, reason="misread",
            witness=proof(cast.okafor), **moved,
        )  # fmt: skip
    with unit(cast.lakeside):
        assert Entry.objects.count() == before
    all_say(chair, given=17_500, wasted=17_500)


def test_what_stands_at_the_chair_is_not_reversed_in_the_book_alone(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair, _ = half_given(cast, unit)
    with unit(cast.lakeside):
        for entry in Entry.objects.filter(kind__in=("draw", "administer", "waste")):
            with pytest.raises(pharmacy.NotPosted) as refused:
                pharmacy.reverse(
                    by=cast.okafor.member(), witness=proof(cast.tomas), book=entry.book, client_id=uuid4(), entry=entry,
                    reason="a mistake",
                )  # fmt: skip
            assert refused.value.code == "of-the-chair"
        assert Refusal.objects.filter(code="of-the-chair").count() == 3
    all_say(chair, given=17_500, wasted=17_500)


def test_the_record_leads_to_the_correction_and_both_sign_on_its_form(
    cast: Any, unit: Any, stopped: Any, signed_in: Any
) -> None:
    chair, end = half_given(cast, unit)
    here = f"/staff/infusions/{chair.session.pk}/"
    noor, okafor = signed_in(cast.noor), signed_in(cast.okafor)
    theirs = noor.get(here + "record/").content.decode()
    assert f"{here}correct/?n={end.n}" in theirs and "resettle" not in theirs
    moved_alone = {"client_id": str(uuid4()), "n": str(end.n), "reason": "late", "minutes_ago": "9"}
    later(2)
    refused = noor.post(here + "correct/", moved_alone)
    assert refused.status_code == 422 and "a correction by two" in refused.content.decode()
    record = okafor.get(here + "record/").content.decode()
    assert f'{here}resettle/?n={end.n}" data-test="resettle"' in record
    page = okafor.get(here + f"resettle/?n={end.n}").content.decode()
    assert 'data-test="wrong"' in page and "17.5 mg given of 35 mg" in page
    for number in ("", "abc", "9" * 5_000, str(end.n + 90)):
        assert 'data-test="wrong"' not in okafor.get(here + f"resettle/?n={number}").content.decode()
        assert okafor.post(here + "resettle/", {"n": number, "right_time": "x"}).status_code == 422
    moved = (end.at - timedelta(minutes=8)).astimezone(cast.lakeside.zone)
    form = {
        "client_id": str(uuid4()), "n": str(end.n), "right_time": f"{moved:%H:%M:%S}", "reason": "the pump's own log",
        "method": "", "password": PASSWORD, "second_email": "tomas@lakeside.example", "second_password": "wrong",
    }  # fmt: skip
    hers = noor.post(here + "resettle/", {**form, "second_password": PASSWORD})
    assert hers.status_code == 422 and "may reverse its entries" in hers.content.decode()
    form["client_id"] = str(uuid4())
    wrong = okafor.post(here + "resettle/", form)
    assert wrong.status_code == 422 and "do not fit" in wrong.content.decode()
    empty = okafor.post(here + "resettle/", {**form, "second_password": PASSWORD, "right_time": ""})
    assert empty.status_code == 422 and "say what is right" in empty.content.decode().lower()
    all_say(chair, given=17_500, wasted=17_500)
    assert okafor.post(here + "resettle/", {**form, "second_password": PASSWORD}).status_code == 302
    all_say(chair, given=10_500, wasted=24_500)
    after = okafor.get(here + "record/").content.decode()
    assert "the pump&#x27;s own log" in after and "10.5 mg were given by the pump, not 17.5 mg" in after
