"""A process that posts is killed with signal 9: what it acknowledged is there once, the rest wholly or not at all.

What this tests, and what it cannot, stands in docs/compliance/controlled-substances.md ("What was killed").
"""

from __future__ import annotations

import os
import random
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.pharmacy.models import Book, Entry, Vial
from euthymia.faces.command import verify
from euthymia.journey.infusion import actions
from euthymia.journey.infusion.models import Dose, NoteSource, Preparation, SessionEvent
from euthymia.kit import clock
from support.cast import Cast
from support.killed_draw import PER_VIAL, TAKEN_UL, Children, children, client_id, vial
from support.stock import stocked
from support.syringes import draw

pytestmark = pytest.mark.processes
KILLS = int(os.environ.get("EUTHYMIA_KILLS", "6"))


def whole(broken_after: str) -> None:
    """Every chain and every book, recomputed by the code that did not write them."""
    found = verify.look([], clock.wall())
    assert not found.broken, (broken_after, [str(one) for one in found.broken])


def records() -> list[int]:
    """How many rows each of the four records has, and the numbers of book and session."""
    models = (Entry, Dose, SessionEvent, NoteSource, Preparation)
    return [model._default_manager.count() for model in models]


def killed_everywhere(forked: Children, unit: Any, cast: Cast, **said: Any) -> tuple[list[int], list[int], int]:
    """Kill before each write, before the commit and after it; between them nothing may be seen. Rows before, after."""
    with unit(cast.lakeside):
        before = records()
    for k in count(1):
        told = forked.do(**said, at_write=k)
        if told == "acknowledged":
            raise AssertionError("it was to die at its commit first")
        assert told == "killed"
        with unit(cast.lakeside):
            assert records() == before, f"killed before write {k}, and something stayed"
        if k >= said["writes"]:
            break
    assert forked.do(**said, at_commit="before") == "killed"
    with unit(cast.lakeside):
        assert records() == before
    assert forked.do(**said, at_commit="after") == "killed"
    with unit(cast.lakeside):
        after = records()
    assert forked.do(**said) == "acknowledged", "sent again, it is the same act"
    with unit(cast.lakeside):
        assert records() == after
    return before, after, k


def test_a_draw_and_an_end_killed_anywhere_are_whole_or_not_there(
    committed: None, cast: Cast, unit: Any
) -> None:
    from ..journey.infusion.chair import AtTheChair

    with unit(cast.lakeside):
        stocked(cast, "0147")
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals()
