"""Where a source is seen. A sentence leads to the page that shows its row, as near to it as that page has a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain.notes import Source
from euthymia.journey.infusion.models import Session


@dataclass(frozen=True, slots=True)
class Places:
    """The pages of one visit, for one member of staff."""

    visit: Visit
    session: Session | None
    member: Member

    def url(self, source: Source) -> str:
        """The address; "" where this person has no page that shows it."""
        return _PAGES[source.kind](self, source.id)

    def _record(self, place: str) -> str:
        return "" if self.session is None else reverse("infusion-record", args=[self.session.pk]) + place

    def _recovery(self, place: str = "") -> str:
        return reverse("recovery", args=[self.visit.pk]) + place

    def entry(self, ident: str) -> str:
        return self._record(f"#entry-{_n(ident)}")

    def sample(self, ident: str) -> str:
        return self._record("#chart") if self.session is not None else self._recovery()

    def order(self, ident: str) -> str:
        return self._record("#order")

    def syringe(self, ident: str) -> str:
        return "" if self.session is None else reverse("infusion-syringe", args=[self.session.pk, ident])

    def book(self, ident: str) -> str:
        if self.member.may(Permission.SEE_STOCK):
            return reverse("stock-entry", args=[ident])
        return self._record("#account")

    def call(self, ident: str) -> str:
        return (
            reverse("call-answer", args=[ident])
            if self.member.may(Permission.OBSERVE)
            else self._record("#calls")
        )

    def harm(self, ident: str) -> str:
        return reverse("harm-event", args=[ident.rpartition("#")[0]])

    def recovery_entry(self, ident: str) -> str:
        return self._recovery(f"#look-{_n(ident)}")

    def recovery(self, ident: str) -> str:
        return self._recovery()

    def trail(self, ident: str) -> str:
        return reverse("note-visit", args=[self.visit.pk]) + (f"#step-{_n(ident)}" if "#" in ident else "")

    def day(self, ident: str) -> str:
        return reverse("note-visit", args=[self.visit.pk]) + "#before"

    def task(self, ident: str) -> str:
        return reverse("task", args=[ident]) if self.member.may(Permission.DO_TASKS) else ""

    def booking(self, ident: str) -> str:
        return reverse("schedule-booking", args=[ident]) if self.member.may(Permission.SEE_SCHEDULE) else ""

    def patient(self, ident: str) -> str:
        return reverse("patient", args=[ident])

    def plan(self, ident: str) -> str:
        return reverse("plan", args=[ident])

    def response(self, ident: str) -> str:
        return reverse("patient-outcomes", args=[self.visit.patient_id])


def _n(ident: str) -> str:
    return ident.rpartition("#")[2]


_PAGES: dict[str, Callable[[Places, str], str]] = {
    "session-entry": Places.entry, "sample": Places.sample, "order": Places.order, "syringe": Places.syringe,
    "book-entry": Places.book, "call": Places.call, "harm-entry": Places.harm, "recovery-entry": Places.recovery_entry, "recovery": Places.recovery,
    "discharge": Places.recovery, "visit": Places.trail, "visit-step": Places.trail, "identity": Places.day,
    "day-answer": Places.day, "task": Places.task, "booking": Places.booking, "patient": Places.patient, "plan": Places.plan,
    "response": Places.response,
}  # fmt: skip
KINDS = tuple(_PAGES)
