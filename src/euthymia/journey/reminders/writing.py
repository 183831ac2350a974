"""What a message says: a template with the values of one visit, by the reader's language and both clocks."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from euthymia.clinic.messages.models import Channel, MessageSettings
from euthymia.clinic.people.models import Clinic
from euthymia.domain.scheduling.quiet import LONGEST_TEXT
from euthymia.kit.templatetags.kit import clock_time

from .words import SPOKEN, Template, preparation
from .words.template import TELLING, filled

LINK = "{link}"  # stands in what is kept; the address is put in as the message leaves
_ABOUT = 60  # signs that a link takes in a text message


@dataclass(frozen=True, slots=True)
class Change:
    """One date as the patient knows it and as it is; None is none. Of a visit until `until`."""

    was: datetime | None
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom, in which language, by which clock, and by which channel."""

    name: str
    language: str
    zone: ZoneInfo
    channel: str


def values(
    reader: Reader, clinic: Clinic, found: MessageSettings, *, purpose: str, starts_at: datetime, until: datetime | None,
    changes: Sequence[Change] = (), has_link: bool = True,
) -> dict[str, str]:  # fmt: skip
    """Every field of a template."""
    short = reader.channel == Channel.SMS
    arriving = found.arriving.get(reader.language, {})
    when = said(starts_at, clinic.zone, reader, short=short)
    return {
        "name": reader.name, "when": when, "until": "" if until is None else clock_of(until, clinic.zone, reader.language),
        "lines": "\n".join(f"- {one}" for one in _lines(changes, clinic.zone, reader)),
        "place": discreet(clinic.name, reader.language), "address": found.address, "parking": arriving.get("parking", ""),
        "directions": arriving.get("directions", ""), "prepare": "\n".join(preparation(purpose, reader.language)),
        "call": clinic.phone, "link": LINK if has_link else "",
    }  # fmt: skip


def write(template: Template, given: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text. A text message is cut to its size at the names, never at the time."""
    subject = " ".join(filled(template.subject, given).split())
    if template.channel != Channel.SMS:
        return subject, f"{filled(template.text, given)}\n"
    return "", _fit(template, dict(given))


def discreet(name: str, language: str) -> str:
    """The clinic's name, where it tells nobody what one goes there for."""
    return SPOKEN[language].the_clinic if TELLING.search(name) else name


def said(moment: datetime, zone: ZoneInfo, reader: Reader, *, short: bool = False) -> str:
    """By the clock where the visit is; where the reader's shows another time, that too."""
    spoken = SPOKEN[reader.language]
    with translation.override(reader.language):
        local, own = moment.astimezone(zone), moment.astimezone(reader.zone)
        day = date_format(local, spoken.short if short else spoken.day)
        words = (
            f"{day} {_plain(date_format(local, 'H:i'))}"
            if short
            else f"{day}, {clock_of(moment, zone, reader.language)}"
        )
        if local.utcoffset() != own.utcoffset() and not short:
            words += f" ({spoken.your_clock.format(at=clock_of(moment, reader.zone, reader.language))})"
    return _plain(words) if short else words


def clock_of(moment: datetime, zone: ZoneInfo, language: str) -> str:
    with translation.override(language):
        return clock_time(moment.astimezone(zone))


def _lines(changes: Sequence[Change], zone: ZoneInfo, reader: Reader) -> list[str]:
    spoken, found = SPOKEN[reader.language], []
    for one in changes:
        when = "" if one.now is None else said(one.now, zone, reader)
        was = "" if one.was is None else said(one.was, zone, reader)
        form = spoken.cancelled if one.now is None else spoken.new if one.was is None else spoken.moved
        found.append(form.format(when=when, was=was))
    return found


def _fit(template: Template, given: dict[str, str]) -> str:
    """Within one text message: first the place grows short, then the name goes."""
    for place, name in ((None, True), (24, True), (12, True), (12, False), (0, False)):
        tried = dict(given, name=given["name"] if name else "")
        if place is not None:
            tried["place"] = given["place"][:place].rstrip()
        text = " ".join(_plain(filled(template.text, tried)).split()).lstrip(", ")
        if len(text.replace(LINK, "x" * _ABOUT)) <= LONGEST_TEXT:
            return text
    return text


def _plain(words: str) -> str:
    """Without accents, which would make a text message twice as dear and half as long."""
    apart = unicodedata.normalize("NFD", words)
    return unicodedata.normalize(
        "NFC", "".join(one for one in apart if one == "\u0303" or not unicodedata.combining(one))
    )
