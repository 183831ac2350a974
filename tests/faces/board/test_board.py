"""The team's day: chairs, phases, alarms, and what the wall shows."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from euthymia.clinic.crisis import actions as crises
from euthymia.domain.rules.crisis_path import of_told
from euthymia.faces.board import live, readying
from euthymia.journey.infusion import actions
from euthymia.journey.recovery import actions as recovery
from euthymia.journey.recovery import queries as recoveries
from euthymia.kit import clock
from journey.infusion.chair import AtTheChair, later
from support import desk
from support.cast import Cast
from support.places import a_spray
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def cards(cast: Cast, unit) -> list[live.Card]:
    with unit(cast.lakeside):
        return live.cards(cast.lakeside, clock.now())


def test_every_chair_has_a_card_in_its_phase(cast: Cast, unit) -> None:
    assert [card.phase for card in cards(cast, unit)] == ["free", "free", "free"]
    chair = AtTheChair.ordered(cast, unit, chair=1)
    seen = [cards(cast, unit)[1].phase]
    chair.vitals()
    chair.start()
    later(5)
    seen.append(cards(cast, unit)[1].phase)
    chair.pause()
    seen.append(cards(cast, unit)[1].phase)
    chair.resume()
    chair.finish(reason="patient asked")
    seen.append(cards(cast, unit)[1].phase)
    chair.close()
    seen.append(cards(cast, unit)[1].phase)
    assert seen == ["prep", "infusion", "infusion", "recovery", "free"]


def test_a_card_tells_what_was_given_and_what_is_wrong(cast: Cast, unit, signed_in) -> None:
    chair = AtTheChair.started(cast, unit)
    later(10)
    chair.vitals({"sbp": "182", "dbp": "101", "spo2": "89"})
    card = cards(cast, unit)[0]
    assert (card.totals["given_mg"], card.totals["elapsed"]) == ("8.7", "10:00")
    assert card.priority == "high"
    page = signed_in(cast.noor).get("/staff/").content.decode()
    assert "SpO₂ 89 &lt; 92" in page and 'data-alarm="high"' in page
    assert "A. M." in page


def test_an_alarm_at_a_spray_opens_its_recovery(cast: Cast, unit, signed_in) -> None:
    visit_id = a_spray(cast)["visit_id"]
    with unit(cast.lakeside):
        (spray,) = recoveries.open_nasal(cast.lakeside)
        recovery.check(
            by=cast.noor.member(), visit=spray.visit, client_id=uuid4(), values={"spo2": "86"},
            scores={}, seen={},
        )  # fmt: skip
    page = signed_in(cast.noor).get("/staff/").content.decode()
    bar = re.search(r'data-test="board-alarm".*?</div>', page, re.DOTALL)
    assert bar and f'href="/staff/recovery/{visit_id}/"' in bar.group()
    assert "SpO₂ 86" in bar.group()


def test_each_chair_says_who_is_late_and_by_how_much(cast: Cast, unit, signed_in) -> None:
    """Preparation is booked from 9:10 for 15 minutes; she is still not infused at 9:32. Ben has not come by 9:32."""
    today = clock.now().astimezone(cast.lakeside.zone).date()
    with unit(cast.lakeside):
        desk.booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:10", on=today)
        desk.booked(cast.lakeside, cast.ben_patient, cast.chairs[1], "09:20", on=today)
    chair = AtTheChair.ordered(cast, unit)
    later(27)
    assert [one.late for one in cards(cast, unit)] == [None, cards(cast, unit)[1].late, None]
    assert cards(cast, unit)[1].awaited == "B. O."
    later(5)
    page = signed_in(cast.noor).get("/staff/").content.decode()
    assert re.findall(r'data-test="room-late">.*?</span> ([^<]*)</span>', page) == [
        "7 min late: session was due 09:25", "12 min late: arrival was due 09:20"
    ]  # fmt: skip
    assert "Waits for B. O." in page
    chair.vitals()
    chair.start()
    assert cards(cast, unit)[0].late is None, "where the booking has her"


def readiness(page: str) -> list[tuple[str, str]]:
    """State and words of each chair that waits for its start."""
    found = re.findall(r'data-ready="([^"]*)">(.*?)</p>', page, re.DOTALL)
    return [(state, " ".join(re.sub(r"<[^>]*>", " ", words).split())) for state, words in found]


def test_each_chair_that_waits_is_ready_or_says_the_first_thing_against_it(
    cast: Cast, unit, signed_in
) -> None:
    """A reason may name an illness or a crisis: who reads no charts, and the wall, see whether and not why."""
    chair = AtTheChair.ordered(cast, unit)
    nurse = signed_in(cast.noor)
    page = nurse.get("/staff/").content.decode()
    ((state, words),) = readiness(page)
    assert "In preparation" in page, "a phase that says ready would contradict what follows"
    assert state == "not-ready" and words.startswith("! Not ready Resting pressure: ")
    for shown in (nurse.get("/staff/wall/"), signed_in(cast.by_role["desk"]).get("/staff/")):
        assert readiness(shown.content.decode()) == [("not-ready", "! Not ready")]
    chair.vitals()
    assert readiness(nurse.get("/staff/rooms/?live").content.decode()) == [("ready", "Ready to start")]
    with unit(cast.lakeside):
        crises.signal(
            patient=cast.ana_patient, trigger=of_told("no way out"), by="Ana", client_id=uuid4(), remote=False
        )  # fmt: skip
    later(1)
    ((_, words),) = readiness(nurse.get("/staff/rooms/?live").content.decode())
    assert words.startswith("! Not ready Decision: a crisis is open: dosing is locked")


def test_however_many_chairs_wait_a_board_looks_at_few_of_them(
    cast: Cast, unit, signed_in, monkeypatch
) -> None:
    monkeypatch.setattr(readying, "AT_ONCE", 1)
    AtTheChair.ordered(cast, unit)
    AtTheChair.ordered(cast, unit, chair=1, patient=cast.ben_patient)
    nurse = signed_in(cast.noor)
    seen = [[state for state, _ in readiness(nurse.get("/staff/").content.decode())] for _ in range(2)]
    assert sorted(seen[0]) == ["not-ready", "unknown"], "what was not looked at is said not to be known"
    assert seen[1] == ["not-ready", "not-ready"]


def test_alarms_stand_worst_first_whatever_their_room(cast: Cast, unit) -> None:
    one = AtTheChair.started(cast, unit)
    two = AtTheChair.ordered(cast, unit, chair=1, patient=cast.ben_patient)
    one.vitals({"hr": "115"})
    two.vitals({"spo2": "85"})
    ranked = live.urgent(cards(cast, unit))
    assert (ranked[0][0].room.name, str(ranked[0][1].priority)) == ("Chair 2", "high")
    ranks = [standing.priority.rank for _, standing in ranked]
    assert ranks == sorted(ranks)


def test_who_sees_the_board_and_who_may_open_a_session(cast: Cast, unit, signed_in) -> None:
    chair = AtTheChair.started(cast, unit)
    for role, person in cast.by_role.items():
        if person.staff is None:
            continue
        with unit(cast.lakeside):
            may_see = person.member().may(live.Permission.SEE_BOARD)
            may_open = person.member().may(live.Permission.SEE_CHART)
        answer = signed_in(person).get("/staff/")
        if may_see:
            assert (str(chair.session.pk) in answer.content.decode()) is may_open, role
        else:
            assert str(chair.session.pk).encode() not in answer.content, role


def test_the_wall_has_initials_and_nothing_to_press(cast: Cast, unit, signed_in) -> None:
    chair = AtTheChair.started(cast, unit)
    nurse = signed_in(cast.noor)
    for url in ("/staff/wall/", "/staff/rooms/?live&wall"):
        page = nurse.get(url).content.decode()
        assert "A. M." in page
        assert "Marsh" not in page and str(chair.session.pk) not in page


def test_another_clinic_sees_its_own_chairs(cast: Cast, unit, signed_in) -> None:
    AtTheChair.started(cast, unit)
    page = signed_in(cast.hana).get("/staff/").content.decode()
    assert page.count('data-test="room"') == 1 and "A. M." not in page


def test_the_numbers_of_the_boards_news_only_grow(cast: Cast) -> None:
    """A session that closes takes its numbers with it: the board must not wait for others to catch up."""
    first = live.news(0)["n"]
    assert live.news(first)["n"] > first
    assert live.news(first + 10**6)["n"] == first + 10**6 + 1


def test_the_stream_follows_the_rooms_of_this_clinic(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    match = live.FEED.pattern.match("/staff/stream")
    assert match is not None
    ours = live.FEED.admit(cast.noor.user, cast.lakeside.pk, match)
    assert ours is not None
    assert {
        f"session:{chair.session.pk}",
        f"watch:{chair.session.watch_id}",
        f"clinic:{cast.lakeside.pk}",
    } == set(ours.topics)
    assert live.FEED.admit(cast.hana.user, cast.lakeside.pk, match) is None
    theirs = live.FEED.admit(cast.hana.user, cast.hillside.pk, match)
    assert theirs is not None and set(theirs.topics) == {f"clinic:{cast.hillside.pk}"}


def test_a_page_without_its_stream_is_told_to_fetch_again(cast: Cast, signed_in) -> None:
    nurse = signed_in(cast.noor)
    for cursor in ("0", "x", "9" * 5_000, "٣", ""):
        answer = nurse.get("/staff/rooms/", {"cursor": cursor}, headers={"accept": "application/json"})
        assert answer.json()["messages"][0]["refresh"] == ["board"], cursor


def test_a_board_asks_the_same_of_the_database_however_long_the_sessions(cast: Cast, unit, signed_in) -> None:
    chair = AtTheChair.started(cast, unit)
    nurse = signed_in(cast.noor)

    def asked() -> int:
        nurse.get("/staff/rooms/?live")
        with CaptureQueriesContext(connection) as queries:
            assert nurse.get("/staff/rooms/?live").status_code == 200
        return len(queries)

    before = asked()
    for n in range(30):
        chair.note(f"note {n}")
    other = AtTheChair.ordered(cast, unit, chair=1, patient=cast.ben_patient)
    other.do(actions.write_note, words="second chair", client_id=uuid4())
    assert asked() == before


def test_a_progress_bar_never_runs_over(cast: Cast, unit, signed_in) -> None:
    AtTheChair.started(cast, unit)
    later(3 * 60)
    page = signed_in(cast.noor).get("/staff/").content.decode()
    found = re.search(r'<progress value="(\d+)" max="(\d+)"', page)
    assert found is not None and found[1] == found[2] == "35000"


@pytest.mark.parametrize("role", ["desk", "therapist", "custodian", "witness", "owner"])
def test_who_reads_no_charts_sees_rooms_and_no_vital_signs(cast: Cast, unit, signed_in, role: str) -> None:
    """They see whose room has an alarm, and not what it is about."""
    chair = AtTheChair.started(cast, unit)
    chair.vitals({"sbp": "182", "dbp": "101", "spo2": "89"})
    page = signed_in(cast.by_role[role]).get("/staff/").content.decode()
    assert "A. M." in page and "Chair 1: alarm" in page
    assert not re.search(r"room-vitals|182| mg|SpO₂", page)


def test_a_tile_is_written_for_who_looks_at_it(cast: Cast, unit, signed_in) -> None:
    """The same chair at the same moment: what one may see is not shown to the next who may not."""
    chair = AtTheChair.started(cast, unit)
    later(10)
    chair.vitals({"sbp": "182", "dbp": "101", "spo2": "89"})
    nurse, desk = signed_in(cast.noor), signed_in(cast.by_role["desk"])
    link = f"/staff/infusions/{chair.session.pk}/"
    for _ in range(2):
        full, names, wall = (
            client.get(url).content.decode()
            for client, url in ((nurse, "/staff/"), (desk, "/staff/"), (nurse, "/staff/wall/"))
        )
        assert link in full and "182/101" in full
        assert link not in wall and "182/101" in wall
        assert link not in names and not re.search(r"room-vitals|182| mg|SpO₂", names)


def test_a_tile_goes_on_with_the_clock(cast: Cast, unit, signed_in) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    seen = []
    for _ in range(3):
        later(4)
        page = nurse.get("/staff/rooms/?live").content.decode()
        seen += re.findall(r"<span>([\d.]+) of 35 mg</span><span>([\d:]+)</span>", page)
    assert seen == [("3.5", "4:00"), ("7", "8:00"), ("10.5", "12:00")]
    assert chair.course().given_ug == 10_500


def test_the_board_reads_no_more_than_it_shows_and_asks_nothing_twice(cast: Cast, unit, signed_in) -> None:
    AtTheChair.started(cast, unit).vitals({"hr": "115"})
    nurse = signed_in(cast.noor)
    nurse.get("/staff/rooms/?live")
    with CaptureQueriesContext(connection) as queries:
        nurse.get("/staff/rooms/?live")
    asked = [one["sql"] for one in queries if "infusion_session" in one["sql"]]
    assert len(asked) == 1
    assert "findings" not in asked[0] and "client_id" not in asked[0]


def test_an_open_crisis_stands_above_the_board_for_who_acts_in_it(cast: Cast, unit, signed_in) -> None:
    from uuid import uuid4

    from euthymia.clinic.crisis import actions as crises
    from euthymia.domain.rules.crisis_path import of_item

    with unit(cast.lakeside):
        crises.signal(
            patient=cast.ben_patient, trigger=of_item("phq-9", 1), by="a form", client_id=uuid4(), remote=True
        )
    assert 'data-test="crises-open"' in signed_in(cast.noor).get("/staff/").content.decode()
    assert 'data-test="crises-open"' not in signed_in(cast.wren).get("/staff/").content.decode()
