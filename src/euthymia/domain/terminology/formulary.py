"""The table of names: exact look-up, a typing box, and candidates for a name that is not in it.

from euthymia.domain.terminology import FORMULARY
FORMULARY.named("Norvasc").ingredients[0].name      amlodipine
FORMULARY.search("lor")                             names that begin so
FORMULARY.candidates("lamisil")                     names that look alike, to be offered, never taken
FORMULARY.extended(drugs, products)                 with a larger list behind it (`larger.py` says what of one is taken)
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from .brands import PRODUCTS
from .classes import CLASSES
from .drug import Drug, Product, Route
from .drugs_general import DRUGS as GENERAL
from .drugs_psychiatric import DRUGS as PSYCHIATRIC
from .drugs_sedating import DRUGS as SEDATING
from .drugs_unrated import DRUGS as UNRATED

DRUGS: tuple[Drug, ...] = (*SEDATING, *PSYCHIATRIC, *GENERAL, *UNRATED)
LONGEST_NAME = 6
"""Words in the longest name that is looked for."""
_GLUED = 7
"""A name of at least so many letters is found also where its words are run together or split."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_FAR = ((2, 0), (4, 1), (6, 2), (10**6, 3))
"""Up to how many letters a name may be how many slips away to be offered."""
_MANY = 10_000
"""Of so many names nearly any word is a few slips from some: one slip fewer is offered."""
_OFFERED = 5
_BEGUN = 4
"""Letters from which on the beginning of a name is worth offering the whole."""


_SPLIT_BY_A_SIGN = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|[^\W\d_]+(?:'[^\W\d_]+)+")


def plain(text: str) -> str:
    """Lower case without accents; apostrophes and the full stops of p.o. and D.H.E. go to the end as spaces.

    The text stays as long as it was, so that a position in one is a position in the other.
    """
    if text.isascii():  # nearly every name; the other way takes a hundred times as long
        lowered = text.lower().replace("`", "'")
    else:
        lowered = "".join(_plain_character(character) for character in text)
    if "." not in lowered and "'" not in lowered:
        return lowered
    return _SPLIT_BY_A_SIGN.sub(_close_up, lowered)


def _close_up(match: re.Match[str]) -> str:
    return match[0].replace(".", "").replace("'", "").ljust(len(match[0]))


def _plain_character(character: str) -> str:
    lowered = unicodedata.normalize("NFKD", character).casefold()
    base = "".join(each for each in lowered if not unicodedata.combining(each))
    if base in ("'", "’", "‘", "`", "´"):
        return "'"
    return base if len(base) == 1 else " " if not base else character


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, apostrophes dropped: `St. John's wort` is st, johns, wort."""
    return tuple(_WORD.findall(plain(name)))


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for: itself as it is written in the table, and the ingredients it opens into."""

    name: str
    ingredients: tuple[Drug, ...]
    route: Route | None = None
    note: str = ""

    @property
    def is_combination(self) -> bool:
        return len(self.ingredients) > 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of a typing box, or a candidate: the name and the generic names behind it."""

    name: str
    generic: tuple[str, ...]

    def __str__(self) -> str:
        behind = " + ".join(self.generic)
        return self.name if behind.casefold() == self.name.casefold() else f"{self.name} ({behind})"


class Formulary:
    """All names of drugs, products and classes. Immutable once made; names are unique up to case and punctuation.

    `base` is a table that stands before this one: a name that it has means what it means there, and what it
    offers is offered first. Raises ValueError where two entries claim one name, or a product names an
    ingredient that is not there.
    """

    def __init__(
        self,
        drugs: Iterable[Drug],
        products: Iterable[Product],
        classes: Iterable[Drug] = (),
        base: Formulary | None = None,
    ) -> None:
        self.base = base
        self.drugs: tuple[Drug, ...] = tuple(drugs)
        self.products: tuple[Product, ...] = tuple(products)
        self.classes: tuple[Drug, ...] = tuple(classes)
        self._generic: dict[str, Drug] = {}
        self._by_words: dict[tuple[str, ...], Named] = {}
        self._by_letters: dict[str, Named] = {}
        self._by_code: dict[str, Named] = {}
        for drug in (*self.drugs, *self.classes):
            self._generic[drug.name] = drug
            for name in (drug.name, *drug.also):
                self._enter(Named(name, (drug,)))
            if drug.rxcui is not None:
                self._by_code[drug.rxcui] = Named(drug.name, (drug,))
        for product in self.products:
            ingredients = tuple(self._ingredient(product, generic) for generic in product.ingredients)
            for name in product.names:
                self._enter(Named(name, ingredients, product.route, product.note))

    def _ingredient(self, product: Product, generic: str) -> Drug:
        if (drug := self.generic(generic)) is None:
            raise ValueError(f"{product.names[0]} holds {generic!r}, which is not in the table")
        return drug

    def generic(self, name: str) -> Drug | None:
        """The drug whose generic name is written exactly so."""
        found = self.base.generic(name) if self.base is not None else None
        return found or self._generic.get(name)

    def _enter(self, named: Named) -> None:
        key = words_of(named.name)
        if not key:
            raise ValueError(f"{named.name!r} holds no word")
        there = self._by_words.get(key)
        if there is not None and there.ingredients != named.ingredients:
            raise ValueError(f"{named.name!r} is also a name of {there.ingredients[0].name}")
        if there is None:
            self._by_words[key] = named
            self._by_letters.setdefault("".join(key), named)

    def extended(self, drugs: Iterable[Drug] = (), products: Iterable[Product] = ()) -> Formulary:
        """This table with a larger list behind it. What the table already names keeps its meaning."""
        more = [drug for drug in drugs if self.named(drug.name) is None]
        return Formulary(more, [each for each in products if self.named(each.names[0]) is None], (), self)

    def of_words(self, words: tuple[str, ...]) -> Named | None:
        found = self.base.of_words(words) if self.base is not None else None
        found = found or self._by_words.get(words)
        if found is None and len(words) > 1 and sum(map(len, words)) >= _GLUED:
            found = self._by_letters.get("".join(words))
        elif found is None and len(words) == 1 and len(words[0]) >= _GLUED:
            found = self._by_letters.get(words[0])
        return found

    def named(self, name: str) -> Named | None:
        """What exactly this name stands for; None where nothing is named so, however near another name is."""
        return self.of_words(words_of(name))

    def coded(self, rxcui: str) -> Named | None:
        """The ingredient of an RxNorm code."""
        found = self.base.coded(rxcui) if self.base is not None else None
        return found or self._by_code.get(rxcui)

    def names(self) -> Iterator[Named]:
        """Every name, those of the table that stands before this one first."""
        if self.base is not None:
            yield from self.base.names()
        yield from self._by_words.values()

    @cached_property
    def _begun(self) -> _Index:
        return _Index((" ".join(words), _offer(named)) for words, named in self._by_words.items())

    @cached_property
    def _within(self) -> _Index:
        return _Index(
            (" ".join(words[start:]), _offer(named))
            for words, named in self._by_words.items()
            for start in range(1, len(words))
        )

    def search(self, prefix: str, limit: int = 12) -> tuple[Offer, ...]:
        """Names of which a word begins so, whole-name beginnings first; nothing for an empty prefix."""
        start = " ".join(words_of(prefix))
        if not start:
            return ()
        found: dict[Offer, None] = {}
        for offer in self._beginning(start):
            if len(found) == limit:
                break
            found[offer] = None
        return tuple(found)

    def _beginning(self, start: str) -> Iterator[Offer]:
        if self.base is not None:
            yield from self.base._beginning(start)
        yield from self._beginning_here(start)

    def _beginning_here(self, start: str) -> Iterator[Offer]:
        yield from self._begun.beginning(start)
        yield from self._within.beginning(start)

    @cached_property
    def _by_length(self) -> Mapping[int, tuple[tuple[str, int, Named], ...]]:
        found: dict[int, list[tuple[str, int, Named]]] = {}
        for letters, named in self._by_letters.items():
            found.setdefault(len(letters), []).append((letters, _letters_in(letters), named))
        return {length: tuple(entries) for length, entries in found.items()}

    def candidates(self, *written: str, limit: int = _OFFERED) -> tuple[Offer, ...]:
        """Names within a few slips of what was written, nearest first, then names that begin so.

        They are to be offered, never taken. At most `limit` of each table, so that the names of a larger
        list push none of the first table's aside.
        """
        first = self.base.candidates(*written, limit=limit) if self.base is not None else ()
        near = dict.fromkeys(offer for each in written for offer in self._near(each, limit))
        return (*first, *list(near)[:limit])

    def _near(self, written: str, limit: int) -> tuple[Offer, ...]:
        letters = "".join(words_of(written))
        far = next(slips for longest, slips in _FAR if len(letters) <= longest)
        if len(self._by_letters) > _MANY:
            far -= 1
        if far <= 0:
            return ()
        mine = _letters_in(letters)
        near: list[tuple[int, str, Named]] = []
        for length in range(len(letters) - far, len(letters) + far + 1):
            for name, theirs, named in self._by_length.get(length, ()):
                # A slip brings in or takes away at most one letter on each side: most names fall out here.
                if (mine ^ theirs).bit_count() > 2 * far:
                    continue
                slips = distance(letters, name, far)
                if slips <= far:
                    near.append((slips, name, named))
        near.sort(key=lambda each: each[:2])
        offers = (_offer(named) for _, _, named in near)
        begun = self._beginning_here(" ".join(words_of(written))) if len(letters) >= _BEGUN else iter(())
        return tuple(dict.fromkeys((*offers, *islice(begun, limit))))[:limit]


def _offer(named: Named) -> Offer:
    return Offer(named.name, tuple(drug.name for drug in named.ingredients))


class _Index:
    """Offers by what they begin with, in the order of the alphabet."""

    def __init__(self, entries: Iterable[tuple[str, Offer]]) -> None:
        ordered = sorted(entries, key=lambda entry: (entry[0], entry[1].name))
        self._keys = [key for key, _ in ordered]
        self._offers = [offer for _, offer in ordered]

    def beginning(self, start: str) -> Iterator[Offer]:
        for index in range(bisect_left(self._keys, start), len(self._keys)):
            if not self._keys[index].startswith(start):
                return
            yield self._offers[index]


def _letters_in(word: str) -> int:
    """Which letters a word holds, as bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 61)
    return bits


def distance(one: str, other: str, enough: int) -> int:
    """Slips between two words: a letter added, lost, changed, or two neighbours swapped. Beyond `enough`, enough + 1."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i] + [0] * len(other)
        for j, against in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                row[j] = min(row[j], earlier[j - 2] + 1)
        if min(row) > enough:
            return enough + 1
    return row[-1]


FORMULARY = Formulary(DRUGS, PRODUCTS, CLASSES)
