"""What is kept of a session between two looks is what its table says, and never another session's."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions, histories, queries, seats
from euthymia.journey.infusion.fold import Course
from euthymia.kit import clock, units
from journey.infusion.chair import AtTheChair, later
from support.cast import Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def looked(chair: AtTheChair) -> tuple[Course, int]:
    """The course as a page looks at it, and how many questions that asked."""
    session = chair.fresh()
    with chair.unit(chair.cast.lakeside), CaptureQueriesContext(connection) as asked:
        course = queries.courses([session], clock.now())[session.pk]
    return course, len([one for one in asked if "infusion_sessionevent" in one["sql"]])


def test_what_has_not_moved_is_not_read_again(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    first, asked = looked(chair)
    assert asked == 1
    later(5)
    again, asked = looked(chair)
    assert asked == 0
    assert (first.given_ug, again.given_ug) == (0, 4_375)
    assert again == chair.course()


def test_every_entry_and_every_correction_is_seen_at_the_next_look(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    looked(chair)
    for entered in (
        lambda: chair.rate(100_000),
        lambda: chair.note("calm"),
        lambda: chair.correct(chair.events("rate")[0].n, rate_ul_per_h=90_000),
    ):
        later(2)
        entered()
        course, asked = looked(chair)
        assert asked == 1
        assert course == chair.course()
    assert looked(chair)[0].rate_ul_per_h == 90_000


def test_what_was_taken_back_is_not_kept(cast: Cast, unit) -> None:
    """An entry is looked at in the unit that made it, and the unit fails: its number goes to another entry."""
    chair = AtTheChair.started(cast, unit)
    with chair.unit(cast.lakeside):
        try:
            with units.all_or_nothing():
                actions.write_note(
                    by=cast.noor.member(), session=chair.session, client_id=uuid4(), words="never was"
                )
                session = queries.session(cast.lakeside, chair.session.pk)
                inside = queries.courses([session], clock.now())[session.pk]
                raise Unusable.one("", "refused", "refused", "nothing")
        except Unusable:
            pass
    assert inside.happenings[-1].says == "never was"
    chair.note("was said")
    course, _ = looked(chair)
    assert course.happenings[-1].n == inside.happenings[-1].n
    assert course.happenings[-1].says == "was said"


def test_an_entry_made_since_the_session_was_read_is_shown_and_not_kept_as_older(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    before = chair.fresh()
    chair.note("meanwhile")
    with chair.unit(cast.lakeside):
        shown = queries.courses([before], clock.now())[before.pk]
        assert shown.happenings[-1].says == "meanwhile"
        assert histories.recall(before) is None


def test_each_session_has_its_own(cast: Cast, unit) -> None:
    one = AtTheChair.started(cast, unit)
    two = AtTheChair.ordered(cast, unit, chair=1, patient=cast.ben_patient)
    two.note("second chair")
    for _ in range(2):
        with unit(cast.lakeside):
            found = queries.courses(seats.seated(cast.lakeside), clock.now())
        assert [event.kind for event in found[one.session.pk].happenings] == ["vitals", "started"]
        assert [event.says for event in found[two.session.pk].happenings] == ["second chair"]


def test_only_so_many_are_kept(cast: Cast, unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "_SESSIONS_KEPT", 1)
    one = AtTheChair.started(cast, unit)
    two = AtTheChair.ordered(cast, unit, chair=1, patient=cast.ben_patient)
    two.note("second chair")
    looked(one)
    looked(two)
    assert looked(two)[1] == 0
    assert looked(one)[1] == 1
    assert looked(one)[0] == one.course()


def test_a_session_without_entries_asks_nothing(cast: Cast, unit) -> None:
    course, asked = looked(AtTheChair.ordered(cast, unit))
    assert (course.happenings, asked) == ((), 0)
