"""Published examples of scoring: whole forms of answers, numbers only, and the total somebody else made of them.

Each names who published it and how strong that is. None was found in which an instrument's own publisher fills its
own form. Where a program's form holds an answer otherwise than ours, the comment says how it was carried over.
"""

from __future__ import annotations

from euthymia.domain.instruments.model import Strength, Worked

_STANDARD, _DATA, _OTHER, _ENDS = Strength.STANDARD, Strength.DATA, Strength.OTHER, Strength.ENDS
_US_CORE = "HL7 US Core, QuestionnaireResponse phq-9-example (made by LHC-Forms)"
_PGHD = "HL7/personal-health-record-format-ig, input/fsh/pghd/examples/Mind, ScoredAssessment-"
_CDISC = "CDISC ADaM supplement GAD-7, as kept in pharmaverse/admiral, data-raw/create_example_qs.R, "
_MII = "medizininformatik-initiative/kerndatensatzmodul-proms 2026.7.0, QuestionnaireResponse mii-exa-pro-gad-7-response"
_AWELL = "awell-health/awell-score, src/scores/"
_QUESTIONNAIRES = "AndriiKulakovskyi/QuestionnairesAPI, tests/"
_MENTA = "rishicodesforfun/menta_question, tests/scoring/"
_MEDICAL_CALC = "u9401066/medical-calc-mcp, tests/e2e/"
_CLINICAL_CALCULATOR = "JuneYaooo/clinical-calculator, tests/"
_GDL = "gdl-lang/common-clinical-models (openEHR guidelines of Cambio CDS), gdl2/"
_HUMANOVO = "satvikOS/humanovo, backend/tests/test_clinical_processor.py, "
_SPIER = "SPiER-Project/adoption-guide, web/src/lib/observationMappers/"
_SPIER_IG = "SPiER-Project/adoption-guide, ig/input/fsh/"
# Released to everybody (CC0) without names, with the paper Poldrack et al. 2016; a line of the file, no person's number.
_CNP = "UCLA Consortium for Neuropsychiatric Phenomics, OpenNeuro ds000030 at 4070b6e (CC0), phenotype/"

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
MADRS = (
    Worked(
        (2, 3, 1, 2, 1, 2, 3, 2, 1, 0),
        17,
        "danielxmed/nobra_calculator, app/models/scores/psychiatry/madrs.py, example of request and response",
        _OTHER,
        band="mild",
    ),
    Worked(
        (3,) * 10,
        30,
        f"{_QUESTIONNAIRES}test_madrs.py, test_calculate_score_moderate; "
        f"{_CLINICAL_CALCULATOR}test_common_behavioral_scores.py, test_madrs_sums_ten_zero_to_six_item_scores (total only)",
        _OTHER,
        band="moderate",
    ),
    Worked((1,) * 10, 10, f"{_HUMANOVO}test_madrs_remission_at_threshold", _OTHER),
    Worked((2,) * 10, 20, f"{_GDL}MADRS.v1.test.yml, case_3", _OTHER, band="moderate"),
    Worked((4,) * 10, 40, f"{_GDL}MADRS.v1.test.yml, case_5", _OTHER, band="severe"),
    Worked(
        (6,) * 10, 60, f"{_QUESTIONNAIRES}test_madrs.py, test_interpretation_severe", _OTHER, band="severe"
    ),
)
# That study rated 28 items and gives the sum of the first seventeen. It keeps both halves of item 16, of which the form
# of seventeen rates one: lines in which one only was rated.
HAMD17 = (
    Worked(
        (1, 2, 0, 0, 2, 2, 3, 1, 2, 3, 2, 1, 2, 2, 3, 1, 0),
        27,
        f"{_CNP}hamilton.tsv, line 213, hamd_17",
        _DATA,
    ),
    Worked(
        (3, 2, 1, 0, 1, 0, 1, 0, 1, 3, 1, 1, 2, 0, 1, 0, 0),
        17,
        f"{_CNP}hamilton.tsv, line 208, hamd_17",
        _DATA,
    ),
    Worked(
        (1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0),
        10,
        f"{_HUMANOVO}test_hamd_response_from_baseline",
        _OTHER,
    ),
    # That form rates agitation 0 to 2 and ends at 50; the bands are these.
    Worked(
        (0, 2, 4, 2, 0, 0, 0, 4, 2, 0, 0, 2, 2, 0, 0, 0, 2),
        20,
        f"{_GDL}Hamilton_Depression_rating_scale.v1.test.yml, Severe",
        _OTHER,
        band="severe",
    ),
    Worked(
        (0, 0, 4, 2, 0, 0, 0, 4, 2, 0, 0, 2, 2, 0, 0, 0, 2),
        18,
        f"{_GDL}Hamilton_Depression_rating_scale.v1.test.yml, Moderate",
        _OTHER,
        band="moderate",
    ),
    Worked(
        (0, 0, 4, 0, 0, 0, 0, 4, 0, 0, 0, 2, 2, 0, 0, 0, 0),
        12,
        f"{_GDL}Hamilton_Depression_rating_scale.v1.test.yml, Mild",
        _OTHER,
        band="mild",
    ),
    Worked(
        (0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        4,
        f"{_GDL}Hamilton_Depression_rating_scale.v1.test.yml, Normal",
        _OTHER,
        band="normal",
    ),
)
YMRS = (
    Worked((4, 4, 2, 3, 5, 6, 3, 6, 3, 0, 1), 37, f"{_CNP}ymrs.tsv, line 192, ymrs_score", _DATA),
    Worked((2, 1, 3, 0, 5, 4, 2, 6, 4, 0, 0), 27, f"{_CNP}ymrs.tsv, line 167, ymrs_score", _DATA),
    # There item 5 is ticked at its fourth step, which the program doubles; here it is the rating so made.
    Worked(
        (0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0),
        6,
        f"{_QUESTIONNAIRES}test_ymrs.py, test_double_weight_items",
        _OTHER,
    ),
    Worked(
        (4, 4, 4, 4, 8, 8, 4, 8, 8, 4, 4),
        60,
        f"{_CLINICAL_CALCULATOR}test_common_behavioral_scores.py, "
        f"test_young_mania_rating_scale_sums_eleven_prescored_components; {_QUESTIONNAIRES}test_ymrs.py, test_score_all_maximum",
        _OTHER,
    ),
)
# There question 6 and whether it was within 3 months are two answers: never 0, before 1, within 2. The test as it was
# corrected to the published triage guide; nothing is added up.
CSSRS = (
    Worked((0, 0, 0, 0, 0, 0), None, f"{_SPIER}cssrsScreener.test.ts, all negative", _OTHER, band="none"),
    Worked((1, 0, 0, 0, 0, 0), None, f"{_SPIER}cssrsScreener.test.ts, q1 only", _OTHER, band="low"),
    Worked(
        (1, 1, 1, 0, 0, 0),
        None,
        f"{_SPIER}cssrsScreener.test.ts, q3 (method, no intent)",
        _OTHER,
        band="moderate",
    ),
    Worked(
        (1, 1, 0, 1, 0, 0),
        None,
        f"{_SPIER}cssrsScreener.test.ts, q4 (some intent) alone",
        _OTHER,
        band="high",
    ),
    Worked(
        (1, 1, 1, 1, 1, 0),
        None,
        f"{_SPIER}cssrsScreener.test.ts, q5; {_SPIER_IG}cssrs.fsh, ExampleCSSRSScreenerResponse",
        _OTHER,
        band="high",
    ),
    Worked(
        (0, 0, 0, 0, 0, 1), None, f"{_SPIER}cssrsScreener.test.ts, q6 lifetime-only", _OTHER, band="moderate"
    ),
    Worked(
        (1, 1, 0, 0, 0, 1),
        None,
        f"{_SPIER}cssrsScreener.test.ts, lifetime-only q6 still raises a low ideation screen",
        _OTHER,
        band="moderate",
    ),
    Worked(
        (0, 0, 0, 0, 0, 2),
        None,
        f"{_SPIER}cssrsScreener.test.ts, q6 within the past 3 months",
        _OTHER,
        band="high",
    ),
    Worked(
        (1, 1, 1, 1, 1, 1), None, f"{_SPIER}cssrsScreener.test.ts, behavior sets a floor", _OTHER, band="high"
    ),
)
ASQ = (
    Worked((0, 0, 0, 0, 0), None, f"{_SPIER}asq.test.ts, all no", _OTHER, band="negative"),
    Worked(
        (1, 0, 0, 0, 0),
        None,
        f"{_SPIER_IG}asq.fsh, ExampleASQResponseNonAcute",
        _OTHER,
        band="positive, not acute",
    ),
    Worked(
        (1, 1, 0, 0, 0), None, f"{_SPIER}asq.test.ts, non-acute positive", _OTHER, band="positive, not acute"
    ),
    Worked((0, 0, 0, 1, 0), None, f"{_SPIER}asq.test.ts, q4 alone", _OTHER, band="positive, not acute"),
    Worked((1, 0, 0, 0, 1), None, f"{_SPIER}asq.test.ts, acute positive", _OTHER, band="positive, acute"),
)
BPI = (
    Worked(
        (2, 4, 6, 8, 1, 2, 3, 4, 5, 6, 7),
        5,
        f"{_CLINICAL_CALCULATOR}test_common_questionnaire_and_risk_more.py, "
        "test_brief_pain_inventory_reports_severity_and_interference_means",
        _OTHER,
        parts=(("severity", 5), ("interference", 4)),
    ),
    # There 4.75 and 37/7 unrounded; here to one decimal. Its own total over all eleven is no score of the BPI.
    Worked(
        (8, 2, 5, 4, 5, 6, 5, 7, 3, 5, 6),
        4.8,
        "x-biosignal/PhysioClinical, tests/testthat/test-pain-instruments.R, severity 4.75 and interference 37/7",
        _OTHER,
        parts=(("severity", 4.8), ("interference", 5.3)),
    ),
)
# Both programs say PADSS; the items they ask are those of the modified form.
MPADSS = (
    Worked(
        (2, 2, 2, 1, 2),
        9,
        f"{_CLINICAL_CALCULATOR}test_common_questionnaire_and_risk_more.py, test_padss_sums_five_zero_to_two_components",
        _OTHER,
    ),
    Worked(
        (2, 2, 2, 2, 1),
        9,
        "clay-good/sophiewell.com, test/unit/derivation.test.js, aldrete-padss (discharge cutoff at 9)",
        _OTHER,
        band="ready",
    ),
)
# Of these two nobody has published a form between the ends.
_CHUNG = "Chung's table: each of five from 0 to 2, 10 at most, 9 or 10 fit (clinician.com/articles/38390; medicalalgorithms.com/padss-scoring-system)"
PADSS = (
    Worked((0, 0, 0, 0, 0), 0, _CHUNG, _ENDS, band="not ready"),
    Worked((2, 2, 2, 2, 2), 10, _CHUNG, _ENDS, band="ready"),
)
_BREMNER = "Bremner et al. 1998: 23 items from 0, not at all, to 4, extremely"
CADSS = (Worked((0,) * 23, 0, _BREMNER, _ENDS), Worked((4,) * 23, 92, _BREMNER, _ENDS))
