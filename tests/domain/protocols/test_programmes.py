"""Every programme of the library: complete, sourced, and such that a calendar could hold it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from euthymia.domain import instruments, protocols
from euthymia.domain.protocols.programme import Anchor, Programme, digest_of, unconfirmed
from euthymia.domain.scheduling import course

EACH = pytest.mark.parametrize("programme", protocols.PROGRAMMES, ids=lambda one: one.id)


@EACH
def test_a_calendar_could_hold_every_spacing(programme: Programme) -> None:
    assert programme.spacings and len({one.code for one in programme.spacings}) == len(programme.spacings)
    for one in programme.spacings:
        faults = course.faults(
            sessions=one.sessions,
            within_days=one.within_days,
            min_gap_days=one.min_gap_days,
            max_gap_days=one.max_gap_days,
        )
        assert faults == [], one.code
        assert programme.spacing(one.code) is one
    with pytest.raises(KeyError, match=programme.spacings[0].code):
        programme.spacing("none such")


@EACH
def test_reviews_are_by_known_measures_at_sessions_that_exist(programme: Programme) -> None:
    most = max(one.sessions for one in programme.spacings)
    assert programme.measure in instruments.BY_ID
    for point in programme.reviews:
        assert set(point.measures) <= set(instruments.BY_ID), point.code
        assert 0 <= point.from_days <= point.to_days
        assert (point.after is not None) == (point.anchor is Anchor.SESSION)
        assert point.after is None or 1 <= point.after <= most
    assert len({point.code for point in programme.reviews}) == len(programme.reviews)


@EACH
def test_every_number_of_the_adopted_document_stands_beside_its_source(programme: Programme) -> None:
    document = programme.to_document()
    assert json.loads(json.dumps(document)) == document
    assert programme.digest == digest_of(document) == digest_of(dict(reversed(list(document.items()))))

    def sourced(found: Any) -> None:
        if isinstance(found, list):
            for one in found:
                sourced(one)
        elif isinstance(found, dict):
            if any(
                isinstance(value, int | float) and not isinstance(value, bool) for value in found.values()
            ):
                assert any("provenance" in name for name in found), found
            for value in found.values():
                sourced(value)

    sourced(document)


def test_an_infusion_programme_names_its_protocol_and_the_others_none() -> None:
    for programme in protocols.PROGRAMMES:
        if programme.kind is protocols.Kind.INFUSION:
            assert programme.protocol is not None
            assert set(programme.indications) <= {
                one.code for one in protocols.protocol_named(programme.protocol).indications
            }
        else:
            assert programme.protocol is None and programme.hard_stops, (
                "what is no infusion has its own hard stops"
            )
    with pytest.raises(KeyError, match="course-depression"):
        protocols.programme_named("none such")


def test_esketamine_shares_nothing_and_each_of_its_hard_stops_refuses_alone() -> None:
    spray = protocols.programme_named("esketamine-spray")
    every = [stop.code for stop in spray.hard_stops]
    assert {"setting", "enrolled", "supervised", "observed", "form"} == set(every)
    assert unconfirmed(spray, every) == []
    for code in every:
        (fault,) = unconfirmed(spray, [one for one in every if one != code])
        assert fault.code == "hard-stop" and fault.at == f"stop-{code}"
    assert spray.stay.recovery_min == 120
