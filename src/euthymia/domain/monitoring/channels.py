"""What can be watched: the channels of the device readings, and the scores a person reads off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's name in data, its words on a screen, and the UCUM unit of its values and limits."""

    name: str
    words: str
    unit: str


CHANNELS: dict[str, Channel] = {
    channel.name: channel
    for channel in (
        Channel("sbp", "systolic", "mm[Hg]"),
        Channel("dbp", "diastolic", "mm[Hg]"),
        Channel("map", "mean pressure", "mm[Hg]"),
        Channel("hr", "heart rate", "/min"),
        Channel("pr", "pulse rate", "/min"),
        Channel("spo2", "SpO₂", "%"),
        Channel("rr", "breathing rate", "/min"),
        Channel("etco2", "EtCO₂", "mm[Hg]"),
        Channel("temp", "temperature", "Cel"),
        Channel("moaas", "MOAA/S", "{score}"),
        Channel("rass", "RASS", "{score}"),
        Channel("dissociation", "dissociation", "{score}"),
    )
}


def words_of(channel: str) -> str:
    """The channel's words, or its own name where it has none."""
    known = CHANNELS.get(channel)
    return known.words if known else channel
