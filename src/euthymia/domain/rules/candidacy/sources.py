"""Where something was said or measured, in words: a finding that sets two sources against each other names both."""

from __future__ import annotations

from euthymia.domain.rules.finding import Because

_SOURCES: tuple[tuple[str, str], ...] = (
    ("/history/problem_list", "the problem list"),
    ("/history/conditions", "the list of conditions"),
    ("/history/self_report", "the patient's own answer"),
    ("/history/symptoms", "the list of symptoms"),
    ("/history/surgeries", "the list of operations"),
    ("/psychiatric/diagnosis", "the diagnosis"),
    ("/psychiatric/capacity", "the assessment of capacity"),
    ("/psychiatric/last_drink", "the day of the last drink"),
    ("/psychiatric/scores/phq-9/item9", "PHQ-9 item 9"),
    ("/psychiatric/scores/c-ssrs/ideation", "C-SSRS ideation"),
    ("/psychiatric/scores/c-ssrs/behaviour", "C-SSRS behaviour"),
    ("/psychiatric/scores/audit-c", "AUDIT-C"),
    ("/psychiatric/scores/dast-10", "DAST-10"),
    ("/psychiatric/scores/ymrs", "YMRS"),
    ("/medications/list", "the list of medicines"),
    ("/screening/pregnancy_test", "the pregnancy test"),
    ("/screening/drug_screen", "the urine drug screen"),
    ("/screening/vitals/bp_mmhg", "the blood pressure"),
    ("/screening/labs/values", "the laboratory"),
    ("/screening/ecg", "the ECG"),
    ("/patient/pregnancy_possible", "whether pregnancy is possible"),
    ("/patient/postmenopausal", "postmenopausal"),
    ("/patient/sex", "the sex on record"),
)


def named(because: Because) -> str:
    """The source and what it says: `the problem list ('I63.9')`, `the patient's own answer (stroke: no)`."""
    source = next((words for prefix, words in _SOURCES if because.at.startswith(prefix)), because.at)
    return f"{source} ({_value(because)})"


def _value(because: Because) -> str:
    value = because.value
    if isinstance(value, bool):
        last = because.at.rpartition("/")[2].replace("~1", "/").replace("~0", "~").replace("_", " ")
        answer = "yes" if value else "no"
        return f"{last}: {answer}" if because.at.startswith("/history/self_report") else answer
    if isinstance(value, tuple):
        return "/".join(f"{one:g}" for one in value)
    if isinstance(value, float):
        test = because.at.removeprefix("/screening/labs/values/").partition("/")[0]
        return (
            f"{test.upper()} {value:g}" if because.at.startswith("/screening/labs/values") else f"{value:g}"
        )
    return "none" if value is None else repr(value) if isinstance(value, str) else str(value)
