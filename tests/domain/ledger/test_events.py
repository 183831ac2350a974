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
