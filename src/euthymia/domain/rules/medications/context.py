"""What a rule may ask beside the medicine it judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from euthymia.domain.rules.policy import Policy
from euthymia.domain.terminology import Tag

from .load import Judgement, judge
from .medicine import Medicine


@dataclass(frozen=True)
class Context:
    """What a rule may ask: the day (None: not a person but a question), the policy, and all that is taken."""

    as_of: date | None
    policy: Policy
    medicines: tuple[Medicine, ...]
    last_drink: date | None = None

    def any_with(self, tag: Tag) -> bool:
        return any(tag in medicine.drug.tags for medicine in self.medicines)

    def days_since(self, medicine: Medicine) -> int | None:
        """Days since the last dose that any line names; None where none does. A day ahead counts as today."""
        if self.as_of is None:
            return None
        as_of = self.as_of
        days = [
            max(0, (as_of - use.mention.last_dose.on(as_of)).days)
            for use in medicine.uses
            if use.mention.last_dose is not None
        ]
        if Tag.ALCOHOL in medicine.drug.tags and self.last_drink is not None:
            days.append(max(0, (as_of - self.last_drink).days))
        return min(days, default=None)

    @cached_property
    def benzodiazepines(self) -> Judgement | None:
        """The load of the day against the policy's limit; None where no benzodiazepine is taken."""
        return judge(self.medicines, self.policy.benzodiazepine_table, self.policy.benzodiazepine_max_mg)
