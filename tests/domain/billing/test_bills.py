"""Lines follow from what was given; a superbill adds up; a claim file says the same; what is restricted stays in the clinic."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from euthymia.domain.billing import claim, codes, superbill
from euthymia.domain.billing.given import infusion_lines, infusion_units
from euthymia.domain.quantities import Unusable
from support.billing import COVERAGE, DAY, PATIENT, PRACTICE, a_bill, a_given

ENVELOPE = claim.Envelope(
    "LAKESIDE", "EXPAYER", 7, datetime(2026, 11, 20, 18, 5, tzinfo=UTC), production=False
)


@pytest.mark.parametrize(
    ("minutes", "units"),
    [(16, (1, 0)), (60, (1, 0)), (90, (1, 0)), (91, (1, 1)), (120, (1, 1)), (150, (1, 1)), (151, (1, 2))],
)
def test_time_makes_the_units(minutes: int, units: tuple[int, int]) -> None:
    assert infusion_units(minutes) == units


def test_fifteen_minutes_are_no_infusion() -> None:
    with pytest.raises(Unusable) as refused:
        infusion_units(15)
    assert refused.value.faults[0].code == "too-short"


def test_lines_add_up_and_carry_what_the_drug_book_has() -> None:
    lines = infusion_lines(a_given(), 45_833, 2_500, discards=True)
    assert [(one.code, one.modifiers, one.cents, one.volume_ul) for one in lines] == [
        ("96365", (), 43_333, None), ("J3490", (), 2_500, 700), ("J3490", ("JW",), 0, 200),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("single_dose", "wasted_ul", "discards", "modifiers"),
    [
        (True, 0, True, [("JZ",)]), (True, 200, True, [(), ("JW",)]), (False, 200, True, [()]), (True, 200, False, [()]),
    ],
)  # fmt: skip
def test_discards_are_told_of_single_dose_vials_only(
    single_dose: bool, wasted_ul: int, discards: bool, modifiers: list[tuple[str, ...]]
) -> None:
    lines = infusion_lines(a_given(single_dose=single_dose, wasted_ul=wasted_ul), 1_000, 0, discards=discards)
    assert [one.modifiers for one in lines[1:]] == modifiers


def test_a_superbill_adds_up_and_is_kept_as_it_was_made() -> None:
    bill = a_bill(owed_cents=833)
    assert superbill.faults(bill) == [] and (bill.cents, bill.paid_cents) == (45_833, 45_000)
    assert superbill.kept(superbill.document(bill)) == bill
    assert a_bill().statement.startswith("Paid in full by the patient")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"diagnoses": ()}, "missing"), ({"diagnoses": ("Z99.9",)}, "unknown-code"), ({"services": ()}, "missing"),
        ({"owed_cents": 45_834}, "range"), ({"practice": replace(PRACTICE, npi="1234567890")}, "npi"),
        ({"patient": replace(PATIENT, address="")}, "missing"), ({"coverage": replace(COVERAGE, member_id=" ")}, "missing"),
    ],
)  # fmt: skip
def test_a_superbill_that_lacks_something_is_refused(changed: dict[str, Any], code: str) -> None:
    assert code in [fault.code for fault in superbill.faults(a_bill(**changed))]


def parsed(text: str) -> list[list[str]]:
    """An X12 file taken apart by what its own header says: separators stand at fixed places of ISA (X12.5)."""
    element, ends = text[3], text[105]
    assert text[104] == ":" and text[82] == "^"
    return [segment.strip("\r\n").split(element) for segment in text.split(ends) if segment.strip()]


def read_claim(text: str) -> dict[str, Any]:
    """The loops of one claim, by their segments, as a payer's reader walks them."""
    segments = parsed(text)
    found: dict[str, Any] = {"names": {}, "lines": [], "levels": []}
    for tag, *parts in segments:
        if tag == "HL":
            found["levels"].append(parts)
        elif tag == "NM1":
            found["names"][parts[0]] = parts
        elif tag == "CLM":
            found["claim"] = parts
        elif tag == "HI":
            found["diagnoses"] = parts
        elif tag == "LX":
            found["lines"].append({"number": parts[0]})
        elif tag in ("SV1", "DTP", "LIN", "CTP") and found["lines"]:
            found["lines"][-1][tag] = parts
        elif tag in ("ISA", "GS", "ST", "SE", "GE", "IEA", "REF", "N4", "DMG", "SBR"):
            found.setdefault(tag, []).append(parts)
    found["count"] = [one[0] for one in segments].index("SE") - [one[0] for one in segments].index("ST") + 1
    return found


def test_a_claim_file_says_what_the_superbill_says() -> None:
    found = read_claim(claim.written(claim.Claim(a_bill(discards=True)), ENVELOPE))
    assert found["ST"] == [["837", "0001", claim.VERSION]] and found["SE"] == [[str(found["count"]), "0001"]]
    assert found["ISA"][0][12] == "000000007" == found["IEA"][0][1] and found["ISA"][0][14] == "T"
    assert found["GS"][0][5] == "7" == found["GE"][0][1]
    assert [level[2] for level in found["levels"]] == ["20", "22"]
    assert found["names"]["85"][-1] == PRACTICE.npi and found["names"]["82"][2] == "Okafor"
    assert found["names"]["IL"][2:4] == ["Marquez", "Ana"] and found["names"]["IL"][-1] == "M-77"
    assert (
        found["DMG"] == [["D8", "19810504", "F"]]
        and found["SBR"][0][8] == "CI"
        and found["REF"][0] == ["EI", "123456789"]
    )
    assert found["N4"] == [["Lakeside", "CA", "900011234"], ["Lakeside", "CA", "90001"]]
    assert found["claim"][:2] == ["SB-1", "458.33"] and found["claim"][4] == "11:B:1"
    assert found["diagnoses"] == ["ABK:F332", "ABF:F411"]
    charged = [line["SV1"][1] for line in found["lines"]]
    assert sum(round(float(one) * 100) for one in charged) == 45_833, "CLM02 is the sum of SV102"
    assert [line["SV1"][0] for line in found["lines"]] == [
        "HC:96365", "HC:J3490:::::ketamine 50 mg/mL", "HC:J3490:JW::::ketamine 50 mg/mL",
    ]  # fmt: skip
    assert found["lines"][0]["SV1"][2:4] == ["UN", "1"] and found["lines"][0]["SV1"][6] == "1:2"
    assert {line["DTP"][2] for line in found["lines"]} == {"20261120"}
    assert [line["CTP"][3:5] for line in found["lines"][1:]] == [["0.7", "ML"], ["0.2", "ML"]]
    assert found["lines"][1]["LIN"] == ["", "N4", "42023011510"]


def refused_for(bill: superbill.Superbill, **changed: Any) -> list[str]:
    with pytest.raises(Unusable) as refused:
        claim.written(claim.Claim(bill, **changed), ENVELOPE)
    return [fault.code for fault in refused.value.faults]


def test_what_a_patient_paid_and_keeps_to_themselves_stops_the_whole_file() -> None:
    assert "self-pay-restricted" in refused_for(a_bill(restricted=True))


def test_what_a_file_cannot_carry_is_refused() -> None:
    assert "missing" in refused_for(a_bill(coverage=None))
    assert "form" in refused_for(a_bill(patient=replace(PATIENT, address="somewhere")))
    assert "signs" in refused_for(a_bill(patient=replace(PATIENT, family_name="Marsh*~SE")))
    assert "signs" in refused_for(a_bill(patient=replace(PATIENT, family_name="山田")))
    assert "missing" in refused_for(a_bill(), frequency=claim.REPLACES)
    assert "missing" in refused_for(a_bill(), original="9")


def test_a_replacement_names_the_claim_it_replaces() -> None:
    made = claim.Claim(a_bill(), frequency=claim.REPLACES, original="PAYER9", authorization="AUTH1")
    found = read_claim(claim.written(made, ENVELOPE))
    assert (
        ["F8", "PAYER9"] in found["REF"] and ["G1", "AUTH1"] in found["REF"] and found["claim"][4] == "11:B:7"
    )


def test_codes_hold_for_their_days_and_families() -> None:
    known = codes.CodeSet()
    assert known.find("S0013", ["drug"], date(2025, 12, 31)) and not known.find(
        "S0013", ["drug"], date(2026, 1, 1)
    )
    assert known.find("J0013", ["drug"], date(2026, 1, 1)) and not known.find(
        "J0013", ["drug"], date(2025, 12, 31)
    )
    assert known.find("F33.2", ["diagnosis"], DAY) and not known.find("F34.1", ["diagnosis"], DAY)
    assert not known.find("F33.2; DROP", ["diagnosis"], DAY)


def test_a_clinics_own_list_of_codes_is_read_whole_or_refused_by_the_line() -> None:
    text = "number,kind,words,from,until\n90870,service,our words,2026-01-01,\nF34.1,diagnosis,our words,,\n"
    loaded = codes.CodeSet((*codes.SHIPPED, *codes.read(text, "the clinic's licence")))
    assert loaded.find("90870", ["service"], DAY) and loaded.find("F34.1", ["diagnosis"], DAY)
    bad = (
        "number,kind,words,from,until\n90870,service,,,\n9,service,x,,\nQ1,moon,x,,\n90870,service,x,soon,\n"
    )
    with pytest.raises(Unusable) as refused:
        codes.read(bad, "x")
    assert [fault.at for fault in refused.value.faults] == ["/2", "/3", "/4", "/5"]
    for text in ("", "a,b\n", "number,kind,words,from,until\n"):
        with pytest.raises(Unusable):
            codes.read(text, "x")
