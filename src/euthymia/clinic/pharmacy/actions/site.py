"""What a registered place chooses for its stock: how it counts, what a draw outside the day asks."""

from __future__ import annotations

from math import isfinite
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy.models import Book, CountMode, SiteRule
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import units

# Bounds of what may be typed, no clinical figures: above them it is a slip of the hand.
TOLERANCE_MAX_UL = 1_000
BY_CHANCE_MAX = 100.0


def set_site(
    *, by: Member | str, book: Book, client_id: UUID, count_mode: str = CountMode.BLIND,
    tolerance_ul: int = 0, when_closed: str = SiteRule.WhenClosed.ASK, by_chance: float = 1.0, reason: str = "",
) -> SiteRule:  # fmt: skip
    """Choose; it holds from now on. The same id again is the same choice. Raises Unusable, NotAllowed."""
    if isinstance(by, Member):
        require(by, Permission.SET_UP_STOCK)
    known = SiteRule.objects.filter(clinic_id=book.clinic_id, book=book, client_id=client_id).first()
    if known is not None:
        return known
    if faults := _faults(count_mode, tolerance_ul, when_closed, by_chance):
        raise Unusable(faults)
    words = by if isinstance(by, str) else by.words
    made = SiteRule(
        clinic_id=book.clinic_id, book=book, client_id=client_id, at=units.current().now, by=words,
        count_mode=count_mode, tolerance_ul=tolerance_ul, when_closed=when_closed, by_chance=by_chance, reason=reason,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="stock.site-set", says=f"chose for the stock of {book.registration.number}: "
        f"{count_mode} counts, tolerance {tolerance_ul} µL, outside the day: {when_closed}",
        subject=str(made.pk), actor=words, clinic=book.clinic_id,
    )  # fmt: skip
    return made


def _faults(count_mode: str, tolerance_ul: int, when_closed: str, by_chance: float) -> list[Fault]:
    faults = []
    if count_mode not in CountMode.values:
        faults.append(
            Fault("count_mode", "unknown", f"{count_mode!r} is no way to count", ", ".join(CountMode.values))
        )
    if when_closed not in SiteRule.WhenClosed.values:
        accepted = ", ".join(SiteRule.WhenClosed.values)
        faults.append(Fault("when_closed", "unknown", f"{when_closed!r} is not known", accepted))
    if not 0 <= tolerance_ul <= TOLERANCE_MAX_UL:
        faults.append(Fault("tolerance", "range", "a tolerance this large would hide a dose", "0 to 1 mL"))
    if not (isfinite(by_chance) and 0 < by_chance <= BY_CHANCE_MAX):
        faults.append(
            Fault("by_chance", "range", "nothing, or everything, would be a signal", "above 0, at most 100")
        )
    return faults
