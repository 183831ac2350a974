"""Public lists of drug names, read line by line: an RxNorm release (RRF) and the FDA's NDC directory.

    listing = rxnorm(conso_lines, rel_lines)       RXNCONSO.RRF, and RXNREL.RRF where it is there
    listing = ndc(product_lines)                   product.txt

Both give what the files say and judge nothing; `larger.py` says what of it is taken. Sources: RxNorm Technical
Documentation (columns of RXNCONSO and RXNREL), the FDA's NDC product file definitions (columns by their headings).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from euthymia.domain.quantities import Fault, Unusable

from .drug import Drug, Product

_MOST_FAULTS = 20
_LONGEST_NAME = 3_000  # RxNorm's own bound of STR
_CONSO_FIELDS, _REL_FIELDS = 18, 16
_RXCUI, _LAT, _SAB, _TTY, _STR, _SUPPRESS = 0, 1, 11, 12, 14, 16
_RXCUI1, _RXCUI2, _RELA, _REL_SAB = 0, 4, 7, 10
_TRADENAMES = ("tradename_of", "has_tradename")
NDC_COLUMNS = ("PROPRIETARYNAME", "NONPROPRIETARYNAME", "SUBSTANCENAME")
_OF_NDC = ("utf-8-sig", "cp1252")
"""The directory is published in Windows-1252, and was at times in UTF-8."""
_SUFFIX = "PROPRIETARYNAMESUFFIX"


class Form(StrEnum):
    RXNORM = "rxnorm"
    NDC = "ndc"


@dataclass(frozen=True, slots=True)
class Text:
    """A file as its lines, in bytes, under the name that a refusal gives it ("" where one file is all there is)."""

    name: str
    lines: Iterable[bytes]

    def at(self, line: int) -> str:
        return f"{self.name}:{line}" if self.name else str(line)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the files name. A product without ingredients is one of which the files do not say what it holds."""

    form: Form
    drugs: tuple[Drug, ...]
    products: tuple[Product, ...]


class _Faults:
    """Gathers what is wrong, and stops reading when it is enough."""

    def __init__(self, text: Text) -> None:
        self._text, self.found = text, list[Fault]()

    def note(self, line: int, code: str, says: str, accepted: str) -> None:
        self.found.append(Fault(self._text.at(line), code, says, accepted))
        if len(self.found) == _MOST_FAULTS:
            raise Unusable(self.found)

    def end(self) -> None:
        if self.found:
            raise Unusable(self.found)


def rxnorm(conso: Text, rel: Text | None = None) -> Listing:
    """Ingredients (TTY IN) with their codes and brands (TTY BN) of an RxNorm release.

    What a brand holds stands in RXNREL; without it no brand says what it holds. Raises Unusable with the file
    and the line.
    """
    ingredients: dict[str, str] = {}
    brands: dict[str, str] = {}
    faults = _Faults(conso)
    for line, fields in _rows(conso, _CONSO_FIELDS, faults):
        if (fields[_LAT], fields[_SAB], fields[_SUPPRESS]) != ("ENG", "RXNORM", "N"):
            continue
        if (kept := {"IN": ingredients, "BN": brands}.get(fields[_TTY])) is None:
            continue
        name = " ".join(fields[_STR].split())
        if not (fields[_RXCUI].isascii() and fields[_RXCUI].isdigit() and len(fields[_RXCUI]) <= 8):
            faults.note(line, "not-a-code", f"RXCUI {fields[_RXCUI]!r} is no code", "up to 8 digits")
        elif not name or len(name) > _LONGEST_NAME:
            faults.note(line, "not-a-name", "STR holds no usable name", f"1 to {_LONGEST_NAME} characters")
        else:
            kept.setdefault(fields[_RXCUI], name)
    faults.end()
    if not ingredients:
        accepted = "RXNCONSO.RRF with rows of SAB RXNORM, TTY IN, LAT ENG, SUPPRESS N"
        raise Unusable.one(conso.at(1), "empty", "no ingredient of RxNorm stands in the file", accepted)
    holds = _tradenames(rel, ingredients, brands) if rel is not None else {}
    return Listing(
        Form.RXNORM,
        tuple(Drug(name, code) for code, name in ingredients.items()),
        tuple(Product((name,), tuple(holds.get(code, ()))) for code, name in brands.items()),
    )


def _tradenames(rel: Text, ingredients: dict[str, str], brands: dict[str, str]) -> dict[str, dict[str, None]]:
    """The ingredients of each brand. Which end of a relation is the brand is told by the ends, not by its direction."""
    holds: dict[str, dict[str, None]] = {}
    faults = _Faults(rel)
    for _, fields in _rows(rel, _REL_FIELDS, faults):
        if fields[_RELA] not in _TRADENAMES or fields[_REL_SAB] != "RXNORM":
            continue
        one, other = fields[_RXCUI1], fields[_RXCUI2]
        brand, ingredient = (one, other) if one in brands else (other, one)
        if brand in brands and ingredient in ingredients:
            holds.setdefault(brand, {})[ingredients[ingredient]] = None
    faults.end()
    return holds


def _rows(text: Text, fields: int, faults: _Faults) -> Iterator[tuple[int, list[str]]]:
    """The fields of every line. RRF ends each field, the last one too, with a bar."""
    for line, data in enumerate(text.lines, 1):
        text_of = _decoded(data, "utf-8")
        if text_of is None:
            faults.note(line, "not-utf-8", "the bytes are not UTF-8 text", "RRF in UTF-8")
            continue
        row = text_of.rstrip("\r\n").split("|")
        if len(row) == fields + 1 and not row[-1]:
            yield line, row
        else:
            says = f"{max(len(row) - 1, 0)} fields that end in a bar"
            faults.note(line, "fields", says, f"{fields} fields, each ended by |")


def ndc(product: Text) -> Listing:
    """Substances and names of the NDC directory's product file. Raises Unusable with the line.

    A product with a suffix (Tylenol, PM) is named with it and without. A product of one substance has its
    nonproprietary name as another name.
    """
    faults = _Faults(product)
    lines = ((line, _decoded(data, *_OF_NDC)) for line, data in enumerate(product.lines, 1))
    columns, width = _columns(product, next(lines, None))
    substances: dict[str, Drug] = {}
    products: dict[Product, None] = {}
    for line, text in lines:
        if text is None:
            faults.note(line, "not-text", "the bytes are no text", "UTF-8 or Windows-1252")
            continue
        row = text.rstrip("\r\n").split("\t")
        if len(row) != width:
            faults.note(line, "fields", f"{len(row)} fields", f"{width} fields, as the headings name them")
            continue
        held = {name: " ".join(row[at].split()) for name, at in columns.items()}
        if not held["PROPRIETARYNAME"] and not held["NONPROPRIETARYNAME"]:
            faults.note(line, "not-a-name", "the product has no name", "a name in one of the two columns")
            continue
        parts = dict.fromkeys(part.strip().lower() for part in held["SUBSTANCENAME"].split(";"))
        inside = tuple(part for part in parts if part)
        substances.update({part: Drug(part) for part in inside if part not in substances})
        for name in _names(held, len(inside)):
            products[Product((name,), inside)] = None
    faults.end()
    if not substances:
        raise Unusable.one(product.at(1), "empty", "no product names a substance", "the FDA's product.txt")
    return Listing(Form.NDC, tuple(substances.values()), tuple(products))


def _decoded(data: bytes, *encodings: str) -> str | None:
    """The line in the first encoding that it is in; None where it is in none, or holds a NUL, which no text does."""
    for encoding in encodings if b"\0" not in data else ():
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _columns(product: Text, first: tuple[int, str | None] | None) -> tuple[dict[str, int], int]:
    headings = [] if first is None else (first[1] or "").strip("\r\n").split("\t")
    names = [heading.strip().upper() for heading in headings]
    if missing := [name for name in NDC_COLUMNS if names.count(name) != 1]:
        says = f"no heading, or more than one, named {', '.join(missing)}"
        accepted = "the FDA's product.txt, tab-separated, with its headings"
        raise Unusable.one(product.at(1), "headings", says, accepted)
    wanted = (*NDC_COLUMNS, _SUFFIX) if _SUFFIX in names else NDC_COLUMNS
    return {name: names.index(name) for name in wanted}, len(names)


def _names(held: dict[str, str], substances: int) -> Iterator[str]:
    brand = held["PROPRIETARYNAME"]
    if brand:
        yield brand
        if suffix := held.get(_SUFFIX, ""):
            yield f"{brand} {suffix}"
    if substances == 1 and held["NONPROPRIETARYNAME"]:
        yield held["NONPROPRIETARYNAME"]
