"""Languages: the note in English, the patient's summary in English and Spanish."""

from .english import ENGLISH
from .plain_english import PLAIN_ENGLISH
from .plain_spanish import PLAIN_SPANISH
from .words import Part, Words, composed

PLAIN: dict[str, Words] = {one.language: one for one in (PLAIN_ENGLISH, PLAIN_SPANISH)}

__all__ = ["ENGLISH", "PLAIN", "PLAIN_ENGLISH", "PLAIN_SPANISH", "Part", "Words", "composed"]
