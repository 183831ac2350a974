"""Invented answers of primary sources, in the forms in which the real ones answer: for the demo, tests and training.

Nobody in them exists. The places of the files are those where a folder of answers is looked into.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody as the sources know them. `board` is the file of their licence, `status` that board's word."""

    family_name: str
    given_name: str
    npi: str = ""
    npi_active: bool = True
    board: str = ""
    number: str = ""
    status: str = "Current"
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """Somebody on the list of the excluded; older rows have no NPI."""

    family_name: str
    given_name: str
    npi: str = ""
    since: date = date(2020, 1, 20)


BOARD_COLUMNS = (
    "License Type",
    "License Number",
    "Last Name",
    "First Name",
    "License Status",
    "Expiration Date",
    "City",
)
LEIE_COLUMNS = (
    "LASTNAME", "FIRSTNAME", "MIDNAME", "BUSNAME", "GENERAL", "SPECIALTY", "UPIN", "NPI", "DOB", "ADDRESS", "CITY", "STATE",
    "ZIP", "EXCLTYPE", "EXCLDATE", "REINDATE", "WAIVERDATE", "WVRSTATE",
)  # fmt: skip
SAM_COLUMNS = (
    "Classification", "Name", "Prefix", "First", "Middle", "Last", "Suffix", "City", "State / Province", "Country",
    "Exclusion Program", "Excluding Agency", "Exclusion Type", "Active Date", "Termination Date", "Record Status", "NPI",
)  # fmt: skip
_STRANGER = Excluded("Nobodyson", "Otto", "1000000004")


def answers(
    people: Iterable[Registered],
    boards: Sequence[str],
    excluded: Iterable[Excluded] = (),
    sam: Iterable[Excluded] = (),
) -> dict[str, bytes]:
    """Every file of a folder of answers, by its place. A board without licences still has its file."""
    known = list(people)
    found = {f"nppes/{one.npi}.json": nppes(one) for one in known if one.npi}
    for board in boards:
        found[f"{board}.csv"] = board_file([one for one in known if one.board == board])
    found["leie.csv"] = leie([_STRANGER, *excluded])
    found["sam.csv"] = sam_file([_STRANGER, *sam])
    return found


def nppes(one: Registered | None) -> bytes:
    """The answer of the NPPES API, version 2.1, about one number; None: the registry has no such number."""
    if one is None:
        return json.dumps({"result_count": 0, "results": []}).encode()
    basic = {
        "first_name": one.given_name.upper(), "last_name": one.family_name.upper(), "status": "A" if one.npi_active else "D",
        "enumeration_date": "2012-03-05", "last_updated": "2025-08-11", "sole_proprietor": "NO",
    }  # fmt: skip
    result = {
        "number": one.npi, "enumeration_type": "NPI-1", "basic": basic, "other_names": [], "addresses": [], "identifiers": [],
        "endpoints": [], "taxonomies": [{"code": "2084P0800X", "primary": True, "state": "CA", "license": one.number}],
    }  # fmt: skip
    return json.dumps({"result_count": 1, "results": [result]}).encode()


def board_file(people: Iterable[Registered]) -> bytes:
    rows = [
        {"License Type": "Licence", "License Number": one.number, "Last Name": one.family_name, "First Name": one.given_name,
         "License Status": one.status, "Expiration Date": one.expires.isoformat() if one.expires else "", "City": "Los Angeles"}
        for one in people
    ]  # fmt: skip
    return _csv(BOARD_COLUMNS, rows)


def leie(excluded: Iterable[Excluded]) -> bytes:
    rows = [
        {"LASTNAME": one.family_name.upper(), "FIRSTNAME": one.given_name.upper(), "NPI": one.npi or "0000000000",
         "GENERAL": "INDIVIDUAL", "STATE": "CA", "EXCLTYPE": "1128a1", "EXCLDATE": f"{one.since:%Y%m%d}", "REINDATE": "00000000",
         "WAIVERDATE": "00000000"}
        for one in excluded
    ]  # fmt: skip
    return _csv(LEIE_COLUMNS, rows)


def sam_file(excluded: Iterable[Excluded]) -> bytes:
    rows = [
        {"Classification": "Individual", "First": one.given_name, "Last": one.family_name, "NPI": one.npi, "Country": "USA",
         "Excluding Agency": "HHS", "Active Date": f"{one.since:%m/%d/%Y}", "Record Status": "Active"}
        for one in excluded
    ]  # fmt: skip
    return _csv(SAM_COLUMNS, rows)


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, columns, restval="")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


def npi(nine: str) -> str:
    """Nine digits with the tenth that makes them an NPI (Luhn over 80840 and the digits)."""
    total = 24
    for place, digit in enumerate(reversed(nine)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return f"{nine}{-total % 10}"
