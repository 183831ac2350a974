"""The consultation on the public site: times, booking, a question, and the visitor's own page behind a key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import queries as messages
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import State
from euthymia.domain.quantities import Unusable
from euthymia.journey.directory.shell import open_page, show
from euthymia.kit import units

from . import consulting, enquiring, offering, visitors
from .consulting import SITE, Visitor, Wish
from .models import Consultation, Lead
from .public_forms import AskForm, BookForm, ComplainForm, FitForm, by_day, moment
from .public_words import CRITERIA, Words, words
from .robots import PublicForm, refused

_LONGEST = 60  # signs; a key has 22
_SHOWN_DAYS, _SHOWN_TIMES = 5, 6


@open_page
@require_safe
def times(request: HttpRequest, clinic_code: str) -> HttpResponse:
    """The next free times, a few for each day."""
    clinic, say = _clinic(clinic_code), _words()
    with units.unit(tenant=clinic.pk, actor=SITE) as unit:
        found = offering.settings(clinic)
        is_open = offering.takes(clinic, found, unit.now)
        free = offering.free(clinic, found, unit.now) if is_open else []
    days = [(day, times[:_SHOWN_TIMES]) for day, times in by_day(free, clinic)[:_SHOWN_DAYS]]
    return _page(request, clinic, "intake/times.html", {"say": say, "days": days, "is_open": is_open})


@open_page
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, clinic_code: str) -> HttpResponse:
    """The form that books. When the time is gone it comes back with what was typed and the times that are free now."""
    clinic, say = _clinic(clinic_code), _words()
    with units.unit(tenant=clinic.pk, actor=SITE) as unit:
        found = offering.settings(clinic)
        if not offering.takes(clinic, found, unit.now):
            return HttpResponseRedirect(reverse("consultation", args=[clinic.code]))
        free = offering.free(clinic, found, unit.now)
        initial = {"time": request.GET.get("at", "")}
        form = BookForm(
            request.POST or None, clinic=clinic, say=say, free=free, online=found.online, initial=initial
        )
        if request.method == "POST":
            made = _known(clinic, form) or _booked(clinic, form)
            if made is not None:
                return HttpResponseRedirect(reverse("consultation-booked", args=[consulting.secret_of(made)]))
    context = {"say": say, "form": form, "none": not free}
    return _page(request, clinic, "intake/book.html", context, status=422 if form.errors else 200)


def _known(clinic: Clinic, form: BookForm) -> Consultation | None:
    """What this very form has booked already: its own time is then among those that are taken."""
    try:
        client_id = forms.UUIDField().clean(form.data.get("client_id"))
    except forms.ValidationError:
        return None
    return visitors.of_client(clinic, client_id)


def _booked(clinic: Clinic, form: BookForm) -> Consultation | None:
    if not form.is_valid() or refused(form):
        return None
    data = form.cleaned_data
    visitor = Visitor(
        data["given_name"], data["family_name"], data["born"], data["email"], data["phone"], data["by_email"], _language()
    )  # fmt: skip
    wish = Wish(
        moment(data["time"]), data.get("way") or Consultation.Way.HERE, data.get("state", ""), tuple(data["questions"]),
        data["own_question"],
    )  # fmt: skip
    try:
        with units.all_or_nothing():
            return consulting.book(clinic, client_id=data["client_id"], visitor=visitor, wish=wish)
    except Unusable as refusal:
        _say_faults(form, refusal, state=wish.state)
        return None


_SAID = {
    "taken": "taken", "chair-taken": "taken", "closed": "closed", "not-covered": "not_covered", "online-closed": "online_closed",
    "which-state": "which_state", "needs-email": "needs_email", "impossible": "born_impossible", "reach": "reach",
}  # fmt: skip


def _say_faults(form: PublicForm, refusal: Unusable, **values: str) -> None:
    """What was refused, in the words of the page."""
    for fault in refusal.faults:
        told = form.say[_SAID[fault.code]].format(**values) if fault.code in _SAID else fault.says
        form.add_error(
            fault.at if fault.at in form.fields else None, forms.ValidationError(told, code=fault.code)
        )


@open_page
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, clinic_code: str) -> HttpResponse:
    """A question to the clinic, with the time until which it is answered."""
    return _ask(request, clinic_code, Lead.Kind.QUESTION)


@open_page
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest, clinic_code: str) -> HttpResponse:
    """A complaint, with the time until which it is answered, and how long others waited where the clinic says so."""
    return _ask(request, clinic_code, Lead.Kind.COMPLAINT)


def _ask(request: HttpRequest, clinic_code: str, kind: Lead.Kind) -> HttpResponse:
    clinic, say, complains = _clinic(clinic_code), _words(), kind is Lead.Kind.COMPLAINT
    with units.unit(tenant=clinic.pk, actor=SITE) as unit:
        settings = offering.settings(clinic)
        form = (ComplainForm if complains else AskForm)(request.POST or None, clinic=clinic, say=say)
        if request.method == "POST" and form.is_valid() and not refused(form):
            data = {name: form.cleaned_data[name] for name in ("client_id", "name", "email", "phone", "says")}
            try:
                with units.all_or_nothing():
                    enquiring.ask(clinic, kind=kind, language=_language(), **data)
            except Unusable as refusal:
                _say_faults(form, refusal)
            else:
                return HttpResponseRedirect(f"{request.path}?asked")
        waited = visitors.answer_time(clinic, unit.now, kind)
    hours = settings.complaint_h if complains else settings.answer_h
    context = {
        "say": say, "form": form, "asked": "asked" in request.GET and request.method == "GET",
        "title": say["complain_title" if complains else "ask_title"],
        "lead": say["complain_lead" if complains else "ask_lead"].format(hours=hours),
        "thanks": say["complained" if complains else "asked"].format(hours=hours),
        "waited": waited and say["answer_time" if complains else "question_time"].format(days=waited.days, n=waited.n, hours=round(waited.median_h)),
    }  # fmt: skip
    return _page(request, clinic, "intake/ask.html", context, status=422 if form.errors else 200)


# The key is all that lets anybody in, and a page that tells no referrer names no origin that could be compared.
@csrf_exempt
@open_page
@require_http_methods(["GET", "POST"])
def booked(request: HttpRequest, consultation_key: str) -> HttpResponse:
    """The visitor's own page: when and where, the questions, what they think afterwards, and how to close it."""
    found, say = _of_key(consultation_key), _words()
    if found is None:
        return _private(show(request, "intake/no_booking.html", {"say": say}, status=404))
    clinic = found.clinic
    with units.unit(tenant=clinic.pk, actor=SITE):
        form = FitForm(request.POST if request.method == "POST" else None, say=say, initial=found.fit)
        if request.method == "POST":
            if "revoke" in request.POST:
                consulting.revoke(found)
            elif form.is_valid():
                consulting.keep_fit(found, form.answers())
            here = reverse("consultation-booked", args=[consultation_key])
            return _private(HttpResponseRedirect(f"{here}?kept"))
        auditing.record(
            verb="consultation.seen", says="the page of a consultation was opened by its key", subject=str(found.pk),
            patient=found.booking.patient_id, clinic=clinic.pk,
        )  # fmt: skip
        found.booking.clinic = clinic
        context: dict[str, Any] = {
            "say": say, "found": found, "booking": found.booking, "stands": found.booking.state == State.BOOKED, "form": form,
            "questions": [say[f"question-{one}"] for one in found.questions], "kept": "kept" in request.GET,
            "key": consultation_key, "address": messages.settings(clinic).address, "criteria": CRITERIA,
            "way": say[f"way-{found.way}"], "by_email": messages.reached(clinic, [found.booking.patient_id]),
        }  # fmt: skip
    return _private(_page(request, clinic, "intake/booked.html", context))


@open_page
@require_safe
def booked_file(request: HttpRequest, consultation_key: str) -> HttpResponse:
    """The consultation as a calendar file, which names no treatment."""
    found = _of_key(consultation_key)
    if found is None:
        raise Http404("no such consultation")
    with units.unit(tenant=found.clinic_id, actor=SITE) as unit:
        text = visits.file_of(found.booking, found.clinic, unit.now)
        auditing.record(
            verb="consultation.file", says="a consultation was taken as a calendar file by its key", subject=str(found.pk),
            patient=found.booking.patient_id, clinic=found.clinic_id,
        )  # fmt: skip
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return _private(answer)


def _of_key(key: str) -> Consultation | None:
    """Looked for in every clinic, since the key alone says whose it is; nothing else is read so."""
    if len(key) > _LONGEST:
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor=SITE):
        return visitors.of_secret(key)


def _clinic(code: str) -> Clinic:
    with units.unit(tenant=units.EVERY_TENANT, actor=SITE):
        found = visitors.clinic_of(code)
    if found is None:
        raise Http404("no such clinic")
    return found


def _page(
    request: HttpRequest, clinic: Clinic, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """In the clinic's own time, with its phone number."""
    say: Words = context["say"]
    call = say["call"].format(phone=clinic.phone) if clinic.phone else ""
    with timezone.override(clinic.zone):
        more = {"clinic": clinic, "zone": say["zone"].format(zone=clinic.timezone), "call": call}
        return show(request, template, {**more, **context}, status=status)


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, told to no other site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _words() -> Words:
    return words(_language())
