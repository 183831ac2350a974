"""Denials of medicines: a list behind one "denies", and a line that says only that there is nothing.

    denied_with(text, spans, ends, first)   how many names behind a denied one the same denial reaches
    says_nothing("no supplements, no OTC")  True: it names no medicine, and hides none

A comma alone carries a denial only behind a verb of denial or where an "or" closes the list: "denies alcohol, cannabis",
"no alcohol, cannabis or kratom". A name with anything of its own beside it, a dose or a day, is never reached.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_JOINT = re.compile(r"\s*(?:,\s*(?:or|nor|and)?|/|or|nor|and)\s*(?:(?:any|other)\s+)*")
_ALTERNATIVE = re.compile(r"\b(?:or|nor)\b")
_VERB = re.compile(r"\b(?:deny|denies|denied|negative\s+for|no\s+history\s+of|no\s+use\s+of)\b")
_NO = r"(?:no|not|denies|denied|deny|without|never|zero|nil|none|negative\s+for)"
_KIND = (
    r"(?:(?:other|any|known|current|currently|regular|daily|prescribed|prescription|psychiatric|herbal|recreational|street"
    r"|illicit|over\s+the\s+counter|otc|additional|new|more|taking|using|use\s+of|on|as|of|needed|prn|at|this|time)\s+)*"
    r"(?:medications?|medicines?|meds?|drugs?|pills?|tablets?|supplements?|herbals?|herbs|vitamins?|otcs?|otc"
    r"|over\s+the\s+counter|prescriptions?|patch(?:es)?|inhalers?|injections?|products?|substances?|remedies"
    r"|allergies|anything|nothing)"
    r"(?:\s+(?:at\s+(?:all|this\s+time|present)|currently|now|use|taken|daily|else|known))*"
)
_NOTHING = re.compile(
    r"(?:none|nothing|nil|n/?a|not\s+(?:any|applicable)|nka|nkda"
    rf"|(?:{_NO})\s+{_KIND}|{_KIND}\s*[:=-]?\s*(?:none|nil|no|n/?a|denied|denies)"
    r"|(?:takes|taking|uses|is\s+taking)\s+(?:nothing|no\s+medications?|no\s+medicines?|no\s+meds?|no\s+drugs?))"
    r"(?:\s+(?:at\s+(?:all|this\s+time|present)|currently|now|taken|else|known|reported|today))*"
)
_TAIL = re.compile(
    rf"\s*(?:use|products?)?(?:\s*(?:,\s*(?:or|nor|and)?|/|or|nor|and)\s*{_KIND})*\s*[.;)]?\s*"
)
_PARTS = re.compile(r"[,;.]|\b(?:and|or|nor)\b")


def denied_with(text: str, spans: Sequence[tuple[int, int]], ends: Sequence[int], first: int) -> int:
    """How many of the names after number `first`, which is denied by a word before it, that word denies too.

    `spans` are the names' places in the text, `ends` where each one's part of the text ends.
    """
    joints: list[str] = []
    for before, after in zip(spans[first:], spans[first + 1 :], strict=False):
        joint = text[before[1] : after[0]]
        if not _JOINT.fullmatch(joint):
            break
        joints.append(joint)
    while joints and not _is_bare(text, spans, ends, first + len(joints)):
        joints.pop()
    verb = _VERB.search(text, 0, spans[first][0]) is not None
    while joints and not (verb or _ALTERNATIVE.search(joints[-1])):
        joints.pop()
    return len(joints)


def _is_bare(text: str, spans: Sequence[tuple[int, int]], ends: Sequence[int], n: int) -> bool:
    """Nothing of its own stands behind the name: only the next of the list, or the end."""
    start = spans[n][1]
    if n + 1 < len(spans) and _JOINT.fullmatch(text[start : spans[n + 1][0]]):
        return True
    return _TAIL.fullmatch(text[start : ends[n]]) is not None


def says_nothing(text: str) -> bool:
    """Every part of the text says that there is no medicine, and none of them names one."""
    parts = [part.strip(" -:()[]") for part in _PARTS.split(text)]
    said = [part for part in parts if part]
    if not said or not _NOTHING.fullmatch(said[0]):
        return False
    return all(_NOTHING.fullmatch(part) or re.fullmatch(_KIND, part) for part in said[1:])
