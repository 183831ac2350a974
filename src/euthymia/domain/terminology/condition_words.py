"""The small words around conditions: denials, relatives, weights; and how a text becomes comparable words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as written, as compared, whether a separator follows it, and whether it is a date."""

    written: str
    plain: str
    ends: bool = False
    date: bool = False


# British and American spellings meet here, in the texts and in the tables alike.
_SPELLINGS = (
    ("haem", "hem"),
    ("aemia", "emia"),
    ("oedema", "edema"),
    ("tumour", "tumor"),
    ("pnoea", "pnea"),
    ("rrhoea", "rrhea"),
    ("phaeo", "pheo"),
    ("anaes", "anes"),
    ("oeli", "eli"),
    ("coelia", "celia"),
    ("natraem", "natrem"),
    ("ischaem", "ischem"),
    ("behaviour", "behavior"),
    ("colour", "color"),
    ("isation", "ization"),
    ("ised", "ized"),
    ("ising", "izing"),
    ("leukaem", "leukem"),
    ("oestr", "estr"),
    ("fibre", "fiber"),
    ("gynaec", "gynec"),
    ("goitre", "goiter"),
    ("diarrhoea", "diarrhea"),
)
_SHORT = (
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\br/o\b"), "rule out"),
    (re.compile(r"\bs/p\b"), "status post"),
    (re.compile(r"\bh/o\b"), "history of"),
    (re.compile(r"\bc/o\b"), "complains of"),
    (re.compile(r"\bf/?hx?\b"), "family history"),
    (re.compile(r"\b(?:pmh|phx|hx)\b"), "history"),
    (re.compile(r"\bn/a\b"), "none"),
    (re.compile(r"\bcan(?:no|')t\b"), "cannot"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"['’]s\b"), "s"),
)
_WORD = re.compile(r"\d{4}-\d{2}(?:-\d{2})?|[^\W_]+|[,;:/()+&.\n]")
_DATE = re.compile(r"(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?\Z", re.ASCII)
_SEPARATORS = ",;/+&.\n"
_KEPT_S = ("ss", "us", "is", "as", "os")


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, in order; separators become a mark on the word before them."""
    found: list[Token] = []
    for written in _WORD.findall(_normal(text)):
        if written in _SEPARATORS:
            if found:
                last = found[-1]
                found[-1] = Token(last.written, last.plain, True, last.date)
        elif written in ":()":
            continue
        else:
            found.append(Token(written, _stem(written), date=bool(_DATE.match(written))))
    return tuple(found)


def phrase(words: str) -> tuple[str, ...]:
    """A phrase of a table in the form that texts are compared in."""
    return tuple(token.plain for token in tokens(words))


def normal(words: str) -> str:
    return " ".join(words.split())


def _normal(text: str) -> str:
    lowered = text.lower().replace("’", "'")
    for pattern, meaning in _SHORT:
        lowered = pattern.sub(meaning, lowered)
    lowered = re.sub(r"(?<!\d)-|-(?!\d)", " ", lowered).replace("'", "")
    for british, american in _SPELLINGS:
        if british in lowered:
            lowered = lowered.replace(british, american)
    return re.sub(r"(?<=\d)\.(?=\d)", "", lowered)


def _stem(word: str) -> str:
    """Without the plural's s; the same in texts and tables."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEPT_S):
        return word[:-1]
    return word


def _forms(*phrases: str) -> tuple[tuple[str, ...], ...]:
    return tuple(phrase(words) for words in phrases)


FAMILY = _forms(
    *(
        "family history",
        "family hx",
        "family",
        "mother",
        "father",
        "brother",
        "sister",
        "parent",
        "grandmother",
    ),
    *("grandfather", "aunt", "uncle", "cousin", "maternal", "paternal", "sibling", "mom", "dad"),
)
# Not settled is not denied: it counts until somebody has settled it.
OPEN_DENIALS = _forms(
    "not ruled out", "cannot rule out", "not excluded", "cannot be ruled out", "not yet ruled out"
)
DENIALS_BEFORE = _forms(
    *(
        "no",
        "denies",
        "denied",
        "deny",
        "without",
        "never",
        "not",
        "negative for",
        "ruled out",
        "absence of",
        "free of",
    ),
    *("no history of", "never had", "excluded", "neither", "nor", "does not have", "screened negative for"),
)
DENIALS_AFTER = _forms(
    *(
        "ruled out",
        "denied",
        "excluded",
        "was ruled out",
        "is ruled out",
        "has been ruled out",
        "not present",
    ),
    *("not found", "is denied"),
)
# After a condition these deny it only where nothing follows: "stroke: no", but not "aneurysm, never repaired" or
# "stroke no deficit".
BARE_DENIALS = frozenset({"no", "none", "never", "negative", "absent"})
_CLOSING_TEXT = "currently current now today at this time present reported known noted had ever"
CLOSING = frozenset(_CLOSING_TEXT.split())
_TAKES_DENIAL_TEXT = """
medication medicine med meds treatment treated therapy surgery operation operated procedure repair repaired
hospitalized hospitalization hospital admitted admission compliant adherent change growth improvement
improved sure certain follow followed relief response controlled anything seen tested shunt cpap
"""
# Between a "no" and a condition these take the "no" to themselves: "not on medication for epilepsy".
TAKES_DENIAL = frozenset(map(_stem, _TAKES_DENIAL_TEXT.split()))
ENDS = frozenset({"but", "however", "except", "although"})
# In a list these begin something new, so that an earlier "no" does not reach over them.
ASSERTS = frozenset({"has", "have", "had", "positive", "now", "yes", "currently"})
SOFT = frozenset({"and", "with", "plus", "or", "nor", "but", "however", "also"})
CARRIES = frozenset({"or", "nor", "and", "any"})

QUALIFIERS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "uncontrolled": _forms(
            *(
                "uncontrolled",
                "poorly controlled",
                "not controlled",
                "not well controlled",
                "refractory",
                "untreated",
            ),
            *(
                "not treated",
                "intractable",
                "poor control",
                "inadequately controlled",
                "non compliant",
                "never treated",
                "never controlled",
                "breakthrough",
            ),
        ),
        "unstable": _forms(
            "unstable",
            "decompensated",
            "decompensation",
            "acute on chronic",
            "haemodynamically significant",
            "hemodynamically unstable",
        ),
        "severe": _forms(
            "severe", "gold 3", "gold 4", "gold iii", "gold iv", "very severe", "end stage", "critical"
        ),
        "nyha-3": _forms(
            "nyha 3",
            "nyha iii",
            "nyha class iii",
            "nyha class 3",
            "class iii",
            "nyha 4",
            "nyha iv",
            "nyha class iv",
            "nyha class 4",
            "class iv",
        ),
        "child-pugh-b": _forms("child pugh b", "child b", "child pugh class b"),
        "child-pugh-c": _forms("child pugh c", "child c", "child pugh class c", "ascites", "encephalopathy"),
        "past": _forms(
            *(
                "history of",
                "past",
                "previous",
                "previously",
                "prior",
                "old",
                "former",
                "remote",
                "status post",
                "childhood",
            ),
            *("ago", "in the past", "resolved", "recovered", "healed", "repaired", "as a child", "history"),
        ),
        "remitted": _forms(
            "remission",
            "in remission",
            "remitted",
            "sober",
            "abstinent",
            "recovery",
            "in recovery",
            "clean",
            "full remission",
        ),
        "controlled": _forms(
            "controlled",
            "well controlled",
            "stable",
            "treated",
            "on treatment",
            "under control",
            "on medication",
            "compensated",
            "seizure free",
        ),
        "current": _forms("current", "currently", "active", "ongoing", "now", "today", "acute"),
        "recent": _forms(
            *("recent", "recently", "new", "last week", "this week", "last month", "this month", "yesterday"),
            *(
                "few days ago",
                "few weeks ago",
                "several days ago",
                "several weeks ago",
                "days ago",
                "weeks ago",
            ),
            *("last night", "this morning", "last monday", "last tuesday", "last wednesday", "last thursday"),
            *("last friday", "last saturday", "last sunday", "last weekend"),
        ),
        "mild": _forms(
            "mild",
        ),
        "acute": _forms(
            "acute",
        ),
        "cpap": _forms(
            "cpap",
            "bipap",
            "apap",
            "on cpap",
            "using cpap",
            "uses cpap",
            "mandibular advancement device",
            "oral appliance",
        ),
        "no-cpap": _forms(
            "no cpap",
            "not using cpap",
            "refuses cpap",
            "without cpap",
            "cpap intolerant",
            "not on cpap",
            "declined cpap",
        ),
        "daily": _forms("daily", "every day", "each day", "nightly", "chronic", "heavy", "dependence"),
        "agonist": _forms(
            "buprenorphine",
            "suboxone",
            "methadone",
            "subutex",
            "sublocade",
            "opioid agonist",
            "agonist therapy",
            "maintenance",
        ),
        "psychotic": _forms("psychotic feature", "psychosis", "psychotic"),
        "dissociative": _forms("dissociative", "dissociation"),
    }
)
_NEGATIONS = ("not", "never", "no", "without")
NOT_CONTROLLED = tuple((no, *form) for no in _NEGATIONS for form in QUALIFIERS["controlled"])
_FILLER = """
a an the of in on at to for by from as is was were be been has have had he she they pt patient his her their my i me no not
none never denies denied deny without negative history hx family past previous prior old former remote recent recently current
currently active chronic acute mild moderate severe stable controlled uncontrolled treated untreated possible probable
suspected likely left right bilateral type stage grade class since year month week day ago last first second third one two
three diagnosed diagnosis dx known unspecified other nos due secondary primary partial complete status post ruled out rule
excluded absent positive yes now today yesterday some any all well poorly very occasional occasionally sometimes intermittent
daily nightly weekly monthly resolved remission full early sustained new onset mother father brother sister parent grandmother
grandfather aunt uncle sibling dad mom maternal paternal during when after before under medication med treatment therapy taking
takes using uses use problem issue disorder disease syndrome condition significant medical psychiatric surgical otherwise except
also that this which there it age aged child childhood adult recurrent episode single most feature rate nyha ii iii iv pugh b c
residual deficit sequela symptom ejection fraction healthy nothing nil na nka nkda reported report complains of severity
induced related level clinically remitted inattentive combined pack meds off rvr resected removed excised operated ablation ablated cured diagnosed currently taken normal relevant contributory noncontributory unremarkable
"""
FILLER = frozenset(form for word in _FILLER.split() for form in (word, _stem(word)))
