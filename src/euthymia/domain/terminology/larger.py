"""A larger list behind the built-in table: what of it is taken, and why the rest is not.

    larger = behind(FORMULARY, listing.drugs, listing.products)
    larger.formulary, larger.taken, larger.left_out

A list adds names and weakens none: what the table names keeps its meaning; a substance under the name of its salt
is the table's own drug, with its classes; a name that would read an ordinary word, a strength or a part of another
name as a medicine is left out, and what is left out stays an open item. What is taken carries no class: the
medication check says of it that it is known by name only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .drug import Drug, Kind, Product
from .formulary import LONGEST_NAME, Formulary, words_of
from .vocabulary import KNOWN, SALTS

_SHORTEST = 3
_ORDINARY = KNOWN | SALTS
_LAST_WORD = re.compile(r"\W*(\w+)\W*$")
Words = tuple[str, ...]

BUILT_IN = "named by the table already"
AMBIGUOUS = "stands for more than one thing"
UNTOLD = "what it holds is not told, or is left out"
ORDINARY = "is made of ordinary words, or too short"
LONG = f"has more than {LONGEST_NAME} words"
STRENGTH = "is another name with a number"
CONTRADICTS = "holds a name of the table and not its ingredient"


@dataclass(frozen=True, slots=True)
class Larger:
    """The table with the list behind it, how many names were taken, and how many were left out for which reason."""

    formulary: Formulary
    drugs: int
    products: int
    left_out: Mapping[str, int]


def behind(base: Formulary, drugs: Iterable[Drug], products: Iterable[Product]) -> Larger:
    """`base` with a list behind it. Names count as the same up to case and punctuation."""
    return _Admission(base).of(tuple(drugs), tuple(products))


class _Admission:
    def __init__(self, base: Formulary) -> None:
        self._base = base
        self._begins = {words_of(named.name)[0] for named in base.names()}
        self._left_out: Counter[str] = Counter()
        self._drugs: dict[Words, Drug] = {}
        self._means: dict[str, tuple[Drug, ...]] = {}
        """What a substance of the list stands for, by its name there."""
        self._listed: set[Words] = set()

    def of(self, drugs: tuple[Drug, ...], products: tuple[Product, ...]) -> Larger:
        self._listed.update(words_of(drug.name) for drug in drugs)
        self._listed.update(words_of(product.names[0]) for product in products)
        aliases = [alias for drug in drugs if (alias := self._take_drug(drug)) is not None]
        kept = self._take_products((*aliases, *products))
        formulary = Formulary(self._drugs.values(), kept, (), self._base)
        return Larger(formulary, len(self._drugs), len(kept), dict(self._left_out))

    def _take_drug(self, drug: Drug) -> Product | None:
        """Keep an ingredient, or find what it is in the table; then its name may be another name of that."""
        if (known := self._base.named(drug.name)) is not None:
            self._left_out[BUILT_IN] += 1
            if all(each.kind is Kind.INGREDIENT for each in known.ingredients):
                self._means[drug.name] = known.ingredients
            return None
        if drug.rxcui is not None and (coded := self._base.coded(drug.rxcui)) is not None:
            self._means[drug.name] = coded.ingredients
            return Product((drug.name,), (drug.name,))
        name = _without_salts(drug.name)
        words = words_of(name)
        known = self._base.named(name)
        if known is not None and len(known.ingredients) == 1 and known.ingredients[0].kind is Kind.INGREDIENT:
            self._left_out[BUILT_IN] += 1
            self._means[drug.name] = known.ingredients
        elif reason := self._why_not(words, ()):
            self._left_out[reason] += 1
        else:
            self._means[drug.name] = (self._drugs.setdefault(words, Drug(name, drug.rxcui)),)
        return None

    def _take_products(self, products: tuple[Product, ...]) -> list[Product]:
        """The products of which the whole list says one thing."""
        meanings: dict[Words, set[tuple[str, ...]]] = {}
        names: dict[Words, str] = {}
        for product in products:
            words = words_of(product.names[0])
            names.setdefault(words, product.names[0])
            meanings.setdefault(words, set()).add(self._holds(product))
        kept = []
        for words, meaning in meanings.items():
            reason = self._why_no_product(words, meaning)
            if reason:
                self._left_out[reason] += 1
            elif words not in self._drugs:
                kept.append(Product((names[words],), next(iter(meaning))))
        return kept

    def _holds(self, product: Product) -> tuple[str, ...]:
        """Generic names, each once and in one order; nothing where one of them is not known."""
        found = [self._means.get(ingredient) for ingredient in product.ingredients]
        if not found or None in found:
            return ()
        return tuple(sorted({drug.name for drugs in found for drug in drugs or ()}))

    def _why_no_product(self, words: Words, meaning: set[tuple[str, ...]]) -> str:
        if words and self._base.of_words(words) is not None:
            return BUILT_IN
        if () in meaning:
            return UNTOLD
        (*others, holds) = meaning
        drug = self._drugs.get(words)
        if others or (drug is not None and holds != (drug.name,)):
            return AMBIGUOUS
        return "" if drug is not None else self._why_not(words, holds)

    def _why_not(self, words: Words, holds: tuple[str, ...]) -> str:
        """Why a name may not be looked for in what people write; "" when it may."""
        if sum(map(len, words)) < _SHORTEST or all(word in _ORDINARY or word.isdigit() for word in words):
            return ORDINARY
        if len(words) > LONGEST_NAME:
            return LONG
        end = len(words)
        while words[end - 1].isdigit():
            end -= 1
        if end < len(words) and (words[:end] in self._listed or self._base.of_words(words[:end])):
            return STRENGTH
        return CONTRADICTS if self._contradicts(words, holds) else ""

    def _contradicts(self, words: Words, holds: tuple[str, ...]) -> bool:
        """A part of the name is a name of the table, whose ingredients are not all inside."""
        for start, word in enumerate(words):
            if word not in self._begins:
                continue
            for end in range(start + 1, len(words) + 1):
                named = self._base.of_words(words[start:end]) if end - start < len(words) else None
                if named is not None and not {drug.name for drug in named.ingredients} <= set(holds):
                    return True
        return False


def _without_salts(name: str) -> str:
    """The name without the words of a salt at its end: `sertraline hydrochloride` is sertraline."""
    while (last := _LAST_WORD.search(name)) is not None and last[1].casefold() in SALTS and last.start() > 0:
        name = name[: last.start()]
    return name
