"""A fake registry: primary sources with invented answers, which a test changes, silences and asks again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

from euthymia.clinic.people.models import Clinic
from euthymia.domain.directory.profile import Offer, Profile
from euthymia.domain.directory.sources import SOURCES, Question, Source
from euthymia.domain.directory.sources.boards import CALIFORNIA_MEDICAL
from euthymia.domain.simulation import registers
from euthymia.domain.simulation.registers import Registered
from euthymia.journey.directory import actions, checking, receipts
from euthymia.journey.directory.models import Professional
from euthymia.journey.directory.registries import NoAnswer

BY = "a test"
BOARD = CALIFORNIA_MEDICAL.key
BOARDS = [source.key for source in SOURCES if source.state]
MARA = Registered(
    "Quill", "Mara", registers.npi("123456789"), board=BOARD, number="A 77001", expires=date(2027, 6, 30)
)
PAGE = Profile(
    street="1 Harbor Way", city="Los Angeles", state="CA", zip="90012", latitude=34.06, longitude=-118.24,
    languages=("en", "es"), step_free="yes", online="yes", indications=("depression", "pain"),
    check_ups=Offer("yes", "after 24 hours"),
    groups=Offer("no"), published=True,
)  # fmt: skip


@dataclass
class FakeRegistry:
    """Answers by place; a place in `silent` does not answer. `asked` counts what was fetched."""

    people: list[Registered] = field(default_factory=lambda: [MARA])
    excluded: list[registers.Excluded] = field(default_factory=list)
    sam: list[registers.Excluded] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def answer(self, source: Source, question: Question) -> bytes:
        place = source.place(question)
        self.asked.append(place)
        if source.key in self.silent:
            raise NoAnswer("no answer: timed out")
        found = registers.answers(self.people, BOARDS, self.excluded, self.sam)
        return found.get(place) or registers.nppes(None)

    def fingerprint(self, source: Source, question: Question) -> str:
        """As a folder would: the digest of the file as it is now."""
        try:
            return receipts.sha256(self.answer(source, question))
        except NoAnswer:
            return ""

    def change(self, person: Registered, **changes: object) -> Registered:
        changed = replace(person, **changes)  # type: ignore[arg-type]
        self.people = [changed if one == person else one for one in self.people]
        return changed


def shown(clinic: Clinic, person: Registered, role: str = "prescriber") -> Professional:
    """Somebody who is shown at a clinic, with what the clinic states of them. In a unit of the clinic."""
    made = actions.add_professional(
        by=BY, clinic=clinic, client_id=uuid4(), given_name=person.given_name, family_name=person.family_name, role=role,
        degree="MD", specialty="Psychiatry",
    )  # fmt: skip
    if person.npi:
        actions.state_credential(
            by=BY, clinic=clinic, client_id=uuid4(), kind="npi", professional=made, number=person.npi
        )
    if person.number:
        actions.state_credential(
            by=BY, clinic=clinic, client_id=uuid4(), kind="licence", professional=made, number=person.number, state="CA",
            source=person.board, issuer="Medical Board of California",
        )  # fmt: skip
    return made


def page(clinic: Clinic, profile: Profile = PAGE, *people: Registered) -> list[Professional]:
    """A published page with people, nothing checked yet. In a unit of the clinic."""
    actions.state_profile(by=BY, clinic=clinic, client_id=uuid4(), profile=profile)
    return [shown(clinic, one) for one in people]


def checked_page(clinic: Clinic, registry: FakeRegistry, profile: Profile = PAGE) -> None:
    """The same, and every source was asked. Outside of any unit, in a test that commits or holds a transaction."""
    from euthymia.kit import units

    with units.unit(tenant=clinic.pk, actor=BY):
        page(clinic, profile, *registry.people)
    checking.check(clinic, registry)
