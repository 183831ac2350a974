"""Is ketamine right and safe for this person? The rows of clinical.md 1A, 1B, 1D, 1E and 9, in the order they run.

To add one: a `rule(…)` line in the file of its topic. Medicines (1C, 2) have their own module.
"""

from euthymia.domain.rules.rule import Rule

from . import (
    body,
    breath,
    contradictions,
    heart,
    mind,
    objectives,
    organs,
    records,
    resistance,
    risk,
    samples,
    screens,
    substances,
)

TOPICS = (
    body,
    organs,
    heart,
    breath,
    mind,
    resistance,
    risk,
    substances,
    objectives,
    screens,
    samples,
    records,
    contradictions,
)
CANDIDACY: tuple[Rule, ...] = tuple(rule for topic in TOPICS for rule in topic.RULES)

__all__ = ["CANDIDACY", "TOPICS"]
