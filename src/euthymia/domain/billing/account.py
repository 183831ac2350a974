"""A patient's account: what was paid, sold, given, paid back. Its state is the fold of its entries, and nothing else.

At every moment balance = paid − used − kept − paid back, to the cent, where the balance is free credit and what is left
in packages; and what is left in a package is always what its unused sessions are worth. An entry that would break
either is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from euthymia.domain.quantities import Unusable

from .money import MOST_CENTS, shown
from .prices import Package, refund_cents, used_cents


@dataclass(frozen=True, slots=True)
class Paid:
    """Money came in."""

    cents: int


@dataclass(frozen=True, slots=True)
class Sold:
    """A package, paid from the free credit at once. `single_cents`: what one of its sessions cost alone that day."""

    package: Package
    single_cents: int


@dataclass(frozen=True, slots=True)
class Charged:
    """Something was given. Of a package (`sold`: the number of its sale) it uses one session; else it costs `cents`.

    `session` names what it is for, so that nothing is charged twice; `provider` is whose bill it is.
    """

    item: str
    cents: int
    session: str
    provider: str
    sold: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A package ends early: what its rule gives back becomes free credit, the rest is kept."""

    sold: int


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money went back, out of the free credit."""

    cents: int


@dataclass(frozen=True, slots=True)
class Reversed:
    """An entry was wrong, or a payment was not honoured: it counts no more. Never of a reversal or of an end."""

    n: int


@dataclass(frozen=True, slots=True)
class Restricted:
    """The patient paid this charge in full and asked that no health plan hears of it; `on` False: takes it back."""

    n: int
    on: bool


Entry = Paid | Sold | Charged | Ended | Refunded | Reversed | Restricted


@dataclass(frozen=True, slots=True)
class Prepaid:
    """A package that was sold: how many of its sessions are used, and whether it ended."""

    n: int
    package: Package
    single_cents: int
    used: int = 0
    over: bool = False

    @property
    def left(self) -> int:
        """Sessions."""
        return 0 if self.over else self.package.sessions - self.used

    @property
    def used_cents(self) -> int:
        return used_cents(self.package.cents, self.package.sessions, self.used)

    @property
    def left_cents(self) -> int:
        """What the sessions that are left are worth."""
        return 0 if self.over else self.package.cents - self.used_cents

    @property
    def back_cents(self) -> int:
        """What would come back if it ended now."""
        return 0 if self.over else refund_cents(self.package, self.single_cents, self.used)


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge that counts, at what it was worth."""

    n: int
    item: str
    cents: int
    session: str
    provider: str
    sold: int | None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """An account after so many entries. Every amount in cents; `credit_cents` below zero is owed."""

    n: int = 0
    credit_cents: int = 0
    paid_cents: int = 0
    refunded_cents: int = 0
    kept_cents: int = 0
    prepaid: tuple[Prepaid, ...] = ()
    charges: tuple[Charge, ...] = ()
    entries: dict[int, Entry] = field(default_factory=dict)
    undone: frozenset[int] = frozenset()

    @property
    def used_cents(self) -> int:
        """What was given, at what it was worth: by itself, or as a share of its package."""
        return sum(one.cents for one in self.charges)

    @property
    def prepaid_cents(self) -> int:
        return sum(one.left_cents for one in self.prepaid)

    @property
    def balance_cents(self) -> int:
        return self.credit_cents + self.prepaid_cents

    @property
    def owed_cents(self) -> int:
        return max(-self.credit_cents, 0)

    def package(self, n: int) -> Prepaid | None:
        return next((one for one in self.prepaid if one.n == n), None)

    def charge(self, n: int) -> Charge | None:
        return next((one for one in self.charges if one.n == n), None)

    @property
    def open_packages(self) -> tuple[Prepaid, ...]:
        """Packages with sessions left, oldest first."""
        return tuple(one for one in self.prepaid if one.left)


def folded(entries: Iterable[Entry]) -> State:
    """The state after all of these. Raises Unusable at the first that cannot follow."""
    state = State()
    for entry in entries:
        state = after(state, entry)
    return state


def after(state: State, entry: Entry) -> State:
    """The state after one more entry. Raises Unusable when it cannot follow."""
    n = state.n + 1
    made = _made(state, entry, n)
    return replace(made, n=n, entries={**state.entries, n: entry})


def _made(state: State, entry: Entry, n: int) -> State:
    match entry:
        case Paid():
            return _paid(state, entry)
        case Sold():
            return _sold(state, entry, n)
        case Charged():
            return _charged(state, entry, n)
        case Ended():
            return _ended(state, entry)
        case Refunded():
            return _refunded(state, entry)
        case Reversed():
            return _reversed(state, entry)
        case Restricted():
            return _restricted(state, entry)


def _paid(state: State, entry: Paid) -> State:
    _amount(entry.cents)
    return replace(
        state, credit_cents=state.credit_cents + entry.cents, paid_cents=state.paid_cents + entry.cents
    )


def _sold(state: State, entry: Sold, n: int) -> State:
    cents = entry.package.cents
    if state.credit_cents < cents:
        raise Unusable.one(
            "cents", "unpaid", f"a package is paid beforehand: {shown(cents - state.credit_cents)} are missing",
            f"a payment of at least {shown(cents - state.credit_cents)}",
        )  # fmt: skip
    bought = Prepaid(n, entry.package, entry.single_cents)
    return replace(state, credit_cents=state.credit_cents - cents, prepaid=(*state.prepaid, bought))


def _charged(state: State, entry: Charged, n: int) -> State:
    if entry.session and any(one.session == entry.session for one in state.charges):
        raise Unusable.one(
            "session", "charged", "this was charged already", "something that was not charged yet"
        )
    if entry.sold is None:
        if not 0 <= entry.cents <= MOST_CENTS:
            raise Unusable.one("cents", "range", f"{entry.cents} is no price", f"0 to {shown(MOST_CENTS)}")
        charge = Charge(n, entry.item, entry.cents, entry.session, entry.provider, None)
        return replace(state, credit_cents=state.credit_cents - entry.cents, charges=(*state.charges, charge))
    bought = state.package(entry.sold)
    if bought is None or bought.left == 0:
        raise Unusable.one(
            "sold", "used-up", "this package has no session left", "a package with sessions, or a price"
        )
    if bought.package.item != entry.item:
        raise Unusable.one(
            "sold", "other-item", f"the package is of {bought.package.item}", "a package of the same thing"
        )
    used = replace(bought, used=bought.used + 1)
    worth = used.used_cents - bought.used_cents
    charge = Charge(n, entry.item, worth, entry.session, entry.provider, bought.n)
    return _with_package(replace(state, charges=(*state.charges, charge)), used)


def _ended(state: State, entry: Ended) -> State:
    bought = state.package(entry.sold)
    if bought is None or bought.over or bought.left == 0:
        raise Unusable.one(
            "sold", "over", "there is nothing left in this package", "a package with sessions left"
        )
    back = bought.back_cents
    kept = bought.left_cents - back
    made = replace(state, credit_cents=state.credit_cents + back, kept_cents=state.kept_cents + kept)
    return _with_package(made, replace(bought, over=True))


def _refunded(state: State, entry: Refunded) -> State:
    _amount(entry.cents)
    if entry.cents > state.credit_cents:
        raise Unusable.one(
            "cents", "more-than-unspent", f"only {shown(max(state.credit_cents, 0))} are unspent and free",
            "at most that; sessions of a package come back by ending it",
        )  # fmt: skip
    return replace(
        state,
        credit_cents=state.credit_cents - entry.cents,
        refunded_cents=state.refunded_cents + entry.cents,
    )


def _reversed(state: State, entry: Reversed) -> State:
    wrong = state.entries.get(entry.n)
    if wrong is None or entry.n in state.undone:
        raise Unusable.one(
            "n", "unknown", f"entry {entry.n} is not there, or was reversed", "an entry that counts"
        )
    state = replace(state, undone=state.undone | {entry.n})
    match wrong:
        case Paid(cents):
            return replace(
                state, credit_cents=state.credit_cents - cents, paid_cents=state.paid_cents - cents
            )
        case Refunded(cents):
            return replace(
                state, credit_cents=state.credit_cents + cents, refunded_cents=state.refunded_cents - cents
            )
        case Sold():
            return _unsold(state, entry.n)
        case Charged():
            return _uncharged(state, entry.n)
        case _:
            raise Unusable.one(
                "n",
                "final",
                "an end, a restriction and a reversal stand",
                "a payment, sale, charge or refund",
            )


def _unsold(state: State, n: int) -> State:
    bought = state.package(n)
    if bought is None or bought.used or bought.over:
        raise Unusable.one(
            "n", "used", "sessions of this package were used", "its end, by its rule for refunds"
        )
    others = tuple(one for one in state.prepaid if one.n != n)
    return replace(state, credit_cents=state.credit_cents + bought.package.cents, prepaid=others)


def _uncharged(state: State, n: int) -> State:
    charge = state.charge(n)
    assert charge is not None, "a charge that was not reversed counts"
    others = tuple(one for one in state.charges if one.n != n)
    if charge.sold is None:
        return replace(state, credit_cents=state.credit_cents + charge.cents, charges=others)
    bought = state.package(charge.sold)
    assert bought is not None, "a package of which a session is used is never taken back"
    if bought.over:
        raise Unusable.one(
            "n", "over", "its package has ended and was settled", "a payment back out of the free credit"
        )
    fewer = replace(bought, used=bought.used - 1)
    return _with_package(replace(state, charges=_revalued(others, fewer)), fewer)


def _revalued(charges: tuple[Charge, ...], bought: Prepaid) -> tuple[Charge, ...]:
    """The charges of a package each at its share again: one in the middle was taken out."""
    found, used = list[Charge](), 0
    for one in charges:
        if one.sold == bought.n:
            behind = used_cents(bought.package.cents, bought.package.sessions, used)
            used += 1
            worth = used_cents(bought.package.cents, bought.package.sessions, used) - behind
            one = replace(one, cents=worth)
        found.append(one)
    return tuple(found)


def _restricted(state: State, entry: Restricted) -> State:
    charge = state.charge(entry.n)
    if charge is None:
        raise Unusable.one("n", "unknown", f"entry {entry.n} is no charge that counts", "a charge")
    if charge.restricted == entry.on:
        raise Unusable.one("n", "nothing-new", "it stands so already", "a charge that stands otherwise")
    if entry.on and charge.sold is None and state.credit_cents < 0:
        raise Unusable.one(
            "n",
            "unpaid",
            f"it is not paid in full: {shown(state.owed_cents)} are owed",
            "a charge that is paid in full",
        )
    changed = tuple(replace(one, restricted=entry.on) if one.n == entry.n else one for one in state.charges)
    return replace(state, charges=changed)


def _with_package(state: State, changed: Prepaid) -> State:
    return replace(state, prepaid=tuple(changed if one.n == changed.n else one for one in state.prepaid))


def _amount(cents: int) -> None:
    if type(cents) is not int or not 0 < cents <= MOST_CENTS:
        raise Unusable.one(
            "cents",
            "range",
            f"{cents} cents are no amount",
            f"more than nothing, at most {shown(MOST_CENTS)}",
        )
