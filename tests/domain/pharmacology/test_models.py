"""Published facts that each parameter set must reproduce, and what every model has to carry."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from euthymia.domain.pharmacology import (
    MODELS,
    NAMES,
    Bolus,
    Drug,
    Event,
    Model,
    Patient,
    Rate,
    Sex,
    by_name,
    from_sentence,
    minutes_until_at_or_below,
)
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.solver import concentrations
from euthymia.domain.quantities import Unusable

AT_70_KG = Patient(70.0)
HALF_MG_PER_KG = from_sentence("0.5 mg/kg over 40 min", 70.0)


def clearance_l_per_h(name: str, patient: Patient = AT_70_KG) -> float:
    return float(by_name(name).parameters(patient).disposition().clearance_l_per_h)


def volumes_l(name: str) -> list[float]:
    d = by_name(name).parameters(AT_70_KG).disposition()
    return [float(d.v1_l), *(d.v1_l * d.k_out_per_min / d.k_back_per_min).tolist()]


def plasma(name: str, events: tuple[Event, ...], times: list[float]) -> np.ndarray:
    disposition = by_name(name).parameters(AT_70_KG).disposition()
    return concentrations(disposition, schedule(events), np.array(times)).plasma_ng_per_ml


def effect_peak_min(name: str, ke0: float) -> float:
    """Time of the effect-site peak after a bolus, to a hundredth of a minute."""
    times = np.arange(0.0, 40.0, 0.01)
    disposition = by_name(name).parameters(AT_70_KG).disposition()
    effect = concentrations(disposition, schedule([Bolus(0, 7)]), times, ke0).effect_site_ng_per_ml
    assert effect is not None
    return float(times[int(np.argmax(effect))])


class TestPublishedFacts:
    @pytest.mark.parametrize(
        ("name", "expected", "within", "source"),
        [
            ("kamp-2020", 84.0, 0.05, "Kamp 2020, 3-compartment set"),
            ("abuhelwa-2022", 69.6, 0.05, "Abuhelwa 2022 as coded in TIVA Flow"),
            ("domino-1984", 115.9, 0.05, "stanpumpR, derived"),
            ("clements-1981", 80.2, 0.05, "Clements and Nimmo 1981, 250 µg/kg"),
            ("hijazi-2003", 151.2, 0.2, "Hijazi 2003, abstract: 36.0 mL/min/kg"),
            ("herd-2007", 90.0, 0.05, "Herd and Anderson 2007, abstract"),
            ("otto-2021", 95.2, 0.05, "Otto 2021, Table 3; Fanta 2015, abstract: 95 L/h"),
            ("perez-ruixo-2021", 109.0, 0.05, "Perez-Ruixo 2021, from the printed constants"),
        ],
    )
    def test_clearance_at_70_kg(self, name: str, expected: float, within: float, source: str) -> None:
        assert clearance_l_per_h(name) == pytest.approx(expected, abs=within), source

    @pytest.mark.parametrize(
        ("name", "hours", "within", "source"),
        [
            ("domino-1984", 1.91, 0.005, "computed from the constants; the paper has 2.17"),
            ("hijazi-2003", 4.95, 0.01, "constants; the abstract has 4.9 (SD 1.6)"),
        ],
    )
    def test_terminal_half_life(self, name: str, hours: float, within: float, source: str) -> None:
        slowest = by_name(name).parameters(AT_70_KG).disposition().modes().rate_per_min.min()
        assert np.log(2) / slowest / 60 == pytest.approx(hours, abs=within), source

    @pytest.mark.parametrize(
        ("name", "litres", "source"),
        [
            ("kamp-2020", [25, 56, 157], "Kamp 2020"),
            ("abuhelwa-2022", [79.3, 87.4], "Abuhelwa 2022 as coded in TIVA Flow"),
            ("clements-1981", [1.70 * 70, 2.40 * 70], "Clements and Nimmo 1981 as coded in TIVA Flow"),
            ("herd-2007", [38.7, 102], "Herd and Anderson 2007, abstract"),
            ("otto-2021", [133, 187, 98.8], "Otto 2021, Table 3"),
            ("perez-ruixo-2021", [192, 143, 417], "Perez-Ruixo 2021, Table 3"),
        ],
    )
    def test_volumes_at_70_kg(self, name: str, litres: list[float], source: str) -> None:
        assert volumes_l(name)[: len(litres)] == pytest.approx(litres, rel=0.035), source

    def test_hijazis_volume_by_area_is_that_of_the_abstract(self) -> None:
        # Vbeta = CL / slowest rate; the abstract has 16.0 (SD 8.6) L/kg and 36.0 (13.3) mL/min/kg.
        slowest = by_name("hijazi-2003").parameters(AT_70_KG).disposition().modes().rate_per_min.min()
        litres_per_kg = clearance_l_per_h("hijazi-2003") / 60 / slowest / 70
        assert litres_per_kg == pytest.approx(16.0, rel=0.05)

    def test_perez_ruixos_volume_at_steady_state_without_the_liver_is_that_of_the_abstract(self) -> None:
        assert sum(volumes_l("perez-ruixo-2021")[:3]) == pytest.approx(752)

    def test_perez_ruixos_norketamine_is_that_of_the_abstract(self) -> None:
        formed = by_name("perez-ruixo-2021").parameters(AT_70_KG).norketamine()
        assert formed is not None
        assert float(formed.disposition.clearance_l_per_h) == pytest.approx(38)
        assert float(formed.disposition.steady_state_volume_l) == pytest.approx(185)

    def test_perez_ruixo_knows_no_weight(self) -> None:
        assert clearance_l_per_h("perez-ruixo-2021", Patient(110.0)) == clearance_l_per_h("perez-ruixo-2021")

    @pytest.mark.parametrize(("age_y", "hepatic_l_per_h"), [(None, 151), (60.0, 151), (75.0, 151 - 32.85)])
    def test_perez_ruixos_hepatic_flow_falls_from_60_years(
        self, age_y: float | None, hepatic_l_per_h: float
    ) -> None:
        values = by_name("perez-ruixo-2021").parameters(Patient(70.0, age_y)).values()
        assert values["Qh"] == pytest.approx(hepatic_l_per_h)

    def test_an_age_at_which_no_flow_is_left_is_refused(self) -> None:
        with pytest.raises(Unusable, match="Qh is above 0"):
            by_name("perez-ruixo-2021").parameters(Patient(70.0, 140.0))

    def test_ottos_periphery_does_not_grow_with_weight(self) -> None:
        values = by_name("otto-2021").parameters(Patient(140.0)).values()
        assert [values[name] for name in ("V1", "V2", "V3")] == pytest.approx([266, 187, 98.8])
        assert values["CL"] == pytest.approx(95.2 * 2**0.75)

    def test_two_programs_write_clements_within_three_percent(self) -> None:
        disposition = by_name("clements-1981").parameters(AT_70_KG).disposition()
        litres_per_min_per_kg = clearance_l_per_h("clements-1981") / 60 / 70
        assert litres_per_min_per_kg == pytest.approx(0.0191, rel=0.03)
        flow = float(disposition.v1_l * disposition.k_out_per_min[0]) / 70
        assert flow == pytest.approx(0.0317, rel=0.03)

    def test_kamp_volumes_lie_in_the_interval_of_the_meta_analysis(self) -> None:
        assert volumes_l("kamp-2020") == pytest.approx([25, 56, 157])
        assert sum(volumes_l("kamp-2020")) == pytest.approx(238)
        assert 200 < sum(volumes_l("kamp-2020")) < 304

    def test_kamp_clearance_at_95_kg_grows_with_exponent_three_quarters(self) -> None:
        assert clearance_l_per_h("kamp-2020", Patient(95.0)) == pytest.approx(105.6, abs=0.05)

    def test_domino_derived_volumes_and_clearance(self) -> None:
        assert volumes_l("domino-1984") == pytest.approx([4.41, 10.57, 178.2], abs=0.05)
        assert clearance_l_per_h("domino-1984") / 60 == pytest.approx(1.932, abs=0.0005)

    def test_domino_is_strictly_proportional_to_weight(self) -> None:
        assert clearance_l_per_h("domino-1984", Patient(105.0)) == pytest.approx(115.9 * 1.5, abs=0.1)

    def test_kamp_effect_site_peaks_at_96_seconds_at_70_kg(self) -> None:
        site = by_name("kamp-2020").effect_site()
        assert site is not None
        assert site.ke0_per_min(70) == pytest.approx(1.39, abs=0.005)
        assert effect_peak_min("kamp-2020", site.ke0_per_min(70)) == pytest.approx(1.6, abs=0.05)

    def test_dominos_effect_site_peaks_when_the_study_saw_it(self) -> None:
        # Navarrete 2025: time to peak 1.83 (SD 0.74) min after 0.1 mg/kg.
        site = by_name("domino-1984").effect_site()
        assert site is not None
        assert effect_peak_min("domino-1984", site.ke0_per_min(70)) == pytest.approx(1.83, abs=0.74)

    def test_the_worked_dose(self) -> None:
        assert list(HALF_MG_PER_KG) == [Rate(0.0, 52.5), Rate(40.0, 0.0)]

    @pytest.mark.parametrize(
        ("name", "low", "high"), [("domino-1984", 0, 2), ("abuhelwa-2022", 30, 60), ("clements-1981", 30, 60)]
    )
    def test_after_a_stop_the_models_part(self, name: str, low: float, high: float) -> None:
        at_stop = float(plasma(name, HALF_MG_PER_KG, [40.0])[0])
        half = minutes_until_at_or_below(name, AT_70_KG, HALF_MG_PER_KG, at_stop / 2, 40.0, 600.0)
        assert half is not None
        assert low < half < high

    def test_at_the_end_of_an_infusion_the_racemic_models_agree_but_for_clements(self) -> None:
        # Pharmacology fact base 1.7: within about 13 %, Clements roughly 20 to 30 % lower.
        names = [model.name for model in MODELS if model.drug is Drug.KETAMINE]
        ends = {name: float(plasma(name, HALF_MG_PER_KG, [40.0])[0]) for name in names}
        clements = ends.pop("clements-1981")
        assert 0.65 < clements / np.median(list(ends.values())) < 0.85
        clinic = [ends[name] for name in ("kamp-2020", "abuhelwa-2022", "domino-1984")]
        assert max(clinic) / min(clinic) < 1.13

    @pytest.mark.parametrize("name", NAMES)
    def test_nothing_accumulates_between_sessions_two_days_apart(self, name: str) -> None:
        two_days = 2 * 24 * 60.0
        again = (*HALF_MG_PER_KG, Rate(two_days, 52.5), Rate(two_days + 40, 0.0))
        first, second = plasma(name, again, [40.0, two_days + 40])
        assert second / first < 1.005


class TestTraps:
    """Mistakes that other programs made, one test each."""

    def test_a_ke0_moved_to_another_model_moves_the_peak(self) -> None:
        peaks = [effect_peak_min(name, 0.0835) for name in ("domino-1984", "kamp-2020", "abuhelwa-2022")]
        assert peaks == pytest.approx([3, 8, 19], abs=0.6)

    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
    def test_every_ke0_says_which_model_it_was_estimated_for(self, model: Model) -> None:
        for site in model.effect_sites:
            assert site.estimated_for
            assert site.endpoint
            # Used with another model than its own it carries a sentence, which becomes a warning.
            assert site.estimated_for == model.name or site.says

    def test_assumed_peaks_are_no_ke0(self) -> None:
        # 0.0857, 0.652, 2.791 and 10 /min come from assumed times to peak or are admitted guesses.
        offered = {site.per_min for model in MODELS for site in model.effect_sites}
        assert offered == {0.5932, 0.0835, 0.238}

    def test_hornik_whose_clearance_is_half_of_everyone_elses_is_not_offered(self) -> None:
        assert min(clearance_l_per_h(name) for name in NAMES) > 60
        assert not any("hornik" in name for name in NAMES)

    def test_hijazi_is_for_adults_although_a_program_says_children(self) -> None:
        departures = by_name("hijazi-2003").population.departures
        assert departures(Patient(70.0, 45.0)) == []
        assert [departure.what for departure in departures(Patient(70.0, 10.0))] == ["age"]

    def test_herd_is_for_children_although_the_numbers_stand_at_70_kg(self) -> None:
        departures = by_name("herd-2007").population.departures(Patient(70.0, 45.0))
        assert [departure.what for departure in departures] == ["age"]

    def test_clements_is_the_250_set_and_not_the_125_set(self) -> None:
        assert by_name("clements-1981").parameters(Patient(1.0)).values()["V1"] == 1.7522

    def test_no_model_comes_from_text_written_by_machine(self) -> None:
        said = " ".join(parameter.source for model in MODELS for parameter in model.typical)
        assert "harmacolibrary" not in said and "Modelica" not in said

    def test_perez_ruixos_rate_constants_are_per_hour_although_the_table_prints_litres_per_hour(self) -> None:
        units = {number.name: number.unit for number in by_name("perez-ruixo-2021").typical}
        assert (units["kel"], units["kmet"], units["Qh"]) == ("/h", "/h", "L/h")

    def test_the_two_compartment_set_that_borrows_kamps_name_is_not_used(self) -> None:
        assert by_name("kamp-2020").structure == "3 compartments"
        assert 25.8 not in by_name("kamp-2020").parameters(AT_70_KG).values().values()

    def test_domino_is_not_the_horse(self) -> None:
        assert by_name("domino-1984").parameters(AT_70_KG).values()["k10"] == 0.438

    def test_the_elimination_is_not_one_compartment_from_a_terminal_half_life(self) -> None:
        assert all(len(volumes_l(name)) >= 2 for name in NAMES)

    def test_every_range_has_its_low_end_below_its_high_end(self) -> None:
        for model in MODELS:
            for span in (model.population.weight, model.population.age):
                assert span.low is None or span.high is None or span.low < span.high

    @pytest.mark.parametrize("site_name", ["time-to-peak", "experimental"])
    def test_an_effect_site_is_chosen_by_name(self, site_name: str) -> None:
        site = by_name("kamp-2020").effect_site(site_name)
        assert site is not None
        assert site.name == site_name

    def test_an_effect_site_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(Unusable, match="time-to-peak, experimental"):
            by_name("kamp-2020").effect_site("guess")


class TestStructure:
    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
    def test_every_number_carries_unit_standing_and_source(self, model: Model) -> None:
        for parameter in model.parameters(AT_70_KG).table:
            assert parameter.value > 0
            assert parameter.unit in {"L", "L/h", "/h", "/min"}
            assert str(parameter.standing)
            assert model.source in parameter.source

    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
    def test_every_model_says_who_what_where_and_under_which_licence(self, model: Model) -> None:
        assert model.drug_form.startswith("racemate" if model.drug is Drug.KETAMINE else "S-ketamine")
        for words in (model.title, model.source, model.sampling, model.population.says, model.licence):
            assert words.strip()
        assert model.disagreements

    def test_names_are_unique_and_found(self) -> None:
        assert len(set(NAMES)) == len(NAMES)
        assert [by_name(name).name for name in NAMES] == list(NAMES)

    def test_an_unknown_name_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(Unusable, match="kamp-2020, abuhelwa-2022, domino-1984, clements-1981"):
            by_name("zhao-2012")

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize(
        ("weight_kg", "code"),
        [(None, "missing-weight"), (0.0, "not-positive"), (float("nan"), "not-positive")],
    )
    def test_no_weight_no_parameters(self, name: str, weight_kg: float | None, code: str) -> None:
        with pytest.raises(Unusable) as refusal:
            by_name(name).parameters(Patient(weight_kg))
        assert [fault.code for fault in refusal.value.faults] == [code]

    @pytest.mark.parametrize(
        ("patient", "outside"),
        [
            (Patient(45.0, 18.0), []),
            (Patient(120.0, 90.0), []),
            (Patient(44.9, 30.0), ["weight"]),
            (Patient(120.1, 17.9), ["weight", "age"]),
            (Patient(70.0), ["age"]),
            (Patient(70.0, 30.0, Sex.FEMALE), ["sex"]),
            (Patient(70.0, 30.0, Sex.MALE), []),
        ],
    )
    def test_departures_from_a_population_of_men(self, patient: Patient, outside: list[str]) -> None:
        departures = by_name("domino-1984").population.departures(patient)
        assert [departure.what for departure in departures] == outside

    def test_sorted_rates_are_distinct_in_every_model(self) -> None:
        for model in MODELS:
            rates = sorted(model.parameters(AT_70_KG).disposition().modes().rate_per_min)
            assert all(slow < fast for slow, fast in pairwise(rates))
