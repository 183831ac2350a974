"""The words of every message as data: by kind, channel and language; and what each visit asks of who comes."""

from __future__ import annotations

from . import english, spanish
from .template import FIELDS, Preparation, Template, unfit

TEMPLATES: tuple[Template, ...] = (*english.TEMPLATES, *spanish.TEMPLATES)
PREPARATIONS: tuple[Preparation, ...] = (*english.PREPARATIONS, *spanish.PREPARATIONS)
SPOKEN = {english.SPOKEN.language: english.SPOKEN, spanish.SPOKEN.language: spanish.SPOKEN}

__all__ = [
    "FIELDS",
    "PREPARATIONS",
    "SPOKEN",
    "TEMPLATES",
    "Preparation",
    "Template",
    "preparation",
    "template",
    "unfit",
]


def template(kind: str, channel: str, language: str) -> Template:
    """The program's own words. Raises LookupError."""
    for one in TEMPLATES:
        if (one.kind, one.channel, one.language) == (kind, channel, language):
            return one
    raise LookupError(f"no words for {kind} by {channel} in {language}")


def preparation(purpose: str, language: str) -> tuple[str, ...]:
    """What who comes for this has to mind, a sentence each."""
    return next((one.lines for one in PREPARATIONS if (one.purpose, one.language) == (purpose, language)), ())
