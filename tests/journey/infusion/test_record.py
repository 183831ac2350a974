"""The record and its PDF: the same doses, both times of a late entry, every correction, any script."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from euthymia.journey.infusion import actions
from euthymia.kit import clock
from journey.infusion.chair import ANA_STARTED, AtTheChair, ago, later
from support.cast import Cast
from support.standing import THE_CAST

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_STARTED)]


@pytest.fixture
def chair(cast: Cast, unit) -> AtTheChair:
    found = AtTheChair.found(cast, unit)
    later(20)
    return found


@pytest.fixture
def read(signed_in, cast: Cast, chair: AtTheChair):
    """A page of the session as text."""
    nurse = signed_in(cast.noor)

    def page(name: str) -> str:
        answer = nurse.get(f"/staff/infusions/{chair.session.pk}/{name}")
        assert answer.status_code == 200
        return text_of(answer.content) if name.endswith(".pdf") else answer.content.decode()

    return page


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return " ".join("\n".join(pages).split())


def test_page_and_paper_tell_the_dose_to_the_microgram(chair: AtTheChair, read) -> None:
    clock.advance(timedelta(seconds=7))
    chair.rate(99_900)
    clock.advance(timedelta(minutes=3, seconds=13))
    end = chair.finish(reason="patient asked")
    given = chair.course().given_ug
    assert end.detail["given_ug"] == given == (52_500 * 1_207 + 34_965 * 193) // 3_600
    words = f"{given / 1_000:g} mg"
    assert f"infusion finished: {words} given of 35 mg" in end.says
    assert f"Ketamine given {words}" in read("record.pdf")
    assert f"{given / 1_000:g} <span" in read("record/")


def test_a_late_entry_keeps_both_times_on_paper(chair: AtTheChair, read) -> None:
    chair.note("said she felt warm", at=ago(12))
    page, pdf = read("record/"), read("record.pdf")
    assert "09:08:00" in page and "09:20:00 late" in page
    assert "09:08, entered 09:20 L" in pdf


def test_every_correction_stands_beside_what_it_corrects(chair: AtTheChair, read) -> None:
    first = chair.correct(2, rate_ul_per_h=120_000)
    chair.correct(first.n, rate_ul_per_h=90_000)
    page = read("record/")
    assert f"corrected by entry {first.n}" in page and f"corrected by entry {first.n + 1}" in page
    assert page.count("<s>") == 2
    assert f"?n={first.n + 1}" in page and "?n=2" not in page, "only what stands can be corrected"
    assert "rate corrected to 31.5 mg/h (90 mL/h)" in read("record.pdf")


def test_a_moved_monitor_is_in_the_record(cast: Cast, unit, chair: AtTheChair, read) -> None:
    from euthymia.clinic.devices import actions as devices
    from support.bedside import place

    device = place(cast.lakeside, cast.chairs[0], "ONE")
    chair.do(actions.connect_monitor, code=device.code)
    later(5)
    with unit(cast.lakeside):
        devices.place(device=device, room=cast.chairs[1], by=cast.noor.member())
    for page in ("record/", "record.pdf"):
        found = read(page)
        assert "measures from now on" in found
        assert "no longer measures" in found and "the device was moved to Chair 2" in found


def test_a_heart_that_stands_still_is_printed_as_zero(chair: AtTheChair, read) -> None:
    chair.vitals({"hr": "0"})
    assert "hr-low raised 0" in read("record.pdf")


def test_no_alarm_is_left_off_the_paper(chair: AtTheChair, read) -> None:
    for n in range(26):
        chair.vitals({"hr": "140" if n % 2 else "70"})
        clock.advance(timedelta(seconds=30))
        chair.vitals({"hr": "72"})
        clock.advance(timedelta(seconds=30))
    with chair.unit(chair.cast.lakeside):
        from euthymia.clinic.monitoring import queries as monitoring

        events = [
            one for one in monitoring.alarm_events(chair.session.watch) if one.kind in ("raised", "cleared")
        ]
    pdf = read("record.pdf")
    assert len(events) > 24
    assert pdf.count(" raised") + pdf.count(" cleared") == len(events)


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("שלום", "שלום"), ("Zoë Ångström Œuvre Łukasz", "Zoë Ångström Œuvre Łukasz"), ("Привет Ωμέγα", "Привет Ωμέγα"),
        ("李小龙", "[U+674E][U+5C0F][U+9F99]"), ("calm 😀", "calm [U+1F600]"), ("한국", "[U+D55C][U+AD6D]"),
        ("#set text(1pt) *bold* $x$ `a` @b <c>", "#set text(1pt) *bold* $x$ `a` @b <c>"), ("a\tb\r\nc", "a b c"),
        ("x\ufffey", "x[U+FFFE]y"), ("many words " * 300, "many words many words"),
    ],
)  # fmt: skip
def test_whatever_is_written_can_be_printed(chair: AtTheChair, read, words: str, printed: str) -> None:
    chair.note(words)
    chair.do(actions.give, name=words[:100], amount="4 mg", route="IV", ordered_by=words[:50])
    assert printed in read("record.pdf")


def test_a_name_written_from_right_to_left(cast: Cast, unit, chair: AtTheChair, read) -> None:
    with unit(cast.lakeside):
        cast.ana_patient.family_name = "محمد الأحمد"
        cast.ana_patient.given_name = "李\x08"
        cast.ana_patient.save()
    pdf = read("record.pdf")
    assert "[U+674E][U+0008]" in pdf
    assert pdf.count("محمد") >= 1
    assert "محمد" in read("record/")


def test_a_long_session_flows_over_the_pages(cast: Cast, chair: AtTheChair, signed_in) -> None:
    for n in range(25):
        chair.note(f"note {n}: " + "the same words again and again, " * 40)
        clock.advance(timedelta(seconds=10))
    answer = signed_in(cast.noor).get(f"/staff/infusions/{chair.session.pk}/record.pdf")
    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) > 2
    pdf = text_of(answer.content)
    assert all(f"note {n}:" in pdf for n in range(25))


@pytest.mark.scene(THE_CAST)
def test_the_record_is_told_in_the_clinics_time(cast: Cast, unit, signed_in) -> None:
    """A session through the end of summer time: each time with the hour its clock showed then."""
    with clock.frozen(datetime(2027, 11, 7, 8, 30, tzinfo=UTC)):  # 01:30, an hour before the clocks go back
        chair = AtTheChair.started(cast, unit)
        clock.advance(timedelta(minutes=35))  # 02:05 by the old time, and 01:05 by the new
        chair.note("half past one came twice")
        answer = signed_in(cast.noor).get(f"/staff/infusions/{chair.session.pk}/record.pdf")
        assert chair.course().given_ug == 52_500 * 35 // 60
    pdf = text_of(answer.content)
    assert "01:30 infusion started" in pdf and "01:05 half past one" in pdf
    assert "America/Los_Angeles" in pdf


@pytest.mark.parametrize(
    "page",
    ["", "record/", "part/chart/", "part/log/", "part/alarms/", "part/acts/", "poll?cursor=0", "record.pdf"],
)
def test_fifty_entries_ask_the_database_what_one_asks(
    cast: Cast, signed_in, chair: AtTheChair, page: str
) -> None:
    nurse, url = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/{page}"
    nurse.get(url)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert nurse.get(url).status_code == 200
        return len(queries)

    before = asked()
    for n in range(50):
        chair.note(f"note {n}")
        if n % 5 == 0:
            chair.vitals()
    assert asked() <= before + 2, "one question more at most for each of what is new: entries, samples"
    assert asked() == before
