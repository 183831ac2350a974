"""A process that posts is killed with signal 9: what it acknowledged is there once, the rest wholly or not at all.

What this tests, and what it cannot, stands in docs/compliance/controlled-substances.md ("What was killed, and how").
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Model

from euthymia.clinic.audit.models import Event as AuditEvent
from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.pharmacy.models import Book, Entry, Syringe, Vial
from euthymia.clinic.tasks.models import Task
from euthymia.clinic.visits.models import VisitEvent
from euthymia.faces.command import verify
from euthymia.journey.infusion import actions
from euthymia.journey.infusion.models import Dose, NoteSource, Preparation, SessionEvent
from euthymia.journey.intake.documents import SPRAY
from euthymia.journey.recovery import actions as recovery
from euthymia.journey.recovery.models import Recovery
from euthymia.kit import clock
from support.cast import Cast
from support.evaluated import cast_decided, consented
from support.killed_draw import PER_VIAL, TAKEN_UL, Children, children, client_id, vial
from support.places import a_session
from support.stock import stocked

pytestmark = pytest.mark.processes
KILLS = int(os.environ.get("EUTHYMIA_KILLS", "6"))


def recomputed() -> list[str]:
    """What the code that did not write them finds wrong with the chains and the books."""
    return [str(one) for one in verify.look([], clock.wall()).broken]


class Killed:
    """The records as they stand, and an act that is killed at every point there is.

    `grow` are those that the whole act adds to; of `beside` it may.
    """

    def __init__(
        self, forked: Children, unit: Callable[..., Any], cast: Cast, grow: Sequence[type[Model]], beside: Sequence[type[Model]] = ()
    ) -> None:  # fmt: skip
        self.forked, self.unit, self.cast = forked, unit, cast
        self.grow, self.beside = grow, beside

    def records(self) -> tuple[int, ...]:
        with self.unit(self.cast.lakeside):
            return tuple(model._default_manager.count() for model in (*self.grow, *self.beside))

    def everywhere(self, **said: Any) -> int:
        """Kill the act before each of its writes and before its commit: nothing stays. Then after the commit, when
        nobody was told: all of it stays, once. Gives how many writes it has."""
        before = self.records()
        writes = self.forked.writes(**said)
        for k in range(1, writes + 1):
            assert self.forked.do(**said, at_write=k) == "killed"
            assert self.records() == before, f"killed before write {k} of {writes}, and something stayed"
        assert self.forked.do(**said, at_commit="after") == "killed"
        after = self.records()
        grown = [one > was for one, was in zip(after, before, strict=True)]
        assert all(grown[: len(self.grow)]), "all records, or none"
        assert self.forked.do(**said) == "acknowledged", "sent again it is the same act"
        assert self.records() == after
        assert recomputed() == []
        return writes


def test_a_draw_and_an_end_killed_anywhere_are_whole_or_not_there(
    committed: None, cast: Cast, unit: Callable[..., Any]
) -> None:
    session = a_session(cast)
    with unit(cast.lakeside):
        stocked(cast, "0147")
        actions.record_vitals(
            by=cast.noor.member(), session=session, client_id=uuid4(), values={"sbp": "120", "dbp": "76"}
        )
    said = {"session": str(session.pk), "vial": "0147"}
    with children() as forked:
        # The book, the dose history, the chart, the note.
        killed = Killed(forked, unit, cast, (Entry, Dose, SessionEvent, NoteSource), (Preparation,))
        drawn = killed.everywhere(do="draw", client_id=str(uuid4()), now=clock.now().isoformat(), **said)
        with unit(cast.lakeside):
            actions.start(by=cast.noor.member(), session=session, client_id=uuid4(), rate_ul_per_h=75_000)
        clock.advance(timedelta(minutes=20))
        ended = killed.everywhere(do="finish", client_id=str(uuid4()), now=clock.now().isoformat(), **said)
    assert min(drawn, ended) >= 10, "an act that writes four records has more writes than that"
    with unit(cast.lakeside):
        sums = {
            kind: sum(row.mass_ug for row in Dose.objects.filter(kind=kind))
            for kind in ("drawn", "given", "wasted")
        }
    assert sums["drawn"] == sums["given"] + sums["wasted"] == 35_000


def test_a_spray_killed_anywhere_is_whole_or_not_there(
    committed: None, cast: Cast, unit: Callable[..., Any]
) -> None:
    """The dose, its watch, the steps of the visit, the clock of its form, the audit's line, and its devices in the book."""
    with unit(cast.lakeside):
        stock = stocked(cast)
        for code in ("D1", "D2"):
            stock.device(code)
        cast_decided(cast)
        consented(cast.ana_patient, cast.noor.member(), SPRAY)
        recovery.enrol(
            by=cast.okafor.member(), patient=cast.ana_patient, client_id=uuid4(), confirmation="R-1",
            patient_signed_on=clock.now().date() - timedelta(days=20), prescriber="Dr Okafor", form_version="2024",
        )  # fmt: skip
    with children() as forked:
        killed = Killed(forked, unit, cast, (Recovery, Watch, VisitEvent, Task, AuditEvent, Entry, Syringe))
        writes = killed.everywhere(do="spray", client_id=str(uuid4()), now=clock.now().isoformat())
    assert writes >= 10, "an act that writes that many records has more writes than that"
    with unit(cast.lakeside):
        (made,) = Recovery.objects.all()
        form = Task.objects.get(kind="rems-form")
        assert made.dose["mg"] == 56 and form.due_at == made.began_at + timedelta(days=7)
        given = Entry.objects.filter(kind="administer", event__order=str(made.pk))
        assert sum(row.more["mass_ug"] for row in given) == 56_000


def test_what_was_acknowledged_is_there_once_after_every_kill(
    committed: None, cast: Cast, unit: Callable[..., Any]
) -> None:
    """`EUTHYMIA_KILLS` says how many times; the process is killed from outside, wherever it then is."""
    chance = random.Random(20_261_122)
    with unit(cast.lakeside):
        stock = stocked(cast)
    told: list[int] = []
    received = 0
    with children() as forked:
        for _ in range(KILLS):
            first = max(told, default=-1) + 1
            many = chance.randrange(0, 8)
            with unit(cast.lakeside):
                while received * PER_VIAL < first + many + 2 * PER_VIAL:
                    stock.receive(vial(received * PER_VIAL))
                    received += 1
            told += forked.post(acknowledgements=many, first=first, now=clock.now().isoformat())
    assert told == list(range(len(told))), "each number acknowledged once, in order"
    with unit(cast.lakeside):
        posted = set(Entry.objects.filter(kind="draw").values_list("client_id", flat=True))
        assert Entry.objects.filter(kind="draw").count() == len(posted)
        assert {client_id(n) for n in told} <= posted
        assert len(posted) - len(told) in (0, 1), "at most the last one was committed and not told"
        taken = sum(10_000 - row.book_ul for row in Vial.objects.all())
        assert taken == TAKEN_UL * len(posted)
        assert Book.objects.get().entries_n == Entry.objects.count()
    assert recomputed() == []
