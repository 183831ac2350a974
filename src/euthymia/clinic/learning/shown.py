"""An article as a page shows it: safe text with links to sources and words explained, and its structured data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from euthymia.domain.evidence import BY_KEY
from euthymia.domain.evidence.works import WORKS
from euthymia.domain.quantities import Provenance
from euthymia.domain.quantities.works import told

from .articles import EXPECTATIONS, GLOSSARY, article, articles, glossary
from .articles.reading import Article
from .figures import Figure, figure
from .queries import Standing
from .words import Words, words

Address = Callable[[str], str]  # of an article or the glossary, by its short name
_MARK = re.compile(r"\{(\^?)([a-z0-9-]+)\}|\[\[([^\]|]+)(?:\|([^\]]+))?\]\]|\[([^\]]+)\]\(([a-z-]+)\)")
_SAFE_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, text, list or figure that is ready to stand on the page."""

    kind: str
    lines: tuple[SafeString, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Source:
    n: int
    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class Shown:
    article: Article
    say: Words
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]


class _Sources:
    """Numbers of the works in the order in which they are first leaned on."""

    def __init__(self) -> None:
        self.found: list[Provenance] = []

    def n(self, provenance: Provenance) -> int:
        if provenance not in self.found:
            self.found.append(provenance)
        return self.found.index(provenance) + 1


def shown(found: Article, address: Address) -> Shown:
    """`address` gives the link of another article, which differs between the public site and the portal."""
    say, sources = words(found.language), _Sources()
    parts = []
    for block in found.blocks:
        if block.kind == "figure":
            drawn = figure(block.lines[0], say)
            for key in drawn.keys:
                sources.n(BY_KEY[key].provenance)
            parts.append(Part("figure", figure=drawn))
        else:
            lines = tuple(_line(line, found.language, sources, say, address) for line in block.lines)
            parts.append(Part(block.kind, lines))
    listed = tuple(
        Source(n, told(one.source, str(one.confidence)), say.marks[one.confidence])
        for n, one in enumerate(sources.found, 1)
    )
    return Shown(found, say, tuple(parts), listed)


def _line(line: str, language: str, sources: _Sources, say: Words, address: Address) -> SafeString:
    written, at, named = list[SafeString](), 0, ""
    for found in _MARK.finditer(line):
        between = line[at : found.start()]
        written.append(escape(between))
        marked = _marked(found, language, sources, say, address)
        # A figure has its source beside it; the mark of the sentence that ends with it need not say it again.
        if not (found[1] and named.endswith(marked) and not between.strip(".,;")):
            written.append(marked)
        at, named = found.end(), marked
    return SafeString("".join([*written, escape(line[at:])]))


def _marked(
    found: re.Match[str], language: str, sources: _Sources, say: Words, address: Address
) -> SafeString:
    mark, key, term, term_words, link_words, slug = found.groups()
    if key:
        provenance = WORKS[key] if mark else BY_KEY[key].provenance
        n = sources.n(provenance)
        note = format_html('<sup><a href="#source-{0}" aria-label="{1} {0}">{0}</a></sup>', n, say.source)
        return note if mark else format_html("{}{}", BY_KEY[key].value, note)
    if term:
        return format_html(
            '<a class="term" href="{}#{}">{}</a>',
            address(GLOSSARY),
            anchor(term, language),
            term_words or term,
        )
    return format_html('<a href="{}">{}</a>', address(slug), link_words)


def anchor(term: str, language: str) -> str:
    """Where a word of the glossary stands on its page."""
    return f"word-{list(glossary(language)).index(term) + 1}"


def following(found: Article) -> Article | None:
    """The article that comes next in reading order."""
    every = articles(found.language)
    at = every.index(found) + 1
    return every[at] if at < len(every) else None


def structured(found: Article, standing: Standing, url: str) -> SafeString:
    """The article as schema.org tells it to search engines; safe inside a script element."""
    page: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "MedicalWebPage", "url": url, "headline": found.title,
        "description": found.says, "inLanguage": found.language, "datePublished": _day(found.written),
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "about": [{"@type": "Drug", "name": "Ketamine"}],
    }  # fmt: skip
    if found.condition:
        page["about"].append({"@type": "MedicalCondition", "name": found.condition})
    if standing.review is not None and not standing.changed:
        page["lastReviewed"] = _day(standing.review.reviewed_on)
        page["reviewedBy"] = {
            "@type": "Person", "name": standing.review.reviewer, "hasCredential": standing.review.credential,
        }  # fmt: skip
    return SafeString(json.dumps(page, ensure_ascii=False).translate(_SAFE_IN_SCRIPT))


def _day(day: date) -> str:
    return day.isoformat()


def expected(language: str, address: Address) -> Shown:
    """The whole range of outcomes, non-response too, as a patient has it before them when a consent is signed."""
    found = article(EXPECTATIONS, language)
    assert found is not None, "a language without its expectations is refused by the tests"
    return shown(found, address)
