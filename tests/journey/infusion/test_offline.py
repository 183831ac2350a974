"""What a tablet took without the network, replayed: in order, once, beside what others did, decided by a person."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from euthymia.clinic.audit.models import Event
from euthymia.clinic.pharmacy import closing
from euthymia.clinic.pharmacy import queries as stock
from euthymia.journey.infusion import actions, queries
from euthymia.journey.infusion.fold import Phase
from euthymia.journey.infusion.models import OfflineAnswer, OfflineEntry
from euthymia.kit import clock
from support.cast import Cast
from support.scenes import ANA_DECIDED

from .chair import AtTheChair, later
from .test_drug_account import all_agree, started

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


class Tablet:
    """Noor's tablet, whose network went at `lost`; `entry` says how many minutes later something was entered."""

    def __init__(self, client: Client, chair: AtTheChair, name: str = "tablet-1") -> None:
        self.client, self.chair, self.name = client, chair, name
        self.user, self.lost, self.seen_n = str(chair.cast.noor.user.pk), clock.now(), chair.numbered()
        self.made: list[dict[str, Any]] = []

    def entry(self, act: str, minutes: float, **fields: Any) -> str:
        at = self.lost + timedelta(minutes=minutes)
        client_id = str(uuid4())
        self.made.append({
            "client_id": client_id, "user": self.user, "act": act, "measured_at": at.isoformat(),
            "device_at": (at - timedelta(seconds=90)).isoformat(), "offset_ms": 90_000, "seen_n": self.seen_n,
            "fields": {name: [str(value)] for name, value in fields.items()},
        })  # fmt: skip
        return client_id

    def send(self, path: str = "replay/", **changed: Any) -> Any:
        document = {"device": self.name, "entries": self.made, **changed}
        return self.client.post(
            f"/staff/infusions/{self.chair.session.pk}/{path}",
            json.dumps(document),
            content_type="application/json",
        )

    def sent(self) -> list[str]:
        answer = self.send()
        assert answer.status_code == 200, answer.content
        return [one["state"] for one in answer.json()["results"]]


def kinds(chair: AtTheChair) -> list[tuple[str, datetime, bool]]:
    return [(one.kind, one.at, one.late) for one in chair.course().happenings]


def test_an_hour_without_network_comes_back_whole_in_its_order_and_once(cast: Cast, unit, signed_in) -> None:
    chair = AtTheChair.started(cast, unit)
    later(5)
    tablet = Tablet(signed_in(cast.noor), chair)
    tablet.entry("vitals", 5, sbp=128, dbp=80, hr=74, spo2=97)
    tablet.entry("rate", 8, rate_ml_per_h="120", reason="nausea")
    tablet.entry("symptom", 9, symptom="nausea", severity="mild")
    tablet.entry("pause", 12, reason="comfort")
    tablet.entry("resume", 17, reason="")
    tablet.entry("note", 20, words="held her hand", minutes_ago=2)
    tablet.entry("score", 25, moaas=5, dissociation=3)
    tablet.entry("finish", 40, reason="the patient asked")
    tablet.entry("vitals", 55, sbp=121, dbp=77)
    later(60)
    assert tablet.sent() == ["entered"] * 9
    assert tablet.sent() == ["known"] * 9, "the receipt was lost: sent again, nothing twice"
    found = kinds(chair)[3:] if kinds(chair)[0][0] == "ready" else kinds(chair)
    told = [(kind, round((at - tablet.lost).total_seconds() / 60)) for kind, at, _ in found]
    assert told[-9:] == [
        ("vitals", 5), ("rate", 8), ("symptom", 9), ("paused", 12), ("resumed", 17), ("note", 18), ("score", 25),
        ("finished", 40), ("vitals", 55),
    ]  # fmt: skip
    assert all(is_late for _, _, is_late in found[-8:])
    course = chair.course()
    given_ul = 150_000 * 13 + 120_000 * 4 + 120_000 * 23
    assert course.phase is Phase.RECOVERY
    assert abs(course.given_ug - given_ul / 60 * 35_000 / 100_000) < 2, (
        "the pump by its own times, not by the replay's"
    )
    record = signed_in(cast.noor).get(f"/staff/infusions/{chair.session.pk}/record/").content.decode()
    assert record.count("without network") == 9
    with unit(cast.lakeside):
        row = OfflineEntry.objects.filter(act="rate").get()
        assert (row.offset_ms, row.by, row.outcome) == (90_000, cast.noor.words, "entered")
        assert Event.objects.filter(verb="session.replayed").count() == 2


def test_what_arrived_before_the_network_went_is_known(cast: Cast, unit, signed_in) -> None:
    chair, client_id = AtTheChair.started(cast, unit), uuid4()
    tablet = Tablet(signed_in(cast.noor), chair)
    chair.rate(120_000, client_id=client_id, reason="nausea")
    tablet.entry("rate", 0, rate_ml_per_h="120", reason="nausea")
    tablet.made[0]["client_id"] = str(client_id)
    tablet.entry("pause", 3, reason="comfort")
    later(5)
    assert tablet.sent() == ["entered", "entered"], "its own change of the rate is nobody else's"
    assert len(chair.events("rate")) == 1


def test_what_somebody_else_changed_meanwhile_is_kept_beside_it_until_a_person_decides(
    cast: Cast, unit, signed_in
) -> None:
    chair, noor = AtTheChair.started(cast, unit), signed_in(cast.noor)
    tablet = Tablet(noor, chair)
    later(10)
    chair.rate(90_000, reason="dissociation", by=None)
    lost, aside = (
        tablet.entry("rate", 12, rate_ml_per_h="120", reason="nausea"),
        tablet.entry("pause", 14, reason="comfort"),
    )
    tablet.entry("note", 15, words="calm again")
    later(10)
    assert tablet.sent() == ["kept", "kept", "entered"]
    assert chair.course().rate_ul_per_h == 90_000, "nothing is merged in silence"
    here = f"/staff/infusions/{chair.session.pk}/"
    assert "2 entries made without the network" in noor.get(here).content.decode()
    page = noor.get(f"{here}offline/").content.decode()
    assert page.count('data-test="undecided-entry"') == 2 and "Noor Haddad" in page and "120" in page
    with unit(cast.lakeside):
        ids = {str(one.client_id): one.pk for one in OfflineEntry.objects.all()}
        before = chair.session
    assert "offline-waits" in [code for code in chair.refused(actions.close)] or before is not None
    for decision, reason in (("set-aside", ""), ("guess", "why not"), ("matched", "with what")):
        noor.post(f"{here}offline/", {"entry": ids[aside], "decision": decision, "reason": reason})
    with unit(cast.lakeside):
        assert OfflineAnswer.objects.count() == 0
    assert signed_in(cast.by_role["technician"]).post(
        f"{here}offline/", {"entry": ids[lost], "decision": "entered"}
    ).status_code == 403  # fmt: skip
    noor.post(f"{here}offline/", {"entry": ids[lost], "decision": "entered"})
    noor.post(
        f"{here}offline/",
        {"entry": ids[aside], "decision": "set-aside", "reason": "the pump was never paused"},
    )
    assert chair.course().rate_ul_per_h == 120_000
    page = noor.get(f"{here}offline/").content.decode()
    assert "Nothing waits" in page and "the pump was never paused" in page
    noor.post(f"{here}offline/", {"entry": ids[lost], "decision": "set-aside", "reason": "again"})
    with unit(cast.lakeside):
        assert OfflineAnswer.objects.count() == 2


def test_what_the_acts_refuse_is_kept_and_the_rest_goes_on(cast: Cast, unit, signed_in) -> None:
    chair = AtTheChair.started(cast, unit)
    tablet = Tablet(signed_in(cast.noor), chair)
    tablet.entry("resume", 1, reason="")
    tablet.entry("vitals", 2, sbp=900)
    tablet.entry("rate", 3, rate_ml_per_h="fast", reason="nausea")
    tablet.entry("vitals", 4, sbp=122, dbp=70)
    tablet.entry("vitals", 90, sbp=119, dbp=70)
    later(10)
    assert tablet.sent() == ["kept", "kept", "kept", "entered", "kept"]
    with unit(cast.lakeside):
        said = dict(OfflineEntry.objects.order_by("measured_at").values_list("measured_at", "says"))
    assert "future" in list(said.values())[-1]


def test_drugs_are_provisional_until_matched_and_an_alarm_is_answered_at_its_time(
    cast: Cast, unit, signed_in
) -> None:
    chair, noor = AtTheChair.started(cast, unit), signed_in(cast.noor)
    chair.vitals({"hr": "131"})
    tablet = Tablet(noor, chair)
    tablet.entry("alarm", 1, alarm="hr-high", reason="calm, pulse felt")
    tablet.entry("give", 2, name="ondansetron", amount="4 mg", route="IV", ordered_by="Dr Okafor")
    tablet.entry("waste", 3, method="deactivated", syringe="S-1", seen_by="Tomas Reyes")
    later(5)
    assert tablet.sent() == ["entered", "entered", "kept"]
    assert [one.says for one in chair.events("note")] == [
        "alarm hr-high, answered without the network: calm, pulse felt"
    ]
    here = f"/staff/infusions/{chair.session.pk}/"
    page = noor.get(f"{here}offline/").content.decode()
    assert page.count('data-test="undecided-entry"') == 2 and "Two sign the waste" in page
    with unit(cast.lakeside):
        given = OfflineEntry.objects.get(act="give")
        assert queries.undecided(chair.session) == 2
    noor.post(f"{here}offline/", {"entry": given.pk, "decision": "matched", "reason": "ampoule and chart"})
    with unit(cast.lakeside):
        assert queries.undecided(chair.session) == 1


def test_the_drug_account_comes_out_to_the_microgram_by_the_tablets_times(
    cast: Cast, unit, signed_in, stopped: datetime
) -> None:
    chair = started(cast, unit)
    tablet = Tablet(signed_in(cast.noor), chair)
    tablet.entry("pause", 12, reason="comfort")
    tablet.entry("resume", 17, reason="")
    tablet.entry("finish", 30, reason="the patient asked")
    tablet.entry("waste", 33, method="deactivated", seen_by="Tomas Reyes")
    later(60)
    assert tablet.sent() == ["entered", "entered", "entered", "kept"]
    given_ug = chair.course().given_ug
    assert 0 < given_ug < 35_000 * 26 / 40
    chair.waste()
    all_agree(chair, drawn=35_000, given=given_ug, wasted=35_000 - given_ug)
    with unit(cast.lakeside):
        waste = OfflineEntry.objects.get(act="waste")
        (book,) = stock.books(cast.lakeside)
        (open_,) = closing.left_open(book)
        assert "'waste'" in open_.says and cast.ana_patient.number in open_.says, (
            "the stock's day is not closed over it"
        )
    here = f"/staff/infusions/{chair.session.pk}/offline/"
    signed_in(cast.noor).post(here, {"entry": waste.pk, "decision": "matched", "reason": "the line of 10:00"})
    with unit(cast.lakeside):
        assert queries.undecided(chair.session) == 0 and closing.left_open(book) == []


def test_another_author_another_clinic_a_closed_session_and_what_is_no_entry(
    cast: Cast, unit, signed_in
) -> None:
    chair = AtTheChair.started(cast, unit)
    tablet = Tablet(signed_in(cast.noor), chair)
    tablet.entry("note", 1, words="by Noor")
    later(2)
    tomas = Tablet(signed_in(cast.okafor), chair)
    tomas.made = tablet.made
    assert tomas.sent() == ["not-yours"], "the author has to sign in; the tablet keeps it"
    strange = Tablet(signed_in(cast.hana), chair)
    assert strange.send().status_code == 404
    assert Tablet(Client(), chair).send().status_code == 302, "signed out: the tablet keeps its queue"
    assert tablet.send(entries="none").status_code == 400
    for wrong in (
        {"act": "start"},
        {"client_id": "x"},
        {"measured_at": "2026-11-20T09:00"},
        {"fields": {"a": ["\x00"]}},
        {"seen_n": -1},
    ):
        assert tablet.send(entries=[{**tablet.made[0], **wrong}]).status_code == 400, wrong
    answer = signed_in(cast.noor).post(
        f"/staff/infusions/{chair.session.pk}/replay/", "{", content_type="application/json"
    )
    assert answer.status_code == 400
    with unit(cast.lakeside):
        assert OfflineEntry.objects.count() == 0
    chair.finish(reason="patient asked")
    chair.close()
    tablet.entry("vitals", 1, sbp=120, dbp=70)
    assert tablet.sent() == ["entered", "kept"], (
        "a note becomes an addendum; a measurement waits for a person"
    )


def test_the_worker_and_its_shell_hold_no_patient_and_name_what_is_there(signed_in, cast: Cast, unit) -> None:
    from django.contrib.staticfiles import finders

    anyone = Client()
    worker = anyone.get("/staff/infusions/worker.js")
    assert worker["Content-Type"].startswith("text/javascript") and worker["Cache-Control"] == "no-cache"
    text = worker.content.decode()
    named = json.loads(text.partition("const ASSETS = ")[2].partition(";")[0])
    assert [one for one in named if finders.find(one.removeprefix("/static/")) is None] == []
    chair = AtTheChair.ordered(cast, unit)
    shells = {
        anyone.get("/staff/infusions/shell/").content,
        signed_in(cast.noor).get("/staff/infusions/shell/").content,
    }
    assert len(shells) == 1, "the same for everybody, so that it may be kept"
    assert anyone.get("/staff/infusions/chairside.webmanifest").json()["scope"] == "/staff/infusions/"
    page = signed_in(cast.noor).get(f"/staff/infusions/{chair.session.pk}/").content.decode()
    assert 'data-sign-in="' in page and UUID(page.partition('data-user="')[2][:36]) == cast.noor.user.pk
