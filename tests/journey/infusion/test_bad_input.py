"""Every page of a session with everything that can be wrong with what it is sent: refused, never broken."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import pytest
from django.http import QueryDict

from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import queries
from euthymia.journey.infusion.acts import ACTS
from journey.infusion.chair import ANA_STARTED, AtTheChair, later
from support.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_STARTED)]

LONG = "x" * 100_000
NASTY = [
    "", " ", "\x00", "a\x00b", "\x08\x1b[31m", "-1", "0", "1e9", "NaN", "Infinity", "９", "٣", "9" * 30, "9" * 5_000, "0.0000001", "1/2",
    "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7*7 }}", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "שָׁלוֹם", "李小龙", "\u202eabc", "not-a-uuid", LONG,
]  # fmt: skip
FIELDS = {
    "vitals": ("sbp", "dbp", "hr", "spo2", "rr", "etco2", "temp", "not_measured", "minutes_ago"), "confirm": (),
    "start": ("rate_ml_per_h", "reason", "minutes_ago"), "rate": ("rate_ml_per_h", "reason", "words", "minutes_ago"),
    "pause": ("reason", "words", "minutes_ago"), "resume": ("rate_ml_per_h", "reason"),
    "give": ("name", "amount", "route", "ordered_by"), "symptom": ("symptom", "severity", "action", "words"),
    "score": ("moaas", "dissociation"), "note": ("words",), "present": ("present",), "monitor": ("code",),
    "finish": ("reason", "minutes_ago"), "correct": ("n", "rate_ml_per_h", "words", "reason", "minutes_ago"), "close": (),
}  # fmt: skip
PLAIN = {"client_id": "", "rate_ml_per_h": "100", "reason": "comfort", "words": "words", "hr": "70", "name": "a", "amount": "1 mg",
         "route": "IV", "ordered_by": "b", "symptom": "nausea", "moaas": "5", "present": "Noor", "code": "M-1", "n": "2"}  # fmt: skip


@pytest.fixture
def chair(cast: Cast, unit) -> AtTheChair:
    found = AtTheChair.found(cast, unit)
    later(5)
    return found


@pytest.fixture
def url(chair: AtTheChair) -> str:
    return f"/staff/infusions/{chair.session.pk}/"


def sent_with(name: str, field: str, value: str) -> dict[str, str]:
    sent = {**PLAIN, "client_id": str(uuid4()), field: value}
    return {key: sent[key] for key in ("client_id", *FIELDS[name]) if key in sent}


@pytest.mark.parametrize("name", FIELDS)
def test_no_act_breaks_on_what_is_typed(cast: Cast, unit, chair: AtTheChair, name: str) -> None:
    """Every field with every value: the form refuses it, or the verb does, or it is kept as it was typed."""
    chosen, accepted = ACTS[name], 0
    for field in (*FIELDS[name], "client_id"):
        for value in NASTY:
            asked = QueryDict(mutable=True)
            asked.update(sent_with(name, field, value))
            with unit(cast.lakeside):
                form = chosen.form(queries.session(cast.lakeside, chair.session.pk), asked)
                with suppress(Unusable):
                    if form.is_valid():
                        assert "\x00" not in value and value != LONG
                        chosen.do(cast.noor.member(), chair.session, form)
                        accepted += 1
    assert chair.numbered() == 2 + accepted - (name == "close" and accepted > 0)


@pytest.mark.parametrize("name", FIELDS)
def test_no_page_of_an_act_breaks(cast: Cast, signed_in, url: str, name: str) -> None:
    nurse = signed_in(cast.noor)
    for field, value in (("client_id", "x"), *((field, "a\x00b") for field in FIELDS[name][:1])):
        assert nurse.post(f"{url}{name}/", sent_with(name, field, value)).status_code == 422
    assert nurse.post(f"{url}{name}/", sent_with(name, "client_id", str(uuid4()))).status_code in (302, 422)
    assert nurse.get(url).status_code == 200


def test_nothing_sent_at_all(cast: Cast, signed_in, url: str) -> None:
    nurse = signed_in(cast.noor)
    for name in ("vitals", "correct", "confirm", "close"):
        assert nurse.post(f"{url}{name}/").status_code == 422, name
        assert nurse.get(f"{url}{name}/?n=abc").status_code == 200, name


@pytest.mark.parametrize("value", NASTY, ids=lambda value: repr(value[:10]))
def test_no_address_breaks_on_what_it_asks(cast: Cast, signed_in, url: str, value: str) -> None:
    nurse = signed_in(cast.noor)
    asked = {"cursor": value, "rate_ml_per_h": value, "width": value, "height": value, "n": value}
    for page in ("poll", "part/chart/", "preview/"):
        # A NUL in an address is refused before any page is asked.
        assert nurse.get(f"{url}{page}", asked).status_code == (400 if "\0" in value else 200), page


@pytest.mark.parametrize("minutes", ["-1", "721", "99999999", "1.5", "x"])
def test_minutes_ago_beyond_reason(cast: Cast, signed_in, url: str, minutes: str) -> None:
    sent = {"client_id": str(uuid4()), "words": "x", "minutes_ago": minutes}
    assert signed_in(cast.noor).post(f"{url}note/", sent).status_code == 422


def test_no_alarm_is_answered_by_nonsense(cast: Cast, signed_in, url: str) -> None:
    nurse = signed_in(cast.noor)
    for value in NASTY:
        for button in ("acknowledge", "pause"):
            assert (
                nurse.post(f"{url}alarm/", {"alarm": value, "reason": "seen", button: "1"}).status_code == 302
            )
            assert (
                nurse.post(f"{url}alarm/", {"alarm": "hr-high", "reason": value, button: "1"}).status_code
                == 302
            )
    assert nurse.post(f"{url}alarm/").status_code == 302
    assert nurse.get(f"{url}alarm/").status_code == 405


def test_no_limit_is_set_by_nonsense(cast: Cast, unit, signed_in, url: str) -> None:
    nurse = signed_in(cast.noor)
    form = nurse.get(f"{url}limits/").context["form"]
    plain = {name: str(field.initial) for name, field in form.fields.items() if field.initial is not None}
    for value in (*NASTY, "604801", "-604801", "1" + "0" * 400):
        for name in ("sbp-high", "reason", "seen"):
            answer = nurse.post(f"{url}limits/", {**plain, "reason": "x", name: value})
            assert answer.status_code in (302, 422), (name, value[:20])
    assert nurse.post(f"{url}limits/").status_code == 422


def test_no_such_session_and_no_such_part(cast: Cast, signed_in, url: str) -> None:
    nurse = signed_in(cast.noor)
    for page in ("", "poll", "record/", "record.pdf", "limits/", "part/chart/", "preview/"):
        assert nurse.get(f"/staff/infusions/{uuid4()}/{page}").status_code == 404
    assert nurse.get(f"{url}part/nothing/").status_code == 404
    assert nurse.get("/staff/infusions/nonsense/").status_code == 404


def test_another_clinic_finds_nothing(cast: Cast, signed_in, url: str) -> None:
    hana = signed_in(cast.hana)
    for page in ("", "poll", "record/", "record.pdf", "limits/", "part/chart/", "part/alarms/", "part/log/"):
        assert hana.get(f"{url}{page}").status_code == 404, page
    for name in FIELDS:
        assert hana.post(f"{url}{name}/", {**PLAIN, "client_id": str(uuid4())}).status_code == 404, name


def test_markup_in_words_stays_words(cast: Cast, signed_in, url: str) -> None:
    nurse, wicked = signed_in(cast.noor), "</script><script>alert(1)</script>"
    for name, said in (
        ("note", {"words": wicked}),
        ("give", {**PLAIN, "name": wicked}),
        ("present", {"present": wicked}),
    ):
        assert nurse.post(f"{url}{name}/", {**said, "client_id": str(uuid4())}).status_code == 302
    for page in ("", "record/", "part/chart/", "part/log/"):
        assert b"<script>alert(1)" not in nurse.get(f"{url}{page}").content
    assert nurse.get(f"{url}record.pdf").status_code == 200


def test_a_session_nobody_closed_for_days_still_opens(cast: Cast, signed_in, url: str) -> None:
    later(5 * 24 * 60)
    nurse = signed_in(cast.noor)
    for page in ("", "record/", "record.pdf", "poll", "preview/?rate_ml_per_h=100"):
        assert nurse.get(f"{url}{page}").status_code == 200, page


def test_the_poll_says_what_the_stream_would_have_said(cast: Cast, signed_in, url: str) -> None:
    nurse = signed_in(cast.noor)
    (message,) = nurse.get(f"{url}poll?cursor=0").json()["messages"]
    assert message["tiles"]["pressure"]["text"] == "120/76"
    assert nurse.get(f"{url}poll?cursor={message['n']}").json()["messages"] == []
