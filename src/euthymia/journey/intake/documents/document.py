"""What a consent document is made of."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256

# What every document must speak of (clinical.md 1F: SAN17, ASKP, CPSBC, FDA23; V2), and what an electronic
# signature adds (compliance.md 4.1: 15 USC 7001(c)(1); V).
ELEMENTS = {
    "off-label": "off-label status",
    "approval": "no approval for any psychiatric disorder; compounded products are not evaluated",
    "expected": "expected response and relapse",
    "acute": "acute effects",
    "long-term": "unknown long-term risks",
    "alternatives": "alternatives",
    "emergency-care": "not a substitute for emergency care",
    "pregnancy": "pregnancy and breastfeeding",
    "interactions": "other medicines, alcohol and cannabis",
    "after": "escort, no driving, no large decisions",
    "stop": "the right to stop",
    "touch-recording": "chaperone, touch and recording",
    "data": "use of data",
    "cost": "cost and number of sessions",
    "contacts": "emergency contacts",
    "monitoring": "how you are watched",
    "electronic": "signing on a screen or on paper",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One required element, in words for the person who signs."""

    element: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A teach-back question: `right` is the answer that shows the text was understood, `why` is said when it was not."""

    code: str
    asks: str
    answers: tuple[tuple[str, str], ...]
    right: str
    why: str


@dataclass(frozen=True)
class Document:
    """A consent document in one language. Its digest is over everything the person reads and is asked."""

    code: str
    version: str
    course: str
    language: str
    title: str
    introduction: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    meaning: str

    @cached_property
    def digest(self) -> str:
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode("utf-8")).hexdigest()

    @property
    def prose(self) -> str:
        """What is read, without the questions."""
        return "\n".join(
            [
                self.introduction,
                *(line for section in self.sections for line in section.paragraphs),
                self.meaning,
            ]
        )
