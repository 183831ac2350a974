"""The home says the one next step; what cannot wait goes before every questionnaire; and the pages that lie behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.questionnaires import actions as answering
from euthymia.domain.rules.from_home import Told
from euthymia.journey.followup import actions, diary
from euthymia.kit import clock
from support import desk
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db


def test_what_cannot_wait_goes_before_what_is_asked(cast: Cast, unit: Any) -> None:
    ana = client_of(cast.ana)
    with unit(cast.lakeside) as unit_of:
        due = unit_of.now + timedelta(days=1)
        answering.assign(by="a test", patient=cast.ana_patient, instrument="phq-9", due_at=due)
    assert 'data-test="answer"' in ana.get("/portal/").content.decode()
    with unit(cast.lakeside):
        on = (clock.now() + timedelta(days=1)).astimezone(cast.lakeside.zone).date()
        desk.booked(cast.lakeside, cast.ana_patient, cast.chairs[1], "13:00", on=on)
    page = ana.get("/portal/").content.decode()
    assert 'data-test="step-coming"' in page and "/portal/coming/tomorrow/" in page
    with unit(cast.lakeside):
        told = Told(felt="headache", severity="severe", thoughts="no")
        report = actions.tell(by=cast.ana_patient, client_id=uuid4(), told=told)
    page = ana.get("/portal/").content.decode()
    assert 'data-test="step-report"' in page and f"/portal/tell/{report.pk}/" in page
    with unit(cast.lakeside):
        actions.answer(by=cast.noor.member(), report=report, client_id=uuid4(), says="Rest.")
    assert 'data-test="step-coming"' in ana.get("/portal/").content.decode()


def test_everything_else_is_one_list_and_a_line_a_day_is_kept(cast: Cast, unit: Any) -> None:
    ana = client_of(cast.ana)
    ana.cookies["language"] = "es"
    page = ana.get("/portal/more/").content.decode()
    for words in ("Cuéntenos", "Mensajes", "Mi evolución", "Vida diaria", "Círculo de apoyo"):
        assert words in page
    said = {"act": "log", "client_id": str(uuid4()), "sleep": "7.5", "movement": "20"}
    assert ana.post("/portal/lifestyle/", {**said, "sleep": "25"}).status_code == 422
    for _ in range(2):
        assert ana.post("/portal/lifestyle/", said).status_code == 302
    goal = {"act": "goal", "client_id": str(uuid4()), "topic": "sleep", "words": "acostarme a las 23 😴"}
    ana.post("/portal/lifestyle/", goal)
    page = ana.get("/portal/lifestyle/").content.decode()
    assert "acostarme a las 23 😴" in page and "7.5" in page.replace("7,5", "7.5")
    with unit(cast.lakeside) as unit_of:
        found = diary.of_patient(cast.ana_patient, unit_of.now)
        answering.answer(
            by=cast.noor.member(), patient=cast.ana_patient, instrument="phq-9", answers=[1] * 10, client_id=uuid4()
        )  # fmt: skip
    noor, where = client_of(cast.noor), f"/staff/patients/{cast.ana_patient.pk}/outcomes/phq-9/"
    plain, with_days = (noor.get(f"{where}{more}").content.decode() for more in ("", "?days"))
    assert "Sleep 7.5 h" not in plain and "Sleep 7.5 h" in with_days and 'data-test="with-days"' in plain
    with unit(cast.lakeside):
        assert [dict(amounts) for _, amounts in found.days] == [{"sleep": 7.5, "movement": 20.0}]
