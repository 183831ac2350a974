"""The ledger's values in rows, and a caller who looks up no more than an event names."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from euthymia.domain.ledger import (
    Book,
    Count,
    Entry,
    Known,
    Owner,
    Placement,
    Posted,
    Refused,
    Syringe,
    Vial,
    decide,
    parse,
    revived,
    stored,
)  # fmt: skip
from support.ledger import DISTRIBUTOR, OTHERS, OURS, document, told

TEXT = f"""
    r1 08:00 opening vial=V1 to={OURS}/safe mg_per_ml=12.5
    r2 08:00 receive vial=V2 to={OURS}/safe dose_type=single
    r3 08:00 receive vial=V3 to={OURS}/safe
    d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=800
    d2 09:00 draw vial=V2 patient=ana order=o2 volume_ul=800
    a1 09:10 administer patient=ana order=o1 volume_ul=400
    w1 09:20 waste vial=V2 patient=ana order=o2 volume_ul=9200
    c1 10:00 count vial=V1 volume_ul=9000
    d3 09:30 draw vial=V1 patient=ana order=o1 volume_ul=200 reason=late
    t1 11:00 theft vial=V3 volume_ul=100
    q1 12:00 quarantine vial=V3 from=stolen
    l1 13:00 reverse-distribute vial=V3 from=quarantine to={DISTRIBUTOR}
    u1 13:30 reverse ref=l1
    s1 14:00 distribute vial=V1 to={OTHERS}
    z1 15:00 resolve ref=c1 by=wren witness=okafor
"""


class Rows:
    """A caller's tables: every value is JSON text until it is asked for."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Any, str]] = {"vials": {}, "syringes": {}, "counts": {}, "entries": {}}
        self.until: datetime | None = None

    def post(self, line: str) -> None:
        posted = decide(self, parse(document(line)))
        assert isinstance(posted, Posted), posted
        undone = posted.reversed
        for table, values in (
            ("vials", [(vial.id, vial) for vial in posted.vials]),
            ("syringes", [(syringe.owner.name, syringe) for syringe in posted.syringes]),
            ("counts", [(count.id, count) for count in posted.counts]),
            ("entries", [(posted.entry.event.id, posted.entry)]),
        ):
            self.tables[table].update((key, json.dumps(stored(value))) for key, value in values)
        if undone is not None:
            form = {**stored(undone), "reversed_by": posted.entry.event.id}
            self.tables["entries"][undone.event.id] = json.dumps(form)

    def row(self, table: str, kind: type[Any], key: str) -> Any:
        text = self.tables[table].get(key)
        return None if text is None else revived(kind, json.loads(text))

    def known(self, event_id: str) -> Known | None:
        entry = self.entry(event_id)
        return None if entry is None else Known(entry.event.content, None)

    def vial(self, vial_id: str) -> Vial | None:
        return self.row("vials", Vial, vial_id)  # type: ignore[no-any-return]

    def syringe(self, owner: Owner) -> Syringe | None:
        return self.row("syringes", Syringe, owner.name)  # type: ignore[no-any-return]

    def count(self, event_id: str) -> Count | None:
        return self.row("counts", Count, event_id)  # type: ignore[no-any-return]

    def entry(self, event_id: str) -> Entry | None:
        return self.row("entries", Entry, event_id)  # type: ignore[no-any-return]

    def recorded_until(self) -> datetime | None:
        return self.until


def test_a_caller_with_rows_comes_to_what_a_book_comes_to() -> None:
    rows = Rows()
    for line in TEXT.strip().splitlines():
        rows.post(line)
    book = told(TEXT)
    assert book.refused == []
    for table, kind, values in (
        ("vials", Vial, book.vials), ("counts", Count, book.counts), ("entries", Entry, book.entries),
        ("syringes", Syringe, {owner.name: value for owner, value in book.syringes.items()}),
    ):  # fmt: skip
        assert {key: rows.row(table, kind, key) for key in rows.tables[table]} == values


def test_a_process_that_knows_a_head_catches_up() -> None:
    lines = TEXT.strip().splitlines()
    whole, behind = told(TEXT), told("\n".join(lines[:7]))
    for line in lines[7:]:
        behind.post(parse(document(line)))
    assert (behind.head, behind.balances) == (whole.head, whole.balances)


def test_what_another_process_refused_stays_refused() -> None:
    text, line = "r1 08:00 receive vial=V1", "d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100"
    refused = Refused("d1", "not-enough", "The book had less.")
    book = told(text)
    event = parse(document(line))
    book.remember(event.content, refused)
    assert book.post(event) == refused
    assert book.post(parse(document(line + " reason=other"))) != refused
    assert list(book.entries) == ["r1"]


def test_what_is_no_value_of_the_ledger_is_not_stored() -> None:
    with pytest.raises(TypeError, match="set is no value"):
        stored({1})
    with pytest.raises(TypeError, match="type is no value"):
        stored(Vial)


def test_an_event_is_stored_as_it_was_written() -> None:
    written = document("r1 08:00 receive vial=V1")
    event = parse({**written, "witness": None, "reason": " "})
    assert stored(event) == written
    assert parse(stored(event)) == event


def test_a_book_of_nothing() -> None:
    book = Book.of([])
    assert (book.head, book.entries, book.open_cases) == (bytes(32), {}, [])


def test_what_was_stored_before_a_field_was_added_has_its_default_and_what_lacks_a_field_is_refused() -> None:
    placement = stored(told(TEXT).vials["V1"].placement)
    del placement["patient"]
    assert revived(Placement, placement).patient == ""
    del placement["since"]
    with pytest.raises(TypeError):
        revived(Placement, placement)
