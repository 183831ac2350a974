"""What a scanner types when it sees a vial."""

from __future__ import annotations

from datetime import date

import pytest

from euthymia.domain.quantities import Unusable
from euthymia.domain.quantities.gs1 import Scan, read_scan

FNC1 = "\x1d"
WHOLE = Scan("00367457108100", "6745710810", date(2027, 6, 30), "AB12", "S99")


@pytest.mark.parametrize(
    "text",
    [
        "010036745710810017270600" + f"10AB12{FNC1}21S99",
        f"]d2010036745710810021S99{FNC1}1727063010AB12\r\n",
        f"{FNC1}0100367457108100{FNC1}17270630{FNC1}10AB12{FNC1}21S99{FNC1}",
        "(01)00367457108100(17)270600(10)AB12(21)S99",
    ],
)
def test_the_forms_of_a_code(text: str) -> None:
    assert read_scan(text) == WHOLE


def test_what_is_not_there_is_not_known() -> None:
    assert read_scan("0100367457108100") == Scan("00367457108100", "6745710810", None, None, None)
    assert read_scan("(01)04012345678901").ndc_10 is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-gs1"),
        ("(01)0036745710810", "length"),
        ("(01)00367457108101", "gtin-check-digit"),
        ("(01)0036745710810X", "gtin-check-digit"),
        ("(01)00367457108100x(", "not-gs1"),
        ("(17)270600", "no-gtin"),
        ("(01)00367457108100(17)271300", "not-a-date"),
        ("(01)00367457108100(17)2706AB", "not-a-date"),
        ("(01)00367457108100(10)", "length"),
        ("(01)00367457108100(10)" + "A" * 21, "length"),
        ("(01)00367457108100(10)A(10)B", "twice"),
        ("(01)00367457108100(99)A", "unknown-element"),
        ("67457-108-10", "unknown-element"),
        ("01003674571081001727", "length"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unusable) as refusal:
        read_scan(text, "/scan")
    assert [(fault.at, fault.code) for fault in refusal.value.faults] == [("/scan", code)]
