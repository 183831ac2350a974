"""How the answer to a question becomes facts: nothing is read into words, and a choice means the word beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from euthymia.journey.evaluation.kinds import NONE, Content

from .question import Question, Told, Value

Tells = Callable[[Question, Value], Iterator[Told]]


def nothing(question: Question, value: Value) -> Iterator[Told]:
    """Kept for whoever reads it; the rules do not ask for it."""
    return iter(())


def conditions(question: Question, value: Value) -> Iterator[Told]:
    """Each choice is a condition: told when it was chosen, denied when the list was answered without it."""
    for choice in question.choices:
        if choice.means:
            kind = "condition" if choice.code in value["chosen"] else "denied"
            yield Told("history", kind, f"told-{choice.code}", Content(text=choice.means))


def symptoms(question: Question, value: Value) -> Iterator[Told]:
    """Each choice is a symptom that the patient has now."""
    for choice in question.choices:
        if choice.code in value["chosen"]:
            yield Told("history", "symptom", f"told-{choice.code}", Content(text=choice.means))


def medicines_chosen(question: Question, value: Value) -> Iterator[Told]:
    """Each choice is something that is taken, and belongs on the list of medicines."""
    for choice in question.choices:
        if choice.code in value["chosen"]:
            yield Told("medications", "medicine", f"told-{choice.code}", Content(text=choice.means))


def listed(slug: str, kind: str, none: bool = True) -> Tells:
    """Each line is an item of this kind; no line at all is "asked, none" where `none` says so."""

    def tells(question: Question, value: Value) -> Iterator[Told]:
        for line in value["lines"]:
            yield Told(slug, kind, f"told-{kind}-{line.casefold()}"[:80], Content(text=line))
        if none and not value["lines"]:
            yield Told(slug, kind, NONE, Content(item=NONE))

    return tells


def trials(question: Question, value: Value) -> Iterator[Told]:
    """Each line is a treatment that was tried before; how long and how well is asked by staff."""
    for line in value["lines"]:
        yield Told("psychiatric", "trial", f"told-{line.casefold()}"[:80], Content(detail={"drug": line}))


def said(slug: str, kind: str, key: str) -> Tells:
    """The lines, as one text under this key of a kind that stands once."""

    def tells(question: Question, value: Value) -> Iterator[Told]:
        if value["lines"]:
            yield Told(slug, kind, kind, Content(detail={key: ", ".join(value["lines"])}))

    return tells


def person(key: str, **meant: bool) -> Tells:
    """Yes or no about the person; several such answers are one fact."""

    def tells(question: Question, value: Value) -> Iterator[Told]:
        code = value["chosen"][0]
        if code in meant:
            yield Told("history", "person", "person", Content(detail={key: meant[code]}))

    return tells


def contraception(question: Question, value: Value) -> Iterator[Told]:
    """In the word beside the choice."""
    for choice in question.choices:
        if choice.code in value["chosen"] and choice.means:
            yield Told("history", "person", "person", Content(detail={"contraception": choice.means}))


def last_drink(question: Question, value: Value) -> Iterator[Told]:
    """The day of the last alcoholic drink, where the patient knows one."""
    if "day" in value:
        yield Told("psychiatric", "last-drink", "last-drink", Content(detail={"last_drink": value["day"]}))
