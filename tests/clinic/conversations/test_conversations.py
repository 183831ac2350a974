"""Messages: guided, answered by a clock, with files that are what they say, read by those who may and audited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.conversations import actions, queries
from euthymia.clinic.conversations.actions import File
from euthymia.clinic.conversations.models import Conversation
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.duty import queries as pages
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.tasks import queries as tasks
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.attachments import LARGEST_BYTES
from euthymia.kit import clock
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def asked(cast: Cast, says: str = "May I take ibuprofen?", **more: Any) -> Conversation:
    usual = {"by": cast.ana_patient, "client_id": uuid4(), "says": says, "about": "medicine"}
    return actions.ask(**{**usual, **more})


def test_an_answer_is_owed_against_a_clock_and_settles_its_task(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        found, once = asked(cast), uuid4()
        (task,) = tasks.open_tasks(cast.lakeside)
        assert (task.kind, task.owner, task.due_at) == ("conversation", "nurse", found.due_at)
        assert asked(cast, conversation=found, says="And paracetamol?").due_at == found.due_at, "one clock"
        assert len(tasks.open_tasks(cast.lakeside)) == 1
        with pytest.raises(NotAllowed):
            actions.answer(by=cast.wren.member(), conversation=found, client_id=uuid4(), says="Yes.")
        for _ in range(2):
            actions.answer(by=cast.noor.member(), conversation=found, client_id=once, says="Yes, as usual.")
        assert [one.kind for one in queries.lines(found)] == ["asked", "asked", "answered"]
        assert tasks.open_tasks(cast.lakeside) == [] and queries.waiting(cast.lakeside) == []
        clock.advance(timedelta(hours=1))
    with unit(cast.lakeside):
        asked(cast, conversation=found, says="Thank you. One more thing.")
        assert len(tasks.open_tasks(cast.lakeside)) == 1, "a new question is owed a new answer"
        assert cast.tomas.staff is not None
        actions.assign(by=cast.noor.member(), conversation=found, client_id=uuid4(), to=cast.tomas.staff)
        actions.settle(by=cast.noor.member(), conversation=found, client_id=uuid4(), says="by phone")
        assert queries.waiting(cast.lakeside) == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (File("x.pdf", LARGEST_BYTES + 1, PDF), "too-large"),
        (File("x.pdf", 5, b"hello"), "kind"),
        (File("x.pdf", 9, b"%PDF-1.7 cut off"), "kind"),
        (File("x.pdf", 0, b""), "empty"),
        (File("x.pdf", 60, PDF.replace(b"<<>>", b"<</OpenAction 2 0 R>>")), "active"),
        (File("x.png", len(PDF), b"MZ" + PDF), "kind"),
    ],
)
def test_a_file_is_known_by_its_content_and_refused_with_the_limit(
    cast: Cast, unit: Any, file: File, code: str
) -> None:
    with unit(cast.lakeside):
        with pytest.raises(Unusable) as refused:
            asked(cast, attached=[file])
        assert [one.code for one in refused.value.faults] == [code]
        assert queries.of_patient(cast.ana_patient) == []


def test_words_about_death_open_the_crisis_path_and_page(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        asked(cast, "I can’t go on, I want to die")
        crisis = crises.open_of(cast.ana_patient)
        assert crisis is not None and crisis.remote and len(pages.standing(cast.lakeside)) == 1


def test_guidance_comes_first_then_writing_with_a_file_answering_and_every_read_is_kept(
    cast: Cast, unit: Any
) -> None:
    ana, noor = client_of(cast.ana), client_of(cast.noor)
    page = ana.get("/portal/messages/").content.decode()
    assert page.index('data-test="urgent"') < page.index('name="says"') and "911" in page
    sent = {"client_id": str(uuid4()), "about": "medicine", "says": "😀 مرحبا " + "x" * 300}
    wrong = SimpleUploadedFile("notes.pdf", b"not a PDF at all", "application/pdf")
    refused = ana.post("/portal/messages/", {**sent, "attached": wrong})
    assert refused.status_code == 422 and "at most 3 MB" in refused.content.decode()
    right = SimpleUploadedFile("scan ñ.exe", PDF, "application/octet-stream")
    answer = ana.post("/portal/messages/", {**sent, "client_id": str(uuid4()), "attached": right})
    where = answer["Location"]
    page = ana.get(where).content.decode()
    assert "😀 مرحبا" in page and "scan ñ.pdf" in page
    with unit(cast.lakeside):
        (found,) = queries.of_patient(cast.ana_patient)
        (file,) = queries.attachments(found)
    staff = f"/staff/conversations/{found.pk}/"
    taken = noor.get(f"{staff}files/{file.pk}/")
    assert taken.content == PDF and taken["Content-Disposition"].startswith("attachment")
    assert found.patient.given_name in noor.get("/staff/conversations/").content.decode()
    assert noor.post(staff, {"act": "answer", "client_id": str(uuid4()), "says": ""}).status_code == 422
    assert noor.post(staff, {"act": "answer", "client_id": str(uuid4()), "says": "Yes."}).status_code == 302
    assert noor.get(staff).status_code == 200
    assert "Yes." in ana.get(where).content.decode()
    assert client_of(cast.hana).get(staff).status_code == 404
    with unit(cast.lakeside):
        reads = [one.verb for one in audit_events(cast.lakeside.pk, patient=cast.ana_patient.pk)]
        assert {"conversation.seen", "conversation.file", "conversation.answered"} <= set(reads)
