"""What was signed beside the drug books: the preparation of a syringe, the decision sheet of a loss, the dose history.

Each carries the SHA-256 of all it says, and that digest stands in the chained entry which the same two people signed.
Recomputed here without the code that wrote it: from the row as PostgreSQL sends it as JSON, by the rule in
docs/compliance/records.md ("Digests of what is signed").
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from psycopg import Connection

from .broken import Broken

PREPARATIONS, DECISIONS, DOSES = "infusion_preparation", "pharmacy_lossdecision", "infusion_dose"
_KINDS = {
    "draw": "drawn",
    "administer": "given",
    "waste": "wasted",
    "breakage": "broken",
    "reverse": "undone",
}
Kept = tuple[str, Any, str, str]  # table, book, which row, what is wrong with it


def look(connection: Connection[Any], broken: list[Broken]) -> Iterator[Broken]:
    """The first thing wrong of each kind in each book that is not in `broken` already."""
    known = {one.owner for one in broken}
    for rows in (_preparations, _decisions, _doses):
        told: set[str] = set()
        for table, book, row, says in rows(connection):
            owner = f"book={book}"
            if owner not in known | told:
                told.add(owner)
                yield Broken(table, owner, 0, f"{row}: {says}")


def _preparations(connection: Connection[Any]) -> Iterator[Kept]:
    """A syringe's row against its digest, and the digest against the entries and the chart that name it."""
    asked = (
        "WITH posted AS (SELECT book_id, event->>'syringe' AS number, array_agg(DISTINCT event->>'reason') AS reasons "
        "FROM pharmacy_entry WHERE kind = 'draw' GROUP BY 1, 2), "
        "charted AS (SELECT session_id, detail->>'syringe' AS number, array_agg(detail->>'digest') AS digests "
        "FROM infusion_sessionevent WHERE kind = 'drawn' GROUP BY 1, 2) "
        # Signed is every column but its id, its book and the digest; moments as microseconds.
        "SELECT p.book_id, p.number, ((to_jsonb(p) - '{id,digest,book_id}'::text[]) || jsonb_build_object("
        "'at', (extract(epoch FROM p.at) * 1000000)::bigint, 'begun_at', (extract(epoch FROM p.begun_at) * 1000000)::bigint, "
        "'use_by', (extract(epoch FROM p.use_by) * 1000000)::bigint))::text, "
        "p.digest, posted.reasons, charted.digests FROM infusion_preparation p "
        "LEFT JOIN posted ON posted.book_id = p.book_id AND posted.number = p.number "
        "LEFT JOIN charted ON charted.session_id = p.session_id AND charted.number = p.number ORDER BY p.book_id, p.id"
    )
    for book, number, text, digest, reasons, charted in connection.execute(asked).fetchall():
        signed = f"syringe {number}; preparation {digest}"
        if _digest(json.loads(text)) != digest:
            yield PREPARATIONS, book, f"syringe {number}", "it is not what its digest was made of"
        elif reasons != [signed]:
            yield (
                PREPARATIONS,
                book,
                f"syringe {number}",
                "its digest is not the one that the entries of the draw have",
            )
        elif charted != [digest]:
            yield (
                PREPARATIONS,
                book,
                f"syringe {number}",
                "its digest is not the one that stands in the chart",
            )


def _decisions(connection: Connection[Any]) -> Iterator[Kept]:
    """A decision sheet against its digest, and both against the entry that it posted."""
    asked = (
        'SELECT d.book_id, d.id::text, d."case", d.vial, d.volume_ul, d.verdict, d.answers::text, d.known::text, d.reason, '
        "d.digest, d.at = e.at AND d.by = e.by AND d.witness = e.witness AND d.vial = e.vial "
        "AND d.volume_ul = (e.more->>'volume_ul')::bigint AND d.discovered_at = (e.more->>'discovered_at')::timestamptz "
        "AND d.clinic_id = e.clinic_id, e.event->>'reason' FROM pharmacy_lossdecision d "
        "LEFT JOIN pharmacy_entry e ON e.book_id = d.book_id AND e.client_id = d.entry ORDER BY d.book_id, d.at"
    )
    for (
        book,
        row,
        case,
        vial,
        volume_ul,
        verdict,
        answers,
        known,
        reason,
        digest,
        same,
        posted,
    ) in connection.execute(asked).fetchall():
        said = {
            "verdict": verdict,
            "answers": json.loads(answers),
            "known": json.loads(known),
            "reason": reason,
        }
        # A sheet about a difference names no vial, and one about all that is left no amount.
        sheets = [{**said, "shortage": [case, "" if case else vial, amount]} for amount in (None, volume_ul)]
        if digest not in map(_digest, sheets):
            yield DECISIONS, book, f"id={row}", "the sheet is not what its digest was made of"
        elif not str(posted or "").endswith(f": {reason} [decision sheet {digest}]"):
            yield DECISIONS, book, f"id={row}", "no entry was signed with this sheet"
        elif not same:
            yield DECISIONS, book, f"id={row}", "it is not about what its entry posted"


def _doses(connection: Connection[Any]) -> Iterator[Kept]:
    """The dose history line by line against the book, and the other way round for every syringe with a number."""
    asked = (
        "SELECT p.book_id, d.entry_n, d.kind, e.kind, e.vial <> '' AND e.kind = 'waste', "
        "d.volume_ul = (e.more->>'volume_ul')::bigint AND d.mass_ug = (e.more->>'mass_ug')::bigint AND d.at = e.at "
        "AND d.by = e.by AND d.second = e.witness AND d.vial = e.vial AND d.patient_id = e.patient_id, "
        "d.undoes IS NOT DISTINCT FROM o.n FROM infusion_dose d JOIN infusion_preparation p ON p.id = d.preparation_id "
        "LEFT JOIN pharmacy_entry e ON e.book_id = p.book_id AND e.n = d.entry_n LEFT JOIN pharmacy_entry o "
        "ON o.book_id = e.book_id AND o.client_id::text = e.ref AND e.kind = 'reverse' ORDER BY p.book_id, d.entry_n"
    )
    for book, n, kind, entry_kind, is_rest, same, undoes in connection.execute(asked).fetchall():
        wanted = "rest" if is_rest else _KINDS.get(entry_kind or "")
        if kind != wanted or not same or not undoes:
            yield DOSES, book, f"entry {n}", "the dose history is not what the book says"
    asked = (
        "SELECT e.book_id, e.n FROM pharmacy_entry e JOIN infusion_preparation p ON p.book_id = e.book_id "
        "AND p.number = e.event->>'syringe' WHERE NOT EXISTS (SELECT 1 FROM infusion_dose d "
        "WHERE d.preparation_id = p.id AND d.entry_n = e.n) ORDER BY e.book_id, e.n"
    )
    for book, n in connection.execute(asked).fetchall():
        yield DOSES, book, f"entry {n}", "the dose history lacks it"


def _digest(document: Any) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8")).hexdigest()
