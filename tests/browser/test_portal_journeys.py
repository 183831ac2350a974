"""Ten journeys of a patient on a phone of 360 px, in both languages: by keyboard, by what a screen reader hears, and
to what the clinic then holds."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pypdf
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from euthymia.domain import instruments
from euthymia.domain.rules.from_home import BY_CODE
from euthymia.journey.evaluation import telling
from euthymia.journey.evaluation.telling import Shape
from euthymia.kit import clock
from euthymia.kit.clock import Clock
from support import desk
from support.cast import INSTALLER, Person
from support.journals import key_of_passphrase, opened

from . import remains
from .clinic import Lakeside
from .reader import LOCALES, Exactly, Reader
from .targets import PHONE

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]
Open = Callable[..., Reader]
TWO = pytest.mark.parametrize("language", ["en", "es"])
BORN = "03031984"  # the third of March, whether the day or the month is typed first


@pytest.fixture
def phone(window: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Somebody's phone; at the end every control that was seen was large enough for a thumb."""
    readers: list[Reader] = []

    def of(person: Person | None, path: str, language: str) -> Reader:
        page = window(person, viewport=PHONE, locale=LOCALES[language]).new_page()
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        readers.append(Reader(page, language))
        return readers[-1]

    yield of
    assert [one.small for one in readers if one.small] == []


def noted(clinic: Lakeside, record: UUID, *verbs: str) -> list[str]:
    """Which of these the audit log has of a patient, in order."""
    from euthymia.clinic.audit.models import Event

    def act() -> list[str]:
        return list(
            Event.objects.filter(patient_id=record, verb__in=verbs)
            .order_by("n")
            .values_list("verb", flat=True)
        )

    return clinic.inside(act)


def of_record(clinic: Lakeside, record: UUID, act: Callable[[Any], Any]) -> Any:
    """What `act` finds of this patient."""
    from euthymia.clinic.people import queries as people

    def found() -> Any:
        patient = people.patient(clinic.cast.lakeside, record)
        patient.clinic = clinic.cast.lakeside
        return act(patient)

    return clinic.inside(found)


# From the first link to the finished intake


def answer_intake(reader: Reader, question: Any) -> None:
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(reader.said(question.asks))
    if question.slug == "medicines":
        reader.write(question.line, "sertralina 100 mg", "combobox")
        reader.press("Only this one: continue")
    elif question.shape is Shape.LINES:
        reader.press(question.none)
    else:
        place = reader.page.get_by_test_id("chosen").last if question.shape is Shape.ONE else None
        place = place or reader.page.locator("input[value=none]")
        place.focus()  # the last of many: the arrows have a walk of their own
        reader.page.keyboard.press("Space")
        expect(place).to_be_checked()
        reader.press("Save and continue")


@TWO
def test_from_the_first_link_to_the_finished_intake(
    clinic: Lakeside, phone: Open, open_as: OpenAs, language: str
) -> None:
    seat_name, record = clinic.without_account()
    office = open_as(clinic.cast.wren, f"/staff/patients/{record}/portal/")
    office.get_by_role("textbox", name="E-mail").fill(f"{record}@example.org")
    office.get_by_role("button", name="Make a link").click()
    link = re.search(r"/in/[\w-]+/", office.get_by_test_id("entry-link").inner_text())
    assert link is not None
    reader = phone(None, link.group(), language)
    reader.hears("Your own pages")
    reader.reach(reader.page.get_by_label(reader.said("The day you were born")), within=True)
    reader.page.keyboard.type(BORN)
    reader.press("Come in")
    reader.hears("Your next step")
    reader.follow("Start")
    reader.hears("About your health")
    reader.follow("Start")
    for section in telling.SECTIONS:
        for question in section.questions:
            answer_intake(reader, question)
        if section is not telling.SECTIONS[-1]:
            reader.follow("Go on")
    reader.follow("Check your answers")
    reader.hears("Check your answers")
    reader.reach(reader.page.get_by_test_id("name"))
    reader.page.keyboard.insert_text(seat_name)
    reader.press("Send to the clinic")
    reader.hears("What you sent")
    expect(reader.page.get_by_test_id("receipt")).to_contain_text(seat_name)

    def held(patient: Any) -> tuple[bool, str]:
        from euthymia.journey.evaluation import queries

        return queries.sent(queries.telling(queries.evaluation(patient))) is not None, patient.user.email

    assert of_record(clinic, record, held) == (True, f"{record}@example.org")
    assert noted(clinic, record, "portal.link-made", "portal.link-used") == [
        "portal.link-made",
        "portal.link-used",
    ]
    again = phone(None, link.group(), language)
    again.hears("This link opens nothing")


# The day after


@TWO
def test_the_next_days_check(clinic: Lakeside, phone: Open, language: str) -> None:
    person, record = clinic.at_home()
    clinic.ask(record, "vas-mood")
    reader = phone(person, "/portal/", language)
    reader.hears("Your next step")
    reader.follow("Answer now")
    reader.hears("How you feel")
    title = instruments.instrument("vas-mood").title
    reader.reach(reader.page.get_by_role("link", name=f"{reader.said('Start')}: {title}"))
    reader.page.keyboard.press("Enter")
    reader.press("Start")
    reader.hears("Question %(number)s of %(count)s", number=1, count=1)
    reader.reach(reader.page.get_by_role("radio").first)
    reader.page.keyboard.press("Space")
    for _ in range(2):
        reader.page.keyboard.press("ArrowDown")
    reader.press("Continue")
    reader.hears("Check your answers")
    reader.press("Send")
    reader.hears("Thank you")
    (row,) = clinic.scores(record)
    assert (row.total, row.language) == (2.0, language)
    assert noted(clinic, record, "questionnaire.answered") == ["questionnaire.answered"]


# Worse, and a person is paged


def answered(clinic: Lakeside, record: UUID, says: str) -> list[str]:
    """Noor answers what this patient told; what was paged before."""
    from euthymia.clinic.duty import queries as duty
    from euthymia.journey.followup import actions, queries

    def act(patient: Any) -> list[str]:
        (state,) = queries.of_patient(patient)
        paged = [one.subject.partition(" ")[0] for one in duty.of_patient(patient)]
        actions.answer(by=clinic.cast.noor.member(), report=state.report, client_id=uuid4(), says=says)
        return paged

    return list(of_record(clinic, record, act))


@TWO
def test_worsening_pages_a_person(clinic: Lakeside, phone: Open, language: str) -> None:
    person, record = clinic.at_home()
    reader = phone(person, "/portal/", language)
    reader.follow("Tell us")
    reader.hears("Tell us")
    reader.press("Send")
    expect(reader.page.get_by_test_id("errors")).to_be_focused()
    for asks, says in (
        ("What is it?", Exactly(BY_CODE["mood"].words.said(language)[0])),
        ("How strong is it?", "Severe: I can do nothing else"), ("For how long?", "More than a day"),
        ("And now?", "It is still there"), ("Do you have thoughts of death or of hurting yourself?", "No"),
    ):  # fmt: skip
        reader.choose(says, reader.group(asks))
    reader.write("In your own words", "No quiero levantarme 😔 שלום")
    reader.press("Send")
    expect(reader.page.get_by_test_id("paged")).to_contain_text(
        reader.said("We have paged the person on duty.")
    )
    expect(reader.page.get_by_test_id("paged")).to_contain_text("911")
    reader.follow("Home")
    reader.hears("Your next step")
    reader.follow("See it")
    expect(reader.page.get_by_test_id("paged")).to_be_visible()
    assert answered(clinic, record, "9 h ☎") == ["report"]
    reader.page.goto(reader.page.url)
    expect(reader.page.get_by_test_id("answer")).to_contain_text("9 h ☎")


# The journal: written, shared, read by the one therapist, taken back

PASSPHRASE = "seven herons under a bridge"
KEPT, SHARED = "Lo que queda mío: quoxelwind", "Lo que comparto: brindlefathom"


def make_journal(reader: Reader) -> None:
    reader.hears("A place for your own words")
    for label in ("Your passphrase", "The same once more"):
        reader.write(label, PASSPHRASE)
    reader.reach(reader.page.get_by_role("checkbox"))
    reader.page.keyboard.press("Space")
    reader.press("Go on to the recovery phrase")
    groups = reader.page.get_by_test_id("phrase").get_by_role("listitem")
    expect(groups).to_have_count(8)
    wanted = int(reader.page.locator("[data-group]").inner_text())
    reader.write("To be sure that you have it: type group", groups.all_inner_texts()[wanted - 1])
    reader.press("I have it on paper")


@TWO
def test_journal_shared_with_one_therapist_who_sees_that_entry_alone(
    clinic: Lakeside, phone: Open, open_as: OpenAs, language: str
) -> None:
    person, record = clinic.at_home()
    reader = phone(person, "/portal/", language)
    reader.follow("Journal")
    make_journal(reader)
    for text in (KEPT, SHARED):
        reader.write("Your words", text)
        reader.press("Seal and keep")
        expect(reader.page.get_by_role("textbox", name=reader.said("Your words"))).to_have_value("")
    entry = reader.page.get_by_test_id("journal-entry").filter(has_text="brindlefathom")
    reader.reach(entry.locator("summary"))
    reader.page.keyboard.press("Enter")
    whom = reader.reach(entry.get_by_role("combobox", name=reader.said("Share this one entry with")))
    reader.page.keyboard.type("Therapist")
    expect(whom.locator("option:checked")).to_contain_text("Therapist of Lakeside")
    reader.reach(entry.get_by_role("button", name=reader.said("Share it")))
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_test_id("share-state")).to_contain_text(reader.said("not read yet"))

    therapist = open_as(clinic.cast.by_role["therapist"], "/staff/journal/shared/")
    mine = therapist.get_by_role("link", name=person.user.name)
    expect(mine).to_have_count(1)
    mine.click()
    expect(therapist.get_by_role("article")).to_have_text(SHARED)
    address = therapist.url
    reader.page.reload()
    expect(reader.page.get_by_test_id("share-state")).to_contain_text(reader.said("read"))
    reader.hears("What you share")
    reader.press("Take it back")
    expect(reader.page.get_by_test_id("share-state")).to_contain_text(reader.said("taken back"))
    therapist.goto(address)
    expect(therapist.get_by_test_id("taken-back")).to_be_visible()
    therapist.goto("/staff/journal/shared/")
    expect(therapist.get_by_role("link", name=person.user.name)).to_have_count(0)
    journal, rows = clinic.journal(person)
    assert opened(key_of_passphrase(PASSPHRASE, journal.by_passphrase), rows[0])["text"] == KEPT
    with clinic.installation.administrator() as connection:
        assert remains.in_tables(connection, {"quoxelwind", "brindlefathom"}) == set()
    assert noted(clinic, record, "journal.shared", "journal.read", "journal.taken-back")


# Who takes the patient home


@pytest.fixture(scope="module")
def rides(lakeside: Lakeside) -> dict[str, tuple[str, UUID, str]]:
    """For each language a link of a visit that is resting: its address, the visit and the patient's name."""
    from euthymia.journey.recovery import actions

    made = {}
    for language in LOCALES:
        seat = lakeside.resting()

        def link(seat: Any = seat) -> tuple[str, UUID, str]:
            visit = lakeside.session(seat).visit
            _, key = actions.make_link(by=lakeside.cast.noor.member(), visit=visit, client_id=uuid4())
            return f"/ride/{key}/", visit.pk, seat.name

        made[language] = lakeside.inside(link, lakeside.cast.noor)
    return made


@TWO
def test_the_escort_reads_a_time_and_nothing_else(
    clinic: Lakeside, phone: Open, rides: dict[str, tuple[str, UUID, str]], language: str
) -> None:
    address, visit_id, name = rides[language]
    reader = phone(None, address, language)
    reader.hears("Pick-up time")
    tree = reader.page.locator("body").aria_snapshot()
    assert not any(word in tree for word in (*name.split(), "Lakeside", "ketamin", "euthymia")), tree
    reader.press("I will be there")
    expect(reader.page.get_by_test_id("coming")).to_have_text(
        reader.said("Thank you: they know that you are coming.")
    )

    def coming() -> Any:
        from euthymia.clinic.visits import queries as visits
        from euthymia.journey.recovery import facts

        visit = visits.visit(clinic.cast.lakeside, visit_id)
        visit.clinic = clinic.cast.lakeside
        return facts.standing(visit, clock.now()).state.coming_at

    assert clinic.inside(coming) is not None


# The record, taken home


@TWO
def test_the_whole_record_is_taken_home(clinic: Lakeside, phone: Open, language: str) -> None:
    person, record = clinic.at_home()
    clinic.answered(record, [1, 1, 0, 0, 0, 0, 0, 0, 0], days_ago=3)
    reader = phone(person, "/portal/more/", language)
    reader.hears("Everything else")
    reader.follow("My record")
    reader.hears("My record")
    taken = []
    for words in ("To read (PDF)", "For another clinic’s system (FHIR)"):
        reader.reach(reader.page.get_by_role("link", name=reader.said(words)))
        with reader.page.expect_download() as download:
            reader.page.keyboard.press("Enter")
        taken.append(download.value.path().read_bytes())
    paper = " ".join(
        " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(taken[0])).pages).split()
    )
    assert reader.said("My record") in paper and person.user.name in paper and "PHQ-9" in paper
    bundle = json.loads(taken[1])
    kinds = [one["resource"]["resourceType"] for one in bundle["entry"]]
    assert kinds.count("Patient") == 1 and "Observation" in kinds
    reader.follow("Who looked")
    reader.hears("Who looked")
    assert noted(clinic, record, "record.taken") == ["record.taken"] * 2


# Another time

TWO_O_CLOCK = {"en": "2 PM", "es": "14:00"}


@TWO
def test_an_appointment_is_changed(clinic: Lakeside, phone: Open, open_as: OpenAs, language: str) -> None:
    person, record = clinic.at_home()
    moved = booked(clinic, record)
    reader = phone(person, "/portal/", language)
    reader.follow("Sessions")
    reader.hears("Your visits")
    reader.follow("I need another time")
    reader.hears("Another time")
    reader.write("When would suit you?", "Por la tarde, צהריים")
    reader.press("Ask for another time")
    expect(reader.page.get_by_test_id("move-asked")).to_have_text(reader.said("You asked for another time"))
    office = open_as(clinic.cast.wren, "/staff/messages/")
    asked = office.get_by_test_id("move-asked").filter(has_text=person.user.name)
    expect(asked).to_contain_text("Por la tarde")
    moved()
    reader.page.reload()
    reader.hears("Your visits")
    expect(reader.page.get_by_test_id("visit")).to_contain_text(TWO_O_CLOCK[language])
    expect(reader.page.get_by_test_id("move-asked")).to_have_count(0)
    reader.press("I will come")
    expect(reader.page.get_by_test_id("confirmed")).to_have_text(reader.said("You come"))
    assert noted(clinic, record, "visit.move-asked", "visit.confirmed", "booking.moved")


def booked(clinic: Lakeside, record: UUID) -> Callable[[], None]:
    """A visit in four days at ten; how the desk moves it to two in the afternoon."""
    from euthymia.clinic.visits import actions as visits

    here = clinic.cast.lakeside
    on = clock.wall().astimezone(here.zone).date() + timedelta(days=4)

    def book(patient: Any) -> Any:
        room = visits.add_room(clinic=here, name=f"Walk {record.hex[-6:]}", order=500, by=INSTALLER)
        return desk.booked(here, patient, room, "10:00", on=on)

    made = of_record(clinic, record, book)

    def move() -> None:
        to = desk.at(here, on, "14:00")
        clinic.inside(lambda: visits.move(here, by=INSTALLER, booking=made, client_id=uuid4(), starts_at=to))

    return move


# Three weeks later, at two in the morning: both need the server's clock to be moved, and so it is moved once


@dataclass(frozen=True)
class Night:
    """The server's clock: three weeks and a day from now it is two in the morning, and time goes on from there."""

    clinic: Lakeside
    clock: Clock

    def inside(self, act: Callable[[], Any]) -> Any:
        """At the desk, at that time."""
        with clock.frozen(self.clock.at(clock.wall())):
            return act()


@pytest.fixture(scope="module")
def night(lakeside: Lakeside) -> Iterator[Night]:
    zone = lakeside.cast.lakeside.zone
    on = clock.wall().astimezone(zone).date() + timedelta(days=22)
    at_two = Clock(clock.wall(), datetime.combine(on, time(2), zone).astimezone(UTC), 1.0)
    for more in ({"EUTHYMIA_CLOCK": at_two.to_text()}, {}):
        lakeside.installation.kill("serve")
        lakeside.installation.start("serve", **more)
        if more:
            yield Night(lakeside, at_two)


@TWO
def test_item_9_at_two_in_the_morning(clinic: Lakeside, phone: Open, night: Night, language: str) -> None:
    person, record = clinic.at_home()
    night.inside(lambda: clinic.ask(record, draft=[2, 2, 1, 1, 0, 3, 1, 0, None, None]))
    reader = phone(person, "/portal/check-ins/", language)
    title = instruments.instrument("phq-9").title
    reader.reach(reader.page.get_by_role("link", name=f"{reader.said('Start')}: {title}"))
    reader.page.keyboard.press("Enter")
    reader.press("Continue where you stopped")
    reader.hears("Question %(number)s of %(count)s", number=9, count=10)
    reader.choose(Exactly(instruments.instrument("phq-9").items[8].options[1].label.said(language)[0]))
    reader.press("Continue")
    help_now = reader.page.get_by_role("alert").filter(has_text=reader.said("Help, at any hour"))
    for words in ("988", "911", reader.said(TOLD)):
        expect(help_now).to_contain_text(words)
    a_person_is_told_at_once(clinic, night, record)


TOLD = "We have told the person on duty at your clinic. They may need some minutes: do not wait for them."


def a_person_is_told_at_once(clinic: Lakeside, night: Night, record: UUID) -> None:
    """Before anything is sent: a crisis whose steps have their time, and a page to whoever is on duty."""
    from euthymia.clinic.crisis import queries as crises
    from euthymia.clinic.duty import queries as duty

    crisis, pages = of_record(clinic, record, lambda one: (crises.open_of(one), duty.of_patient(one)))
    assert crisis is not None and clinic.scores(record) == []
    assert night.clock.clinic_start <= crisis.opened_at < night.clock.clinic_start + timedelta(hours=1)
    assert [one.subject.partition(" ")[0] for one in pages] == ["crisis"]
    first = clinic.inside(lambda: crises.state(crisis)).next
    assert first is not None and first.due_at is not None, "the first step has its time"


@pytest.fixture(scope="module")
def silent(lakeside: Lakeside) -> dict[str, tuple[Person, UUID]]:
    """For each language somebody under a plan who is asked something now, before the clock is moved."""
    from euthymia.clinic.people import queries as people
    from euthymia.clinic.questionnaires import actions as asking
    from euthymia.journey.plan import queries as plans
    from support.course import adopted, agreed

    cast, found = lakeside.cast, {language: lakeside.at_home() for language in LOCALES}

    def act() -> None:
        if plans.adopted(cast.lakeside, "course-depression") is None:
            adopted(cast)
        for _, record in found.values():
            patient = people.patient(cast.lakeside, record)
            agreed(cast, patient)
            due = clock.now() + timedelta(days=5)
            asking.assign(by="the protocol", patient=patient, instrument="vas-mood", due_at=due)

    lakeside.inside(act, cast.okafor)
    return found


@TWO
def test_who_answers_nothing_for_three_weeks_is_not_lost(
    clinic: Lakeside,
    silent: dict[str, tuple[Person, UUID]],
    night: Night,
    phone: Open,
    open_as: OpenAs,
    language: str,
) -> None:
    person, record = silent[language]
    assert outreach(night, record) == ["outreach"], "a nurse is asked to reach out"
    staff = open_as(clinic.cast.noor, "/staff/from-home/silent/")
    row = staff.get_by_role("row").filter(has_text=person.user.name)
    expect(row).to_contain_text("answered nothing")
    reader = phone(person, "/portal/", language)
    reader.follow("Answer now")
    reader.hears("How you feel")
    reader.reach(reader.page.get_by_role("listitem").get_by_role("link", name=reader.said("Start")))
    reader.page.keyboard.press("Enter")
    reader.press("Start")
    reader.reach(reader.page.get_by_role("radio").first)
    reader.page.keyboard.press("Space")
    reader.press("Continue")
    reader.press("Send")
    reader.hears("Thank you")
    assert outreach(night, record) == [], "heard of again"
    staff.reload()
    expect(row).not_to_contain_text("answered nothing")


def outreach(night: Night, record: UUID) -> list[str]:
    """The tasks of reaching out that stand for this patient, after the round of now."""
    from euthymia.clinic.tasks import queries as tasks
    from euthymia.journey.followup import silence

    here = night.clinic.cast.lakeside

    def act() -> list[str]:
        silence.keep(here, clock.now())
        return [
            one.kind for one in tasks.open_of_kinds(here, silence.KINDS.values()) if one.patient_id == record
        ]

    return list(night.inside(lambda: night.clinic.inside(act)))
