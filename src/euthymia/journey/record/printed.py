"""A record on paper, in the language that is spoken now: every part, whole texts of what was signed, and what is held back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from euthymia.kit import sheet

from . import shown
from .gathering import Record
from .shown import Line, Shown


def pdf(record: Record) -> bytes:
    zone = record.patient.clinic.zone
    return sheet.made(
        title=_("My record"), place=record.patient.clinic.name, facts=shown.about(record),
        says=_("Everything the clinic keeps of you and may show you now, as it stood when this was made."),
        tables=[_table(one, zone) for one in shown.parts(record)],
        foot=_("made %(at)s") % {"at": _at(record.at, zone)}, language=(get_language() or "en").partition("-")[0],
    )  # fmt: skip


def _table(one: Shown, zone: ZoneInfo) -> sheet.Table:
    title = str(one.part.title)
    columns = (_("When"), _("What"), _("More"))
    if one.held_back is not None:
        said = _("Held back %(because)s (%(rule)s) by %(by)s until %(until)s.") % {
            "because": one.because, "rule": one.rule, "by": one.by, "until": _at(one.held_back.until, zone),
        }  # fmt: skip
        return sheet.Table(title, columns, [("", said, "")])
    return sheet.Table(title, columns, [_row(line, zone) for line in one.lines])


def _row(line: Line, zone: ZoneInfo) -> tuple[str, str, str]:
    return (
        _at(line.at, zone) if line.at else "",
        "\n\n".join(part for part in (line.what, line.text) if part),
        line.more,
    )


def _at(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
