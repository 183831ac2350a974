"""To give a key after a visit, write one review with it, hide words for a reason, reply from a template."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings as installation
from django.db import IntegrityError, transaction

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units

from . import queries
from .models import Moderation, Reply, Review, ReviewKey, ReviewSettings
from .rules import ASPECTS, KEY_DAYS, REASONS, REPLIES, RESTORED, SAID, SCALE

WRITER = "the key of a visit"
MOST_WORDS = 2000
_SECRET_BYTES = 16


def set_up(clinic: Clinic, *, by: Member | str, client_id: UUID, is_open: bool) -> ReviewSettings:
    """From now on everybody is asked after a visit, or nobody. Raises NotAllowed."""
    if isinstance(by, Member):
        require(by, Permission.SET_CONSULTATIONS)
    known = queries.settings_of_client(clinic, client_id)
    if known is not None:
        return known
    words = by if isinstance(by, str) else by.words
    made = ReviewSettings(
        clinic=clinic, client_id=client_id, at=units.current().now, by=words, is_open=is_open
    )
    made.save()
    says = "asks everybody for a review after a visit" if is_open else "asks nobody for a review"
    auditing.record(verb="reviews.set", says=says, subject=str(made.pk), actor=words, clinic=clinic.pk)
    return made


def give_key(visit: Visit, *, by: str) -> str:
    """The key for one review of this visit, the same whenever it is asked for. Raises Unusable before the visit is over."""
    if visit.left_at is None:
        raise Unusable.one("", "not-over", "a review is written after the visit", "a visit that has ended")
    if not queries.settings(visit.clinic).is_open:
        raise Unusable.one(
            "", "closed", "this clinic asks nobody for reviews", "a clinic that asks everybody"
        )
    secret = _secret(visit)
    if queries.key_of(visit) is None:
        made = ReviewKey(
            clinic_id=visit.clinic_id, visit=visit, secret_hash=sha256(secret.encode()).hexdigest(),
            useful_until=visit.left_at + timedelta(days=KEY_DAYS),
        )  # fmt: skip
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            return secret  # another window was quicker; the key is the same
        auditing.record(
            verb="review.key-given", says="gave the key for a review of a visit", subject=str(visit.pk), patient=visit.patient_id,
            actor=by, clinic=visit.clinic_id,
        )  # fmt: skip
    return secret


def _secret(visit: Visit) -> str:
    whole = hmac.new(
        installation.SECRET_KEY.encode(), f"review of visit {visit.pk}".encode(), sha256
    ).digest()
    return urlsafe_b64encode(whole[:_SECRET_BYTES]).rstrip(b"=").decode()


def write(
    *, key: ReviewKey, rating: int, aspects: Mapping[str, str], words: str, insider: bool, language: str
) -> Review:
    """One review of one visit. Nothing of it leads back to the visit. Raises Unusable."""
    held: ReviewKey = streams.lock(ReviewKey, [key.pk])[key.pk]
    now = units.current().now
    faults = []
    if held.used:
        faults.append(Fault("", "used", "a review was written with this key", "one review of a visit"))
    elif held.useful_until < now:
        faults.append(Fault("", "too-late", "this key is too old", f"a review within {KEY_DAYS} days"))
    if rating not in SCALE:
        faults.append(Fault("rating", "out-of-range", f"{rating} is no rating", "1 to 5"))
    if any(aspect not in ASPECTS or said not in SAID for aspect, said in aspects.items()):
        faults.append(Fault("aspects", "unknown", "this is no answer", ", ".join(SAID)))
    if len(words) > MOST_WORDS:
        faults.append(Fault("words", "too-long", f"{len(words)} signs", f"up to {MOST_WORDS} signs"))
    if faults:
        raise Unusable(faults)
    held.used = True
    held.save(update_fields=["used"])
    made = Review(
        clinic_id=held.clinic_id, proof=queries.proof_of(held), month=now.astimezone(key.clinic.zone).date().replace(day=1),
        rating=rating, aspects=dict(aspects), words=words.strip(), insider=insider, language=language,
    )  # fmt: skip
    made.save()
    # No id and no patient: the log says that somebody wrote, never who of those who were here.
    auditing.record(
        verb="review.written",
        says="a review was written with the key of a visit",
        actor=WRITER,
        clinic=held.clinic_id,
    )
    return made


def hide(*, by: Member, review: Review, code: str, client_id: UUID) -> Moderation:
    """Hide the words of a review, for a reason that stands in the public log. Raises Unusable, NotAllowed."""
    return _moderate(by, review, client_id, Moderation.Change.HIDDEN, code)


def show(*, by: Member, review: Review, client_id: UUID) -> Moderation:
    """The words stand again. Raises Unusable, NotAllowed."""
    return _moderate(by, review, client_id, Moderation.Change.SHOWN, RESTORED.code)


def _moderate(
    by: Member, review: Review, client_id: UUID, change: Moderation.Change, code: str
) -> Moderation:
    require(by, Permission.MODERATE_REVIEWS)
    _same_clinic(by, review)
    streams.lock(Clinic, [by.clinic.pk])
    known = queries.moderation_of_client(by.clinic, client_id)
    if known is not None:
        return known
    hidden = review.pk in queries.hidden_codes(by.clinic)
    if hidden == (change == Moderation.Change.HIDDEN):
        says = "its words are hidden already" if hidden else "its words stand already"
        raise Unusable.one("code", "already", says, "the other act")
    if change == Moderation.Change.HIDDEN and code not in {one.code for one in REASONS}:
        raise Unusable.one(
            "code", "unknown", f"{code!r} is no reason to hide words", ", ".join(one.code for one in REASONS)
        )
    made = Moderation(
        clinic=by.clinic,
        review=review,
        client_id=client_id,
        change=change,
        code=code,
        at=units.current().now,
        by=by.words,
    )
    made.save()
    auditing.record(
        verb=f"review.{change}",
        says=f"{change.label}: {code}",
        subject=str(review.pk),
        actor=by.words,
        code=code,
    )
    return made


def reply(*, by: Member, review: Review, template: str, client_id: UUID) -> Reply:
    """Answer a review in public, once, from a template. Raises Unusable, NotAllowed."""
    require(by, Permission.REPLY_REVIEWS)
    _same_clinic(by, review)
    if template not in {one.code for one in REPLIES}:
        raise Unusable.one(
            "template", "unknown", f"{template!r} is no reply", ", ".join(one.code for one in REPLIES)
        )
    made = Reply(
        clinic=by.clinic,
        review=review,
        client_id=client_id,
        template=template,
        at=units.current().now,
        by=by.words,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        found = Reply.objects.get(clinic=by.clinic, review=review)
        if found.client_id == client_id:
            return found
        raise Unusable.one(
            "template", "replied", "this review has its reply", "one reply to a review"
        ) from None
    auditing.record(
        verb="review.replied", says=f"replied to a review: {template}", subject=str(review.pk), actor=by.words
    )
    return made


def _same_clinic(by: Member, review: Review) -> None:
    if review.clinic_id != by.clinic.pk:
        raise NotAllowed("this belongs to another clinic")
