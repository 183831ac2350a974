"""Where a clinic is and how far that is: the places of the demo's city. An installation adds its own to the tuple.

Centres of ZIP areas, rounded to a hundredth of a degree (about a kilometre), as read in the open list
github.com/simplisticated/zip-monster (MIT), which follows the Census Bureau's areas. A distance from one of these
is the distance from the middle of its area, and the page says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_KM = 6371.0  # mean radius
KM_PER_MILE = 1.609344


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of a ZIP area. `centre` marks the area that stands for its city when only the city is named."""

    zip: str
    city: str
    state: str
    latitude: float
    longitude: float
    centre: bool = False

    @property
    def words(self) -> str:
        return f"{self.city}, {self.state} {self.zip}"


PLACES = (
    Place("90012", "Los Angeles", "CA", 34.06, -118.24, True),
    Place("90001", "Los Angeles", "CA", 33.97, -118.25),
    Place("90005", "Los Angeles", "CA", 34.06, -118.30),
    Place("90014", "Los Angeles", "CA", 34.05, -118.25),
    Place("90017", "Los Angeles", "CA", 34.05, -118.27),
    Place("90025", "Los Angeles", "CA", 34.05, -118.45),
    Place("90026", "Los Angeles", "CA", 34.08, -118.27),
    Place("90028", "Los Angeles", "CA", 34.10, -118.33),
    Place("90045", "Los Angeles", "CA", 33.97, -118.40),
    Place("90048", "Los Angeles", "CA", 34.07, -118.37),
    Place("90057", "Los Angeles", "CA", 34.06, -118.28),
    Place("90069", "West Hollywood", "CA", 34.09, -118.38, True),
    Place("90212", "Beverly Hills", "CA", 34.06, -118.40, True),
    Place("90503", "Torrance", "CA", 33.84, -118.35, True),
    Place("91105", "Pasadena", "CA", 34.14, -118.16, True),
    Place("91203", "Glendale", "CA", 34.15, -118.26, True),
    Place("91364", "Woodland Hills", "CA", 34.16, -118.60, True),
    Place("91403", "Sherman Oaks", "CA", 34.15, -118.46, True),
    Place("91502", "Burbank", "CA", 34.17, -118.31, True),
    Place("91731", "El Monte", "CA", 34.08, -118.04, True),
)
BY_ZIP = {place.zip: place for place in PLACES}
CENTRES = {place.city.casefold(): place for place in PLACES if place.centre}


def find(words: str) -> Place | None:
    """The place of a ZIP code ("90012", "90012-1234") or of a city ("Pasadena", "Los Angeles, CA"); None: not known."""
    asked = " ".join(words.casefold().split())
    if asked[:5].isdigit() and (len(asked) == 5 or asked[5:6] == "-"):
        return BY_ZIP.get(asked[:5])
    city, _, state = asked.partition(",")
    place = CENTRES.get(city.strip())
    return place if place is not None and state.strip() in ("", place.state.casefold()) else None


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
