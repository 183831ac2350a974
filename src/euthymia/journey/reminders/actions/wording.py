"""The clinic's own words of a message, checked before they are kept; and back to the program's."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages.models import Channel
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Purpose
from euthymia.domain.quantities import Unusable
from euthymia.journey.reminders import queries, words
from euthymia.journey.reminders.models import MessageKind, TemplateVersion
from euthymia.kit import units


def use_own(
    *,
    by: Member,
    client_id: UUID,
    kind: str,
    purpose: str,
    channel: str,
    language: str,
    subject: str,
    text: str,
) -> TemplateVersion:
    """From now on these words. Raises Unusable for what tells a lock screen of health, and for what does not fit."""
    _check(by, kind, purpose, channel, language)
    said = " ".join(subject.split()) if channel == Channel.EMAIL else ""
    if faults := list(words.unfit(channel, said, text)):
        raise Unusable(faults)
    return _keep(by, client_id, kind, purpose, channel, language, said, text.replace("\r\n", "\n").strip())


def withdraw_own(
    *, by: Member, client_id: UUID, kind: str, purpose: str, channel: str, language: str
) -> TemplateVersion:
    """Back to the program's words, or to the clinic's for every visit."""
    _check(by, kind, purpose, channel, language)
    return _keep(by, client_id, kind, purpose, channel, language, "", "", withdrawn=True)


def _check(by: Member, kind: str, purpose: str, channel: str, language: str) -> None:
    require(by, Permission.SET_MESSAGES)
    for name, given, accepted in (
        ("kind", kind, MessageKind.values), ("purpose", purpose, ["", *Purpose.values]),
        ("channel", channel, Channel.values), ("language", language, list(words.SPOKEN)),
    ):  # fmt: skip
        if given not in accepted:
            raise Unusable.one(name, "unknown", f"{given!r} is no {name}", ", ".join(filter(None, accepted)))


def _keep(
    by: Member, client_id: UUID, kind: str, purpose: str, channel: str, language: str, subject: str, text: str, *,
    withdrawn: bool = False,
) -> TemplateVersion:  # fmt: skip
    known = queries.template_of_client(by.clinic, client_id)
    if known is not None:
        return known
    made = TemplateVersion(
        clinic=by.clinic, client_id=client_id, at=units.current().now, by=by.words, kind=kind, purpose=purpose,
        channel=channel, language=language, subject=subject, text=text, withdrawn=withdrawn,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="template.withdrawn" if withdrawn else "template.written",
        says=f"{'went back to the program’s words' if withdrawn else 'wrote the clinic’s own words'}: {made.get_kind_display()}",
        subject=str(made.pk), actor=by.words,
    )  # fmt: skip
    return made
