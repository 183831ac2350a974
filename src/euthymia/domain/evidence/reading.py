"""How hard a text is to read: a school grade for English, a scale for Spanish."""

from __future__ import annotations

import re

# A patient's text is read by somebody with eight years of school (Flesch-Kincaid), or is at least "normal" on the
# Spanish scale (Szigriszt-Pazos as graded by INFLESZ: 55 and above).
GRADE_MAX = 8.0
SPANISH_MIN = 55.0


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade of English prose."""
    words = _words(text)
    syllables = sum(map(_english_syllables, words))
    return 0.39 * len(words) / _sentences(text) + 11.8 * syllables / len(words) - 15.59


def perspicuity(text: str) -> float:
    """Szigriszt-Pazos perspicuity of Spanish prose: higher is easier."""
    words = _words(text)
    syllables = sum(map(_spanish_syllables, words))
    return 206.835 - 62.3 * syllables / len(words) - len(words) / _sentences(text)


def readable(text: str, language: str) -> bool:
    """Whether a patient's text of this language is as easy as it has to be."""
    return perspicuity(text) >= SPANISH_MIN if language == "es" else reading_grade(text) <= GRADE_MAX


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text)


def _sentences(text: str) -> int:
    return max(1, len(re.findall(r"[.!?:]+(?=\s|$)", text)))


def _english_syllables(word: str) -> int:
    word = word.lower().removesuffix("'s")
    silent = (word.endswith("e") and not word.endswith(("le", "ee"))) or (
        word.endswith(("es", "ed")) and not re.search(r"(t|d|s|x|z|ch|sh|c|g)e[sd]$", word)
    )
    return max(1, len(re.findall(r"[aeiouy]+", word)) - silent)


def _spanish_syllables(word: str) -> int:
    """Vowel groups, a strong or accented weak vowel beginning a new one."""
    word = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    groups = re.findall(r"[aeiouáéíóúü]+", word)
    return max(
        1, sum(1 + len(re.findall(r"[aeoáéíóú](?=[aeoáéíóú])|[íú](?=[aeo])", group)) for group in groups)
    )
