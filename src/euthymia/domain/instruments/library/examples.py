"""Published examples of scoring: whole forms of answers, numbers only, and the total somebody else made of them.

Each names who published it and how strong that is. None was found in which an instrument's own publisher fills its
own form. Where a program's form holds an answer otherwise than ours, the comment says how it was carried over.
"""

from __future__ import annotations

from euthymia.domain.instruments.model import Strength, Worked

_STANDARD, _OTHER = Strength.STANDARD, Strength.OTHER
_US_CORE = "HL7 US Core, QuestionnaireResponse phq-9-example (made by LHC-Forms)"
_PGHD = "HL7/personal-health-record-format-ig, input/fsh/pghd/examples/Mind, ScoredAssessment-"
_CDISC = "CDISC ADaM supplement GAD-7, as kept in pharmaverse/admiral, data-raw/create_example_qs.R, "
_MII = "medizininformatik-initiative/kerndatensatzmodul-proms 2026.7.0, QuestionnaireResponse mii-exa-pro-gad-7-response"
_AWELL = "awell-health/awell-score, src/scores/"
_QUESTIONNAIRES = "AndriiKulakovskyi/QuestionnairesAPI, tests/"
_MENTA = "rishicodesforfun/menta_question, tests/scoring/"
_MEDICAL_CALC = "u9401066/medical-calc-mcp, tests/e2e/"

PHQ9 = (
    # More than half the days ×5, several days ×2, not at all ×2; somewhat difficult, which does not count.
    Worked((2, 2, 2, 2, 1, 1, 2, 0, 0, 1), 12, _US_CORE, _STANDARD),
    Worked((0, 0, 1, 1, 1, 0, 0, 0, 0), 3, f"{_PGHD}PHQ9", _STANDARD, band="minimal"),
)
PHQ2 = (
    Worked((2, 1), 3, f"{_AWELL}phq_2/phq_2.test.ts, median response", _OTHER),
    Worked((3, 0), 3, f"{_AWELL}phq_2/phq_2.test.ts, random response", _OTHER),
)
GAD7 = (
    Worked((2, 2, 2, 2, 3, 3, 1), 15, f"{_CDISC}visit 1", _STANDARD),
    Worked((2, 2, 2, 2, 1, 3, 2), 14, f"{_CDISC}unscheduled visit 5.01", _STANDARD),
    Worked((2, 2, 2, 2, 1, 3, 1), 13, f"{_CDISC}visit 6", _STANDARD),
    Worked((1, 1, 1, 1, 1, 1, 1), 7, f"{_CDISC}visit 12", _STANDARD),
    Worked((0, 0, 1, 1, 0, 1, 0), 3, f"{_PGHD}GAD7", _STANDARD, band="minimal"),
    Worked((1, 1, 1, 2, 2, 0, 0), 7, _MII, _STANDARD),
    Worked((3, 0, 1, 2, 0, 0, 1), 7, f"{_AWELL}GAD_7/gad_7.test.ts, random response", _OTHER, band="mild"),
)
PCL5 = (
    Worked(
        (4, 3, 1, 0, 3, 3, 4, 1, 2, 0, 3, 1, 0, 0, 1, 2, 4, 0, 0, 3),
        35,
        f"{_AWELL}pcl_5/pcl_5.test.ts, random response",
        _OTHER,
        parts=(("cluster-b", 11), ("cluster-c", 7), ("cluster-d", 7), ("cluster-e", 10)),
    ),
)
QIDS = (
    Worked(
        (2, 1, 0, 0, 2, 0, 1, 0, 0, 2, 1, 1, 2, 2, 1, 0),
        14,
        f"{_QUESTIONNAIRES}test_qids_sr16.py, test_score_moderate_depression",
        _OTHER,
        band="moderate",
    ),
    Worked(
        (2, 2, 1, 0, 3, 0, 0, 2, 0, 2, 2, 2, 2, 3, 2, 0),
        20,
        f"{_QUESTIONNAIRES}test_qids_sr16.py, test_score_severe_depression",
        _OTHER,
        band="severe",
    ),
)
WHO5 = (Worked((4, 1, 0, 2, 3), 40, f"{_AWELL}who_5/who_5.test.ts, random response (raw 10)", _OTHER),)
PEG = (Worked((7, 8, 6), 7, "iaTroX calculators, PEG Pain Scale, clinical pearls: (7+8+6)/3", _OTHER),)
ISI = (
    Worked(
        (1, 2, 1, 0, 0, 3, 2), 9, f"{_AWELL}isi/isi.test.ts, random response", _OTHER, band="below threshold"
    ),
)
# The first three answers of its AUDIT are those of the AUDIT-C; it calls their sum consumption.
AUDIT_C = (Worked((4, 1, 2), 7, f"{_AWELL}audit/audit.test.ts, consumption of the random response", _OTHER),)
# Its form hands item 3 in turned round already (1 for no): here it is the answer as given.
DAST10 = (
    Worked(
        (1, 0, 0, 1, 0, 0, 1, 0, 0, 0),
        4,
        f"{_AWELL}dast_10/dast_10.test.ts, random response",
        _OTHER,
        band="moderate",
    ),
    Worked(
        (1, 1, 0, 1, 1, 0, 0, 0, 0, 0),
        5,
        f"{_AWELL}dast_10/dast_10.test.ts, median response",
        _OTHER,
        band="moderate",
    ),
)
ASRM = (
    Worked(
        (2, 2, 2, 1, 2),
        9,
        f"{_QUESTIONNAIRES}test_asrm.py, test_score_moderate_high",
        _OTHER,
        band="positive",
    ),
    Worked((1, 2, 3, 4, 0), 10, f"{_QUESTIONNAIRES}test_asrm.py, test_score_calculation_accuracy", _OTHER),
    Worked((1, 1, 1, 1, 1), 5, f"{_QUESTIONNAIRES}test_asrm.py, test_score_just_below_cutoff", _OTHER),
)
# Both forms ask for the problem in four steps, none to serious: moderate or serious is impairment.
MDQ = (
    Worked(
        (1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1),
        7,
        f"{_QUESTIONNAIRES}test_mdq.py, test_screening_positive_minimum_criteria; {_MENTA}mood-mdq.test.ts",
        _OTHER,
        band="positive",
    ),
    Worked(
        (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1),
        10,
        f"{_QUESTIONNAIRES}test_mdq.py, test_screening_negative_no_concurrence",
        _OTHER,
        band="negative",
    ),
    Worked(
        (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0),
        10,
        f"{_QUESTIONNAIRES}test_mdq.py, test_screening_negative_low_impact",
        _OTHER,
        band="negative",
    ),
)
# There the body mass index (36), the age and the neck (41 cm) are measured; here they are the answers they make.
STOP_BANG = (
    Worked(
        (1, 0, 1, 0, 1, 0, 1, 0),
        4,
        f"{_AWELL}stop_bang/stop_bang.test.ts, random response",
        _OTHER,
        band="intermediate",
    ),
    Worked((1, 1, 1, 1, 1, 0, 0, 0), 5, f"{_MEDICAL_CALC}test_stop_bang.py, test_high_risk_score_5", _OTHER),
)
ALDRETE = (
    Worked((1, 2, 2, 1, 2), 8, f"{_MEDICAL_CALC}test_aldrete_score.py, test_intermediate_recovery", _OTHER),
    Worked((0, 1, 1, 0, 1), 3, f"{_MEDICAL_CALC}test_aldrete_score.py, test_poor_recovery", _OTHER),
    Worked(
        (2, 2, 2, 2, 1),
        9,
        f"{_MEDICAL_CALC}test_aldrete_score.py, test_discharge_ready_score_9",
        _OTHER,
        band="ready",
    ),
)
