"""Only who was there writes, everything counts, hiding is public, and nothing leads back to anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.reviews import actions, queries, rules
from euthymia.clinic.reviews.models import Moderation, Review, ReviewKey
from euthymia.clinic.reviews.words import ENGLISH, SPANISH
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from support.cast import INSTALLER, Cast, client_of

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=32)


def asking(cast: Cast) -> None:
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        actions.set_up(cast.lakeside, by=INSTALLER, client_id=uuid4(), is_open=True)


def visited(cast: Cast, patient: Any = None) -> Any:
    """A visit that has ended; in a unit of Lakeside."""
    visit = visits.open_visit(
        clinic=cast.lakeside, patient=patient or cast.ana_patient, room=None, by=INSTALLER
    )
    visits.step(visit, VisitEvent.Step.LEFT, by=INSTALLER)
    visit.refresh_from_db()
    return visit


def written(cast: Cast, *ratings: int, words: str = "") -> list[Review]:
    found = []
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        for rating in ratings:
            visit = visited(cast)
            actions.give_key(visit, by=INSTALLER)
            key = queries.key_of(visit)
            assert key is not None
            found.append(
                actions.write(
                    key=key,
                    rating=rating,
                    aspects={"heard": "yes"},
                    words=words,
                    insider=False,
                    language="en",
                )
            )
    return found


def test_a_patient_gets_a_key_after_a_visit_and_writes_once_on_a_page_that_knows_nobody(
    cast: Cast, client: Client
) -> None:
    ana = client_of(cast.ana)
    assert 'data-test="nobody"' in ana.get("/portal/review/").content.decode()
    asking(cast)
    assert 'data-test="no-visit"' in ana.get("/portal/review/").content.decode()
    assert ana.post("/portal/review/").status_code == 200, "no visit, no key"
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        visited(cast)
    place = ana.post("/portal/review/").headers["Location"]
    assert place == ana.post("/portal/review/").headers["Location"]
    page = client.get(place)
    assert "Ana" not in page.content.decode() and page.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(place, {"words": "x"}).status_code == 422
    said = {
        "rating": "2",
        "heard": "no",
        "kind": "yes",
        "words": "<script>alert(1)</script> I waited.",
        "insider": "on",
    }
    assert client.post(place, said).headers["Location"] == f"{place}?sent"
    assert client.get(place).status_code == 404 and client.post(place, said).status_code == 404
    never = client.get("/review/never/").content.decode()
    assert client.get(place).content.decode().replace(place, "") == never.replace("/review/never/", "")
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        made = Review.objects.get()
        assert (made.rating, made.aspects, made.insider, made.month.day) == (
            2,
            {"heard": "no", "kind": "yes"},
            True,
            1,
        )
        columns = {field.name for field in Review._meta.concrete_fields}
        assert not columns & {"visit", "patient", "key", "at", "by", "client_id"} and made.pk.version == 4
        told = Event.objects.get(verb="review.written")
        assert told.patient_id is None and told.subject == "" and told.actor == actions.WRITER
        assert queries.breaches(cast.lakeside) == []


def test_a_key_needs_a_finished_visit_is_too_old_one_day_and_is_nobodys_to_make_up(
    cast: Cast, client: Client
) -> None:
    asking(cast)
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        begun = visits.open_visit(clinic=cast.lakeside, patient=cast.ana_patient, room=None, by=INSTALLER)
        with pytest.raises(Unusable, match="after the visit"):
            actions.give_key(begun, by=INSTALLER)
        ended = visited(cast, cast.ben_patient)
        secret = actions.give_key(ended, by=INSTALLER)
        key = queries.key_of(ended)
        assert key is not None
        with pytest.raises(Unusable) as refused:
            actions.write(
                key=key,
                rating=6,
                aspects={"heard": "perhaps"},
                words="x" * 3000,
                insider=False,
                language="en",
            )
        assert {fault.at for fault in refused.value.faults} == {"rating", "aspects", "words"}
        Review(
            clinic=cast.lakeside,
            proof="0" * 64,
            month=key.useful_until.date().replace(day=1),
            rating=5,
            language="en",
        ).save()
        assert [one.section for one in queries.breaches(cast.lakeside)] == ["465.2"], (
            "a review that no key stands behind is found"
        )
    with clock.frozen(clock.now() + timedelta(days=rules.KEY_DAYS + 1)):
        assert client.get(f"/review/{secret}/").status_code == 404


def test_the_whole_distribution_stands_when_its_month_is_over_and_five_have_written(
    cast: Cast, client: Client
) -> None:
    asking(cast)
    written(cast, 5, 5, 4, 1)
    place = "/reviews/lakeside/"
    with clock.frozen(clock.now() + MONTH):
        assert 'data-test="few"' in client.get(place).content.decode()
    written(cast, 2, words="Nobody listened.")
    now_page = client.get(place).content.decode()
    assert 'data-test="few"' in now_page and "Nobody listened" not in now_page, (
        "the running month is told to nobody"
    )
    with clock.frozen(clock.now() + MONTH):
        page = client.get(f"{place}?language=es").content.decode()
        with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER) as unit:
            found = queries.distribution(cast.lakeside, unit.now)
    assert found.counts == {5: 2, 4: 1, 3: 0, 2: 1, 1: 1} and found.n == 5 and found.share(5) == 40
    assert found.aspects["heard"] == {"yes": 5, "partly": 0, "no": 0}
    assert found.to_json() == {
        "n": 5, "counts": {"1": 1, "2": 1, "3": 0, "4": 1, "5": 2}, "first": found.first.isoformat(), "last": found.last.isoformat(),
    }  # fmt: skip
    assert queries.Distribution(4, dict.fromkeys(rules.SCALE, 0), {}, 0, None, None).to_json() is None
    assert "Nobody listened." in page and "40" in page and SPANISH["log_none"] in page
    assert client.get("/reviews/nowhere/").status_code == 404


def test_words_are_hidden_for_a_public_reason_the_rating_counts_and_nothing_is_deleted(
    cast: Cast, client: Client
) -> None:
    asking(cast)
    written(cast, 5, 4, 4, 3)
    bad = written(cast, 1, words="Dr X is a fool, call 555.")
    place = f"/staff/reviews/{bad[0].pk}/"
    moderator, owner = client_of(cast.by_role["moderator"]), client_of(cast.olu)
    assert "Dr X" in moderator.get(place).content.decode()
    assert (
        moderator.post(place, {"act": "hide", "client_id": str(uuid4()), "code": "bad-for-us"}).status_code
        == 422
    )
    form = {"act": "hide", "client_id": str(uuid4()), "code": "names"}
    assert moderator.post(place, form).status_code == 302 and moderator.post(place, form).status_code == 302
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert Moderation.objects.count() == 1
        with pytest.raises(NotAllowed):
            actions.hide(by=cast.olu.member(), review=bad[0], code="names", client_id=uuid4())
    with clock.frozen(clock.now() + MONTH):
        page = client.get("/reviews/lakeside/").content.decode()
        with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER) as unit:
            found = queries.distribution(cast.lakeside, unit.now)
    assert (
        "Dr X" not in page
        and "names or describes a person" in page
        and found.counts[1] == 1
        and found.hidden == 1
    )
    assert 'data-test="log"' in page and "1 / 5: words hidden" in page
    assert moderator.post(place, {"act": "show", "client_id": str(uuid4())}).status_code == 302
    with clock.frozen(clock.now() + MONTH):
        assert "Dr X" in client.get("/reviews/lakeside/").content.decode()
    assert (
        owner.get("/staff/reviews/").status_code == 200 and client_of(cast.noor).get(place).status_code == 403
    )


def test_a_reply_comes_from_a_template_once_and_none_takes_the_writer_for_a_patient(
    cast: Cast, client: Client
) -> None:
    asking(cast)
    review = written(cast, 1, 2, 3, 4, 5)[0]
    owner, place = client_of(cast.olu), f"/staff/reviews/{review.pk}/"
    assert (
        owner.post(
            place, {"act": "reply", "client_id": str(uuid4()), "template": "Thanks for your visit"}
        ).status_code
        == 422
    )
    form = {"act": "reply", "client_id": str(uuid4()), "template": "talk"}
    assert owner.post(place, form).status_code == 302 and owner.post(place, form).status_code == 302
    assert owner.post(place, {**form, "client_id": str(uuid4())}).status_code == 422
    with clock.frozen(clock.now() + MONTH):
        assert "Privacy rules keep us from answering" in client.get("/reviews/lakeside/").content.decode()
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER), pytest.raises(NotAllowed):
        actions.reply(
            by=cast.by_role["moderator"].member(), review=review, template="thanks", client_id=uuid4()
        )


def test_no_template_reveals_that_somebody_is_a_patient_and_the_check_knows_what_would() -> None:
    assert [
        rules.tells(said) for one in rules.REPLIES for said in one.says.values() if rules.tells(said)
    ] == []
    for bad in (
        "We are sorry about your visit.",
        "As our patient you know",
        "When you came in May",
        "Lamentamos su visita.",
    ):
        assert rules.tells(bad), bad
    assert ENGLISH.keys() == SPANISH.keys()


def test_the_rules_of_the_trade_commission_hold_in_the_data_and_the_acts() -> None:
    """465.2 a key of a visit; 465.4 nothing is given; 465.5 insiders say so; 465.7 nothing is deleted (16 CFR 465)."""
    assert {one.section for one in rules.FTC_RULES} == {"465.2", "465.4", "465.5", "465.6", "465.7", "465.8"}
    columns = {field.name for model in (Review, ReviewKey) for field in model._meta.concrete_fields}
    assert "insider" in columns and not {
        one for one in columns if "reward" in one or "discount" in one or "credit" in one
    }
    assert not hasattr(actions, "delete") and issubclass(Review, actions.Moderation.__mro__[1])
    assert all(set(one.says) == {"en", "es"} for one in (*rules.REASONS, *rules.REPLIES, rules.RESTORED))
    with pytest.raises(RuntimeError, match="never deleted"):
        Review(rating=1).delete()


def test_the_owner_asks_everybody_or_nobody(cast: Cast) -> None:
    owner = client_of(cast.olu)
    assert (
        owner.post("/staff/admin/reviews/", {"client_id": str(uuid4()), "is_open": "on"}).status_code == 302
    )
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert queries.settings(cast.lakeside).is_open
    assert client_of(cast.wren).get("/staff/admin/reviews/").status_code == 403
