"""The five criteria of a clinic, row by row, as the clinic's page and the comparison tell them.

A fact that is not there is a row that says so; no row is left out for being empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from euthymia.clinic.billing.words import coverage
from euthymia.clinic.reviews.rules import SCALE
from euthymia.clinic.reviews.words import words as review_words
from euthymia.domain.billing.money import shown
from euthymia.domain.directory.figures import FEWEST, Figure
from euthymia.domain.directory.profile import Offer
from euthymia.domain.directory.standing import Badge, Kind

from . import words
from .facts import Shown
from .public_queries import Entry


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands for one clinic in one row. `state`: good, plain, missing, absent or bad; `note` says from where."""

    words: str
    note: str = ""
    state: str = "plain"


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    title: Any
    cell: Callable[[Entry], Cell]


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    title: Any
    asks: Any
    rows: tuple[Row, ...]


def missing() -> Cell:
    return Cell(str(words.NOT_STATED), "", "missing")


def stated(text: str) -> Cell:
    return Cell(text, _("stated by the clinic")) if text else missing()


def _day(moment: datetime) -> str:
    return date_format(moment, "DATE_FORMAT")


def _licences(entry: Entry) -> Cell:
    prescribers = [one for one in entry.people if one.role == "prescriber"]
    if not prescribers:
        return missing()
    good = [one for one in prescribers if one.practises]
    checked = [
        one.standing.receipt
        for person in good
        for one in person.of(Kind.LICENCE)
        if one.ticks and one.standing.receipt
    ]
    text = _("%(some)d of %(all)d prescribers with a verified licence") % {
        "some": len(good),
        "all": len(prescribers),
    }
    if not checked:
        return Cell(text, _("no tick without a receipt"), "bad")
    oldest = min(checked, key=lambda one: one.at)
    note = _("checked %(day)s at %(source)s") % {
        "day": _day(oldest.at),
        "source": words.source_title(oldest.source),
    }
    return Cell(text, note, "good" if len(good) == len(prescribers) else "plain")


def _best(found: list[Shown]) -> Cell:
    """The best that can be said of several, with what it rests on."""
    if not found:
        return missing()
    order = (Badge.VERIFIED, Badge.DOCUMENT, Badge.DECLARED, Badge.UNCHECKED, Badge.STALE)
    best = min(found, key=lambda one: order.index(one.badge) if one.badge in order else len(order))
    title = str(words.BADGES[best.badge][0])
    receipt = best.standing.receipt
    note = title if receipt is None else f"{title}, {_day(receipt.at)}"
    state = {Badge.VERIFIED: "good", Badge.LAPSED: "bad", Badge.BARRED: "bad", Badge.NOT_FOUND: "bad"}.get(
        best.badge, "plain"
    )
    return Cell(", ".join(part for part in (best.title, best.issuer) if part) or title, note, state)


def _of_people(kind: Kind) -> Callable[[Entry], Cell]:
    return lambda entry: _best([one for person in entry.people for one in person.of(kind)])


def _excluded(entry: Entry) -> Cell:
    found = [one for person in entry.people for one in person.of(Kind.EXCLUSION)]
    if not found:
        return missing()
    if any(one.badge is Badge.BARRED for one in found):
        return Cell(_("somebody shown here is excluded"), "", "bad")
    clear = [one for one in found if one.ticks]
    text = _("%(some)d of %(all)d people not on the lists") % {"some": len(clear), "all": len(found)}
    at = [one.standing.receipt.at for one in clear if one.standing.receipt]
    return Cell(
        text,
        _("checked %(day)s") % {"day": _day(min(at))} if at else "",
        "good" if len(clear) == len(found) else "plain",
    )


def _reviews(entry: Entry) -> Cell:
    """How many gave which rating, all of them; too few are not told."""
    found = entry.reviews
    if not found:
        return missing()
    say = review_words(get_language() or "en")
    spread = " · ".join(f"{rating}: {found['counts'][str(rating)]}" for rating in reversed(SCALE))
    first, last = (
        date_format(date.fromisoformat(found[end]), "YEAR_MONTH_FORMAT") for end in ("first", "last")
    )
    return Cell(spread, say["of"].format(n=found["n"], first=first, last=last))


def _concerns(entry: Entry) -> Cell:
    """In the clinic's words, and how long complaints and questions waited where the clinic lets that be read."""
    told = []
    if entry.answer_time:
        says = _("%(n)d complaints of the last %(days)d days waited %(hours)d hours, as the middle value")
        told.append(says % entry.answer_time)
    if entry.question_time:
        says = _("%(n)d questions of the last %(days)d days waited %(hours)d hours, as the middle value")
        told.append(says % entry.question_time)
    if not told:
        return _text("concerns")(entry)
    return Cell(
        "\n".join(filter(None, (entry.profile.concerns, *told))),
        _("counted by the software; those that still wait count too"),
    )


def _price(entry: Entry) -> Cell:
    """Evaluation, six sessions and follow-up together, before anybody books."""
    if entry.price is None:
        return missing()
    return Cell(
        shown(entry.price.course.cents),
        _("price list in force since %(day)s") % {"day": date_format(entry.price.from_day, "DATE_FORMAT")},
    )


def _insurance(entry: Entry) -> Cell:
    """What each insurer pays of a course and what it does not, as the price list in force says."""
    if entry.price is None:
        return missing()
    payers = entry.price.payers
    if not payers:
        return Cell(_("no insurer is named"), _price(entry).note, "missing")
    told = []
    for payer in payers:
        found = coverage(payer)
        known = [one for one in found if one.answer != "not-known"]
        told.append(f"{payer.name}: " + "; ".join(one.words for one in known or found))
    oldest = min(one.as_of for one in payers)
    return Cell("\n".join(told), _("as known on %(day)s") % {"day": date_format(oldest, "DATE_FORMAT")})


def _booking(entry: Entry) -> Cell:
    if entry.booking_open:
        return Cell(_("open"), _("a verified prescriber is active here"), "good")
    return Cell(_("closed"), _("no prescriber with a verified licence is active at this site"), "bad")


def _online(entry: Entry) -> Cell:
    if entry.profile.online == "no":
        return Cell(_("not offered"), _("stated by the clinic"), "absent")
    if entry.profile.online != "yes":
        return missing()
    if not entry.online_states:
        return Cell(_("closed"), _("no licence is verified now"), "bad")
    return Cell(", ".join(entry.online_states), _("states where a licence is verified"), "good")


def _protocol(entry: Entry) -> Cell:
    if not entry.protocols:
        return missing()
    one = entry.protocols[0]
    day = date_format(datetime.fromisoformat(one["since"]), "DATE_FORMAT")
    note = _("version %(version)s, in force since %(day)s") % {"version": one["version"], "day": day}
    return Cell(one["title"], note)


def _figure(entry: Entry) -> Cell:
    found = [Figure.from_json(one) for one in entry.figures]
    enough = [one for one in found if one.shown]
    if not enough:
        return Cell(
            str(words.NOT_STATED),
            _("a result of fewer than %(n)d people is not shown") % {"n": FEWEST},
            "missing",
        )
    one = enough[0]
    low, high = one.interval
    text = _("%(share)d %% (%(low)d to %(high)d), n = %(n)d") % {
        "share": round(100 * one.share), "low": round(100 * low), "high": round(100 * high), "n": one.n,
    }  # fmt: skip
    note = _("%(measure)s; measured in %(complete)d %% of those who could be, %(first)s to %(last)s") % {
        "measure": one.measure, "complete": round(100 * one.completeness), "first": date_format(one.first, "DATE_FORMAT"),
        "last": date_format(one.last, "DATE_FORMAT"),
    }  # fmt: skip
    return Cell(text, note)


def _offer(name: str) -> Callable[[Entry], Cell]:
    def cell(entry: Entry) -> Cell:
        offer: Offer = getattr(entry.profile, name)
        if offer.offered == "no":
            return Cell(_("not offered"), _("stated by the clinic"), "absent")
        if offer.offered == "yes":
            return Cell(offer.words or _("offered"), _("stated by the clinic"))
        return missing()

    return cell


def _languages(entry: Entry) -> Cell:
    return stated(", ".join(str(words.LANGUAGES[one]) for one in entry.profile.languages))


def _step_free(entry: Entry) -> Cell:
    said = {"yes": stated(_("yes")), "no": Cell(_("no"), _("stated by the clinic"), "absent")}
    return said.get(entry.profile.step_free) or missing()


def _text(name: str) -> Callable[[Entry], Cell]:
    return lambda entry: stated(getattr(entry.profile, name))


L = gettext_lazy
CRITERIA: tuple[Criterion, ...] = (
    Criterion("credentials", L("Credentials"), L("Who treats me, and who has checked it?"), (
        Row("licences", L("Licences"), _licences),
        Row("exclusions", L("Lists of excluded providers"), _excluded),
        Row("board", L("Board certification"), _of_people(Kind.BOARD)),
        Row("training", L("Training in ketamine treatment"), _of_people(Kind.TRAINING)),
        Row("life-support", L("Life support (BLS, ACLS)"), _of_people(Kind.LIFE_SUPPORT)),
        Row("accreditation", L("Accreditation of the site"), lambda entry: _best(list(entry.site))),
        Row("room", L("Who is in the room"), _text("in_the_room")),
        Row("monitoring", L("How you are watched"), _text("monitoring")),
    )),
    Criterion("reviews", L("Reviews"), L("What do others say, and how are concerns handled?"), (
        Row("reviews", L("Reviews"), _reviews),
        Row("concerns", L("How concerns are handled"), _concerns),
    )),
    Criterion("consultation", L("Consultation"), L("Can I talk to somebody first?"), (
        Row("booking", L("Booking"), _booking),
        Row("online", L("Online, for people in"), _online),
    )),
    Criterion("transparency", L("Transparency"), L("What is done, what does it cost, who pays, what came of it?"), (
        Row("price", L("What a whole course costs"), _price),
        Row("insurance", L("Insurance"), _insurance),
        Row("protocol", L("Published protocol"), _protocol),
        Row("results", L("Results"), _figure),
    )),
    Criterion("follow-up", L("Follow-up"), L("What happens afterwards?"), (
        Row("check-ups", L("Check-ups"), _offer("check_ups")),
        Row("groups", L("Support groups"), _offer("groups")),
        Row("emergency", L("Emergency contact"), _offer("emergency")),
        Row("other", L("Other treatments, as separate pathways"), _text("other_treatments")),
    )),
    Criterion("access", L("Getting there"), L("Can I reach it, and will I be understood?"), (
        Row("languages", L("Languages"), _languages),
        Row("step-free", L("Step-free access"), _step_free),
        Row("parking", L("Parking"), _text("parking")),
    )),
)  # fmt: skip


def told(entry: Entry) -> list[dict[str, Any]]:
    """One clinic, criterion by criterion."""
    return compared([entry])


def compared(entries: list[Entry]) -> list[dict[str, Any]]:
    """The same rows for every clinic, side by side."""
    return [
        {"key": one.key, "title": one.title, "asks": one.asks,
         "rows": [{"key": row.key, "title": row.title, "cells": [(entry, row.cell(entry)) for entry in entries]} for row in one.rows]}
        for one in CRITERIA
    ]  # fmt: skip
