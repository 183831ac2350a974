"""What the library promises of every instrument: licence, sources, languages, and no wording that is not free."""

from __future__ import annotations

import re

import pytest

from euthymia.domain.instruments import INSTRUMENTS, Instrument, Ship, instrument
from euthymia.domain.instruments.library.sedation import MOAAS_FINDINGS
from euthymia.domain.protocols import PROTOCOLS

IDS = {"ids": lambda each: each.id}
# clinical.md 13: never ship text.
NEVER = {"madrs", "c-ssrs", "bpi-sf", "promis", "isi", "dast-10", "cadss", "ymrs", "moca", "mdq"}
# clinical.md 7C: score entry only.
ENTRY = {"qids-sr16", "who-5", "peg", "audit-c", "asrm", "stop-bang"}
NEUTRAL = re.compile(
    r"(Item|Severity|Interference) \d+|Question \d: (ideation level \d|suicidal behaviour)|T-score|Total of the form|"
    r"Several at the same time|Impairment as the form asks for it"
)


def test_ids_are_one_of_a_kind() -> None:
    assert len({each.id for each in INSTRUMENTS}) == len(INSTRUMENTS)


def test_licensed_wording_is_never_carried() -> None:
    for name in NEVER | ENTRY:
        each = instrument(name)
        assert each.licence.ship is not Ship.TEXT, name
        assert each.languages == () and not each.stem.en and not each.patient_may_answer, name
        for item in each.items:
            assert NEUTRAL.fullmatch(item.label.en), (name, item.label.en)
    assert {name for name in NEVER if instrument(name).licence.ship is not Ship.TOTAL} == set()


@pytest.mark.parametrize("each", INSTRUMENTS, **IDS)
def test_an_instrument_is_whole(each: Instrument) -> None:
    assert each.title and each.version and each.measures.en and each.source and each.licence.terms
    assert each.scoring.missing_provenance is not None
    assert bool(each.bands or each.judged) == (each.bands_provenance is not None)
    assert [band.low for band in each.bands] == sorted({band.low for band in each.bands})
    assert not each.bands or each.bands[0].low == each.range[0]
    counted = sorted(at for part in each.scoring.parts for at in part.items)
    # Items not counted in the total are counted beside it.
    beside = {at for scale in each.subscales for at in scale.part.items}
    assert len(counted) == len(set(counted))
    assert set(counted) | beside | _judged_apart(each) == set(range(len(each.scored_items)))
    if each.licence.ship is Ship.TEXT:
        assert each.languages and each.wording_source
        assert all(item.options or each.id == "mpadss" for item in each.items)
    for item in each.items:
        assert [option.value for option in item.options] == sorted(
            {option.value for option in item.options},
            reverse=bool(item.options) and item.options[0].value > item.options[-1].value,
        )


def _judged_apart(each: Instrument) -> set[int]:
    """C-SSRS: behaviour is judged with the level, and is no part of it."""
    return {5} if each.id == "c-ssrs" else set()


def test_items_are_as_many_and_as_high_as_their_tables_say() -> None:
    sizes = {each.id: (len(each.scored_items), each.range[1]) for each in INSTRUMENTS}
    assert {name: sizes[name] for name in ("phq-9", "gad-7", "pcl-5", "qids-sr16", "madrs", "ham-d17", "isi")} == {
        "phq-9": (9, 27), "gad-7": (7, 21), "pcl-5": (20, 80), "qids-sr16": (16, 27), "madrs": (10, 60),
        "ham-d17": (17, 52), "isi": (7, 28),
    }  # fmt: skip
    assert (sizes["cadss"], sizes["ymrs"], sizes["dast-10"], sizes["stop-bang"]) == (
        (23, 92),
        (11, 60),
        (10, 10),
        (8, 8),
    )


def test_spanish_is_official_or_own() -> None:
    assert [each.id for each in INSTRUMENTS if "es" in each.languages] == [
        "phq-9", "phq-2", "gad-7", "nrs", "pgi-c", "cgi-i", "vas-dissociation", "vas-anxiety", "vas-nausea",
        "vas-mood", "vas-craving", "vas-session",
    ]  # fmt: skip
    pcl = instrument("pcl-5")
    assert pcl.items[0].label.said("es")[1] == "en"
    assert instrument("gad-7").items[6].label.said("es") == (
        "Ha tenido miedo de que algo terrible fuera a pasar",
        "es",
    )


def test_the_protocols_observe_sedation_by_the_same_scale() -> None:
    for protocol in PROTOCOLS:
        steps = [(step.value, step.finding) for step in protocol.sedation_scale.steps]
        assert steps == list(MOAAS_FINDINGS)
