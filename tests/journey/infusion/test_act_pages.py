"""The acts on the page: which dialogs come with it, which after it, for whom, and each at its own address."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from euthymia.journey.infusion.acts import ACTS
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
