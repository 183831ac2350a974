"""The five parts of an evaluation, in the order they are walked: table, kinds, and what each is called."""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.rules.finding import Part

from . import history, medications, objectives, psychiatric, safety
from .kinds import Kind
from .models import Fact, HistoryItem, MedicationItem, Objective, PsychiatricAssessment, ScreeningResult

SIGNED = "signed"  # the kind of the row by which somebody says that a part is complete


@dataclass(frozen=True, slots=True)
class PartForms:
    """One part: `lists` says which list of the case an "asked: none" of a kind leaves empty."""

    part: Part
    slug: str
    title: str
    asks: str
    table: type[Fact]
    kinds: tuple[Kind, ...]
    lists: dict[str, tuple[str, str]]

    def kind(self, code: str) -> Kind:
        """Raises KeyError."""
        return {kind.code: kind for kind in self.kinds}[code]


PARTS: tuple[PartForms, ...] = (
    PartForms(Part.MEDICAL_HISTORY, "history", "Medical history", "What the body brings along", HistoryItem, history.KINDS, history.LISTS),
    PartForms(Part.PSYCHIATRIC_ASSESSMENT, "psychiatric", "Psychiatric assessment", "Diagnosis, severity, what was tried", PsychiatricAssessment, psychiatric.KINDS, psychiatric.LISTS),
    PartForms(Part.MEDICATION_CHECK, "medications", "Medication check", "Everything that is taken", MedicationItem, medications.KINDS, medications.LISTS),
    PartForms(Part.OBJECTIVES, "objectives", "Treatment objectives", "What for, and what else there is", Objective, objectives.KINDS, objectives.LISTS),
    PartForms(Part.SAFETY_SCREENING, "screening", "Safety screening", "Measured and tested", ScreeningResult, safety.KINDS, safety.LISTS),
)  # fmt: skip
BY_SLUG = {part.slug: part for part in PARTS}
BY_PART = {part.part: part for part in PARTS}
