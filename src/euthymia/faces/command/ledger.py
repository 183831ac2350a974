"""`euthymia ledger`: replay controlled-substance events through the clinic's own ledger; prove one entry of a book."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from euthymia.domain.quantities import MASS_MG, Fault, Unusable, strict_json

from .cli import NO, UNUSABLE

if TYPE_CHECKING:
    from euthymia.domain.ledger import Book, Event

    from .checked_proofs import Checked

# Fewer events than this are replayed before a bar would be drawn.
_WORTH_A_BAR = 20_000


@click.group()
def ledger() -> None:
    """The controlled-substance account."""


@ledger.command()
@click.argument("events")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def check(ctx: click.Context, events: str, as_json: bool) -> None:
    """Replay EVENTS, one JSON object a line (- for standard input), and say what they come to.

    Exit status 0 when everything was accepted and no case is open, 1 when not, 2 when a line cannot be used.
    """
    from euthymia.domain.ledger import Book, broken

    numbered, faults = _read(events)
    if faults:
        for number, fault in faults:
            _say(events, number, fault)
        ctx.exit(UNUSABLE)
    book = Book()
    lines: dict[int, int] = {}
    for number, event in _with_bar(numbered):
        before = len(book.refused)
        book.post(event)
        if len(book.refused) > before:
            lines[before] = number
    if untrue := broken(book):
        raise AssertionError(untrue[0])
    answer = _answer(book, lines)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _human(answer), nl=as_json)
    ctx.exit(NO if answer["refused"] or answer["open_cases"] else 0)


@ledger.command()
@click.option("--registration", default="", help="Whose book, by DEA number, where there are several.")
@click.argument("entry", type=int)
def proof(registration: str, entry: int) -> None:
    """Print the proof that ENTRY, the number of a line of the drug book, is under its newest signed head: one JSON
    document.

    It holds that entry whole, with the names and addresses in it, and of the others hashes only.
    """
    from .database import django_ready

    django_ready()
    from .entry_proofs import made

    click.echo(json.dumps(made(registration, entry), ensure_ascii=False))


@ledger.command("check-proof")
@click.option("--key", default="", help="The public key on your paper: the head must be signed on its word.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.argument("file")
@click.pass_context
def check_proof(ctx: click.Context, key: str, as_json: bool, file: str) -> None:
    """Say whether FILE (- for standard input) proves its entry. No database is asked, only the document.

    Exit status 0 when it does, 1 when not, 2 when it is no proof.
    """
    from .checked_proofs import checked
    from .verify import public_key

    trusted = public_key(key)
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable.one(
            file, "not-readable", f"cannot be read: {reason}", "a file that can be read, or -"
        ) from None
    found = checked(strict_json.loads(content), Path(file), trusted)
    click.echo(
        json.dumps(_proven(found), ensure_ascii=False) if as_json else _proven_words(found), nl=as_json
    )
    ctx.exit(NO if found.wrong else 0)


def _proven(found: Checked) -> dict[str, Any]:
    head = found.head
    return {
        "proven": not found.wrong, "n": found.n, "row": found.row, "wrong": found.wrong, "warnings": found.warnings,
        "head": None if head is None else {
            "registration": head.registration, "book": str(head.book), "n": head.n, "merkle": head.merkle, "at": head.at,
            "why": head.why, "key": head.key,
        },
    }  # fmt: skip


def _proven_words(found: Checked) -> str:
    head, lines = found.head, [f"warning     {one}" for one in found.warnings]
    if found.wrong or head is None:
        lines += [f"not proven  {one}" for one in found.wrong]
        return "\n".join(lines) + "\n"
    lines += [
        f"proven      entry {found.n} of the drug book of {head.registration} is under the head over {head.n} entries",
        f"signed      {head.at}, {head.why}", f"by the key  {head.key}", "the entry",
        *(f"  {name:<12}{text}" for name, text in found.row.items()),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _read(name: str) -> tuple[list[tuple[int, Event]], list[tuple[int | None, Fault]]]:
    """The events with their line numbers, or the faults with theirs (None: of the whole file)."""
    from euthymia.domain.ledger import parse

    events: list[tuple[int, Event]] = []
    faults: list[tuple[int | None, Fault]] = []
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return [], [
            (None, Fault("", "not-readable", f"cannot be read: {reason}", "a file that can be read, or -"))
        ]
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            try:
                events.append((number, parse(strict_json.loads(line))))
            except Unusable as refusal:
                faults += ((number, fault) for fault in refusal.faults)
    return events, faults


def _say(name: str, number: int | None, fault: Fault) -> None:
    place = "" if number is None else str(number)
    field = f"{fault.at}: " if fault.at.startswith("/") else ""
    accepted = f", accepted: {fault.accepted}" if fault.accepted else ""
    click.echo(" ".join(f"{name}:{place}: {field}{fault.says}{accepted}".split()), err=True)


def _with_bar(events: list[tuple[int, Event]]) -> Iterator[tuple[int, Event]]:
    hidden = len(events) < _WORTH_A_BAR or not sys.stderr.isatty()
    with click.progressbar(events, label="Events", file=sys.stderr, hidden=hidden) as bar:
        yield from bar


def _answer(book: Book, lines: dict[int, int]) -> dict[str, Any]:
    from euthymia.domain.ledger import clocks, meters, shown

    return {
        "accepted": len(book.entries),
        "refused": [
            {"id": refused.id, "code": refused.code, "says": refused.says, "line": lines[place]}
            for place, refused in enumerate(book.refused)
        ],
        "balances_ug": {name: shown(name, amount.mass_ug) for name, amount in sorted(book.balances.items())},
        "open_cases": [count.id for count in book.open_cases],
        "clocks": [clock.to_json() for clock in clocks(book)],
        "meters": [meter.to_json() for meter in meters(book)],
        "head": book.head.hex(),
        "merkle_head": book.merkle_head.hex(),
    }


def _human(answer: dict[str, Any]) -> str:
    lines = [f"accepted    {answer['accepted']}", f"refused     {len(answer['refused'])}"]
    lines += [f"  line {one['line']}, {one['id']}: {one['code']}. {one['says']}" for one in answer["refused"]]
    lines += [f"open cases  {len(answer['open_cases'])}", *(f"  {case}" for case in answer["open_cases"])]
    lines += _titled(
        "due", (f"{clock['due']}  {clock['what']} ({clock['ref']})" for clock in answer["clocks"])
    )
    lines += _titled("sent to other registrants", map(_meter, answer["meters"]))
    lines += _titled("balances, mg", map(_balance, answer["balances_ug"].items()))
    lines += [f"head        {answer['head']}", f"merkle head {answer['merkle_head']}"]
    return "\n".join(lines) + "\n"


def _titled(title: str, lines: Iterable[str]) -> list[str]:
    said = [f"  {line}" for line in lines]
    return [title, *said] if said else []


def _meter(meter: dict[str, Any]) -> str:
    whose = meter["registration"] or "this registration"
    above = ", ABOVE" if meter["above"] else ", within"
    return f"{meter['year']}, {whose}: {meter['share_per_cent']} %{above} the {meter['limit_per_cent']} % of a year"


def _balance(pair: tuple[str, int]) -> str:
    name, mass_ug = pair
    sign = "-" if mass_ug < 0 else ""
    return f"{sign + MASS_MG.format(abs(mass_ug)):>14}  {name}"
