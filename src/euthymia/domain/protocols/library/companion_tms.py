"""Transcranial magnetic stimulation as a companion pathway. Figures from clinical.md 11A."""

from __future__ import annotations

from euthymia.domain.protocols.programme import (
    Anchor,
    Figure,
    HardStop,
    Kind,
    Programme,
    ReviewPoint,
    Spacing,
    Stay,
)
from euthymia.domain.quantities import Confidence, Provenance

_V, _P = Confidence.V, Confidence.P
_GAPS = Provenance("daily on working days; the longest gap is a site setting", _P)

PROGRAMME = Programme(
    id="tms",
    version="2026.11",
    name="Transcranial magnetic stimulation",
    kind=Kind.TMS,
    protocol=None,
    indications=("depression",),
    measure="phq-9",
    spacings=(
        Spacing(
            code="daily-thirty", label="thirty, daily over six weeks", sessions=30, within_days=42, min_gap_days=1,
            max_gap_days=4, provenance=Provenance("CTMS: 30 daily over 6 weeks, then 6 in taper", _V), gaps_provenance=_GAPS,
        ),
        Spacing(
            code="taper-six", label="six in taper", sessions=6, within_days=21, min_gap_days=2, max_gap_days=7,
            provenance=Provenance("CTMS: 6 in taper", _V), gaps_provenance=_GAPS,
        ),
        Spacing(
            code="daily-twenty", label="twenty, daily", sessions=20, within_days=30, min_gap_days=1, max_gap_days=4,
            provenance=Provenance("LCD L37086/A57692: 20 visits and 5 in taper; 10 and 6 more if 25 % better", _V),
            gaps_provenance=_GAPS,
        ),
    ),
    stay=Stay(
        preparation_min=15, treatment_min=40, recovery_min=5,
        provenance=Provenance("10 Hz 37.5 min (CTMS); preparation by site", _P),
    ),
    reviews=tuple(
        ReviewPoint(
            code=f"after-{n}", label=f"after session {n}", anchor=Anchor.SESSION, after=n, from_days=0, to_days=3,
            measures=("phq-9",), provenance=Provenance("LCD; CTMS: at the start, every 5–10 sessions, at the end", _V),
        )
        for n in (10, 20, 30)
    ),
    maintenance=(),
    hard_stops=(
        HardStop(code="metal", question="no metal or device is implanted within 30 cm of the coil",
                 says="an implant within 30 cm of the coil is not excluded", provenance=Provenance("CTMS; LCD", _V)),
        HardStop(code="seizure", question="no seizure disorder and no psychosis: both were asked about",
                 says="seizure disorder and psychosis are not excluded", provenance=Provenance("LCD: exclusions in coverage rules", _V)),
        HardStop(code="consent", question="the patient has signed the consent to TMS",
                 says="consent to TMS is not confirmed", provenance=Provenance("clinical.md 11A", _P)),
    ),
    figures=(
        Figure(name="10 Hz", value="4 s on, 26 s off, 75 trains, 3 000 pulses, 120 % of the motor threshold, 37.5 min",
               provenance=Provenance("CTMS", _V)),
        Figure(name="iTBS", value="600 pulses in about 3 min", provenance=Provenance("THREE-D n=414", _V)),
        Figure(name="motor threshold", value="again about weekly, after a change of medicines and after a missed week",
               provenance=Provenance("CTMS", _V)),
        Figure(name="metal", value="an implant within 30 cm of the coil is a contraindication", provenance=Provenance("CTMS; LCD", _V)),
        Figure(name="with ketamine", value="not in the same hour; no standard order or spacing was found",
               provenance=Provenance("clinical.md 11A", _P)),
    ),
    notes=("No effect is put down to one treatment in a period that had both.",),
    needs_decision=False,
)  # fmt: skip
