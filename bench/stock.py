"""The drug book under ten hands, and the page of a vial that has been used for long."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from threading import Barrier
from uuid import uuid4

from django.db import connection
from django.urls import reverse

from euthymia.clinic.people import actions as people
from euthymia.clinic.people.models import Clinic, Patient, User
from euthymia.clinic.pharmacy import actions, queries
from euthymia.kit import clock, processes, units

from .clinic import BY, Place, employed, member_of
from .measure import Result, milliseconds, percentile
from .scale import Scale

PEOPLE, TAKEN_UL = 10, 10
# How long each of the ten pauses on average: nearly forty postings a second, which no clinic has.
PAUSE_S = 0.25


@dataclass(frozen=True, slots=True)
class Safe:
    """A clinic with a drug book, a vial for each of ten people, and one vial with a long page."""

    clinic: Clinic
    nurse: User
    patient: Patient
    place: Place


def a_safe(scale: Scale) -> Safe:
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        clinic = people.open_clinic(code="safe", name="Clinic safe", timezone="America/Los_Angeles", by=BY)
        nurse, custodian = employed(clinic, "nurse"), employed(clinic, "custodian")
        patient = people.register_patient(
            clinic=clinic, by=BY, given_name="Alex", family_name="Stock", born=clock.now().date() - timedelta(days=15_000)
        )  # fmt: skip
    with units.unit(tenant=clinic.pk, actor=BY):
        registration = actions.register(
            clinic=clinic, by=BY, entity="Safe LLC", number="F91234563", address="1 Shore Road",
            valid_until=clock.now().date() + timedelta(days=365),
        )  # fmt: skip
        safe = actions.add_place(by=BY, registration=registration, name="Safe")
        (book,) = queries.books(clinic)
        # What is measured is the posting, not whether the day was opened.
        actions.set_site(by=BY, book=book, client_id=uuid4(), when_closed="let")
        keeper = member_of(custodian, clinic)
        for vial in (*(f"P{n}" for n in range(PEOPLE)), "LONG"):
            arrival = actions.Arrival(
                vial=vial, ndc="67457-108-10", lot="L1", expires=clock.now().date() + timedelta(days=365),
                mg_per_ml=Decimal(50), volume_ul=10_000, dose_type="multi", to=safe,
            )  # fmt: skip
            actions.receive(
                by=keeper,
                book=book,
                client_id=uuid4(),
                arrival=arrival,
                supplier_dea="RX9841203",
                reason="invoice",
            )
    made = Safe(clinic, nurse, patient, Place(clinic, (), nurse, patient.pk))
    for _ in range(scale.vial_entries - 1):
        _post(made, "LONG")
    return made


def _post(safe: Safe, vial: str) -> None:
    """One posting as a click makes it: a transaction of its own."""
    with units.unit(tenant=safe.clinic.pk, actor=BY):
        actions.draw(
            by=member_of(safe.nurse, safe.clinic), book=queries.books(safe.clinic)[0], client_id=uuid4(), vial=vial,
            patient=safe.patient, order=vial, syringe=str(uuid4()), volume_ul=TAKEN_UL,
        )  # fmt: skip


def posting_ms_p95(scale: Scale, safe: Safe) -> Result:
    """From the click to the commit, with ten people who post to one book at the pace that is stated.

    One thread does what all ten ask, one after the other, as the thread for pages of `euthymia serve` does; a person
    waits for those before. They do not take turns: each asks anew after a pause of its own, by a fixed seed. In parts
    the worse figures: `apart_ms_p95` is ten threads with a connection each, as ten processes of `serve --workers 10`
    meet at the book's lock, in one interpreter here; `pressed_ms_p95` the same ten without a pause, a queue of ten in
    which a person waits ten times what a posting takes; `pressed_per_s` is how many that comes to. `cpu_ms_p50` is this
    process's own work for one posting, whatever else the machine does. What a page does beside the act is not in it.
    """
    processes.settle()  # this process answers in the server's place
    with ThreadPoolExecutor(1) as pages:
        together, _ = _posted(scale, safe, PAUSE_S, lambda act: pages.submit(act).result())
        pages.submit(lambda: connection.close()).result()  # that thread's own
    apart, _ = _posted(scale, safe, PAUSE_S, _here)
    pressed, took_s = _posted(scale, safe, 0.0, _here)
    parts = {
        "people": PEOPLE, "postings": len(together), "pause_s": PAUSE_S, "ms_p50": _ms(together, 0.5),
        "cpu_ms_p50": percentile([one.cpu_ms for one in together], 0.5), "apart_ms_p95": _ms(apart, 0.95),
        "pressed_ms_p95": _ms(pressed, 0.95), "pressed_per_s": len(pressed) / took_s,
    }  # fmt: skip
    return Result("posting_ms_p95", _ms(together, 0.95), "ms", parts=parts)


def _here(act: Callable[[], float]) -> float:
    return act()


@dataclass(frozen=True, slots=True)
class Posting:
    """How long one took, and what of it this process worked itself."""

    ms: float
    cpu_ms: float


def _ms(postings: list[Posting], share: float) -> float:
    return percentile([one.ms for one in postings], share)


def _posted(
    scale: Scale, safe: Safe, pause_s: float, does: Callable[[Callable[[], float]], float]
) -> tuple[list[Posting], float]:
    """The postings of all ten, done by `does` (which answers what the act took of the processor, in ms), and the seconds
    from the first to the last."""
    began: list[float] = []
    start = Barrier(PEOPLE, action=lambda: began.append(time.monotonic()))

    def person(n: int) -> list[Posting]:
        pauses, taken = Random(n), list[Posting]()  # noqa: S311 - a pace, not a secret

        def act() -> float:
            worked_s = time.thread_time()
            _post(safe, f"P{n}")
            return 1_000 * (time.thread_time() - worked_s)

        try:
            does(act)  # connects
            start.wait()
            for _ in range(scale.postings):
                time.sleep(2 * pause_s * pauses.random())
                worked_ms = list[float]()
                took_ms = milliseconds(lambda worked_ms=worked_ms: worked_ms.append(does(act)))
                taken.append(Posting(took_ms, worked_ms[0]))
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(PEOPLE) as pool:
        every = [one for taken in pool.map(person, range(PEOPLE)) for one in taken]
        return every, time.monotonic() - began[0]


def vial_page_ms_p95(scale: Scale, safe: Safe) -> Result:
    """The page of a vial with five hundred entries, answered within this process."""
    client = safe.place.client()
    with units.unit(tenant=safe.clinic.pk, actor=BY):
        (long,) = [one for one in queries.vials(safe.clinic) if one.row.code == "LONG"]
    address = reverse("stock-vial", args=[long.row.pk])
    for answered in (client.get(address), client.get(address)):
        assert (
            answered.status_code == 200 and answered.content.count(b'data-test="line"') == scale.vial_entries
        )
    processes.settle()  # this process answers in the server's place
    taken = [milliseconds(lambda: client.get(address)) for _ in range(scale.page_loads)]
    return Result("vial_page_ms_p95", percentile(taken, 0.95), "ms", parts={"entries": scale.vial_entries})
