"""A clinic's price list: what each thing costs, what a whole course costs, packages and what comes back of them.

A list is read whole from a JSON document and refused whole (`read`); a change is a new version, signed by the clinic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from euthymia.domain.quantities import Fault, Unusable

from .codes import SHIPPED_ONLY, CodeSet
from .money import MOST_CENTS, share

ItemKind = Literal["evaluation", "infusion", "follow-up", "other"]
ITEM_KINDS: tuple[ItemKind, ...] = ("evaluation", "infusion", "follow-up", "other")
# pro-rata: a used session counts as its share of the package. single-price: it counts as one bought by itself.
BASES = ("pro-rata", "single-price")
ANSWERS = ("covered", "not-covered", "not-known")
COURSE_SESSIONS = 6  # mission A12: the course that a clinic publishes is evaluation, six sessions, follow-up


@dataclass(frozen=True, slots=True)
class Words:
    """A clinic's own words, in English and, where it has them, in Spanish."""

    en: str
    es: str = ""

    def said(self, language: str) -> str:
        return self.es if language == "es" and self.es else self.en


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is sold. `codes` are its service codes; an infusion's follow from what was given instead.

    `drug_cents` is the part of an infusion's price that stands beside the drug on a bill.
    """

    code: str
    kind: ItemKind
    title: Words
    cents: int
    codes: tuple[str, ...] = ()
    drug_cents: int = 0


@dataclass(frozen=True, slots=True)
class Package:
    """Sessions of one item paid beforehand, and what comes back when it ends early: `basis`, less `fee_cents`."""

    code: str
    title: Words
    item: str
    sessions: int
    cents: int
    basis: str
    fee_cents: int = 0


@dataclass(frozen=True, slots=True)
class Payer:
    """An insurer, and which parts of a course it pays, as the clinic knew it on a day.

    `answer` is that of the sessions; a list that was signed before the others were asked knows nothing of them.
    """

    name: str
    payer_id: str
    answer: str
    says: Words
    as_of: date
    evaluation: str = "not-known"
    follow_up: str = "not-known"

    @property
    def answers(self) -> tuple[tuple[ItemKind, str], ...]:
        """Of each part of a course, in the course's order."""
        return (("evaluation", self.evaluation), ("infusion", self.answer), ("follow-up", self.follow_up))

    @property
    def pays(self) -> bool:
        """Some part of a course, whichever it is."""
        return any(answer == "covered" for _, answer in self.answers)


@dataclass(frozen=True, slots=True)
class PriceList:
    """Everything a clinic publishes about money."""

    items: tuple[Item, ...]
    evaluation: str
    infusion: str
    follow_up: str
    follow_ups: int
    includes: tuple[Words, ...]
    excludes: tuple[Words, ...]
    packages: tuple[Package, ...]
    payers: tuple[Payer, ...]

    def item(self, code: str) -> Item:
        """Raises KeyError for an item that is not in the list."""
        return _by_code(self.items, code)

    def package(self, code: str) -> Package:
        """Raises KeyError for a package that is not in the list."""
        return _by_code(self.packages, code)


@dataclass(frozen=True, slots=True)
class CourseLine:
    """So many of one item, each at its price."""

    item: Item
    count: int

    @property
    def cents(self) -> int:
        return self.item.cents * self.count


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course with everything in it."""

    lines: tuple[CourseLine, ...]

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


def course(prices: PriceList) -> Course:
    """Evaluation, six sessions and follow-up, each at the price of one alone."""
    wanted = (
        (prices.evaluation, 1),
        (prices.infusion, COURSE_SESSIONS),
        (prices.follow_up, prices.follow_ups),
    )
    return Course(tuple(CourseLine(prices.item(code), count) for code, count in wanted))


def course_with(prices: PriceList, package: Package) -> int:
    """The same course where its sessions come out of a package of six; cents. Raises Unusable for another package."""
    if (package.item, package.sessions) != (prices.infusion, COURSE_SESSIONS):
        raise Unusable.one(
            "package", "other", f"{package.code} is not the course's sessions", "a package of six infusions"
        )
    whole = course(prices)
    return package.cents + sum(line.cents for line in whole.lines if line.item.code != prices.infusion)


def used_cents(cents: int, sessions: int, used: int) -> int:
    """What the used sessions of a package are worth: their share of its price."""
    return share(cents, sessions, used)


def refund_cents(package: Package, single_cents: int, used: int) -> int:
    """What comes back when a package of which so many sessions are used ends: never more than is unspent.

    `single_cents` is what one session cost by itself when the package was sold.
    """
    unspent = package.cents - used_cents(package.cents, package.sessions, used)
    counted = used * single_cents if package.basis == "single-price" else package.cents - unspent
    back = package.cents - counted - package.fee_cents
    return min(max(back, 0), unspent)


def document(prices: PriceList) -> dict[str, Any]:
    """The list as JSON: `read` gives it back."""
    made = asdict(prices)
    for payer in made["payers"]:
        payer["as_of"] = payer["as_of"].isoformat()
    return made


def read(found: Mapping[str, Any], day: date, codes: CodeSet = SHIPPED_ONLY) -> PriceList:
    """A list that can be put in force on `day`. Raises Unusable with every fault at its JSON pointer."""
    try:
        prices = _built(found)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Unusable.one(
            "", "form", f"this is no price list: {wrong!r}", "the form that a price list is kept in"
        ) from None
    faults = _faults(prices, day, codes)
    if faults:
        raise Unusable(faults)
    return prices


def kept(found: Mapping[str, Any]) -> PriceList:
    """A list that was read and kept before."""
    return _built(found)


def _built(found: Mapping[str, Any]) -> PriceList:
    items = tuple(
        Item(**{**one, "title": Words(**one["title"]), "codes": tuple(one.get("codes", ()))})
        for one in found["items"]
    )
    packages = tuple(Package(**{**one, "title": Words(**one["title"])}) for one in found["packages"])
    payers = tuple(
        Payer(**{**one, "says": Words(**one["says"]), "as_of": date.fromisoformat(one["as_of"])})
        for one in found["payers"]
    )
    return PriceList(
        items=items, packages=packages, payers=payers, evaluation=found["evaluation"], infusion=found["infusion"],
        follow_up=found["follow_up"], follow_ups=found["follow_ups"], includes=tuple(Words(**one) for one in found["includes"]),
        excludes=tuple(Words(**one) for one in found["excludes"]),
    )  # fmt: skip


def _faults(prices: PriceList, day: date, codes: CodeSet) -> list[Fault]:
    faults = list[Fault]()
    for what, named in (("items", prices.items), ("packages", prices.packages)):
        seen = [one.code for one in named]
        faults += [
            Fault(
                f"/{what}/{n}/code",
                "twice",
                f"{code!r} is named twice or not at all",
                "a short name for each",
            )
            for n, code in enumerate(seen)
            if not code or code in seen[:n]
        ]
    for n, item in enumerate(prices.items):
        faults += _item_faults(item, f"/items/{n}", day, codes)
    kinds = {item.code: item.kind for item in prices.items}
    for name, kind in (("evaluation", "evaluation"), ("infusion", "infusion"), ("follow_up", "follow-up")):
        if kinds.get(getattr(prices, name)) != kind:
            faults.append(
                Fault(
                    f"/{name}", "missing", f"the course has no {kind}", f"the code of an item of kind {kind}"
                )
            )
    if not _whole(prices.follow_ups, 1, 24):
        faults.append(Fault("/follow_ups", "range", "a course has follow-up", "1 to 24 visits"))
    if not prices.includes:
        faults.append(
            Fault("/includes", "missing", "it does not say what is in the price", "at least one line")
        )
    if not prices.excludes:
        faults.append(
            Fault("/excludes", "missing", "it does not say what is not in the price", "at least one line")
        )
    for name in ("includes", "excludes"):
        faults += [
            Fault(f"/{name}/{n}", "empty", "this line says nothing", "words")
            for n, words in enumerate(getattr(prices, name))
            if not words.en.strip()
        ]
    for n, package in enumerate(prices.packages):
        faults += _package_faults(prices, package, f"/packages/{n}")
    insurers = [one.name.casefold().split() for one in prices.payers]
    for n, payer in enumerate(prices.payers):
        faults += _payer_faults(payer, f"/payers/{n}", day)
        if insurers[n] in insurers[:n]:
            faults.append(
                Fault(f"/payers/{n}/name", "twice", f"{payer.name!r} is named twice", "each insurer once")
            )
    return faults


def _item_faults(item: Item, at: str, day: date, codes: CodeSet) -> list[Fault]:
    faults = list[Fault]()
    if item.kind not in ITEM_KINDS:
        faults.append(
            Fault(f"{at}/kind", "unknown", f"{item.kind!r} is no kind of item", ", ".join(ITEM_KINDS))
        )
    if not item.title.en.strip():
        faults.append(Fault(f"{at}/title", "missing", "it has no name", "words"))
    if not _whole(item.cents, 1, MOST_CENTS):
        faults.append(Fault(f"{at}/cents", "range", f"{item.cents} is no price", "whole cents, 1 or more"))
    elif not _whole(item.drug_cents, 0, item.cents):
        faults.append(
            Fault(
                f"{at}/drug_cents", "range", "the drug costs more than the whole", f"0 to {item.cents} cents"
            )
        )
    if item.kind == "infusion" and item.codes:
        faults.append(
            Fault(f"{at}/codes", "given", "an infusion's codes follow from what was given", "none here")
        )
    if item.kind != "infusion" and item.drug_cents:
        faults.append(Fault(f"{at}/drug_cents", "other", "only an infusion has a part for its drug", "0"))
    for n, number in enumerate(item.codes):
        fault = codes.fault(f"{at}/codes/{n}", number, ("service",), day)
        faults += [fault] if fault else []
    return faults


def _package_faults(prices: PriceList, package: Package, at: str) -> list[Fault]:
    if package.item not in {item.code for item in prices.items}:
        return [Fault(f"{at}/item", "unknown", f"{package.item!r} is not in the list", "the code of an item")]
    faults = list[Fault]()
    if not _whole(package.sessions, 2, 60):
        return [Fault(f"{at}/sessions", "range", f"{package.sessions} sessions are no package", "2 to 60")]
    single = prices.item(package.item).cents * package.sessions
    if not _whole(package.cents, package.sessions, single):
        faults.append(
            Fault(
                f"{at}/cents",
                "range",
                "it costs more than its sessions one by one, or nothing",
                f"at most {single} cents",
            )
        )
    if package.basis not in BASES:
        faults.append(
            Fault(f"{at}/basis", "unknown", f"{package.basis!r} is no rule for refunds", ", ".join(BASES))
        )
    if not _whole(package.fee_cents, 0, max(package.cents, 0)):
        faults.append(
            Fault(f"{at}/fee_cents", "range", "the fee is more than the package", "0 or more cents")
        )
    if not package.title.en.strip():
        faults.append(Fault(f"{at}/title", "missing", "it has no name", "words"))
    return faults


def _payer_faults(payer: Payer, at: str, day: date) -> list[Fault]:
    faults = list[Fault]()
    if not any(
        sign.isascii() and sign.isalnum() for sign in payer.name
    ):  # what a search's address names it by
        faults.append(Fault(f"{at}/name", "missing", "it has no name", "words with Latin letters"))
    for name in ("answer", "evaluation", "follow_up"):
        answer = getattr(payer, name)
        if answer not in ANSWERS:
            faults.append(Fault(f"{at}/{name}", "unknown", f"{answer!r} is no answer", ", ".join(ANSWERS)))
    if payer.as_of > day:
        faults.append(Fault(f"{at}/as_of", "future", "this day has not come", "the day it was asked"))
    return faults


def _whole(value: object, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


Coded = TypeVar("Coded", Item, Package)


def _by_code(found: tuple[Coded, ...], code: str) -> Coded:
    for one in found:
        if one.code == code:
            return one
    raise KeyError(code)
