"""The alarm limits a session starts with: the clinic's profile, resolved for this patient."""

from __future__ import annotations

from collections.abc import Mapping

from euthymia.domain import monitoring as alarms

from .models import Session


def limits_for(session: Session, baseline: Mapping[str, float], *, profile: str = "") -> alarms.Limits:
    """Limits of the session's profile, its relative figures counted from the resting values."""
    chosen = alarms.PROFILES[profile or session.watch.profile]
    return alarms.for_patient(chosen, baseline).limits()
