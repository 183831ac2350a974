"""The instructions: given in the patient's language, said back point by point, by version."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.recovery import instructions
from euthymia.journey.recovery.models import RecoveryEvent

from .entries import Entry, Kind, enter, opened


def tell(
    *, by: Member, visit: Visit, client_id: UUID, language: str, read_back: Collection[str]
) -> RecoveryEvent:
    """The patient has the instructions and has said these points back. Raises Unusable, NotAllowed."""
    require(by, Permission.OBSERVE)
    faults = [
        Fault("read_back", "unknown", f"{point!r} is no point of the instructions", ", ".join(instructions.POINTS))
        for point in read_back if point not in instructions.POINTS
    ]  # fmt: skip
    if language not in instructions.LANGUAGES:
        known = ", ".join(instructions.LANGUAGES)
        faults.append(Fault("language", "unknown", f"there are no instructions in {language!r}", known))
    if faults:
        raise Unusable(faults)
    given = instructions.current(language)
    said = [point for point in instructions.POINTS if point in read_back]
    detail = {
        "name": given.name,
        "language": language,
        "version": given.version,
        "digest": given.digest,
        "read_back": said,
    }
    says = f"instructions {given.version} in {instructions.LANGUAGES[language]}, said back: {', '.join(said) or 'nothing'}"
    return enter(by, opened(by, visit), client_id, Entry(Kind.TOLD, says, detail=detail))
