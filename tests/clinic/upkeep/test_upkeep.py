"""Checks are signed and stay; what is missing or at fault is said on the board and does what the clinic has set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.upkeep import actions, queries
from euthymia.clinic.upkeep.models import Check
from euthymia.clinic.visits import actions as visits
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import upkeep
from euthymia.domain.rules.upkeep import Mark
from euthymia.kit import clock
from support.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db

PLAN = {
    "number": "911", "address": "12 Shore Road, second floor", "entrance": "east door", "hospital": "St Example",
    "hospital_phone": "555-0199", "agreement_until": None, "kit_at": "corridor, by chair 2", "words": "",
}  # fmt: skip


def fine(code: str, **faults: str) -> dict[str, str | None]:
    return {one.code: faults.get(one.code, "") for one in upkeep.BY_CODE[code].items}


def check(cast: Cast, code: str, room: Any = None, **faults: str) -> Check:
    return actions.check(
        by=cast.noor.member(), client_id=uuid4(), code=code, answers=fine(code, **faults), room=room
    )


def mark(cast: Cast, code: str, room: Any = None) -> Mark:
    found = queries.standing(cast.lakeside, clock.now())
    lines = found.clinic if room is None else found.rooms[room.pk]
    return next(one.mark for one in lines if one.code == code)


def test_a_day_begins_unchecked_and_the_newest_check_counts(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        assert mark(cast, "emergency") is Mark.MISSING
        check(cast, "emergency", suction="no pressure")
        assert mark(cast, "emergency") is Mark.FAULT
        clock.advance(timedelta(minutes=5))
    with unit(cast.lakeside):
        check(cast, "emergency")
        assert mark(cast, "emergency") is Mark.FINE
        clock.advance(timedelta(days=1))
        assert mark(cast, "emergency") is Mark.MISSING


def test_a_chair_is_cleaned_again_before_the_next_patient(cast: Cast, unit: Any) -> None:
    chair = cast.chairs[0]
    with unit(cast.lakeside):
        check(cast, "cleaning", chair)
        check(cast, "room", chair)
        assert (
            mark(cast, "cleaning", chair) is Mark.FINE
            and mark(cast, "cleaning", cast.chairs[1]) is Mark.MISSING
        )
        clock.advance(timedelta(minutes=5))
    with unit(cast.lakeside):
        visit = visits.open_visit(clinic=cast.lakeside, patient=cast.ana_patient, room=chair, by="a test")
        visits.step(visit, "left", by="a test")
        assert mark(cast, "cleaning", chair) is Mark.MISSING and mark(cast, "room", chair) is Mark.FINE


def test_what_is_wrong_with_a_sheet_is_refused_and_twice_is_once(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        client_id, noor = uuid4(), cast.noor.member()
        said = {"by": noor, "client_id": client_id, "code": "emergency", "answers": fine("emergency")}
        assert actions.check(**said).pk == actions.check(**said).pk
        for more in (
            {"answers": {}},
            {"room": cast.chairs[0]},
            {"code": "room", "answers": fine("room")},
            {"code": "moon"},
        ):
            with pytest.raises(Unusable):
                actions.check(**{**said, "client_id": uuid4(), **more})
        for person in (cast.wren, cast.by_role["custodian"]):
            with pytest.raises(NotAllowed):
                actions.check(**{**said, "by": person.member()})
        with pytest.raises(NotAllowed):
            actions.check(
                **{
                    **said,
                    "client_id": uuid4(),
                    "code": "room",
                    "answers": fine("room"),
                    "room": cast.hillside_chair,
                }
            )


def test_everything_can_be_made_ready(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        noor, today = cast.noor.member(), clock.now().date()
        check(cast, "emergency")
        for chair in cast.chairs:
            check(cast, "room", chair)
            check(cast, "cleaning", chair)
        for kind, code in (("scale", "SC-1"), ("drug", "D-1"), ("device", "AED-1")):
            actions.enter_date(
                by=noor, client_id=uuid4(), kind=kind, code=code, title=code, until=today + timedelta(days=90)
            )
        actions.record_drill(
            by=noor, client_id=uuid4(), on=today, scenario="apnoea", present="all", learnt="the mask"
        )
        with pytest.raises(NotAllowed):
            actions.put_plan_in_force(
                by=cast.by_role["evaluator"].member(), client_id=uuid4(), says="blocks", **PLAN
            )
        actions.put_plan_in_force(by=cast.okafor.member(), client_id=uuid4(), says="blocks", **PLAN)
        found = queries.standing(cast.lakeside, clock.now())
        assert found.open == [] and found.says is upkeep.Says.BLOCKS
        clock.advance(timedelta(minutes=1))
    with unit(cast.lakeside):
        actions.enter_date(
            by=cast.noor.member(),
            client_id=uuid4(),
            kind="scale",
            code="SC-1",
            title="SC-1",
            until=today - timedelta(days=1),
        )
        assert queries.scale_line(cast.lakeside, today).mark is Mark.FAULT


def test_the_pages_and_the_board_say_the_same(cast: Cast, unit: Any, signed_in: Any) -> None:
    nurse = signed_in(cast.noor)
    page = nurse.get(reverse("upkeep")).content.decode()
    assert "not checked today" in page and "nobody has entered where patients are taken" in page
    sent = {"client_id": uuid4(), **{one.code: "fine" for one in upkeep.EMERGENCY.items}}
    kit = reverse("upkeep-kit")
    assert nurse.post(kit, {**sent, "aed": "fault", "password": PASSWORD}).status_code == 422, (
        "a fault has its words"
    )
    assert nurse.post(kit, {**sent, "password": "wrong"}).status_code == 422 and not Check.objects.exists()
    assert (
        nurse.post(
            kit, {**sent, "aed": "fault", "aed_words": "pads past their date", "password": PASSWORD}
        ).status_code
        == 302
    )
    for address in (reverse("upkeep-strip"), reverse("upkeep-strip") + "?wall"):
        strip = nurse.get(address).content.decode()
        assert "emergency kit: fault" in strip and "pads" not in strip
    assert "pads past their date" in nurse.get(reverse("upkeep-log")).content.decode()
    dated = {"client_id": uuid4(), "kind": "scale", "code": "SC-1", "title": "Scale", "until": "2026-11-19"}
    assert "over</span>" in nurse.post(reverse("upkeep-dates"), dated, follow=True).content.decode()
    drill = {
        "client_id": uuid4(),
        "on": "2026-11-01",
        "scenario": "apnoea",
        "present": "Noor, Tomas",
        "learnt": "the mask",
    }
    assert "the mask" in nurse.post(reverse("upkeep-drills"), drill, follow=True).content.decode()
    doctor = signed_in(cast.okafor)
    plan = {
        **{name: value or "" for name, value in PLAN.items()},
        "client_id": uuid4(),
        "says": "asks",
        "password": PASSWORD,
    }
    assert "St Example" in doctor.post(reverse("upkeep-plan"), plan, follow=True).content.decode()
    assert nurse.get(reverse("upkeep-chair", args=[cast.chairs[0].pk, "emergency"])).status_code == 404
