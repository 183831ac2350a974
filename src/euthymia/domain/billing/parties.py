"""Who bills, who gave the care, whose it was, who is asked to pay: what bills and claim files must name of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from euthymia.domain.quantities import Fault
from euthymia.domain.quantities.identifiers import identify

_TIN = re.compile(r"[0-9]{2}-?[0-9]{7}")
_STATE = re.compile(r"[A-Z]{2}")
_ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")
_WRITTEN = re.compile(r"(.+),([^,]+), *([A-Z]{2}) +([0-9]{5}(?:-[0-9]{4})?)")
_TAXONOMY = re.compile(r"[0-9A-Z]{9}X")


@dataclass(frozen=True, slots=True)
class Address:
    """A place in the United States."""

    street: str
    city: str
    state: str
    postcode: str

    def __str__(self) -> str:
        return f"{self.street}, {self.city}, {self.state} {self.postcode}"

    @classmethod
    def read(cls, text: str) -> Address | None:
        """Of `street, city, ST 12345`; None where that is not how it is written."""
        found = _WRITTEN.fullmatch(text.strip())
        return None if found is None else cls(*(part.strip() for part in found.groups()))

    def faults(self, at: str, *, nine_digits: bool = False) -> list[Fault]:
        """`nine_digits` asks for ZIP+4, as a claim file does of who bills."""
        wrong = [
            Fault(f"{at}{name}", "missing", f"the address has no {name}", "words")
            for name, said in (("street", self.street), ("city", self.city))
            if not said.strip()
        ]
        if not _STATE.fullmatch(self.state):
            wrong.append(Fault(f"{at}state", "form", f"{self.state!r} is no state", "two capital letters"))
        digits = self.postcode.replace("-", "")
        if not _ZIP.fullmatch(self.postcode) or (nine_digits and len(digits) != 9):
            accepted = (
                "a ZIP code with its last four digits, such as 97201-1234"
                if nine_digits
                else "five or nine digits"
            )
            wrong.append(Fault(f"{at}postcode", "form", f"{self.postcode!r} is no ZIP code", accepted))
        return wrong


@dataclass(frozen=True, slots=True)
class Practice:
    """The clinic as it bills. `tin` is its tax number, `npi` the organisation's own; `site` is where care is given,
    where that is another address."""

    name: str
    address: Address
    phone: str
    tin: str
    npi: str
    taxonomy: str
    site: Address | None = None

    @property
    def place(self) -> Address:
        return self.site or self.address

    def faults(self) -> list[Fault]:
        wrong = [
            Fault(f"{name}", "missing", f"the practice has no {what}", "words")
            for name, what, said in (("name", "legal name", self.name), ("phone", "telephone", self.phone))
            if not said.strip()
        ]
        wrong += self.address.faults("", nine_digits=True)
        if self.site is not None:
            wrong += self.site.faults("site_")
        if not _TIN.fullmatch(self.tin):
            wrong.append(
                Fault("tin", "form", f"{self.tin!r} is no tax number", "nine digits, such as 12-3456789")
            )
        return wrong + _npi_faults("npi", self.npi) + _taxonomy_faults(self.taxonomy)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who gave or answers for the care."""

    given_name: str
    family_name: str
    npi: str
    licence: str
    taxonomy: str

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def faults(self) -> list[Fault]:
        wrong = [
            Fault(name, "missing", f"the provider has no {what}", "words")
            for name, what, said in (
                ("given_name", "given name", self.given_name), ("family_name", "family name", self.family_name),
                ("licence", "licence", self.licence),
            )
            if not said.strip()
        ]  # fmt: skip
        return wrong + _npi_faults("npi", self.npi) + _taxonomy_faults(self.taxonomy)


@dataclass(frozen=True, slots=True)
class Person:
    """Whose care it was, the address as the record has it. `sex` is F, M or U."""

    number: str
    given_name: str
    family_name: str
    born: date
    sex: str
    address: str

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A patient's own insurance: who is asked to pay and under which number; `medicare` asks for JW and JZ."""

    payer: str
    payer_id: str
    member_id: str
    medicare: bool = False

    def faults(self) -> list[Fault]:
        return [
            Fault(name, "missing", f"the insurance has no {what}", "as on the member's card")
            for name, what, said in (
                ("payer", "name", self.payer), ("payer_id", "payer id", self.payer_id), ("member_id", "member id", self.member_id),
            )
            if not said.strip()
        ]  # fmt: skip


def _npi_faults(at: str, npi: str) -> list[Fault]:
    found = identify("npi", npi)
    return (
        []
        if found.valid
        else [Fault(at, "npi", f"{npi!r} is no NPI: {found.why}", "ten digits that pass their check")]
    )


def _taxonomy_faults(taxonomy: str) -> list[Fault]:
    if _TAXONOMY.fullmatch(taxonomy):
        return []
    return [
        Fault("taxonomy", "form", f"{taxonomy!r} is no taxonomy code", "nine letters and digits and an X")
    ]
