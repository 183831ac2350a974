"""Which answers a question takes, and what is wrong with one that it does not."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from euthymia.domain.quantities import Fault

from .question import Question, Shape, Value

NONE, UNSURE, LATER = "none", "unsure", "later"
LONGEST_LINE, MOST_LINES = 300, 60  # room for anybody's list, and for no flood


def codes(question: Question) -> list[str]:
    """Everything that can be chosen."""
    own = [choice.code for choice in question.choices]
    return own + ([NONE] if question.none and question.shape is not Shape.LINES else [])


def faults(question: Question, value: Value, today: str) -> list[Fault]:
    """What is wrong with a value (question.py: `Shape`); nothing when it can be kept. `today` is an ISO date."""
    keys = set(value)
    if keys in ({UNSURE}, {LATER}):
        return [] if value.get(UNSURE) or (value.get(LATER) and question.sensitive) else [_unfit()]
    if question.shape is Shape.LINES:
        return _lines(value) if keys == {"lines", "done"} else [_unfit()]
    if question.shape is Shape.DAY and keys == {"day"}:
        return _day(str(value["day"]), today)
    if keys != {"chosen"}:
        return [_unfit()]
    return _chosen(question, value["chosen"])


def _chosen(question: Question, chosen: object) -> list[Fault]:
    if not isinstance(chosen, list) or not chosen or not set(chosen) <= set(codes(question)):
        return [Fault("chosen", "missing", _("Choose an answer"), _("one of those shown"))]
    if NONE in chosen and len(chosen) > 1:
        says = _("“None of these” stands beside others")
        return [Fault("chosen", "contradiction", says, _("either none, or those that are true"))]
    if len(chosen) > 1 and question.shape is not Shape.SEVERAL:
        return [_unfit()]
    return []


def _lines(value: Value) -> list[Fault]:
    lines = value["lines"]
    if not isinstance(lines, list) or len(lines) > MOST_LINES:
        return [
            Fault("line", "too-many", _("That is too long a list to write here"), _("to bring it with you"))
        ]
    for line in lines:
        if not isinstance(line, str) or not line.strip() or "\x00" in line:
            return [
                Fault(
                    "line", "missing", _("Write something, or choose that there is nothing"), _("a few words")
                )
            ]
        if len(line) > LONGEST_LINE:
            return [Fault("line", "too-long", _("This line is too long"), _("at most 300 letters"))]
    return []


def _day(text: str, today: str) -> list[Fault]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return [Fault("day", "not-a-day", _("This is no day"), _("a day such as 2026-11-20"))]
    if day.isoformat() > today:
        return [Fault("day", "in-the-future", _("This day has not come yet"), _("today or earlier"))]
    return []


def _unfit() -> Fault:
    return Fault("", "unfit", _("This answer does not fit the question"), _("one of those shown"))
