"""One object of Lakeside for every kind of id that an address can ask for, and every address there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from euthymia.clinic.calls import actions as calls
from euthymia.clinic.circle import actions as circle
from euthymia.clinic.conversations import actions as conversations
from euthymia.clinic.conversations import queries as found_conversations
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.devices import actions as devices
from euthymia.clinic.harm import actions as harms
from euthymia.clinic.messages import actions as outbox
from euthymia.clinic.people.doors import Door
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import concerns
from euthymia.clinic.pharmacy import queries as stock
from euthymia.clinic.pharmacy.models import Packet, PacketFile, PacketSection
from euthymia.clinic.pharmacy.packet_pdf import digest_of_bytes
from euthymia.clinic.pharmacy.reports import digest_of
from euthymia.clinic.questionnaires import actions as questionnaires
from euthymia.clinic.questionnaires.models import Assignment, Response
from euthymia.clinic.reviews import actions as reviews
from euthymia.clinic.reviews import queries as found_reviews
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain import protocols
from euthymia.domain.rules import from_home as from_home_rules
from euthymia.domain.rules import harm
from euthymia.domain.rules.crisis_path import of_item
from euthymia.journey.directory import actions as directory
from euthymia.journey.directory import queries as listings
from euthymia.journey.followup import actions as followup
from euthymia.journey.infusion import prescribing
from euthymia.journey.infusion.models import Preparation, Session
from euthymia.journey.intake import enquiring
from euthymia.journey.intake.documents import SPRAY
from euthymia.journey.note import actions as notes
from euthymia.journey.record import actions as records
from euthymia.journey.recovery import actions as recovery
from euthymia.kit import units
from support import desk
from support.billing_rows import a_course_begun
from support.cast import INSTALLER, Cast
from support.course import a_plan
from support.evaluated import cast_decided, consented
from support.journals import shared_with
from support.registry import FakeRegistry, checked_page
from support.stock import Stock, stocked
from support.syringes import draw


@dataclass(frozen=True)
class Route:
    """A named address, its door and the ids it asks for."""

    name: str
    door: Door | None
    asks: tuple[str, ...]

    def url(self, places: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={ask: places[ask] for ask in self.asks})


def routes() -> list[Route]:
    """Every address of the program."""
    return [
        Route(pattern.name or "", getattr(pattern.callback, "door", None), tuple(pattern.pattern.converters))
        for pattern in _patterns(get_resolver().url_patterns)
    ]


def _patterns(found: Any) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns)
        else:
            yield each


def an_order(weight_g: int = 70_000) -> protocols.Order:
    return protocols.propose(
        weight_g=weight_g, dose_ug_per_kg=500, stock_ug_per_ml=50_000, volume_ul=50_000, duration_min=40
    )


def a_session(cast: Cast) -> Session:
    """An open session of Ana at the first chair, ordered by Dr Okafor."""
    with units.unit(tenant=cast.lakeside.pk, actor=cast.okafor.words):
        cast_decided(cast)
        return prescribing.prescribe(
            by=cast.okafor.member(), patient=cast.ana_patient, room=cast.chairs[0],
            protocol_id=protocols.PROTOCOLS[0].id, figures=an_order(), reasons={}, client_id=uuid4(),
        )  # fmt: skip


def a_questionnaire(cast: Cast) -> tuple[Assignment, Response]:
    """Ana is asked for a PHQ-9; and an earlier one, entered by Noor."""
    with units.unit(tenant=cast.lakeside.pk, actor=cast.noor.words) as unit:
        noor = cast.noor.member()
        asked = questionnaires.assign(
            by=noor, patient=cast.ana_patient, instrument="phq-9", due_at=unit.now + timedelta(days=1)
        )
        done = questionnaires.answer(
            by=noor, patient=cast.ana_patient, instrument="phq-9", answers=[1] * 8 + [0], client_id=uuid4()
        )
        return asked, done.response


def a_stock(cast: Cast) -> dict[str, Any]:
    """A book with one vial, whose count found a difference."""
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        held = stocked(cast, "LA-0000-1")
        sheet = pharmacy.count_sheet(
            by=cast.noor.member(), witness=held.proof(), book=held.book, client_id=uuid4(), purpose="open",
            counted=[pharmacy.Counted("LA-0000-1", 9_000)], seen_n=1,
        )  # fmt: skip
        ((case, _),) = stock.open_cases(cast.lakeside)
        (vial,) = stock.vials(cast.lakeside)
        inventory = pharmacy.take_inventory(
            by=cast.noor.member(), witness=held.proof(), book=held.book, client_id=uuid4(), kind="biennial"
        )
        packet = a_packet(held)
        return {
            "book_id": held.book.pk, "vial_id": vial.row.pk, "vial_act": "move", "case_id": case.pk, "sheet_id": sheet.pk,
            "registration_id": held.book.registration_id, "entry_id": stock.lines(vial)[0].entry_id,
            "inventory_id": inventory.pk, "packet_id": packet.pk, "report": "waste",
            "concern_key": concerns.key_of(cast.lakeside),
        }  # fmt: skip


def a_schedule(cast: Cast) -> dict[str, Any]:
    """A booking of Ben's tomorrow, his wish for an earlier one, a shift of Noor's and a closed day."""
    clinic = cast.lakeside
    with units.unit(tenant=clinic.pk, actor=INSTALLER) as unit:
        on = (unit.now + timedelta(days=3)).astimezone(clinic.zone).date()
        assert cast.noor.staff is not None
        shift = visits.add_shift(
            clinic, by=INSTALLER, staff=cast.noor.staff, role="nurse", starts_at=desk.at(clinic, on, "08:00"),
            ends_at=desk.at(clinic, on, "16:00"), client_id=uuid4(),
        )  # fmt: skip
        made = desk.booked(clinic, cast.ben_patient, cast.chairs[2], "09:00", on=on)
        wish = visits.wait(
            clinic, by=INSTALLER, patient=cast.ben_patient, purpose="infusion", phases=desk.INFUSION, from_day=on, until_day=on,
            weekdays=frozenset(range(7)), earliest=time(8), latest=time(16), notice_h=2, client_id=uuid4(), booking=made,
        )  # fmt: skip
        own = desk.booked(clinic, cast.ana_patient, cast.chairs[1], "13:00", on=on)
        closed = visits.close(
            clinic, by=INSTALLER, starts_at=desk.at(clinic, on, "17:00"), ends_at=desk.at(clinic, on, "18:00"),
            reason="an evening", client_id=uuid4(),
        )  # fmt: skip
    return {
        "booking_id": made.pk, "booking_act": "arrive", "waiting_id": wish.pk, "shift_id": shift.pk, "closure_id": closed.pk,
        "own_booking_id": own.pk, "secret": "an-address-that-nobody-was-given",
    }  # fmt: skip


def a_message(cast: Cast) -> dict[str, Any]:
    """A message to Ana that waits; and keys that nobody was given."""
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER) as unit:
        made = outbox.put(
            by=INSTALLER, patient=cast.ana_patient, key=uuid4(), kind="reminder", subject=uuid4(),
            due_at=unit.now + timedelta(days=1), useful_until=unit.now + timedelta(days=2),
        )  # fmt: skip
    return {"message_id": made.pk, "visit_token": "a-key-that-nobody-was-given", "report_key": "none"}


def a_harm(cast: Cast) -> dict[str, Any]:
    """An adverse event of Ana's, serious and not reviewed; and the lists and chairs that are checked."""
    with units.unit(tenant=cast.lakeside.pk, actor=cast.noor.words) as unit:
        facts = harm.Facts(
            kind="hypertension", onset_at=unit.now, severity="severe", serious_because=("important",)
        )
        event = harms.report(by=cast.noor.member(), patient=cast.ana_patient, client_id=uuid4(), facts=facts)
    return {"event_id": event.pk, "list_code": "room", "room_id": cast.chairs[0].pk}


def from_home(cast: Cast) -> dict[str, Any]:
    """Ana told something red from home and wrote with a file; and somebody is in her care circle."""
    ana = cast.ana_patient
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER) as unit:
        told = from_home_rules.Told(
            felt="headache", severity="severe", thoughts="no", words="since this morning"
        )
        report = followup.tell(by=ana, client_id=uuid4(), told=told)
        whole = b"%PDF-1.7 a letter %%EOF"
        written = conversations.ask(
            by=ana,
            client_id=uuid4(),
            says="May I?",
            about="medicine",
            attached=[conversations.File("a.pdf", len(whole), whole)],
        )
        (file,) = found_conversations.attachments(written)
        until = (unit.now + timedelta(days=30)).date()
        confidant = circle.invite(
            by=ana, client_id=uuid4(), name="Marta", relation="family", until=until, grants=["dates"]
        )
    return {
        "report_id": report.pk, "own_report_id": report.pk, "conversation_id": written.pk, "own_conversation_id": written.pk,
        "attachment_id": file.pk, "own_attachment_id": file.pk, "own_confidant_id": confidant.pk, "circle_key": "nobodys", "entry_key": "nobodys",
        "circle_visit_id": report.pk,
    }  # fmt: skip


def a_lead(cast: Cast) -> dict[str, Any]:
    """A visitor's question to Lakeside, a review of a visit; and keys that nobody was given."""
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        made = enquiring.ask(
            cast.lakeside, client_id=uuid4(), kind="question", name="A visitor", email="v@example.org", phone="", says="Is it for me?", language="en"
        )  # fmt: skip
        visit = visits.open_visit(clinic=cast.lakeside, patient=cast.ben_patient, room=None, by=INSTALLER)
        visits.step(visit, VisitEvent.Step.LEFT, by=INSTALLER)
        visit.refresh_from_db()
        reviews.set_up(cast.lakeside, by=INSTALLER, client_id=uuid4(), is_open=True)
        reviews.give_key(visit, by=INSTALLER)
        key = found_reviews.key_of(visit)
        assert key is not None
        review = reviews.write(key=key, rating=4, aspects={}, words="Kind.", insider=False, language="en")
    nobodys = "a-key-that-nobody-was-given"
    return {
        "lead_id": made.pk, "clinic_code": "lakeside", "consultation_key": nobodys, "review_id": review.pk, "review_key": nobodys,
    }  # fmt: skip


def a_listing(cast: Cast) -> dict[str, Any]:
    """Lakeside's public page with a prescriber whose licence is verified; an error that somebody reported."""
    checked_page(cast.lakeside, FakeRegistry())
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        (person,) = listings.professionals(cast.lakeside)
        said = directory.report(
            clinic=cast.lakeside, client_id=uuid4(), kind="error", about="parking", words="The lot is gone."
        )
        credential = next(one for one in listings.credentials(cast.lakeside) if one.kind == "licence")
    return {
        "clinic_code": "lakeside", "place_slug": "los-angeles-ca", "person_slug": person.slug, "professional_id": person.pk,
        "credential_id": credential.pk, "error_report_id": said.pk,
    }  # fmt: skip


def a_share(cast: Cast) -> dict[str, Any]:
    """An entry of Ana's journal that the therapist may read, and a wish of hers to have her record corrected."""
    therapist = cast.by_role["therapist"].staff
    assert therapist is not None
    with units.unit(tenant=cast.lakeside.pk, actor=cast.ana.words):
        shared = shared_with(cast.ana_patient, therapist)
        asked = records.ask(
            by=cast.ana_patient, client_id=uuid4(), part="notes", says="My dog is called Moss."
        )
    return {"own_share_id": shared.pk, "amendment_id": asked.pk, "own_amendment_id": asked.pk}


def a_bill(cast: Cast) -> dict[str, Any]:
    """Ana's estimate, superbill and claim file."""
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        return a_course_begun(cast)


def a_syringe(cast: Cast, session: Session) -> Preparation:
    """A syringe for the session, out of the vial of `a_stock`."""
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        return draw(cast, session, "LA-0000-1")


def a_packet(held: Stock) -> Packet:
    """A finished packet of a day, without setting type: its sections, and a few bytes."""
    day = date(2026, 11, 20)
    packet = pharmacy.begin_packet(by=INSTALLER, book=held.book, client_id=uuid4(), first=day, last=day)
    content: dict[str, Any] = {"code": "waste", "title": "Waste log", "rows": [], "columns": []}
    of: dict[str, Any] = {"clinic_id": packet.clinic_id, "packet": packet}
    for n in range(1, pharmacy.STEPS):
        PacketSection(n=n, content=content, digest=digest_of(content), **of).save()
    whole = b"%PDF-1.7 a packet"
    PacketFile(at=packet.at, content=whole, digest=digest_of_bytes(whole), **of).save()
    return packet


def some_devices(cast: Cast, *lots: str) -> list[str]:
    """A device of each lot, received; none where the clinic keeps no drug book. Ask inside a unit."""
    made = []
    for book in stock.books(cast.lakeside):
        for lot in lots:
            code = f"E-{len(stock.vials(cast.lakeside, on_hand=False)) + 1:03d}"
            device = pharmacy.DeviceArrival(
                vial=code, ndc="12345-6789-0", lot=lot, expires=date(2099, 3, 31), substance="esketamine", content_ug=28_000,
                to=stock.places(book)[0],
            )  # fmt: skip
            pharmacy.receive(
                by=cast.by_role["custodian"].member(), book=book, client_id=uuid4(), arrival=device,
                supplier_dea="RX9841203", reason="invoice 13",
            )  # fmt: skip
            made.append(code)
        break
    return made


def a_spray(cast: Cast) -> dict[str, Any]:
    """Ana in recovery after a nasal spray, the task of its form, and the keys of a kiosk and of a ride."""
    with units.unit(tenant=cast.lakeside.pk, actor=cast.noor.words) as unit:
        cast_decided(cast)
        noor = cast.noor.member()
        consented(cast.ana_patient, cast.noor.member(), SPRAY)
        recovery.enrol(
            by=cast.okafor.member(), patient=cast.ana_patient, client_id=uuid4(), confirmation="R-1", patient_signed_on=(unit.now - timedelta(days=20)).date(),
            prescriber="Dr Okafor", form_version="2024",
        )  # fmt: skip
        made = recovery.begin_nasal(
            by=noor, patient=cast.ana_patient, room=cast.chairs[2], client_id=uuid4(), dose_mg=56, lots=["L1", "L2"],
            devices=some_devices(cast, "L1", "L2"), reason="the day is not counted",
            baseline={"sbp": "120", "dbp": "76", "hr": "70", "spo2": "98"}, began_at=unit.now, ended_at=unit.now,
            rems=["certified", "enrolled", "observed", "prescriber_on_site"],
        )  # fmt: skip
        _, token = recovery.make_link(by=noor, visit=made.visit, client_id=uuid4())
        (task,) = tasks.of_subject(cast.lakeside, f"recovery {made.pk}")
        letter = notes.begin(by=noor, visit=made.visit, client_id=uuid4(), to="Dr Example, 1 Example Street")
    return {
        "visit_id": made.visit_id, "own_visit_id": made.visit_id, "letter_id": letter.pk, "task_id": task.pk, "token": token,
        "day": "today",
    }  # fmt: skip


def at_lakeside(cast: Cast) -> dict[str, Any]:
    """Values for every part of an address, all of them Lakeside's."""
    session, held = a_session(cast), a_stock(cast)
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        device = devices.add_device(
            clinic=cast.lakeside,
            code="M-1",
            serial="LAKESIDE-1",
            title="Monitor",
            driver="hl7v2",
            by=INSTALLER,
        )
        crisis = crises.signal(
            patient=cast.ben_patient,
            trigger=of_item("phq-9", 1),
            by=INSTALLER,
            client_id=uuid4(),
            remote=True,
        )
    assert cast.noor.staff is not None and crisis is not None
    asked, answered = a_questionnaire(cast)
    spray = a_spray(cast)
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        call = calls.press(visit=session.visit, by="patient", client_id=uuid4())
    return {
        "call_id": call.id,
        "assignment_id": asked.pk,
        "response_id": answered.pk,
        "instrument": "phq-9",
        "number": 1,
        "patient_id": cast.ana_patient.pk,
        "slug": "heart",
        "article": "depression",
        "language": "en",
        "staff_id": cast.noor.staff.pk,
        "session_id": session.pk,
        "device_id": device.pk,
        "part": "alarms",
        "crisis_id": crisis.pk,
        **a_schedule(cast),
        **a_message(cast),
        **spray,
        **held,
        "preparation_id": a_syringe(cast, session).pk,
        **a_harm(cast),
        **from_home(cast),
        **a_share(cast),
        **a_bill(cast),
        **a_lead(cast),
        **a_listing(cast),
        "section": "history",
        "course": "iv-ketamine-mood",
        **a_plan(cast),
        "uidb36": "abc",
        "key": "def",
        "pk": 1,
    }
