"""The acts of the chairside page as data: each with its form, who may do it, when, and what does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock

from . import actions, forms, order_forms
from .account import open_lines
from .draw_forms import ResettleForm
from .fold import Course, Phase
from .models import Session

Do = Callable[[Member, Session, Any], str]
MakeForm = Callable[[Session, QueryDict | None, QueryDict | None], Any]
_INFUSING = (Phase.RUNNING, Phase.PAUSED)
_ATTENDED = (Phase.ORDERED, *_INFUSING, Phase.RECOVERY)


@dataclass(frozen=True, slots=True)
class Act:
    """`key` is its single-key shortcut; `phases` are those in which it is offered.

    An act without a `dialog` is one press. The dialogs come after the page, but for those that are there
    `at_once`: what stops the drug waits for nothing. An act `by_two` is signed by who does it and by a second
    person. `then` names the act that is opened next, where it is offered.
    """

    name: str
    title: str
    submit: str
    button: str
    icon: str
    key: str
    permission: Permission
    phases: tuple[Phase, ...]
    make: MakeForm
    do: Do
    rail: bool = True
    dialog: bool = True
    at_once: bool = False
    by_two: bool = False
    then: str = ""

    def form(self, session: Session, data: QueryDict | None, query: QueryDict | None = None) -> Any:
        """The act's form: bound to `data`, or empty with what the address's query already says."""
        return self.make(session, data, query)


def offered(course: Course, member: Member) -> dict[str, Act]:
    """The acts this person may do now, by name. What is left of a syringe is wasted only where something is."""
    found = {
        name: act for name, act in ACTS.items() if course.phase in act.phases and member.may(act.permission)
    }
    if "waste" in found and not open_lines(course.happenings):
        del found["waste"]
    if "resettle" in found and not member.may(Permission.RESOLVE_STOCK):
        del found["resettle"]
    return found


def without_network(course: Course, member: Member) -> dict[str, Act]:
    """The acts that may follow on this page while no server can say how the pump stands: their dialogs come along."""
    if course.phase not in _INFUSING:
        return {}
    names = ("pause", "resume", "rate", "finish", *(("waste",) if open_lines(course.happenings) else ()))
    return {name: ACTS[name] for name in names if member.may(ACTS[name].permission)}


def _form(cls: type[Any], name: str, *, of_session: bool = False, **initial: Any) -> MakeForm:
    def make(session: Session, data: QueryDict | None, query: QueryDict | None) -> Any:
        kwargs: dict[str, Any] = {"auto_id": f"{name}-%s"}
        if of_session:
            kwargs["session"] = session
        found = {key: value(session) if callable(value) else value for key, value in initial.items()}
        found.update({key: query[key] for key in ("n",) if query and key in query})
        return cls(data, initial=found, **kwargs)

    return make


def _once(form: Any) -> dict[str, Any]:
    """The client's id, and the time observed where the form asks for one."""
    found = {"client_id": form.cleaned_data["client_id"]}
    at: datetime | None = form.at(clock.now()) if isinstance(form, forms.TimedForm) else None
    return {**found, "at": at} if isinstance(form, forms.TimedForm) else found


def _start(by: Member, session: Session, form: Any) -> str:
    data = form.cleaned_data
    event = actions.start(
        by=by, session=session, rate_ul_per_h=data["rate_ml_per_h"], reason=data["reason"], **_once(form)
    )
    return capfirst(event.says) + "."


def _rate(by: Member, session: Session, form: Any) -> str:
    rate = form.cleaned_data["rate_ml_per_h"]
    event = actions.change_rate(by=by, session=session, rate_ul_per_h=rate, reason=form.why(), **_once(form))
    return capfirst(event.says) + "."


def _pause(by: Member, session: Session, form: Any) -> str:
    actions.pause(by=by, session=session, reason=form.why(), **_once(form))
    return "Paused. Resume when the patient is settled."


def _resume(by: Member, session: Session, form: Any) -> str:
    data = form.cleaned_data
    event = actions.resume(
        by=by, session=session, rate_ul_per_h=data["rate_ml_per_h"], reason=data["reason"], **_once(form)
    )
    return capfirst(event.says) + "."


def _vitals(by: Member, session: Session, form: Any) -> str:
    event = actions.record_vitals(
        by=by,
        session=session,
        values=form.values(),
        not_measured=form.cleaned_data["not_measured"],
        **_once(form),
    )
    return f"Recorded: {event.says}."


def _confirm(by: Member, session: Session, form: Any) -> str:
    return f"Confirmed: {actions.confirm_vitals(by=by, session=session, **_once(form)).says}."


def _give(by: Member, session: Session, form: Any) -> str:
    data = form.cleaned_data
    event = actions.give(
        by=by, session=session, name=data["name"], amount=data["amount"], route=data["route"], ordered_by=data["ordered_by"],
        **_once(form),
    )  # fmt: skip
    return f"Recorded as given: {event.says}."


def _give_ordered(by: Member, session: Session, form: Any) -> str:
    data = form.cleaned_data
    event = actions.give_ordered(
        by=by, session=session, line=data["line"], dose_ug=data["dose_mg"], **_once(form)
    )
    return f"Recorded as given, as ordered: {event.says}."


def _outcome(by: Member, session: Session, form: Any) -> str:
    data = form.cleaned_data
    event = actions.record_outcome(
        by=by, session=session, of=data["of"], outcome=data["outcome"], **_once(form)
    )
    return f"Recorded: {event.says}."


def _symptom(by: Member, session: Session, form: Any) -> str:
    data = {name: form.cleaned_data[name] for name in ("symptom", "severity", "action", "words")}
    return f"Recorded: {actions.record_symptom(by=by, session=session, **data, **_once(form)).says}."


def _score(by: Member, session: Session, form: Any) -> str:
    scores = {name: form.cleaned_data[name] for name in ("moaas", "dissociation")}
    return f"Recorded: {actions.record_scores(by=by, session=session, scores=scores, **_once(form)).says}."


def _note(by: Member, session: Session, form: Any) -> str:
    actions.write_note(by=by, session=session, words=form.cleaned_data["words"], **_once(form))
    return "Note kept."


def _present(by: Member, session: Session, form: Any) -> str:
    event = actions.note_present(by=by, session=session, present=form.names(), **_once(form))
    return capfirst(event.says) + "."


def _monitor(by: Member, session: Session, form: Any) -> str:
    event = actions.connect_monitor(by=by, session=session, code=form.cleaned_data["code"], **_once(form))
    return capfirst(event.says) + "."


def _harm(by: Member, session: Session, form: Any) -> str:
    made = actions.open_harm(
        by=by, session=session, client_id=form.cleaned_data["client_id"], n=form.cleaned_data["n"]
    )
    return f"{made} is open: tell whoever has to be told, and say what is known."


def _finish(by: Member, session: Session, form: Any) -> str:
    event = actions.finish(by=by, session=session, reason=form.cleaned_data["reason"], **_once(form))
    return f"{capfirst(event.says)}. The patient is still watched."


def _waste(by: Member, session: Session, form: Any) -> str:
    data = form.cleaned_data
    event = actions.waste(
        by=by, session=session, method=data["method"], syringe=data["syringe"], words=data["words"],
        witness=form.second.proof, **_once(form),
    )  # fmt: skip
    return f"{capfirst(event.says)}. Kept in the drug book, the dose history, the chart and the note."


def _close(by: Member, session: Session, form: Any) -> str:
    actions.close(by=by, session=session, **_once(form))
    return "Session closed. The record can be added to by notes."


def _correct(by: Member, session: Session, form: Any) -> str:
    data = form.cleaned_data
    actions.correct(
        by=by, session=session, n=data["n"], reason=data["reason"], rate_ul_per_h=data["rate_ml_per_h"], words=data["words"],
        **_once(form),
    )  # fmt: skip
    return "Corrected; both entries stay in the record."


def _resettle(by: Member, session: Session, form: Any) -> str:
    if not by.may(Permission.RESOLVE_STOCK):
        says = "what the drug book has is corrected by who may reverse its entries"
        raise Unusable.one("", "not-yours", says, "a prescriber, with a second person")
    data = form.cleaned_data
    event = actions.resettle(
        by=by, session=session, n=data["n"], reason=data["reason"], rate_ul_per_h=data["rate_ml_per_h"], at=form.right_at(),
        method=data["method"], witness=form.second.proof, **_once(form),
    )  # fmt: skip
    return f"{capfirst(event.says)}. Changed in the drug book, the dose history, the chart and the note."


_RUN, _SEE = Permission.RUN_INFUSION, Permission.OBSERVE
_TABLE: tuple[Act, ...] = (
    Act("monitor", "Connect the monitor", "Connect", "Monitor", "link", "m", _SEE, _ATTENDED, _form(forms.MonitorForm, "monitor"), _monitor),
    Act("start", "Start the infusion", "Start the infusion", "Start", "play", "t", _RUN, (Phase.ORDERED,),
        _form(forms.StartForm, "start", rate_ml_per_h=lambda session: session.order.rate_ul_per_h), _start),
    Act("vitals", "Vital signs", "Record vital signs", "Vitals", "heart", "v", _SEE, _ATTENDED, _form(forms.VitalsForm, "vitals"), _vitals),
    Act("confirm", "Confirm what the monitor shows", "Confirm", "Confirm", "check", "c", _SEE, _ATTENDED,
        _form(forms.ConfirmForm, "confirm"), _confirm, rail=False, dialog=False),
    Act("rate", "Change the rate", "Change the rate", "Rate", "rate", "r", _RUN, (Phase.RUNNING,), _form(forms.RateForm, "rate", of_session=True), _rate),
    Act("pause", "Pause", "Pause now", "Pause", "pause", " ", _RUN, (Phase.RUNNING,), _form(forms.PauseForm, "pause", of_session=True), _pause, rail=False, at_once=True),
    Act("resume", "Resume", "Resume now", "Resume", "play", " ", _RUN, (Phase.PAUSED,), _form(forms.ResumeForm, "resume"), _resume, rail=False),
    Act("give", "Give a medicine", "Record as given", "Give", "syringe", "g", _RUN, _ATTENDED, _form(forms.GiveForm, "give", of_session=True), _give),
    Act("give-ordered", "Give as ordered", "Record as given", "Ordered", "syringe", "", _RUN, _ATTENDED,
        _form(order_forms.GiveOrderedForm, "give-ordered"), _give_ordered, rail=False, dialog=False),
    Act("outcome", "Asked after", "Record", "Asked after", "check", "", _SEE, _ATTENDED, _form(order_forms.OutcomeForm, "outcome"), _outcome, rail=False, dialog=False),
    Act("symptom", "Symptom and what was done", "Record symptom", "Symptom", "person", "s", _SEE, _ATTENDED,
        _form(forms.SymptomForm, "symptom", of_session=True), _symptom),
    Act("score", "Sedation and dissociation", "Record scores", "Scores", "list", "d", _SEE, _ATTENDED, _form(forms.ScoreForm, "score", of_session=True), _score),
    Act("note", "Note", "Keep the note", "Note", "note", "n", _SEE, (*_ATTENDED, Phase.CLOSED), _form(forms.NoteForm, "note"), _note),
    Act("present", "Who is with the patient", "Record who is present", "Present", "person", "p", _SEE, _ATTENDED, _form(forms.PresentForm, "present"), _present, rail=False),
    Act("correct", "Correct an entry", "Correct the entry", "Correct", "edit", "", _RUN, _ATTENDED, _form(forms.CorrectForm, "correct"), _correct, rail=False),
    Act("harm", "Adverse event", "Open an adverse event", "Harm", "flag", "", Permission.REPORT_HARM, (*_ATTENDED, Phase.CLOSED),
        _form(order_forms.HarmForm, "harm"), _harm, rail=False, dialog=False),
    Act("finish", "Finish the infusion", "STOP the infusion", "STOP", "stop", "", _RUN, _INFUSING, _form(forms.FinishForm, "finish"), _finish, rail=False, at_once=True, then="waste"),
    Act("waste", "Waste what is left", "Both sign: it is destroyed", "Waste", "vial", "w", _RUN, (Phase.ORDERED, Phase.PAUSED, Phase.RECOVERY),
        _form(forms.WasteForm, "waste", of_session=True), _waste, by_two=True),
    Act("resettle", "Correct the pump, and the drug book with it", "Both sign the correction", "Correct", "edit", "", _RUN,
        actions.RESETTLED_IN, _form(ResettleForm, "resettle", of_session=True), _resettle, rail=False, by_two=True),
    Act("close", "End watching", "End watching", "Close", "check", "", _RUN, (Phase.ORDERED,), _form(forms.CloseForm, "close"), _close, rail=False),
)  # fmt: skip
ACTS = {act.name: act for act in _TABLE}
