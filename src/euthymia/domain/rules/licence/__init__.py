"""What a site's registrations and its state ask of it: duties as dated data, and the clocks that follow.

A state that nobody has read for this program is not known, and not known is never "nothing to do".
"""

from .duties import ANYWHERE, Duty, SiteDuties, Topic, duties, review_due
from .loss import FACTORS, Answer, Answered, Earlier, Factor, Verdict, earlier, sheet_faults
from .state_clocks import Query, StateClock, pdmp_query, state_clocks
from .table import DUTIES

__all__ = [
    "ANYWHERE",
    "DUTIES",
    "FACTORS",
    "Answer",
    "Answered",
    "Duty",
    "Earlier",
    "Factor",
    "Query",
    "SiteDuties",
    "StateClock",
    "Topic",
    "Verdict",
    "duties",
    "earlier",
    "pdmp_query",
    "review_due",
    "sheet_faults",
    "state_clocks",
]
