"""RxNorm's and the FDA's files: what they say is read, and what is not in their form is refused by its line."""

from __future__ import annotations

import pytest

from euthymia.domain.quantities import Unusable
from euthymia.domain.terminology import Drug
from euthymia.domain.terminology.releases import Listing, Text, ndc, rxnorm
from support.name_lists import CONSO, HEADINGS, NDC, REL, conso, product


def text(said: str | bytes, name: str = "") -> Text:
    data = said if isinstance(said, bytes) else said.encode()
    return Text(name, data.splitlines(keepends=True))


def holds(listing: Listing) -> dict[str, set[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for each in listing.products:
        found.setdefault(each.names[0], set()).add(each.ingredients)
    return found


def refused(reader, *texts: Text) -> list[str]:
    with pytest.raises(Unusable) as refusal:
        reader(*texts)
    assert all(fault.says and fault.accepted for fault in refusal.value.faults)
    return [fault.at for fault in refusal.value.faults]


def test_ingredients_in_use_are_read_with_their_codes() -> None:
    listing = rxnorm(text(CONSO))
    assert listing.drugs == (
        Drug("brimvaline", "990001"), Drug("ostrelukine", "990002"), Drug("sertraline", "36437"),
    )  # fmt: skip


def test_a_brand_holds_what_either_direction_of_the_relation_says() -> None:
    assert holds(rxnorm(text(CONSO), text(REL))) == {
        "Brimvex": {("brimvaline",)},
        "Duostrel": {("brimvaline", "ostrelukine")},
        "Orphanol": {()},
        "Sertrabrand": {("sertraline",)},
    }
    assert set(holds(rxnorm(text(CONSO)))["Brimvex"]) == {()}


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        ("990009|ENG|too|short\n", "12"),
        (conso("99x", "IN", "brimvaline"), "12"),
        (conso("990009", "IN", "  "), "12"),
        (conso("990009", "IN", "a|b"), "12"),
        ("\n", "12"),
        ("990009 without a bar", "12"),
    ],
)
def test_a_line_that_is_no_line_of_rxnconso_is_refused(bad: str, line: str) -> None:
    assert refused(rxnorm, text(CONSO + bad)) == [line]
    assert refused(rxnorm, text(CONSO + bad, "rrf/RXNCONSO.RRF")) == [f"rrf/RXNCONSO.RRF:{line}"]


def test_bytes_that_are_no_text_and_relations_without_their_fields_are_refused() -> None:
    assert refused(rxnorm, text(CONSO.encode() + b"\xff\xfe|\n")) == ["12"]
    assert refused(rxnorm, text(CONSO + conso("990009", "IN", "brim\0"))) == ["12"]
    assert refused(rxnorm, text(CONSO), text("1|2|3|\n" + REL, "RXNREL.RRF")) == ["RXNREL.RRF:1"]


def test_a_file_without_an_ingredient_is_refused_and_many_faults_end_the_reading() -> None:
    assert refused(rxnorm, text("")) == ["1"]
    assert refused(rxnorm, text(conso("1", "IN", "x", sab="MTHSPL"))) == ["1"]
    assert len(refused(rxnorm, text("bad\n" * 500))) == 20


def test_a_product_is_named_with_its_suffix_and_without_and_by_its_one_substance() -> None:
    listing = ndc(text(NDC))
    found = holds(listing)
    inside = {("brimvaline hydrochloride",)}
    assert found["Brimvex"] == found["Brimvex XR"] == found["brimvaline hydrochloride"] == inside
    assert found["Manyol"] == {("brimvaline",), ("ostrelukine", "brimvaline")}
    assert "ostrelukine and brimvaline" not in found
    assert found["Kitol"] == {()}
    assert Drug("brimvaline hydrochloride") in listing.drugs and all(
        drug.rxcui is None for drug in listing.drugs
    )


def test_columns_are_found_by_their_headings_and_both_encodings_are_read() -> None:
    said = "SUBSTANCENAME\tNONPROPRIETARYNAME\tPROPRIETARYNAME\r\nBRIMVALINE\tbrimvaline\tBrïmvex\r\n"
    for encoding in ("utf-8", "cp1252", "utf-8-sig"):
        assert holds(ndc(text(said.encode(encoding))))["Brïmvex"] == {("brimvaline",)}


@pytest.mark.parametrize(
    "bad",
    [
        "too\tfew\n",
        product("", "", "", "BRIMVALINE"),
        product("a", "b", "c", "d\te"),
        "\n",
        b"\x81\t\t\t\t\t\n",
        "a\tb\tBrim\0\t\tc\td\n",
    ],
)
def test_a_line_that_is_no_line_of_the_directory_is_refused(bad: str | bytes) -> None:
    data = bad if isinstance(bad, bytes) else bad.encode()
    assert refused(ndc, text(NDC.encode() + data)) == ["8"]


@pytest.mark.parametrize(
    "said",
    ["", "a\tb\n", "\t".join(HEADINGS), "\t".join((*HEADINGS, "SUBSTANCENAME")) + "\n", "not a directory\n"],
)
def test_a_file_without_the_headings_or_a_substance_is_refused(said: str) -> None:
    assert refused(ndc, text(said)) == ["1"]
