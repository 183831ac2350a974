"""A letter to the referring clinician: the session, the course so far, the scores with their instruments' names."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import CourseFacts, Facts, Scored
from .model import Section, Sentence, Source, moment
from .sections import medicines, symptoms
from .sections.common import not_recorded


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is composed from. `patient` is the row of whom it is about; `course` is None outside a plan."""

    patient: Source
    name: str
    born: str
    facts: Facts
    course: CourseFacts | None
    scores: tuple[Scored, ...]


def opening(about: About) -> list[Sentence]:
    values = {"name": about.name, "born": about.born, "on": about.facts.day.isoformat()}
    return [Sentence("letter.opening", values, (about.patient, about.facts.visit))]


def course(about: About) -> list[Sentence]:
    found = about.course
    if found is None:
        return [not_recorded(about.facts, "plan")]
    values = {"programme": found.programme, "given": found.given, "planned": found.planned}
    told = [Sentence("letter.course", values, (found.source,))]
    if found.last is not None:
        told.append(Sentence("letter.last", {"on": found.last.isoformat()}, (found.source,)))
    return told


def session(about: About) -> list[Sentence]:
    facts = about.facts
    if (spray := facts.sprayed) is not None:
        values = {"dose_mg": spray.dose_mg, "at": moment(spray.at)}
        return [Sentence("letter.spray", values, (spray.source,)), *_how(facts)]
    infused = facts.infused
    if infused is None or infused.ended_at is None:
        return [not_recorded(facts, "end", *(infused.sources if infused else ()))]
    values = {
        "given_ug": infused.given_ug, "took_s": infused.took_s, "began_at": moment(infused.began_at),
        "ended_at": moment(infused.ended_at),
    }  # fmt: skip
    return [Sentence("letter.infused", values, infused.sources), *_how(facts)]


def _how(facts: Facts) -> list[Sentence]:
    pressure = next((one for one in facts.ranges if one.channel == "sbp"), None)
    found = [not_recorded(facts, "sign-sbp")]
    if pressure is not None:
        top = pressure.highest
        values = {"value": top.value, "pair": top.pair, "at": moment(top.at)}
        found = [Sentence("letter.pressure", values, (top.source,))]
    found += symptoms.compose(facts)
    found += medicines.compose(facts)
    gone = facts.discharged
    if gone is None:
        return [*found, not_recorded(facts, "discharge")]
    return [*found, Sentence("letter.left", {"at": moment(gone.at), "manner": gone.manner}, (gone.source,))]


def scores(about: About) -> list[Sentence]:
    found = []
    for one in about.scores:
        values = {
            "instrument": one.instrument, "most": one.most, "total": one.newest_total, "on": one.newest_day.isoformat(),
        }  # fmt: skip
        if one.baseline is None or one.baseline_day is None:
            found.append(Sentence("letter.score", values, (one.newest,)))
            continue
        more = {"baseline": one.baseline_total, "baseline_on": one.baseline_day.isoformat()}
        key = "letter.score.baseline" if one.baseline == one.newest else "letter.score.since"
        found.append(Sentence(key, {**values, **more}, tuple(dict.fromkeys((one.newest, one.baseline)))))
    return found or [not_recorded(about.facts, "scores", about.patient)]


def what_is_next(about: About) -> list[Sentence]:
    if about.facts.coming is None:
        return [not_recorded(about.facts, "next-visit")]
    coming = about.facts.coming
    values = {"purpose": coming.purpose, "starts_at": moment(coming.starts_at)}
    return [Sentence("follow-up.booked", values, (coming.source,))]


LETTER: tuple[Section, ...] = (
    Section("letter-opening", opening),
    Section("letter-course", course),
    Section("letter-session", session),
    Section("letter-scores", scores),
    Section("letter-next", what_is_next),
)
