"""The note and the letter on paper: the same sentences as on the page, in their own templates."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from euthymia.kit import clock, paper

from . import letters
from .document import Standing
from .fold import Act
from .letters import whole
from .shown import Section, Words, shown


def note(now: Standing, *, printed_by: str) -> bytes:
    """The PDF (PDF/UA-1) of a note as it stands, with its addenda and what the record says otherwise since."""
    visit, zone = now.visit, now.visit.clinic.zone
    found, signed = shown(now, None), now.state.signed
    data = {
        **_head(visit.clinic.name, visit.patient, visit.opened_at, zone),
        "sections": [_section(one, zone) for one in found.sections], "own": _words(found.own, zone),
        "signed": None if signed is None else {"by": signed.by, "at": _moment(signed.at, zone), "says": signed.says, "digest": signed.digest},
        "addenda": [_addendum(one, zone) for one in now.state.addenda],
        "since": [f"+ {one.text}" for one in now.changed.new] + [f"− {one.text}" for one in now.changed.gone]
        + [f"− {before.text} + {after.text}" for before, after in now.changed.changed] if signed is not None else [],
        "printed": f"{_moment(clock.now(), zone)} by {printed_by.partition(' <')[0]}", "zone": visit.clinic.timezone,
    }  # fmt: skip
    return paper.made_from(_template("note.typ"), data)


def letter(now: letters.Standing, *, printed_by: str) -> bytes:
    """The PDF (PDF/UA-1) of a letter; the signed document where there is one."""
    visit, zone = now.letter.visit, now.letter.visit.clinic.zone
    signed = now.signed
    document: dict[str, Any] = whole(now) if signed is None else signed.detail["document"]
    data = {
        **_head(visit.clinic.name, visit.patient, visit.opened_at, zone), "phone": visit.clinic.phone, "to": document["to"],
        "own": document["own"], "sections": [
            {"title": one["title"], "text": " ".join(each["text"] for each in one["sentences"])} for one in document["sections"]
        ],
        "signed": None if signed is None else {"by": signed.by.partition(" <")[0], "at": _moment(signed.at, zone), "digest": signed.digest},
        "printed": f"{_moment(clock.now(), zone)} by {printed_by.partition(' <')[0]}",
    }  # fmt: skip
    return paper.made_from(_template("letter.typ"), data)


def _head(clinic: str, patient: Any, at: datetime, zone: ZoneInfo) -> dict[str, str]:
    return {
        "clinic": clinic, "patient": str(patient), "number": patient.number, "born": patient.born.strftime("%-d %b %Y"),
        "date": at.astimezone(zone).strftime("%-d %B %Y"),
    }  # fmt: skip


def _section(one: Section, zone: ZoneInfo) -> dict[str, Any]:
    sentences = [
        {"text": each.text, "from": ", ".join(link.label for link in each.links), "struck": _words(each.struck, zone)}
        for each in one.sentences
    ]  # fmt: skip
    return {"title": one.title, "sentences": sentences, "own": _words(one.own, zone)}


def _words(found: Words | None, zone: ZoneInfo) -> dict[str, str] | None:
    return None if found is None else {"text": found.text, "who": f"{found.by}, {_moment(found.at, zone)}"}


def _addendum(one: Act, zone: ZoneInfo) -> dict[str, Any]:
    changed = one.detail["document"]["changes"]
    lines = [f"+ {text}" for text in changed["new"]] + [f"− {text}" for text in changed["gone"]]
    lines += [f"− {before} + {after}" for before, after in changed["changed"]]
    return {
        "text": one.says,
        "who": f"{one.by}, {_moment(one.at, zone)}",
        "digest": one.digest,
        "changes": lines,
    }


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%-d %b %Y %H:%M")


def _template(name: str) -> bytes:
    return files("euthymia.journey.note").joinpath(name).read_bytes()
