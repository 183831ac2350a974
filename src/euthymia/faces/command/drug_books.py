"""Every drug book recomputed from its entries alone: sums, balances, strengths, signatures, and what is kept of them.

Written without the code that posts: it shares the tables with it, and the rules, but no arithmetic. Only a book
whose chain is whole is looked at; of one that is not, the chain's own first bad row is the finding.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import Connection

from .broken import Broken

ENTRIES, VIALS, SYRINGES, CASES = "pharmacy_entry", "pharmacy_vial", "pharmacy_syringe", "pharmacy_case"
_HELD = {"vial": "stock", "device": "stock", "quarantine": "quarantine", "in-transit": "in-transit"}
_OTHER_SUBSTANCES = ("esketamine",)  # their accounts are named SUBSTANCE:KIND:NAME
_MAY_BE_BELOW_ZERO = {"variance", "opening", "acquired", "received-from", "overfill"}
_NEVER_BELOW_ZERO = {
    "vial", "device", "syringe", "in-hand", "quarantine", "in-transit", "administered", "wasted", "breakage", "destroyed",
    "reverse-distributed", "distributed", "lost", "stolen",
}  # fmt: skip
_ARRIVALS = ("opening", "receive", "receive-from")
_BY_TWO = {"waste", "breakage", "destroy", "count", "resolve", "loss", "theft", "reverse"}


def look(connection: Connection[Any], broken: list[Broken]) -> Iterator[Broken]:
    """The first thing wrong in each book that is not in `broken` already."""
    known = {one.owner for one in broken if one.table == ENTRIES}
    for (book,) in connection.execute("SELECT id FROM pharmacy_book ORDER BY id").fetchall():
        owner = f"book={UUID(str(book))}"
        if owner in known:
            continue
        wrong = next(_book(connection, book), None)
        if wrong is not None:
            table, n, says = wrong
            yield Broken(table, owner, n, says)


def book_of(one: Broken) -> UUID | None:
    """The drug book that a finding is about; None for a finding about something else."""
    if one.table not in (ENTRIES, VIALS, SYRINGES, CASES) or not one.owner.startswith("book="):
        return None
    return UUID(one.owner.removeprefix("book="))


@dataclass(slots=True)
class _Sums:
    """What the entries so far come to: µL and µg of each account, and µg in a µL of each vial.

    Of a device: µg in one, and no µL. `named` are the substances of what has come.
    """

    balances: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    strengths: dict[str, Decimal] = field(default_factory=dict)
    contents: dict[str, int] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def prefix(self, vial: str) -> str:
        """What stands before the accounts of a vial."""
        substance = self.named.get(vial, "ketamine")
        return f"{substance}:" if substance in _OTHER_SUBSTANCES else ""

    def held(self, vial: str) -> dict[str, str]:
        """The accounts in which it can be on hand at its place, each with its standing."""
        return {f"{self.prefix(vial)}{kind}:{vial}": stands for kind, stands in _HELD.items()}

    def amount(self, vial: str, *accounts: str) -> int:
        """What these accounts hold of a vial: µL, or whole devices."""
        volume_ul, mass_ug = self.of(*accounts)
        content = self.contents.get(vial)
        return volume_ul if content is None else mass_ug // content

    def of(self, *accounts: str) -> tuple[int, int]:
        found = [self.balances[name] for name in accounts if name in self.balances]
        return sum(one[0] for one in found), sum(one[1] for one in found)


def _book(connection: Connection[Any], book: Any) -> Iterator[tuple[str, int, str]]:
    sums, signed = _Sums(), _Signed()
    asked = (
        "SELECT n, client_id::text, kind, by, witness, record, event::text, legs::text FROM pharmacy_entry "
        "WHERE book_id = %s ORDER BY n"
    )
    for n, client_id, kind, by, witness, record, event_text, legs_text in connection.execute(asked, [book]):
        event, legs = json.loads(event_text), json.loads(legs_text)
        if (event.get("id"), event.get("kind")) != (client_id, kind):
            yield ENTRIES, n, "the row is about another event than its document"
        if says := signed.add(n, record, event):
            yield ENTRIES, *says
        if says_who := _signatures(kind, by, witness, event):
            yield ENTRIES, n, says_who
        for says_what in _legs(sums, event, legs):
            yield ENTRIES, n, says_what
    if says := signed.end():
        yield ENTRIES, *says
    yield from _kept(connection, book, sums)


def _signatures(kind: str, by: str, witness: str, event: dict[str, Any]) -> str:
    two = kind in _BY_TWO or (kind == "reverse-distribute" and event.get("from") == "quarantine")
    if two and not (witness and event.get("witness")):
        return f"a {kind} without a second person"
    if bool(witness) != bool(event.get("witness")) or (witness and witness == by):
        return "the witness is not another person, or not the one of the document"
    return "the witness is the actor" if event.get("witness") == event.get("by") else ""


def _legs(sums: _Sums, event: dict[str, Any], legs: list[Any]) -> Iterator[str]:
    """Post the legs of one entry; a sentence for each thing wrong with them."""
    if event["kind"] in _ARRIVALS:
        _labelled(sums, event)
    if sum(leg[1] for leg in legs) or sum(leg[2] for leg in legs):
        yield "its lines do not sum to zero"
    if len({_named(account)[0] for account, _, _ in legs}) > 1:
        yield "its lines are of two substances"
    for account, volume_ul, mass_ug in legs:
        substance, kind, name = _named(account)
        if kind not in _NEVER_BELOW_ZERO | _MAY_BE_BELOW_ZERO:
            yield f"{account} is no account"
        if kind in _HELD and substance != sums.named.get(name, substance):
            yield f"{account} is not of the substance that came as {name}"
        if kind in _HELD and not _holds(sums, name, volume_ul, mass_ug):
            yield f"{mass_ug} µg is not what {volume_ul} µL of vial {name} holds"
        balance = sums.balances[account]
        balance[0] += volume_ul
        balance[1] += mass_ug
        if kind in _NEVER_BELOW_ZERO and min(balance) < 0:
            yield f"{account} is below zero after it"


def _labelled(sums: _Sums, event: dict[str, Any]) -> None:
    """What the label of a vial or device says, when it first comes."""
    if event.get("form") == "device":
        sums.contents[event["vial"]] = event["content_ug"]
    elif "mg_per_ml" in event:
        sums.strengths[event["vial"]] = Decimal(str(event["mg_per_ml"]))
        sums.contents.pop(event["vial"], None)
    if event.get("form") == "device" or "mg_per_ml" in event:
        sums.named[event["vial"]] = event.get("substance") or "ketamine"


def _holds(sums: _Sums, vial: str, volume_ul: int, mass_ug: int) -> bool:
    """Whether this much is what the volume holds; a device is one whole content, without a volume."""
    content = sums.contents.get(vial)
    if content is None:
        return sums.strengths.get(vial, Decimal(-1)) * volume_ul == mass_ug
    return volume_ul == 0 and abs(mass_ug) == content


def _named(account: str) -> tuple[str, str, str]:
    """Substance, kind and name of an account."""
    first, _, rest = account.partition(":")
    if first not in _OTHER_SUBSTANCES:
        return "ketamine", first, rest
    kind, _, name = rest.partition(":")
    return first, kind, name


@dataclass(slots=True)
class _Signed:
    """Entries that were signed together stand one after another; their record is the hash of all of them."""

    record: str = ""
    first: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    def add(self, n: int, record: str, event: dict[str, Any]) -> tuple[int, str] | None:
        wrong = None
        if record != self.record:
            wrong = self.end()
            self.record, self.first, self.events = record, n, []
        self.events.append(
            {name: value for name, value in event.items() if name not in ("recorded_at", "witness")}
        )
        return wrong

    def end(self) -> tuple[int, str] | None:
        if not self.events:
            return None
        text = json.dumps(self.events, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if sha256(text.encode("utf-8")).hexdigest() == self.record:
            return None
        return self.first, "what was signed is not what stands here"


def _kept(connection: Connection[Any], book: Any, sums: _Sums) -> Iterator[tuple[str, int, str]]:
    """What is kept of the entries for the pages, against what they come to."""
    yield from _vials(connection, book, sums)
    asked = (
        'SELECT patient, "order", syringe, volume_ul, mass_ug, state::text FROM pharmacy_syringe '
        "WHERE book_id = %s"
    )
    left = {
        name
        for name, amount in sums.balances.items()
        if _named(name)[1] in ("syringe", "in-hand") and any(amount)
    }
    for patient, order, syringe, volume_ul, mass_ug, state in connection.execute(asked, [book]):
        parts = [part.replace("~", "~0").replace("/", "~1") for part in (patient, order, syringe) if part]
        kept = json.loads(state)
        substance = kept.get("substance", "ketamine")
        name = f"{substance}:" if substance in _OTHER_SUBSTANCES else ""
        name += ("in-hand:" if kept.get("form") == "device" else "syringe:") + "/".join(parts)
        left.discard(name)
        if not sums.of(name) == (volume_ul, mass_ug) == (kept["volume_ul"], kept["mass_ug"]):
            yield SYRINGES, 0, f"{name}: the entries come to {sums.of(name)[0]} µL, the row says {volume_ul}"
    if left:
        yield SYRINGES, 0, f"{min(left)}: the row is missing"
    left = {name for name, amount in sums.balances.items() if _named(name)[1] == "variance" and any(amount)}
    asked = "SELECT code, vial, rest_ul, is_open, state::text FROM pharmacy_case WHERE book_id = %s"
    for code, vial, rest_ul, is_open, state in connection.execute(asked, [book]):
        kept, name = json.loads(state), f"{sums.prefix(vial)}variance:{code}"
        left.discard(name)
        rest = sums.amount(vial, name)
        if not rest == rest_ul == kept["rest_ul"]:
            yield CASES, 0, f"{name}: the entries come to {rest} {_unit(sums, vial)}, the row says {rest_ul}"
        if is_open != kept["is_open"] or (rest_ul and not is_open):
            yield CASES, 0, f"{name}: {rest_ul} {_unit(sums, vial)} are in suspense and the case is closed"
    if left:
        yield CASES, 0, f"{min(left)}: the row is missing"


def _vials(connection: Connection[Any], book: Any, sums: _Sums) -> Iterator[tuple[str, int, str]]:
    left = set(sums.named)
    asked = "SELECT code, standing, book_ul, state::text FROM pharmacy_vial WHERE book_id = %s ORDER BY code"
    for code, standing, book_ul, state in connection.execute(asked, [book]):
        left.discard(code)
        held = sums.held(code)
        there = sums.amount(code, *held)
        if not there == book_ul == json.loads(state)["book_ul"]:
            yield (
                VIALS,
                0,
                f"vial {code}: the entries come to {there} {_unit(sums, code)}, the row says {book_ul}",
            )
        at = [stands for name, stands in held.items() if any(sums.of(name))]
        if at and at != [standing]:
            yield VIALS, 0, f"vial {code}: by the entries it is in {at[0]}, the row says {standing}"
    if left:
        yield VIALS, 0, f"vial {min(left)}: the row is missing"


def _unit(sums: _Sums, vial: str) -> str:
    return "devices" if vial in sums.contents else "µL"
