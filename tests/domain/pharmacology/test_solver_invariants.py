"""Properties any correct answer has, on every model of the tuple and on invented systems."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.pharmacology import MODELS, Bolus, Event, Model, Patient, Rate, delivered_mg
from euthymia.domain.pharmacology.curve import solve
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.solver import Disposition, Floats, amounts, concentrations

MODEL = st.sampled_from(MODELS)
WEIGHT = st.floats(45, 120)
MINUTE = st.floats(0, 180).map(lambda minute: round(minute, 3))
EVENT: st.SearchStrategy[Event] = st.one_of(
    st.builds(Rate, MINUTE, st.floats(0, 200)), st.builds(Bolus, MINUTE, st.floats(0, 100))
)
EVENTS = st.lists(EVENT, max_size=8)
TIMES = np.array([0.0, 0.001, 1.0, 7.5, 40.0, 61.25, 180.0, 300.0, 1440.0])
CLOSE = {"rtol": 1e-10, "atol": 1e-9}


def curves(model: Model, weight_kg: float, events: list[Event], times: Floats = TIMES) -> Floats:
    """Plasma, then the effect site and norketamine where the model has them, stacked."""
    solution = solve(model, Patient(weight_kg), schedule(events), times)
    found = (solution.plasma_ng_per_ml, solution.effect_site_ng_per_ml, solution.metabolite_ng_per_ml)
    return np.stack([curve for curve in found if curve is not None])


def scaled(events: list[Event], factor: float) -> list[Event]:
    return [
        Rate(e.at_min, e.rate_mg_per_h * factor)
        if isinstance(e, Rate)
        else Bolus(e.at_min, e.bolus_mg * factor)
        for e in events
    ]


@given(MODEL, WEIGHT, EVENTS, st.floats(0, 50))
@settings(max_examples=60, deadline=None)
def test_concentrations_are_linear_in_dose(
    model: Model, weight: float, events: list[Event], factor: float
) -> None:
    once, many = curves(model, weight, events), curves(model, weight, scaled(events, factor))
    np.testing.assert_allclose(many, once * factor, **CLOSE)


@given(MODEL, WEIGHT, EVENTS, st.lists(st.builds(Bolus, MINUTE, st.floats(0, 100)), max_size=4))
@settings(max_examples=60, deadline=None)
def test_boluses_superpose_on_whatever_else_is_given(
    model: Model, weight: float, events: list[Event], boluses: list[Bolus]
) -> None:
    together = curves(model, weight, [*events, *boluses])
    np.testing.assert_allclose(
        together, curves(model, weight, events) + curves(model, weight, [*boluses]), **CLOSE
    )


@given(MODEL, WEIGHT, EVENTS)
@settings(max_examples=60, deadline=None)
def test_concentrations_are_finite_and_never_negative(
    model: Model, weight: float, events: list[Event]
) -> None:
    found = curves(model, weight, events)
    assert np.isfinite(found).all()
    assert (found >= 0).all()


@given(MODEL, WEIGHT, EVENTS, st.integers(1, 500))
@settings(max_examples=60, deadline=None)
def test_giving_everything_later_moves_the_curve(
    model: Model, weight: float, events: list[Event], shift: int
) -> None:
    moved = [
        type(e)(e.at_min + shift, getattr(e, "rate_mg_per_h", getattr(e, "bolus_mg", 0))) for e in events
    ]
    steady = [time for time in TIMES if time not in {e.at_min for e in events}]
    at = np.array(steady)
    np.testing.assert_allclose(
        curves(model, weight, moved, at + shift), curves(model, weight, events, at), **CLOSE
    )


@given(MODEL, WEIGHT, st.floats(1, 200), st.lists(st.floats(0.01, 39.9), max_size=10))
@settings(max_examples=60, deadline=None)
def test_writing_the_same_rate_again_changes_nothing(
    model: Model, weight: float, rate: float, again: list[float]
) -> None:
    whole: list[Event] = [Rate(0, rate), Rate(40, 0)]
    split = [*whole, *(Rate(minute, rate) for minute in again)]
    np.testing.assert_allclose(curves(model, weight, split), curves(model, weight, whole), **CLOSE)


@given(MODEL, WEIGHT, EVENTS, st.lists(MINUTE, max_size=6))
@settings(max_examples=60, deadline=None)
def test_folding_in_pieces_equals_folding_at_once(
    model: Model, weight: float, events: list[Event], cuts: list[float]
) -> None:
    # A bolus of nothing ends a segment and begins another: the state is carried through one more piece.
    cut = [*events, *(Bolus(minute, 0.0) for minute in cuts)]
    np.testing.assert_allclose(curves(model, weight, cut), curves(model, weight, events), **CLOSE)


@given(MODEL, WEIGHT, EVENTS, st.permutations(range(len(TIMES))))
@settings(max_examples=40, deadline=None)
def test_the_order_of_events_and_times_and_the_grid_do_not_matter(
    model: Model, weight: float, events: list[Event], order: list[int]
) -> None:
    unique = list({(type(e), e.at_min): e for e in events}.values())
    expected = curves(model, weight, unique)
    np.testing.assert_array_equal(curves(model, weight, unique[::-1], TIMES[order]), expected[:, order])
    alone = np.concatenate([curves(model, weight, unique, np.array([time])) for time in TIMES], axis=1)
    np.testing.assert_allclose(alone, expected, rtol=1e-13)


@given(
    st.integers(0, 2).flatmap(
        lambda n: st.tuples(
            st.lists(st.sampled_from([0.0, 0.1, 0.1 + 1e-12, 0.247, 1.0]), min_size=n, max_size=n),
            st.lists(st.sampled_from([0.0, 0.1, 0.1 + 1e-12, 0.0146, 1.0]), min_size=n, max_size=n),
        )
    ),
    st.sampled_from([0.0, 0.1, 0.438]),
    st.sampled_from([0.0, 0.1, 2.5]),
    EVENTS,
)
@settings(max_examples=120, deadline=None)
def test_no_drug_appears_or_disappears(
    exchanges: tuple[list[float], list[float]], k10: float, lost: float, events: list[Event]
) -> None:
    out, back = exchanges
    leaving = [0.0] * (len(out) - 1) + [lost] * bool(out)
    found = amounts(Disposition.of(10.0, k10, out, back, leaving), schedule(events), TIMES)
    total = found.central_mg + found.peripheral_mg.sum(axis=-1) + found.eliminated_mg
    given_mg = [delivered_mg(events, time) for time in TIMES]
    np.testing.assert_allclose(total, given_mg, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
class TestEveryModel:
    def test_steady_state_is_rate_over_clearance(self, model: Model) -> None:
        disposition = model.parameters(Patient(70.0)).disposition()
        plasma, *others = curves(model, 70.0, [Rate(0, 50)], np.array([1e6]))
        assert plasma[0] == pytest.approx(50 / float(disposition.clearance_l_per_h) * 1000, rel=1e-9)
        if model.effect_sites:
            assert others[0][0] == pytest.approx(plasma[0], rel=1e-9)

    def test_the_area_under_the_curve_of_a_bolus_is_dose_over_clearance(self, model: Model) -> None:
        disposition = model.parameters(Patient(70.0)).disposition()
        modes = disposition.modes()
        area_mg_per_l_min = 20 / disposition.v1_l * (modes.share / modes.rate_per_min).sum()
        assert area_mg_per_l_min / 60 == pytest.approx(20 / float(disposition.clearance_l_per_h), rel=1e-12)

    def test_norketamine_at_steady_state_is_what_is_formed_over_its_clearance(self, model: Model) -> None:
        parameters = model.parameters(Patient(70.0))
        formed = parameters.norketamine()
        if formed is None:
            assert all(not name.startswith("NK") for name in parameters.values())
            return
        values = parameters.values()
        share = values["kmet"] / (values["kmet"] + values["kel"]) if "kmet" in values else 1.0
        *_, norketamine = curves(model, 70.0, [Rate(0, 50)], np.array([1e6]))
        assert norketamine[0] == pytest.approx(50 * share / values["NK CL"] * 1000, rel=1e-9)

    def test_the_shares_of_a_bolus_add_up_and_the_rates_keep_vietas_relations(self, model: Model) -> None:
        disposition = model.parameters(Patient(70.0)).disposition()
        modes = disposition.modes()
        leaving = disposition.k_back_per_min + disposition.k_lost_per_min
        central = disposition.k10_per_min + disposition.k_out_per_min.sum()
        assert modes.share.sum() == pytest.approx(1.0, rel=1e-14)
        matrix = np.diag(np.concatenate([[central], leaving]))
        matrix[0, 1:], matrix[1:, 0] = -disposition.k_back_per_min, -disposition.k_out_per_min
        assert float(np.prod(modes.rate_per_min)) == pytest.approx(float(np.linalg.det(matrix)), rel=1e-11)
        assert modes.rate_per_min.sum() == pytest.approx(float(np.trace(matrix)), rel=1e-13)

    def test_a_bolus_shows_at_once_in_plasma_and_not_in_the_effect_site(self, model: Model) -> None:
        events: list[Event] = [Rate(0, 50), Bolus(10, 20)]
        disposition = model.parameters(Patient(70.0)).disposition()
        at = np.array([10.0])
        after = concentrations(disposition, schedule(events), at, 0.1)
        just_before = concentrations(disposition, schedule(events), at, 0.1, before=True)
        jump = after.plasma_ng_per_ml - just_before.plasma_ng_per_ml
        assert jump[0] == pytest.approx(20 / float(disposition.v1_l) * 1000, rel=1e-12)
        assert after.effect_site_ng_per_ml is not None and just_before.effect_site_ng_per_ml is not None
        np.testing.assert_allclose(after.effect_site_ng_per_ml, just_before.effect_site_ng_per_ml, rtol=1e-14)

    def test_a_rate_change_leaves_no_jump(self, model: Model) -> None:
        events: list[Event] = [Rate(0, 50), Rate(10, 0)]
        before, at = curves(model, 70.0, events, np.array([10 - 1e-9, 10.0]))[0]
        assert at == pytest.approx(before, rel=1e-8)

    def test_no_events_is_an_answer_of_zeros(self, model: Model) -> None:
        assert not curves(model, 70.0, []).any()

    def test_many_patients_at_once_equal_each_alone(self, model: Model) -> None:
        parameters = model.parameters(Patient(70.0))
        events: list[Event] = [Rate(0, 50), Bolus(5, 3), Rate(40, 0)]
        factors = np.array([0.5, 1.0, 2.0])
        together = concentrations(_varied(parameters.disposition(), factors), schedule(events), TIMES, 0.2)
        for i, factor in enumerate(factors):
            alone = concentrations(_varied(parameters.disposition(), factor), schedule(events), TIMES, 0.2)
            np.testing.assert_allclose(together.plasma_ng_per_ml[i], alone.plasma_ng_per_ml, rtol=1e-12)


def _varied(base: Disposition, factor: float | Floats) -> Disposition:
    shape = np.shape(factor)
    size = (*shape, base.k_out_per_min.shape[-1])
    return Disposition.of(
        base.v1_l * factor,
        base.k10_per_min / factor,
        np.broadcast_to(base.k_out_per_min, size),
        np.broadcast_to(base.k_back_per_min, size),
    )


@pytest.mark.parametrize(
    ("v1", "k10", "out", "back"),
    [(0.0, 0.1, [], []), (1.0, -0.1, [], []), (1.0, 0.1, [0.1], []), (1.0, float("nan"), [], [])],
)
def test_a_system_that_cannot_be_is_refused(
    v1: float, k10: float, out: list[float], back: list[float]
) -> None:
    with pytest.raises(ValueError, match=r"volume|rate constants"):
        Disposition.of(v1, k10, out, back)
