"""The table of names: exact look-up, a typing box, and candidates for a name that is not in it.

from euthymia.domain.terminology import FORMULARY
FORMULARY.named("Norvasc").ingredients[0].name      amlodipine
FORMULARY.search("lor")                             names that begin so
FORMULARY.candidates("lamisil")                     names that look alike, to be offered, never taken
FORMULARY.extended(drugs, products)                 with a clinic's larger list
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

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
_OFFERED = 5
_BEGUN = 4
"""Letters from which on the beginning of a name is worth offering the whole."""


_SPLIT_BY_A_SIGN = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|[^\W\d_]+(?:'[^\W\d_]+)+")


def plain(text: str) -> str:
    """Lower case without accents; apostrophes and the full stops of p.o. and D.H.E. go to the end as spaces.

    The text stays as long as it was, so that a position in one is a position in the other.
    """
    return _SPLIT_BY_A_SIGN.sub(_close_up, "".join(_plain_character(character) for character in text))


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

    Raises ValueError where two entries claim one name, or a product names an ingredient that is not there.
    """

    def __init__(
        self, drugs: Iterable[Drug], products: Iterable[Product], classes: Iterable[Drug] = ()
    ) -> None:
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
        if generic not in self._generic:
            raise ValueError(f"{product.names[0]} holds {generic!r}, which is not in the table")
        return self._generic[generic]

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
        """This table with a larger list. What the table already names keeps its meaning."""
        more = [drug for drug in drugs if words_of(drug.name) not in self._by_words]
        extra = [each for each in products if words_of(each.names[0]) not in self._by_words]
        return Formulary((*self.drugs, *more), (*self.products, *extra), self.classes)

    def of_words(self, words: tuple[str, ...]) -> Named | None:
        found = self._by_words.get(words)
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
        return self._by_code.get(rxcui)

    def names(self) -> Iterator[Named]:
        yield from self._by_words.values()

    @cached_property
    def _sorted(self) -> tuple[tuple[str, Offer], ...]:
        entries: set[tuple[str, Offer]] = set()
        for words, named in self._by_words.items():
            offer = Offer(named.name, tuple(drug.name for drug in named.ingredients))
            entries.update((" ".join(words[start:]), offer) for start in range(len(words)))
        return tuple(sorted(entries, key=lambda entry: (entry[0], entry[1].name)))

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(key for key, _ in self._sorted)

    def search(self, prefix: str, limit: int = 12) -> tuple[Offer, ...]:
        """Names of which a word begins so, whole-name beginnings first; nothing for an empty prefix."""
        start = " ".join(words_of(prefix))
        if not start:
            return ()
        found: list[Offer] = []
        for index in range(bisect_left(self._keys, start), len(self._keys)):
            if not self._keys[index].startswith(start):
                break
            found.append(self._sorted[index][1])
        ranked = sorted(
            dict.fromkeys(found), key=lambda each: (not plain(each.name).startswith(start), each.name)
        )
        return tuple(ranked[:limit])

    @cached_property
    def _by_length(self) -> Mapping[int, tuple[tuple[str, int, Named], ...]]:
        found: dict[int, list[tuple[str, int, Named]]] = {}
        for letters, named in self._by_letters.items():
            found.setdefault(len(letters), []).append((letters, _letters_in(letters), named))
        return {length: tuple(entries) for length, entries in found.items()}

    def candidates(self, written: str, limit: int = _OFFERED) -> tuple[Offer, ...]:
        """Names within a few slips of what was written, nearest first, then names that begin so.

        They are to be offered, never taken.
        """
        letters = "".join(words_of(written))
        far = next(slips for longest, slips in _FAR if len(letters) <= longest)
        if far == 0:
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
        offers = (Offer(named.name, tuple(drug.name for drug in named.ingredients)) for _, _, named in near)
        begun = self.search(written) if len(letters) >= _BEGUN else ()
        return tuple(dict.fromkeys((*offers, *begun)))[:limit]


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
