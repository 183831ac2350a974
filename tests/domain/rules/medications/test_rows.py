"""Every row of the interactions table and of the list: when it speaks, how gravely, and when it is silent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.quantities import Provenance
from euthymia.domain.rules.case import Case, Medications, parse
from euthymia.domain.rules.evaluation import evaluate
from euthymia.domain.rules.finding import Finding, Part, Severity
from euthymia.domain.rules.medications import ROWS, check, interactions
from euthymia.domain.rules.medications.row import Grade
from euthymia.domain.rules.policy import LABEL_CONSERVATIVE, Policy, from_toml
from euthymia.domain.terminology import FORMULARY

AS_OF = "2026-11-20"
ORAL = from_toml('name = "by-mouth"\n[medicines]\nroute = "oral"\n')
HALVED = from_toml('name = "halved"\n[medicines]\nbenzodiazepine_table = "halved"\n')
# clinical.md 1C and 2A, by hand: a row that loses its rule fails here.
LIST_IDS = {f"MC-0{number}" for number in range(1, 7)}
DRUG_IDS = (
    {f"IX-{number:02d}" for number in range(2, 49)} - {"IX-20"} | {"IX-01a", "IX-01b", "IX-20a", "IX-20b", "IX-20c"}
)  # fmt: skip


def found(lines: list[str] | None, policy: Policy = LABEL_CONSERVATIVE, **others: Any) -> list[Finding]:
    medications = {"reconciled": AS_OF, "pdmp_checked": AS_OF, "list": lines, **others}
    return check(parse({"as_of": AS_OF, "medications": medications}), policy)


def of_any(lines: list[str]) -> list[Finding]:
    """The findings of lines that a case would partly refuse: empty ones too."""
    today = date.fromisoformat(AS_OF)
    medications = Medications(reconciled=today, pdmp_checked=today, listed=tuple(lines))
    return check(Case(as_of=today, medications=medications), LABEL_CONSERVATIVE)


def said(lines: list[str], policy: Policy = LABEL_CONSERVATIVE) -> set[tuple[str, str]]:
    return {(each.rule, each.severity.value) for each in found(lines, policy)}


SPEAKS: list[tuple[str, str, str]] = [
    ("IX-01a", "caution", "lorazepam 1 mg daily"),
    ("IX-01a", "caution", "clonazepam 0.5 mg twice daily"),
    ("IX-01a", "caution", "alprazolam 0.5 mg three times a day"),
    ("IX-01a", "caution", "Xanax 0.5 mg up to 3 times daily as needed"),
    ("IX-01a", "caution", "lorazepam 1 mg"),
    ("IX-01a", "caution", "lorazepam 1 mg as needed"),
    ("IX-01b", "info", "lorazepam 0.5 mg"),
    ("IX-01b", "info", "lorazepam 0.5 mg daily"),
    ("IX-01b", "info", "lorazepam 0.5 mg as needed"),
    ("IX-01b", "info", "alprazolam"),
    ("IX-01b", "info", "midazolam"),
    ("IX-02", "info", "Ambien 10 mg at bedtime"),
    ("IX-02", "info", "suvorexant 10 mg nightly"),
    ("IX-02", "info", "zuranolone"),
    ("IX-02", "caution", "Xyrem"),
    ("IX-02", "caution", "Xywav"),
    ("IX-03", "caution", "OxyContin 10 mg twice daily"),
    ("IX-03", "caution", "Duragesic 25 mcg/h"),
    ("IX-03", "caution", "nalbuphine"),
    ("IX-04", "caution", "methadone 60 mg daily"),
    ("IX-04", "caution", "Suboxone 8/2 mg daily"),
    ("IX-05", "caution", "naltrexone 50 mg daily"),
    ("IX-05", "caution", "Vivitrol 380 mg monthly"),
    ("IX-05", "caution", "Contrave"),
    ("IX-05", "caution", "low dose naltrexone 4.5 mg nightly"),
    ("IX-05", "caution", "Lybalvi 10 mg/10 mg daily"),
    ("IX-06", "info", "gabapentin 300 mg tid"),
    ("IX-06", "info", "trazodone 50 mg at bedtime"),
    ("IX-06", "info", "hydroxyzine 25 mg prn"),
    ("IX-06", "caution", "phenobarbital 60 mg daily"),
    ("IX-06", "caution", "Fioricet as needed"),
    ("IX-07", "not-now", "alcohol"),
    ("IX-07", "not-now", "wine today"),
    ("IX-07", "not-now", "2 glasses of wine nightly"),
    ("IX-07", "caution", "beer yesterday"),
    ("IX-07", "caution", "wine occasionally"),
    ("IX-07", "caution", "alcohol socially"),
    ("IX-07", "caution", "beer on weekends"),
    ("IX-07", "not-now", "2 beers daily"),
    ("IX-07", "info", "wine, last drink 2026-11-10"),
    ("IX-08", "info", "cannabis"),
    ("IX-08", "info", "CBD oil nightly"),
    ("IX-08", "not-now", "cannabis today"),
    ("IX-09", "caution", "Parnate 30 mg daily"),
    ("IX-09", "caution", "Emsam 6 mg/24 h"),
    ("IX-09", "caution", "selegiline"),
    ("IX-10", "info", "selegiline 5 mg twice daily"),
    ("IX-10", "info", "rasagiline 1 mg daily"),
    ("IX-10", "info", "linezolid 600 mg bid"),
    ("IX-11", "caution", "Adderall XR 20 mg daily"),
    ("IX-11", "caution", "Vyvanse 40 mg"),
    ("IX-12", "info", "modafinil 200 mg daily"),
    ("IX-12", "info", "Strattera"),
    ("IX-13", "info", "Sudafed 30 mg prn"),
    ("IX-13", "info", "albuterol inhaler as needed"),
    ("IX-13", "caution", "norepinephrine infusion"),
    ("IX-14", "not-now", "theophylline 300 mg bid"),
    ("IX-14", "not-now", "aminophylline"),
    ("IX-15", "info", "caffeine 200 mg daily"),
    ("IX-15", "info", "nicotine patch 21 mg"),
    ("IX-16", "caution", "Cafergot as needed"),
    ("IX-16", "not-now", "dihydroergotamine today"),
    ("IX-16", "caution", "dihydroergotamine yesterday"),
    ("IX-16", "not-now", "ergotamine 1 mg daily"),
    ("IX-16", "caution", "vasopressin"),
    ("IX-17", "info", "Imitrex 50 mg prn"),
    ("IX-18", "info", "levothyroxine 75 mcg daily"),
    ("IX-19", "caution", "lamotrigine 200 mg daily"),
    ("IX-20a", "not-now", "memantine 10 mg bid"),
    ("IX-20a", "not-now", "Gocovri"),
    ("IX-20b", "caution", "Auvelity"),
    ("IX-20b", "caution", "Delsym yesterday"),
    ("IX-20b", "caution", "Delsym, last dose 2026-11-18"),
    ("IX-20b", "info", "Delsym, last dose 2026-11-17"),
    ("IX-20c", "not-now", "ketamine troche 100 mg daily"),
    ("IX-20c", "not-now", "Spravato 84 mg weekly"),
    ("IX-20c", "not-now", "nitrous oxide"),
    ("IX-21", "caution", "clozapine 200 mg at bedtime"),
    ("IX-22", "info", "Haldol 2 mg daily"),
    ("IX-23", "info", "risperidone 1 mg daily"),
    ("IX-24", "info", "quetiapine 100 mg at night"),
    ("IX-25", "info", "lithium carbonate 900 mg daily"),
    ("IX-26", "info", "Depakote ER 1000 mg daily"),
    ("IX-27", "info", "carbamazepine 200 mg bid"),
    ("IX-28", "info", "venlafaxine XR 225 mg daily"),
    ("IX-28", "info", "buspirone 10 mg tid"),
    ("IX-29", "info", "nortriptyline 50 mg at bedtime"),
    ("IX-30", "info", "Wellbutrin XL 300 mg daily"),
    ("IX-31", "caution", "tramadol 50 mg every 6 hours as needed"),
    ("IX-31", "caution", "Demerol"),
    ("IX-32", "info", "Paxlovid"),
    ("IX-33", "info", "fluconazole 150 mg"),
    ("IX-34", "info", "rifampicin 600 mg daily"),
    ("IX-34", "info", "bosentan"),
    ("IX-35", "info", "St. John’s Wort 300 mg tid"),
    ("IX-36", "info", "grapefruit juice"),
    ("IX-37", "info", "Plavix 75 mg daily"),
    ("IX-38", "info", "efavirenz"),
    ("IX-39", "info", "probenecid"),
    ("IX-40", "info", "magnesium 400 mg daily"),
    ("IX-40", "info", "magnesium IV infusion"),
    ("IX-41", "info", "clonidine patch"),
    ("IX-42", "info", "Norvasc 10 mg po qd"),
    ("IX-43", "info", "rocuronium"),
    ("IX-44", "info", "Ozempic 1 mg weekly"),
    ("IX-45", "info", "Zofran 4 mg prn"),
    ("IX-46", "caution", "kratom"),
    ("IX-46", "not-now", "kratom daily"),
    ("IX-46", "not-now", "psilocybin today"),
    ("IX-46", "caution", "MDMA, last dose 2026-11-01"),
    ("IX-47", "info", "diazepam 2 mg daily"),
    ("IX-47", "info", "butalbital"),
    ("IX-48", "info", "omeprazole 20 mg daily"),
    ("IX-48", "info", "birth control pill"),
    ("MC-01", "missing", "Lamisil 250 mg daily"),
    ("MC-01", "missing", "a benzodiazepine"),
    ("MC-01", "info", "no longer takes lithium"),
    ("MC-01", "info", "metoprolol 25/50 mg daily"),
    ("MC-01", "info", "memantine: none"),
    ("MC-01", "info", "none"),
    ("IX-01b", "info", "lorazepam 1 mg once a month"),
    ("IX-07", "caution", "wine once a month"),
    ("MC-03", "info", "acamprosate 666 mg tid"),
    ("MC-03", "caution", "Eliquis 5 mg bid"),
    ("MC-03", "caution", "fish oil"),
    ("MC-05", "info", "lorazepam 0.5 mg"),
    ("MC-05", "caution", "lorazepam 1 mg daily"),
    ("MC-05", "info", "alprazolam"),
    ("MC-06", "info", "sertraline 100 mg, stopped 2026-10-23"),
]


@pytest.mark.parametrize(("rule", "severity", "line"), SPEAKS)
def test_a_row_speaks(rule: str, severity: str, line: str) -> None:
    assert (rule, severity) in said([line])


SILENT: list[tuple[str, str]] = [
    ("IX-01a", "lorazepam 0.8 mg daily"),
    ("IX-01a", "loratadine 10 mg daily"),
    ("IX-01b", "lorazepam 1 mg daily"),
    ("IX-03", "naloxone nasal spray"),
    ("IX-05", "naloxone nasal spray"),
    ("IX-06", "loratadine 10 mg daily"),
    ("IX-07", "disulfiram 250 mg daily"),
    ("IX-07", "no alcohol"),
    ("IX-07", "alcohol: denies"),
    ("IX-07", "denies tobacco, alcohol or drugs"),
    ("IX-20a", "memantine: none"),
    ("IX-20a", "no lithium or memantine"),
    ("IX-01a", "lorazepam 1 mg once a month"),
    ("MC-05", "lorazepam 1 mg twice a month"),
    ("IX-09", "selegiline 5 mg twice daily"),
    ("IX-10", "Emsam"),
    ("IX-12", "Adderall"),
    ("IX-14", "caffeine"),
    ("IX-16", "desmopressin"),
    ("IX-20a", "dextromethorphan"),
    ("IX-24", "clozapine"),
    ("IX-32", "azithromycin"),
    ("IX-33", "clarithromycin"),
    ("IX-41", "Klonopin 0.5 mg"),
    ("IX-42", "clonidine"),
    ("IX-45", "lithium"),
    ("IX-47", "lorazepam 0.5 mg"),
    ("MC-01", "lithium 900 mg daily"),
    ("MC-03", "lithium 900 mg daily"),
    ("MC-05", "lorazepam 0.8 mg daily"),
    ("MC-06", "sertraline, stopped 2026-10-22"),
    ("MC-06", "lithium, stopped 2026-11-10"),
]


@pytest.mark.parametrize(("rule", "line"), SILENT)
def test_a_row_is_silent(rule: str, line: str) -> None:
    assert rule not in {each for each, _ in said([line])}


def test_every_row_of_the_fact_base_has_its_rule_and_its_line_in_this_table() -> None:
    assert {row.id for row in ROWS} == DRUG_IDS
    assert {rule for rule, _, _ in SPEAKS} | {"MC-02", "MC-04"} == DRUG_IDS | LIST_IDS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_says_whose_it_is(row: Any) -> None:
    assert isinstance(row.provenance, Provenance)
    assert row.says.strip() and row.tags


LEVELS: list[tuple[str, float]] = [
    ("alprazolam", 0.4), ("lorazepam", 0.8), ("clonazepam", 0.4), ("temazepam", 16), ("oxazepam", 16),
    ("chlordiazepoxide", 20), ("clorazepate", 12), ("clobazam", 16), ("estazolam", 0.8), ("flurazepam", 12),
    ("triazolam", 0.4), ("nitrazepam", 8), ("bromazepam", 4), ("diazepam", 8),
]  # fmt: skip


@pytest.mark.parametrize(("drug", "reaches_mg"), LEVELS)
def test_the_load_at_and_on_both_sides_of_the_cut(drug: str, reaches_mg: float) -> None:
    below, at, above = (
        {each.rule: each for each in found([f"{drug} {reaches_mg * factor:.3f} mg daily"])}
        for factor in (0.9, 1, 1.1)
    )
    assert "IX-01b" in below and "IX-01a" not in below and "at the limit" not in below["IX-01b"].says
    assert "IX-01a" not in at and "at the limit of 8 mg, not above it" in at["IX-01b"].says
    assert "IX-01b" not in above and above["IX-01a"].severity.value == "caution"


def test_the_table_of_equivalents_is_chosen_and_both_are_told_when_the_decision_flips() -> None:
    (ashton,) = [each for each in found(["lorazepam 1 mg daily"]) if each.rule == "IX-01a"]
    (halved,) = [each for each in found(["lorazepam 1 mg daily"], HALVED) if each.rule == "IX-01b"]
    assert "10 mg" in ashton.says and "by the halved table it is 5 mg" in ashton.says
    assert "5 mg" in halved.says and "by the ashton table it is 10 mg" in halved.says
    (plain,) = [each for each in found(["diazepam 20 mg daily"]) if each.rule == "IX-01a"]
    assert "halved" not in plain.says


def test_benzodiazepines_add_up() -> None:
    assert ("IX-01a", "caution") in said(["lorazepam 0.5 mg daily", "clonazepam 0.25 mg daily"])


def test_a_double_counts_once_and_both_totals_are_shown() -> None:
    findings = found(["lorazepam 0.5 mg daily", "Ativan 0.5 mg daily"])
    (load,) = [each for each in findings if each.rule == "IX-01b"]
    assert "load 5 mg" in load.says and "all lines together make 10 mg" in load.says
    (double,) = [each for each in findings if each.rule == "MC-04"]
    assert [each.at for each in double.because] == ["/medications/list/0", "/medications/list/1"]
    assert (double.severity.value, double.recognised) == ("info", "lorazepam")


def test_the_larger_of_two_doses_counts() -> None:
    assert ("IX-01a", "caution") in said(["lorazepam 0.5 mg daily", "Ativan 1 mg daily"])


def test_two_of_one_class_are_told() -> None:
    (double,) = [
        each for each in found(["sertraline 50 mg daily", "Lexapro 10 mg daily"]) if each.rule == "MC-04"
    ]
    assert "sertraline, escitalopram" in double.says
    assert "MC-04" not in {rule for rule, _ in said(["Adderall XR 20 mg daily"])}


@pytest.mark.parametrize(
    ("line", "rule", "severity"),
    [
        ("clarithromycin", "IX-32", "caution"),
        ("diltiazem", "IX-33", "info"),
        ("rifampin", "IX-34", "caution"),
        ("St John's wort", "IX-35", "caution"),
        ("grapefruit", "IX-36", "caution"),
        ("ticlopidine", "IX-37", "caution"),
    ],
)
def test_by_mouth_the_enzymes_count_more(line: str, rule: str, severity: str) -> None:
    assert (rule, "info") in said([line])
    assert (rule, severity) in said([line], ORAL)


@pytest.mark.parametrize(
    ("setting", "line", "rule", "strict", "allowing"),
    [
        ('nmda_antagonist = "caution"', "memantine 10 mg bid", "IX-20a", "not-now", "caution"),
        ('benzodiazepine_load = "info"', "lorazepam 1 mg daily", "IX-01a", "caution", "info"),
        ('benzodiazepine_load = "info"', "lorazepam 1 mg daily", "MC-05", "caution", "info"),
        ('naltrexone = "info"', "naltrexone 50 mg daily", "IX-05", "caution", "info"),
        ('lamotrigine = "info"', "lamotrigine 200 mg daily", "IX-19", "caution", "info"),
    ],
)
def test_where_the_sources_disagree_a_clinic_may_decide(
    setting: str, line: str, rule: str, strict: str, allowing: str
) -> None:
    own = from_toml(f'name = "own"\n[medicines]\n{setting}\n')
    assert (rule, strict) in said([line])
    assert (rule, allowing) in said([line], own)


@pytest.mark.parametrize(
    ("dose", "words"), [(15, "45 mg"), (16.66, "below 50"), (25, "at or above 50: consult")]
)
def test_morphine_by_mouth_is_its_own_equivalent(dose: float, words: str) -> None:
    times = "three times a day" if dose < 17 else "twice daily"
    (opioid,) = [each for each in found([f"morphine {dose} mg tablets {times}"]) if each.rule == "IX-03"]
    assert words in opioid.says


def test_other_opioids_have_no_factor_and_say_so() -> None:
    (opioid,) = [each for each in found(["oxycodone 10 mg tid", "Xanax"]) if each.rule == "IX-03"]
    assert (
        "morphine equivalents not known" in opioid.says
        and "benzodiazepine is taken too: consult" in opioid.says
    )


def test_every_drug_of_the_table_has_a_finding_and_each_rule_once() -> None:
    for drug in FORMULARY.drugs:
        findings = [each for each in found([drug.name]) if each.recognised == drug.name]
        rules = [each.rule for each in findings]
        assert findings and len(rules) == len(set(rules)), drug.name
        assert all(each.part is Part.MEDICATION_CHECK for each in findings)
        evidence = {(each.because[0].at, each.because[0].value) for each in findings}
        assert evidence == {("/medications/list/0", drug.name)}
        if all(row.grade is Grade.D for row in ROWS if row.tags & drug.tags):
            assert len(findings) == 1, drug.name


LINES = st.one_of(
    st.sampled_from([line for _, _, line in SPEAKS]),
    st.sampled_from([named.name for named in FORMULARY.names()]),
    st.text(max_size=40),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=6))
def test_no_line_is_left_without_a_finding(lines: list[str]) -> None:
    pointed = {each.at for finding in of_any(lines) for each in finding.because}
    assert pointed >= {f"/medications/list/{index}" for index in range(len(lines))}


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=4), LINES)
def test_another_line_never_makes_the_outcome_better(lines: list[str], more: str) -> None:
    ranks = [[each.severity.rank for each in of_any(these)] for these in (lines, [*lines, more])]
    assert min(ranks[1], default=9) <= min(ranks[0], default=9)


def test_only_grade_d_is_one_finding_with_the_row_s_id() -> None:
    (only,) = found(["fluvoxamine 100 mg daily"])
    assert (only.rule, only.severity.value, only.recognised) == ("IX-28", "info", "fluvoxamine")


def test_the_list_that_is_not_known_or_not_confirmed() -> None:
    nothing = check(parse({"as_of": AS_OF}), LABEL_CONSERVATIVE)
    assert {(each.rule, each.severity.value) for each in nothing} == {
        ("MC-01", "missing"),
        ("MC-02", "missing"),
    }
    assert {each.because[0].at for each in nothing} == {
        "/medications/list", "/medications/reconciled", "/medications/pdmp_checked",
    }  # fmt: skip
    assert found([]) == []
    assert [each.rule for each in found([], pdmp_checked=None)] == ["MC-02"]


@pytest.mark.parametrize(
    ("reconciled", "severity"), [("2026-11-14", None), ("2026-11-13", "info"), ("2026-11-12", "missing")]
)
def test_the_age_of_the_list_at_and_on_both_sides_of_seven_days(
    reconciled: str, severity: str | None
) -> None:
    assert [each.severity.value for each in found([], reconciled=reconciled)] == (
        [severity] if severity else []
    )


def test_the_last_drink_of_the_history() -> None:
    def drank(day: str, lines: list[str]) -> list[tuple[str, str, date | None]]:
        medications = {"reconciled": AS_OF, "pdmp_checked": AS_OF, "list": lines}
        case = parse({"as_of": AS_OF, "medications": medications, "psychiatric": {"last_drink": day}})
        return [
            (each.rule, each.severity.value, each.reassess_after) for each in check(case, LABEL_CONSERVATIVE)
        ]

    tomorrow = date(2026, 11, 21)
    assert drank(AS_OF, []) == [("IX-07", "not-now", tomorrow)]
    assert drank("2026-11-19", []) == [("IX-07", "caution", tomorrow)]
    assert drank("2026-11-18", []) == []
    assert drank("2026-11-10", ["wine"]) == [("IX-07", "info", None)]


@pytest.mark.parametrize(
    ("when", "severity"), [("2026-11-19", "not-now"), ("yesterday", "not-now"), ("2026-11-18", "info")]
)
def test_cannabis_within_a_day_however_the_day_is_written(when: str, severity: str) -> None:
    case = parse({"as_of": AS_OF, "medications": {"list": [f"cannabis, last dose {when}"]}})
    (use,) = [each for each in evaluate(case).findings if each.rule == "PS-11"]
    assert use.severity.value == severity


def test_what_was_stopped_is_neither_current_nor_lost() -> None:
    (stopped,) = found(["stopped phenelzine in 2019"])
    assert (stopped.rule, stopped.severity.value, stopped.recognised) == ("MC-01", "info", "phenelzine")
    assert "2019" in stopped.says


def test_what_was_stopped_today_or_still_acts_is_taken() -> None:
    assert ("IX-14", "not-now") in said(["theophylline, stopped yesterday"])
    assert ("IX-14", "not-now") not in said(["theophylline, stopped 2026-11-10"])
    assert ("IX-05", "caution") in said(["Vivitrol, stopped 2026-10-24"])
    assert ("IX-05", "caution") not in said(["Vivitrol, stopped 2026-10-20"])
    assert ("IX-20a", "not-now") in said(["memantine, stopped 2026-11-16"])
    assert ("IX-20a", "not-now") not in said(["memantine, stopped 2026-11-15"])


def test_a_question_without_a_person_is_answered() -> None:
    findings = interactions(["Norvasc 10 mg", "Lamisil"])
    assert [(each.rule, each.because[0].at) for each in findings] == [("MC-01", "/1"), ("IX-42", "/0")]


def test_several_medicines_that_nobody_has_checked_are_one_caution_and_each_is_told() -> None:
    mine = [each for each in found(["Eliquis 5 mg bid", "famotidine 20 mg", "zinc"]) if each.rule == "MC-03"]
    (caution,) = [each for each in mine if each.severity is Severity.CAUTION]
    assert "apixaban, famotidine, zinc" in caution.says and len(caution.because) == 3
    told = [each.recognised for each in mine if each.severity is Severity.INFO]
    assert told == ["apixaban", "famotidine", "zinc"]


def test_a_denied_class_is_not_asked_for_its_member() -> None:
    assert {each.severity for each in found(["no benzodiazepines", "denies opioids"])} == {Severity.INFO}


def test_a_denial_for_a_time_asks_for_the_last_dose() -> None:
    (asked,) = [each for each in found(["no alcohol in the past month"]) if each.recognised == "alcohol"]
    assert (asked.rule, asked.severity) == ("MC-01", Severity.INFO)
    assert "for a time only" in asked.says and "taken last" in asked.action
