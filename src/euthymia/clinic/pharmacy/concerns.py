"""The channel for whoever sees something and does not want to be named (compliance.md 1.2 row 4).

The key in the address says which clinic it is for, and nothing about who holds it: it hangs in the staff room.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

from euthymia.clinic.people.models import Clinic
from euthymia.kit import units

from .models import Concern, ConcernAnswer

NOBODY = "somebody who gave no name"
# Nobody writes so many; a program that floods the reviewers does.
MOST_A_DAY = 20
_SIGNER = Signer(salt="euthymia.stock.concern", sep=".")


def key_of(clinic: Clinic) -> str:
    """What stands in the address of this clinic's channel, as long as the installation's secret is the same."""
    return _SIGNER.sign(clinic.pk.hex)


def clinic_of(key: str) -> Clinic | None:
    """Looked for in every clinic, since the key alone says whose it is; nothing else is read so."""
    try:
        clinic_id = UUID(_SIGNER.unsign(key))
    except (BadSignature, ValueError):
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor=NOBODY):
        return Clinic.objects.filter(pk=clinic_id).first()


def is_full(clinic: Clinic) -> bool:
    """Whether as many came in the last day as anybody reads."""
    since = units.current().now - timedelta(days=1)
    return Concern.objects.filter(clinic=clinic, at__gt=since).count() >= MOST_A_DAY


def told(clinic: Clinic) -> list[tuple[Concern, list[ConcernAnswer]]]:
    """Every report with what was answered, newest first."""
    answers: dict[UUID, list[ConcernAnswer]] = {}
    for answer in ConcernAnswer.objects.filter(clinic=clinic).order_by("at", "id"):
        answers.setdefault(answer.concern_id, []).append(answer)
    rows = Concern.objects.filter(clinic=clinic).order_by("-at", "-id")[:200]
    return [(one, answers.get(one.pk, [])) for one in rows]
