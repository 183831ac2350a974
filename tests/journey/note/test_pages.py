"""The pages: a nurse writes, a prescriber signs, the patient reads, a letter leaves; every look and act is noted."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any
from uuid import uuid4

import pypdf
import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.visits import actions as visits
from euthymia.domain.quantities import Unusable
from euthymia.journey.note import actions, letters, queries
from euthymia.journey.recovery import actions as recovery
from journey.infusion.chair import later
from support.cast import PASSWORD, Cast

from .desk import AtTheDesk, home

pytestmark = [pytest.mark.django_db]


def shown(answer: Any) -> str:
    return unescape(answer.content.decode())


def hidden(page: str, act: str, name: str) -> str:
    """The value of a hidden field of the form of an act."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'value="{act}"' in one)
    tag = next(one for one in re.findall(r"<input[^>]*>", form) if f'name="{name}"' in one)
    return re.findall(r'value="([^"]*)"', tag)[0]


def words_of(content: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split()
    )


def test_from_the_list_of_tasks_to_the_signed_note_and_its_addendum(
    cast: Cast, unit: Any, stopped: Any, signed_in: Any
) -> None:
    desk = home(cast, unit)
    noor, okafor, wren = signed_in(cast.noor), signed_in(cast.okafor), signed_in(cast.wren)
    url = f"/staff/notes/{desk.visit.pk}/"
    # it waits, with its age, and the list leads to it
    listed = shown(okafor.get("/staff/tasks/"))
    assert "Note to sign" in listed and "asked for 0\xa0minutes ago" in listed
    with unit(cast.lakeside):
        (task,) = [one for one in tasks.open_tasks(cast.lakeside) if one.kind == "note"]
    assert okafor.get(f"/staff/tasks/{task.pk}/note/").headers["Location"] == url
    assert "waits 0\xa0minutes" in shown(okafor.get("/staff/notes/"))
    assert wren.get(url).status_code == 403
    # the nurse writes beside it and takes a sentence out; a mistake keeps what was typed
    page = shown(noor.get(url))
    assert "Not signed yet" in page and 'data-test="note-sign"' not in page and "drug book</a>" in page
    own = {"act": "write", "client_id": uuid4(), "section": "symptoms", "words": "Like floating, she says."}
    assert noor.post(url, own).headers["Location"] == f"{url}#symptoms"
    assert noor.post(url, own).status_code == 302, "a second click is the first one"
    again = noor.post(url, {**own, "client_id": uuid4()})
    assert again.status_code == 422 and "these words stand there already" in shown(again)
    mark = desk.mark("At 09:35 Noor Haddad wrote")
    assert "wept a little" in shown(noor.get(f"{url}strike/?mark={mark}"))
    missing = noor.post(f"{url}strike/", {"client_id": uuid4(), "mark": mark, "reason": ""})
    assert missing.status_code == 422
    struck = {"client_id": uuid4(), "mark": mark, "reason": "of another patient"}
    assert noor.post(f"{url}strike/", struck).headers["Location"] == url
    page = shown(okafor.get(url))
    assert (
        "<s>At 09:35 Noor Haddad wrote" in page and "of another patient" in page and "Like floating" in page
    )
    assert "otherwise now" in shown(noor.get(f"{url}strike/?mark=nothing"))
    # the prescriber signs what they have read, with their password, once
    sign = {"act": "sign", "client_id": uuid4(), "seen": hidden(page, "sign", "seen"), "password": PASSWORD}
    assert "This is not your password" in shown(okafor.post(url, {**sign, "password": "wrong"}))
    assert noor.post(url, sign).status_code == 403
    noor.post(url, {"act": "write", "client_id": uuid4(), "section": "", "words": "A calm session."})
    stale = okafor.post(url, sign)
    assert stale.status_code == 422 and "changed while you read it" in shown(stale)
    sign["seen"] = hidden(shown(stale), "sign", "seen")
    assert okafor.post(url, {**sign, "client_id": uuid4()}).status_code == 302
    page = shown(okafor.get(url))
    assert (
        "Signed by Dr Chidi Okafor" in page
        and 'data-test="own-save"' not in page
        and "A calm session." in page
    )
    assert "Note to sign" not in shown(okafor.get("/staff/tasks/?all"))
    # paper agrees, and an addendum follows
    paper = words_of(okafor.get(f"{url}note.pdf").content)
    assert (
        "given 20.4 mg + wasted 14.6 mg" in paper
        and "Like floating, she says." in paper
        and "Draft" not in paper
    )
    add = {
        "act": "add",
        "client_id": uuid4(),
        "seen": hidden(page, "add", "seen"),
        "words": "Slept well.",
        "password": PASSWORD,
    }
    assert okafor.post(url, {**add, "words": ""}).status_code == 422
    assert okafor.post(url, {**add, "client_id": uuid4()}).status_code == 302
    assert "Slept well." in shown(noor.get(url)) and "Slept well." in words_of(
        noor.get(f"{url}note.pdf").content
    )
    assert "Steps" in shown(noor.get(f"{url}visit/"))
    with unit(cast.lakeside):
        verbs = set(Event.objects.filter(patient_id=cast.ana_patient.pk).values_list("verb", flat=True))
    assert {
        "note.seen",
        "note.written",
        "note.struck",
        "note.signed",
        "note.addendum",
        "note.printed",
        "visit.seen",
    } <= verbs


def test_the_patient_reads_it_in_plain_words_once_it_is_released(
    cast: Cast, unit: Any, stopped: Any, signed_in: Any
) -> None:
    desk = home(cast, unit)
    ana, noor, okafor = signed_in(cast.ana), signed_in(cast.noor), signed_in(cast.okafor)
    own, url = f"/portal/sessions/{desk.visit.pk}/", f"/staff/notes/{desk.visit.pk}/summary/"
    assert ana.get(own).status_code == 404
    preview = shown(noor.get(url))
    assert "when the note is signed" in preview and "You were given 20.4 mg of ketamine." in preview
    assert "Se le dieron 20.4 mg de ketamina." in shown(noor.get(f"{url}?language=es"))
    # as the site sets: the medical director signs for another moment
    settings = {"client_id": uuid4(), "release": "discharged", "reason": "patients ask", "password": PASSWORD}
    director = cast.lakeside.medical_director
    assert director is not None and director.pk == cast.okafor.staff.pk  # type: ignore[union-attr]
    assert okafor.post("/staff/notes/settings/", settings).status_code == 302
    assert (
        noor.get("/staff/notes/settings/").status_code == 403
        and okafor.get("/staff/notes/settings/").status_code == 200
    )
    page = shown(ana.get(own))
    for words in (
        "You were given 20.4 mg of ketamine.", "It took 35 min.", "At 09:15 you felt: dizzy. At 09:20 you felt well again.",
        "You went home at 10:35 with the person who came for you.", "Do not drive", "Call 911", "No next visit is booked yet.",
    ):  # fmt: skip
        assert words in page, words
    assert "Noor" not in page and "PHQ" not in page, "no names of staff, no scores"
    spanish = shown(ana.get(own, headers={"accept-language": "es"}))
    assert (
        "Su sesión" in spanish and "Se le dieron 20.4 mg de ketamina." in spanish and "No conduzca" in spanish
    )
    # or by hand only: nothing is shown until somebody releases it
    later(1)
    with unit(cast.lakeside):
        recovery.leave(by=cast.noor.member(), visit=desk.visit, client_id=uuid4())
    by_hand = {**settings, "client_id": uuid4(), "release": "by-hand"}
    assert okafor.post("/staff/notes/settings/", by_hand).status_code == 302
    assert ana.get(own).status_code == 404 and "How it went" not in shown(ana.get("/portal/"))
    assert noor.post(url, {"client_id": uuid4()}).status_code == 302
    assert "How it went" in shown(ana.get("/portal/"))
    assert ana.get(own).status_code == 200
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="summary.read", patient_id=cast.ana_patient.pk).exists()
    assert ana.get(f"/portal/sessions/{uuid4()}/").status_code == 404


def test_a_letter_is_written_signed_and_each_time_it_leaves_is_a_fact(
    cast: Cast, unit: Any, stopped: Any, signed_in: Any
) -> None:
    desk = home(cast, unit)
    noor, okafor = signed_in(cast.noor), signed_in(cast.okafor)
    begun = noor.post(
        f"/staff/notes/{desk.visit.pk}/letter/",
        {"client_id": uuid4(), "to": "Dr Rey Example\n1 Example Street"},
    )
    url = begun.headers["Location"]
    assert (
        noor.post(f"/staff/notes/{desk.visit.pk}/letter/", {"client_id": uuid4(), "to": " "}).status_code
        == 422
    )
    page = shown(noor.get(url))
    assert (
        "I write about Ana Marsh, born" in page
        and "Ketamine 20.4 mg was infused from 09:00 to 09:35 (35 min)." in page
    )
    assert "A plan of treatment: not recorded." in page and 'data-test="letter-sign"' not in page
    write = {
        "act": "write",
        "client_id": uuid4(),
        "to": "Dr Rey Example\n1 Example Street",
        "words": "With kind regards.",
    }
    assert noor.post(url, write).status_code == 302
    early = {"act": "send", "client_id": uuid4(), "to": "Dr Rey Example", "how": "post"}
    assert "this letter is not signed" in shown(noor.post(url, early))
    page = shown(okafor.get(url))
    sign = {"act": "sign", "client_id": uuid4(), "seen": hidden(page, "sign", "seen"), "password": PASSWORD}
    assert okafor.post(url, {**sign, "password": "wrong"}).status_code == 422
    assert okafor.post(url, {**sign, "client_id": uuid4()}).status_code == 302
    for how in ("fax", "patient"):
        sent = {"act": "send", "client_id": uuid4(), "to": "Dr Rey Example", "how": how}
        assert noor.post(url, sent).status_code == noor.post(url, sent).status_code == 302
    assert noor.post(url, write | {"client_id": uuid4()}).status_code == 422
    page = shown(noor.get(url))
    assert page.count('data-test="sent"') == 2 and "By fax to Dr Rey Example" in page
    paper = words_of(noor.get(f"{url}letter.pdf").content)
    assert (
        "Dr Rey Example" in paper
        and "Ketamine 20.4 mg was infused" in paper
        and "With kind regards." in paper
    )
    with unit(cast.lakeside):
        (found,) = queries.letters(desk.visit)
        now = letters.standing(queries.letter(cast.lakeside, found.pk))
        assert now.signed is not None and now.signed.digest in paper
        noted = list(Event.objects.filter(verb="letter.sent").values_list("detail__how", flat=True))
        with pytest.raises(Unusable):
            actions.send(by=cast.noor.member(), letter=found, client_id=uuid4(), to="x", how="pigeon")
    assert sorted(noted) == ["fax", "patient"]


def test_nothing_is_written_of_a_visit_in_which_nothing_was_given(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    with unit(cast.lakeside):
        visit = visits.open_visit(
            clinic=cast.lakeside, patient=cast.ana_patient, room=cast.chairs[0], by="a test"
        )
    desk = AtTheDesk(cast, unit, visit)
    assert desk.refused(actions.write, section="", words="hello") == ["nothing-given"]
    okafor = signed_in(cast.okafor)
    for page in ("", "note.pdf", "summary/", "visit/", "letter/", "strike/"):
        assert okafor.get(f"/staff/notes/{visit.pk}/{page}").status_code == 404, page
