"""The patient's private journal: a page that opens it in the browser, and the sealed things that come and go.

Nothing here is ever given a word of an entry in the clear, but the key of a share that the patient makes.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.journey.journal import actions, queries, sealed
from euthymia.journey.journal.actions import Version
from euthymia.journey.journal.models import Journal, SealedEntry
from euthymia.journey.journal.queries import Shared
from euthymia.journey.journal.sealed import decoded, encoded, number
from euthymia.kit import units
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .views import left_locked, to_unlock

_ENTRY = {"client_id": str, "entry": str, "version": int, "nonce": str, "sealed": str}
_SHARE = {"share": str, "entry": str, "version": int, "nonce": str, "sealed": str, "to": str, "key": str}
_BODY_MOST = 128 * 1024


def prompts() -> list[str]:
    """What can be written about, in the page's language: openings, no questions that ask for a right answer."""
    return [
        _("What has stayed with me from the last session"), _("What I hope for before the next one"),
        _("A picture, a sound or a feeling that came"), _("One small thing that was different today"),
        _("What was hard, and what helped a little"), _("How I slept, and how the morning was"),
        _("What I would like to say to somebody, and have not"),
    ]  # fmt: skip


@spoken
@patient
@require_GET
def journal(request: Any) -> HttpResponse:
    """The page. What it carries is sealed; it is opened by its own scripts with the patient's passphrase."""
    if left_locked(request):
        return to_unlock(request)
    record = _record(request)
    found = queries.journal(record)
    readers = queries.readers(record.clinic, request.unit.now)
    _seen(record, "opened the page of their journal")
    context = {
        "record": record, "prompts": prompts(), "readers": readers, "shared": [_share(one) for one in queries.shares_of(record)],
        "held": None if found is None else _held(found), "rounds": sealed.ROUNDS,
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/journal.html", context)


@patient
@require_POST
def keys(request: Any) -> HttpResponse:
    """Make a journal, or change the envelopes of its key."""
    record = _record(request)
    try:
        with units.all_or_nothing():
            return JsonResponse(_held(_keyed(record, _body(request))))
    except Unusable as refused:
        return _refused(refused)


@patient
@require_http_methods(["GET", "POST"])
def entries(request: Any) -> HttpResponse:
    """Sealed versions of entries: those after a number, or one more."""
    record = _record(request)
    if request.method == "GET":
        after, found = request.GET.get("after", "0"), queries.journal(record)
        if found is None or not (after.isascii() and after.isdecimal() and len(after) < 16):
            return _refused(Unusable.one("after", "malformed", "there is nothing after this", "a number"))
        _seen(record, "opened their sealed journal")
        return JsonResponse({"entries": [_entry(one) for one in queries.entries(found, int(after))]})
    try:
        told = sealed.whole(_body(request), _ENTRY)
        with units.all_or_nothing():
            made = actions.write(
                by=record, client_id=number(told["client_id"], "client_id"), of=_version(told)
            )
    except Unusable as refused:
        return _refused(refused)
    return JsonResponse(_entry(made))


@patient
@require_http_methods(["GET", "POST"])
def shares(request: Any) -> HttpResponse:
    """What is shared, with whom, and who read it; or one more share."""
    record = _record(request)
    if request.method == "POST":
        try:
            told = sealed.whole(_body(request), _SHARE)
            with units.all_or_nothing():
                actions.share(
                    by=record, share_id=number(told["share"], "share"), of=_version(told), to=number(told["to"], "to"),
                    key=decoded(told["key"], "key", sealed.KEY_BYTES, sealed.KEY_BYTES),
                )  # fmt: skip
        except Unusable as refused:
            return _refused(refused)
    else:
        _seen(record, "looked who read what they shared of their journal")
    return JsonResponse({"shares": [_share(one) for one in queries.shares_of(record)]})


@patient
@require_POST
def share_end(request: Any, own_share_id: UUID) -> HttpResponse:
    """Take a share back."""
    record = _record(request)
    with missing_is_not_found():
        found = queries.share_of(record, own_share_id)
    with units.all_or_nothing():
        actions.take_back(by=record, share=found)
    return JsonResponse({"shares": [_share(one) for one in queries.shares_of(record)]})


def _keyed(record: Patient, body: bytes) -> Journal:
    told = sealed.whole(
        body, {"client_id": str, "instead_of": str, "by_passphrase": dict, "by_recovery": dict, "proof": str}
    )
    proof = decoded(told["proof"], "proof", sealed.KEY_BYTES, sealed.KEY_BYTES)
    words, phrase = (
        sealed.envelope(told[at], at, kdf) if told[at] else None
        for at, kdf in (("by_passphrase", "PBKDF2-SHA-256"), ("by_recovery", "HKDF-SHA-256"))
    )
    if not told["client_id"]:
        return actions.change_key(by=record, proof=proof, by_passphrase=words, by_recovery=phrase)
    if words is None or phrase is None:
        raise Unusable.one("", "missing", "a journal has two envelopes", "by_passphrase and by_recovery")
    return actions.make(
        by=record, client_id=number(told["client_id"], "client_id"), by_passphrase=words, by_recovery=phrase, proof=proof,
        instead_of=number(told["instead_of"], "instead_of") if told["instead_of"] else None,
    )  # fmt: skip


def _version(told: dict[str, Any]) -> Version:
    return Version(
        number(told["entry"], "entry"), told["version"], decoded(told["nonce"], "nonce", sealed.NONCE_BYTES, sealed.NONCE_BYTES),
        sealed.sealed_text(told["sealed"], "sealed"),
    )  # fmt: skip


def _body(request: Any) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > _BODY_MOST:
        raise Unusable.one("", "too-long", "this is too much at once", f"up to {_BODY_MOST} bytes")
    body: bytes = request.body
    return body


def _held(found: Journal) -> dict[str, Any]:
    return {
        "journal": str(found.pk), "by_passphrase": found.by_passphrase, "by_recovery": found.by_recovery,
        "made_at": found.made_at.isoformat(),
    }  # fmt: skip


def _entry(one: SealedEntry) -> dict[str, Any]:
    return {
        "n": one.n, "entry": str(one.entry), "version": one.version, "at": one.at.isoformat(),
        "nonce": encoded(one.nonce), "sealed": encoded(one.sealed),
    }  # fmt: skip


def _share(one: Shared) -> dict[str, Any]:
    return {
        "share": str(one.share.pk), "entry": str(one.share.entry), "version": one.share.version, "to": one.share.to.name,
        "at": one.share.at.isoformat(), "ended_at": one.end.at.isoformat() if one.end else None,
        "reads": [read.at.isoformat() for read in one.reads],
    }  # fmt: skip


def _refused(refused: Unusable) -> HttpResponse:
    """Where, what, accepted; never what was sent."""
    faults = [
        {"at": one.at, "code": one.code, "says": one.says, "accepted": one.accepted} for one in refused.faults
    ]
    return JsonResponse({"faults": faults}, status=422)


def _record(request: Any) -> Patient:
    record: Patient = request.record
    found = people.patient(record.clinic, record.pk)
    found.clinic = record.clinic
    return found


def _seen(record: Patient, says: str) -> None:
    auditing.record(
        verb="journal.seen", says=f"patient {record.number} {says}", patient=record.pk, role="patient"
    )
