"""A policy: which of the positions a clinic takes where the sources disagree. Data, with limits, and a digest.

    from euthymia.domain.rules.policy import LABEL_CONSERVATIVE, from_toml
    LABEL_CONSERVATIVE.start_systolic_max_mmhg      140
    from_toml(text)                                 a clinic's own, or Unusable

Every setting is a `Switch` (switches.py) with its source, its mark and how far it may be moved.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from euthymia.domain.quantities import Fault, Unusable

from .switches import BY_NAME, SWITCHES, TOPICS, Setting, Switch

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_HEAD = ("name", "version", "says", "based_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One position on every switch. The defaults are those of `label-conservative`."""

    name: str
    version: str
    says: str
    start_systolic_max_mmhg: float = 140
    start_diastolic_max_mmhg: float = 90
    older_from_y: float = 65
    older_start_systolic_max_mmhg: float = 140
    older_start_diastolic_max_mmhg: float = 90
    severe_systolic_min_mmhg: float = 180
    severe_diastolic_min_mmhg: float = 110
    past_psychosis: str = "consult"
    bipolar: str = "with-stabiliser"
    pregnancy: str = "exclude"
    raised_icp: str = "exclude"
    seizures: str = "not-now"
    seizure_free_months: int = 6
    glaucoma: str = "consult"
    hyperthyroidism: str = "exclude"
    recent_event_days: int = 42
    substance_remission_months: int = 3
    positive_drug_screen: str = "confirm"
    child_pathway: bool = False
    adequate_trials_min: int = 2
    trial_weeks_min: float = 4
    trial_adherence_min: float = 0.8
    drug_classes_min: int = 1
    phq9_min: float = 0
    tests: str = "label"
    liver_months: int = 3
    chemistry_months: int = 6
    tsh_months: int = 12
    urinalysis_months: int = 3
    ecg_months: int = 6
    ecg_after_event_months: int = 1
    ecg_from_y: float = 50
    drug_screen_days: int = 7
    phq9_days: int = 14
    consent_months: int = 12
    weight_days: int = 30
    tsh_low_miu_per_l: float = 0.4
    alt_upper_u_per_l: float = 40.0
    ast_upper_u_per_l: float = 40.0
    alp_upper_u_per_l: float = 120.0
    ggt_upper_u_per_l: float = 60.0
    bilirubin_upper_mg_per_dl: float = 1.2
    fever_c: float = 38.0
    reconciled_days: int = 7
    benzodiazepine_table: str = "ashton"
    benzodiazepine_load: str = "caution"
    naltrexone: str = "caution"
    lamotrigine: str = "caution"
    benzodiazepine_max_mg: float = 8
    opioid_consult_mme: float = 50
    nmda_antagonist: str = "not-now"
    route: str = "iv"

    def settings(self) -> Mapping[str, Setting]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name in BY_NAME}

    @property
    def digest(self) -> str:
        """SHA-256 of the positions taken, whatever the policy is called."""
        return hashlib.sha256(json.dumps(dict(self.settings()), sort_keys=True).encode()).hexdigest()

    def changed(self) -> tuple[tuple[Switch, Setting], ...]:
        """The switches that stand elsewhere than in `label-conservative`."""
        mine = self.settings()
        return tuple((each, mine[each.name]) for each in SWITCHES if mine[each.name] != each.default)

    def to_toml(self) -> str:
        """The policy as the file that a clinic copies and changes; every setting with its limits and source."""
        mine = self.settings()
        lines = [f"{key} = {json.dumps(getattr(self, key))}" for key in ("name", "version", "says")]
        for topic in TOPICS:
            lines += ["", f"[{topic}]"]
            for switch in SWITCHES:
                if switch.topic == topic:
                    lines.append(f"# {switch.says}: {switch.accepted}; {switch.provenance}")
                    lines.append(f"{switch.name} = {json.dumps(mine[switch.name])}")
        return "\n".join(lines) + "\n"


LABEL_CONSERVATIVE = Policy(
    name="label-conservative",
    version="2026.11",
    says="Labels and consensus statements at their strictest usual reading.",
)
OBSERVE_FIRST = Policy(
    name="observe-first",
    version="2026.11",
    says="For closely monitored clinics: raised pressure up to 180/100 and recent seizures are decided case by case.",
    start_systolic_max_mmhg=180,
    start_diastolic_max_mmhg=100,
    older_start_systolic_max_mmhg=180,
    older_start_diastolic_max_mmhg=100,
    seizures="consult",
)
POLICIES: tuple[Policy, ...] = (LABEL_CONSERVATIVE, OBSERVE_FIRST)


def named(name: str) -> Policy:
    """A policy that comes with the program. Raises `Unusable` for a name that none has."""
    for policy in POLICIES:
        if policy.name == name:
            return policy
    raise Unusable.one("", "unknown-policy", f"{name!r} is no policy", _names() + ", or a TOML file")


def from_toml(text: str) -> Policy:
    """A clinic's own policy: `name`, optionally `version`, `says`, `based_on`, and the settings that differ.

    Raises `Unusable` with the key of every fault: a setting that does not exist, stands in another table, or lies
    beyond the limits of the fact base; and a name that belongs to the program.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unusable.one(
            "", "not-toml", f"not TOML: {error}", "a file as `euthymia policies NAME` prints"
        ) from None
    faults: list[Fault] = []
    head = _head(document, faults)
    settings = _settings(document, faults)
    if faults:
        raise Unusable(faults)
    own = {key: head[key] for key in ("name", "version", "says")}
    values = asdict(named(head["based_on"])) | settings | own
    faults = _disagreements(values)
    if faults:
        raise Unusable(faults)
    return Policy(**values)


def _head(document: Mapping[str, object], faults: list[Fault]) -> dict[str, str]:
    head = {"version": "1", "says": "A clinic's own policy.", "based_on": LABEL_CONSERVATIVE.name}
    for key in _HEAD:
        value = document.get(key, head.get(key))
        if not isinstance(value, str) or not value.strip():
            faults.append(Fault(f"/{key}", "not-text", f"{key} is {value!r}", "text"))
        else:
            head[key] = value
    name = head.get("name", "")
    if name and not _NAME.match(name):
        faults.append(Fault("/name", "not-a-name", f"name is {name!r}", "small letters, digits and hyphens"))
    if head["based_on"] not in [policy.name for policy in POLICIES]:
        says = f"based_on is {head['based_on']!r}"
        faults.append(Fault("/based_on", "unknown-policy", says, _names()))
    return head


def _settings(document: Mapping[str, object], faults: list[Fault]) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    for topic, table in document.items():
        if topic in _HEAD:
            continue
        if topic not in TOPICS or not isinstance(table, dict):
            faults.append(Fault(f"/{topic}", "unknown-key", f"{topic!r} is no table", " ".join(TOPICS)))
            continue
        known = {switch.name: switch for switch in SWITCHES if switch.topic == topic}
        for key, value in table.items():
            at = f"/{topic}/{key}"
            if key not in known:
                faults.append(Fault(at, "unknown-key", f"{key!r} is no setting of {topic}", " ".join(known)))
            elif not known[key].admits(value):
                faults.append(Fault(at, "beyond-limits", f"{key} is {value!r}", known[key].accepted))
            else:
                found[key] = value
    return found


def _disagreements(values: Mapping[str, Setting]) -> list[Fault]:
    """A policy on its own name, and limits that stand in a sensible order."""
    faults = []
    own = [policy for policy in POLICIES if policy.name == values["name"]]
    if own and {key: values[key] for key in BY_NAME} != own[0].settings():
        says = f"{values['name']!r} is the name of a policy of the program, with other settings"
        faults.append(Fault("/name", "taken", says, "a name of your own"))
    for start in ("start", "older_start"):
        for side in ("systolic", "diastolic"):
            highest, severe = values[f"{start}_{side}_max_mmhg"], values[f"severe_{side}_min_mmhg"]
            if float(highest) > float(severe):
                says = f"{start}_{side}_max_mmhg {highest} is above severe_{side}_min_mmhg {severe}"
                faults.append(
                    Fault(f"/blood_pressure/{start}_{side}_max_mmhg", "not-nested", says, "at most that")
                )
    return faults


def _names() -> str:
    return " ".join(policy.name for policy in POLICIES)
