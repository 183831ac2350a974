"""Figures of the clinic that may stand on its public page: with n, window, completeness and interval, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.dateformat import format as date_format

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.domain import instruments
from euthymia.domain.directory.figures import Figure
from euthymia.domain.instruments.change import BASELINE_DAYS
from euthymia.domain.quantities import Unusable
from euthymia.journey.directory import actions as listing
from euthymia.journey.directory.models import PublishedFigure
from euthymia.kit import units

from . import gathering

_DAY = "j M Y"
RESPONSE, REMISSION = "response", "remission"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure as it stands now. `key` names it in a form, `code` on the public page."""

    key: str
    code: str
    figure: Figure
    method: str

    @property
    def says(self) -> str:
        low, high = (round(100 * end) for end in self.figure.interval)
        return (
            f"{self.figure.measure}: {round(100 * self.figure.share)} % ({low} to {high} %), {self.figure.reached} of "
            f"{self.figure.n}; {self.figure.n} of {self.figure.eligible} answered; courses begun "
            f"{date_format(self.figure.first, _DAY)} to {date_format(self.figure.last, _DAY)}"
        )


def candidates(clinic: Clinic, now: datetime) -> list[Candidate]:
    """What may be published now, the newest year first: shown in the clinic and of enough people for the public."""
    return [
        one
        for year in gathering.years(clinic, now)
        for one in _of_year(clinic, year, now)
        if one.figure.shown
    ]


def publish(*, by: Member, client_id: UUID, key: str) -> PublishedFigure:
    """Put one of the candidates on the public page. The caller has asked for the signature. Raises Unusable, NotAllowed."""
    offered = candidates(by.clinic, units.current().now)
    chosen = next((one for one in offered if one.key == key), None)
    if chosen is None:
        raise Unusable.one(
            "figure", "gone", "this figure cannot be published now", "one of those that the page offers"
        )
    return listing.publish_figure(
        by=by,
        clinic=by.clinic,
        client_id=client_id,
        code=chosen.code,
        figure=chosen.figure,
        method=chosen.method,
    )


def _of_year(clinic: Clinic, year: int, now: datetime) -> list[Candidate]:
    begins, until = (at.date() for at in gathering.window(year, now, clinic))
    found = []
    for group in gathering.of_year(clinic, year, now).groups:
        for what, rate in ((RESPONSE, group.response), (REMISSION, group.remission)):
            if rate is not None and group.shown.eligible is not None:
                found.append(
                    _candidate(group, what, rate.count, (rate.n, group.shown.eligible), (begins, until))
                )
    return found


def _candidate(
    group: gathering.Group, what: str, reached: int, people: tuple[int, int], days: tuple[date, date]
) -> Candidate:
    programme = group.programme
    title = instruments.instrument(programme.measure).title
    first, last = gathering.final(programme)
    figure = Figure(f"{what.capitalize()}, {title}: {programme.name}", reached, *people, *days)
    method = (
        f"{what.capitalize()} by the published definition of {title}: the last score {first} to {last} days after the "
        f"last session, against the last complete score within {BASELINE_DAYS} days before the first. Everybody "
        f"whose course is over counts as somebody who should have answered."
    )
    return Candidate(f"{days[0].year}.{programme.id}.{what}", f"{programme.id}-{what}", figure, method)
