"""What reviews come to, which words stand, and whether the rules are kept. The clinic comes first.

The public sees whole months that are over, so that a review cannot be matched with who came that day.
"""

from __future__ import annotations

import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings as installation

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit

from .models import Moderation, Reply, Review, ReviewKey, ReviewSettings
from .rules import ASPECTS, FEWEST, SAID, SCALE


@dataclass(frozen=True, slots=True)
class Distribution:
    """Every review of the months that are over, by rating. Under the fewest nothing is told but how many are wanted."""

    n: int
    counts: dict[int, int]
    aspects: dict[str, dict[str, int]]
    hidden: int
    first: date | None
    last: date | None

    @property
    def shown(self) -> bool:
        return self.n >= FEWEST

    def to_json(self) -> dict[str, Any] | None:
        """As a published page keeps it; None while too few have written."""
        if self.first is None or self.last is None:
            return None
        counts = {str(rating): number for rating, number in self.counts.items()}
        return {"n": self.n, "counts": counts, "first": self.first.isoformat(), "last": self.last.isoformat()}

    def share(self, rating: int) -> int:
        """Of a hundred, rounded to whole ones."""
        return round(100 * self.counts[rating] / self.n) if self.n else 0


@dataclass(frozen=True, slots=True)
class Told:
    """A review as the public reads it. `hidden` is the code for which its words are not shown."""

    review: Review
    hidden: str
    reply: Reply | None


def settings(clinic: Clinic) -> ReviewSettings:
    newest = ReviewSettings.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return newest or ReviewSettings(clinic=clinic)


def settings_of_client(clinic: Clinic, client_id: UUID) -> ReviewSettings | None:
    return ReviewSettings.objects.filter(clinic=clinic, client_id=client_id).first()


def distribution(clinic: Clinic, now: datetime) -> Distribution:
    """How many said what, all of them, whatever became of their words."""
    rows = list(_over(clinic, now))
    if len(rows) < FEWEST:
        return Distribution(len(rows), dict.fromkeys(SCALE, 0), {}, 0, None, None)
    counts = Counter(one.rating for one in rows)
    aspects = {
        aspect: {said: sum(one.aspects.get(aspect) == said for one in rows) for said in SAID}
        for aspect in ASPECTS
    }
    hidden = hidden_codes(clinic)
    months = sorted(one.month for one in rows)
    return Distribution(
        len(rows),
        {rating: counts[rating] for rating in SCALE},
        aspects,
        sum(one.pk in hidden for one in rows),
        months[0],
        months[-1],
    )


def told(clinic: Clinic, now: datetime) -> list[Told]:
    """The reviews of the months that are over, newest month first, in no order that tells who was when."""
    rows = list(_over(clinic, now))
    if len(rows) < FEWEST:
        return []
    return _told(clinic, sorted(rows, key=lambda one: (-one.month.toordinal(), one.pk.hex)))


def every(clinic: Clinic) -> list[Told]:
    """For who moderates: also those of the running month."""
    return _told(clinic, list(Review.objects.filter(clinic=clinic).order_by("-month", "id")))


def one(clinic: Clinic, review_id: UUID) -> Told:
    """Raises Review.DoesNotExist, also for another clinic's."""
    return _told(clinic, [Review.objects.get(clinic=clinic, pk=review_id)])[0]


def _told(clinic: Clinic, rows: list[Review]) -> list[Told]:
    hidden = hidden_codes(clinic)
    replies = {one.review_id: one for one in Reply.objects.filter(clinic=clinic)}
    return [Told(one, hidden.get(one.pk, ""), replies.get(one.pk)) for one in rows]


def _over(clinic: Clinic, now: datetime) -> list[Review]:
    this = now.astimezone(clinic.zone).date().replace(day=1)
    return list(Review.objects.filter(clinic=clinic, month__lt=this))


def hidden_codes(clinic: Clinic) -> dict[UUID, str]:
    """The reviews whose words are hidden now, with the reason."""
    newest = (
        Moderation.objects.filter(clinic=clinic).order_by("review_id", "-at", "-id").distinct("review_id")
    )
    return {one.review_id: one.code for one in newest if one.change == Moderation.Change.HIDDEN}


def public_log(clinic: Clinic, now: datetime) -> list[Moderation]:
    """Everything that was ever hidden or shown again of the months that are over, newest first."""
    this = now.astimezone(clinic.zone).date().replace(day=1)
    found = Moderation.objects.filter(clinic=clinic, review__month__lt=this).select_related("review")
    return list(found.order_by("-at", "-id"))


def moderation_of_client(clinic: Clinic, client_id: UUID) -> Moderation | None:
    return Moderation.objects.filter(clinic=clinic, client_id=client_id).first()


def key_of_secret(secret: str) -> ReviewKey | None:
    """The key, whichever clinic's. Ask in a unit of every tenant."""
    found = ReviewKey.objects.filter(secret_hash=sha256(secret.encode()).hexdigest())
    return found.select_related("clinic").first()


def key_of(visit: Visit) -> ReviewKey | None:
    return ReviewKey.objects.filter(clinic_id=visit.clinic_id, visit=visit).first()


def last_completed(patient: Patient) -> Visit | None:
    """The newest visit that this patient has left."""
    found = Visit.objects.filter(clinic_id=patient.clinic_id, patient=patient, left_at__isnull=False)
    return found.order_by("-left_at").first()


def proof_of(key: ReviewKey) -> str:
    """What ties a review to its key for who has the installation's secret, and for nobody else."""
    return hmac.new(installation.SECRET_KEY.encode(), f"review of key {key.pk}".encode(), sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is not kept, and by which review."""

    section: str
    says: str


def breaches(clinic: Clinic) -> list[Breach]:
    """What the rows themselves show against the rules: reviews without a key, more of them than keys were used."""
    keys = list(ReviewKey.objects.filter(clinic=clinic))
    proofs = {proof_of(key) for key in keys}
    rows = list(Review.objects.filter(clinic=clinic))
    found = [
        Breach("465.2", f"review {one.pk} has no key of a visit") for one in rows if one.proof not in proofs
    ]
    used = sum(key.used for key in keys)
    if len(rows) < used:
        found.append(Breach("465.7", f"{used} keys were used and {len(rows)} reviews are there"))
    return found
