"""My record: everything at once, on paper and as FHIR; corrections asked for and answered; what is held back and why."""

from __future__ import annotations

import base64
import io
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pypdf
import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.tasks import queries as tasks
from euthymia.domain.quantities import Unusable
from euthymia.journey.record import actions, fhir, gathering, queries, rules, shown
from euthymia.journey.recovery import actions as recovery
from euthymia.kit import clock
from support.cast import PASSWORD, Cast, client_of
from support.history import WRITTEN

pytestmark = [pytest.mark.django_db, pytest.mark.scene(WRITTEN)]
DOCUMENT = {
    "sections": [
        {"title": "Dose", "sentences": [{"text": "35 mg were given."}, {"text": "Struck words.", "struck": {"by": "x"}}], "own": None},
        {"title": "Course", "sentences": [], "own": {"text": "Own words."}},
    ],
    "own": {"text": "The end."},
}  # fmt: skip


def codes(refused: pytest.ExceptionInfo[Unusable]) -> list[tuple[str, str]]:
    return [(one.at, one.code) for one in refused.value.faults]


def test_a_signed_document_reads_as_text_without_what_was_struck() -> None:
    assert gathering.text_of(DOCUMENT) == "Dose\n35 mg were given.\n\nCourse\nOwn words.\n\nThe end."


def test_the_page_the_paper_and_the_bundle_say_the_same(cast: Cast, unit: Any) -> None:
    ana = client_of(cast.ana)
    with unit(cast.lakeside) as opened:
        recovery.record_other_dose(
            by=cast.okafor.member(), patient=cast.ana_patient, client_id=uuid4(), route="intramuscular", dose_ug=40_000,
            place="elsewhere", given_at=opened.now - timedelta(days=40), given_by="Dr Elsewhere",
        )  # fmt: skip
        found = gathering.record(cast.ana_patient, opened.now)
        parts = {one.part.code: one for one in shown.parts(found)}
    assert all(parts[code].lines for code in ("visits", "doses", "measures", "evaluation", "checks")), parts
    page = ana.get("/portal/record/").content.decode()
    for part in parts.values():
        assert f'data-test="part-{part.part.code}"' in page
    paper = pypdf.PdfReader(io.BytesIO(ana.get("/portal/record/my-record.pdf").content))
    text = "\n".join(sheet.extract_text() for sheet in paper.pages)
    assert "My record" in text and "Ana Marsh" in text and parts["doses"].lines[0].what.split(":")[0] in text
    answer = ana.get("/portal/record/my-record.json")
    assert answer.headers["Content-Type"] == "application/fhir+json"
    made = json.loads(answer.content)
    kinds = [entry["resource"]["resourceType"] for entry in made["entry"]]
    assert kinds.count("Patient") == 1 and "Encounter" in kinds and "MedicationAdministration" in kinds
    assert kinds.count("MedicationAdministration") == len(parts["doses"].lines)
    assert "Okoro" not in page + text + answer.content.decode()
    with unit(cast.lakeside):
        taken = Event.objects.filter(verb__in=["record.read", "record.taken"], patient_id=cast.ana_patient.pk)
        assert taken.count() == 3


def test_every_resource_is_whole_and_refers_to_what_is_in_the_bundle(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside) as opened:
        made = fhir.bundle(gathering.record(cast.ana_patient, opened.now))
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(urls) == len(set(urls)) > 8
    for entry in made["entry"]:
        resource = entry["resource"]
        assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
        assert REQUIRED[resource["resourceType"]] <= set(resource), resource
        for reference in _references(resource):
            assert reference in urls
        assert _empty(resource) == []


# Elements of cardinality 1.. in R4 4.0.1 that the bundle's resources must have.
REQUIRED: dict[str, set[str]] = {
    "Patient": {"id"}, "Organization": {"name"}, "Appointment": {"status", "participant"},
    "Encounter": {"status", "class"}, "Observation": {"status", "code"},
    "MedicationAdministration": {"status", "medicationCodeableConcept", "subject", "effectivePeriod"},
    "DocumentReference": {"status", "content"}, "Consent": {"status", "scope", "category", "policyRule"},
}  # fmt: skip


def _references(found: Any) -> list[str]:
    if isinstance(found, dict):
        own = [found["reference"]] if "reference" in found else []
        return own + [one for value in found.values() for one in _references(value)]
    return [one for value in found for one in _references(value)] if isinstance(found, list) else []


def _empty(found: Any) -> list[Any]:
    """FHIR knows no empty string, list or object."""
    if found in ("", [], {}, None):
        return [found]
    values = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [one for value in values for one in _empty(value)]


def test_a_document_in_the_bundle_opens_to_its_text(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside) as opened:
        found = gathering.record(cast.ana_patient, opened.now)
        event = type("Event", (), {"pk": uuid4(), "at": opened.now, "by": "Dr Okafor <o@x>"})()
        made = fhir._document(
            found, gathering.Signed(event, found.visits[0], "Schön, 🙂"), {"text": "Letter"}
        )
    attached = made["content"][0]["attachment"]["data"]
    assert base64.b64decode(attached).decode() == "Schön, 🙂" and made["author"] == [{"display": "Dr Okafor"}]


def test_a_correction_is_asked_for_answered_in_its_time_and_replied_to(cast: Cast, unit: Any) -> None:
    ana, okafor = client_of(cast.ana), client_of(cast.okafor)
    asked = {"client_id": str(uuid4()), "part": "notes", "says": "I never fainted."}
    assert ana.post("/portal/record/ask/", {**asked, "part": ""}).status_code == 422
    assert ana.post("/portal/record/ask/", {**asked, "says": " "}).status_code == 422
    for _ in range(2):
        assert ana.post("/portal/record/ask/", asked).status_code == 302
    with unit(cast.lakeside):
        one = queries.amendments_of(cast.ana_patient)[0]
        (task,) = tasks.open_of_kind(cast.ana_patient, actions.TASK)
        assert one.due_at == one.amendment.made_at + timedelta(days=30) == task.due_at
    path = f"/staff/record/requests/{one.amendment.pk}/"
    assert b"I never fainted." in okafor.get(path).content
    assert client_of(cast.noor).get(path).status_code == 403

    def answer(outcome: str, says: str = "Because.") -> int:
        return int(
            okafor.post(path, {"client_id": str(uuid4()), "outcome": outcome, "says": says}).status_code
        )

    assert (answer("extended"), answer("extended")) == (302, 422)
    with unit(cast.lakeside):
        assert queries.standing(one.amendment).due_at == one.amendment.made_at + timedelta(days=60)
    assert (answer("denied", ""), answer("denied", "The monitor shows it."), answer("accepted")) == (
        422,
        302,
        422,
    )
    reply = f"/portal/record/ask/{one.amendment.pk}/"
    said = [
        ana.post(reply, {"client_id": str(uuid4()), "says": "It was the cuff."}).status_code for _ in range(2)
    ]
    assert said == [302, 422]
    page = ana.get("/portal/record/").content.decode()
    for words in ("I never fainted.", "The monitor shows it.", "It was the cuff."):
        assert words in page
    assert "You get an answer by" not in page
    with unit(cast.lakeside):
        settled = queries.amendments_of(cast.ana_patient)[0]
        assert [event.kind for event in settled.events] == ["asked", "extended", "denied", "replied"]
        assert (
            tasks.open_of_kind(cast.ana_patient, actions.TASK) == []
            and queries.unanswered(cast.lakeside) == []
        )
        with pytest.raises(NotAllowed):
            actions.reply(by=cast.ben_patient, amendment=one.amendment, client_id=uuid4(), says="me too")
    assert client_of(cast.hana).get(path).status_code in (403, 404)


def test_a_part_is_held_back_by_a_clinician_for_a_coded_reason_and_says_so_everywhere(
    cast: Cast, unit: Any
) -> None:
    ana, okafor = client_of(cast.ana), client_of(cast.okafor)
    path = f"/staff/patients/{cast.ana_patient.pk}/record/"
    until = (clock.now() + timedelta(days=5)).date().isoformat()
    form = {"part": "measures", "code": "harm", "reason": "a talk first", "until": until}
    unsigned = okafor.post(path, {**form, "client_id": str(uuid4()), "password": "wrong"})
    assert unsigned.status_code == 422
    for change in ({"code": "because"}, {"part": "all"}, {"until": "2099-01-01"}, {"reason": ""}):
        answer = okafor.post(path, {**form, **change, "client_id": str(uuid4()), "password": PASSWORD})
        assert answer.status_code == 422, change
    with unit(cast.lakeside):
        before = len(queries.delays_of(cast.ana_patient))
        with pytest.raises(NotAllowed):
            actions.hold_back(
                by=cast.noor.member(), patient=cast.ana_patient, client_id=uuid4(), part="notes", code="harm", reason="x",
                until=clock.now() + timedelta(days=1),
            )  # fmt: skip
    assert okafor.post(path, {**form, "client_id": str(uuid4()), "password": PASSWORD}).status_code == 302
    page = ana.get("/portal/record/").content.decode()
    assert 'data-test="held-back"' in page and "45 CFR 171.201" in page and "a talk first" not in page
    made = json.loads(ana.get("/portal/record/my-record.json").content)
    assert not any("interpretation" in entry["resource"] for entry in made["entry"])
    with unit(cast.lakeside) as opened:
        (delay, _), *earlier = queries.delays_of(cast.ana_patient)
        assert len(earlier) == before
        assert gathering.record(cast.ana_patient, opened.now).responses == ()
        assert gathering.record(cast.ana_patient, delay.until).responses != ()
    assert okafor.post(path, {"end": str(delay.pk)}).status_code == 302
    assert 'data-test="held-back"' not in ana.get("/portal/record/").content.decode()
    assert okafor.post(path, {"end": "one"}).status_code == 404


def test_who_looked_is_said_in_words_and_nothing_of_somebody_elses(cast: Cast, unit: Any) -> None:
    client_of(cast.okafor).get(f"/staff/patients/{cast.ana_patient.pk}/record/")
    client_of(cast.okafor).get(f"/staff/patients/{cast.ben_patient.pk}/record/")
    page = client_of(cast.ana).get("/portal/record/looks/").content.decode()
    assert cast.okafor.user.name in page and "looked what is held back of the record of LA-00001" in page
    assert "LA-00002" not in page and cast.okafor.user.email not in page
    assert "read their whole record" not in page
    assert client_of(cast.ana).get("/portal/record/looks/?page=99999").status_code == 200


def test_every_reason_and_clock_names_its_source() -> None:
    assert {one.rule for one in rules.EXEMPTIONS} == {f"45 CFR 171.20{n}" for n in range(1, 6)}
    for source in (rules.EXEMPTIONS_SOURCE, rules.DELAY_SOURCE, rules.ANSWER_SOURCE):
        assert "compliance.md 3.3" in source.source
