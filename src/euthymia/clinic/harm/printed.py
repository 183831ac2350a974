"""An adverse event on paper: every fact, notice and entry, as it stands now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from euthymia.domain.rules import harm
from euthymia.kit import sheet

from .models import HarmEntry
from .queries import State

_WORDS = {
    one.code: one.says
    for grades in (harm.RELATIONS, harm.ACTIONS, harm.OUTCOMES, harm.CRITERIA)
    for one in grades
}
NOT_KNOWN = "not known"


def word(code: str) -> str:
    """A relation, action or outcome in words; "" where it is not known."""
    return _WORDS.get(code, "")


def rows(state: State) -> list[tuple[str, str]]:
    """The facts in words, in the order of the form."""
    facts, zone = state.facts, state.event.clinic.zone
    because = facts.serious_because
    serious = (
        "not judged yet" if because is None
        else f"yes: {', '.join(_WORDS[one] for one in because)}" if because else "no"
    )  # fmt: skip
    told: dict[bool | None, str] = {None: NOT_KNOWN, False: "no", True: "yes"}
    return [
        ("What", state.kind), ("In words", facts.words or "–"), ("Began", _at(facts.onset_at, zone)),
        ("Over", _at(facts.ended_at, zone) if facts.ended_at else "not over, or not known"), ("How strong", state.severity),
        ("Serious", serious), ("Related to the drug", _WORDS.get(facts.relation, NOT_KNOWN)),
        ("Done with the dose", _WORDS.get(facts.action, NOT_KNOWN)), ("Treated with", facts.treatment or "–"),
        ("Outcome", _WORDS.get(facts.outcome, NOT_KNOWN)), ("Taken to a hospital", told[facts.transferred]),
        ("Who saw it", ", ".join(facts.witnesses) or "nobody named"),
    ]  # fmt: skip


def pdf(state: State, *, by: str, now: datetime) -> bytes:
    event, zone = state.event, state.event.clinic.zone
    patient = event.patient
    return sheet.made(
        title=f"Adverse event {event}", place=event.clinic.name,
        facts=[
            ("Patient", f"{patient}, no. {patient.number}, born {patient.born:%-d %b %Y}"),
            ("Known since", f"{_at(event.known_at, zone)}, from {_name(event.opened_by)}"), *rows(state),
        ],
        tables=[
            sheet.Table(
                "To whom it is told", ("To", "Until", "Done", "By", "Receipt", "Source"),
                [_told(one, zone) for one in state.notices],
            ),
            sheet.Table(
                "Everything that was said and done", ("At", "What", "By"),
                [(_at(one.at, zone), _entry(one), _name(one.by)) for one in state.trail],
            ),
        ],
        signs=("Reporter", "Reviewer"),
        foot=f"{event.entries_n} entries, hash {bytes(event.entries_head).hex()} · printed {_at(now, zone)} by {_name(by)}",
    )  # fmt: skip


def _told(one: Any, zone: Any) -> tuple[str, ...]:
    done = one.done
    return (
        one.notice.to, _at(one.due_at, zone), "not yet" if done is None else f"{_at(done.at, zone)}: {done.says}",
        "" if done is None else _name(done.by), "" if done is None else done.detail["receipt"], str(one.notice.provenance),
    )  # fmt: skip


def _entry(one: HarmEntry) -> str:
    words = {
        HarmEntry.Kind.NOTICE: f"told to {one.detail.get('to', '')}",
        HarmEntry.Kind.CORRECTED: f"corrects entry {one.corrects}",
    }
    kind = words.get(HarmEntry.Kind(one.kind), one.get_kind_display())
    return f"{one.n}. {kind}" + (f": {one.says}" if one.says else "")


def _at(at: datetime | None, zone: Any) -> str:
    return "–" if at is None else at.astimezone(zone).strftime("%-d %b %Y, %H:%M")


def _name(by: str) -> str:
    return by.partition(" <")[0]
