"""Flags of a clinic's sessions, newest day first, with what people have said of them; and the figures in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.domain.honesty import Act, Chart, Flag, Settings, look
from euthymia.domain.notes import ENGLISH
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.models import Session
from euthymia.journey.infusion.observations import VITALS

from .charts import charts
from .models import FlagReview, HonestySettings

PERIODS_D = (7, 14, 28)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row that a flag rests on: the session it stands in and the act."""

    session: Session
    act: Act
    signs: str
    beside: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A flag of a session with its rows, who charted them, and what reviewers have said of it so far."""

    flag: Flag
    session: Session
    evidence: tuple[Evidence, ...]
    reviews: tuple[FlagReview, ...]

    @property
    def authors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.act.by for one in self.evidence))

    def is_about(self, member: Member) -> bool:
        return member.words in self.authors

    @property
    def is_open(self) -> bool:
        return not self.reviews or self.reviews[-1].outcome == FlagReview.Outcome.OPEN


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at: how many sessions, and every reason to look again."""

    sessions: int
    reasons: tuple[Reason, ...]


def looked(clinic: Clinic, since: datetime, until: datetime) -> Looked:
    """The sessions that were begun in this time, day by day together."""
    zone = clinic.zone
    sessions = infusions.begun_between(clinic, since, until)
    by_day: dict[date, list[Session]] = {}
    for one in sessions:
        by_day.setdefault(one.made_at.astimezone(zone).date(), []).append(one)
    settings = settings_in_force(clinic)
    made = charts(clinic, sessions)
    at = {chart.key: chart for chart in made}
    flags = [flag for day in by_day.values() for flag in look([at[str(one.pk)] for one in day], settings)]
    return Looked(len(sessions), tuple(_reasons(clinic, sessions, at, flags)))


def looked_at_day_of(session: Session) -> Looked:
    """The whole day of one session: two chairs at once are seen only so."""
    begin = datetime.combine(
        session.made_at.astimezone(session.clinic.zone).date(), time(), session.clinic.zone
    )
    return looked(session.clinic, begin, begin + timedelta(days=1))


def of_session(session: Session) -> list[Reason]:
    return [one for one in looked_at_day_of(session).reasons if one.session.pk == session.pk]


def _reasons(
    clinic: Clinic, sessions: list[Session], at: dict[str, Chart], flags: list[Flag]
) -> list[Reason]:
    reviews: dict[str, list[FlagReview]] = {}
    rows = (
        FlagReview.objects.filter(clinic=clinic, session__in=sessions) if flags else FlagReview.objects.none()
    )
    for row in rows.order_by("at", "id"):
        reviews.setdefault(row.flag, []).append(row)
    by_key = {str(one.pk): one for one in sessions}
    acts = {(key, act.n): act for key, chart in at.items() for act in chart.acts}
    found = [
        Reason(
            flag, by_key[flag.chart], tuple(_evidence(by_key[key], acts[key, n]) for key, n in flag.rows),
            tuple(reviews.get(flag.id, ())),
        )
        for flag in flags
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.session.made_at, reverse=True)


def _evidence(session: Session, act: Act) -> Evidence:
    apart = {channel: value for channel, (value, _) in act.beside.items() if act.values.get(channel) != value}
    return Evidence(session, act, _signs(act.values), _signs(apart))


def _signs(values: Mapping[str, float]) -> str:
    """In the order of the chart and the words of a note: systolic pressure 124 mmHg, heart rate 72/min."""
    known = [*(each for each in VITALS if each in values), *(each for each in values if each not in VITALS)]
    return ", ".join(f"{ENGLISH.term(each)} {values[each]:g}{ENGLISH.units.get(each, '')}" for each in known)


def settings_in_force(clinic: Clinic) -> Settings:
    """The figures adopted last; the program's own while none were."""
    newest = HonestySettings.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return Settings() if newest is None else Settings.from_json(newest.values)


def adopted(clinic: Clinic) -> list[HonestySettings]:
    """Every set of figures the clinic has adopted, newest first."""
    return list(HonestySettings.objects.filter(clinic=clinic).order_by("-at", "-id"))


def settings_of_client(clinic: Clinic, client_id: UUID) -> HonestySettings | None:
    return HonestySettings.objects.filter(clinic=clinic, client_id=client_id).first()


def review_of_client(clinic: Clinic, client_id: UUID) -> FlagReview | None:
    return FlagReview.objects.filter(clinic=clinic, client_id=client_id).first()


def reads(member: Member) -> bool:
    """The clinic's owner, or its medical director by name."""
    return "owner" in member.roles or member.clinic.medical_director_id == member.staff.pk
