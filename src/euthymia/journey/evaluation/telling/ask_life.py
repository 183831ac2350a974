"""Sections five to eight: medicines, mind and earlier treatment, alcohol and drugs, goals and support.

What is asked follows the rows of clinical.md 1B to 1D; the words are our own.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .ask_body import NONE_OF_THESE
from .meanings import conditions, last_drink, listed, medicines_chosen, said, trials
from .question import Choice, Question, Section, Shape

_WHY_MIND = _(
    "Some of these make ketamine unsafe, and some need more support around it. Your answer is seen by the people who treat you and by nobody else."
)
_WHY_SUBSTANCES = _(
    "We ask because some mixtures stop your breathing. Nobody here judges you, and an honest answer keeps you safe."
)

MEDICINES = Section(
    slug="medicines",
    title=_("Medicines"),
    questions=(
        Question(
            slug="medicines",
            asks=_("What do you take?"),
            hint=_(
                "Everything: from the pharmacy, over the counter, herbs, patches, inhalers, and what you take only now and then. One at a time, with the strength and how often, as it stands on the box."
            ),
            shape=Shape.LINES,
            line=_("Medicine"),
            none=_("I take nothing"),
            suggests=True,
            tells=listed("medications", "medicine"),
        ),
        Question(
            slug="tried",
            asks=_("Which medicines or treatments have you tried before for what brings you here?"),
            hint=_("Also those that did not help or that you could not stand. We ask for the rest together."),
            shape=Shape.LINES,
            line=_("Medicine or treatment"),
            none=_("None before"),
            suggests=True,
            tells=trials,
        ),
    ),
)

MIND = Section(
    slug="mind",
    title=_("Mind and mood"),
    questions=(
        Question(
            slug="diagnoses",
            asks=_("Has a doctor or therapist ever told you that you have any of these?"),
            why=_WHY_MIND,
            sensitive=True,
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("depression", _("Depression"), "depression"),
                Choice("anxiety", _("Anxiety or panic"), "anxiety"),
                Choice("ptsd", _("Post-traumatic stress"), "PTSD"),
                Choice("ocd", _("Obsessions or compulsions (OCD)"), "OCD"),
                Choice("bipolar", _("Bipolar disorder"), "bipolar disorder"),
                Choice("psychosis", _("Psychosis or schizophrenia"), "psychosis"),
                Choice("dissociation", _("A dissociative disorder"), "dissociative disorder"),
                Choice("personality", _("A personality disorder"), "personality disorder"),
                Choice("eating", _("An eating disorder"), "eating disorder"),
            ),
            tells=conditions,
        ),
        Question(
            slug="experiences",
            asks=_("Have you ever been through any of these?"),
            why=_WHY_MIND,
            sensitive=True,
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("high", _("Days of feeling far too high or wired, with hardly any sleep"), "mania"),
                Choice("attempt", _("Trying to end your life"), "suicide attempt"),
            ),
            tells=conditions,
        ),
    ),
)

SUBSTANCES = Section(
    slug="substances",
    title=_("Alcohol and drugs"),
    questions=(
        Question(
            slug="last-drink",
            asks=_("When did you last drink alcohol?"),
            why=_WHY_SUBSTANCES,
            sensitive=True,
            shape=Shape.DAY,
            none=_("I do not drink alcohol"),
            tells=last_drink,
        ),
        Question(
            slug="used",
            asks=_("Have you used any of these in the last year?"),
            why=_WHY_SUBSTANCES,
            sensitive=True,
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("cannabis", _("Cannabis, THC or CBD"), "cannabis"),
                Choice("ketamine", _("Ketamine, outside a clinic"), "ketamine"),
                Choice("cocaine", _("Cocaine or crack"), "cocaine"),
                Choice("amphetamine", _("Amphetamine or meth"), "methamphetamine"),
                Choice("mdma", _("MDMA, LSD or mushrooms"), "MDMA"),
                Choice("kratom", _("Kratom or kava"), "kratom"),
                Choice("heroin", _("Heroin, or opioids that were not prescribed to you"), "heroin"),
            ),
            tells=medicines_chosen,
        ),
        Question(
            slug="trouble",
            asks=_("Has alcohol or any drug ever been a problem for you?"),
            why=_WHY_SUBSTANCES,
            sensitive=True,
            shape=Shape.SEVERAL,
            none=NONE_OF_THESE,
            choices=(
                Choice("alcohol", _("Alcohol"), "alcohol use disorder"),
                Choice("opioids", _("Opioids"), "opioid use disorder"),
                Choice("stimulants", _("Cocaine, amphetamine or other stimulants"), "stimulant use disorder"),
                Choice("ketamine-trouble", _("Ketamine or PCP"), "ketamine use disorder"),
                Choice("cannabis-trouble", _("Cannabis"), "cannabis use disorder"),
                Choice("withdrawal", _("Shakes or seizures when you stopped"), "alcohol withdrawal"),
            ),
            tells=conditions,
        ),
    ),
)

GOALS = Section(
    slug="goals",
    title=_("Your goals and who helps you"),
    questions=(
        Question(
            slug="hopes",
            asks=_("What do you hope will be different?"),
            hint=_(
                "Something you would notice yourself, such as: sleeping through, cooking again, calling a friend."
            ),
            shape=Shape.LINES,
            line=_("I hope to"),
            none=_("I do not know yet"),
            tells=listed("objectives", "hope", none=False),
        ),
        Question(
            slug="escort",
            asks=_("Who can take you home after a treatment?"),
            hint=_("You may not drive that day. Name a grown-up; you can change it later."),
            shape=Shape.LINES,
            line=_("Name"),
            none=_("Nobody yet"),
            tells=said("objectives", "escort", "escort"),
        ),
        Question(
            slug="therapist",
            asks=_("Who treats you otherwise?"),
            hint=_("Your therapist, psychiatrist or family doctor."),
            shape=Shape.LINES,
            line=_("Name and profession"),
            none=_("Nobody at the moment"),
            tells=said("objectives", "care", "therapist"),
        ),
    ),
)
