"""Times that a patient plans with (clinical.md 3A, 5D; SS-16)."""

from __future__ import annotations

from euthymia.domain.quantities import Confidence

from .fact import Fact, facts

_V = Confidence.V

PRACTICE: tuple[Fact, ...] = (
    *facts(
        "MUR13, PHI19, ANA23; clinical.md 3A", _V,
        ("course-infusions", "6", "infusions in a first course"),
        ("course-minutes", "40", "minutes for each infusion"),
        ("course-weeks-first", "2", "weeks: the shorter course"),
        ("course-weeks-last", "3", "weeks: the longer course"),
    ),
    *facts("CAN21; clinical.md 3A", _V, ("canmat-line", "3", "line of treatment in the Canadian guidance")),
    *facts("KET-CH; clinical.md 5D", _V, ("no-driving-h", "24", "hours without driving or machines, at least")),
    *facts(
        "clinical.md 5D, clinic practice", Confidence.P,
        ("no-alcohol-h", "24", "hours without alcohol, cannabis or sedatives"),
        ("no-decisions-h", "24", "hours without legal or money decisions, or children to mind alone"),
    ),
    *facts(
        "SS-16, ASA sedation rule", Confidence.K,
        ("fast-solids-h", "6", "hours without food before the infusion"),
        ("fast-clear-h", "2", "hours without clear fluids before the infusion"),
    ),
    *facts(
        "KET-L, SPR-L; clinical.md 5D", Confidence.V2,
        ("call-hallucination-h", "4", "hours: hallucinations that last longer are told to a doctor"),
    ),
    *facts("PADSS 24 h call; clinical.md 5E", _V, ("call-after-h", "24", "hours until the clinic asks how you are")),
)  # fmt: skip
