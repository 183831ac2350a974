"""The controlled-substance ledger: accounts, events, balances, counts, cases, and the chain under every stream.

A book is the fold of its events. One event is decided by one pure function:

    decide(held: Holdings, event: Event, policy: Policy = POLICY) -> Posted | Repeated | Refused

`Posted` carries the entry with its legs and the new value of everything that changed; `Repeated` is an event
that was accepted before, word for word; `Refused` has a code of `REASONS` and a sentence for the person. A
refused id stays refused: what is tried again is a new event with a new id.

A whole file: `Book.of(events)`, then `book.balances`, `book.open_cases`, `clocks(book)`, `meters(book)`,
`book.head`, `book.merkle_head`; `broken(book)` recomputes it all and is empty.

One event at a time, by a caller with a database, there are two ways, and both hold the book's lock from
reading to commit:

1.  Keep a `Book` for each process under its head. In the transaction read the entries after the head that the
    process knows, `post` them (they were accepted before and are again), compare `book.head` with the stored
    one, `post` the new event, and write the row. Tens of thousands of events a second are caught up.
    Refusals of other processes are told with `remember`, never posted: by now they might be accepted.
2.  Implement `Holdings` over rows. An event reads at most: its own id; its vial, its syringe (`Owner`), the
    vial's last count; for `ref` the count or entry, its vial and syringe; for `to: variance:COUNT` that
    count; for a vial that comes back the entry that sent it; the last `recorded_at`. Write what `Posted`
    lists, and `reversed_by` of the entry it reversed. The values are frozen dataclasses; `stored(value)` is
    their JSON and `revived(type, json)` reads it back.

Either way a refusal is kept with its id and content (`known`), or a retry could succeed in silence later.

The caller adds what a file cannot know: that the order is signed, the consent given, the person authorised,
the witness's credential fresh. A stricter site passes a `Policy`.
"""

from .accounts import KINDS as ACCOUNT_KINDS
from .accounts import Amount, Leg, Side, account, kind_of, named, shown, side_of
from .book import Book
from .clocks import Clock, clocks, missing
from .events import KINDS as EVENT_KINDS
from .events import Event, parse
from .holdings import Count, Drawn, Entry, Holdings, Known, Owner, Placement, Standing, Syringe, Vial
from .invariants import broken
from .meter import Meter, meters
from .policy import POLICY, Policy, overfill_cap_ul
from .posting import TWO_SIGN, Decision, Posted, Repeated, decide, needs_witness
from .products import DEVICE, ESKETAMINE, FORMS, KETAMINE, SUBSTANCES, VIAL, Substance, amount_words
from .refusals import REASONS, Reason, Refused
from .storing import revived, stored

__all__ = [
    "ACCOUNT_KINDS",
    "DEVICE",
    "ESKETAMINE",
    "EVENT_KINDS",
    "FORMS",
    "KETAMINE",
    "POLICY",
    "REASONS",
    "SUBSTANCES",
    "TWO_SIGN",
    "VIAL",
    "Amount",
    "Book",
    "Clock",
    "Count",
    "Decision",
    "Drawn",
    "Entry",
    "Event",
    "Holdings",
    "Known",
    "Leg",
    "Meter",
    "Owner",
    "Placement",
    "Policy",
    "Posted",
    "Reason",
    "Refused",
    "Repeated",
    "Side",
    "Standing",
    "Substance",
    "Syringe",
    "Vial",
    "account",
    "amount_words",
    "broken",
    "clocks",
    "decide",
    "kind_of",
    "meters",
    "missing",
    "named",
    "needs_witness",
    "overfill_cap_ul",
    "parse",
    "revived",
    "shown",
    "side_of",
    "stored",
]
