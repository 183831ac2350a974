"""What ordinary antidepressants did in the largest study of them (pharmacology.md 7.2)."""

from __future__ import annotations

from euthymia.domain.quantities import Confidence

from .fact import Fact, facts

ORDINARY: tuple[Fact, ...] = (
    *facts(
        "Trivedi 2006, STAR*D; pharmacology.md 7.2", Confidence.V,
        ("tablet-n", "2876", "people on citalopram"),
        ("tablet-remission", "28", "of 100 were well"),
        ("tablet-response", "47", "of 100 responded"),
        ("tablet-weeks", "8", "weeks"),
        ("tablet-late-response", "56", "of 100 responders needed 8 weeks or more"),
        ("tablet-late-remission", "40.3", "of 100 who got well needed 8 weeks or more"),
    ),
    *facts(
        "Rush 2006, STAR*D; pharmacology.md 7.2", Confidence.V,
        ("step-1", "36.8", "of 100 were well at the first step"),
        ("step-2", "30.6", "of 100 were well at the second step"),
        ("step-3", "13.7", "of 100 were well at the third step"),
        ("step-4", "13.0", "of 100 were well at the fourth step"),
    ),
)  # fmt: skip
