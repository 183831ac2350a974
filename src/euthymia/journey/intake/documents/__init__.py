"""The consent documents: their versions, languages and required elements, and the hash a signature is bound to."""

from __future__ import annotations

from .document import ELEMENTS, Document, Question, Section
from .english import DOCUMENTS as ENGLISH
from .spanish import DOCUMENTS as SPANISH
from .spray import COURSE as SPRAY

# The current version of each course's document in each language. A new version asks everybody again.
DOCUMENTS: tuple[Document, ...] = (*ENGLISH, *SPANISH)
LANGUAGES = {"en": "English", "es": "Español"}
# Which document a course of treatment needs, by the indication of the case.
COURSES = {
    "iv-ketamine-mood": "IV ketamine for depression and related conditions",
    "iv-ketamine-pain": "IV ketamine for chronic pain",
    SPRAY: "Esketamine nasal spray",
}


def course_for(indication: str | None) -> str:
    """The course that an indication is treated under; the mood course while none is recorded."""
    return "iv-ketamine-pain" if indication == "chronic-pain" else "iv-ketamine-mood"


def current(course: str, language: str = "en") -> Document:
    """The document that is signed today. Raises KeyError for a course or a language that has none."""
    for document in DOCUMENTS:
        if (document.course, document.language) == (course, language):
            return document
    raise KeyError(f"no consent document for {course!r} in {language!r}")


__all__ = [
    "COURSES",
    "DOCUMENTS",
    "ELEMENTS",
    "LANGUAGES",
    "SPRAY",
    "Document",
    "Question",
    "Section",
    "course_for",
    "current",
]
