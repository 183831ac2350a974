"""What every protocol of the library must have."""

from __future__ import annotations

import pytest

from euthymia.domain.protocols import PROTOCOLS, Order, Protocol, check, judge, protocol_named
from euthymia.domain.quantities import Confidence

GOLDEN_AT_70_KG = {
    "iv-depression": {
        "dose_ug": 35_000,
        "drug_volume_ul": 700,
        "rate_ul_per_h": 150_000,
        "rate_ug_per_h": 52_500,
    },
    "iv-chronic-pain": {
        "dose_ug": 98_000,
        "drug_volume_ul": 1_960,
        "rate_ul_per_h": 25_000,
        "rate_ug_per_h": 24_500,
    },
}

every_protocol = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.id)


@every_protocol
def test_the_usual_order_at_seventy_kilograms(protocol: Protocol) -> None:
    order: Order = protocol.propose(70_000)
    golden = GOLDEN_AT_70_KG[protocol.id]
    assert {name: getattr(order, name) for name in golden} == golden
    assert check(order) == []
    assert judge(order, protocol.guardrails, 70_000, 7) == []


@every_protocol
def test_every_figure_names_its_source(protocol: Protocol) -> None:
    assert protocol.sources and protocol.evidence and protocol.notes
    fences = dict(protocol.guardrails.each())
    assert len(fences) == 6
    for guardrail in fences.values():
        assert guardrail.provenance.source
    for medicine in protocol.medicines:
        assert medicine.provenance.confidence is Confidence.K
        assert medicine.low_ug is None or 0 < medicine.low_ug <= (medicine.high_ug or 0)
    for observation in protocol.observations:
        assert observation.provenance.source


@every_protocol
def test_outer_fences_are_never_called_published_where_no_cap_was_found(protocol: Protocol) -> None:
    assert protocol.guardrails.dose_mg.provenance.confidence.is_site_setting


@every_protocol
def test_defaults_are_among_the_choices_and_codes_are_unique(protocol: Protocol) -> None:
    assert protocol.default_duration_min in protocol.durations_min
    assert protocol.default_dose_ug_per_kg in protocol.published_doses_ug_per_kg
    for listed in (
        protocol.indications,
        protocol.reasons,
        protocol.actions,
        protocol.symptoms,
        protocol.medicines,
    ):
        codes = [one.code for one in listed]
        assert len(set(codes)) == len(codes) > 0
    assert [step.value for step in protocol.sedation_scale.steps] == [5, 4, 3, 2, 1, 0]
    assert all(-100 < step < 0 for step in protocol.rate_steps_percent)


def test_the_screen_offers_the_five_reasons() -> None:
    assert [reason.code for reason in PROTOCOLS[0].reasons] == [
        "comfort",
        "dissociation",
        "pressure",
        "nausea",
        "order",
    ]


def test_pain_shares_no_dosing_default_with_depression() -> None:
    depression, pain = (protocol_named(id) for id in ("iv-depression", "iv-chronic-pain"))
    assert depression.default_dose_ug_per_kg != pain.default_dose_ug_per_kg
    assert depression.default_duration_min != pain.default_duration_min
    assert depression.guardrails.dose_mg != pain.guardrails.dose_mg


def test_an_unknown_protocol_is_refused_with_the_names_there_are() -> None:
    assert len({protocol.id for protocol in PROTOCOLS}) == len(PROTOCOLS)
    with pytest.raises(KeyError, match="iv-depression, iv-chronic-pain"):
        protocol_named("iv-anything")
