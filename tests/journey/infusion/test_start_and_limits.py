"""The start against the resting values, and what becomes of the alarm limits."""

from __future__ import annotations

import pytest

from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring import queries as watched
from euthymia.domain.monitoring import Limits
from euthymia.journey.infusion import actions
from euthymia.kit import clock, units
from journey.infusion.chair import AtTheChair, later
from support.bedside import place
from support.cast import Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


@pytest.fixture
def chair(cast: Cast, unit) -> AtTheChair:
    return AtTheChair.ordered(cast, unit)


def limit(chair: AtTheChair, channel: str, side: str) -> float | None:
    return chair.fresh().watch.limits[channel][side]


def test_relative_limits_are_counted_from_the_resting_values(chair: AtTheChair) -> None:
    chair.vitals({"sbp": "118", "dbp": "74", "spo2": "99"})
    chair.start()
    assert limit(chair, "sbp", "high") == 118 + 30 - 1
    assert limit(chair, "spo2", "low") == 99 - 4 + 1


@pytest.mark.parametrize("resting", [{"sbp": "65", "dbp": "40"}, {"sbp": "120", "dbp": "76", "etco2": "62"}])
def test_a_resting_value_far_out_contradicts_nothing(chair: AtTheChair, resting) -> None:
    """Counted from it, the relative figure would cross the absolute one; the start is not lost for that."""
    before = chair.fresh().watch.limits
    chair.vitals(resting)
    chair.start(reason="discussed with Dr Okafor")
    after = chair.fresh().watch.limits
    far = "sbp" if "etco2" not in resting else "etco2"
    assert after[far] == before[far]
    assert len(chair.events("started")) == 1


def test_limits_set_for_this_patient_outlive_the_start(chair: AtTheChair) -> None:
    document = chair.fresh().watch.limits
    document["sbp"]["high"] = 150
    with chair.unit(chair.cast.lakeside):
        monitoring.change_limits(
            by=chair.cast.noor.member(),
            watch=chair.session.watch,
            limits=Limits.from_json(document),
            reason="aneurysm",
        )
    chair.vitals({"sbp": "135", "dbp": "74"})
    chair.start()
    assert limit(chair, "sbp", "high") == 150
    assert limit(chair, "dbp", "high") == 74 + 20 - 1


@pytest.mark.parametrize(
    ("sbp", "dbp", "reason", "codes"),
    [
        ("140", "90", "", []),
        ("141", "90", "", ["resting-pressure-high"]),
        ("141", "90", "rechecked three times", []),
        ("180", "90", "go on", ["resting-pressure-stop"]),
        ("179", "109", "agreed with Dr Okafor", []),
        ("140", "110", "go on", ["resting-pressure-stop"]),
    ],
)
def test_the_resting_pressure_at_its_limits(chair: AtTheChair, sbp, dbp, reason, codes) -> None:
    chair.vitals({"sbp": sbp, "dbp": dbp})
    if codes:
        assert chair.refused(actions.start, rate_ul_per_h=150_000, reason=reason) == codes
    else:
        assert chair.start(reason=reason).kind == "started"


def test_a_resting_pressure_grows_old(chair: AtTheChair) -> None:
    chair.vitals()
    later(15.1)
    assert chair.refused(actions.start, rate_ul_per_h=150_000) == ["no-resting-pressure"]
    chair.vitals()
    later(15)
    assert chair.start().kind == "started"


def test_the_start_has_a_rate_the_pump_can_take(chair: AtTheChair) -> None:
    chair.vitals()
    for rate, code in (
        (0, "no-rate"),
        (-1, "no-rate"),
        (150_001, "too-fine"),
        (150_100, "above-ordered-rate"),
        (10**9, "above-absolute"),
    ):
        assert chair.refused(actions.start, rate_ul_per_h=rate) == [code]
    assert chair.start(rate_ul_per_h=75_000).rate_ug_per_h == 26_250


def test_only_what_the_monitor_shows_is_confirmed(cast: Cast, unit, chair: AtTheChair) -> None:
    chair.vitals()
    assert chair.refused(actions.confirm_vitals) == ["nothing-shown"], "typed values need no confirmation"
    device = place(cast.lakeside, cast.chairs[0], "ONE")
    chair.do(actions.connect_monitor, code=device.code)
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        measured = [
            monitoring.Measured(c, v, "/min", clock.now(), clock.now(), device.pk)
            for c, v in (("hr", 81.0), ("spo2", 97.0))
        ]
        monitoring.record({chair.session.watch_id: measured}, now=clock.now())
    event = chair.do(actions.confirm_vitals)
    assert event.detail["values"] == {"hr": 81.0, "spo2": 97.0}
    later(30)
    assert chair.refused(actions.confirm_vitals) == ["nothing-shown"]


def test_a_monitor_that_stands_elsewhere_is_not_connected(cast: Cast, unit, chair: AtTheChair) -> None:
    device = place(cast.lakeside, cast.chairs[1], "TWO")
    assert chair.refused(actions.connect_monitor, code=device.code) == ["not-here"]
    assert chair.refused(actions.connect_monitor, code="M-none") == ["unknown"]
    assert chair.events("monitor") == []


def test_limits_changed_by_somebody_else_meanwhile_are_not_written_over(
    cast: Cast, signed_in, chair: AtTheChair
) -> None:
    nurse, url = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/limits/"
    form = nurse.get(url).context["form"]
    seen = {name: str(form[name].value()) for name in form.fields if name != "reason"}
    assert nurse.post(url, {**seen, "hr-high": "120", "reason": "runs fast"}).status_code == 302
    answer = signed_in(cast.okafor).post(url, {**seen, "sbp-high": "150", "reason": "aneurysm"})
    assert answer.status_code == 422 and "changed the limits meanwhile" in answer.content.decode()
    assert limit(chair, "hr", "high") == 120
    assert (
        nurse.post(url, {**seen, "seen": "", "hr-high": "120", "reason": "a second click"}).status_code == 302
    )
    with chair.unit(cast.lakeside):
        assert len(watched.limit_changes(chair.session.watch)) == 1


def test_a_resting_value_at_the_end_of_the_scale_leaves_its_limits(cast: Cast, chair: AtTheChair) -> None:
    """A cannula that has slipped reads nothing: counted from it, the limit would lie below zero."""
    before = chair.fresh().watch.limits["etco2"]
    chair.vitals({"sbp": "120", "dbp": "76", "etco2": "0"})
    chair.start(reason="cannula off, patient breathes")
    assert chair.fresh().watch.limits["etco2"] == before
    assert len(chair.events("started")) == 1
