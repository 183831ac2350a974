"""Laboratory tests of the safety screening: which are asked for, and how old each may be: SS-04 to SS-07, SS-10."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from euthymia.domain.rules.case import Lab
from euthymia.domain.rules.facts import Facts
from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.rule import CAUTION, INFO, V2, Check, P, Rule, rule, seen
from euthymia.domain.terminology import Tag

from .labs import at, lab, upper_limit
from .limits import Age, age_at_limit, iso, span

LIVER = ("alt", "ast", "alp", "ggt", "bilirubin")
_VALUES = "/screening/labs/values"


def _asked_for(facts: Facts, for_risk: bool) -> bool:
    """Whether the policy's set of tests asks this person; under `none-if-healthy` only those at risk."""
    return facts.policy.tests != "none-if-healthy" or for_risk


def _liver_risk(facts: Facts) -> bool:
    keys = ("liver-moderate", "liver-severe", "liver-tests", "fatty-liver", "alcohol")
    return bool(facts.held(*keys) or facts.taking(Tag.HEPATOTOXIN))


def _of(facts: Facts, *names: str) -> list[Lab]:
    """The newest results of these tests that have a value."""
    found = (lab(facts, name) for name in names)
    return [one for one in found if one is not None and one.value is not None]


def _lab_age(rule: Rule, facts: Facts, title: str, months: int, known: list[Lab]) -> Iterator[Finding]:
    """The age of results that are there, each by its own day: those without one, and those that are too old."""
    if any(one.collected is None for one in known):
        because = seen("/screening/labs/collected", None)
        yield rule.lacks(f"When {title} was collected is not known", because, how_old=span(months, "month"))
    dated = [(one, Age(one.collected, facts.as_of, months=months)) for one in known if one.collected]
    stale = [one for one, age in dated if age.too_old]
    if stale:
        days = ", ".join(dict.fromkeys(str(one.collected) for one in stale))
        part = "" if len(stale) == len(known) else f" ({', '.join(map(_name, stale))})"
        evidence = dict.fromkeys(seen(one.collected_at, iso(one.collected)) for one in stale)
        yield rule.lacks(f"{title}{part} is of {days}", *evidence, how_old=span(months, "month"))
    elif (edge := next(((one, age) for one, age in dated if age.at_limit), None)) is not None:
        one, age = edge
        yield age_at_limit(rule, title, age, seen(one.collected_at, iso(one.collected)))


def _name(result: Lab) -> str:
    return _shown(_key(result))


def _in_date(facts: Facts, months: int, *names: str) -> list[Lab]:
    """Those that are not known to be too old."""
    return [
        one
        for one in _of(facts, *names)
        if one.collected is None or not Age(one.collected, facts.as_of, months=months).too_old
    ]


def _absent(*names: str) -> list[Because]:
    return [seen(f"{_VALUES}/{name}", None) for name in names]


def _liver(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if not _asked_for(facts, _liver_risk(facts)):
        return
    months = facts.policy.liver_months
    transaminases = _of(facts, "alt", "ast")
    if not transaminases:
        yield rule.lacks("There are no liver enzymes", *_absent("alt", "ast"), how_old=span(months, "month"))
        return
    yield from _lab_age(
        rule, facts, "Liver enzymes", months, _in_date(facts, months, "alt", "ast") or transaminases
    )
    known = _in_date(facts, months, *LIVER)
    others = [name for name in LIVER if name not in {_key(one) for one in known}]
    if others and _in_date(facts, months, "alt", "ast"):
        says = f"Not measured in the last {span(months, 'month')}: {', '.join(map(_shown, others))}."
        yield rule.finding(says, *_absent(*others), severity=INFO, action="add at the next test")
    bare = [one for one in known if not one.upper]
    if bare:
        limits = ", ".join(f"{_name(one)} {upper_limit(facts, _key(one)):g}" for one in bare)
        says = f"The laboratory states no upper limit; the clinic's is used: {limits}."
        because = (seen(f"{one.at}/upper", None) for one in bare)
        yield rule.finding(says, *because, severity=INFO, action="ask the laboratory for its limits")


def _key(result: Lab) -> str:
    return result.at.removeprefix(f"{_VALUES}/").partition("/")[0]


def _shown(name: str) -> str:
    return name.upper() if len(name) == 3 else name


def _chemistry(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if not _asked_for(facts, bool(facts.held("kidney", "kidney-severe", "diabetes", "eating-disorder"))):
        return
    months = facts.policy.chemistry_months
    wanted = [
        ("creatinine or eGFR", ("creatinine", "egfr")),
        *((name, (name,)) for name in ("potassium", "sodium", "glucose")),
    ]
    lacking = [(name, keys) for name, keys in wanted if not _of(facts, *keys)]
    if lacking:
        because = (one for _, keys in lacking for one in _absent(*keys))
        says = "Not measured: " + ", ".join(name for name, _ in lacking)
        yield rule.lacks(says, *because, how_old=span(months, "month"))
    # Of creatinine and eGFR the newer one is enough.
    known = [max(found, key=_when) for _, keys in wanted if (found := _of(facts, *keys))]
    yield from _lab_age(rule, facts, "Creatinine, electrolytes and glucose", months, known)


def _when(result: Lab) -> date:
    return result.collected or date.min


def _one_lab(name: str, title: str, setting: str, at_risk: tuple[str, ...]) -> Check:
    def check(rule: Rule, facts: Facts) -> Iterator[Finding]:
        if not _asked_for(facts, bool(facts.held(*at_risk))):
            return
        months: int = getattr(facts.policy, setting)
        known = _of(facts, name)
        if not known:
            yield rule.lacks(f"There is no {title}", *_absent(name), how_old=span(months, "month"))
        yield from _lab_age(rule, facts, title, months, known)

    return check


_FINE = re.compile(r"\b(?:no|not|neg|negative|none|absent|without|nil|normal|clear|unremarkable|wnl)\b")
_AWAITED = re.compile(r"\b(?:pending|awaited|not done|unknown|not collected|ordered|refused)\b")


def _urinalysis(rule: Rule, facts: Facts) -> Iterator[Finding]:
    yield from _one_lab("urinalysis", "urinalysis", "urinalysis_months", _BLADDER)(rule, facts)
    found = lab(facts, "urinalysis")
    words = found.value if found is not None and isinstance(found.value, str) else ""
    if found is None or not words.strip():
        return
    because = at(facts, "urinalysis")
    if _AWAITED.search(words.lower()):
        yield rule.lacks(f"The urinalysis is {words!r}", because)
    elif any(not _FINE.search(part) for part in re.split(r"[,;\n]", words.lower()) if part.strip()):
        says = f"The urinalysis, {words!r}, is not negative."
        yield rule.finding(says, because, severity=CAUTION, action="find the cause; repeat")


_BLADDER = ("bladder", "bladder-active", "urinary-symptoms")


def _blood_count(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if facts.case.screening.labs.values is not None and not _of(facts, "haemoglobin"):
        yield rule.finding("There is no blood count; it is optional.", *_absent("haemoglobin"))


RULES: tuple[Rule, ...] = (
    rule("SS-04", CAUTION, "repeated ketamine can injure the liver", "ALT, AST, ALP, GGT, bilirubin", "KET-L V; interval P", P, _liver),
    rule("SS-05", CAUTION, "kidney, electrolytes and glucose must be known", "creatinine, electrolytes, glucose", "CPSBC (renal) V2; interval P", P, _chemistry),
    rule("SS-06", CAUTION, "thyroid disease can cause depression and raise the risk", "TSH", "clinical.md SS-06", P, _one_lab("tsh", "TSH", "tsh_months", ("hyperthyroidism", "hypothyroidism"))),
    rule("SS-07", INFO, "a blood count is optional", "none", "clinical.md SS-07", P, _blood_count),
    rule("SS-10", CAUTION, "repeated ketamine can injure the bladder", "urinalysis and bladder questions", "SPR-L warning; KSET", V2, _urinalysis),
)  # fmt: skip
