"""The audit log's pages: search, sort, pages that miss nothing, CSV, and a chain that shows what was altered."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit import pages
from euthymia.clinic.audit.models import Event
from euthymia.kit import clock, units
from support import database
from support.cast import Cast, Person, client_of
from support.standing import THE_CAST, Scene

LOG = "/staff/admin/audit/"


def _a_day(cast: Cast) -> Cast:
    """Something of everything happened; the owner comes to look."""
    client = client_of(cast.noor)
    client.get(f"/staff/patients/{cast.ana_patient.pk}/")
    client.get(f"/staff/patients/{cast.ben_patient.pk}/")
    client.get(LOG)
    clock.advance(timedelta(days=1))
    client.get(f"/staff/patients/{cast.ana_patient.pk}/")
    for person in (cast.wren, cast.okafor, cast.olu):
        client_of(person).get("/staff/patients/")
    return cast


pytestmark = pytest.mark.scene(Scene(_a_day, THE_CAST))


@pytest.fixture
def reader(cast: Cast) -> Person:
    return cast.olu


def _says(page: Any) -> list[str]:
    return [text.strip() for text in re.findall(r"<summary>(.*?)</summary>", page.content.decode())]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("verb=patient.seen", 3),
        ("verb=patient.seen&patient=LA-00001", 2),
        ("verb=patient.seen&patient=la-00001&since=2026-11-21", 1),
        ("verb=patient.seen&until=2026-11-20", 2),
        ("words=overview+of+LA-00002", 1),
        ("who=haddad&outcome=refused", 1),
        ("who=haddad&verb=patient", 3),
        ("verb=nothing.such", 0),
    ],
)
def test_the_log_is_searched(reader: Person, query: str, found: int) -> None:
    assert len(_says(client_of(reader).get(f"{LOG}?{query}"))) == found


@pytest.mark.django_db
def test_a_number_nobody_has_and_a_date_that_is_none_are_said(reader: Person) -> None:
    client = client_of(reader)
    assert b"No patient here has the number HI-00001" in client.get(f"{LOG}?patient=HI-00001").content
    answer = client.get(f"{LOG}?since=yesterday")
    assert b"Enter a valid date" in answer.content and _says(answer) == []


@pytest.mark.django_db
def test_times_stand_in_the_zone_of_the_clinic(reader: Person) -> None:
    page = (
        client_of(reader).get(f"{LOG}?verb=patient.seen&patient=LA-00001&until=2026-11-20").content.decode()
    )
    assert "20 Nov 2026, 09:00:00" in page and "America/Los_Angeles" in page


@pytest.mark.django_db
def test_reading_the_log_is_noted_with_what_was_asked(reader: Person, cast: Cast, unit: Any) -> None:
    client_of(reader).get(f"{LOG}?words=Ana&verb=patient")
    with unit(cast.lakeside):
        event = Event.objects.latest("n")
    assert (event.verb, event.actor) == ("audit.searched", reader.words)
    assert event.detail["asked"] == {"words": "Ana", "verb": "patient"}


@pytest.mark.django_db
@pytest.mark.parametrize("by", list(pages.SORTS))
@pytest.mark.parametrize("way", ["", "-"])
def test_every_order_pages_through_everything_once(
    cast: Cast, reader: Person, unit: Any, by: str, way: str
) -> None:
    sort = pages.Sort.from_text(f"{way}{by}")
    with unit(cast.lakeside):
        found = pages.narrowed(cast.lakeside.pk)
        whole = [row.n for row in pages.exported(found, sort)]
        seen, after = [], ""
        while after is not None:
            page = pages.page(found, sort, after, size=2)
            seen += [row.n for row in page.rows]
            after = page.after
    assert seen == whole and len(set(seen)) == len(seen) > 6


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["-at", "n", "actor"])
@pytest.mark.parametrize(
    "after", ["nonsense", "[]", "[1]", "{}", "null", '["2026-11-20T00:00:00", 1]', '["x", "y"]', "[{}, []]"]
)
def test_a_mark_that_is_none_starts_at_the_beginning(reader: Person, sort: str, after: str) -> None:
    answer = client_of(reader).get(LOG, {"after": after, "sort": sort})
    assert answer.status_code == 200 and _says(answer)


@pytest.mark.django_db
def test_the_heads_of_columns_turn_the_order(reader: Person) -> None:
    page = client_of(reader).get(f"{LOG}?sort=actor").content.decode()
    assert 'aria-sort="ascending"' in page and "sort=-actor" in page
    actors = re.findall(r'href="\?who=[^"]*">(.*?)</a>', page)
    assert actors == sorted(actors)


@pytest.mark.django_db
def test_csv_holds_what_was_found_and_no_formulas(cast: Cast, reader: Person, unit: Any) -> None:
    with unit(cast.lakeside, actor="=HYPERLINK(evil)"):
        auditing.record(verb="test.formula", says="+1")
    answer = client_of(reader).get(f"{LOG}export.csv?verb=test")
    assert answer.headers["Content-Type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (row["who"], row["says"], row["what"]) == ("'=HYPERLINK(evil)", "'+1", "test.formula")
    assert len(row["sha256"]) == 64
    with unit(cast.lakeside):
        assert Event.objects.latest("n").verb == "audit.exported"


@pytest.mark.django_db
def test_a_whole_chain_is_said_to_be_whole(reader: Person, cast: Cast, unit: Any) -> None:
    client = client_of(reader)
    page = client.post(f"{LOG}verify/", follow=True)
    assert b"every row is what was written, and none is missing" in page.content
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="audit.verified", outcome="done").count() == 1
    assert client.get(f"{LOG}verify/").status_code == 405


@pytest.mark.parametrize(
    ("crime", "says"),
    [
        (
            "UPDATE audit_event SET says = 'nothing happened' WHERE n = 3 AND clinic_id = %s",
            "row 3 is not what was written",
        ),
        (
            "UPDATE audit_event SET outcome = 'done' WHERE outcome = 'refused' AND clinic_id = %s",
            "is not what was written",
        ),
        ("DELETE FROM audit_event WHERE n = 2 AND clinic_id = %s", "row 2 is"),
        ("DELETE FROM audit_event WHERE n = 4 AND clinic_id = %s", "row 4 is"),
    ],
    ids=["altered", "outcome turned", "one taken out", "another"],
)
def test_what_an_intruder_altered_is_found(
    committed: None, cast: Cast, unit: Any, crime: str, says: str
) -> None:
    client = client_of(cast.wren)
    for url in ("/staff/patients/", "/staff/search/?q=an", "/staff/patients/", LOG, "/staff/patients/"):
        client.get(url)
    with database.as_tampered() as cursor:
        cursor.execute(crime, [cast.lakeside.pk])
    page = client_of(cast.olu).post(f"{LOG}verify/", follow=True).content.decode()
    assert "The chain is broken" in page and says in page
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="audit.verified", outcome="failed").count() == 1


def test_rows_cut_off_at_the_end_are_missed(committed: None, cast: Cast, unit: Any) -> None:
    client_of(cast.wren).get("/staff/patients/")
    with unit(cast.lakeside):
        last = Event.objects.latest("n").n
    with database.as_tampered() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE n = %s AND clinic_id = %s", [last, cast.lakeside.pk])
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        verdict = pages.verify(cast.lakeside.pk)
    assert not verdict.whole and f"counted {last} rows" in verdict.says


@pytest.mark.django_db
def test_hillsides_log_knows_nothing_of_lakeside(cast: Cast, reader: Person, unit: Any) -> None:
    with unit(cast.hillside):
        assert all(event.clinic_id == cast.hillside.pk for event in Event.objects.all())
        assert pages.verify(cast.lakeside.pk).rows == 0
        assert pages.verify(cast.hillside.pk).whole
