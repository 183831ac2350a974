"""Licences are verified by somebody else, with a source, and end on their day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.people import actions, queries
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.models import Credential
from euthymia.domain.quantities import Unusable
from support.cast import Cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def verify(cast: Cast, **more: Any) -> Credential:
    usual = {
        "staff": cast.tomas.staff, "kind": "licence", "number": "RN-7", "issuer": "State board", "valid_until": TODAY,
        "source": "the board's register", "by": cast.olu.member(),
    }  # fmt: skip
    return actions.verify_credential(**{**usual, **more})


def test_a_licence_holds_through_its_last_day(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        assert queries.licence(cast.tomas.staff, TODAY) is None
        made = verify(cast)
        assert queries.licence(cast.tomas.staff, TODAY) == made
        assert queries.licence(cast.tomas.staff, TODAY + timedelta(days=1)) is None
    with unit(cast.lakeside):
        assert "credential.verified" in {event.verb for event in audit_events(cast.lakeside.pk)}


def test_a_training_is_no_licence_and_the_newest_word_on_a_number_counts(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        verify(cast, kind="training")
        assert queries.licence(cast.tomas.staff, TODAY) is None
        verify(cast)
        longer = verify(cast, valid_until=TODAY + timedelta(days=400))
        assert queries.licence(cast.tomas.staff, TODAY + timedelta(days=300)) == longer
        assert (
            len(
                [one for one in queries.credentials(cast.lakeside, cast.tomas.staff) if one.kind == "licence"]
            )
            == 1
        )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"number": " "}, "missing"), ({"issuer": ""}, "missing"), ({"source": ""}, "missing"), ({"kind": "diploma"}, "unknown"),
        ({"valid_until": TODAY - timedelta(days=1)}, "past"),
    ],
)  # fmt: skip
def test_what_is_no_verification_is_refused(cast: Cast, unit, more: dict[str, Any], code: str) -> None:
    with unit(cast.lakeside):
        with pytest.raises(Unusable) as refusal:
            verify(cast, **more)
        assert [fault.code for fault in refusal.value.faults] == [code]


def test_nobody_verifies_their_own_or_without_the_right(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        with pytest.raises(Unusable, match="their own"):
            verify(cast, staff=cast.olu.staff)
        with pytest.raises(NotAllowed):
            verify(cast, by=cast.okafor.member())


def test_the_owner_verifies_on_the_persons_page(cast: Cast, unit, signed_in) -> None:
    owner, url = signed_in(cast.olu), f"/staff/admin/people/{cast.tomas.staff.pk}/"
    assert "None verified" in owner.get(url).content.decode()
    form = {
        "act": "verify",
        "kind": "licence",
        "number": "RN-7",
        "issuer": "State board",
        "valid_until": "2027-11-20",
        "source": "register",
    }
    assert owner.post(url, {**form, "source": ""}).status_code == 200
    assert owner.post(url, form).status_code == 302
    assert "RN-7" in owner.get(url).content.decode()
