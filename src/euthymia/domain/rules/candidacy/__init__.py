"""Is ketamine right and safe for this person? The rows of clinical.md 1A, 1B, 1D, 1E and 9, in the order they run.

To add one: a `rule(…)` line in the file of its topic. Medicines (1C, 2) have their own module.
"""

from euthymia.domain.rules.rule import Rule

from . import body, breath, heart, mind, objectives, organs, records, resistance, risk, screens, substances

CANDIDACY: tuple[Rule, ...] = (
    *body.RULES,
    *organs.RULES,
    *heart.RULES,
    *breath.RULES,
    *mind.RULES,
    *resistance.RULES,
    *risk.RULES,
    *substances.RULES,
    *objectives.RULES,
    *screens.RULES,
    *records.RULES,
)

__all__ = ["CANDIDACY"]
