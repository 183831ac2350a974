"""One rule of order; places and distances; results with everything that belongs to them; names."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.directory import ordering, places
from euthymia.domain.directory.figures import FEWEST, Figure, checked
from euthymia.domain.directory.matching import same_number, same_person
from euthymia.domain.directory.profile import Offer, Profile
from euthymia.domain.quantities import Unusable

AREAS = {"90012": (34.06, -118.24), "91105": (34.14, -118.16), "00601": (18.18, -66.75)}
DOWNTOWN = places.Place("90012", 34.06, -118.24)


@dataclass(frozen=True)
class Listed:
    name: str
    slug: str
    latitude: float | None
    longitude: float | None
    price: int = 0
    rating: float = 0.0


def test_the_order_looks_at_distance_name_and_address_and_at_nothing_else() -> None:
    assert {field.name for field in fields(ordering.Rank)} == {"tenths", "name", "slug"}


@given(st.integers(), st.floats(0, 5), st.floats(33, 35), st.floats(-119, -117))
def test_what_a_clinic_costs_or_is_rated_moves_nobody(
    price: int, rating: float, latitude: float, longitude: float
) -> None:
    plain, dear = (Listed("Óak", "oak", latitude, longitude, *more) for more in ((), (price, rating)))
    for origin in (None, DOWNTOWN):
        assert ordering.rank(plain, origin) == ordering.rank(dear, origin)


def test_the_nearest_first_then_the_name_and_who_says_no_place_last() -> None:
    far, near, twin = (
        Listed("A", "a", 34.14, -118.16),
        Listed("Z", "z", 34.06, -118.24),
        Listed("b", "b", 34.06, -118.24),
    )
    nowhere = Listed("0", "0", None, None)
    ranked = sorted((far, nowhere, near, twin), key=lambda one: ordering.rank(one, DOWNTOWN))
    assert ranked == [twin, near, far, nowhere]
    assert sorted((far, nowhere, near, twin), key=lambda one: ordering.rank(one, None)) == [
        nowhere,
        far,
        twin,
        near,
    ]


@pytest.mark.parametrize(
    ("words", "zip_code"),
    [("90012", "90012"), (" 90012-1234 ", "90012"), ("Los Angeles", "90012"), ("los  angeles, ca", "90012"), ("PASADENA", "91105"),
     ("Los Angeles, NV", None), ("99999", None), ("", None), ("９００１２", None), ("900123", None), ("00601", "00601"),
     ("90012-12", None), ("Burbank", None)],
)  # fmt: skip
def test_a_place_is_found_by_zip_or_city(words: str, zip_code: str | None) -> None:
    found = places.find(words, AREAS)
    assert (found.zip if found else None) == zip_code


def test_distances_agree_with_a_known_one_and_with_their_box() -> None:
    assert places.miles(34.0, -118.0, 35.0, -118.0) == pytest.approx(
        69.09, abs=0.01
    )  # a degree of the mean sphere
    south, north, west, east = places.box(34.06, -118.24, 25)
    assert (
        places.miles(34.06, -118.24, 34.06, east) >= 25
        and places.miles(34.06, -118.24, south, -118.24) >= 24.99
    )
    assert north > 34.06 > south and east > -118.24 > west


@pytest.mark.parametrize(
    ("family", "given_name", "same"),
    [("QUILL", "MARA", True), ("Quill", "Mara Ann", True), ("Quíll", "Mára", True), ("Quill", "M", False), ("Quill", "Marta", False),
     ("Quill-Reyes", "Mara", False), ("", "", False)],
)  # fmt: skip
def test_the_same_person_has_the_whole_name(family: str, given_name: str, same: bool) -> None:
    assert same_person("Quill", "Mara", family, given_name) is same


def test_numbers_are_compared_without_their_spaces() -> None:
    assert (
        same_number("A 77-001", "a77001") and not same_number("A77001", "A07701") and not same_number("", "")
    )


def test_a_result_carries_its_interval_and_is_hidden_below_the_fewest() -> None:
    window = (date(2026, 1, 1), date(2026, 6, 30))
    found = Figure("PHQ-9 halved", 12, FEWEST, 30, *window)
    low, high = found.interval
    assert found.shown and 0 < low < found.share < high < 1 and found.completeness == pytest.approx(2 / 3)
    assert not Figure("PHQ-9 halved", 12, FEWEST - 1, 30, *window).shown
    assert Figure.from_json(found.to_json()) == found
    with pytest.raises(Unusable) as refused:
        checked(Figure(" ", 5, 4, 3, window[1], window[0]))
    assert [fault.at for fault in refused.value.faults] == ["measure", "reached", "eligible", "last"]


def test_a_profile_keeps_what_is_stated_and_refuses_what_cannot_be() -> None:
    stated = Profile(
        city="Los Angeles",
        state="CA",
        languages=("es",),
        groups=Offer("no"),
    )
    assert Profile.from_json(stated.to_json()) == stated and stated.place_slug == "los-angeles-ca"
    older = {**stated.to_json(), "payers": [{"name": "Blue Example", "covered": "evaluation"}]}
    assert Profile.from_json(older) == stated, "insurers stand in the price list"
    with pytest.raises(Unusable) as refused:
        Profile.from_json(
            {
                "published": True,
                "languages": ["xx"],
                "step_free": "maybe",
                "zip": "9",
                "latitude": 99.0,
            }
        )
    assert {fault.at for fault in refused.value.faults} >= {
        "languages",
        "step_free",
        "zip",
        "latitude",
        "city",
        "state",
    }
    with pytest.raises(Unusable):
        Profile.from_json({"rank": 1})
