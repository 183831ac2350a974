"""One test for every article there is: whole, sourced, readable, and the same in each language."""

from __future__ import annotations

import re

import pytest

from euthymia.clinic.learning import figures, shown
from euthymia.clinic.learning.articles import GLOSSARY, KINDS, LANGUAGES, articles, glossary
from euthymia.clinic.learning.articles.reading import Article, plain, read
from euthymia.clinic.learning.words import words
from euthymia.domain.evidence import BY_KEY
from euthymia.domain.evidence.reading import GRADE_MAX, readable, reading_grade
from euthymia.domain.evidence.works import WORKS
from euthymia.domain.pharmacology.explained import GLOSSARY as EXPLAINED
from euthymia.domain.pharmacology.explained import TIME_AXIS
from euthymia.domain.quantities import Unusable

EVERY = [one for language in LANGUAGES for one in articles(language)]
IDS = [f"{one.language}-{one.slug}" for one in EVERY]
# Numbers that are no finding: telephone numbers, "of 100" as a way of counting, names of scales and of programmes.
_NO_FINDING = re.compile(r"\b(?:988|911)\b|\b(?:of|cada) 100\b|\b(?:PHQ|GAD)-\d\b")
_MARKS = re.compile(r"\{[^}]*\}")


@pytest.mark.parametrize("one", EVERY, ids=IDS)
def test_an_article_is_whole_sourced_and_readable(one: Article) -> None:
    lines = [line for block in one.blocks for line in block.lines]
    for line in [one.title, one.says, one.evidence, one.label, *lines]:
        left = _NO_FINDING.sub("", _MARKS.sub("", line))
        assert not re.search(r"\d", left), f"a number without its source: {line}"
    assert set(one.facts) <= set(BY_KEY) and set(one.works) <= set(WORKS)
    assert set(one.terms) <= set(glossary(one.language))
    known = {other.slug for other in articles(one.language)} | {GLOSSARY}
    assert set(one.links) <= known and one.kind in KINDS
    assert readable(one.prose, one.language), (reading_grade(one.prose), one.prose)
    ready = shown.shown(one, lambda slug: f"/{slug}/")
    assert ready.sources or (one.kind == "treatment" and not one.facts)
    assert all("{" not in line and "[[" not in line for part in ready.parts for line in part.lines)
    if one.kind == "benefit":
        headings = [block.lines[0] for block in one.blocks if block.kind == "heading"]
        assert any("against" in each or "contra" in each for each in headings)


def test_every_language_has_the_same_articles_with_the_same_figures() -> None:
    english = {one.slug: one for one in articles("en")}
    assert [one.condition for one in articles("en") if one.kind == "benefit"] == [
        "Depression", "Anxiety disorders", "Post-traumatic stress disorder", "Chronic pain",
    ]  # fmt: skip
    for language in LANGUAGES:
        found = {one.slug: one for one in articles(language)}
        assert set(found) == set(english)
        for slug, one in found.items():
            assert (one.kind, one.order) == (english[slug].kind, english[slug].order)
            assert sorted(set(one.facts)) == sorted(set(english[slug].facts)), (language, slug)
            assert [block.kind for block in one.blocks if block.kind in ("heading", "figure")] == [
                block.kind for block in english[slug].blocks if block.kind in ("heading", "figure")
            ]


def test_what_the_pharmacology_explains_is_explained_the_same_to_the_public() -> None:
    assert EXPLAINED.items() <= glossary("en").items()
    assert all(
        readable(means, language) or len(means.split()) < 12
        for language in LANGUAGES
        for means in glossary(language).values()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_draw_the_facts_and_say_them_in_a_table(language: str) -> None:
    say = words(language)
    axis = figures.figure("time-axis", say)
    assert len(axis.rows) == len(TIME_AXIS) == axis.svg.count("<rect")
    starts = {
        kind: [float(x) for x in re.findall(rf'<rect class="{kind}" x="([\d.]+)"', axis.svg)]
        for kind in ("ketamine", "conventional")
    }
    assert max(starts["ketamine"][:1]) < min(starts["conventional"])
    outcomes = figures.figure("outcomes", say)
    assert [row[1:] for row in outcomes.rows] == [
        ("28.9", "24.7", "46.4"), ("13", "14", "73"), ("43.8", "3.1", "53.1"),
    ]  # fmt: skip
    harms = figures.figure("harms", say)
    assert harms.rows[0][1:] == ("38.3", "13.8") and len(harms.rows) == 9


def test_a_file_that_is_not_of_the_form_is_refused_when_it_is_read() -> None:
    with pytest.raises(Unusable, match="evidence"):
        read("x", "en", "title: A\nsays: B\nkind: benefit\norder: 1\nwritten: 2026-11-22\n---\nText.")
    with pytest.raises(Unusable, match="no figure"):
        read("x", "en", "title: A\nsays: B\nkind: treatment\norder: 1\nwritten: 2026-11-22\n---\n!pie")


def test_a_script_in_a_text_stays_text_also_in_the_structured_data() -> None:
    one = read(
        "x",
        "en",
        "title: </script><b>\nsays: B\nkind: treatment\norder: 1\nwritten: 2026-11-22\n---\n<script>1</script> [[placebo]]",
    )
    part = shown.shown(one, lambda slug: f"/{slug}/").parts[0].lines[0]
    assert part.startswith("&lt;script&gt;") and 'href="/glossary/#word-' in part
    from datetime import date

    from euthymia.clinic.learning.queries import standing

    data = shown.structured(one, standing(one, [], date(2026, 11, 23)), "https://x.example/")
    assert "<" not in data and "reviewedBy" not in data
    assert plain("{clinic-n} of [[response|them]] in [a](b){^zanos}") == "213 of them in a"
    assert GRADE_MAX == 8
