"""What a clinic may decide for itself where the sources disagree (clinical.md 12), and how far it may go.

The default of every switch is that of `label-conservative`. A clinic may move a number between `low` and `high`, and
take any of the `choices`; beyond them no source of the fact base goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable

Setting: TypeAlias = float | str | bool

V, V2, K, P = Confidence.V, Confidence.V2, Confidence.K, Confidence.P


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One setting. `low` and `high` belong to numbers, `choices` to words; a bool has neither."""

    name: str
    topic: str
    default: Setting
    says: str
    provenance: Provenance
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()

    @property
    def accepted(self) -> str:
        if self.choices:
            return "one of " + " ".join(self.choices)
        if isinstance(self.default, bool):
            return "true or false"
        kind = "a whole number" if isinstance(self.default, int) else "a number"
        return f"{kind} from {_plain(self.low)} to {_plain(self.high)}"

    def admits(self, value: object) -> bool:
        if self.choices:
            return value in self.choices
        if isinstance(self.default, bool) or isinstance(value, bool):
            return isinstance(self.default, bool) and isinstance(value, bool)
        kinds = int if isinstance(self.default, int) else (int, float)
        return isinstance(value, kinds) and self.low <= value <= self.high


def refuse_unusable(values: Mapping[str, Any], switches: Mapping[str, Switch], stranger: str) -> None:
    """Raises Unusable with a fault at the name of each figure that is none of the switches ("is `stranger`"), or beyond
    its limits."""
    faults = [
        Fault(name, "unknown-key", f"{name!r} is {stranger}", ", ".join(switches))
        for name in values
        if name not in switches
    ]
    faults += [
        Fault(name, "beyond-limits", f"{switches[name].says}: {value!r}", switches[name].accepted)
        for name, value in values.items()
        if name in switches and not switches[name].admits(value)
    ]
    if faults:
        raise Unusable(faults)


def _plain(number: float) -> str:
    """1000000, never 1e+06."""
    return f"{number:.0f}" if float(number).is_integer() else f"{number:g}"


def _number(
    topic: str, name: str, default: float, low: float, high: float, says: str, source: str, mark: Confidence
) -> Switch:
    return Switch(
        name=name,
        topic=topic,
        default=default,
        low=low,
        high=high,
        says=says,
        provenance=Provenance(source, mark),
    )


def _choice(
    topic: str, name: str, choices: tuple[str, ...], says: str, source: str, mark: Confidence
) -> Switch:
    """The first choice is the default."""
    return Switch(
        name=name,
        topic=topic,
        default=choices[0],
        choices=choices,
        says=says,
        provenance=Provenance(source, mark),
    )


def _yes_no(topic: str, name: str, default: bool, says: str, source: str, mark: Confidence) -> Switch:
    return Switch(name=name, topic=topic, default=default, says=says, provenance=Provenance(source, mark))


_BP, _TESTS, _TRD, _HISTORY, _DRUGS = (
    "blood_pressure",
    "tests",
    "treatment_resistance",
    "history",
    "medicines",
)

SWITCHES: tuple[Switch, ...] = (
    _number(_BP, "start_systolic_max_mmhg", 140, 120, 180, "no start above it", "SPR-L; KET-CH 180/100", V2),
    _number(_BP, "start_diastolic_max_mmhg", 90, 70, 100, "no start above it", "SPR-L; KET-CH 180/100", V2),
    _number(_BP, "older_from_y", 65, 65, 65, "age from which the next two apply", "SPR-EU", K),
    _number(
        _BP, "older_start_systolic_max_mmhg", 140, 120, 180, "no start above it", "SPR-L; SPR-EU 150/90", K
    ),
    _number(
        _BP, "older_start_diastolic_max_mmhg", 90, 70, 100, "no start above it", "SPR-L; SPR-EU 150/90", K
    ),
    _number(_BP, "severe_systolic_min_mmhg", 180, 160, 180, "contraindicated from it on", "KET-CH", V),
    _number(_BP, "severe_diastolic_min_mmhg", 110, 100, 110, "contraindicated from it on", "KET-CH (100)", P),
    _choice(
        _HISTORY,
        "past_psychosis",
        ("consult", "exclude"),
        "psychosis in the past, remitted",
        "VER21p; SPR-L; VA-P excludes",
        V,
    ),
    _choice(
        _HISTORY,
        "bipolar",
        ("with-stabiliser", "exclude"),
        "bipolar depression",
        "OSM; CRT; MCI21; VA-P excludes",
        V2,
    ),
    _choice(
        _HISTORY,
        "pregnancy",
        ("exclude", "consult"),
        "a pregnancy that is known or tested",
        "SPR-L; KET-L; COH18 relative",
        V,
    ),
    _choice(
        _HISTORY,
        "raised_icp",
        ("exclude", "consult"),
        "raised intracranial pressure, mass lesion, untreated",
        "COH18 relative; BNF via e-SAFE; Green 2011",
        V2,
    ),
    _choice(
        _HISTORY,
        "seizures",
        ("not-now", "consult"),
        "a seizure within the last months",
        "Pharmamedix; Green 2011",
        V2,
    ),
    _number(
        _HISTORY, "seizure_free_months", 6, 3, 24, "a seizure so recent is uncontrolled", "Green 2011", V2
    ),
    _choice(
        _HISTORY,
        "glaucoma",
        ("consult", "not-now"),
        "glaucoma, treated, pressure controlled",
        "COH18 grade C; KET-L",
        V2,
    ),
    _choice(
        _HISTORY,
        "hyperthyroidism",
        ("exclude", "consult"),
        "hyperthyroidism, untreated or poorly controlled",
        "KET-CH; KET-L caution",
        V,
    ),
    _number(_HISTORY, "recent_event_days", 42, 42, 365, "a cardiovascular event so recent", "SPR-EU", V),
    _number(_HISTORY, "substance_remission_months", 3, 1, 12, "remission asked for", "COH18; Psyon", P),
    _choice(
        _HISTORY,
        "positive_drug_screen",
        ("confirm", "exclude"),
        "an unexpected positive drug screen",
        "VA-P excludes",
        V2,
    ),
    _yes_no(_HISTORY, "child_pathway", False, "a specialist pathway below age 18 exists", "SPR-L", V),
    _number(_TRD, "adequate_trials_min", 2, 2, 4, "adequate trials in this episode", "SPR-L; VA-P 4", V),
    _number(_TRD, "trial_weeks_min", 4, 4, 8, "weeks of an adequate trial", "trials 4; usual 6 to 8", V),
    _number(_TRD, "trial_adherence_min", 0.8, 0.8, 1.0, "share of doses taken", "payer MP-170", V),
    _number(
        _TRD, "drug_classes_min", 1, 1, 3, "different classes among them", "Dutch RCT 3 (PMC6884875)", V2
    ),
    _number(_TRD, "phq9_min", 0, 0, 15, "PHQ-9 that the programme asks for", "VA-P 15", V2),
    _choice(
        _TESTS,
        "tests",
        ("label", "everyone", "none-if-healthy"),
        "who needs liver, kidney, thyroid, urine and ECG",
        "KET-L liver tests for recurrent use; CPSBC ECG, renal, liver for all; COH18 none in healthy people",
        V2,
    ),
    _number(_TESTS, "liver_months", 3, 1, 6, "liver enzymes no older", "KET-L; interval P", P),
    _number(_TESTS, "chemistry_months", 6, 1, 12, "creatinine, electrolytes, glucose no older", "CPSBC", P),
    _number(_TESTS, "tsh_months", 12, 3, 12, "TSH no older", "clinical.md SS-06", P),
    _number(_TESTS, "urinalysis_months", 3, 1, 6, "urinalysis no older", "SPR-L warning; KSET", V2),
    _number(_TESTS, "ecg_months", 6, 1, 12, "ECG no older", "COH18; CPSBC; interval P", P),
    _number(_TESTS, "ecg_after_event_months", 1, 1, 1, "ECG after a cardiac event", "clinical.md SS-03", P),
    _number(_TESTS, "ecg_from_y", 50, 18, 65, "everyone from this age has an ECG", "clinical.md SS-03", P),
    _number(_TESTS, "drug_screen_days", 7, 1, 30, "urine drug screen no older", "VA-P; interval P", P),
    _number(_TESTS, "phq9_days", 14, 7, 14, "PHQ-9 no older", "ASKP; OSM", V2),
    _number(_TESTS, "consent_months", 12, 1, 12, "consent no older", "SAN17; ASKP", V2),
    _number(_TESTS, "weight_days", 30, 1, 30, "weight and height no older", "clinical.md SS-02", P),
    _number(_TESTS, "tsh_low_miu_per_l", 0.4, 0.1, 0.5, "TSH below it is low", "site setting, no figure", P),
    *(
        _number(
            _TESTS,
            f"{name}_upper_{unit}",
            usual,
            low,
            high,
            f"upper limit of {name} where the laboratory states none",
            "site setting, no figure",
            P,
        )
        for name, unit, usual, low, high in (
            ("alt", "u_per_l", 40.0, 20, 60),
            ("ast", "u_per_l", 40.0, 20, 60),
            ("alp", "u_per_l", 120.0, 80, 150),
            ("ggt", "u_per_l", 60.0, 30, 80),
            ("bilirubin", "mg_per_dl", 1.2, 0.8, 1.5),
        )
    ),
    _number(
        _TESTS, "fever_c", 38.0, 37.5, 38.5, "a temperature from it on is fever", "site setting, no figure", P
    ),
    _number(_DRUGS, "reconciled_days", 7, 1, 7, "the medicine list no older", "OSM; REMS", V2),
    _choice(
        _DRUGS,
        "benzodiazepine_table",
        ("ashton", "halved"),
        "which table of diazepam equivalents",
        "Ashton-type tables (clinical.md 2C)",
        K,
    ),
    _choice(
        _DRUGS,
        "benzodiazepine_load",
        ("caution", "info"),
        "a benzodiazepine load above that (IX-01a, MC-05)",
        "ANDR20, RAPID, VER21i reduce or shorten; ELEKT-D secondary no moderation",
        V,
    ),
    _choice(
        _DRUGS,
        "naltrexone",
        ("caution", "info"),
        "an opioid antagonist (IX-05)",
        "WILL18 blocks effect; disputed, n = 12; case series still benefit",
        V,
    ),
    _choice(
        _DRUGS,
        "lamotrigine",
        ("caution", "info"),
        "lamotrigine (IX-19)",
        "VER21i: 2 of 5 studies attenuate; others none",
        V,
    ),
    _number(_DRUGS, "benzodiazepine_max_mg", 8, 2, 8, "diazepam equivalents a day", "ANDR20", V),
    _number(_DRUGS, "opioid_consult_mme", 50, 20, 50, "morphine equivalents a day", "clinical.md IX-03", K),
    _choice(
        _DRUGS,
        "nmda_antagonist",
        ("not-now", "caution"),
        "memantine or amantadine (IX-20a)",
        "memantine labelling via Pharmamedix",
        V2,
    ),
    _choice(
        _DRUGS,
        "route",
        ("iv", "oral"),
        "the route that interactions are graded for",
        "interactions of the oral route are graded apart (clinical.md 2A, IX-32 to IX-37)",
        V2,
    ),
)

BY_NAME: Mapping[str, Switch] = MappingProxyType({switch.name: switch for switch in SWITCHES})
TOPICS: tuple[str, ...] = tuple(dict.fromkeys(switch.topic for switch in SWITCHES))
