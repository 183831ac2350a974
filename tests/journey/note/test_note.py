"""The note of a session: written by the facts, edited beside them, signed, added to; nothing missing papered over."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.calls import actions as calls
from euthymia.clinic.harm import actions as harm
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.pharmacy.models import Entry
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.visits import queries as visits
from euthymia.domain.rules.harm import Facts
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion import record_views
from euthymia.journey.note import actions, paper
from euthymia.journey.note.links import KINDS, Places
from euthymia.journey.note.models import NoteEvent
from euthymia.journey.recovery import queries as recoveries
from euthymia.kit import clock
from euthymia.kit.models import Changed
from journey.infusion.chair import AtTheChair, later
from journey.recovery.door import AtTheDoor
from support.places import a_spray

from .desk import AtTheDesk, home, infused
from .rows import exists

pytestmark = [pytest.mark.django_db]


def pdf(desk: AtTheDesk) -> str:
    """The words of the note's PDF, lines joined."""
    now = desk.now()
    with desk.unit(desk.cast.lakeside):
        made = paper.note(now, printed_by="a test")
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages).split())


def test_the_note_tells_the_visit_as_the_rows_have_it(cast: Any, unit: Any, stopped: Any) -> None:
    desk = home(cast, unit)
    told = desk.texts()
    for sentence in (
        "Phone check before coming: not recorded.",
        "Fasting and escort, asked at the chair: not recorded.",
        "0.5 mg/kg × 70 kg = 35 mg in 100 mL over 40 min, 150 mL/h (52.5 mg/h).",
        "The infusion began at 09:00 with syringe S-2 at 52.5 mg/h (150 mL/h).",
        "At 09:10 the rate was changed from 52.5 mg/h (150 mL/h) to 35 mg/h (100 mL/h).",
        "Reason given: dissociation.",
        "Ketamine given: 20.4 mg of 35 mg ordered, in 35 min; the pump ran for 30 min of them.",
        "Pressure: highest 148/92 mmHg at 09:15, lowest 120/76 mmHg at 09:00, of 7 systolic values.",
        "At 09:15: Dizziness, moderate. Done: Pause. Then, at 09:20: Comfortable; no pain or nausea, IV site fine.",
        "Other medicines: not recorded.",
        "At 09:35 Noor Haddad wrote: “wept a little, then calm”",
        "Syringe S-2: drawn 35 mg = given 20.4 mg + wasted 14.6 mg + spilt 0 mg.",
        "At 10:05 (Noor Haddad): everything looked at again, as before.",
        "At 10:35 (Noor Haddad): cannula: out, site fine; otherwise as before.",
        "The gate at the discharge: all 12 criteria met.",
        "Discharged at 10:35 by Noor Haddad: home with the escort.",
        "Next appointment: not recorded.",
    ):
        assert sentence in told, sentence
    # digits are those of the ledger, the chart and both papers
    with unit(cast.lakeside):
        given_ug = sum(one.more["mass_ug"] for one in Entry.objects.filter(kind="administer"))
        session = recoveries.session_of(desk.visit)
        assert session is not None
        course = infusions.course(infusions.session(cast.lakeside, session.pk))
        record = record_views.pdf(infusions.session(cast.lakeside, session.pk), by="a test")
    words = " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(record)).pages).split()
    )
    assert given_ug == course.given_ug == 20_400
    assert "Ketamine given 20.4 mg" in words and "given 20.4 mg, wasted 14.6 mg" in words
    on_paper = pdf(desk)
    assert "Draft: not signed" in on_paper and "given 20.4 mg + wasted 14.6 mg" in on_paper
    assert "Ketamine given: 20.4 mg of 35 mg ordered, in 35 min" in on_paper


def test_every_sentence_has_a_row_that_exists_and_a_page_that_shows_it(
    cast: Any, unit: Any, stopped: Any, signed_in: Any
) -> None:
    desk = home(cast, unit)
    now = desk.now()
    sources = {each for part in now.parts for one in part.told for each in one.sentence.sources}
    assert {each.kind for each in sources} <= set(KINDS)
    okafor = signed_in(cast.okafor)
    with unit(cast.lakeside):
        assert [str(each) for each in sources if not exists(cast.lakeside, each)] == []
        places = Places(desk.visit, recoveries.session_of(desk.visit), cast.okafor.member())
        pages = {places.url(each) for each in sources}
    shown = {url.partition("#")[0]: okafor.get(url.partition("#")[0]) for url in pages}
    assert {answer.status_code for answer in shown.values()} == {200}
    for url in pages:
        page, mark, place = url.partition("#")
        assert not mark or f'id="{place}"' in shown[page].content.decode(), url


def test_calls_and_adverse_events_stand_in_the_note_with_their_rows(
    cast: Any, unit: Any, stopped: Any, signed_in: Any
) -> None:
    chair = infused(cast, unit)
    with unit(cast.lakeside):
        visit = visits.visit(cast.lakeside, chair.session.visit_id)
        press = calls.press(visit=visit, by="patient", client_id=uuid4(), wish="sick", ago_s=42)
        calls.answer(by=cast.noor.member(), call_id=press.id, client_id=uuid4(), done="basin")
        calls.press(visit=visit, by="patient", client_id=uuid4())
        facts = Facts(kind="headache", severity="moderate", onset_at=clock.now(), treatment="water")
        event = harm.report(
            by=cast.noor.member(), patient=visit.patient, visit=visit, client_id=uuid4(), facts=facts
        )
        harm.tell(
            by=cast.noor.member(),
            event=event,
            client_id=uuid4(),
            code="prescriber",
            says="Dr Okafor, at once",
        )
    desk = AtTheDesk(cast, unit, visit)
    told = desk.texts("calls") + desk.texts("harm")
    assert told == [
        "At 09:34 the patient called from the chair: feels sick. Answered after 42 s by Noor Haddad: basin, water.",
        "At 09:35 the patient called from the chair: calls. No answer is recorded.",
        "AE-2026-001, Headache: began at 09:35; severity: moderate; whether it is serious is not judged yet; done with the "
        "dose: not recorded; outcome: not recorded. Reported by Noor Haddad.",
        "AE-2026-001 was treated with: water.",
        "Of AE-2026-001, the prescriber on site was told: Dr Okafor, at once at 09:35 (Noor Haddad).",
    ]
    sources = {source for part in desk.now().parts for one in part.told for source in one.sentence.sources}
    with unit(cast.lakeside):
        assert all(exists(cast.lakeside, source) for source in sources)
        places = Places(visit, chair.session, cast.okafor.member())
        pages = {places.url(one) for one in sources if one.kind in ("call", "harm-entry")}
    doctor = signed_in(cast.okafor)
    page = doctor.get(reverse("note", args=[visit.pk])).content.decode()
    assert "Calls from the chair" in page and "Adverse events" in page and len(pages) == 3
    assert all(address in page and doctor.get(address).status_code == 200 for address in pages)


def test_edited_beside_and_struck_with_a_reason(cast: Any, unit: Any, stopped: Any) -> None:
    desk = home(cast, unit)
    noor, once = cast.noor, uuid4()
    first = desk.do(
        actions.write, by=noor, client_id=once, section="symptoms", words="She says it was like floating."
    )
    again = desk.do(
        actions.write, by=noor, client_id=once, section="symptoms", words="She says it was like floating."
    )
    assert first.pk == again.pk, "a second click is the first one"
    assert desk.refused(actions.write, client_id=once, section="symptoms", words="otherwise") == ["reused"]
    assert desk.refused(actions.write, section="weather", words="rain") == ["unknown"]
    desk.do(actions.write, section="symptoms", words="She says it was like floating, and pleasant.")
    own = desk.now().state.own["symptoms"]
    assert (own.says, own.name) == ("She says it was like floating, and pleasant.", "Dr Chidi Okafor")
    mark = desk.mark("At 09:35 Noor Haddad wrote")
    assert desk.refused(actions.strike, mark=mark, reason=" ") == ["missing"]
    desk.do(actions.strike, mark=mark, reason="of another patient")
    assert desk.refused(actions.strike, mark=mark, reason="again") == ["struck"]
    paper_words = pdf(desk)
    assert "wept a little" in paper_words and "taken out: of another patient (Dr Chidi Okafor" in paper_words
    desk.do(actions.restore, mark=mark)
    assert desk.now().state.struck == {}
    with pytest.raises(NotAllowed):
        desk.do(actions.write, by=cast.wren, section="", words="hello")
    with unit(cast.lakeside):
        rows = NoteEvent.objects.order_by("n")
        assert [(row.kind, row.by.partition(" <")[0]) for row in rows] == [
            ("written", "Noor Haddad"), ("written", "Dr Chidi Okafor"), ("struck", "Dr Chidi Okafor"), ("restored", "Dr Chidi Okafor"),
        ]  # fmt: skip
        noted = "".join(Event.objects.filter(verb__startswith="note.").values_list("says", flat=True))
        assert "floating" not in noted, "the audit log says that it was written, not what"
        with pytest.raises(Changed):
            rows[0].delete()


def test_regenerated_before_the_signature_and_the_difference_is_shown(
    cast: Any, unit: Any, stopped: Any
) -> None:
    chair = AtTheChair.started(cast, unit)
    later(10)
    chair.rate(100_000, reason="dissociation")
    later(20)
    chair.finish(reason="the patient asked")
    desk = AtTheDesk(cast, unit, chair.fresh().visit)
    mark = desk.mark("At 09:10 the rate was changed")
    desk.do(actions.strike, mark=mark, reason="told in my words")
    seen = desk.now().seen
    assert not desk.now().changed
    (rate,) = chair.events("rate")
    chair.correct(rate.n, reason="misread the pump", rate_ul_per_h=110_000)
    now = desk.now()
    changed = {after.text for _, after in now.changed.changed} | {one.text for one in now.changed.new}
    assert any("to 38.5 mg/h (110 mL/h)" in text for text in changed), changed
    assert "This stands for an earlier entry that was wrong: misread the pump." in changed
    assert not any(one.mark in now.state.struck for part in now.parts for one in part.told), (
        "other words were struck than those that stand there now"
    )
    assert desk.refused(actions.read, seen=seen) == ["changed"]
    desk.do(actions.read, seen=now.seen)
    assert not desk.now().changed
    assert desk.refused(actions.sign, seen=desk.now().seen) == ["not-discharged"]


def test_signed_is_frozen_and_only_added_to(cast: Any, unit: Any, stopped: Any) -> None:
    desk = home(cast, unit)
    with unit(cast.lakeside):
        waiting = [one for one in tasks.open_tasks(cast.lakeside, "prescriber") if one.kind == "note"]
    assert [one.says for one in waiting] == ["Note to sign"]
    with pytest.raises(NotAllowed):
        desk.sign(by=cast.noor)
    old = desk.now().seen
    desk.do(actions.write, section="", words="A calm session.")
    assert desk.refused(actions.sign, seen=old) == ["changed"], "nobody signs what they have not read"
    assert desk.refused(actions.add, seen=desk.now().seen, words="more") == ["unsigned"]
    made = desk.sign()
    assert desk.sign(client_id=made.client_id).pk == made.pk
    assert desk.refused(actions.sign, seen=desk.now().seen) == ["signed"]
    assert desk.refused(actions.write, section="", words="else") == ["signed"]
    document = json.dumps(made.detail["document"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert made.digest == sha256(document.encode()).hexdigest()
    with unit(cast.lakeside):
        assert "note" not in {one.kind for one in tasks.open_tasks(cast.lakeside)}
    assert not desk.now().changed, "the signature itself changes nothing of the record"
    # a fact comes late
    later(30)
    AtTheDoor(cast, unit, desk.visit)
    chair = AtTheChair(cast, unit, recoveries_session(desk))
    chair.do(infusion.write_note, words="the husband called: she sleeps")
    now = desk.now()
    assert [one.text for one in now.changed.new] == [
        "At 11:05 Noor Haddad wrote: “the husband called: she sleeps”"
    ]
    assert "The record has changed since this was signed" in pdf(desk)
    assert desk.refused(actions.add, seen=made.detail["document"]["meaning"], words="x") == ["changed"]
    added = desk.add("Her husband called at eleven; she sleeps well.")
    assert added.detail["document"]["follows"] == made.digest
    assert added.detail["document"]["changes"]["new"] == [one.text for one in now.changed.new]
    assert not desk.now().changed, "the addendum lists the change, and settles it"
    words = pdf(desk)
    assert "Her husband called at eleven" in words and added.digest in words and made.digest in words
    assert "the husband called" in words and "The record has changed" not in words


def recoveries_session(desk: AtTheDesk) -> Any:
    with desk.unit(desk.cast.lakeside):
        return recoveries.session_of(desk.visit)


def test_a_spray_has_its_note_too(cast: Any, unit: Any, stopped: Any) -> None:
    visit_id = a_spray(cast)["visit_id"]
    with unit(cast.lakeside):
        desk = AtTheDesk(cast, unit, visits.visit(cast.lakeside, visit_id))
    told = desk.texts()
    assert any(
        one.startswith("Esketamine nasal spray 56 mg (lots L1, L2), under direct observation") for one in told
    )
    assert "Resting pressure 120/76 mmHg at 09:00." in told and "Discharge: not recorded." in told
    assert "Checks in recovery: not recorded." in told
    assert any("Spravato REMS" in one for one in told)
