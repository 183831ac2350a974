"""How a fact is added to an evaluation: judged as the case would judge it, numbered, chained, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient, User
from euthymia.clinic.people.queries import Member, age_y
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import crisis_path
from euthymia.domain.rules.case import parse
from euthymia.journey.evaluation import facts, queries
from euthymia.journey.evaluation.kinds import NONE, Content, Kind
from euthymia.journey.evaluation.models import Evaluation, Fact
from euthymia.journey.evaluation.parts import BY_SLUG, SIGNED, PartForms
from euthymia.kit import streams, units

from . import asking

Origin = Fact.Origin
_ITEM_ANSWERS = {"phq-9": "item9"}


def open_evaluation(*, by: Member | User, patient: Patient) -> Evaluation:
    """The patient's evaluation; the first one is opened by whoever needs it first. Raises NotAllowed."""
    words = _words(by, patient)
    streams.lock(Patient, [patient.pk])
    found = queries.evaluation(patient)
    if found is not None:
        return found
    return _opened(patient, words)


def _opened(patient: Patient, words: str) -> Evaluation:
    made = Evaluation(
        clinic_id=patient.clinic_id, patient=patient, opened_at=units.current().now, opened_by=words
    )
    made.save()
    auditing.record(verb="evaluation.opened", says="opened an evaluation", subject=str(made.pk),
                    patient=patient.pk, actor=words)  # fmt: skip
    return made


def begin_again(*, by: Member, patient: Patient, seen: UUID, reason: str) -> Evaluation:
    """A new evaluation, for a new course or after a long time: empty, the one before shown as prior and not counted.

    `seen` is the evaluation that was on the page: asked twice, it begins once. Raises Unusable, NotAllowed.
    """
    words = _words(by, patient)
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why the evaluation begins again", "a sentence")
    streams.lock(Patient, [patient.pk])
    newest = queries.evaluation(patient)
    if newest is not None and newest.pk != seen:
        return newest
    made = _opened(patient, words)
    auditing.record(verb="evaluation.begun-again", says="began the evaluation again", subject=str(made.pk),
                    patient=patient.pk, actor=words, reason=reason.strip())  # fmt: skip
    return made


def _words(by: Member | User, patient: Patient) -> str:
    if isinstance(by, User):
        if patient.user_id != by.pk:
            raise NotAllowed("a patient tells of themselves only")
        return f"{by.name} <{by.email}>"
    require(by, Permission.RECORD_EVALUATION)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    return by.words


def tell(
    *, by: User, evaluation: Evaluation, slug: str, client_id: UUID, kind: str, content: Content, item: str = ""
) -> Fact:  # fmt: skip
    """What the patient enters from their own phone: kept apart until staff confirm it. Raises Unusable, NotAllowed."""
    words = _words(by, evaluation.patient)
    entry = Entry("evaluation.told", "told", words, Origin.PATIENT)
    return add(evaluation, slug, client_id, kind, content, item, entry)


def take_back(
    *, by: User, evaluation: Evaluation, slug: str, client_id: UUID, kind: str, item: str
) -> Fact:  # fmt: skip
    """The patient does not say this any more. What staff have confirmed is theirs to end. Raises Unusable, NotAllowed."""
    words = _words(by, evaluation.patient)
    forms = BY_SLUG[slug]
    evaluation = _locked(evaluation)
    old = queries.versions(evaluation, forms, kind, item)[0]
    if old.origin != Origin.PATIENT:
        raise Unusable.one("item", "confirmed", "staff have confirmed this", "to tell the staff")
    content = Content(old.text, old.code, dict(old.detail), item)
    row = _row(evaluation, forms, client_id, kind, content, item, Origin.PATIENT, words)
    row.gone = True
    fact, _ = _append(evaluation, forms, client_id, row)
    auditing.record(
        verb="evaluation.told", says=f"took back from {forms.title.lower()}: {forms.kind(kind).title.lower()}",
        subject=f"{evaluation.pk}#{slug}-{fact.n}", patient=evaluation.patient_id, actor=words,
    )  # fmt: skip
    return fact


def record_nothing(
    *, by: Member | User, evaluation: Evaluation, slug: str, client_id: UUID, kind: str
) -> Fact:
    """Asked, and there is none. Refused while there is one. Raises Unusable, NotAllowed."""
    words = _words(by, evaluation.patient)
    forms = BY_SLUG[slug]
    if kind not in forms.lists:
        raise Unusable.one("kind", "unknown", f"{kind!r} cannot be none", ", ".join(forms.lists))
    origin = Origin.PATIENT if isinstance(by, User) else Origin.STAFF
    evaluation = _locked(evaluation)
    held = [
        row for row in facts.current(queries.rows(evaluation)[forms.part])
        if row.kind == kind and row.item != NONE
    ]  # fmt: skip
    if held:
        says = f"{len(held)} recorded"
        raise Unusable.one("kind", "not-none", says, "end them first, each with its reason")
    fact, is_new = _append(
        evaluation, forms, client_id, _row(evaluation, forms, client_id, kind, Content(item=NONE), NONE, origin, words)
    )  # fmt: skip
    if is_new:
        auditing.record(
            verb=f"evaluation.{slug}", says=f"recorded as asked, none: {forms.kind(kind).title.lower()}",
            subject=f"{evaluation.pk}#{slug}-{fact.n}", patient=evaluation.patient_id, actor=words,
        )  # fmt: skip
    return fact


def confirm(*, by: Member, evaluation: Evaluation, slug: str, client_id: UUID, kind: str, item: str) -> Fact:
    """Staff confirm what the patient entered, as it stands. Raises Unusable, NotAllowed."""
    require(by, Permission.RECORD_EVALUATION)
    told = _standing(by, evaluation, slug, kind, item)
    content = Content(told.text, told.code, dict(told.detail), item)
    entry = Entry("evaluation.confirmed", "confirmed", by.words, Origin.STAFF, "confirmed")
    return add(evaluation, slug, client_id, kind, content, item, entry)


def end(
    *, by: Member, evaluation: Evaluation, slug: str, client_id: UUID, kind: str, item: str, reason: str
) -> Fact:
    """An item does not hold any more, or never did: a last version says so, and why. Raises Unusable, NotAllowed."""
    require(by, Permission.RECORD_EVALUATION)
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why it is taken out", "a few words")
    forms = BY_SLUG[slug]
    evaluation = _locked(evaluation)
    known = queries.fact_of_client(evaluation, forms, client_id)
    if known is not None:
        return known
    old = _standing(by, evaluation, slug, kind, item)
    content = Content(old.text, old.code, dict(old.detail), item)
    row = _row(evaluation, forms, client_id, kind, content, item, Origin.STAFF, by.words, reason)
    row.gone = True
    fact, _ = _append(evaluation, forms, client_id, row)
    auditing.record(
        verb="evaluation.ended", says=f"took out of {forms.title.lower()}: {forms.kind(kind).title.lower()}",
        subject=f"{evaluation.pk}#{slug}-{fact.n}", patient=evaluation.patient_id, actor=by.words,
    )  # fmt: skip
    if kind in asking.DECIDE:
        asking.ask(evaluation.patient, by.words)
    return fact


def sign_part(*, by: Member, evaluation: Evaluation, slug: str, client_id: UUID, digest: str) -> Fact:
    """Somebody says that a part is complete as it stands. `digest` is of the part as it was shown.

    Refused while something the patient entered is not confirmed. Raises Unusable, NotAllowed.
    """
    require(by, Permission.RECORD_EVALUATION)
    _words(by, evaluation.patient)
    forms = BY_SLUG[slug]
    evaluation = _locked(evaluation)
    part = queries.part(evaluation.patient, forms)
    known = queries.fact_of_client(evaluation, forms, client_id)
    if known is not None:
        return known
    faults = []
    if part.digest != digest:
        says = "this part has changed since it was shown"
        faults.append(Fault("digest", "changed", says, "the part as it stands now, read again"))
    if part.unconfirmed:
        says = f"{len(part.unconfirmed)} of the patient's own entries are not confirmed"
        faults.append(Fault("", "unconfirmed", says, "confirm or take out each of them"))
    if not part.rows:
        faults.append(Fault("", "empty", "nothing is recorded in this part", "the facts first"))
    if faults:
        raise Unusable(faults)
    content = Content(detail={"digest": digest, "meaning": "This part is complete and correct as it stands."})
    row = _row(evaluation, forms, client_id, SIGNED, content, SIGNED, Origin.STAFF, by.words)
    fact, _ = _append(evaluation, forms, client_id, row)
    auditing.record(
        verb="evaluation.part-signed", says=f"signed {forms.title.lower()} as complete",
        subject=f"{evaluation.pk}#{slug}-{fact.n}", patient=evaluation.patient_id, actor=by.words,
    )  # fmt: skip
    asking.ask(evaluation.patient, by.words)
    return fact


@dataclass(frozen=True, slots=True)
class Entry:
    """How an addition stands in the audit log, and whose it is."""

    verb: str
    says: str
    by: str
    origin: str
    reason: str = ""


def add(
    evaluation: Evaluation, slug: str, client_id: UUID, code: str, content: Content, item: str, entry: Entry
) -> Fact:
    """A new version of a fact; the same entry sent twice is one. Raises Unusable."""
    forms = BY_SLUG[slug]
    try:
        kind = forms.kind(code)
    except KeyError:
        known = ", ".join(kind.code for kind in forms.kinds)
        raise Unusable.one(
            "kind", "unknown", f"{code!r} is no kind of {forms.title.lower()}", known
        ) from None
    evaluation = _locked(evaluation)
    its_item = _item(kind, content, item)
    row = _row(evaluation, forms, client_id, code, content, its_item, entry.origin, entry.by, entry.reason)
    known_row = queries.fact_of_client(evaluation, forms, client_id)
    if known_row is not None:
        return _same(known_row, row)
    if its_item != NONE:
        check(evaluation.patient, kind, row)
    if item and item != its_item and _holds(evaluation, forms, code, item):
        # The day or the instrument was corrected: what it was entered under before is not true.
        _end_moved(evaluation, forms, code, item, entry.by)
    streams.append(evaluation, [row], locked=True)
    _watch_for_crisis(evaluation.patient, kind, row, entry.by)
    auditing.record(
        verb=entry.verb, says=f"{entry.says} in {forms.title.lower()}: {kind.title.lower()}",
        subject=f"{evaluation.pk}#{slug}-{row.n}", patient=evaluation.patient_id, actor=entry.by,
    )  # fmt: skip
    if code in asking.DECIDE:
        asking.ask(evaluation.patient, entry.by)
    return row


def _item(kind: Kind, content: Content, item: str) -> str:
    if content.item:
        return content.item
    return item or (uuid4().hex if kind.many else kind.code)


def _holds(evaluation: Evaluation, forms: PartForms, kind: str, item: str) -> bool:
    return any(not row.gone for row in queries.versions(evaluation, forms, kind, item)[:1])


def _end_moved(evaluation: Evaluation, forms: PartForms, kind: str, item: str, words: str) -> None:
    old = queries.versions(evaluation, forms, kind, item)[0]
    content = Content(old.text, old.code, dict(old.detail), item)
    row = _row(evaluation, forms, uuid4(), kind, content, item, old.origin, words, "corrected")
    row.gone = True
    streams.append(evaluation, [row], locked=True)


def check(patient: Patient, kind: Kind, row: Fact) -> None:
    """Refuse what the case would refuse, at the field it is about. Raises Unusable."""
    today = units.current().now.astimezone(patient.clinic.zone).date()
    case: dict[str, Any] = {"as_of": today.isoformat(), "patient": {"age_y": age_y(patient.born, today)}}
    faults = []
    for words in (row.text, row.code, row.reason, *map(str, row.detail.values())):
        if "\x00" in words:
            faults.append(Fault("", "unreadable", "a sign in it cannot be shown", "plain words"))
    kind.put(case, row)
    try:
        parse(case)
    except Unusable as refused:
        # A day that is wrong is wrong for every result of a collection, and said once.
        faults += dict.fromkeys(replace(fault, at=field_of(fault.at)) for fault in refused.faults)
    taken = row.detail.get("taken") or row.detail.get("asked_on")
    if taken and str(taken) > today.isoformat() and not any(fault.at == "taken" for fault in faults):
        faults.append(Fault("taken", "in-the-future", f"{taken} has not come yet", f"up to {today}"))
    if faults:
        raise Unusable(faults)


def field_of(pointer: str) -> str:
    """The form's field for a pointer of the case: the last key that is a word; pressures by their reading."""
    keys = pointer.strip("/").split("/")
    if "bp_mmhg" in keys:
        reading, side = (*keys[keys.index("bp_mmhg") + 1 :], "0", "0")[:2]
        return f"{'dbp' if side == '1' else 'sbp'}_{reading if reading.isdigit() else 0}"
    if "values" in keys and len(keys) > keys.index("values") + 1:
        lab = keys[keys.index("values") + 1]
        if keys[-1] == "collected":
            return "collected"
        return f"{lab}_upper" if keys[-1] == "upper" else lab
    named = {"adherence": "adherence_pct", "weighed_on": "taken"}
    last = next((key for key in reversed(keys) if not key.isdigit()), "")
    return named.get(last, last)


def _row(
    evaluation: Evaluation, forms: PartForms, client_id: UUID, kind: str, content: Content, item: str, origin: str,
    words: str, reason: str = "",
) -> Fact:  # fmt: skip
    return forms.table(
        clinic_id=evaluation.clinic_id, evaluation=evaluation, client_id=client_id, kind=kind, item=item,
        at=units.current().now, by=words, origin=origin, text=content.text.strip(), code=content.code.strip(),
        detail=dict(content.detail), reason=reason.strip(),
    )  # fmt: skip


def _locked(evaluation: Evaluation) -> Evaluation:
    found: Evaluation = streams.lock(Evaluation, [evaluation.pk])[evaluation.pk]
    found.patient = evaluation.patient
    return found


def _append(evaluation: Evaluation, forms: PartForms, client_id: UUID, row: Fact) -> tuple[Fact, bool]:
    known = queries.fact_of_client(evaluation, forms, client_id)
    if known is not None:
        return _same(known, row), False
    streams.append(evaluation, [row], locked=True)
    return row, True


def _same(known: Fact, row: Fact) -> Fact:
    if (known.kind, known.text, known.code, dict(known.detail)) == (row.kind, row.text, row.code, row.detail):
        return known
    says = "this form was already used for another entry, which is kept"
    raise Unusable.one("client_id", "reused", says, "the same button once more, if this is a new entry")


def _standing(by: Member, evaluation: Evaluation, slug: str, kind: str, item: str) -> Fact:
    _words(by, evaluation.patient)
    forms = BY_SLUG[slug]
    newest = next(iter(queries.versions(evaluation, forms, kind, item)), None)
    if newest is None or newest.gone:
        raise Unusable.one("item", "unknown", "there is no such entry", "one of those that stand")
    return newest


def _watch_for_crisis(patient: Patient, kind: Kind, fact: Fact, words: str) -> None:
    """An answer about suicide is acted on where it is saved (clinical.md 7B, 9A)."""
    trigger = (
        _trigger(fact, fact.at.astimezone(patient.clinic.zone).date())
        if kind.code in ("score", "suicide-risk")
        else None
    )
    remote = fact.origin == Origin.PATIENT
    crises.signal(patient=patient, trigger=trigger, by=words, client_id=fact.client_id, remote=remote)


def _trigger(fact: Fact, on: date) -> crisis_path.Trigger | None:
    """`on` is the clinic's day: the rules count the three months from the same one."""
    instrument, detail = fact.item, fact.detail
    if instrument == "c-ssrs":
        return crisis_path.of_c_ssrs(detail.get("ideation"), detail.get("behaviour"), on)
    if instrument == "asq":
        return crisis_path.of_asq(bool(detail.get("total")), detail.get("acuity"))
    if instrument in _ITEM_ANSWERS:
        return crisis_path.of_item(instrument, detail.get(_ITEM_ANSWERS[instrument]))
    return None
