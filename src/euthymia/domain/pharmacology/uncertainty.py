"""Which doubt is the larger one: about this patient, or about the model. A forecast says so in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .divided import Floats
from .variability import Band


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Widths in ng/mL at the times of the curves; `between_patients_ng_per_ml` is None where none is known.

    `share_models` is the share of the time in which the models differ by more than the patients.
    """

    between_models_ng_per_ml: Floats
    between_patients_ng_per_ml: Floats | None
    share_models: float | None
    says: str


def weighed(
    times_min: Floats, plasma: Sequence[Floats], bands: Sequence[Band | None], interval: float | None
) -> Uncertainty:
    """Compare the range of the models' curves (plasma [times] each) with the widest band of any of them."""
    stacked = np.stack(plasma)
    models = stacked.max(axis=0) - stacked.min(axis=0)
    from_now = times_min - times_min[0]
    widest = int(np.argmax(models))
    start = (
        f"The models differ by up to {models[widest]:.0f} ng/mL ({from_now[widest]:.0f} min from now)"
        if len(plasma) > 1
        else "One model alone says nothing of how far models differ"
    )
    known = [band for band in bands if band is not None]
    if interval is None or not known:
        reason = "was not asked for" if interval is None else "is not known for any of these models"
        return Uncertainty(models, None, None, f"{start}; the difference between patients {reason}.")
    patients = np.max([band.upper - band.lower for band in known], axis=0)
    at = int(np.argmax(patients))
    share = _share(times_min, models > patients)
    which = "models" if share > 0.5 else "patients"
    says = (
        f"{start}; patients ({interval * 100:g} %) by up to {patients[at]:.0f} ng/mL "
        f"({from_now[at]:.0f} min from now). The difference between {which} dominates, for "
        f"{100 * max(share, 1 - share):.0f} % of the time."
    )
    return Uncertainty(models, patients, share, says)


def _share(times_min: Floats, holds: np.ndarray) -> float:
    """Of the time, each span counted by what holds at its end."""
    spans = np.diff(times_min)
    return float((spans * holds[1:]).sum() / spans.sum())
