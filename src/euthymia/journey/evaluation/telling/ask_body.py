"""Sections one to four: the person, heart and vessels, the rest of the body, operations and allergies.

What is asked follows the rows of clinical.md 1A; the words are our own.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from euthymia.clinic.people.models import Patient

from .meanings import conditions, contraception, listed, person, symptoms
from .question import Answers, Choice, Question, Section, Shape

NONE_OF_THESE = _("None of these")
YES, NO = Choice("yes", _("Yes")), Choice("no", _("No"))


def could_be_pregnant(patient: Patient, answers: Answers) -> bool:
    """Everyone is asked but who is registered as male: what is not known is asked."""
    return patient.sex != Patient.Sex.MALE


def not_past_it(patient: Patient, answers: Answers) -> bool:
    """Who has said that it is impossible is not asked how it is prevented."""
    chosen = answers.get("pregnancy", {}).get("chosen", [])
    return could_be_pregnant(patient, answers) and "no" not in chosen


ABOUT = Section(
    slug="about",
    title=_("About you"),
    questions=(
        Question(
            slug="pregnancy",
            asks=_("Are you pregnant, or could you become pregnant?"),
            why=_(
                "Ketamine can harm an unborn child. A test is made on the day wherever pregnancy is possible."
            ),
            hint=_("Using birth control does not make it impossible."),
            shape=Shape.ONE,
            choices=(
                Choice("yes", _("Yes, or it is possible")),
                Choice("no", _("No, it is not possible for me")),
            ),
            tells=person("pregnancy_possible", yes=True, no=False),
            asked_of=could_be_pregnant,
        ),
        Question(
            slug="contraception",
            asks=_("What do you use to prevent pregnancy?"),
            shape=Shape.ONE,
            choices=(
                Choice("iud", _("A coil (IUD)"), "IUD"),
                Choice("implant", _("An implant"), "implant"),
                Choice("pill", _("The pill, a patch, a ring or an injection"), "hormonal contraception"),
                Choice("condom", _("Condoms or another barrier"), "barrier contraception"),
                Choice("sterilised", _("I or my partner had an operation"), "sterilisation"),
                Choice("nothing", _("Nothing, or nothing regular"), "none"),
            ),
            tells=contraception,
            asked_of=not_past_it,
        ),
        Question(
            slug="breastfeeding",
            asks=_("Are you breastfeeding?"),
            shape=Shape.ONE,
            choices=(YES, NO),
            tells=person("breastfeeding", yes=True, no=False),
            asked_of=could_be_pregnant,
        ),
        Question(
            slug="now",
            asks=_("Do you have any of these at the moment?"),
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("fever", _("Fever, a bad cold or a cough"), "fever"),
                Choice("chest-pain", _("Pain or pressure in the chest"), "chest pain"),
                Choice("breath", _("Short of breath"), "shortness of breath"),
                Choice("fainting", _("Fainting, or nearly fainting"), "fainting"),
                Choice("bladder", _("Having to pass water very often, or pain with it"), "urinary urgency"),
                Choice("blood", _("Blood in the urine"), "blood in urine"),
            ),
            tells=symptoms,
        ),
    ),
)

HEART = Section(
    slug="heart",
    title=_("Heart and blood vessels"),
    questions=(
        Question(
            slug="heart",
            asks=_("Has a doctor ever told you that you have any of these?"),
            why=_(
                "Ketamine raises blood pressure and heart rate for a while. These decide whether it is safe for you."
            ),
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("hypertension", _("High blood pressure"), "hypertension"),
                Choice("heart-attack", _("A heart attack"), "heart attack"),
                Choice("angina", _("Narrow heart arteries, or chest pain from the heart"), "angina"),
                Choice("heart-failure", _("A weak heart (heart failure)"), "heart failure"),
                Choice("rhythm", _("An irregular heartbeat"), "arrhythmia"),
                Choice("valve", _("A heart valve problem"), "heart valve disease"),
                Choice("pacemaker", _("A pacemaker or defibrillator"), "pacemaker"),
            ),
            tells=conditions,
        ),
        Question(
            slug="vessels",
            asks=_("Have you ever had any of these?"),
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("stroke", _("A stroke, or a small passing stroke (TIA)"), "stroke"),
                Choice("brain-bleed", _("Bleeding in the brain"), "brain haemorrhage"),
                Choice("aneurysm", _("A bulge in a blood vessel (aneurysm)"), "aneurysm"),
                Choice("avm", _("A tangle of blood vessels (AVM)"), "arteriovenous malformation"),
            ),
            tells=conditions,
        ),
    ),
)

BODY = Section(
    slug="body",
    title=_("The rest of your body"),
    questions=(
        Question(
            slug="brain",
            asks=_("Have you ever had any of these?"),
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("seizures", _("Seizures or epilepsy"), "seizures"),
                Choice("head-injury", _("A serious head injury"), "head injury"),
                Choice(
                    "pressure",
                    _("Raised pressure in the head, or a brain tumor"),
                    "raised intracranial pressure",
                ),
                Choice("dementia", _("Memory loss that a doctor called dementia"), "dementia"),
                Choice("delirium", _("Sudden confusion in hospital (delirium)"), "delirium"),
            ),
            tells=conditions,
        ),
        Question(
            slug="organs",
            asks=_("Has a doctor ever told you that you have any of these?"),
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("liver", _("Liver disease"), "liver disease"),
                Choice("kidney", _("Kidney disease"), "kidney disease"),
                Choice(
                    "bladder", _("A painful or inflamed bladder, more than once"), "interstitial cystitis"
                ),
                Choice("overactive-thyroid", _("An overactive thyroid"), "hyperthyroidism"),
                Choice("underactive-thyroid", _("An underactive thyroid"), "hypothyroidism"),
                Choice("diabetes", _("Diabetes"), "diabetes"),
                Choice("porphyria", _("Porphyria"), "porphyria"),
            ),
            tells=conditions,
        ),
        Question(
            slug="breathing",
            asks=_("And any of these?"),
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("sleep-apnea", _("Sleep apnea: breathing stops during sleep"), "sleep apnea"),
                Choice("asthma", _("Asthma"), "asthma"),
                Choice("copd", _("COPD, or oxygen at home"), "COPD"),
                Choice("glaucoma", _("High pressure in the eye (glaucoma)"), "glaucoma"),
                Choice("eye-surgery", _("An eye operation"), "eye surgery"),
            ),
            tells=conditions,
        ),
        Question(
            slug="other-conditions",
            asks=_("Is there any other illness that a doctor has found?"),
            hint=_("One on each line, in your own words."),
            shape=Shape.LINES,
            line=_("Illness"),
            none=_("No other illness"),
            tells=listed("history", "condition", none=False),
        ),
        Question(
            slug="family",
            asks=_("What illnesses run in your close family?"),
            hint=_(
                "Such as heart attacks before 60, psychosis, bipolar disorder, trouble with an anesthetic."
            ),
            shape=Shape.LINES,
            line=_("Who and what"),
            none=_("None that I know of"),
            tells=listed("history", "family"),
        ),
    ),
)

ALLERGIES = Section(
    slug="allergies",
    title=_("Operations and allergies"),
    questions=(
        Question(
            slug="allergies",
            asks=_("What are you allergic to?"),
            hint=_("Medicines, foods, latex, plasters. Say what happened, if you remember."),
            shape=Shape.LINES,
            line=_("Allergy"),
            none=_("No allergies"),
            tells=listed("history", "allergy"),
        ),
        Question(
            slug="operations",
            asks=_("Which operations have you had?"),
            hint=_("With the year, if you remember."),
            shape=Shape.LINES,
            line=_("Operation"),
            none=_("No operations"),
            tells=listed("history", "surgery"),
        ),
        Question(
            slug="reactions",
            asks=_("Have you ever had trouble with an anesthetic, a sedative or ketamine?"),
            hint=_(
                "Such as very sick afterwards, frightening dreams, hard to wake, a breathing tube that was hard to place."
            ),
            shape=Shape.LINES,
            line=_("What happened"),
            none=_("No trouble, or never had one"),
            tells=listed("history", "drug-response"),
        ),
    ),
)
