"""Who is paged; and item 9 at two in the morning, through every door a patient has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.conversations import actions as conversations
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.crisis import queries as found_crises
from euthymia.clinic.duty import queries, sending
from euthymia.clinic.messages.drivers import mailbox
from euthymia.clinic.questionnaires import actions as answering
from euthymia.domain.rules.day_check import Told as DayTold
from euthymia.domain.rules.from_home import Told
from euthymia.journey.arrival import actions as arrival
from euthymia.journey.arrival import queries as arrivals
from euthymia.journey.followup import actions as followup
from euthymia.kit import clock, units
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db


def item_9(cast: Cast) -> None:
    due = units.current().now + timedelta(days=1)
    asked = answering.assign(by="a test", patient=cast.ana_patient, instrument="phq-9", due_at=due)
    answering.save_draft(by=cast.ana_patient, assignment=asked, answers=[*[None] * 8, 1, None], language="es")


def day_check(cast: Cast) -> None:
    day = arrivals.today(cast.lakeside, units.current().now)
    told = DayTold(feelings="thoughts")
    arrival.tell(by=cast.ana.user, patient=cast.ana_patient, client_id=uuid4(), told=told, day=day)


def report(cast: Cast) -> None:
    told = Told(felt="anxiety", severity="mild", thoughts="yes")
    followup.tell(by=cast.ana_patient, client_id=uuid4(), told=told)


def message(cast: Cast) -> None:
    conversations.ask(by=cast.ana_patient, client_id=uuid4(), says="quiero morir", about="other")


@pytest.mark.parametrize("door", [item_9, day_check, report, message])
def test_at_two_in_the_morning_every_door_opens_the_path_and_pages(
    cast: Cast, unit: Any, door: Callable[[Cast], None]
) -> None:
    clock.advance(timedelta(hours=17))  # nine in the morning becomes two at night
    with unit(cast.lakeside):
        door(cast)
        crisis = found_crises.open_of(cast.ana_patient)
        assert crisis is not None
        page = queries.standing_of(cast.lakeside.pk, crises.subject_of(crisis))
        assert page is not None
    sending.round_of()
    box = mailbox()
    assert box is not None
    (sent,) = [one for one in box.read() if page.path in one["text"]]
    assert sent["to"] == cast.okafor.user.email and "02:00" in sent["text"] and "Marsh" not in sent["text"]
    okafor = client_of(cast.okafor)
    assert "nobody has taken" in okafor.get("/staff/").content.decode()
    assert "nobody has taken it yet" in okafor.get(page.path).content.decode()
    assert okafor.post(page.path, {"act": "come"}).status_code == 302
    assert 'data-test="come"' not in okafor.get(page.path).content.decode()
    with unit(cast.lakeside):
        assert queries.standing_of(cast.lakeside.pk, crises.subject_of(crisis)) is None


def test_what_is_answered_beside_a_nurse_pages_nobody(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        answering.answer(
            by=cast.noor.member(), patient=cast.ana_patient, instrument="phq-9", answers=[0] * 8 + [2, 0], client_id=uuid4()
        )  # fmt: skip
        assert found_crises.open_of(cast.ana_patient) is not None and queries.standing(cast.lakeside) == []


def test_people_are_put_on_duty_by_name_and_address(cast: Cast, unit: Any) -> None:
    okafor = client_of(cast.okafor)
    assert "Nobody was put on duty" in okafor.get("/staff/duty/").content.decode()
    assert cast.noor.staff and cast.tomas.staff
    sent = {
        "client_id": str(uuid4()), "first": str(cast.noor.staff.pk), "first_channel": "sms", "first_address": "555",
        "second": str(cast.noor.staff.pk), "second_channel": "email", "second_address": "tomas",
    }  # fmt: skip
    refused = okafor.post("/staff/duty/", sent)
    assert refused.status_code == 422
    for words in ("this is no number", "this is no e-mail address", "somebody else"):
        assert words in refused.content.decode()
    right = {
        **sent,
        "first_address": "+15550100",
        "second": str(cast.tomas.staff.pk),
        "second_address": "t@a.example",
    }
    assert okafor.post("/staff/duty/", right).status_code == 302
    assert "Noor Haddad, +15550100" in okafor.get("/staff/duty/").content.decode()
    noor = client_of(cast.noor)
    assert 'data-test="duty-save"' not in noor.get("/staff/duty/").content.decode()
    noor.post("/staff/duty/", {**right, "client_id": str(uuid4()), "first_address": "+15550199"})
    with unit(cast.lakeside):
        first = queries.on_duty(cast.lakeside)["first"]
        assert first is not None and first.address == "+15550100", "who may only look changes nothing"
