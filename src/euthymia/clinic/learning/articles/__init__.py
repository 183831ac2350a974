"""The articles: a folder for each language, a file for each article, read when they are first asked for.

A file begins with its facts (`title`, `says`, `kind`, `order`, for a benefit also `condition`, `evidence` and
`label`, and the day on which it was written) and a line of three dashes. Then come `## headings`, paragraphs, `- lists` and
`!figures`. `{key}` is a published figure of `domain.evidence`, `{^key}` a work without a figure, `[[term]]` or
`[[term|words]]` a word of the glossary, `[words](article)` another article.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .reading import Article, read

FOLDER = Path(__file__).parent
LANGUAGES = tuple(
    sorted(one.name for one in FOLDER.iterdir() if one.is_dir() and not one.name.startswith("_"))
)
GLOSSARY = "glossary"
EXPECTATIONS = "expectations"  # what a patient has before them when a consent is signed
KINDS = ("benefit", "understand", "treatment")


@cache
def articles(language: str) -> tuple[Article, ...]:
    """Every article of a language, in reading order. A language without a folder reads English."""
    spoken = language if language in LANGUAGES else "en"
    found = [
        read(path.stem, spoken, path.read_text("utf-8"))
        for path in (FOLDER / spoken).glob("*.md")
        if path.stem != GLOSSARY
    ]
    return tuple(sorted(found, key=lambda one: one.order))


@cache
def glossary(language: str) -> dict[str, str]:
    """Each word with what it means, in alphabetical order."""
    spoken = language if language in LANGUAGES else "en"
    lines = (FOLDER / spoken / f"{GLOSSARY}.md").read_text("utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if line.strip())
    return {term: says for term, _, says in sorted(pairs, key=lambda one: one[0].casefold())}


def article(slug: str, language: str) -> Article | None:
    return next((one for one in articles(language) if one.slug == slug), None)
