"""Published figures that pages for patients quote, each with its source and mark; no page has a number of its own."""

from __future__ import annotations

from .benefits import BENEFITS
from .fact import Fact
from .harms import HARMS
from .ordinary import ORDINARY
from .practice import PRACTICE

FACTS: tuple[Fact, ...] = (*BENEFITS, *ORDINARY, *HARMS, *PRACTICE)
BY_KEY: dict[str, Fact] = {fact.key: fact for fact in FACTS}

__all__ = ["BENEFITS", "BY_KEY", "FACTS", "HARMS", "ORDINARY", "PRACTICE", "Fact"]
