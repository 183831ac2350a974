"""Where a visitor looks from and how far a clinic is.

A ZIP area is known by its middle (`Areas`, read by `journey.directory.zips`), and a distance from it is a distance from
that middle; the page says so. A city of `CITIES` stands for the area at its centre; an installation adds its own. Any
other city finds the clinics whose address names it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

EARTH_KM = 6371.0  # mean radius
KM_PER_MILE = 1.609344

Areas = Mapping[str, tuple[float, float]]
"""The middle of each ZIP area: latitude and longitude in degrees."""

# The cities round the demo's, each with the ZIP area at its centre.
CITIES: Mapping[tuple[str, str], str] = {
    ("Los Angeles", "CA"): "90012", ("West Hollywood", "CA"): "90069", ("Beverly Hills", "CA"): "90212",
    ("Torrance", "CA"): "90503", ("Pasadena", "CA"): "91105", ("Glendale", "CA"): "91203",
    ("Woodland Hills", "CA"): "91364", ("Sherman Oaks", "CA"): "91403", ("Burbank", "CA"): "91502",
    ("El Monte", "CA"): "91731",
}  # fmt: skip

_ZIP = re.compile(r"([0-9]{5})(-[0-9]{4})?")
_NUMERIC = re.compile(r"[\d\s-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of a ZIP area; with the city where it stands for one."""

    zip: str
    latitude: float
    longitude: float
    city: str = ""
    state: str = ""

    @property
    def words(self) -> str:
        return f"{self.city}, {self.state}" if self.city else f"ZIP {self.zip}"


def is_number(words: str) -> bool:
    """Whether this can only be meant as a ZIP code."""
    return _NUMERIC.fullmatch(words.strip()) is not None


def find(words: str, areas: Areas) -> Place | None:
    """The place of a ZIP code ("90012", "90012-1234") or of a city ("Pasadena", "Los Angeles, CA"); None: not known."""
    if found := _ZIP.fullmatch(words.strip()):
        middle = areas.get(found[1])
        return Place(found[1], *middle) if middle else None
    city, _, state = (part.strip() for part in " ".join(words.casefold().split()).partition(","))
    for (name, of), zip_code in CITIES.items():
        if name.casefold() == city and state in ("", of.casefold()) and zip_code in areas:
            return Place(zip_code, *areas[zip_code], name, of)
    return None


def miles(from_latitude: float, from_longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Along a great circle, in miles; degrees in."""
    one, other = math.radians(from_latitude), math.radians(to_latitude)
    half_lat, half_lon = (other - one) / 2, math.radians(to_longitude - from_longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(one) * math.cos(other) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord))) / KM_PER_MILE


def box(latitude: float, longitude: float, radius_miles: float) -> tuple[float, float, float, float]:
    """South, north, west, east of everything within the radius, in degrees: a little too wide, never too narrow."""
    by_latitude = math.degrees(radius_miles * KM_PER_MILE / EARTH_KM)
    by_longitude = by_latitude / max(0.01, math.cos(math.radians(min(89.0, abs(latitude) + by_latitude))))
    return latitude - by_latitude, latitude + by_latitude, longitude - by_longitude, longitude + by_longitude
