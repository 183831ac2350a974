"""Device messages: bytes in, readings out. A new device is a driver module here and its name in `DRIVERS`."""

from __future__ import annotations

from .acknowledgement import acknowledge, verdict
from .channels import CHANNELS, Channel
from .csv_readings import CsvReadings
from .hl7v2 import Hl7v2
from .manifest import Driver, Manifest
from .mllp import Frame, FrameReader, Junk, Oversized, frame
from .reading import Decoded, Kind, Reading, Refused
from .vitals_json import VitalsJson

DRIVERS: tuple[Driver, ...] = (Hl7v2(), CsvReadings(), VitalsJson())
_BY_NAME = {each.manifest.name: each for each in DRIVERS}


def driver(name: str) -> Driver:
    """The driver of that name. Raises KeyError with the names there are."""
    if name not in _BY_NAME:
        raise KeyError(f"no driver {name!r}; there are {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def recognise(data: bytes) -> Driver | None:
    """The first driver whose form these bytes have, or None."""
    return next((candidate for candidate in DRIVERS if candidate.recognises(data)), None)


__all__ = [
    "CHANNELS",
    "DRIVERS",
    "Channel",
    "CsvReadings",
    "Decoded",
    "Driver",
    "Frame",
    "FrameReader",
    "Hl7v2",
    "Junk",
    "Kind",
    "Manifest",
    "Oversized",
    "Reading",
    "Refused",
    "VitalsJson",
    "acknowledge",
    "driver",
    "frame",
    "recognise",
    "verdict",
]
