"""What trials and registries of ketamine found, the unfavourable ones too (pharmacology.md 7.1; clinical.md 3A, 8B)."""

from __future__ import annotations

from euthymia.domain.quantities import Confidence

from .fact import Fact, facts

_V, _V2 = Confidence.V, Confidence.V2

BENEFITS: tuple[Fact, ...] = (
    *facts(
        "Murrough 2013, Am J Psychiatry; pharmacology.md 7.1", _V,
        ("midazolam-n", "73", "people in the trial"),
        ("midazolam-ketamine", "64", "of 100 responded after 24 hours with ketamine"),
        ("midazolam-control", "28", "of 100 responded after 24 hours with midazolam"),
    ),
    *facts(
        "Kishimoto 2016, Psychol Med, 14 trials; pharmacology.md 7.1", _V,
        ("first-minutes", "40", "minutes until better than control"),
        ("lost-first", "10", "days: from when the effect of one infusion is lost"),
        ("lost-last", "12", "days: until when the effect of one infusion is lost"),
    ),
    *facts(
        "MUR13, Biol Psychiatry; clinical.md 8B", _V,
        ("six-n", "24", "people had up to six infusions"),
        ("six-response", "70.8", "of 100 responded at the end of the course"),
        ("six-relapse-days", "18", "days, median, until relapse after the last infusion"),
    ),
    *facts(
        "PHI19; clinical.md 8B", _V,
        ("phillips-n", "41", "people had six infusions"),
        ("phillips-response", "59", "of 100 responded after six infusions"),
        ("phillips-median", "3", "infusions, median, until response"),
    ),
    *facts(
        "MCN22; clinical.md 8B", _V,
        ("registry-n", "537", "people in open clinics"),
        ("registry-response", "53.6", "of 100 responded"),
        ("registry-remission", "28.9", "of 100 were well"),
        ("registry-hold-4", "80", "of 100 responders, about, still held at 4 weeks"),
        ("registry-hold-8", "60", "of 100 responders, about, still held at 8 weeks"),
        ("registry-weeks-first", "4", "weeks after the course"),
        ("registry-weeks-last", "8", "weeks after the course"),
    ),
    *facts(
        "McIntyre 2020, CRTCE; pharmacology.md 7.1", _V2,
        ("clinic-n", "213", "people in one open clinic"),
        ("clinic-infusions", "4", "infusions"),
        ("clinic-response", "27", "of 100 responded"),
        ("clinic-remission", "13", "of 100 were well"),
    ),
    *facts(
        "OLI22; clinical.md 8B", _V,
        ("oliver-n", "424", "people in an open clinic"),
        ("oliver-six-response", "50", "of 100 responded at 6 weeks"),
        ("oliver-six-remission", "20", "of 100 were well at 6 weeks"),
        ("oliver-weeks", "6", "weeks"),
        ("oliver-anxiety", "30", "percent fall of the anxiety score GAD-7"),
    ),
    *facts(
        "Jelovac 2025, KARMA-Dep 2, JAMA Psychiatry; pharmacology.md 7.1", _V,
        ("hospital-n", "62", "inpatients analysed"),
        ("hospital-infusions", "8", "infusions at most"),
        ("hospital-ketamine", "46.9", "of 100 responded with ketamine"),
        ("hospital-control", "33.3", "of 100 responded with midazolam"),
        ("hospital-remission", "43.8", "of 100 were well with ketamine"),
    ),
    *facts(
        "ANA23; clinical.md 8B", _V,
        ("elektd-n", "403", "people randomised"),
        ("elektd-ketamine", "55.4", "of 100 responded with ketamine"),
        ("elektd-ect", "41.2", "of 100 responded with electroconvulsive therapy"),
    ),
    *facts(
        "EKS22; clinical.md 8B", _V,
        ("ketect-n", "186", "inpatients"),
        ("ketect-ketamine", "46", "of 100 were well with ketamine"),
        ("ketect-ect", "63", "of 100 were well with electroconvulsive therapy"),
        ("ketect-relapse", "70", "of 100 relapsed within 12 months after ketamine"),
        ("ketect-months", "12", "months"),
    ),
    *facts(
        "EARLY24; clinical.md 8C", _V,
        ("stop-percent", "20", "percent improvement, at least"),
        ("stop-infusions", "4", "infusions after which it is judged"),
    ),
    *facts(
        "EARLY21; clinical.md 8C", _V,
        ("late-responders", "58", "of 100 without early change improved after infusion 4"),
    ),
    *facts(
        "FED21; clinical.md 3A", _V,
        ("ptsd-six-ketamine", "67", "of 100 responded with six infusions of ketamine"),
        ("ptsd-six-control", "20", "of 100 responded in the control group"),
        ("ptsd-lost-days", "27.5", "days, median, until the response was lost"),
    ),
    *facts(
        "ABD22; clinical.md 3A", _V,
        ("ptsd-veterans-n", "158", "veterans had eight infusions"),
        ("ptsd-veterans-infusions", "8", "infusions"),
    ),
    *facts(
        "TAY18; clinical.md 3A", _V,
        ("social-n", "18", "people with social anxiety"),
        ("social-ketamine", "33", "of 100 responded with ketamine"),
        ("social-control", "0", "of 100 responded with placebo"),
    ),
    *facts(
        "GLU; clinical.md 3A", _V,
        ("anxiety-responders", "10", "people responded at the higher doses under the skin"),
        ("anxiety-n", "12", "people in that study"),
        ("anxiety-long-n", "20", "people went on for 3 months"),
        ("anxiety-long-months", "3", "months"),
    ),
    *facts(
        "COH18; clinical.md 3A", _V2,
        ("pain-crps-weeks", "12", "weeks: how long relief lasted at most in CRPS trials"),
    ),
    *facts(
        "COH18; clinical.md 8A", _V2,
        ("pain-success", "30", "percent less pain counts as success"),
    ),
    *facts(
        "Dahan 2011, Eur J Pain; pharmacology.md 2.2", _V2,
        ("pain-relief-ketamine", "67", "percent probability of relief with ketamine"),
        ("pain-relief-control", "23", "percent probability of relief without it"),
    ),
)  # fmt: skip
