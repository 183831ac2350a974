"""Writes the reference of the instruments: what each score rests on, and what becomes of missing answers."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.instruments import INSTRUMENTS, Instrument, Strength

PLACE = "docs/reference/instruments.md"
_STRENGTHS = {
    Strength.PUBLISHER: "the instrument's own publisher fills its own form.",
    Strength.PAPER: "a peer-reviewed paper works a form through.",
    Strength.STANDARD: "HL7, CDISC or a national programme fills a form as its example of exchange.",
    Strength.DATA: "ratings that a study made of people, with the totals it gives, released to everybody with its paper.",
    Strength.OTHER: "the answers and the total that another program's tests or manual give.",
    Strength.ENDS: "no filled form was found; the least and the most are scored that the publication names.",
}
# Whole files of open data, scored once (they are not kept here): what, and what came of it.
_WHOLE_FILES = (
    (
        "YMRS, OpenNeuro ds000030 at 4070b6e, phenotype/ymrs.tsv (22 November 2026)",
        "all 141 complete ratings give the total that stands there",
    ),
    (
        "HAM-D17, the same, phenotype/hamilton.tsv",
        "all 65 complete ratings with one half of item 16 give the total that stands there, and so do 68 of the 73 with both "
        "halves, which the study adds up; in the other 5 the halves together pass the 2 that item 16 can have, and are refused",
    ),
)
# What was looked for and not found: instrument, and where.
_SEARCHED = (
    (
        "CADSS",
        "22 November 2026: public code, guidelines and documentation (names of the scale and its items, totals, tests, tables "
        "of open data) and public pages (papers, case reports, open data of ketamine studies). Found: means of groups, sums "
        "of subscales, the six-item form; nowhere the 23 ratings of one person with their total",
    ),
    (
        "PADSS",
        "22 November 2026: public code, guidelines and documentation (the name in three spellings, its items, intake and output) and "
        "public pages (the papers of Chung, calculators, tables of criteria). Found: the criteria and the cut-off of 9, and "
        "calculators without a test; every worked example under this name is of the modified form (MPADSS)",
    ),
)
# Found, looked at, and not followed: what, and why.
_NOT_USED = (
    (
        "C-SSRS screener, HL7 US Behavioral Health Profiles, C-SSRS-example-1 (every answer no, level Low)",
        "low begins with a yes to question 1; where nothing is answered yes this program says none",
    ),
    (
        "C-SSRS screener, maren-keld/telar, cssrsRiskBand: moderate from a yes to question 2 on",
        "the triage guide makes 1 and 2 low and 3 moderate; on questions 1, 3 to 6 it agrees",
    ),
    (
        "ASQ, IAmYourPlayboy/Kairos-Psychologist-AI, score_asq: a refused question is a no",
        "NIMH counts a refusal as positive, and so does this program",
    ),
    (
        "ASQ, SPiER-Project/adoption-guide, asq.test.ts: a yes to the fifth question alone is negative",
        "this program too calls the screen negative, but raises the flag acute all the same",
    ),
    (
        "HAM-D17, danielxmed/nobra_calculator, example of request and response (total 17)",
        "its own seventeen ratings add up to 16, and its form ends at 50",
    ),
    (
        "YMRS, satvikOS/humanovo: remission up to 12, then minimal, mild, moderate to severe from 38",
        "other bands than this program's; the sum agrees",
    ),
    (
        "MADRS, gdl-lang/common-clinical-models, MADRS.v1.test.yml, case_2 (ten ones, total 10): none or very mild",
        "other bands than this program's, which begins mild at 7; the sum agrees",
    ),
    (
        "MADRS and YMRS, SmartMonkey-git/rorschach-rs, tests",
        "answers without a total: they check which symptoms the answers name",
    ),
    (
        "CADSS, noamgoldway/ketamine-pain-dissociation and goldwaylab/brain_states, CADSS.csv",
        "sums of three subscales, without the ratings they were made of",
    ),
    (
        "AUDIT-C, HL7 US Core, QuestionnaireResponse AUDIT-C (total 0), and HL7 US Behavioral Health Profiles, "
        "alcohol-use-identification-test-1 (3; 3 or 4 drinks; monthly; total 3)",
        "their first item counts days above a limit (LOINC 68517-2), not how often one drinks; in the second it is left out of the total",
    ),
    (
        "DAST-10, awell-health/awell-score, src/scores/dast_10/README.md: a score from one answer on",
        "answers that are missing would count as answers without a problem; no publisher's rule was found that says so",
    ),
    (
        "GAD-7, benthepsychologist/final-form, measure-registry/measures/gad7: one missing answer prorated",
        "agrees with this program for one; this program allows two and marks the total as prorated",
    ),
    (
        "ISI and WHO-5, awell-health/awell-score: no score unless every item is answered",
        "agrees with this program; another program's choice is no publisher's rule, so the mark stays P",
    ),
)


def instruments() -> str:
    """The whole page, in Markdown."""
    return "\n".join((*_head(), *_table(), *_worked())) + "\n"


def _head() -> Iterator[str]:
    yield "# Instruments"
    yield ""
    yield "Written from `src/euthymia/domain/instruments`; a test checks that this page is current."
    yield ""
    yield "*Rests on* says the strongest example found, each scored in `tests/domain/instruments/test_published.py`:"
    yield ""
    for strength, says in _STRENGTHS.items():
        count = sum(_strongest(each) is strength for each in INSTRUMENTS)
        yield f"- *{strength.value}* ({count} of {len(INSTRUMENTS)}): {says}"
    alone = [each for each in INSTRUMENTS if each.is_one_number]
    yield (
        f"- *the number is the score* ({len(alone)} of {len(INSTRUMENTS)}): one rating, or a total or T-score made "
        "elsewhere; nothing is added up, so no example could show more."
    )
    yield ""
    yield "Another implementation's test shows that two programs read a rule alike, not that both read it rightly."
    yield "Marks: V read in the source, V2 in a summary or a copy of it, K from knowledge of it, P practice."
    yield ""


def _strongest(each: Instrument) -> Strength | None:
    return min((example.strength for example in each.worked), key=list(Strength).index, default=None)


def _rests(each: Instrument) -> str:
    strongest = _strongest(each)
    return strongest.value if strongest is not None else "the number is the score"


def _table() -> Iterator[str]:
    yield "| instrument | items | total | bands begin at | rests on | missing answers | scoring | mark |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in INSTRUMENTS:
        low, high = each.range
        bands = ", ".join(f"{band.low:g} {band.words.en}" for band in each.bands) or _without_bands(each)
        mark = each.scoring.provenance.confidence.value
        yield (
            f"| {each.title} (`{each.id}`) | {len(each.scored_items)} | {low:g} to {high:g} | {bands} | {_rests(each)} "
            f"| {_missing(each)} | {each.scoring.says} | {mark} |"
        )
    yield ""


def _without_bands(each: Instrument) -> str:
    return "none published" if each.judged is None else "judged by the answers, not by the total"


def _missing(each: Instrument) -> str:
    if each.is_one_number:
        return "no number, no score"
    most = each.scoring.most_missing
    source = each.scoring.missing_provenance
    rule = f"up to {most}: mean of the others" if most else "no score without all of them"
    partly = [sub for sub in each.subscales if sub.fewest is not None]
    rule += "".join(f"; {sub.name} from {sub.fewest} of {len(sub.part.items)}" for sub in partly)
    return f"{rule} ({source.confidence.value})" if source is not None else rule


def _worked() -> Iterator[str]:
    yield "## Published examples"
    yield ""
    for each in INSTRUMENTS:
        for example in each.worked:
            answers = ", ".join("–" if value is None else f"{value:g}" for value in example.answers)
            also = [f"{name} {value:g}" for name, value in example.parts] + [example.band] * bool(
                example.band
            )
            total = ", ".join((*([f"{example.total:g}"] if example.total is not None else []), *also))
            yield f"- {each.title}: {answers} make {total} (*{example.strength.value}*: {example.source})."
    yield ""
    yield "## Searched for in vain"
    yield ""
    for title, searched in _SEARCHED:
        yield f"- A filled form of {title}: {searched}."
    yield ""
    yield "## Whole files of open data"
    yield ""
    for what, came in _WHOLE_FILES:
        yield f"- {what}: {came}."
    yield ""
    yield "## Found and not followed"
    yield ""
    for what, why in _NOT_USED:
        yield f"- {what}: {why}."
