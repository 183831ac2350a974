"""The alarm limits a session runs with: the clinic's profile, resolved for this patient."""

from __future__ import annotations

from collections.abc import Mapping

from euthymia.domain import monitoring as alarms
from euthymia.domain import wire
from euthymia.domain.quantities import Unusable

from .models import Session


def limits_for(session: Session, baseline: Mapping[str, float]) -> alarms.Limits:
    """The watch's limits, with the profile's relative figures counted from the resting values.

    What somebody has set for this patient stays as it is. So does a channel whose resting value lies so
    far out that its relative figures would contradict the absolute ones, or be none that a person can show.
    """
    chosen = alarms.PROFILES[session.watch.profile]
    plain = chosen.limits()
    found = dict(alarms.Limits.from_json(session.watch.limits))
    for channel, limit in found.items():
        if channel in baseline and limit == plain.get(channel):
            found[channel] = _resolved(chosen, channel, baseline[channel]) or limit
    return alarms.Limits(found)


def _resolved(profile: alarms.Profile, channel: str, resting: float) -> alarms.Limit | None:
    try:
        limit = alarms.for_patient(profile, {channel: resting}).limits()[channel]
    except Unusable:
        return None
    shown = wire.CHANNELS.get(channel)
    if shown is None:  # a score: no device, no physical range
        return limit
    figures = [figure for figure in (limit.low, limit.high) if figure is not None]
    return limit if all(shown.low <= figure <= shown.high for figure in figures) else None
