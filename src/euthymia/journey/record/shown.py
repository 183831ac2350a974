"""A record in words: part by part, line by line, for the page and for paper, in the language that is spoken now.

What staff wrote stays in the language they wrote it in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from euthymia.clinic.people.queries import age_y
from euthymia.clinic.questionnaires.queries import instrument_of
from euthymia.domain.quantities import MASS_MG
from euthymia.journey.infusion.fold import Course
from euthymia.journey.intake import documents
from euthymia.journey.outcomes.experience import ANSWERS, QUESTIONS
from euthymia.journey.outcomes.models import Experience, RegistryChoice

from . import rules
from .gathering import Record, Signed, words_of
from .models import Delay


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is kept: when (None: it has no day), what, more of it, and a whole text that may be opened."""

    at: datetime | None
    what: str
    more: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    part: rules.Part
    lines: tuple[Line, ...]
    held_back: Delay | None

    @property
    def because(self) -> str | Promise:
        return rules.EXEMPTION_BY_CODE[self.held_back.code].says if self.held_back else ""

    @property
    def rule(self) -> str:
        return rules.EXEMPTION_BY_CODE[self.held_back.code].rule if self.held_back else ""

    @property
    def by(self) -> str:
        return name_of(self.held_back.by) if self.held_back else ""


_KINDS = {
    "infusion": gettext_lazy("Infusion"), "consultation": gettext_lazy("Consultation"), "follow-up": gettext_lazy("Follow-up"),
    "psychotherapy": gettext_lazy("Psychotherapy"), "tms": gettext_lazy("TMS"), "integration": gettext_lazy("Integration"),
}  # fmt: skip


def name_of(by: str) -> str:
    """A person without their address."""
    return by.partition(" <")[0]


def about(record: Record) -> list[tuple[str, str]]:
    """Who it is about."""
    patient = record.patient
    allergies = _("not asked yet") if patient.allergies is None else ", ".join(patient.allergies) or _("none")
    return [
        (_("Name"), str(patient)), (_("Born"), f"{patient.born.isoformat()} ({age_y(patient.born, record.at.date())})"),
        (_("Record number"), patient.number), (_("Clinic"), patient.clinic.name), (_("Address"), patient.address or "–"),
        (_("Phone"), patient.phone or "–"), (_("Allergies"), allergies),
        (_("In an emergency, we call"), patient.emergency_contact or "–"),
    ]  # fmt: skip


def parts(record: Record) -> list[Shown]:
    """Every part of the record, in its order; one that is held back has no lines and says why."""
    lines = {
        "dates": [Line(one.starts_at, str(_KINDS.get(one.purpose, one.get_purpose_display()))) for one in record.bookings],
        "visits": [Line(one.opened_at, _("Visit"), one.room.name if one.room else "") for one in record.visits],
        "doses": _doses(record), "measures": _measures(record),
        "evaluation": [Line(one.at, words_of(one), name_of(one.by)) for one in record.facts],
        "notes": [_signed(one, _("Note of the session")) for one in record.notes],
        "letters": [_signed(one, _("Letter")) for one in record.letters],
        "consents": _consents(record),
        "checks": [Line(one.at, one.says, name_of(one.by)) for one in record.checks],
        "experience": [Line(one.visit.opened_at, answers_of(one)) for one in record.experiences],
        "choices": [Line(one.at, chosen(one)) for one in record.choices],
    }  # fmt: skip
    return [Shown(one, tuple(lines[one.code]), record.held_back.get(one.code)) for one in rules.PARTS]


def answers_of(said: Experience) -> str:
    """Each question that was answered, with its answer."""
    answers = [(words, getattr(said, name)) for name, words in QUESTIONS.items()]
    return " · ".join(f"{words}: {ANSWERS[answer]}" for words, answer in answers if answer)


def chosen(choice: RegistryChoice) -> str:
    """In the registry's file from then on, or out of it."""
    return _("You joined the registry") if choice.joined else _("You left the registry")


def _doses(record: Record) -> list[Line]:
    found = [Line(course.started_at, given(course), _minutes(course)) for _session, course in record.doses]
    for spray in record.sprays:
        said = _("Esketamine nasal spray, %(mg)s mg") % {"mg": spray.dose.get("mg", "?")}
        found.append(Line(spray.began_at, said, name_of(spray.opened_by)))
    for dose in record.other_doses:
        said = _("Ketamine, %(mg)s mg, %(route)s") % {"mg": MASS_MG.format(dose.dose_ug), "route": dose.route}
        found.append(Line(dose.given_at, said, dose.words))
    return sorted(found, key=lambda one: one.at or record.at, reverse=True)


def given(course: Course) -> str:
    """How much of the ordered dose went in."""
    figures = {"given": MASS_MG.format(course.given_ug), "ordered": MASS_MG.format(course.dose_ug)}
    return _("Ketamine into a vein: %(given)s mg given of %(ordered)s mg ordered") % figures


def _minutes(course: Course) -> str:
    if course.finished_at is None:
        return ""
    return _("%(minutes)s minutes") % {"minutes": course.infusing_s(course.finished_at) // 60}


def _measures(record: Record) -> list[Line]:
    found = []
    for one in reversed(record.responses):
        asked = instrument_of(one)
        score = _("no score: not every answer is there") if one.total is None else f"{one.total:g}"
        band = f" · {one.band}" if one.band else ""
        found.append(
            Line(one.at, f"{asked.title if asked else one.instrument}: {score}{band}", name_of(one.by))
        )
    return found


def _signed(one: Signed, what: str) -> Line:
    texts = [one.text, *(added.detail["document"]["text"] for added in one.addenda)]
    more = _("signed by %(name)s") % {"name": name_of(one.event.by)}
    return Line(one.of.opened_at, what, more, "\n\n".join(texts))


def _consents(record: Record) -> list[Line]:
    found = []
    for consent, back in record.consents:
        title = next(
            (one.title for one in documents.DOCUMENTS if one.code == consent.document), consent.document
        )
        said = _("withdrawn %(day)s") % {"day": back.at.date().isoformat()} if back else ""
        found.append(
            Line(consent.at, title, " · ".join(part for part in (consent.signed_name, said) if part))
        )
    return found
