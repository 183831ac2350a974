"""Suicide risk: PS-08, the triggers of table 9A and the crisis path 9B."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from euthymia.domain.rules.case import Score
from euthymia.domain.rules.case.behaviour import IMMINENT_LEVEL, MODERATE_LEVEL, has_acted, recent_until
from euthymia.domain.rules.facts import Facts, Held
from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.months import add_months
from euthymia.domain.rules.rule import CAUTION, INFO, NOT_NOW, V2, P, Rule, V, rule, seen

IDEATION_MONTHS = 1  # C-SSRS triage guide: the past month
_SCREEN = "/psychiatric/scores/c-ssrs"
STEPS = (
    "1 lock the dosing decision; 2 keep in sight, remove means; 3 structured assessment by a clinician; "
    "4 level and disposition; 5 safety plan; 6 notify prescriber and emergency contact; 7 show 988 (veterans press 1) "
    "and the local emergency number; 8 follow-up calls at 24 h, 72 h and 7 d"
)


def _screen(facts: Facts) -> Score | None:
    return facts.case.psychiatric.score("c-ssrs")


def _item9(facts: Facts) -> int | None:
    phq = facts.case.psychiatric.score("phq-9")
    return None if phq is None else phq.item9


def _ideation(facts: Facts) -> int | None:
    """The level, while the month that it speaks of still reaches into the last month."""
    score = _screen(facts)
    if score is None or score.ideation is None:
        return None
    if score.date is not None and add_months(score.date, IDEATION_MONTHS) < facts.as_of:
        return None
    return score.ideation


def behaviour(facts: Facts) -> bool:
    """Words of a suicidal behaviour, whenever it was."""
    score = _screen(facts)
    return score is not None and has_acted(score.behaviour)


def _attempts(facts: Facts) -> list[Held]:
    return [each for each in facts.held("suicide-attempt") if each.since is not None or not each.past]


def _recent_behaviour(facts: Facts) -> list[tuple[Because, date | None]]:
    """Behaviour within three months, or of a date not known, each with the day on which three months have passed."""
    found: list[tuple[Because, date | None]] = []
    score = _screen(facts)
    if score is not None and behaviour(facts):
        on = score.behaviour_on
        ends = None if on is None else recent_until(min(on.latest, facts.as_of))
        if ends is None or ends >= facts.as_of:
            found.append((seen(f"{_SCREEN}/behaviour", score.behaviour), ends))
    for held in _attempts(facts):
        if held.since is None:
            if held.active or held.has("recent") or held.status is None:
                found.append((held.because, None))
            continue
        ends = recent_until(min(held.since.latest, facts.as_of))
        if ends >= facts.as_of:
            found.append((held.because, ends))
    return found


def _old_behaviour(facts: Facts) -> list[Because]:
    recent = {because for because, _ in _recent_behaviour(facts)}
    score = _screen(facts)
    found = [seen(f"{_SCREEN}/behaviour", score.behaviour)] if score is not None and behaviour(facts) else []
    found += [each.because for each in facts.held("suicide-attempt", "suicide-history")]
    return [because for because in dict.fromkeys(found) if because not in recent]


def _imminent(rule: Rule, facts: Facts) -> Iterator[Finding]:
    level = _ideation(facts)
    if level is not None and level >= IMMINENT_LEVEL:
        says = f"C-SSRS ideation {level} in the past month: {rule.why}."
        yield rule.finding(says, seen(f"{_SCREEN}/ideation", level))
    for because, ends in _recent_behaviour(facts):
        when = "within three months" if ends is not None else "on a date not known"
        yield rule.finding(
            f"Suicidal behaviour {when} ({because.value}): {rule.why}.", because, reassess_after=ends
        )


def _lower(rule: Rule, facts: Facts) -> Iterator[Finding]:
    level, item9 = _ideation(facts), _item9(facts)
    if level is not None and level >= IMMINENT_LEVEL:
        return
    because = [seen(f"{_SCREEN}/ideation", level)] if level else []
    because += [seen("/psychiatric/scores/phq-9/item9", item9)] if item9 else []
    said = [each.because for each in facts.held("suicidality") if not each.past]
    if because or said:
        shown = ", ".join(
            [*([f"C-SSRS {level}"] if level else []), *([f"PHQ-9 item 9: {item9}"] if item9 else [])]
        )
        yield rule.finding(f"Suicidal ideation ({shown or 'as stated'}): {rule.why}.", *because, *said)


def _no_signal(rule: Rule, facts: Facts) -> Iterator[Finding]:
    others = (_ideation(facts), *_recent_behaviour(facts), *_old_behaviour(facts), *facts.held("suicidality"))
    if _item9(facts) == 0 and not any(others):
        yield rule.finding(
            "PHQ-9 item 9 is 0 and there is no other signal.", seen("/psychiatric/scores/phq-9/item9", 0)
        )


def _item9_positive(rule: Rule, facts: Facts) -> Iterator[Finding]:
    item9 = _item9(facts)
    if item9:
        yield rule.finding(
            f"PHQ-9 item 9 is {item9}: {rule.why}.", seen("/psychiatric/scores/phq-9/item9", item9)
        )
    asq = facts.case.psychiatric.score("asq")
    if asq is not None and asq.total:
        yield rule.finding(f"ASQ has a yes: {rule.why}.", seen("/psychiatric/scores/asq/total", asq.total))


def _low(rule: Rule, facts: Facts) -> Iterator[Finding]:
    level = _ideation(facts)
    if level in (1, 2) and not _recent_behaviour(facts) and not _old_behaviour(facts):
        yield rule.finding(
            f"C-SSRS ideation {level}, no behaviour: {rule.why}.", seen(f"{_SCREEN}/ideation", level)
        )


def _moderate(rule: Rule, facts: Facts) -> Iterator[Finding]:
    level = _ideation(facts)
    if level == MODERATE_LEVEL:
        yield rule.finding(f"C-SSRS ideation {level}: {rule.why}.", seen(f"{_SCREEN}/ideation", level))
    old = _old_behaviour(facts)
    if old:
        yield rule.finding(f"Suicidal behaviour more than three months ago: {rule.why}.", *old)


def _high(rule: Rule, facts: Facts) -> Iterator[Finding]:
    because = _high_evidence(facts)
    if because:
        yield rule.finding(f"High or imminent risk: {rule.why}.", *because)


def _high_evidence(facts: Facts) -> list[Because]:
    level = _ideation(facts)
    because = [because for because, _ in _recent_behaviour(facts)]
    if level is not None and level >= IMMINENT_LEVEL:
        because.insert(0, seen(f"{_SCREEN}/ideation", level))
    return because


def _keyword(rule: Rule, facts: Facts) -> Iterator[Finding]:
    said = [each for each in facts.held("suicidality") if not each.past]
    if said:
        yield rule.of(said)


def _now(facts: Facts) -> list[Because]:
    asq = facts.case.psychiatric.score("asq")
    return [seen("/psychiatric/scores/asq/acuity", True)] if asq is not None and asq.acuity else []


def _acuity(rule: Rule, facts: Facts) -> Iterator[Finding]:
    because = _now(facts)
    if because:
        yield rule.finding(f"ASQ: thoughts of suicide right now: {rule.why}.", *because)


def _path(rule: Rule, facts: Facts) -> Iterator[Finding]:
    high = [*_high_evidence(facts), *_now(facts)]
    if high:
        yield rule.finding("The crisis path is open: high or imminent risk of suicide.", *high)
        return
    screen, item9 = _screen(facts), _item9(facts)
    today = screen is not None and screen.ideation is not None and screen.date in (None, facts.as_of)
    said = [each.because for each in facts.held("suicidality") if not each.past]
    because = [*([seen("/psychiatric/scores/phq-9/item9", item9)] if item9 else []), *said]
    if because and not today:
        says = "The crisis path is open until the structured suicide inquiry of today is done."
        yield rule.finding(says, *because, severity=CAUTION)


RULES: tuple[Rule, ...] = (
    rule("PS-08a", NOT_NOW, "outpatient start waits for the crisis path; ketamine itself is not ruled out", "crisis path, then inpatient or emergency protocol", "C-SSRS triage guide; SPR-L", V, _imminent),
    rule("PS-08b", CAUTION, "a safety plan goes with treatment", "safety plan; means counselling; C-SSRS every week", "C-SSRS triage guide", V, _lower),
    rule("9A-1", INFO, "no signal", "none", "item 9 of the PHQ-9 is 0 (clinical.md 9A)", V, _no_signal),
    rule("9A-2", CAUTION, "structured inquiry the same day", "structured inquiry by a trained person before the patient leaves or logs off", "VADOD; OSM", V2, _item9_positive),
    rule("9A-3", CAUTION, "low risk", "safety resources; outpatient follow-up", "C-SSRS triage guide", V, _low),
    rule("9A-4", CAUTION, "moderate risk", "same-day evaluation by a clinician; safety plan; means counselling; contact within 24 to 72 h", "C-SSRS triage guide", V2, _moderate),
    rule("9A-5", NOT_NOW, "not left alone, immediate psychiatric evaluation", "not left alone; immediate psychiatric evaluation; emergency transport if needed", "C-SSRS triage guide", V, _high),
    rule("9A-6", CAUTION, "stated in words, perhaps from a distance", "structured inquiry today; no contact within 15 to 30 minutes: emergency contact, then welfare check", "clinical.md 9A", P, _keyword),
    rule("9A-7", NOT_NOW, "high risk", "not left alone; immediate psychiatric evaluation", "ASQ toolkit", V2, _acuity),
    rule("9B", NOT_NOW, "the crisis path is open; the patient cannot close it", STEPS, "VADOD; C-SSRS triage guide; ASQ; SPR-L; times P", P, _path),
)  # fmt: skip
