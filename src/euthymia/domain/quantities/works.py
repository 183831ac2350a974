"""What stands behind a figure, as a reader on a page is told it: works by author and year or by their body.

In the code a source names the key and the row of the project's own fact base, so that whoever changes a figure
finds it again. On a page neither says anything to anybody; `told` puts the names in their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of the fact base's list of sources: its key there, and its name."""

    key: str
    name: str


WORKS: tuple[Work, ...] = (
    Work("SAN17", "APA consensus, Sanacora 2017"),
    Work("MCI21", "McIntyre 2021"),
    Work("CAN21", "CANMAT, Swainson 2021"),
    Work("YIP22", "Yip 2022"),
    Work("COH18", "ASRA/AAPM/ASA consensus, Cohen 2018"),
    Work("VA-P", "VA protocol guidance"),
    Work("VADOD", "VA/DoD guidelines"),
    Work("ASKP", "ASKP3 standards 2020"),
    Work("NZ23", "Beaglehole 2023"),
    Work("CPSBC", "College of Physicians and Surgeons of BC, draft 2021"),
    Work("PRIMER", "Parikh 2021"),
    Work("KET-L", "US ketamine label"),
    Work("KET-CH", "Swiss ketamine label"),
    Work("SPR-L", "Spravato US label"),
    Work("SPR-EU", "Spravato EU label"),
    Work("FDA22", "FDA alert 2022"),
    Work("FDA23", "FDA alert 2023"),
    Work("AND17", "Andrade 2017"),
    Work("VER21i", "Veraart 2021, interactions"),
    Work("VER21p", "Veraart 2021, psychosis"),
    Work("ANDR20", "Andrashko 2020"),
    Work("WILL18", "Williams 2018"),
    Work("PEL", "Peltoniemi and Hagelberg, 2010 to 2012"),
    Work("MUR13", "Murrough 2013"),
    Work("PHI19", "Phillips 2019"),
    Work("ANA23", "Anand 2023"),
    Work("EKS22", "Ekstrand 2022"),
    Work("MCN22", "McInnes 2022"),
    Work("OLI22", "Oliver 2022"),
    Work("CRT", "Canadian Rapid Treatment Center"),
    Work("FED21", "Feder 2021"),
    Work("ABD22", "Abdallah 2022"),
    Work("GLU", "Glue 2017 and 2018"),
    Work("TAY18", "Taylor 2018"),
    Work("EARLY24", "Transl Psychiatry 2024"),
    Work("EARLY21", "PNPBP 2021;105:110126"),
    Work("BOB20", "Bobo 2020"),
    Work("CANRCT", "Canadian trial of ketamine and ECT"),
    Work("SUS1", "SUSTAIN-1, Daly 2019"),
    Work("ASP", "ASPIRE II"),
    Work("SUS3", "SUSTAIN-3"),
    Work("EMO18", "Emory series of 684"),
    Work("YAL24", "Yale series of 2342"),
    Work("CHN21", "Chinese series of 741"),
    Work("SZA20", "Szarmach 2020"),
    Work("NOP11", "Noppers 2011"),
    Work("COT21", "Cotter 2021"),
    Work("CHA24", "Chang 2024"),
    Work("KSET", "KSET, Short 2020"),
    Work("OSM", "Osmind guides"),
    Work("CTMS", "Clinical TMS Society"),
    Work("THREE-D", "Blumberger 2018"),
    Work("USCORE", "HL7 US Core"),
    Work("PGKB", "PharmGKB"),
    Work("CAM", "CamCOPS"),
)

_NAMES = {work.key: work.name for work in WORKS}
_KEY = re.compile(
    r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)) + r")(?![\w-])"
)
_ROW = r"(?:(?:sections?|rows?|step)\s+)?(?:\d+[A-Z]?(?:\.\d+)?|[A-Z]{2}-\d+[a-z]?|I\d+)(?![\w/])"
_PAGE = r"(?:(?:clinical|pharmacology|compliance|interop)\.md|pharmacology fact base)"
_POINTER = re.compile(rf"\b{_PAGE}(?:[\s,]+(?:and\s+|to\s+)?{_ROW})*|\brow [A-Z]\d\d\b")
_NOTHING_NAMED = {"P": "clinic practice", "K": "general knowledge"}


@cache
def told(source: str, mark: str) -> str:
    """`source` without pointers into the fact base and with its works by name.

    A figure of mark P or K behind which no work is named says what its mark means instead.
    """
    words = _POINTER.sub("\0", source)
    led = words.startswith("\0")
    words = re.sub(r"\s*\(\s*\0\s*\)", "", words)
    words = re.sub(r"\0\s*[:;,]?\s*|[;,]?\s*\0", "", words)
    words = re.sub(r"\(\s*[;,]\s*", "(", re.sub(r"\s*[;,]\s*\)", ")", words)).strip(" ;,:")
    if words.startswith("(") and words.find(")") == len(words) - 1:
        words = words[1:-1]
    named, count = _KEY.subn(lambda found: _NAMES[found[0]], words)
    practice = _NOTHING_NAMED.get(mark)
    if practice is None or not led or count or "(" in named:
        return named
    return f"{practice}: {named}" if named else practice
