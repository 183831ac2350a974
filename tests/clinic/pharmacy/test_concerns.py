"""What somebody tells without a name: kept for two people, and nowhere is it written who it was."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.pharmacy import actions, concerns
from euthymia.clinic.pharmacy.models import Concern, ConcernAnswer
from support.cast import Cast
from support.stock import stocked

pytestmark = pytest.mark.django_db
ADDRESS = "198.51.100.7"


def test_it_reaches_the_two_reviewers_and_nothing_says_whose_words_they_are(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    with unit(cast.lakeside):
        stocked(cast)
        actions.name_reviewers(
            by=cast.olu.member(), client_id=uuid4(), first=cast.okafor.member(), second=cast.olu.member()
        )
    with unit(cast.lakeside):
        before = set(Event.objects.values_list("pk", flat=True))
    noor = signed_in(cast.noor)
    here = reverse("concern", args=[concerns.key_of(cast.lakeside)])
    assert b"Your name is not asked for" in noor.get(here, REMOTE_ADDR=ADDRESS).content
    told = {"words": "vial 0147 looked glued", "client_id": str(uuid4())}
    for _ in range(2):  # sent twice it is one
        assert b'data-test="kept"' in noor.post(here, told, REMOTE_ADDR=ADDRESS).content
    assert noor.post(here, {"words": " ", "client_id": str(uuid4())}).status_code == 422
    with unit(cast.lakeside):
        made = Concern.objects.get()
        (event,) = Event.objects.exclude(pk__in=before)
        written = f"{vars(made)} {vars(event)}"
        assert event.verb == "stock.concern-told" and event.actor == concerns.NOBODY
        for trace in ("Noor Haddad", cast.noor.user.email, str(cast.noor.user.pk), ADDRESS):
            assert trace not in written
        assert (event.address, event.correlation) == ("", "")
    page = reverse("stock-concerns")
    assert signed_in(cast.noor).get(page).status_code == 403
    okafor = signed_in(cast.okafor)
    assert b"looked glued" in okafor.get(page).content
    okafor.post(
        page,
        {"concern": made.pk, "words": "looked at the vial with the custodian", "client_id": str(uuid4())},
    )
    assert b"with the custodian" in okafor.get(page).content
    with unit(cast.lakeside):
        assert ConcernAnswer.objects.get().by == cast.okafor.words


def test_who_was_not_named_reads_none_and_another_clinic_has_its_own_address(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    with unit(cast.lakeside):
        actions.tell_concern(clinic=cast.lakeside, client_id=uuid4(), words="a canary")
    answer = signed_in(cast.olu).get(reverse("stock-concerns"))
    assert (
        answer.status_code == 200
        and b"a canary" not in answer.content
        and b"Nobody was named" in answer.content
    )
    key = concerns.key_of(cast.lakeside)
    for wrong in (key[:-1] + ("A" if key[-1] != "A" else "B"), cast.lakeside.pk.hex, "none"):
        answer = Client().get(reverse("concern", args=[wrong]))
        assert answer.status_code == 404 and b"has ended" in answer.content
    assert concerns.key_of(cast.hillside) != key


def test_a_flood_is_refused_and_says_so(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        for n in range(concerns.MOST_A_DAY):
            actions.tell_concern(clinic=cast.lakeside, client_id=uuid4(), words=f"number {n}")
    here = reverse("concern", args=[concerns.key_of(cast.lakeside)])
    answer = Client().post(here, {"words": "one more", "client_id": str(uuid4())})
    assert answer.status_code == 422 and b"too many reports" in answer.content
