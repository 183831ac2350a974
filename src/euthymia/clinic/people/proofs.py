"""That a second person has just proved who they are: good for one record, for a few minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from euthymia.domain.quantities import Unusable

from .queries import Member

FRESH = timedelta(minutes=5)  # compliance.md 1.12: the same session window


class OneAct:
    """The proof of `member`, given at `proven_at`. Whoever acts binds it to the hash of the record it is for."""

    def __init__(self, member: Member, proven_at: datetime) -> None:
        self.member, self.proven_at = member, proven_at
        self.record = ""

    def sign(self, record: str, now: datetime) -> Member:
        """Bind it to this record, once. Raises Unusable when it is old, or was given for another record."""
        if not timedelta(0) <= now - self.proven_at <= FRESH:
            says = "the second person's sign-in is older than five minutes"
            raise Unusable.one("second_password", "stale", says, "their password once more")
        if self.record not in ("", record):
            says = "the second person signed another record with this sign-in"
            raise Unusable.one("second_password", "used", says, "their password for each act")
        self.record = record
        return self.member
