"""A patient's way into the portal: a link that the clinic makes, and how their pages look once they are in."""

from __future__ import annotations

import hmac
import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.domain.quantities import Confidence, Provenance, Unusable
from euthymia.kit import streams, units

from .access import Permission
from .actions import add_user, require
from .models import Patient, PortalLink, Staff, TextSize, Theme, User
from .queries import Member

_ACCEPTED = {
    "language": [code for code, _name in settings.LANGUAGES], "text_size": TextSize.values, "theme": Theme.values,
}  # fmt: skip
LINK_LASTS = timedelta(days=7)
MOST_WRONG = 5
LIMITS = Provenance(
    "how long a link into the portal lasts, and how many wrong birth dates close it: site setting",
    Confidence.P,
)


def make_link(*, by: Member, patient: Patient, email: str = "") -> tuple[PortalLink, str]:
    """A link into the portal and its key, told now and never again; an older link of this patient opens nothing any more.

    `email` names the account that is made when the link is opened, where the patient has none. Raises Unusable, NotAllowed.
    """
    require(by, Permission.REGISTER_PATIENT)
    now, email = units.current().now, email.strip().lower()
    if patient.user is not None:
        email = patient.user.email
        _check_reachable(patient.user)
    else:
        _check_free(email)
    key = secrets.token_urlsafe(32)
    standing = PortalLink.objects.filter(clinic_id=patient.clinic_id, patient=patient, ended_at=None)
    standing.update(ended_at=now)
    made = PortalLink(
        clinic_id=patient.clinic_id, patient=patient, email=email, key_digest=_digest(key), made_at=now, made_by=by.words,
        until=now + LINK_LASTS,
    )  # fmt: skip
    made.save()
    _note(made, "portal.link-made", f"made a link into the portal for patient {patient.number}", by.words)
    return made, key


def _check_reachable(user: User) -> None:
    from allauth.mfa.utils import is_mfa_enabled

    if not user.is_active or Staff.objects.filter(user=user).exists() or is_mfa_enabled(user):
        says = "this account is opened with its password and second factor only"
        raise Unusable.one("email", "guarded", says, "sign-in by who it belongs to")


def _check_free(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Unusable.one("email", "no-email", "this is no e-mail address", "name@example.org") from None
    if User.objects.filter(email=email).exists():
        says = "somebody signs in with this address already"
        raise Unusable.one("email", "taken", says, "an address of this patient's own")


def link_of(key: str, now: datetime) -> PortalLink | None:
    """The link that this key opens now, whichever clinic's. Ask in a unit of every tenant."""
    found = PortalLink.objects.filter(key_digest=_digest(key)).select_related("clinic", "patient").first()
    return found if found is not None and found.ended_at is None and now < found.until else None


def newest_link(patient: Patient) -> PortalLink | None:
    found = PortalLink.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return found.order_by("-made_at", "-id").first()


def come_in(*, link: PortalLink, key: str, born: date | None) -> User | None:
    """Who was born on the right day comes in, once: their account, made now where there was none. None when not.

    Act in a unit of every tenant: whether the account has a place of staff is asked of all clinics.
    """
    found: PortalLink = streams.lock(PortalLink, [link.pk])[link.pk]
    now = units.current().now
    if (
        found.ended_at is not None
        or now >= found.until
        or not hmac.compare_digest(bytes(found.key_digest), _digest(key))
    ):
        return None
    patient: Patient = streams.lock(Patient, [found.patient_id])[found.patient_id]
    who = f"patient {patient.number}"
    if born != patient.born:
        found.wrong += 1
        found.ended_at = now if found.wrong >= MOST_WRONG else None
        found.save(update_fields=["wrong", "ended_at"])
        _note(
            found,
            "portal.link-refused",
            "a birth date at the patient's link was wrong",
            "a patient's link",
            Event.Outcome.REFUSED,
        )
        return None
    user = patient.user
    try:
        if user is None:
            _check_free(found.email)
            user = add_user(email=found.email, name=str(patient), password=None)
            patient.user = user
            patient.save(update_fields=["user"])
        else:
            _check_reachable(user)
    except Unusable:
        user = None
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    if user is None:
        _note(
            found,
            "portal.link-refused",
            "the account behind the link is not opened by one",
            who,
            Event.Outcome.REFUSED,
        )
    else:
        _note(found, "portal.link-used", f"{who} came in by their link", who)
    return user


def choose_screen(*, patient: Patient, user: User, language: str, text_size: str, theme: str) -> User:
    """How this account's pages are shown from now on, on every device. Raises Unusable."""
    wanted = {"language": language, "text_size": text_size, "theme": theme}
    for name, accepted in _ACCEPTED.items():
        if wanted[name] and wanted[name] not in accepted:
            raise Unusable.one(name, "unknown", _("no such choice"), ", ".join(accepted))
    changed = [name for name, chosen in wanted.items() if getattr(user, name) != chosen]
    if changed:
        for name in changed:
            setattr(user, name, wanted[name])
        user.save(update_fields=changed)
        auditing.record(
            verb="account.screen", says=f"patient {patient.number} chose how their pages look: {', '.join(changed)}",
            subject=str(user.pk), patient=patient.pk, role="patient",
        )  # fmt: skip
    return user


def speak(*, user: User, language: str) -> None:
    """The other language, from the button that stands on every page."""
    user.language = language
    user.save(update_fields=["language"])
    auditing.record(verb="account.screen", says=f"chose the language {language}", subject=str(user.pk))


def _note(found: PortalLink, verb: str, says: str, actor: str, outcome: str = Event.Outcome.DONE) -> None:
    auditing.record(
        verb=verb, says=says, subject=str(found.pk), patient=found.patient_id, actor=actor, clinic=found.clinic_id,
        outcome=outcome,
    )  # fmt: skip


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()
