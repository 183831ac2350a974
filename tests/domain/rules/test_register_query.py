"""The drug register as a line of the list: asked where a state's rule asks, not known where nobody has read it."""

from __future__ import annotations

from datetime import date

import pytest

from euthymia.domain.rules.ready_to_start import Light
from euthymia.domain.rules.register_query import Register, condition

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(("states", "asked", "is_first", "light", "says"), [
    (["CA"], {"CA": TODAY}, True, Light.MET, "it was on 2026-11-20"),
    (["CA"], {}, True, Light.ASKS, "CURES was never asked"),
    (["CA"], {"NV": TODAY}, True, Light.ASKS, "CURES was never asked"),
    (["CA"], {"CA": date(2026, 11, 10)}, True, Light.ASKS, "before the first act"),
    (["CA"], {"CA": date(2026, 11, 10)}, False, Light.MET, "which holds through 2027-05-10"),
    (["CA"], {"CA": date(2026, 5, 19)}, False, Light.ASKS, "which holds through 2026-11-19"),
    (["NV"], {"NV": date(2025, 1, 2)}, True, Light.MET, "asked on 2025-01-02; whether NV asks for a query is not known"),
    (["NV"], {}, True, Light.ASKS, "never asked; whether NV asks"),
    (["CA", "NV"], {"CA": TODAY}, True, Light.ASKS, "the register of NV was never asked"),
])  # fmt: skip
def test_the_line_of_each_state(
    states: list[str], asked: dict[str, date], is_first: bool, light: Light, says: str
) -> None:
    found = condition(Register(states=states, asked=asked, on=TODAY, is_first=is_first))
    assert found is not None
    assert (found.code, found.light) == ("register", light)
    assert says in found.says and str(found.provenance)


def test_a_clinic_that_has_not_entered_its_state_has_no_such_line() -> None:
    assert condition(Register(states=[], asked={}, on=TODAY, is_first=True)) is None
