"""What is asked for each kind of entry, as data: fields with their ranges and words (clinical.md 11A, 11B)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from euthymia.domain.protocols import Kind as Treatment
from euthymia.domain.quantities import Confidence, Fault, Provenance

MINIMUM = Provenance("clinical.md 11A, 11B: minimum data (CTMS; THREE-D; OSM)", Confidence.V)
PLAUSIBLE = Provenance("fences against slips, wider than any published figure", Confidence.P)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to enter: a number within bounds, one or several of `choices`, or words."""

    name: str
    label: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    several: bool = False
    required: bool = True
    unit: str = ""

    @property
    def is_number(self) -> bool:
        return self.high is not None

    def fault(self, value: Any) -> Fault | None:
        """What is wrong with a value; None where it can be kept."""
        if value in (None, "", []):
            return (
                Fault(self.name, "missing", f"{self.label.lower()} is missing", self.accepted)
                if self.required
                else None
            )
        if self.is_number:
            assert self.low is not None and self.high is not None
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or not self.low <= value <= self.high
            ):
                return Fault(self.name, "out-of-range", f"{value} is out of range", self.accepted)
        elif self.choices:
            given = value if isinstance(value, list) else [value]
            if any(one not in self.choices for one in given) or (len(given) > 1 and not self.several):
                return Fault(self.name, "unknown", f"{value} is not one of the list", self.accepted)
        elif not isinstance(value, str) or len(value) > 2000 or "\0" in value:
            return Fault(self.name, "unreadable", "these words cannot be kept", "up to 2000 signs")
        return None

    @property
    def accepted(self) -> str:
        if self.is_number:
            return f"{self.low:g} to {self.high:g}{f' {self.unit}' if self.unit else ''}"
        return ", ".join(self.choices) or "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of entry; `session` ones count as a session of the plan that was given."""

    code: str
    title: str
    treatment: Treatment
    fields: tuple[Field, ...]
    session: bool = False


_YES = ("yes",)
KINDS: tuple[Kind, ...] = (
    Kind(
        code="prescription", title="Prescription", treatment=Treatment.TMS,
        fields=(
            Field(name="device", label="Device and coil"),
            Field(name="protocol", label="Protocol", choices=("10 Hz", "iTBS", "1 Hz right", "deep")),
            Field(name="target", label="Target", choices=("left DLPFC", "right DLPFC")),
            Field(name="targeting", label="Targeting", choices=("Beam F3", "5.5 cm", "neuronavigation")),
            Field(name="frequency_hz", label="Frequency", low=0.5, high=50, unit="Hz"),
            Field(name="trains", label="Trains", low=1, high=200),
            Field(name="inter_train_s", label="Seconds between trains", low=0, high=120, unit="s", required=False),
            Field(name="pulses", label="Pulses a session", low=100, high=10_000),
            Field(name="percent_mt", label="Intensity, of the motor threshold", low=50, high=140, unit="%"),
            Field(name="sessions", label="Sessions planned", low=1, high=60),
        ),
    ),
    Kind(
        code="motor-threshold", title="Motor threshold", treatment=Treatment.TMS,
        fields=(
            Field(name="site", label="Muscle", choices=("APB", "FDI")),
            Field(name="method", label="Method", choices=("visual", "EMG", "adaptive")),
            Field(name="percent_output", label="Machine output", low=10, high=100, unit="%"),
            Field(name="physician", label="Physician"),
        ),
    ),
    Kind(
        code="tms-session", title="TMS session", treatment=Treatment.TMS, session=True,
        fields=(
            Field(name="position", label="Coil position checked", choices=_YES),
            Field(name="ears", label="Ear protection worn", choices=_YES),
            Field(name="physician", label="Supervising physician present"),
            Field(name="percent_mt", label="Delivered, of the motor threshold", low=0, high=140, unit="%"),
            Field(name="percent_output", label="Machine output", low=0, high=100, unit="%"),
            Field(name="pulses", label="Pulses delivered", low=0, high=10_000),
            Field(name="minutes", label="Minutes", low=1, high=120, unit="min"),
            Field(name="pain", label="Pain", low=0, high=10, unit="of 10"),
            Field(name="events", label="Adverse events", several=True, required=False,
                  choices=("headache", "scalp pain", "syncope", "seizure", "mania", "hearing")),
            Field(name="changes", label="Changes in sleep, alcohol or medicines", required=False),
            Field(name="interruptions", label="Interruptions", required=False),
        ),
    ),
    Kind(
        code="psychotherapy-session", title="Psychotherapy session", treatment=Treatment.PSYCHOTHERAPY, session=True,
        fields=(
            Field(name="modality", label="Modality", choices=("CBT", "trauma-focused", "integration", "preparation")),
            Field(name="setting", label="Setting", choices=("in person", "video")),
            Field(name="minutes", label="Minutes", low=1, high=240, unit="min"),
            Field(name="interventions", label="What was done", several=True,
                  choices=("agenda", "homework set", "homework reviewed", "cognitive restructuring", "activation", "exposure",
                           "intention", "expectations", "difficult-experience plan", "after-care")),
            Field(name="mood", label="Mood", low=0, high=10, unit="of 10"),
            Field(name="homework_percent", label="Homework done", low=0, high=100, unit="%", required=False),
            Field(name="risk", label="Risk, as found", choices=("none found", "found: crisis path")),
            Field(name="plan", label="Plan until next time"),
        ),
    ),
)  # fmt: skip
BY_CODE = {one.code: one for one in KINDS}


def of_treatment(treatment: Treatment) -> tuple[Kind, ...]:
    return tuple(one for one in KINDS if one.treatment is treatment)


def faults(kind: Kind, detail: Mapping[str, Any]) -> list[Fault]:
    """Everything wrong with the fields of an entry; a field that the kind has not is refused by name."""
    known = {field.name for field in kind.fields}
    found = [
        Fault(name, "unknown", f"{name} is no field of a {kind.title.lower()}", ", ".join(sorted(known)))
        for name in detail
        if name not in known
    ]
    return found + [
        fault for field in kind.fields if (fault := field.fault(detail.get(field.name))) is not None
    ]
