"""The care circle: what was granted and nothing else, until it ends, every look seen by the patient."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.circle import actions, queries
from euthymia.clinic.circle.models import Confidant
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from support import desk
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db


def invited(cast: Cast, *grants: str, days: int = 30) -> Confidant:
    until = units.current().now.date() + timedelta(days=days)
    return actions.invite(
        by=cast.ana_patient, client_id=uuid4(), name="Marta", relation="therapist", until=until, grants=grants
    )


def test_only_what_is_granted_is_looked_at_and_taking_it_back_works_at_once(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        found = invited(cast, "dates")
        actions.look(confidant=found, scope="dates")
        with pytest.raises(NotAllowed):
            actions.look(confidant=found, scope="measures")
        actions.grant(by=cast.ana_patient, confidant=found, client_id=uuid4(), grants=["measures"])
        with pytest.raises(NotAllowed):
            actions.look(confidant=found, scope="dates")
        with pytest.raises(NotAllowed):
            actions.grant(by=cast.ben_patient, confidant=found, client_id=uuid4(), grants=["dates"])
        kinds = [(one.kind, one.scope) for one in queries.events(found)]
        assert kinds == [
            ("invited", ""), ("granted", "dates"), ("looked", "dates"), ("withdrawn", "dates"), ("granted", "measures"),
        ]  # fmt: skip
        for wrong in ({"days": -2}, {"days": 400}):
            with pytest.raises(Unusable):
                invited(cast, "dates", **wrong)


def test_a_link_opens_once_with_its_code_and_never_after_its_time(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        found, older, _ = actions.make_link(by=cast.ana_patient, confidant=invited(cast, "dates"))
        found, key, code = actions.make_link(by=cast.ana_patient, confidant=found)
        assert queries.of_key(older) is None, "a new link makes the older one useless"
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        assert actions.come_in(confidant=found, key=key, code=wrong) is None
        assert actions.come_in(confidant=found, key=key, code=code) is not None
        assert actions.come_in(confidant=found, key=key, code=code) is None, "once"
        found, key, code = actions.make_link(by=cast.ana_patient, confidant=found)
        for _ in range(5):
            actions.come_in(confidant=found, key=key, code=wrong if wrong != code else "x")
        assert actions.come_in(confidant=found, key=key, code=code) is None, "five wrong codes close it"
        found, key, code = actions.make_link(by=cast.ana_patient, confidant=found)
        clock.advance(timedelta(days=7))
    with unit(cast.lakeside):
        assert actions.come_in(confidant=found, key=key, code=code) is None
        assert queries.events(found)[-1].kind == "refused"


def test_from_the_invitation_to_the_last_look_in_both_languages(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside) as unit_of:
        on = (unit_of.now + timedelta(days=3)).astimezone(cast.lakeside.zone).date()
        desk.booked(cast.lakeside, cast.ana_patient, cast.chairs[1], "13:00", on=on)
    ana, marta = client_of(cast.ana), Client()
    assert ana.post("/portal/circle/", {"client_id": str(uuid4()), "name": "Marta"}).status_code == 422
    until = (on + timedelta(days=30)).isoformat()
    sent = {
        "client_id": str(uuid4()),
        "name": "Marta",
        "relation": "therapist",
        "grants": ["dates"],
        "until": until,
    }
    where = ana.post("/portal/circle/", sent)["Location"]
    page = ana.post(where, {"act": "link"}).content.decode()
    link = re.search(r"<code[^>]*>(http[^<]*)</code>", page)
    code = re.search(r'data-test="code">(\d{6})<', page)
    assert link and code
    address = link[1].replace("http://testserver", "")
    asked = marta.get(address)
    assert (
        asked.status_code == 200
        and "Ana" not in asked.content.decode()
        and "Lakeside" not in asked.content.decode()
    )
    assert marta.post(address, {"code": "wrong"}).status_code == 422
    marta.cookies["language"] = "es"
    page = marta.post(address, {"code": code[1]}, follow=True).content.decode()
    assert "Lo que Ana le deja ver" in page and "13:00" in page and 'data-test="measures"' not in page
    for other in ("/circle/measures/phq-9/", f"/circle/sessions/{uuid4()}/", address):
        assert marta.get(other).status_code == 404, other
    assert Client().get("/circle/").status_code == 404
    shown = ana.get(where).content.decode()
    assert (
        "They looked at" in shown
        and 'data-test="event-came"' in shown
        and 'data-test="event-refused"' in shown
    )
    ana.post(where, {"act": "grant", "client_id": str(uuid4()), "grants": ["measures"]})
    assert 'data-test="dates"' not in marta.get("/circle/").content.decode()
    ana.post(where, {"act": "end", "client_id": str(uuid4())})
    gone = marta.get("/circle/")
    assert gone.status_code == 404 and "Este enlace no abre nada" in gone.content.decode()
    assert client_of(cast.noor).get(where).status_code == 403
