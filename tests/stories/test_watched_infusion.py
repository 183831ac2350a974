"""An infusion watched live, as it happens at the chair: given, when, then."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.devices import actions as devices
from euthymia.clinic.devices import queries as placed
from euthymia.clinic.devices import watcher
from euthymia.clinic.devices.models import Device
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring import queries as watched
from euthymia.journey.infusion import actions, live, overdue, queries
from euthymia.journey.infusion.fold import Phase
from euthymia.kit import clock, units
from journey.infusion.chair import AtTheChair, ago, later
from support.bedside import place
from support.cast import Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


class Monitor:
    """The bedside monitor of the story: what it measures arrives at the watch it is connected to."""

    def __init__(self, device: Device) -> None:
        self.device = device

    def shows(self, **values: float) -> None:
        """The readings go where the association says, as the intake decides it."""
        with units.unit(tenant=units.EVERY_TENANT, actor="listen"):
            found = placed.association(self.device)
            if found is None:
                return
            now = clock.now()
            measured = [
                monitoring.Measured(name, value, "/min", now, now, self.device.pk)
                for name, value in values.items()
            ]
            monitoring.record({found.watch_id: measured}, now=now)

    def runs(self, seconds: int, **values: float) -> None:
        """The same values every five seconds."""
        for _ in range(0, seconds, 5):
            clock.advance(timedelta(seconds=5))
            self.shows(**values)


CALM = {"hr": 72.0, "spo2": 98.0, "rr": 14.0, "sbp": 118.0, "dbp": 74.0}


@pytest.fixture
def chair(cast: Cast, unit) -> AtTheChair:
    return AtTheChair.ordered(cast, unit)


@pytest.fixture
def monitor(cast: Cast, unit, chair: AtTheChair) -> Monitor:
    """Given: Ana at chair 1, the monitor of that chair connected, calm, and the infusion running."""
    device = place(cast.lakeside, cast.chairs[0], "ONE")
    chair.do(actions.connect_monitor, code=device.code)
    found = Monitor(device)
    found.shows(**CALM)
    chair.do(actions.confirm_vitals)
    chair.start()
    return found


def alarms(chair: AtTheChair) -> list[tuple[str, str]]:
    with chair.unit(chair.cast.lakeside):
        return [(one.alarm, one.kind) for one in watched.alarm_events(chair.session.watch)]


def bar(chair: AtTheChair) -> list[str]:
    session = chair.fresh()
    with chair.unit(chair.cast.lakeside):
        return [one.words for one in live.state(session)["alarms"]]


def time_passes(seconds: int) -> None:
    clock.advance(timedelta(seconds=seconds))
    watcher.tick()


def test_a_falling_saturation_is_told_to_a_second_person_and_acknowledged(
    cast: Cast, chair: AtTheChair, monitor: Monitor, signed_in
) -> None:
    # When the monitor measures a low saturation
    monitor.runs(60, **CALM)
    monitor.runs(5, **{**CALM, "spo2": 89.0})
    # Then the alarm stands on the page at once, high, with its figures
    page = signed_in(cast.noor).get(f"/staff/infusions/{chair.session.pk}/").content.decode()
    assert 'data-priority="high"' in page and "SpO₂ 89 &lt; 92" in page
    # And while nobody answers it climbs: the neighbouring room, the clinic, the phone
    for _ in range(13):
        monitor.runs(10, **{**CALM, "spo2": 89.0})
        watcher.tick()
    with chair.unit(cast.lakeside):
        rungs = [
            one.reason
            for one in watched.alarm_events(chair.session.watch)
            if one.alarm == "spo2-low" and one.kind == "escalated"
        ]
    assert rungs == [
        "told: the device of the neighbouring room",
        "told: the whole clinic",
        "told: the phone of the person in charge",
    ]
    # When Tomas's colleague Okafor acknowledges it at the chair
    answer = signed_in(cast.okafor).post(
        f"/staff/infusions/{chair.session.pk}/alarm/",
        {"alarm": "spo2-low", "reason": "chin lift, oxygen 2 L", "acknowledge": "1"},
    )
    assert answer.status_code == 302
    # Then who and why stand in the log, and the bar says that it was seen
    with chair.unit(cast.lakeside):
        (seen,) = [one for one in watched.alarm_events(chair.session.watch) if one.kind == "acknowledged"]
        assert (seen.by, seen.reason) == (cast.okafor.words, "chin lift, oxygen 2 L")
        assert Event.objects.filter(verb="alarm.answered", actor=cast.okafor.words).count() == 1
    # When the saturation is back, then the alarm is gone and stays in the record
    monitor.runs(5, **CALM)
    assert bar(chair) == []
    record = signed_in(cast.noor).get(f"/staff/infusions/{chair.session.pk}/record/").content.decode()
    assert "chin lift, oxygen 2 L" in record and "spo2-low" in record


def test_a_monitor_moved_to_another_chair_measures_here_no_more(
    cast: Cast, unit, chair: AtTheChair, monitor: Monitor, signed_in
) -> None:
    monitor.runs(30, **CALM)
    # When the monitor is rolled to chair 2, where Ben sits
    with unit(cast.lakeside):
        devices.place(device=monitor.device, room=cast.chairs[1], by=cast.noor.member())
    before = chair.fresh().watch.samples_n
    # Then what it measures goes to nobody until somebody says whose it is
    monitor.runs(30, hr=150.0)
    assert chair.fresh().watch.samples_n == before
    ben = AtTheChair.ordered(cast, unit, chair=1, patient=cast.ben_patient)
    monitor.runs(5, hr=151.0)
    assert ben.fresh().watch.samples_n == 0
    ben.do(actions.connect_monitor, code=monitor.device.code)
    monitor.runs(5, hr=152.0)
    assert ben.fresh().watch.samples_n == 1
    assert chair.fresh().watch.samples_n == before
    # And Ana's record says when and why it ended, and that nothing could be known since
    time_passes(30)
    nurse = signed_in(cast.noor)
    record = nurse.get(f"/staff/infusions/{chair.session.pk}/record/").content.decode()
    assert "no longer measures: the device was moved to Chair 2" in record
    assert ("hr-silent", "raised") in alarms(chair)
    page = nurse.get(f"/staff/infusions/{chair.session.pk}/").content.decode()
    assert 'data-test="open-monitor"' in page, "the page offers to connect one again"


def test_silence_is_shown_as_silence(cast: Cast, chair: AtTheChair, monitor: Monitor) -> None:
    monitor.runs(30, **CALM)
    # When the cable falls out
    time_passes(60)
    # Then each sign says that it is not known, and the tile keeps the time of its last value
    assert any("no reading for more than" in words for words in bar(chair))
    session = chair.fresh()
    with chair.unit(cast.lakeside):
        pulse = next(tile for tile in live.tiles(session, queries.course(session)) if tile["kind"] == "pulse")
    assert pulse["measured_at"] == ago(1).isoformat()
    # When it is back in, then the alarms of silence end by themselves
    monitor.runs(10, **CALM)
    assert [one for one in alarms(chair) if one == ("hr-silent", "cleared")]


def test_distress_is_met_with_a_slower_rate(
    cast: Cast, chair: AtTheChair, monitor: Monitor, signed_in
) -> None:
    nurse, url = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/"
    later(15)
    monitor.shows(**CALM)
    # When Ana is frightened
    chair.do(actions.record_scores, scores={"moaas": "5", "dissociation": "8"})
    chair.do(actions.record_symptom, symptom="anxiety", severity="moderate", action="reassurance")
    # Then the preview says what a third less comes to, in both units, and writes nothing
    before = chair.numbered()
    preview = nurse.get(f"{url}preview/?rate_ml_per_h=100").content.decode()
    assert "52.5 mg/h" in preview and "150 mL/h" in preview and "35 mg/h" in preview and "100 mL/h" in preview
    assert "Total at the end 27.708 mg of 35 mg" in preview
    assert chair.numbered() == before
    # When it is confirmed, then old, new, reason and who are one entry
    event = chair.rate(100_000, reason="dissociation")
    assert (event.says, event.reason, event.by) == (
        "rate 52.5 mg/h (150 mL/h) → 35 mg/h (100 mL/h)",
        "dissociation",
        cast.noor.words,
    )
    later(3)
    assert chair.course().given_ug == 13_125 + 1_750
    # And a pause and a resume at the slower rate are summed as they were
    chair.pause(reason="comfort")
    later(5)
    assert chair.course().phase is Phase.PAUSED
    chair.resume()
    later(6)
    assert chair.course().given_ug == 13_125 + 1_750 + 3_500


def test_an_observation_that_is_overdue_is_told_once(
    cast: Cast, unit, chair: AtTheChair, monitor: Monitor
) -> None:
    later(14)
    assert overdue.tell_second_person() > 0
    assert overdue.tell_second_person() == 0
    told = chair.events("overdue")
    assert told and told[0].by == "monitor"
    chair.finish(reason="patient asked")
    chair.close()
    later(60)
    assert overdue.tell_second_person() == 0


def test_from_the_order_to_the_paper_every_number_agrees(
    cast: Cast, unit, chair: AtTheChair, monitor: Monitor, signed_in
) -> None:
    nurse, url = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/"
    # Given a rate change, a late entry, a pause, and a start that was misread and is corrected
    later(12)
    chair.rate(120_000, reason="pressure")
    later(6)
    chair.note("said at nine past that the light hums", at=ago(9))
    chair.pause(reason="comfort")
    later(4)
    chair.resume()
    later(2)
    start = chair.events("started")[0]
    chair.correct(start.n, rate_ul_per_h=149_000, reason="the pump showed 149")
    later(11)
    # When the infusion is stopped, watched on, and closed
    chair.finish(reason="patient asked")
    later(20)
    chair.vitals({"sbp": "116", "dbp": "72"})
    chair.close()
    # Then the fold, the page and the paper tell one dose, to the microgram
    expected = (52_150 * 12 + 42_000 * 6 + 42_000 * 13) // 60
    course = chair.course()
    assert (course.phase, course.given_ug) == (Phase.CLOSED, expected)
    assert chair.events("finished")[0].detail["given_ug"] == expected
    record = nurse.get(f"{url}record/").content.decode()
    pdf = text_of(nurse.get(f"{url}record.pdf").content)
    figure = f"{expected / 1_000:g}"
    assert f"{figure} <span" in record
    assert f"Ketamine given {figure} mg" in pdf and f"infusion finished: {figure} mg given of 35 mg" in pdf
    # And both entries of the correction stand, and both times of the late one
    assert "corrected by entry" in record
    assert "09:09, entered 09:18 L" in pdf
    # And the closed record takes a note as an addendum, and nothing else
    chair.note("phoned, slept well")
    assert chair.events("addendum")[0].says == "phoned, slept well"
    assert nurse.post(f"{url}rate/", {"client_id": "x"}).status_code == 422
    # And the audit log has a line for each act
    with unit(cast.lakeside):
        verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"session.started", "session.rate", "session.paused", "session.resumed", "session.note", "session.finished",
            "session.closed", "session.vitals", "session.confirmed", "session.monitor", "session.addendum", "watch.closed"} <= verbs  # fmt: skip


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_an_impossible_sign_is_refused_and_never_measured(
    cast: Cast, chair: AtTheChair, monitor: Monitor
) -> None:
    before = chair.fresh().watch.samples_n
    assert chair.refused(actions.record_vitals, values={"spo2": "140"}) == ["out-of-range"]
    assert chair.refused(actions.record_vitals, values={"sbp": "80", "dbp": "120"}) == ["not-above"]
    assert chair.fresh().watch.samples_n == before
