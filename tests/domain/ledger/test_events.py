"""What an event that cannot be used is told: the value itself, cut where it is long."""

from __future__ import annotations

import pytest

from euthymia.domain.ledger import parse
from euthymia.domain.quantities import Unusable


@pytest.mark.parametrize(("length", "shown"), [(78, 80), (79, 80), (5_000, 80)])
def test_a_value_is_quoted_up_to_eighty_signs(length: int, shown: int) -> None:
    kind = "k" * length
    with pytest.raises(Unusable) as refusal:
        parse({"id": "e1", "kind": kind, "at": "2026-07-01T09:00:00Z"})
    (fault,) = refusal.value.faults
    quoted = fault.says.removeprefix("kind is ")
    assert (fault.at, len(quoted)) == ("/kind", shown)
    assert quoted == f'"{kind}"' if length == 78 else quoted == '"' + "k" * 76 + "..."


@pytest.mark.parametrize("document", [None, [], "draw", 1])
def test_what_is_no_object_is_told_so(document: object) -> None:
    with pytest.raises(Unusable) as refusal:
        parse(document)
    assert [(fault.at, fault.code) for fault in refusal.value.faults] == [("", "not-an-object")]


@pytest.mark.parametrize("volume", ["100", 1.5, True, -1, 1_000_000_001])
def test_a_volume_is_a_whole_number_within_its_bounds(volume: object) -> None:
    with pytest.raises(Unusable) as refusal:
        parse({"id": "e1", "kind": "draw", "at": "2026-07-01T09:00:00Z", "volume_ul": volume})
    assert ("/volume_ul", "not-a-volume") in [(fault.at, fault.code) for fault in refusal.value.faults]
