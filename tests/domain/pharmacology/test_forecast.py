"""The forecast: what it shows, what it refuses, and that a change moves only the future."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from euthymia.domain.pharmacology import (
    CAPTIONS,
    SITE_LIMITS,
    Bolus,
    Event,
    Forecast,
    Patient,
    Pause,
    Rate,
    Refused,
    Stop,
    by_name,
    forecast,
    minutes_until_at_or_below,
)
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.forecast import WhatIf, apply
from euthymia.domain.pharmacology.solver import concentrations
from euthymia.domain.quantities import Unusable

BOTH = ("kamp-2020", "abuhelwa-2022")
NOOR_SEES = Patient(70.0, 45.0)
PLAN: list[Event] = [Rate(0, 52.5), Rate(40, 0)]


def drawn(what_if: WhatIf | None = None, **changes: Any) -> Forecast:
    found = asked(what_if=what_if, **changes)
    assert isinstance(found, Forecast)
    return found


def asked(**changes: Any) -> Forecast | Refused:
    arguments: dict[str, Any] = {
        "models": BOTH,
        "patient": NOOR_SEES,
        "events": PLAN,
        "now_min": 20.0,
        "horizon_min": 60.0,
        "inputs_as_of_min": 19.5,
    }
    return forecast(**{**arguments, **changes})


def refused(**changes: Any) -> list[tuple[str, str]]:
    found = asked(**changes)
    assert isinstance(found, Refused)
    return [(fault.code, fault.says) for fault in found.faults]


class TestCurves:
    def test_the_past_ends_and_the_future_begins_now(self) -> None:
        for model in drawn(Stop()).models:
            assert model.so_far.times_min[[0, -1]].tolist() == [0, 20]
            assert model.base.times_min[[0, -1]].tolist() == [20, 80]
            assert model.so_far.plasma_ng_per_ml[-1] == model.base.plasma_ng_per_ml[0]
            assert model.what_if is not None
            assert model.what_if.plasma_ng_per_ml[0] == pytest.approx(
                model.base.plasma_ng_per_ml[0], rel=1e-12
            )

    def test_points_are_exact_wherever_they_are_drawn(self) -> None:
        coarse, fine = drawn(step_min=10.0).models[0].base, drawn(step_min=0.25).models[0].base
        at = np.searchsorted(fine.times_min, coarse.times_min)
        np.testing.assert_allclose(fine.plasma_ng_per_ml[at], coarse.plasma_ng_per_ml, rtol=1e-12)

    def test_every_event_is_a_point_so_that_corners_are_drawn(self) -> None:
        found = drawn(Rate(33.3, 20), events=[*PLAN, Bolus(7.7, 1)], step_min=10.0).models[0]
        assert 7.7 in found.so_far.times_min
        assert {33.3, 40.0} <= set(found.base.times_min)

    def test_without_a_change_there_is_no_ghost(self) -> None:
        found = drawn()
        assert found.events_what_if is None
        assert found.between_what_if is None
        assert all(model.what_if is None for model in found.models)

    def test_stopping_lowers_the_ghost_below_the_plan(self) -> None:
        for model in drawn(Stop()).models:
            assert model.what_if is not None
            assert (model.what_if.plasma_ng_per_ml[1:] < model.base.plasma_ng_per_ml[1:]).all()

    def test_a_change_to_the_rate_that_runs_changes_nothing(self) -> None:
        model = drawn(Rate(20, 52.5)).models[0]
        assert model.what_if is not None
        np.testing.assert_allclose(model.what_if.plasma_ng_per_ml, model.base.plasma_ng_per_ml, rtol=1e-12)

    def test_the_range_between_models_holds_every_model(self) -> None:
        found = drawn(Stop())
        between = found.between_what_if
        assert between is not None
        for model in found.models:
            assert model.what_if is not None
            assert (between.lowest_ng_per_ml <= model.what_if.plasma_ng_per_ml).all()
            assert (between.highest_ng_per_ml >= model.what_if.plasma_ng_per_ml).all()

    def test_the_models_part_after_a_stop(self) -> None:
        between = drawn(Stop()).between_what_if
        assert between is not None
        ratio = between.highest_ng_per_ml / between.lowest_ng_per_ml
        after_15 = int(np.searchsorted(between.times_min, 35.0))
        assert ratio[after_15] > 1.25 * ratio[0]

    @pytest.mark.parametrize("what_if", [None, Stop(), Rate(20, 30)])
    def test_no_events_are_an_answer(self, what_if: WhatIf | None) -> None:
        found = drawn(what_if, events=[], interval=0.8)
        for model in found.models:
            assert not model.so_far.plasma_ng_per_ml.any() and not model.base.plasma_ng_per_ml.any()
        assert found.models[0].base.band is not None and not found.models[0].base.band.upper.any()

    def test_a_band_is_drawn_only_when_asked_for_and_only_where_there_is_one(self) -> None:
        assert all(model.base.band is None for model in drawn().models)
        kamp, abuhelwa = drawn(Stop(), interval=0.8).models
        assert kamp.base.band is not None and kamp.what_if is not None and kamp.what_if.band is not None
        assert (kamp.base.band.lower < kamp.base.plasma_ng_per_ml).all()
        assert (kamp.base.band.upper > kamp.base.plasma_ng_per_ml).all()
        assert len(kamp.so_far.band.upper) == len(kamp.so_far.times_min)  # type: ignore[union-attr]
        assert abuhelwa.base.band is None
        assert any("borrowed" in says for says in drawn(interval=0.8).warnings)
        assert not any("borrowed" in says for says in drawn().warnings)

    def test_it_says_whether_patients_or_models_differ_more(self) -> None:
        found = drawn(Stop(), interval=0.8)
        for uncertainty in (found.uncertainty, found.uncertainty_what_if):
            assert uncertainty is not None and uncertainty.between_patients_ng_per_ml is not None
            assert uncertainty.share_models is not None and 0 <= uncertainty.share_models <= 1
            which = "models" if uncertainty.share_models > 0.5 else "patients"
            assert f"The difference between {which} dominates" in uncertainty.says
        base, after_stop = found.uncertainty, found.uncertainty_what_if
        assert (
            after_stop is not None and base.share_models is not None and after_stop.share_models is not None
        )
        assert after_stop.share_models > base.share_models

    def test_widths_are_those_of_the_curves(self) -> None:
        found = drawn(interval=0.8)
        kamp, abuhelwa = found.models
        models = np.abs(kamp.base.plasma_ng_per_ml - abuhelwa.base.plasma_ng_per_ml)
        np.testing.assert_allclose(found.uncertainty.between_models_ng_per_ml, models, rtol=1e-12)
        assert kamp.base.band is not None
        np.testing.assert_array_equal(
            found.uncertainty.between_patients_ng_per_ml, kamp.base.band.upper - kamp.base.band.lower
        )

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({}, "was not asked for"),
            ({"interval": 0.8, "models": ("abuhelwa-2022", "clements-1981")}, "is not known for any"),
        ],
    )
    def test_where_patients_cannot_be_compared_it_says_why(
        self, changes: dict[str, Any], reason: str
    ) -> None:
        uncertainty = drawn(**changes).uncertainty
        assert uncertainty.share_models is None and uncertainty.between_patients_ng_per_ml is None
        assert reason in uncertainty.says and "The models differ by up to" in uncertainty.says

    def test_a_change_is_not_shown_with_one_model(self) -> None:
        with pytest.raises(Unusable, match="one model is no basis"):
            asked(models=("kamp-2020",), what_if=Stop())
        alone = drawn(models=("kamp-2020",))
        assert "says nothing of how far models differ" in alone.uncertainty.says

    def test_what_the_curve_was_made_from_is_kept_with_it(self) -> None:
        found = drawn(Stop())
        assert (found.patient, found.events, found.now_min) == (NOOR_SEES, tuple(PLAN), 20.0)
        kamp = found.models[0].parameters
        assert (kamp.model, kamp.version, kamp.weight_kg, kamp.values()["CL"]) == ("kamp-2020", 1, 70.0, 84.0)

    def test_it_says_what_it_is_and_what_it_never_does(self) -> None:
        assert drawn().captions == CAPTIONS
        words = " ".join(CAPTIONS)
        assert "never drives an alarm or a pump" in words
        assert "antidepressant effect does not track plasma concentration" in words
        assert "nothing was measured" in words

    def test_at_the_first_minute_with_nothing_given_the_past_is_zero(self) -> None:
        found = drawn(now_min=0.0, inputs_as_of_min=0.0)
        assert (
            found.models[0].so_far.plasma_ng_per_ml.tolist()
            == [0.0, 0.0][: len(found.models[0].so_far.times_min)]
        )


class TestWhatIf:
    def test_a_stop_drops_the_plan(self) -> None:
        assert apply(Stop(), [Rate(0, 50), Rate(30, 20), Rate(40, 0)], 20) == (Rate(0, 50), Rate(20, 0.0))

    def test_a_pause_moves_the_plan_later_and_resumes_the_rate(self) -> None:
        changed = apply(Pause(5), [Rate(0, 50), Bolus(30, 2), Rate(40, 0)], 20)
        assert changed == (Rate(0, 50), Rate(20, 0.0), Rate(25, 50), Bolus(35, 2), Rate(45, 0))

    def test_a_pause_of_unknown_length_does_not_resume(self) -> None:
        assert apply(Pause(), PLAN, 20) == apply(Stop(), PLAN, 20)

    def test_a_rate_keeps_the_rest_of_the_plan(self) -> None:
        assert apply(Rate(20, 30), PLAN, 20) == (Rate(0, 52.5), Rate(20, 30), Rate(40, 0))

    def test_a_rate_wins_over_the_one_recorded_at_the_same_instant(self) -> None:
        assert apply(Rate(20, 30), [Rate(20, 50)], 20) == (Rate(20, 50), Rate(20, 30))

    @pytest.mark.parametrize(
        "what_if", [Rate(19.9, 30), Rate(20, -1), Rate(float("nan"), 1), Pause(0), Pause(-5)]
    )
    def test_what_cannot_be_done_is_refused(self, what_if: WhatIf) -> None:
        with pytest.raises(Unusable) as refusal:
            asked(what_if=what_if)
        assert refusal.value.faults[0].code == "not-a-change"


class TestRefusals:
    @pytest.mark.parametrize(
        ("as_of", "says"),
        [(None, "it is not known how old the inputs are"), (10.0, "the inputs are 10 min old")],
    )
    def test_stale_inputs(self, as_of: float | None, says: str) -> None:
        assert refused(inputs_as_of_min=as_of) == [("stale-inputs", says)]

    def test_inputs_exactly_at_the_limit_are_fresh(self) -> None:
        assert isinstance(asked(inputs_as_of_min=20 - SITE_LIMITS.stale_after_min), Forecast)

    def test_missing_weight(self) -> None:
        assert refused(patient=Patient(None, 45.0)) == [("missing-weight", "the weight is not known")]

    @pytest.mark.parametrize(
        ("patient", "says"),
        [
            (Patient(44.9, 45.0), "weight 44.9 kg is outside the model's population, 45 to 120 kg"),
            (Patient(120.5, 45.0), "weight 120.5 kg is outside the model's population, 45 to 120 kg"),
            (Patient(70.0, 17.0), "age 17 y is outside the model's population, 18 y and over"),
            (Patient(70.0), "the age is not known; the model's population is 18 y and over"),
        ],
    )
    def test_outside_population_says_which(self, patient: Patient, says: str) -> None:
        assert refused(patient=patient) == [("outside-population", says)]

    @pytest.mark.parametrize("weight_kg", [45.0, 120.0])
    def test_at_the_edge_of_the_population_is_inside(self, weight_kg: float) -> None:
        assert isinstance(asked(patient=Patient(weight_kg, 18.0)), Forecast)

    def test_a_horizon_too_short_to_show_where_the_models_part(self) -> None:
        assert refused(horizon_min=9.9) == [("horizon-too-short", "9.9 min ahead is too short")]
        assert isinstance(asked(horizon_min=SITE_LIMITS.shortest_horizon_min), Forecast)

    def test_every_reason_is_given(self) -> None:
        found = refused(inputs_as_of_min=None, patient=Patient(None, 12.0), horizon_min=0.0)
        codes = [code for code, _ in found]
        assert codes == ["stale-inputs", "missing-weight", "outside-population", "horizon-too-short"]

    def test_the_limits_are_site_settings_and_marked_so(self) -> None:
        assert SITE_LIMITS.provenance.confidence.is_site_setting

    @pytest.mark.parametrize("models", [(), ("no-such-model",)])
    def test_models_that_do_not_exist_are_refused(self, models: tuple[str, ...]) -> None:
        with pytest.raises(Unusable, match="kamp-2020"):
            asked(models=models)


class TestTimeToFall:
    def test_the_crossing_is_exact(self) -> None:
        minutes = minutes_until_at_or_below("kamp-2020", NOOR_SEES, [*PLAN], 50.0, 40.0, 600.0)
        assert minutes is not None
        disposition = by_name("kamp-2020").parameters(NOOR_SEES).disposition()
        at = concentrations(disposition, schedule(PLAN), np.array([40.0 + minutes])).plasma_ng_per_ml
        assert at[0] == pytest.approx(50.0, rel=1e-9)

    @pytest.mark.parametrize("level", [float("nan"), -1.0])
    def test_what_is_no_level_is_refused(self, level: float) -> None:
        with pytest.raises(Unusable, match="no level"):
            minutes_until_at_or_below("kamp-2020", NOOR_SEES, PLAN, level, 20.0, 60.0)

    def test_already_below_is_zero(self) -> None:
        assert minutes_until_at_or_below("kamp-2020", NOOR_SEES, PLAN, 1000.0, 20.0, 60.0) == 0.0

    def test_not_within_the_time_is_none(self) -> None:
        assert minutes_until_at_or_below("kamp-2020", NOOR_SEES, PLAN, 1.0, 40.0, 60.0) is None

    def test_a_bolus_on_the_way_delays_it(self) -> None:
        plain = minutes_until_at_or_below("abuhelwa-2022", NOOR_SEES, PLAN, 100.0, 40.0, 600.0)
        more = minutes_until_at_or_below(
            "abuhelwa-2022", NOOR_SEES, [*PLAN, Bolus(42, 10)], 100.0, 40.0, 600.0
        )
        assert plain is not None and more is not None
        assert more > plain + 5

    def test_a_level_passed_on_the_way_counts_even_if_a_bolus_follows(self) -> None:
        plain = minutes_until_at_or_below("kamp-2020", NOOR_SEES, PLAN, 100.0, 40.0, 600.0)
        assert plain is not None
        later = [*PLAN, Bolus(40 + plain + 0.01, 50)]
        assert minutes_until_at_or_below("kamp-2020", NOOR_SEES, later, 100.0, 40.0, 600.0) == pytest.approx(
            plain
        )

    def test_a_lower_rate_that_runs_on_may_never_reach_it(self) -> None:
        slowed: list[Event] = [Rate(0, 52.5), Rate(20, 26)]
        assert minutes_until_at_or_below("kamp-2020", NOOR_SEES, slowed, 60.0, 20.0, 300.0) is None
