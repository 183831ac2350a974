"""The honesty view on real rows: who reads it, what stands out of what Noor charted, and what somebody made of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.monitoring import actions as watching
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.honesty import Kind
from euthymia.domain.quantities import Unusable
from euthymia.journey.honesty import actions, queries
from euthymia.journey.honesty.models import FlagReview
from euthymia.journey.recovery import queries as recoveries
from euthymia.kit import clock
from journey.infusion.chair import AtTheChair, later
from journey.note.desk import home
from support.cast import PASSWORD, Cast, Person
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]
CALM = {"sbp": "121", "dbp": "77", "hr": "71", "spo2": "97", "rr": "14"}


@pytest.fixture
def flagged(cast: Cast, unit) -> AtTheChair:
    """Half an hour of Ana's session, written down at its end, the same values again and again; the monitor disagrees."""
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals()
    chair.start()
    later(31)
    for minute in (5, 9, 15, 20, 26):
        chair.vitals(CALM, at=clock.now() - timedelta(minutes=31 - minute, seconds=minute))
    with unit(cast.lakeside):
        device = uuid4()
        for back in (22, 11):
            at = clock.now() - timedelta(minutes=back, seconds=20)
            watching.record(
                {
                    chair.session.watch_id: [
                        watching.Measured("hr", 118.0, "/min", at, clock.now(), device=device)
                    ]
                },
                now=clock.now(),
            )
    later(9)
    chair.finish()
    return chair


def reasons(cast: Cast, unit: Any, chair: AtTheChair) -> dict[Kind, queries.Reason]:
    session = chair.fresh()
    with unit(cast.lakeside):
        return {one.flag.kind: one for one in queries.of_session(session)}


def review(cast: Cast, unit: Any, chair: AtTheChair, kind: Kind, by: Person, **said: Any) -> FlagReview:
    found = reasons(cast, unit, chair)[kind]
    session = chair.fresh()
    with unit(cast.lakeside):
        usual = {
            "client_id": uuid4(),
            "flag": found.flag.id,
            "outcome": "talked",
            "words": "taken over from paper",
        }
        return actions.review(by=by.member(), session=session, **{**usual, **said})


def test_what_stands_out_rests_on_its_rows(cast: Cast, unit, flagged: AtTheChair) -> None:
    found = reasons(cast, unit, flagged)
    assert set(found) == {Kind.LATE, Kind.STRAIGHT, Kind.COPIED, Kind.BULK, Kind.CLOCKWORK, Kind.MONITOR} - {
        Kind.CLOCKWORK
    }
    assert [one.act.name for one in found[Kind.MONITOR].evidence] == ["entry 4", "entry 6"]
    assert found[Kind.MONITOR].evidence[0].beside == "heart rate 118/min"
    assert found[Kind.BULK].authors == (cast.noor.words,)


def test_an_ordinary_session_has_no_flag(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    for minute, sbp, dbp, hr in ((10, "131", "82", "77"), (11, "137", "84", "81"), (9, "128", "79", "76")):
        later(minute)
        chair.vitals({**CALM, "sbp": sbp, "dbp": dbp, "hr": hr})
    assert reasons(cast, unit, chair) == {}


def test_changed_after_signing_counts_from_the_notes_signature_and_not_from_the_discharge(
    cast: Cast, unit, stopped: Any
) -> None:
    desk = home(cast, unit)
    with unit(cast.lakeside):
        session = recoveries.session_of(desk.visit)
        assert session is not None
    chair = AtTheChair(cast, unit, session)

    (first, second) = [one.n for one in chair.events("symptom")][:2]
    later(5)
    chair.correct(first, words="felt dizzy")
    assert Kind.AFTER_SIGNING not in reasons(cast, unit, chair), "discharged, and the note is not signed yet"
    desk.sign()
    later(5)
    chair.correct(second, words="quite well")
    found = reasons(cast, unit, chair)[Kind.AFTER_SIGNING]
    assert found.flag.says == "1 entry was corrected after the chart was signed, the first 5 min later"


def test_somebody_else_says_what_came_of_it_and_it_is_kept(cast: Cast, unit, flagged: AtTheChair) -> None:
    client = uuid4()
    kept = [review(cast, unit, flagged, Kind.LATE, cast.olu, client_id=client) for _ in range(2)]
    assert kept[0].pk == kept[1].pk and kept[0].by == cast.olu.words
    again = reasons(cast, unit, flagged)[Kind.LATE]
    assert [one.words for one in again.reviews] == ["taken over from paper"] and not again.is_open
    still = review(cast, unit, flagged, Kind.BULK, cast.okafor, outcome="open")
    assert still.outcome == "open" and reasons(cast, unit, flagged)[Kind.BULK].is_open
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="honesty.reviewed").count() == 2
    for wrong in ({"flag": "0" * 64}, {"outcome": "guilty"}, {"words": " "}):
        with pytest.raises(Unusable):
            review(cast, unit, flagged, Kind.LATE, cast.olu, **wrong)


def test_only_the_owner_and_the_director_read_and_nobody_reviews_their_own(
    cast: Cast, unit, flagged: AtTheChair
) -> None:
    with pytest.raises(NotAllowed):
        review(cast, unit, flagged, Kind.LATE, cast.noor)
    with unit(cast.lakeside):
        cast.lakeside.medical_director = cast.noor.staff
        cast.lakeside.save()
    with pytest.raises(NotAllowed):
        review(cast, unit, flagged, Kind.LATE, cast.okafor)
    # A director without the permission of the role reads nothing either.
    with pytest.raises(NotAllowed):
        review(cast, unit, flagged, Kind.LATE, cast.noor)


def test_who_charted_it_does_not_say_what_came_of_it(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    with unit(cast.lakeside):
        okafor = cast.okafor.member()
    later(40)
    chair.vitals({**CALM, "sbp": "133"}, by=okafor, at=clock.now() - timedelta(minutes=30))
    with pytest.raises(NotAllowed, match="somebody else"):
        review(cast, unit, chair, Kind.LATE, cast.okafor)
    assert review(cast, unit, chair, Kind.LATE, cast.olu).outcome == "talked"


def test_the_pages(cast: Cast, unit, flagged: AtTheChair, signed_in) -> None:
    owner, place = signed_in(cast.olu), reverse("honesty-session", args=[flagged.session.pk])
    listed = owner.get(reverse("honesty")).content.decode()
    assert (
        place in listed and 'data-test="honest-rate"' in listed and 'data-test="other-figures"' not in listed
    )
    page = owner.get(place).content.decode()
    assert page.count('data-test="reason"') == 5 and "May be harmless" in page and "Ana Marsh" not in page
    flag = reasons(cast, unit, flagged)[Kind.STRAIGHT].flag.id
    sent = {
        "client_id": str(uuid4()),
        "flag": flag,
        "outcome": "explained",
        "words": "She slept; I looked at the trend",
    }
    assert owner.post(place, {**sent, "words": ""}).status_code == 422
    for _ in range(2):
        assert owner.post(place, sent).status_code == 302
    assert "She slept; I looked at the trend" in owner.get(place).content.decode()
    assert signed_in(cast.noor).get(place).status_code == 403
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="honesty.seen").exists() and FlagReview.objects.count() == 1
    okafor, figures = signed_in(cast.okafor), reverse("honesty-settings")
    assert okafor.get(place).status_code == 200
    with unit(cast.lakeside):
        values = queries.settings_in_force(cast.lakeside).to_json()
    change = {
        **values,
        "straight_sets_min": 7,
        "client_id": str(uuid4()),
        "reason": "too many",
        "password": PASSWORD,
    }
    assert okafor.post(figures, {**change, "straight_sets_min": 1}).status_code == 422
    assert okafor.post(figures, change).status_code == 302
    assert Kind.STRAIGHT not in reasons(cast, unit, flagged)
    assert 'data-test="other-figures"' in owner.get(reverse("honesty")).content.decode()


def test_more_sessions_cost_no_more_queries(
    cast: Cast, unit, flagged: AtTheChair, django_assert_max_num_queries
) -> None:
    AtTheChair.started(cast, unit, patient=cast.ben_patient, chair=1)
    with unit(cast.lakeside), django_assert_max_num_queries(9):
        found = queries.looked(
            cast.lakeside, clock.now() - timedelta(days=1), clock.now() + timedelta(minutes=1)
        )
    assert found.sessions == 2 and len(found.reasons) == 5
