"""A request read strictly: every fault at its JSON pointer, all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .clock import moment_of
from .course import faults
from .form import Reader, pointer, shown
from .request import LIMIT_S, Booking, Clinic, Course, Kept, Name, Nurse, Prescriber, Request

# Fences against slips of unit and calendars nobody could look through, not limits of anybody's practice.
_MOST = 10_000
_MOST_SESSIONS = 100
_LONGEST_MIN = 1_440
_LONGEST_D = 366
_LONGEST_LIMIT_S = 3_600.0

_REQUEST = ("from", "clinic", "courses"), ("booked", "keep", "until", "limit_s")
_CLINIC = (
    ("timezone", "open", "chairs", "nurses", "patients_per_nurse"),
    ("closed", "open_on", "prescribers", "preparing_per_nurse", "recovering_per_nurse", "recovery_places",
     "turnover_min", "start_gap_min"),
)  # fmt: skip
_NURSE = ("id",), ("days", "hours", "absent")
_PRESCRIBER = ("id", "days"), ("absent",)
_BOOKING = ("chair", "start", "minutes"), ("attended",)
_COURSE = (
    ("patient", "sessions", "within_days", "min_gap_days", "max_gap_days", "minutes"),
    ("available", "away", "done", "travel_min", "preparation_min", "recovery_min", "patients_per_nurse",
     "first_patients_per_nurse"),
)  # fmt: skip
_SESSION = ("patient", "n", "start", "chair"), ("nurse",)


def parse(document: Any) -> Request:
    """A request as domain objects. Raises `Unusable` with every fault, each at a JSON pointer."""
    reader = _Requests()
    found = reader.object(document, "", *_REQUEST)
    start = reader.day(found["from"], "/from") if "from" in found else None
    zone = reader.zone(found)
    clinic = reader.clinic(found)
    courses = reader.courses(found, zone)
    booked = reader.booked(found, clinic.chairs if clinic else None, zone)
    keep = reader.keep(found, zone)
    until = reader.day(found["until"], "/until") if "until" in found else None
    if start and until and not 0 <= (until - start).days <= _LONGEST_D:
        accepted = f"a day from {start} on, at most {_LONGEST_D} days later"
        reader.fault("/until", "out-of-range", f"{until} is out of range", accepted)
    limit_s = reader.seconds(found, "limit_s", "", _LONGEST_LIMIT_S)
    reader.finish()
    assert start is not None and clinic is not None  # their absence was a fault
    return Request(
        start=start,
        clinic=clinic,
        courses=courses,
        booked=booked,
        keep=keep,
        until=until,
        limit_s=limit_s or LIMIT_S,
    )


@dataclass(frozen=True, slots=True)
class _Taken:
    """A booking beside where it stands."""

    at: str
    booking: Booking


class _Requests(Reader):
    """The parts of a request."""

    def zone(self, request: dict[str, Any]) -> ZoneInfo | None:
        clinic = request.get("clinic")
        name = clinic.get("timezone") if isinstance(clinic, dict) else None
        if name is None:
            return None  # missing: noted where the clinic is read
        if isinstance(name, str) and name:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                pass
        accepted = "a name of the IANA time zone database such as America/Los_Angeles"
        self.fault("/clinic/timezone", "unknown-timezone", f"there is no time zone {shown(name)}", accepted)
        return None

    def clinic(self, request: dict[str, Any]) -> Clinic | None:
        if "clinic" not in request:
            return None
        at = "/clinic"
        found = self.object(request["clinic"], at, *_CLINIC)
        hours = self.week(found["open"], f"{at}/open") if "open" in found else None
        chairs = self.whole(found, "chairs", at, 0, _MOST)
        nurses = self._nurses(found.get("nurses"), f"{at}/nurses")
        ratio = self.whole(found, "patients_per_nurse", at, 1, _MOST)
        prescribers = self._prescribers(found, at)
        numbers = {
            "preparing_per_nurse": self.whole(found, "preparing_per_nurse", at, 1, _MOST),
            "recovering_per_nurse": self.whole(found, "recovering_per_nurse", at, 1, _MOST),
            "recovery_places": self.whole(found, "recovery_places", at, 0, _MOST),
            "turnover_min": self.whole(found, "turnover_min", at, 0, _LONGEST_MIN) or 0,
            "start_gap_min": self.whole(found, "start_gap_min", at, 0, _LONGEST_MIN) or 0,
        }
        closed = self.days(found, "closed", at)
        open_on = self._open_on(found, at)
        for day in sorted(closed & open_on.keys()):
            self.fault(
                f"{at}/open_on/{day}", "closed-and-open", f"{day} is closed too", "a day in one of the two"
            )
        if hours is None or chairs is None or nurses is None or ratio is None:
            return None
        return Clinic(
            timezone=str(found.get("timezone")),
            open=hours,
            chairs=chairs,
            nurses=nurses,
            patients_per_nurse=ratio,
            open_on=open_on,
            closed=closed,
            prescribers=prescribers,
            **numbers,  # type: ignore[arg-type]
        )

    def _open_on(self, found: dict[str, Any], at: str) -> dict[date, tuple[tuple[int, int], ...]]:
        value = found.get("open_on", {})
        if not isinstance(value, dict):
            self.fault(
                f"{at}/open_on",
                "not-an-object",
                "open_on is not an object",
                "an object from dates to hours such as 08:00 to 12:00",
            )
            return {}
        read = {self.day(key, pointer(f"{at}/open_on", key)): key for key in value}
        return {
            day: self.spans(value[key], pointer(f"{at}/open_on", key))
            for day, key in read.items()
            if day is not None
        }

    def _nurses(self, value: Any, at: str) -> tuple[Nurse, ...] | None:
        if value is None:
            return None
        if not isinstance(value, list):
            count = self.whole({"nurses": value}, "nurses", at.rpartition("/")[0], 0, _MOST)
            return None if count is None else tuple(Nurse(id=n + 1) for n in range(count))
        nurses: list[Nurse] = []
        for place, each in self.items({"nurses": value}, "nurses", at.rpartition("/")[0], "nurses"):
            found = self.object(each, place, *_NURSE)
            name = self.name(found, "id", place)
            days = self.weekdays(found, "days", place) if "days" in found else None
            hours = self.spans(found["hours"], f"{place}/hours") if "hours" in found else None
            if name is not None and any(nurse.id == name for nurse in nurses):
                self.fault(f"{place}/id", "twice", f"{name} stands twice", "each nurse once")
            nurses.append(
                Nurse(id=name or "", days=days, hours=hours, absent=self.days(found, "absent", place))
            )
        return tuple(nurses)

    def _prescribers(self, clinic: dict[str, Any], at: str) -> tuple[Prescriber, ...] | None:
        if "prescribers" not in clinic:
            return None
        read: list[Prescriber] = []
        for place, each in self.items(clinic, "prescribers", at, "prescribers"):
            found = self.object(each, place, *_PRESCRIBER)
            name = self.name(found, "id", place)
            if name is not None and any(one.id == name for one in read):
                self.fault(f"{place}/id", "twice", f"{name} stands twice", "each prescriber once")
            days = self.weekdays(found, "days", place)
            read.append(Prescriber(id=name or "", days=days, absent=self.days(found, "absent", place)))
        return tuple(read)

    def booked(
        self, request: dict[str, Any], chairs: int | None, zone: ZoneInfo | None
    ) -> tuple[Booking, ...]:
        read: list[_Taken] = []
        for at, each in self.items(request, "booked", "", "bookings"):
            found = self.object(each, at, *_BOOKING)
            chair = self.whole(found, "chair", at, 1, _MOST if chairs is None else chairs)
            start = self.moment(found["start"], f"{at}/start", zone) if "start" in found else None
            minutes = self.whole(found, "minutes", at, 1, _LONGEST_MIN)
            attended = self.truth(found, "attended", at)
            if chair is None or start is None or minutes is None:
                continue
            taken = Booking(chair=chair, start_min=start, minutes=minutes, attended=attended is not False)
            for other in read:
                if _overlap(other.booking, taken):
                    says = f"chair {chair} is booked already: {other.at} is at the same time"
                    self.fault(at, "booked-twice", says, "each chair booked once at a time")
                    break
            read.append(_Taken(at, taken))
        return tuple(taken.booking for taken in read)

    def courses(self, request: dict[str, Any], zone: ZoneInfo | None) -> tuple[Course, ...]:
        read: list[Course] = []
        for at, each in self.items(request, "courses", "", "courses"):
            course = self._course(each, at, zone)
            if course is None:
                continue
            if any(course.patient == other.patient for other in read):
                self.fault(
                    f"{at}/patient", "twice", f"{course.patient} stands twice", "one course for each patient"
                )
            read.append(course)
        return tuple(read)

    def _course(self, value: Any, at: str, zone: ZoneInfo | None) -> Course | None:
        found = self.object(value, at, *_COURSE)
        patient = self.name(found, "patient", at)
        needed = {
            "sessions": self.whole(found, "sessions", at, 1, _MOST_SESSIONS),
            "within_days": self.whole(found, "within_days", at, 1, _LONGEST_D),
            "min_gap_days": self.whole(found, "min_gap_days", at, 1, _LONGEST_D),
            "max_gap_days": self.whole(found, "max_gap_days", at, 1, _LONGEST_D),
            "minutes": self.whole(found, "minutes", at, 1, _LONGEST_MIN),
        }
        more = {
            key: self.whole(found, key, at, 0, _LONGEST_MIN) or 0
            for key in ("travel_min", "preparation_min", "recovery_min")
        }
        ratios = {
            key: self.whole(found, key, at, 1, _MOST)
            for key in ("patients_per_nurse", "first_patients_per_nurse")
        }
        available = self.week(found["available"], f"{at}/available") if "available" in found else None
        away = self.days(found, "away", at)
        done = self._done(found, at, zone)
        if patient is None or any(number is None for number in needed.values()):
            return None
        course = Course(
            patient=patient,
            available=available,
            away=away,
            done=done,
            **needed,  # type: ignore[arg-type]
            **more,
            **ratios,  # type: ignore[arg-type]
        )
        self._sensible(course, at)
        return course

    def _sensible(self, course: Course, at: str) -> None:
        """What no calendar could hold, whoever asks."""
        self.faults += faults(
            sessions=course.sessions,
            within_days=course.within_days,
            min_gap_days=course.min_gap_days,
            max_gap_days=course.max_gap_days,
            at=at,
        )
        if len(course.done) > course.sessions:
            says = f"{len(course.done)} sessions are done, the course has {course.sessions}"
            self.fault(f"{at}/done", "too-many", says, f"at most {course.sessions}")
        if course.preparation_min + course.recovery_min > course.minutes:
            says = "preparation and recovery are longer than the whole stay"
            self.fault(f"{at}/minutes", "too-short", says, "minutes that hold both")

    def _done(self, course: dict[str, Any], at: str, zone: ZoneInfo | None) -> tuple[date, ...]:
        """Days of sessions given, in order; a session may be written as its date or its start."""
        read: dict[date, str] = {}
        for place, value in self.items(course, "done", at, "dates"):
            if isinstance(value, str) and len(value) > 10:
                minute = self.moment(value, place, zone)
                day = None if minute is None or zone is None else moment_of(minute, zone).date()
            else:
                day = self.day(value, place)
            if day is not None and day in read:
                self.fault(place, "twice", f"{day} stands twice", "each session once, one a day")
            elif day is not None:
                read[day] = place
        return tuple(sorted(read))

    def keep(self, request: dict[str, Any], zone: ZoneInfo | None) -> tuple[Kept, ...] | None:
        value = request.get("keep")
        if value is None:
            return None
        accepted = "an answer with its sessions"
        if not isinstance(value, dict) or not isinstance(value.get("sessions"), list):
            self.fault("/keep", "not-an-answer", "this is not a plan that could be kept", accepted)
            return None
        kept: dict[tuple[str, int], Kept] = {}
        for at, each in self.items(value, "sessions", "/keep", "sessions"):
            found = self.object(each, at, *_SESSION)
            patient = self.name(found, "patient", at)
            n = self.whole(found, "n", at, 1, _MOST)
            start = self.moment(found["start"], f"{at}/start", zone) if "start" in found else None
            chair = self.whole(found, "chair", at, 1, _MOST)
            nurse: Name | None = found.get("nurse")
            if nurse is not None and (isinstance(nurse, bool) or not isinstance(nurse, int | str)):
                self.fault(
                    f"{at}/nurse", "not-a-name", f"{shown(nurse)} is not a nurse", "a number or a name"
                )
            if patient is None or n is None or start is None or chair is None:
                continue
            if (patient, n) in kept:
                self.fault(at, "twice", f"session {n} of {patient} stands twice", "each session once")
            kept[patient, n] = Kept(patient=patient, n=n, start_min=start, chair=chair, nurse=nurse)
        return tuple(kept.values())


def _overlap(one: Booking, other: Booking) -> bool:
    return (
        one.chair == other.chair
        and one.start_min < other.start_min + other.minutes
        and other.start_min < one.start_min + one.minutes
    )
