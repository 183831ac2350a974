"""The rows beside the drug books: is what the pages show what the entries left, and what the audit log says was entered?

Each entry carries the SHA-256 of what it left of its vial, syringe and case, so the chain covers those rows too.
Registrations and places may be changed, and the audit log holds what they were changed to. Written without the code
that writes any of it; a book in which something was found wrong already is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from psycopg import Connection

from .broken import Broken

Kept = tuple[str, str, str]  # table, which row, what is wrong with it


def look(connection: Connection[Any], broken: list[Broken]) -> Iterator[Broken]:
    """The first thing wrong beside each book, and every registration and place that is not as it was entered."""
    known = {one.owner for one in broken}
    for book, clinic in connection.execute("SELECT id, clinic_id FROM pharmacy_book ORDER BY id").fetchall():
        owner = f"book={book}"
        if owner not in known:
            wrong = next(_book(connection, book, clinic), None)
            if wrong is not None:
                table, row, says = wrong
                yield Broken(table, owner, 0, f"{row}: {says}")
    for table, row, says in (*_registrations(connection), *_places(connection), *_halts(connection)):
        yield Broken(table, row, 0, says)


def _book(connection: Connection[Any], book: UUID, clinic: UUID) -> Iterator[Kept]:
    asked = "SELECT (more->'left')::text FROM pharmacy_entry WHERE book_id = %s ORDER BY n"
    left: dict[str, str] = {}
    for (digests,) in connection.execute(asked, [book]):
        left.update({} if digests is None else json.loads(digests))
    whose = connection.execute(
        "SELECT r.clinic_id FROM pharmacy_registration r JOIN pharmacy_book b ON b.registration_id = r.id WHERE b.id = %s",
        [book],
    ).fetchall()
    if whose != [(clinic,)]:
        yield "pharmacy_book", "the book", "its registration is another clinic's"
    for table, name, row_id, row_clinic, columns, state in _rows(connection, book):
        if UUID(str(row_id)) != uuid5(UUID(str(book)), name) or row_clinic != clinic:
            yield table, name, "its id or its clinic is not the one it was made with"
        elif name in left and _digest(state) != left[name]:
            yield table, name, "its state is not what its last entry left"
        elif name in left and columns != _told(table, state):
            yield table, name, "a column is not what its state says"


def _rows(
    connection: Connection[Any], book: UUID
) -> Iterator[tuple[str, str, UUID, UUID, tuple[str, ...], dict[str, Any]]]:
    """Every projection: its table, the account it is of, its id and clinic, its columns as words, its state."""
    asked = (
        "SELECT id, clinic_id, code, standing, place, ndc, lot, expires::text, form, substance, book_ul::text, state::text "
        "FROM pharmacy_vial WHERE book_id = %s ORDER BY code"
    )
    for row_id, clinic, *columns, state in connection.execute(asked, [book]):
        yield "pharmacy_vial", f"vial:{columns[0]}", row_id, clinic, tuple(columns), json.loads(state)
    asked = (
        'SELECT id, clinic_id, patient, "order", syringe, volume_ul::text, mass_ug::text, state::text '
        "FROM pharmacy_syringe WHERE book_id = %s"
    )
    for row_id, clinic, *columns, state in connection.execute(asked, [book]):
        owner = "/".join(part.replace("~", "~0").replace("/", "~1") for part in columns[:3] if part)
        yield "pharmacy_syringe", f"syringe:{owner}", row_id, clinic, tuple(columns), json.loads(state)
    asked = (
        "SELECT id, clinic_id, code, vial, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), rest_ul::text, "
        "is_open::text, state::text FROM pharmacy_case WHERE book_id = %s ORDER BY code"
    )
    for row_id, clinic, *columns, state in connection.execute(asked, [book]):
        yield "pharmacy_case", f"variance:{columns[0]}", row_id, clinic, tuple(columns), json.loads(state)


def _told(table: str, state: dict[str, Any]) -> tuple[str, ...]:
    """The columns as the state has them, in their order."""
    if table == "pharmacy_vial":
        at = state["placement"]
        found = [
            state["id"],
            at["standing"],
            at["place"],
            state["ndc"],
            state["lot"],
            state["expires"],
            state.get("form", "vial"),
            state.get("substance", "ketamine"),
            state["book_ul"],
        ]
    elif table == "pharmacy_syringe":
        found = [*state["owner"], state["volume_ul"], state["mass_ug"]]
    else:
        found = [
            state["id"],
            state["vial"],
            _utc(state["at"]),
            state["rest_ul"],
            str(state["is_open"]).lower(),
        ]
    return tuple(str(one) for one in found)


def _utc(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _digest(document: Any) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8")).hexdigest()


def _registrations(connection: Connection[Any]) -> Iterator[Kept]:
    """Each against the newest line of the audit log that says what was entered."""
    entered = _entered(connection, ("stock.registered", "stock.renewed", "stock.state-set"), "row")
    asked = "SELECT id::text, clinic_id::text, entity, number, address, valid_until::text, state FROM pharmacy_registration ORDER BY id"
    for row_id, clinic, *columns in connection.execute(asked).fetchall():
        said = entered.get(row_id)
        row = dict(zip(("entity", "number", "address", "valid_until", "state"), columns, strict=True))
        if said is None:
            yield "pharmacy_registration", f"id={row_id}", "no line of the audit log says that it was entered"
        elif said != (clinic, row) and said[1] is not None:
            yield "pharmacy_registration", f"id={row_id}", "it is not what the audit log says was entered"


def _places(connection: Connection[Any]) -> Iterator[Kept]:
    asked = "SELECT subject, clinic_id::text, (detail->'place')::text FROM audit_event WHERE verb = 'stock.place-added' ORDER BY clinic_id, n"
    entered = set()
    known = True
    for registration, clinic, place in connection.execute(asked).fetchall():
        if place is None:
            known = False  # entered by a version that did not say so
        else:
            said = json.loads(place)
            entered.add((said["id"], registration, clinic, said["name"], said.get("treatment", False)))
    asked = "SELECT id::text, registration_id::text, clinic_id::text, name, treatment FROM pharmacy_place ORDER BY id"
    rows = set(connection.execute(asked).fetchall())
    for row in sorted(rows - entered) if known else ():
        yield "pharmacy_place", f"id={row[0]}", "it is not what the audit log says was entered"
    for row in sorted(entered - rows):
        if row[0] not in {one[0] for one in rows}:
            yield "pharmacy_place", f"id={row[0]}", "the row is missing"


def _halts(connection: Connection[Any]) -> Iterator[Kept]:
    """Whether each book takes entries, against the newest line of the audit log about that."""
    asked = (
        "SELECT subject, verb, at, says FROM audit_event WHERE verb IN ('stock.halted', 'stock.goes-on') "
        "ORDER BY clinic_id, n"
    )
    newest = {subject: line for subject, *line in connection.execute(asked)}
    asked = "SELECT id::text, halted_at, halted_says FROM pharmacy_book ORDER BY id"
    for book, halted_at, halted_says in connection.execute(asked).fetchall():
        verb, at, says = newest.get(book, ("stock.goes-on", None, ""))
        halted = verb == "stock.halted"
        if (halted_at is not None) != halted or bool(halted_says) != halted:
            yield "pharmacy_book", f"id={book}", "whether it takes entries is not what the audit log says"
        elif halted and (halted_at > at or not says.endswith(halted_says)):
            yield "pharmacy_book", f"id={book}", "why it takes no entries is not what the audit log says"


def _entered(connection: Connection[Any], verbs: tuple[str, ...], key: str) -> dict[str, tuple[str, Any]]:
    """By subject the clinic and what the newest line with one of these verbs says of it (None: it says nothing)."""
    asked = "SELECT subject, clinic_id::text, (detail->%s)::text FROM audit_event WHERE verb = ANY(%s) ORDER BY clinic_id, n"
    return {
        subject: (clinic, None if said is None else json.loads(said))
        for subject, clinic, said in connection.execute(asked, [key, list(verbs)])
    }
