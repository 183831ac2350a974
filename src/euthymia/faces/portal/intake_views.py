"""The intake on the patient's phone: a list of eight sections, one question a page, a page to check, and send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.formulary import queries as formularies
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.journey.evaluation import actions, queries, telling
from euthymia.journey.evaluation.telling import Question, Section, Shape, Value
from euthymia.journey.evaluation.telling.forms import AnswerForm, SendForm
from euthymia.kit import units
from euthymia.kit.forms import add_faults

from .language import spoken

# What is typed is asked about when the hand rests, and the names go into the field's own list.
_TYPED = {"hx-trigger": "input changed delay:150ms", "hx-target": "#offers", "hx-swap": "innerHTML"}
OFFERED_FROM = 3  # letters; fewer would offer half the formulary


@dataclass(frozen=True, slots=True)
class Row:
    """A section of the list: how far it is, and where it goes on."""

    section: Section
    asked: tuple[Question, ...]
    answered: int
    next: str

    @property
    def state(self) -> str:
        return "done" if self.answered == len(self.asked) else "begun" if self.answered else "new"


@dataclass(frozen=True, slots=True)
class Told:
    """A question with its answer as it is read back."""

    question: Question
    words: tuple[Any, ...]
    state: str


@spoken
@patient
@require_GET
def intake(request: Any) -> HttpResponse:
    """The list of sections, with what is done."""
    record = people.patient(request.record.clinic, request.record.pk)
    held = queries.telling(queries.evaluation(record))
    rows = _rows(record, queries.answers(held))
    _note(record, "looked at the list of questions about themselves")
    context = {
        "rows": rows,
        "done": sum(row.state == "done" for row in rows),
        "all_done": all(row.state == "done" for row in rows),
        "sent": queries.sent(held),
        "begun": held is not None,
        "next": next((row.next for row in rows if row.state != "done"), ""),
    }
    return page_of(record.clinic, request, "portal/intake/sections.html", context)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def question(request: Any, slug: str) -> HttpResponse:
    """One question. Every answer is kept at once; Back never loses one."""
    record = people.patient(request.record.clinic, request.record.pk)
    answers = queries.answers(queries.telling(queries.evaluation(record)))
    try:
        section, asked = telling.find(slug)
    except KeyError as missing:
        raise Http404(str(missing)) from missing
    given = answers.get(slug)
    form = AnswerForm(request.POST or None, question=asked, given=given)
    if asked.suggests:
        form.fields["line"].widget.attrs |= _TYPED | {"hx-get": reverse("portal-offers")}
    if request.method == "POST" and form.is_valid():
        value = _said(request, form, asked, given)
        try:
            with units.all_or_nothing():
                actions.answer(
                    by=request.user, patient=record, client_id=_once(form, value), question=slug, value=value,
                    language=get_language() or "en",
                )  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(_onwards(request, record, section, asked, {**answers, slug: value}))
    _note(record, f"looked at a question: {slug}")
    questions = telling.asked(section, record, answers)
    place = questions.index(asked) if asked in questions else 0
    context = {
        "section": section,
        "question": asked,
        "form": form,
        "lines": [] if given is None else given.get("lines", []),
        "number": place + 1,
        "of": len(questions),
        "back": _address(questions[place - 1]) if place else reverse("portal-intake"),
        "checking": "check" in request.GET,
        "is_list": asked.shape is Shape.LINES,
        "given": given or {},
    }
    status = 422 if form.errors else 200
    return page_of(record.clinic, request, "portal/intake/question.html", context, status)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def check(request: Any) -> HttpResponse:
    """Everything that was answered, each with a way to change it; then send, under one's name."""
    record = people.patient(request.record.clinic, request.record.pk)
    held = queries.telling(queries.evaluation(record))
    answers = queries.answers(held)
    form = SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.send(by=request.user, patient=record, name=form.cleaned_data["name"],
                             client_id=form.cleaned_data["client_id"], language=get_language() or "en")  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, _("Sent. Thank you."), extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("portal-intake-sent"))
    _note(record, "looked at their answers")
    rows = _rows(record, answers)
    context = {
        "form": form,
        "told": [
            (row.section, [_told(asked, answers.get(asked.slug)) for asked in row.asked]) for row in rows
        ],
        "open": sum(len(row.asked) - row.answered for row in rows),
        "sent": queries.sent(held),
    }
    return page_of(record.clinic, request, "portal/intake/check.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_GET
def sent(request: Any) -> HttpResponse:
    """The receipt: what was sent, when, under which name; to keep and to print."""
    record = people.patient(request.record.clinic, request.record.pk)
    held = queries.telling(queries.evaluation(record))
    last = queries.sent(held)
    if last is None:
        return HttpResponseRedirect(reverse("portal-intake"))
    _note(record, "looked at the receipt of their answers")
    rows = _rows(record, queries.answers(held))
    answers = queries.answers(held)
    told = [(row.section, [_told(asked, answers.get(asked.slug)) for asked in row.asked]) for row in rows]
    return page_of(
        record.clinic, request, "portal/intake/sent.html", {"sent": last, "told": told, "record": record}
    )


@spoken
@patient
@require_GET
def offers(request: Any) -> HttpResponse:
    """Names of medicines that begin like what is typed; a person picks, nothing is taken by itself."""
    words = request.GET.get("line", "")
    found = formularies.in_force().search(words) if len(words.strip()) >= OFFERED_FROM else ()
    return render(request, "portal/intake/offers.html", {"offers": found})


def _said(request: Any, form: AnswerForm, asked: Question, given: Value | None) -> Value:
    """The answer that the pressed button makes of the form; a list grows and shrinks line by line."""
    pressed = request.POST.get("do", "")
    if asked.shape is not Shape.LINES:
        return form.value()
    if pressed in (telling.UNSURE, telling.LATER):
        return {pressed: True}
    lines = list((given or {}).get("lines", []))
    line = form.cleaned_data.get("line", "").strip()
    if pressed == telling.NONE:
        return {"lines": [], "done": True}
    if pressed.startswith("remove-"):
        gone = pressed.removeprefix("remove-")
        return {"lines": [one for n, one in enumerate(lines) if str(n) != gone], "done": False}
    if line not in lines and (line or pressed == "add" or not lines):
        lines.append(line)  # an empty one is refused, with its reason: nothing to say has a button of its own
    return {"lines": lines, "done": pressed != "add"}


def _once(form: AnswerForm, value: Value) -> UUID:
    """The same answer of the same page is one; another answer on a page that the browser went back to is another."""
    own: UUID = form.cleaned_data["client_id"]
    return uuid5(own, json.dumps(value, sort_keys=True))


def _onwards(
    request: Any, record: Patient, section: Section, asked: Question, answers: dict[str, Any]
) -> str:
    """The next open question of the section; the same page while a list grows; the list of answers when checking."""
    checking = "?check" if "check" in request.GET else ""
    if not telling.is_answered(answers[asked.slug]):
        return _address(asked) + checking
    if checking:
        return reverse("portal-intake-check")
    following = telling.asked(section, record, answers)
    rest = following[following.index(asked) + 1 :] if asked in following else following
    return _address(rest[0]) if rest else reverse("portal-intake")


def _rows(record: Patient, answers: dict[str, Any]) -> list[Row]:
    rows = []
    for section in telling.SECTIONS:
        asked = telling.asked(section, record, answers)
        open_ones = [one for one in asked if not telling.is_answered(answers.get(one.slug))]
        rows.append(
            Row(section, tuple(asked), len(asked) - len(open_ones), _address((open_ones or asked)[0]))
        )
    return rows


def progress(record: Patient, answers: dict[str, Any]) -> tuple[int, int]:
    """How many sections are done, and how many there are."""
    rows = _rows(record, answers)
    return sum(row.state == "done" for row in rows), len(rows)


def _told(asked: Question, value: Value | None) -> Told:
    if not telling.is_answered(value) or value is None:
        return Told(asked, (_("Not answered yet"),), "open")
    if value.get(telling.UNSURE):
        return Told(asked, (_("I am not sure"),), "unsure")
    if value.get(telling.LATER):
        return Told(asked, (_("I would rather say it in person"),), "unsure")
    words = tuple(asked.words_of(value)) or (asked.none,)
    return Told(asked, words, "told")


def _address(asked: Question) -> str:
    return reverse("portal-intake-question", args=[asked.slug])


def _note(record: Patient, says: str) -> None:
    auditing.record(
        verb="evaluation.told-seen", says=f"patient {record.number} {says}", patient=record.pk, role="patient"
    )
