"""The answer to a DOSING, and the band between patients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from euthymia.domain.pharmacology import MODELS, Bolus, Drug, Patient, Rate, by_name, parse, predict
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.solver import concentrations
from euthymia.domain.pharmacology.variability import band, factors
from euthymia.domain.quantities import Unusable

EVENTS = [{"at_min": 0, "rate_mg_per_h": 52.5}, {"at_min": 40, "rate_mg_per_h": 0}]


RACEMIC = [model.name for model in MODELS if model.drug is Drug.KETAMINE]
S_KETAMINE = [model.name for model in MODELS if model.drug is Drug.ESKETAMINE]
WITH_EFFECT_SITE = ["kamp-2020", "abuhelwa-2022", "domino-1984"]


def asked(**changes: Any) -> dict[str, Any]:
    document = {
        "drug": "ketamine",
        "patient": {"weight_kg": 70.0, "age_y": 45, "sex": "male"},
        "models": WITH_EFFECT_SITE,
        "events": EVENTS,
        "times_min": [40, 0, 20, 120],
    }
    return predict(parse({**document, **changes}))


def test_the_form_of_the_answer() -> None:
    answer = asked()
    assert list(answer) == ["times_min", "models", "delivered_mg", "warnings"]
    assert answer["times_min"] == [40, 0, 20, 120]
    assert list(answer["models"]) == ["kamp-2020", "abuhelwa-2022", "domino-1984"]
    for curve in answer["models"].values():
        assert list(curve) == [
            "plasma_ng_per_ml",
            "effect_site_ng_per_ml",
            "ke0_per_min",
            "norketamine_ng_per_ml",
            "lower",
            "upper",
            "variability_source",
        ]
        assert len(curve["plasma_ng_per_ml"]) == len(curve["effect_site_ng_per_ml"]) == 4
        assert curve["plasma_ng_per_ml"][1] == 0
        assert curve["norketamine_ng_per_ml"] is None


def test_racemic_models_without_an_effect_site_have_none() -> None:
    for name, curve in asked(models=RACEMIC)["models"].items():
        has = name in WITH_EFFECT_SITE
        assert (curve["effect_site_ng_per_ml"] is not None) is has
        assert (curve["ke0_per_min"] is not None) is has
        assert curve["norketamine_ng_per_ml"] is None


def test_s_ketamine_models_give_norketamine_and_no_effect_site() -> None:
    answer = asked(drug="esketamine", models=S_KETAMINE)
    assert list(answer["models"]) == ["otto-2021", "perez-ruixo-2021"]
    for curve in answer["models"].values():
        assert curve["effect_site_ng_per_ml"] is None and curve["ke0_per_min"] is None
        at_40, at_0, at_20, at_120 = curve["norketamine_ng_per_ml"]
        assert at_0 == 0 < at_20 < at_40 < at_120


@pytest.mark.parametrize(("drug", "name"), [("ketamine", "otto-2021"), ("esketamine", "kamp-2020")])
def test_the_other_drugs_model_is_refused_with_those_that_fit(drug: str, name: str) -> None:
    with pytest.raises(Unusable, match=r"for (ketamine: kamp-2020, |esketamine: otto-2021, )") as refusal:
        asked(drug=drug, models=[name])
    assert [(fault.at, fault.code) for fault in refusal.value.faults] == [("/models/0", "wrong-drug")]


def test_an_interval_of_its_own_says_which_covariance_it_is_from() -> None:
    answer = asked(drug="esketamine", models=S_KETAMINE, interval=0.8)
    otto, perez_ruixo = answer["models"].values()
    for curve in (otto, perez_ruixo):
        for low, middle, high in zip(curve["lower"], curve["plasma_ng_per_ml"], curve["upper"], strict=True):
            assert low <= middle <= high
    assert "its own covariance" in otto["variability_source"]
    assert "CV 29.6 % V1, CV 16.2 % CL" in otto["variability_source"]
    assert "correlation 0.48 V1 with CL" in otto["variability_source"]
    assert not any("otto-2021" in says and "borrowed" in says for says in answer["warnings"])
    assert any("perez-ruixo-2021" in says and "too narrow" in says for says in answer["warnings"])


def test_no_interval_is_given_when_none_was_asked_for() -> None:
    for curve in asked()["models"].values():
        assert curve["lower"] is curve["upper"] is curve["variability_source"] is None


@pytest.mark.parametrize(
    ("name", "ke0"), [("kamp-2020", 1.3902177), ("abuhelwa-2022", 0.0835), ("domino-1984", 0.238)]
)
def test_the_effect_site_by_default(name: str, ke0: float) -> None:
    assert asked()["models"][name]["ke0_per_min"] == pytest.approx(ke0, abs=1e-7)


@pytest.mark.parametrize(
    ("times", "expected"), [([40, 0, 20], 35.0), ([20], 17.5), ([0], 0.0), ([600], 35.0)]
)
def test_delivered_counts_up_to_the_latest_time_asked_for(times: list[float], expected: float) -> None:
    assert asked(times_min=times)["delivered_mg"] == expected


def test_no_events_are_answered_with_zeros() -> None:
    answer = asked(events=[], interval=0.8)
    assert answer["delivered_mg"] == 0
    for curve in answer["models"].values():
        assert curve["plasma_ng_per_ml"] == curve["effect_site_ng_per_ml"] == [0, 0, 0, 0]
    assert answer["models"]["kamp-2020"]["lower"] == answer["models"]["kamp-2020"]["upper"] == [0, 0, 0, 0]


def test_a_borrowed_interval_says_so_and_where_none_is_known_none_is_given() -> None:
    answer = asked(interval=0.8)
    kamp = answer["models"]["kamp-2020"]
    assert "borrowed from Otto 2021/Fanta 2015 (S-ketamine, venous)" in kamp["variability_source"]
    assert "CV 30 % V1, CV 16 % CL, correlation 0.48" in kamp["variability_source"]
    assert any("kamp-2020" in says and "borrowed" in says for says in answer["warnings"])
    for name in ("abuhelwa-2022", "domino-1984"):
        curve = answer["models"][name]
        assert curve["lower"] is curve["upper"] is curve["variability_source"] is None
        assert any(name in says and "no interval" in says for says in answer["warnings"])


@pytest.mark.parametrize(
    ("patient", "says"),
    [
        ({"weight_kg": 130.0, "age_y": 45}, "weight 130 kg is outside the model's population, 45 to 120 kg"),
        ({"weight_kg": 70.0, "age_y": 16}, "age 16 y is outside the model's population, 18 y and over"),
        ({"weight_kg": 70.0}, "the age is not known"),
    ],
)
def test_outside_the_population_the_curve_carries_a_warning(patient: dict[str, Any], says: str) -> None:
    warnings = asked(patient=patient)["warnings"]
    assert sum(says in warning for warning in warnings) == len(WITH_EFFECT_SITE)


def test_doubtful_numbers_are_warned_of() -> None:
    warnings = asked()["warnings"]
    assert any(w.startswith("abuhelwa-2022") and "one source, unverified" in w for w in warnings)
    assert any(w.startswith("abuhelwa-2022") and "0.0835" in w and "experimental" in w for w in warnings)
    assert any(w.startswith("kamp-2020") and "time to peak" in w for w in warnings)
    assert not any(w.startswith("domino-1984") for w in warnings)


class TestBand:
    PATIENT = Patient(70.0, 45.0)
    PLAN = schedule([Rate(0, 52.5), Rate(40, 0), Bolus(0, 10)])
    TIMES = np.linspace(0.0, 240.0, 49)

    def lower_upper(self, interval: float) -> tuple[np.ndarray, np.ndarray]:
        found = band(by_name("kamp-2020"), self.PATIENT, self.PLAN, self.TIMES, interval)
        assert found is not None
        return found

    def test_the_virtual_patients_have_the_borrowed_spread(self) -> None:
        spread = by_name("kamp-2020").variability
        assert spread is not None
        drawn = factors(spread)
        for name, cv in spread.cv:
            assert np.median(drawn[name]) == pytest.approx(1.0, abs=0.01)
            assert drawn[name].std() / drawn[name].mean() == pytest.approx(cv, rel=0.02)
        logs = np.log([drawn["V1"], drawn["CL"]])
        assert np.corrcoef(logs)[0, 1] == pytest.approx(0.48, abs=0.01)

    @pytest.mark.parametrize("name", ["otto-2021", "herd-2007", "perez-ruixo-2021"])
    def test_the_virtual_patients_have_the_published_spread(self, name: str) -> None:
        spread = by_name(name).variability
        assert spread is not None
        logs = np.log(np.stack(list(factors(spread).values())))
        np.testing.assert_allclose(np.cov(logs), spread.covariance(), atol=0.01)
        np.testing.assert_allclose(np.median(logs, axis=1), 0, atol=0.005)

    def test_ottos_covariance_is_the_printed_one(self) -> None:
        spread = by_name("otto-2021").variability
        assert spread is not None
        printed = [
            [0.084177, 0.02261, 0, 0],
            [0.02261, 0.026048, 0, 0],
            [0, 0, 0.040426, 0.04456],
            [0, 0, 0.04456, 0.10319],
        ]
        np.testing.assert_allclose(spread.covariance(), printed, rtol=1e-12)

    @pytest.mark.parametrize("name", ["otto-2021", "herd-2007", "perez-ruixo-2021"])
    def test_the_band_is_that_of_many_random_patients(self, name: str) -> None:
        model, patient = by_name(name), Patient(70.0, 45.0)
        found = band(model, patient, self.PLAN, self.TIMES, 0.8)
        assert found is not None and model.variability is not None
        spread = model.variability.of_plasma()
        logs = np.random.default_rng(1).multivariate_normal(
            np.zeros(len(spread.cv)), spread.covariance(), 20_000
        )
        many = {name: np.exp(log) for (name, _), log in zip(spread.cv, logs.T, strict=True)}
        plasma = concentrations(
            model.parameters(patient).disposition(many), self.PLAN, self.TIMES
        ).plasma_ng_per_ml
        lower, upper = np.quantile(plasma, [0.1, 0.9], axis=0)
        np.testing.assert_allclose(found.lower, lower, rtol=0.04)
        np.testing.assert_allclose(found.upper, upper, rtol=0.04)

    def test_percentiles_of_a_known_case_are_those_of_the_log_normal(self) -> None:
        # At the instant of a bolus plasma is dose / V1, whose percentiles are known in closed form.
        lower, upper = band(by_name("kamp-2020"), self.PATIENT, schedule([Bolus(0, 25)]), np.zeros(1), 0.8)  # type: ignore[misc]
        sigma = np.sqrt(np.log1p(0.30**2))
        assert upper[0] == pytest.approx(1000 * np.exp(1.2815516 * sigma), rel=0.005)
        assert lower[0] == pytest.approx(1000 * np.exp(-1.2815516 * sigma), rel=0.005)

    def test_the_band_is_asymmetric_and_holds_the_typical_curve(self) -> None:
        lower, upper = band(by_name("kamp-2020"), self.PATIENT, schedule([Bolus(0, 25)]), np.zeros(1), 0.8)  # type: ignore[misc]
        assert lower[0] < 1000 < upper[0]
        assert upper[0] - 1000 > 1.2 * (1000 - lower[0])

    def test_a_wider_interval_holds_a_narrower_one(self) -> None:
        narrow, wide = self.lower_upper(0.5), self.lower_upper(0.9)
        assert (wide[0] <= narrow[0]).all()
        assert (wide[1] >= narrow[1]).all()

    def test_the_same_question_has_the_same_answer_whatever_the_grid(self) -> None:
        whole = self.lower_upper(0.8)
        np.testing.assert_array_equal(whole, self.lower_upper(0.8))
        times = np.concatenate([self.TIMES, np.linspace(0, 300, 400)])
        more = band(by_name("kamp-2020"), self.PATIENT, self.PLAN, times, 0.8)
        assert more is not None
        np.testing.assert_allclose(more.upper[: len(self.TIMES)], whole[1], rtol=1e-12)

    def test_a_model_without_published_spread_has_none(self) -> None:
        assert band(by_name("domino-1984"), self.PATIENT, self.PLAN, self.TIMES, 0.8) is None


@pytest.mark.parametrize(
    ("name", "within"),
    [("kamp-2020", 0.004), ("otto-2021", 0.004), ("herd-2007", 0.03), ("perez-ruixo-2021", 0.03)],
)
@pytest.mark.parametrize("interval", [0.5, 0.8, 0.9])
def test_the_ends_of_an_interval_are_those_of_very_many_random_patients(
    name: str, within: float, interval: float
) -> None:
    model, patient, plan = by_name(name), Patient(70.0, 45.0), schedule([Rate(0, 52.5), Rate(40, 0)])
    assert model.variability is not None
    spread, times = model.variability.of_plasma(), np.array([1.0, 10.0, 40.0, 45.0, 120.0])
    logs = np.random.default_rng(7).multivariate_normal(
        np.zeros(len(spread.cv)), spread.covariance(), 300_000
    )
    people = model.parameters(patient).disposition(
        {name: np.exp(column) for (name, _), column in zip(spread.cv, logs.T, strict=True)}
    )
    tail = (1 - interval) / 2
    expected = np.quantile(concentrations(people, plan, times).plasma_ng_per_ml, [tail, 1 - tail], axis=0)
    np.testing.assert_allclose(band(model, patient, plan, times, interval), expected, rtol=within)


def test_an_interval_of_far_tails_is_given_and_said_to_be_rough() -> None:
    assert any("tails that nobody has measured" in says for says in asked(interval=0.999)["warnings"])
    assert not any("tails that nobody has measured" in says for says in asked(interval=0.99)["warnings"])
