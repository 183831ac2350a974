"""A larger list behind the table: it adds names, and takes nothing away from what keeps look-alikes apart."""

from __future__ import annotations

import pytest

from euthymia.domain.rules.case import parse
from euthymia.domain.rules.evaluation import evaluate
from euthymia.domain.rules.finding import Severity
from euthymia.domain.rules.medications import interactions
from euthymia.domain.terminology import FORMULARY, Drug, Formulary, Product, recognise
from euthymia.domain.terminology.larger import (
    AMBIGUOUS,
    BUILT_IN,
    CONTRADICTS,
    LONG,
    ORDINARY,
    STRENGTH,
    UNTOLD,
    behind,
)  # fmt: skip


def products(**holds: str) -> list[Product]:
    return [Product((name.replace("_", " "),), tuple(inside.split("+"))) for name, inside in holds.items()]


LISTED = (Drug("terbinafine", "37801"), Drug("brimvaline", "990001"), Drug("sertraline hydrochloride"))
LARGER = behind(
    FORMULARY,
    LISTED,
    products(Lamisil="terbinafine", Brimvex="brimvaline", Sertrabrand="sertraline hydrochloride"),
).formulary


def names(text: str, formulary: Formulary = LARGER) -> list[str]:
    return [drug.name for drug in recognise(text, formulary).drugs]


def test_added_names_are_recognised_with_the_dose_beside_them() -> None:
    (mention,) = recognise("Brimvex 10 mg twice daily", LARGER).mentions
    assert mention.drugs == (Drug("brimvaline", "990001"),)
    assert mention.doses[0].mg_per_day is not None and mention.doses[0].mg_per_day.high == 20
    assert names("990001") == names("brimvaline hydrochloride") == ["brimvaline"]


def test_what_the_table_names_keeps_its_meaning() -> None:
    wrong = behind(
        FORMULARY,
        [*LISTED, Drug("lorazepam", "1"), Drug("statin", "2")],
        products(Klonopin="brimvaline", klon_opin="brimvaline", Norvasc="brimvaline"),
    )
    for named in FORMULARY.names():
        assert wrong.formulary.named(named.name) == FORMULARY.named(named.name)
    assert wrong.formulary.coded("1") is None
    assert wrong.left_out[BUILT_IN] >= 5
    assert names("kl0nopin", wrong.formulary) == []


def test_the_salt_of_a_drug_of_the_table_is_that_drug_with_its_classes() -> None:
    (drug,) = recognise("Sertrabrand 50 mg", LARGER).drugs
    assert drug is FORMULARY.named("sertraline").ingredients[0]  # type: ignore[union-attr]


def test_a_code_of_the_table_under_another_name_is_another_name_of_its_drug() -> None:
    code = FORMULARY.named("sertraline").ingredients[0].rxcui  # type: ignore[union-attr]
    larger = behind(FORMULARY, [Drug("sertralinum", code)], []).formulary
    assert recognise("sertralinum 50 mg", larger).drugs == recognise("sertraline").drugs


@pytest.mark.parametrize(
    ("name", "inside", "reason"),
    [
        ("daily relief tablets hydrochloride sodium", "brimvaline", ""),
        ("Daily", "brimvaline", ORDINARY),
        ("sodium", "brimvaline", ORDINARY),
        ("24", "brimvaline", ORDINARY),
        ("Xy", "brimvaline", ORDINARY),
        ("one two three four five six sevenal", "brimvaline", LONG),
        ("brimvaline 20", "brimvaline", STRENGTH),
        ("lorazepam 1", "lorazepam", STRENGTH),
        ("Lithium Plus", "brimvaline", CONTRADICTS),
        ("Night Ativan", "brimvaline", CONTRADICTS),
        ("Statin Aid", "brimvaline", CONTRADICTS),
        ("Orphanol", "", UNTOLD),
        ("Strangeol", "of no list", UNTOLD),
        ("terbinafine", "brimvaline", AMBIGUOUS),
    ],
)
def test_a_name_that_would_be_read_where_it_is_not_meant_is_left_out(
    name: str, inside: str, reason: str
) -> None:
    product = Product((name,), (inside,) if inside else ())
    larger = behind(FORMULARY, [*LISTED, Drug("lorazepam")], [product])
    before = behind(FORMULARY, [*LISTED, Drug("lorazepam")], [])
    added = {key: count - before.left_out.get(key, 0) for key, count in larger.left_out.items()}
    assert {key for key, count in added.items() if count} == ({reason} if reason else set())
    assert larger.products - before.products == (0 if reason else 1)


def test_a_name_with_two_meanings_stays_an_open_item() -> None:
    twice = [Product(("Manyol",), ("brimvaline",)), Product(("MANYOL",), ("brimvaline", "terbinafine"))]
    larger = behind(FORMULARY, LISTED, twice)
    assert larger.left_out[AMBIGUOUS] == 1
    assert [each.written for each in recognise("Manyol", larger.formulary).unknown] == ["Manyol"]


def test_a_part_may_be_a_name_of_the_table_where_its_ingredient_is_inside() -> None:
    night = Product(("Ativan Nightly Brim",), ("brimvaline", "lorazepam"))
    larger = behind(FORMULARY, [*LISTED, Drug("lorazepam")], [night]).formulary
    assert sorted(names("Ativan nightly brim", larger)) == ["brimvaline", "lorazepam"]


def test_names_of_the_table_are_offered_first_and_none_is_pushed_aside() -> None:
    many = [Drug(f"lorazepa{letter}", None) for letter in "abcdefghijklnopqrstuvwxyz"]
    larger = behind(FORMULARY, many, []).formulary
    assert larger.search("lora")[:2] == FORMULARY.search("lora")
    assert len(larger.search("lora")) == 12
    for written in ("lorazapam", "lamisil", "quetapine"):
        offered = FORMULARY.candidates(written)
        assert larger.candidates(written)[: len(offered)] == offered
        unknown = recognise(f"{written} 1 mg", larger).unknown[0]
        assert set(recognise(f"{written} 1 mg").unknown[0].candidates) <= set(unknown.candidates)


def test_a_second_list_stands_behind_the_first() -> None:
    second = behind(LARGER, [Drug("ostrelukine")], products(Brimvex="ostrelukine", Ostrel="ostrelukine"))
    assert names("Brimvex", second.formulary) == ["brimvaline"]
    assert names("Ostrel", second.formulary) == ["ostrelukine"]
    assert names("Norvasc", second.formulary) == ["amlodipine"]


def test_a_loaded_drug_is_known_by_name_only_and_a_pharmacist_is_asked() -> None:
    (found,) = interactions(["Brimvex 10 mg"], formulary=LARGER)
    assert (found.rule, found.severity) == ("MC-03", Severity.CAUTION)
    assert (
        "by name only" in found.says
        and "nobody has checked it" in found.says
        and "pharmacist" in found.action
    )


def test_a_trial_of_a_drug_known_by_name_only_is_neither_counted_nor_dismissed() -> None:
    document = {
        "as_of": "2026-11-20",
        "indication": "depression",
        "psychiatric": {
            "trials": [{"drug": "Brimvex", "dose_mg_per_day": 20, "weeks": 10, "result": "failed"}]
        },
    }
    said = [each.says for each in evaluate(parse(document), formulary=LARGER).findings]
    assert any("brimvaline" in each and "not known" in each for each in said)
