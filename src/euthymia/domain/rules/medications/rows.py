"""The interactions table, row by row (clinical.md 2A). A row that nothing in a list belongs to says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from euthymia.domain.terminology import Tag

from . import judges
from .row import Grade, Row, row

_STRONG_ROUTE = judges.by_route(Grade.C, Grade.B)

ROWS: tuple[Row, ...] = (
    row(
        "IX-01a", "B", (Tag.BENZODIAZEPINE,),
        "a benzodiazepine load above the cut separated non-responders; sedation adds up (an ELEKT-D analysis found no moderation)",
        "Never stop abruptly (withdrawal, seizure): prescriber-led taper, as-needed doses away from the session, record the time of the last dose.",
        "ANDR20; RAPID; VER21i; PMC11200139", "V", judges.high_load,
    ),
    row(
        "IX-01b", "C", (Tag.BENZODIAZEPINE,),
        "a small or uncertain effect on benefit, and sedation",
        "Record dose and time of the last dose; trial ceilings were 2 or 3 mg lorazepam-equivalent.",
        "ANDR20; PMC6884875; PMC10812090", "V", judges.low_load,
    ),
    row(
        "IX-02", "C", (Tag.Z_HYPNOTIC, Tag.OTHER_HYPNOTIC),
        "a hypnotic adds to sedation",
        "Not within 8 to 12 h before; none on the evening until fully awake.",
        "REMS; SPR-L class text; hours P", "P", judges.hypnotic,
    ),
    row(
        "IX-03", "B", (Tag.OPIOID_FULL, Tag.OPIOID_MIXED),
        "an opioid adds to respiratory depression and sedation",
        "Continuous SpO2 and capnography, naloxone ready, consider a lower dose; ask for a falling opioid need.",
        "KET-L; SPR-L; REMS form", "V2", judges.opioid,
    ),
    row(
        "IX-04", "B", (Tag.OPIOID_AGONIST_THERAPY,),
        "an opioid; methadone is also an NMDA antagonist and prolongs QT",
        "Agreement of the addiction or pain prescriber; ECG for methadone; else as for an opioid.",
        "KET-L class; mechanism K", "K",
    ),
    row(
        "IX-05", "B", (Tag.OPIOID_ANTAGONIST,),
        "µ-opioid block took away the antidepressant effect in a trial of 12 (disputed)",
        "Do not stop a relapse-prevention drug without its prescriber; document the decision; a depot lasts about 4 weeks.",
        "WILL18", "V", judges.opioid_antagonist,
    ),
    row(
        "IX-06", "C",
        (
            Tag.GABAPENTINOID, Tag.MUSCLE_RELAXANT, Tag.BARBITURATE, Tag.SEDATING_ANTIHISTAMINE, Tag.PHENOTHIAZINE,
            Tag.SEDATING_ANTIDEPRESSANT,
        ),
        "adds to sedation and slows recovery",
        "Hold on the day where that is safe; observe longer.",
        "KET-L", "V2", judges.sedating,
    ),
    row(
        "IX-07", "A", (Tag.ALCOHOL,),
        "adds to sedation and aspiration",
        "None for 24 h before and after; no dose on a day of drinking.",
        "KET-L; clinic consents; hours P", "P", judges.alcohol,
    ),
    row(
        "IX-08", "C", (Tag.CANNABIS,),
        "anxiety and heart rate; CBD inhibits CYP enzymes",
        "Abstain for 24 h; no dose while intoxicated; ask how often.",
        "practice", "P", judges.cannabis,
    ),
    row(
        "IX-09", "B", (Tag.MAOI_IRREVERSIBLE,),
        "an irreversible MAO inhibitor: the label warns of a rise in pressure; case reports with tranylcypromine showed none",
        "Do not stop it for ketamine; consult; pressure every 5 min; avoid indirect pressors and meperidine.",
        "SPR-L; VER21i", "V", judges.irreversible_maoi,
    ),
    row(
        "IX-10", "C", (Tag.MAOI_OTHER,),
        "a selective or reversible MAO inhibitor: pressure may rise",
        "Pressure every 5 to 10 min.",
        "SPR-L class; interval P", "P", judges.other_maoi,
    ),
    row(
        "IX-11", "B", (Tag.STIMULANT,),
        "a stimulant raises pressure and heart rate",
        "Hold on the day until discharge; the rule for pressure before the dose stands.",
        "SPR-L; REMS; hold P", "P",
    ),
    row(
        "IX-12", "C", (Tag.WAKE_PROMOTING_NRI,),
        "sympathomimetic: pressure may rise",
        "Hold on the day.",
        "SPR-L", "V",
    ),
    row(
        "IX-13", "C", (Tag.SYMPATHOMIMETIC_OTHER,),
        "sympathomimetic: the pressor effect adds up",
        "None for 24 h; a rescue inhaler is allowed, recheck the heart rate.",
        "KET-L", "V2", judges.sympathomimetic,
    ),
    row(
        "IX-14", "A", (Tag.THEOPHYLLINE,),
        "a lowered seizure threshold; the label says to consider an alternative to ketamine",
        "Switch the bronchodilator first, with its prescriber.",
        "KET-L", "V2",
    ),
    row(
        "IX-15", "C", (Tag.CAFFEINE_NICOTINE,),
        "mildly raises heart rate and pressure",
        "Avoid a large caffeine load in the 4 h before.",
        "practice (clinical.md 2A)", "P",
    ),
    row(
        "IX-16", "B", (Tag.VASOPRESSIN, Tag.ERGOT),
        "vasoconstriction: pressor effects add up",
        "Postpone; treat migraine otherwise.",
        "KET-L (vasopressin); ergot UK lists K", "K", judges.vasoconstrictor,
    ),
    row(
        "IX-17", "C", (Tag.TRIPTAN,),
        "vasoconstriction: pressure; not a serotonin matter with ketamine",
        "Not within 24 h.",
        "practice (clinical.md 2A)", "P",
    ),
    row(
        "IX-18", "C", (Tag.THYROID_HORMONE,),
        "hypertension and tachycardia are reported",
        "Confirm euthyroid (TSH no older than 12 months); watch heart rate and pressure.",
        "KET-L; NHS Highland ketamine guideline", "V2",
    ),
    row(
        "IX-19", "C", (Tag.LAMOTRIGINE,),
        "less glutamate release: 2 of 5 studies found weaker effects; efficacy effect unknown",
        "Continue: stopping needs re-titration (rash) and risks mood.",
        "VER21i; AND17", "V", judges.lamotrigine,
    ),
    row(
        "IX-20a", "A", (Tag.NMDA_ANTAGONIST,),
        "NMDA antagonism adds up: product texts say to avoid it",
        "Stop with its prescriber first; the half-life of memantine is 60 to 80 h.",
        "memantine labelling via Pharmamedix", "V2", judges.nmda_antagonist,
    ),
    row(
        "IX-20b", "B", (Tag.DEXTROMETHORPHAN,),
        "NMDA and serotonin: dissociation and pressure add up, effects overlap",
        "No over-the-counter dextromethorphan for 48 h; a fixed combination is the prescriber's decision.",
        "mechanism K; hours P", "P", judges.dextromethorphan,
    ),
    row(
        "IX-20c", "A", (Tag.KETAMINE,),
        "double exposure to ketamine, or nitrous oxide",
        "Stop the home product; query the PDMP.",
        "FDA23; FDA22", "V",
    ),
    row(
        "IX-21", "B", (Tag.CLOZAPINE,),
        "blunted ketamine's positive symptoms in schizophrenia; sedation, orthostasis, seizure",
        "Consult; confirm the diagnosis (PS-05).",
        "VER21i", "V",
    ),
    row(
        "IX-22", "C", (Tag.HALOPERIDOL,),
        "1 of 3 papers showed an effect; QT",
        "None routine.",
        "VER21i", "V",
    ),
    row(
        "IX-23", "C", (Tag.RISPERIDONE,),
        "attenuated perfusion changes, clinical meaning unclear",
        "None routine.",
        "VER21i", "V",
    ),
    row(
        "IX-24", "D", (Tag.ANTIPSYCHOTIC_OTHER,),
        "checked, nothing significant; may sedate",
        "Ask why it is prescribed; if sedated, observe longer.",
        "VER21i", "V",
    ),
    row(
        "IX-25", "D", (Tag.LITHIUM,),
        "checked, no interaction found",
        "Level and renal function as usual; hydrate when fasting.",
        "VER21i", "V",
    ),
    row(
        "IX-26", "D", (Tag.VALPROATE,),
        "checked, nothing shown clinically",
        "",
        "clinical.md 2A", "K",
    ),
    row(
        "IX-27", "C", (Tag.INDUCING_ANTICONVULSANT,),
        "an enzyme-inducing anticonvulsant lowers exposure, mostly oral",
        "No abrupt stop; expect a weaker or shorter effect; a seizure disorder is judged by MH-26.",
        "KET-L; PEL by analogy", "V2",
    ),
    row(
        "IX-28", "D", (Tag.SSRI, Tag.SNRI, Tag.OTHER_ANTIDEPRESSANT),
        "checked, no significant interaction; usually continued",
        "Continue.",
        "AND17; SZA20", "V",
    ),
    row(
        "IX-29", "C", (Tag.TRICYCLIC,),
        "a tricyclic: heart rate, pressure, QT, sedation",
        "ECG.",
        "clinical.md 2A", "K",
    ),
    row(
        "IX-30", "C", (Tag.BUPROPION,),
        "small effects on pressure and seizure threshold",
        "Watch pressure; no proven need to stop.",
        "clinical.md 2A", "K",
    ),
    row(
        "IX-31", "B", (Tag.OPIOID_MONOAMINERGIC,),
        "an opioid with monoamine effects: sedation, seizure",
        "As for an opioid; avoid a dose on the same day.",
        "KET-L class; seizure K", "K", judges.opioid,
    ),
    row(
        "IX-32", "C", (Tag.CYP3A4_INHIBITOR_STRONG,),
        "a strong CYP3A4 inhibitor: little change expected by vein, more by mouth (clarithromycin × 2.6, itraconazole none)",
        "By mouth a lower dose; observe longer.",
        "PEL; KET-L; clarithromycin figure K", "K", _STRONG_ROUTE,
    ),
    row(
        "IX-33", "D", (Tag.CYP3A4_INHIBITOR_MODERATE,),
        "a moderate CYP3A4 inhibitor: nothing significant by vein",
        "",
        "KET-L", "V2", judges.by_route(Grade.D, Grade.C),
    ),
    row(
        "IX-34", "C", (Tag.CYP3A4_INDUCER_STRONG, Tag.CYP3A4_INDUCER_MODERATE),
        "an enzyme inducer: rifampicin lowered exposure 14 % by vein, 86 % by mouth; moderate inducers less",
        "Do not chase it with unlimited dose increases.",
        "PEL", "V", judges.inducer,
    ),
    row(
        "IX-35", "C", (Tag.ST_JOHNS_WORT,),
        "enzyme induction: oral S-ketamine exposure −58 %, peak −66 %",
        "Stop 2 weeks before an oral protocol.",
        "PEL", "V", _STRONG_ROUTE,
    ),
    row(
        "IX-36", "D", (Tag.GRAPEFRUIT,),
        "gut CYP3A4: oral S-ketamine exposure × 3.0; nothing significant by vein",
        "Avoid on days of oral or sublingual dosing.",
        "PEL", "V", judges.by_route(Grade.D, Grade.B),
    ),
    row(
        "IX-37", "C", (Tag.CYP2B6_INHIBITOR,),
        "a CYP2B6 inhibitor: ticlopidine raised oral exposure × 2.4",
        "Observe longer by mouth.",
        "PEL", "V", _STRONG_ROUTE,
    ),
    row(
        "IX-38", "C", (Tag.CYP2B6_INDUCER,),
        "a CYP2B6 inducer: faster clearance",
        "Do not chase it with unlimited dose increases.",
        "PEL; CMAJ list", "V",
    ),
    row(
        "IX-39", "D", (Tag.UGT, Tag.VALPROATE),
        "checked: glucuronidation, nothing of clinical weight known",
        "",
        "clinical.md 2A", "K",
    ),
    row(
        "IX-40", "D", (Tag.MAGNESIUM,),
        "additive NMDA and neuromuscular block when given by vein; nothing significant by mouth",
        "By vein: watch sedation and pressure.",
        "clinical.md 2A", "K", judges.injected_magnesium,
    ),
    row(
        "IX-41", "C", (Tag.ALPHA2_AGONIST,),
        "limits the rise in pressure; sedation and slow heart rate add up",
        "Continue; never stop abruptly (rebound).",
        "Doak & Duke 1993; Tsukuba RCT; Munro 1993", "V",
    ),
    row(
        "IX-42", "C", (Tag.ANTIHYPERTENSIVE,),
        "more often protective; the label mentions hypotension",
        "Take on the day; note the last dose.",
        "KET-L", "V2",
    ),
    row(
        "IX-43", "C", (Tag.NEUROMUSCULAR_VOLATILE, Tag.ANAESTHETIC),
        "an anaesthetic drug: potentiation, slow recovery",
        "Not in the clinic.",
        "KET-L", "V2",
    ),
    row(
        "IX-44", "C", (Tag.GLP1,),
        "delayed gastric emptying: vomiting and aspiration, fasting unreliable",
        "Ask for the last dose and stomach symptoms; follow current society advice.",
        "ASA 2023–24", "K",
    ),
    row(
        "IX-45", "C", (Tag.QT,),
        "prolongs QT: torsade with ondansetron, droperidol or haloperidol as rescue",
        "ECG, or an antiemetic that does not prolong QT.",
        "ondansetron labelling", "K", judges.qt,
    ),
    row(
        "IX-46", "B", (Tag.PSYCHEDELIC_HERBAL,),
        "psychotomimetic effects, pressure, sedation",
        "None on the day; washout by site policy.",
        "practice (clinical.md 2A)", "P", judges.herbal_or_psychedelic,
    ),
    row(
        "IX-47", "C", (Tag.BARBITURATE, Tag.BENZODIAZEPINE),
        "precipitates with ketamine in one syringe or line",
        "Separate syringe and line.",
        "KET-L; CHEO manual", "V", judges.same_line,
    ),
    row(
        "IX-48", "D", (Tag.NOTHING_KNOWN,),
        "checked, nothing significant known",
        "",
        "clinical.md 2A", "K", judges.benign,
    ),
)  # fmt: skip


def _by_tag() -> Mapping[Tag, tuple[int, ...]]:
    found: dict[Tag, list[int]] = {}
    for index, each in enumerate(ROWS):
        for tag in each.tags:
            found.setdefault(tag, []).append(index)
    return MappingProxyType({tag: tuple(indices) for tag, indices in found.items()})


_ROWS_OF: Mapping[Tag, tuple[int, ...]] = _by_tag()


@lru_cache(maxsize=1024)
def rows_of(tags: frozenset[Tag]) -> tuple[Row, ...]:
    """The rows that speak of a drug with these tags, each once, in the order of the table."""
    indices = {index for tag in tags for index in _ROWS_OF.get(tag, ())}
    return tuple(ROWS[index] for index in sorted(indices))
