"""What a patient is asked: one question on a page, kept as it is answered, checked before it is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.questionnaires import actions, queries
from euthymia.clinic.questionnaires.models import Assignment
from euthymia.domain import instruments
from euthymia.domain.instruments import Instrument, Number
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.language import keep
from euthymia.kit.pages import missing_is_not_found

from .forms import QuestionForm, SendForm
from .language import spoken
from .views import left_locked, to_unlock


@spoken
@patient
def check_ins(request: Any) -> HttpResponse:
    """What can be answered now."""
    if left_locked(request):
        return to_unlock(request)
    record = people.patient(request.record.clinic, request.record.pk)
    waiting = queries.to_answer(record.clinic, record, request.unit.now)
    rows = [(one, instruments.instrument(one.instrument)) for one in waiting]
    _seen(record, "saw what they are asked")
    return _page(request, record, "portal/check_ins/list.html", _language(request), {"rows": rows})


@spoken
@patient
def check_in(request: Any, assignment_id: UUID) -> HttpResponse:
    """What it is about, how long it takes, and in which language."""
    if left_locked(request):
        return to_unlock(request)
    record, found, asked = _asked(request, assignment_id)
    if asked is None:
        return _list()
    language = _language(request)
    if request.method == "POST":
        wanted = request.POST.get("language", "")
        language = wanted if wanted in instruments.LANGUAGES else language
        if found.draft is None:
            with units.all_or_nothing():
                actions.save_draft(
                    by=record, assignment=found, answers=_so_far(found, asked), language=language
                )
        return keep(_question(found, _resumed(asked, _so_far(found, asked))), request, language)
    _seen(record, f"opened {asked.title}")
    context = {
        "found": found,
        "instrument": asked,
        "begun": found.draft is not None,
        "both": len(asked.languages) > 1,
    }
    return _page(request, record, "portal/check_ins/begin.html", language, context)


@spoken
@patient
def question(request: Any, assignment_id: UUID, number: int) -> HttpResponse:
    """One question. Going on keeps the answer; going back loses none. `?check` came from the check page, and returns."""
    if left_locked(request):
        return to_unlock(request)
    record, found, asked = _asked(request, assignment_id)
    if asked is None:
        return _list()
    answers, at = _so_far(found, asked), number - 1
    if not 0 <= at < len(asked.items) or not instruments.is_asked(asked, answers, at):
        return HttpResponseRedirect(reverse("portal-check-in", args=[found.pk]))
    language = _language(request)
    skipped = request.method == "POST" and "skip" in request.POST
    initial = {"answer": "" if answers[at] is None else str(answers[at])}
    form = QuestionForm(
        request.POST if request.method == "POST" and not skipped else None,
        item=asked.items[at], language=_asked_in(asked, language), please=_("Choose an answer, or skip this question."), initial=initial,
    )  # fmt: skip
    if skipped or (request.method == "POST" and form.is_valid()):
        answers[at] = None if skipped else form.value()
        _forget_unasked(asked, answers)
        with units.all_or_nothing():
            actions.save_draft(by=record, assignment=found, answers=answers, language=language)
        return _question(found, None if "check" in request.GET else _next(asked, answers, at))
    context = {
        "found": found, "instrument": asked, "form": form, "item": asked.items[at], **_place(asked, answers, at, found),
        "lang_asked": _asked_in(asked, language), "stem": asked.stem.said(_asked_in(asked, language))[0],
    }  # fmt: skip
    return _page(request, record, "portal/check_ins/question.html", language, context)


@spoken
@patient
def check(request: Any, assignment_id: UUID) -> HttpResponse:
    """Every answer once more, each with its way back; then it is sent."""
    if left_locked(request):
        return to_unlock(request)
    record, found, asked = _asked(request, assignment_id)
    if asked is None:
        return _list()
    answers, language = _so_far(found, asked), _language(request)
    form = SendForm(request.POST or None)
    if all(value is None for value in answers):
        return HttpResponseRedirect(reverse("portal-check-in", args=[found.pk]))
    if request.method == "POST" and form.is_valid():
        return _send(request, record, found, asked, answers, form)
    spoken = _asked_in(asked, language)
    rows = [
        (at + 1, item.label.said(spoken)[0], _answer_words(asked, at, answers[at], spoken))
        for at, item in enumerate(asked.items)
        if instruments.is_asked(asked, answers, at)
    ]
    context = {
        "found": found, "instrument": asked, "form": form, "rows": rows, "lang_asked": spoken,
        "some_missing": any(answer is None for _, _, answer in rows), "help_now": bool(found.draft_flags),
    }  # fmt: skip
    return _page(request, record, "portal/check_ins/check.html", language, context)


@spoken
@patient
def thanks(request: Any, assignment_id: UUID) -> HttpResponse:
    """It arrived; and where help is."""
    if left_locked(request):
        return to_unlock(request)
    record = people.patient(request.record.clinic, request.record.pk)
    with missing_is_not_found():
        found = queries.assignment_of(record, assignment_id)
    sent = queries.response_to(record.clinic, found)
    asked = queries.instrument_of(found)
    if sent is None or asked is None:
        return HttpResponseRedirect(reverse("portal-check-in", args=[found.pk]))
    flagged = instruments.crisis_flags(asked, [*sent.flags, *sent.draft_flags])
    context = {"found": found, "instrument": asked, "help_now": bool(flagged)}
    return _page(request, record, "portal/check_ins/thanks.html", _language(request), context)


def _send(
    request: Any,
    record: Patient,
    found: Assignment,
    asked: Instrument,
    answers: list[Number | None],
    form: SendForm,
) -> HttpResponse:
    try:
        with units.all_or_nothing():
            actions.answer(
                by=record, patient=record, instrument=asked.id, answers=answers, client_id=form.once(),
                language=_asked_in(asked, _language(request)), assignment=found,
            )  # fmt: skip
    except Unusable:
        return _list()
    return HttpResponseRedirect(reverse("portal-check-in-thanks", args=[found.pk]))


def _asked(request: Any, assignment_id: UUID) -> tuple[Patient, Assignment, Instrument | None]:
    """The patient's own assignment, and its instrument while it can be answered; 404 for anybody else's."""
    record = people.patient(request.record.clinic, request.record.pk)
    with missing_is_not_found():
        found = queries.assignment_of(record, assignment_id)
    waiting = queries.to_answer(record.clinic, record, request.unit.now)
    now_open = any(one.pk == found.pk for one in waiting)
    return record, found, queries.instrument_of(found) if now_open else None


def _so_far(found: Assignment, asked: Instrument) -> list[Number | None]:
    """What was chosen so far; a draft of another version of the instrument is begun anew."""
    if found.draft is None or found.draft_version != asked.version:
        return [None] * len(asked.items)
    return list(found.draft)


def _forget_unasked(asked: Instrument, answers: list[Number | None]) -> None:
    for at in range(len(answers)):
        if not instruments.is_asked(asked, answers, at):
            answers[at] = None


def _next(asked: Instrument, answers: list[Number | None], after: int) -> int | None:
    """The place of the next question that is asked, or None at the end."""
    following = range(after + 1, len(asked.items))
    return next((at for at in following if instruments.is_asked(asked, answers, at)), None)


def _resumed(asked: Instrument, answers: list[Number | None]) -> int | None:
    """The place to go on from: after the last question that has an answer; what was skipped before is not asked again."""
    answered = [at for at, value in enumerate(answers) if value is not None]
    return _next(asked, answers, max(answered, default=-1))


def _place(asked: Instrument, answers: list[Number | None], at: int, found: Assignment) -> dict[str, Any]:
    places = [place for place in range(len(asked.items)) if instruments.is_asked(asked, answers, place)]
    index = places.index(at)
    back = reverse("portal-check-in", args=[found.pk])
    if index:
        back = reverse("portal-question", args=[found.pk, places[index - 1] + 1])
    return {"number": index + 1, "count": len(places), "back": back, "help_now": bool(found.draft_flags)}


def _answer_words(asked: Instrument, at: int, value: Number | None, language: str) -> str | None:
    options = {option.value: option.label.said(language)[0] for option in asked.items[at].options}
    return None if value is None else options.get(int(value), str(value))


def _question(found: Assignment, at: int | None) -> HttpResponse:
    if at is None:
        return HttpResponseRedirect(reverse("portal-check-in-check", args=[found.pk]))
    return HttpResponseRedirect(reverse("portal-question", args=[found.pk, at + 1]))


def _list() -> HttpResponse:
    return HttpResponseRedirect(reverse("portal-check-ins"))


def _language(request: Any) -> str:
    """The language of the page, where the instruments know it."""
    wanted = get_language() or "en"
    return wanted if wanted in instruments.LANGUAGES else "en"


def _asked_in(asked: Instrument, language: str) -> str:
    """The language the questions are really in: the published translation, or English."""
    return language if language in asked.languages else "en"


def _page(
    request: Any, record: Patient, template: str, language: str, context: dict[str, Any]
) -> HttpResponse:
    shared = {"record": record, "language": language}
    return page_of(record.clinic, request, template, {**shared, **context})


def _seen(record: Patient, says: str) -> None:
    auditing.record(
        verb="questionnaire.seen", says=f"patient {record.number} {says}", patient=record.pk, role="patient"
    )
