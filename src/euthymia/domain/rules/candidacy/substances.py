"""Alcohol, cannabis, other drugs and the drug screen: PS-09 to PS-12."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from euthymia.domain.rules.facts import Facts, Held
from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.medications import Medicine
from euthymia.domain.rules.months import add_months
from euthymia.domain.rules.rule import CAUTION, INFO, NOT_NOW, STOP, V2, P, Rule, V, rule, seen
from euthymia.domain.terminology import Tag

DISORDERS = (
    "alcohol",
    "opioid",
    "cannabis-disorder",
    "sedative",
    "stimulant",
    "hallucinogen",
    "other-substance",
)
AUDIT_C = {"male": 4, "female": 3}  # PS-10a, the lower where the sex is not known
CIWA_WITHDRAWAL = 10  # PS-10b
DAST_MODERATE = 3  # clinical.md 7A, K
_OPIOIDS = (Tag.OPIOID_FULL, Tag.OPIOID_AGONIST_THERAPY, Tag.OPIOID_MIXED, Tag.OPIOID_MONOAMINERGIC)


_AMPHETAMINES = (
    "amphetamine",
    "dextroamphetamine",
    "lisdexamfetamine",
    "methamphetamine",
    "mixed amphetamine salts",
)


@dataclass(frozen=True, slots=True)
class Analyte:
    """A result of the screen: the words for it, and the medicines that explain it, by class or by name."""

    name: str
    words: tuple[str, ...]
    tags: tuple[Tag, ...] = ()
    names: tuple[str, ...] = ()


ANALYTES: tuple[Analyte, ...] = (
    Analyte(
        "methamphetamine", ("methamphetamine", "meth", "mamp", "met"), names=("methamphetamine", "selegiline")
    ),
    Analyte("amphetamine", ("amphetamine", "amp", "stimulant"), names=_AMPHETAMINES),
    Analyte("methadone", ("methadone", "mtd", "eddp"), names=("methadone",)),
    Analyte("buprenorphine", ("buprenorphine", "bup"), names=("buprenorphine",)),
    Analyte("fentanyl", ("fentanyl", "fen"), names=("fentanyl",)),
    Analyte("oxycodone", ("oxycodone", "oxy"), names=("oxycodone", "oxymorphone")),
    Analyte("tramadol", ("tramadol",), names=("tramadol",)),
    Analyte(
        "opioid",
        ("opioid", "opiate", "opi", "morphine", "codeine", "heroin", "hydrocodone", "6-mam", "6-am"),
        _OPIOIDS,
    ),
    Analyte("cocaine", ("cocaine", "coc", "benzoylecgonine"), names=("cocaine",)),
    Analyte("phencyclidine", ("pcp", "phencyclidine")),
    Analyte("ketamine", ("ketamine", "norketamine"), (Tag.KETAMINE,)),
    Analyte(
        "benzodiazepine",
        ("benzodiazepine", "benzo", "bzo", "alprazolam", "lorazepam", "diazepam", "clonazepam"),
        (Tag.BENZODIAZEPINE,),
    ),
    Analyte("barbiturate", ("barbiturate", "bar", "phenobarbital", "butalbital"), (Tag.BARBITURATE,)),
    Analyte("tricyclic", ("tricyclic", "tca"), (Tag.TRICYCLIC,)),
    Analyte("cannabis", ("cannabi", "thc", "marijuana", "cannabinoid"), (Tag.CANNABIS,)),
    Analyte("alcohol", ("alcohol", "ethanol", "etg", "ethyl glucuronide"), (Tag.ALCOHOL,)),
)


def _mild(held: Held) -> bool:
    by_code = held.code is not None and held.code.startswith("F1") and held.code[3:4] == "1"
    return held.has("mild") or (by_code and not held.has("severe"))


def _agonist(facts: Facts, held: Held) -> list[Because]:
    """The agonist of an opioid use disorder that is told to be stable, in the words or on the list."""
    if held.key != "opioid" or held.status not in ("controlled", "remitted", "quiescent"):
        return []
    listed = [one for each in facts.taking(Tag.OPIOID_AGONIST_THERAPY) for one in each.because]
    return listed or ([held.because] if held.has("agonist") else [])


def _dependent(held: Held) -> bool:
    """A code of withdrawal, intoxication or psychosis in dependence (F1x.2) is one of the disorder as well."""
    return (held.code or "")[:2] == "F1" and (held.code or "")[3:4] == "2"


def _disorder(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = [each for each in facts.held(*DISORDERS) if not _agonist(facts, each)]
    held += [each for each in facts.held("intoxication", "withdrawal", "psychosis") if _dependent(each)]
    months = facts.policy.substance_remission_months
    since = add_months(facts.as_of, -months)
    short = [each for each in held if each.past and each.since is not None and each.since.earliest > since]
    active = [each for each in held if not each.past and each.status != "quiescent"]
    serious = [each for each in active if not _mild(each)]
    if serious or short:
        yield rule.of([*serious, *short])
    elif active:
        yield rule.of(
            active, severity=CAUTION, action="assess by DSM-5: moderate or severe waits for treatment"
        )
    resting = [each for each in held if each not in active and each not in short]
    if resting:
        says = f"In remission: {', '.join(dict.fromkeys(each.name for each in resting))}."
        evidence = [each.because for each in resting]
        yield rule.finding(says, *evidence, severity=INFO, action=f"confirm at least {months} months")
    dast = facts.case.psychiatric.score("dast-10")
    if dast is not None and dast.total is not None and dast.total >= DAST_MODERATE and not active:
        says = f"DAST-10 {dast.total:g} is {DAST_MODERATE} or more: assess for a use disorder."
        yield rule.finding(says, seen("/psychiatric/scores/dast-10/total", dast.total), severity=CAUTION)


def _dissociative_use(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = facts.held("dissociative-use")
    if held:
        yield rule.of(held)


def _on_agonist(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = [each for each in facts.held("opioid") if _agonist(facts, each)]
    if held:
        because = dict.fromkeys(one for each in held for one in (each.because, *_agonist(facts, each)))
        yield rule.finding(f"Opioid use disorder on stable agonist treatment: {rule.why}.", *because)


def _alcohol_screen(rule: Rule, facts: Facts) -> Iterator[Finding]:
    score = facts.case.psychiatric.score("audit-c")
    if score is None or score.total is None:
        return
    limit = AUDIT_C.get(facts.case.patient.sex or "", min(AUDIT_C.values()))
    if score.total >= limit:
        says = f"AUDIT-C {score.total:g} is {limit} or more: {rule.why}."
        yield rule.finding(says, seen("/psychiatric/scores/audit-c/total", score.total))


def _intoxicated(rule: Rule, facts: Facts) -> Iterator[Finding]:
    tomorrow = facts.as_of + timedelta(days=1)
    held = [
        each
        for each in facts.held("intoxication", "withdrawal")
        if not each.past and not each.older_than(facts.as_of, 14)
    ]
    if held:
        yield rule.of(held, reassess_after=tomorrow)
    ciwa = facts.case.psychiatric.score("ciwa-ar")
    if ciwa is not None and ciwa.total is not None and ciwa.total >= CIWA_WITHDRAWAL:
        says = f"CIWA-Ar {ciwa.total:g} is {CIWA_WITHDRAWAL} or more: {rule.why}."
        yield rule.finding(
            says, seen("/psychiatric/scores/ciwa-ar/total", ciwa.total), reassess_after=tomorrow
        )
    last = facts.case.psychiatric.last_drink
    if last == facts.as_of:
        says = f"The last drink was today: {rule.why}."
        yield rule.finding(says, seen("/psychiatric/last_drink", last.isoformat()), reassess_after=tomorrow)


def _cannabis(rule: Rule, facts: Facts) -> Iterator[Finding]:
    today = facts.as_of
    said = [(each.because, each.has("daily"), each.since) for each in facts.held("cannabis") if not each.past]
    used = [because for because, _, since in said if since is not None and (today - since.latest).days <= 1]
    daily = [because for because, is_daily, _ in said if is_daily]
    for use in (use for each in facts.taking(Tag.CANNABIS) for use in each.uses):
        last = use.mention.last_dose.on(today) if use.mention.last_dose is not None else None
        if last is not None and (today - last).days <= 1:
            used.append(use.line.because)
        elif use.dose.times_per_day is not None and use.dose.times_per_day.low >= 1:
            daily.append(use.line.because)
        else:
            said.append((use.line.because, False, None))
    if used:
        yield rule.finding(
            f"Cannabis within 24 hours: {rule.why}.",
            *used,
            severity=NOT_NOW,
            reassess_after=today + timedelta(days=1),
        )
    elif daily:
        yield rule.finding(f"Cannabis every day: {rule.why}.", *daily)
    elif said:
        yield rule.finding(f"Cannabis: {rule.why}.", *(because for because, _, _ in said), severity=INFO)


def analyte_of(name: str) -> Analyte | None:
    """What a result of the screen is called here; None for a name that is not known."""
    words = name.lower()
    return next((each for each in ANALYTES if any(_is(word, words) for word in each.words)), None)


def _is(word: str, text: str) -> bool:
    return word in text if len(word) > 4 else word in text.replace("-", " ").replace("/", " ").split()


def _drug_screen(rule: Rule, facts: Facts) -> Iterator[Finding]:
    screen = facts.case.screening.drug_screen
    severity = NOT_NOW if facts.policy.positive_drug_screen == "confirm" else STOP
    if screen.result == "positive" and not screen.positive:
        says = f"The drug screen is positive and does not say for what: {rule.why}."
        yield rule.finding(says, seen("/screening/drug_screen/result", "positive"), severity=severity)
    for n, name in enumerate(screen.positive or ()):
        because = seen(f"/screening/drug_screen/positive/{n}", name)
        found = analyte_of(name)
        explained = [] if found is None else explaining(facts, found)
        if explained:
            medicines = ", ".join(each.name for each in explained)
            says = f"Drug screen positive for {name}, explained by the listed {medicines}."
            evidence = [one for each in explained for one in each.because]
            # An immunoassay for opiates does not see every opioid, so the class alone explains less than a name.
            by_name = found is not None and found.name != "opioid"
            yield rule.finding(
                says,
                because,
                *evidence,
                severity=INFO if by_name else CAUTION,
                action="confirm if the dose does not fit",
            )
        elif found is not None and found.name in ("cannabis", "alcohol", "tricyclic"):
            says = f"Drug screen positive for {name}: ask about the last use."
            yield rule.finding(says, because, severity=CAUTION)
        else:
            yield rule.finding(
                f"Drug screen positive for {name}, which no listed medicine explains: {rule.why}.",
                because,
                severity=severity,
            )


def explaining(facts: Facts, analyte: Analyte) -> list[Medicine]:
    """The listed medicines that a result of the screen may come from."""
    by_class = facts.taking(*analyte.tags) if analyte.tags else ()
    return [*by_class, *(each for each in facts.taken if each.name in analyte.names and each not in by_class)]


RULES: tuple[Rule, ...] = (
    rule("PS-09a", NOT_NOW, "an active, moderate or severe, use disorder is treated first", "treat first; remission as the clinic's policy asks", "COH18; Psyon criteria", V2, _disorder),
    rule("PS-09b", STOP, "a use disorder of ketamine, PCP or another dissociative, ever, excludes", "alternative treatment", "VA-P", V2, _dissociative_use),
    rule("PS-09c", CAUTION, "addiction medicine decides with the clinic, and at least 3 stable months are asked for", "addiction medicine; opioid rows of the medicine check", "SPR-L caution with SUD", V2, _on_agonist),
    rule("PS-10a", CAUTION, "full AUDIT and DSM-5 assessment", "full AUDIT, DSM-5 assessment, brief intervention", "LOINC 75626-2 term text", V, _alcohol_screen),
    rule("PS-10b", NOT_NOW, "intoxicated or in withdrawal: no dose today", "no dose today", "ED trial exclusion", V2, _intoxicated),
    rule("PS-11", CAUTION, "abstain 24 hours before and after", "abstain 24 h before and after", "clinic consent forms", P, _cannabis),
    rule("PS-12", NOT_NOW, "an unexpected result is confirmed first", "confirmatory test, clinical interview", "VA-P", V2, _drug_screen),
)  # fmt: skip
