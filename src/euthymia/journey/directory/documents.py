"""A paper that somebody of the clinic has seen: kept as a receipt with the digest of its file, never as a tick."""

from __future__ import annotations

from datetime import date

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.domain.directory.sources import Finding
from euthymia.domain.directory.standing import RHYTHMS, Kind, Outcome
from euthymia.domain.quantities import Unusable

from . import checking, receipts
from .models import CheckReceipt, PublicCredential

SOURCE = "document"


def see(
    *,
    by: Member | str,
    credential: PublicCredential,
    name: str,
    content: bytes,
    valid_until: date | None = None,
) -> CheckReceipt:
    """Keep that a document of this credential was seen. The same file again gives the first receipt. Raises Unusable,
    NotAllowed.
    """
    if isinstance(by, Member):
        require(by, Permission.KEEP_LISTING)
        if by.clinic.pk != credential.clinic_id:
            raise NotAllowed("this is another clinic's page")
    if not content:
        raise Unusable.one("document", "missing", "the file is empty", "the document")
    if RHYTHMS[Kind(credential.kind)].primary:
        raise Unusable.one(
            "document", "needs-source", "this is checked at its source, not on paper", "a source's answer"
        )
    if (known := _seen_before(credential, content)) is not None:
        return known
    who = by if isinstance(by, str) else by.words
    # In the public words stands the part that saw it, not the person's name.
    finding = Finding(
        Outcome.DOCUMENT, "document seen by the clinic", "", valid_until or credential.valid_until
    )
    made = checking.keep(credential, SOURCE, name, finding, content, who)
    checking.renew(credential.clinic)
    return made


def _seen_before(credential: PublicCredential, content: bytes) -> CheckReceipt | None:
    content_sha256 = receipts.sha256(content)
    return CheckReceipt.objects.filter(
        clinic=credential.clinic_id, credential=credential, source=SOURCE, answer_sha256=content_sha256
    ).first()
