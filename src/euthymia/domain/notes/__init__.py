"""Documents that write themselves: facts in, sentences out, each with the rows it says something of."""

from .canonical import digest
from .differences import Differences, Line, differences
from .letter import LETTER, About
from .model import Section, Sentence, Source, Told, moment
from .sections import SECTIONS
from .summary import SUMMARY
from .words import ENGLISH, PLAIN, Part, Words, composed

__all__ = [
    "ENGLISH",
    "LETTER",
    "PLAIN",
    "SECTIONS",
    "SUMMARY",
    "About",
    "Differences",
    "Line",
    "Part",
    "Section",
    "Sentence",
    "Source",
    "Told",
    "Words",
    "composed",
    "differences",
    "digest",
    "moment",
]
