"""The acts on the page: which dialogs come with it, which after it, for whom, and each at its own address."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from euthymia.journey.infusion.acts import ACTS
from euthymia.journey.infusion.models import SessionEvent
from journey.infusion.chair import AtTheChair
from support.cast import Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def dialogs(page: str) -> list[str]:
    return re.findall(r'<dialog [^>]*id="dialog-([\w-]+)"', page)


def numbers(page: str) -> list[str]:
    return re.findall(r'name="client_id" value="([^"]+)"', page)


def get(client, chair: AtTheChair, path: str = "", status: int = 200) -> str:
    answer = client.get(f"/staff/infusions/{chair.session.pk}/{path}")
    assert answer.status_code == status, path
    return str(answer.content.decode())


def test_what_stops_the_drug_comes_with_the_page_and_the_rest_after_it(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    page, part = get(nurse, chair), get(nurse, chair, "part/acts/?live")
    assert dialogs(page) == ["pause", "finish"]
    assert dialogs(part) == [
        "monitor", "vitals", "rate", "give", "symptom", "score", "note", "present", "correct",
        "resume",  # for a tablet whose network goes: after a pause nobody could fetch it
    ]  # fmt: skip
    assert len(set(numbers(page) + numbers(part))) == 2 + 1 + 10  # and the one press that confirms
    assert "data-open-now" not in page + part


def test_each_offered_act_has_a_button_that_leads_to_its_form(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    led = re.findall(r'form="acts" formaction="([^"]+)" data-opens="dialog-([\w-]+)"', get(nurse, chair))
    assert {name for _, name in led} == {
        "monitor", "vitals", "rate", "give", "symptom", "score", "note", "present", "pause", "finish"
    }  # fmt: skip
    for address, name in led:
        page = nurse.get(address).content.decode()
        (opened,) = re.findall(r"<dialog [^>]*\bopen data-open-now[^>]*>", page)
        assert f'id="dialog-{name}"' in opened
        assert f'action="{address}"' in page
        back = f'formaction="/staff/infusions/{chair.session.pk}/" data-closes'
        assert f'<button class="button" form="acts" {back}>Cancel</button>' in page


@pytest.mark.parametrize("name", list(ACTS))
def test_a_form_at_its_own_address_is_there_once(cast: Cast, unit, signed_in, name: str) -> None:
    chair = AtTheChair.started(cast, unit)
    who = signed_in(cast.noor)
    page = get(who, chair, f"{name}/")
    (asked,) = re.findall(r'hx-get="([^"]+part/acts/[^"]+)"', page)
    part = who.get(asked.replace("&amp;", "&")).content.decode()
    found = dialogs(page) + dialogs(part)
    assert found.count(name) == 1
    assert len(found) == len(set(found))


def test_a_locked_screen_gets_no_dialogs(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    nurse.post(reverse("lock"))
    page, part = get(nurse, chair), get(nurse, chair, "part/acts/?live")
    assert dialogs(page + part) == []
    assert "data-fetched" not in page and 'form="acts"' not in page


def test_a_role_is_given_the_acts_it_may_do(cast: Cast, unit, signed_in) -> None:
    chair = AtTheChair.started(cast, unit)
    for role, person in cast.by_role.items():
        if person.staff is None:
            continue
        with unit(cast.lakeside):
            member = person.member()
        client, may = signed_in(person), {name for name, act in ACTS.items() if member.may(act.permission)}
        answer = client.get(f"/staff/infusions/{chair.session.pk}/part/acts/?live")
        found = set(dialogs(answer.content.decode()))
        assert found <= may, role
        assert answer.status_code == 200 or not found, role


def test_another_clinic_gets_no_dialogs(cast: Cast, unit, signed_in) -> None:
    chair = AtTheChair.started(cast, unit)
    assert dialogs(get(signed_in(cast.hana), chair, "part/acts/?live", status=404)) == []


def test_a_closed_session_takes_a_note(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    chair.finish(reason="patient asked")
    chair.close()
    assert dialogs(get(nurse, chair)) == []
    assert dialogs(get(nurse, chair, "part/acts/?live")) == ["note"]


def test_a_refused_form_keeps_its_number_and_says_why(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    number = "0190a5c0-0000-7000-8000-000000000007"
    answer = nurse.post(f"/staff/infusions/{chair.session.pk}/vitals/", {"client_id": number, "spo2": "140"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert number in numbers(page)
    assert 'data-test="errors"' in page and "data-open-now" in page


def test_a_confirmation_that_is_refused_says_why(cast: Cast, unit, signed_in) -> None:
    """No monitor has sent anything: there is nothing to confirm."""
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    number = "0190a5c0-0000-7000-8000-000000000008"
    answer = nurse.post(f"/staff/infusions/{chair.session.pk}/confirm/", {"client_id": number})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert dialogs(page)[0] == "confirm"
    assert 'data-test="errors"' in page
    assert numbers(page).count(number) == 2  # its form, and the button it was pressed with


SCRIPT = {"HX-Request": "true"}


def post(client, chair: AtTheChair, act: str, **values: str) -> str:
    """As the page's script posts it."""
    values.setdefault("client_id", str(uuid4()))
    answer = client.post(f"/staff/infusions/{chair.session.pk}/{act}/", values, headers=SCRIPT)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def test_the_script_is_answered_with_the_parts_that_changed_each_once(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    answer = post(nurse, chair, "pause", reason="comfort")
    assert "<html" not in answer
    assert "Paused. Resume when the patient is settled." in answer
    assert 'data-phase="paused"' in answer and 'data-opens="dialog-resume"' in answer
    ids = re.findall(r'\bid="([^"]+)"', answer)
    assert len(ids) == len(set(ids))
    parts = (
        "said",
        "log",
        "due",
        "figures",
        "emergency-facts",
        "tool-monitor",
        "rail-acts",
        "actions",
        "dialogs",
    )
    assert set(parts) <= set(ids)
    page = get(nurse, chair)
    assert all(f'id="{part}"' in page for part in parts), "each has a place on the page"
    assert "Paused. Resume when" not in page, "said once"
    message = json.loads(re.findall(r'<script id="live-message"[^>]*>(.*?)</script>', answer)[0])
    assert message["tiles"]["phase"] == "Paused" and "log" not in message["refresh"]


def test_what_was_only_observed_leaves_the_dialogs_as_they_are_once_the_pump_has_started(
    cast: Cast, unit, signed_in
) -> None:
    def as_of(page: str) -> str:
        return str(re.findall(r'id="dialogs" data-as-of="(\d+)"', page)[0])

    chair, nurse = AtTheChair.ordered(cast, unit), signed_in(cast.noor)
    before = as_of(get(nurse, chair))
    weighed = as_of(post(nurse, chair, "vitals", sbp="124", dbp="78", hr="72", spo2="98", rr="14"))
    assert weighed != before, "the start asks for what was measured"
    started = as_of(post(nurse, chair, "start", rate_ml_per_h="150"))
    assert as_of(post(nurse, chair, "symptom", symptom="nausea")) == started
    assert as_of(post(nurse, chair, "note", words="calm")) == started
    given = post(nurse, chair, "give", name="ondansetron", amount="4 mg", route="IV", ordered_by="Dr Okafor")
    assert as_of(given) != started
    assert "ondansetron 4 mg IV" in given.partition('id="emergency-facts"')[2].partition("</dl>")[0]


def test_the_same_act_again_is_answered_again_and_done_once(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    number = str(uuid4())
    for _ in range(2):
        assert "Note kept." in post(nurse, chair, "note", words="calm", client_id=number)
    with unit(cast.lakeside):
        assert SessionEvent.objects.filter(session=chair.session, kind="note").count() == 1


def test_an_act_that_ends_the_session_leads_the_script_to_the_page(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.ordered(cast, unit), signed_in(cast.noor)
    address = f"/staff/infusions/{chair.session.pk}/"
    answer = nurse.post(f"{address}close/", {"client_id": str(uuid4())}, headers=SCRIPT)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, address)
    assert "Session closed." in get(nurse, chair)


def test_an_answer_asks_no_more_of_the_database_for_a_long_session(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)

    def asked() -> int:
        statements: list[str] = []

        def listen(execute, sql, params, many, context):
            statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(listen):
            post(nurse, chair, "symptom", symptom="nausea")
        return len(statements)

    asked()
    few = asked()
    for _ in range(10):
        chair.vitals()
    assert asked() == few > 0
