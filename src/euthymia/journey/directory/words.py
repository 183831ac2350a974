"""The words of the public pages for what is kept as a code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from euthymia.domain.directory.sources import BY_KEY
from euthymia.domain.directory.standing import Badge, Kind

LANGUAGES: dict[str, Any] = {
    "en": _("English"), "es": _("Spanish"), "ko": _("Korean"), "zh": _("Chinese"), "hy": _("Armenian"), "fa": _("Farsi"),
    "tl": _("Tagalog"), "vi": _("Vietnamese"), "ru": _("Russian"), "ase": _("American Sign Language"),
}  # fmt: skip
INDICATIONS: dict[str, Any] = {
    "depression": _("Depression"), "anxiety": _("Anxiety"), "ptsd": _("Post-traumatic stress"), "pain": _("Chronic pain"),
}  # fmt: skip
ROLES: dict[str, Any] = {
    "prescriber": _("Prescriber"), "nurse": _("Nurse"), "therapist": _("Therapist"), "other": _("Team"),
}  # fmt: skip
KINDS: dict[str, Any] = {
    Kind.NPI: _("National provider number (identity only)"),
    Kind.LICENCE: _("Licence"),
    Kind.EXCLUSION: _("Lists of excluded providers"),
    Kind.BOARD: _("Board certification"),
    Kind.LIFE_SUPPORT: _("Life support (BLS, ACLS)"),
    Kind.TRAINING: _("Training in ketamine treatment"),
    Kind.ACCREDITATION: _("Accreditation of the site"),
}
# Title, and what it means in a sentence; class of the chip, and its mark.
BADGES: dict[Badge, tuple[Any, Any, str, str]] = {
    Badge.VERIFIED: (_("Verified"), _("The source itself confirmed it, not more than 35 days ago."), "chip-ok", "✓"),
    Badge.DOCUMENT: (_("Document seen"), _("A document was seen. No source was asked."), "chip-info", "▤"),
    Badge.STALE: (_("Not checked lately"), _("The last answer is older than 35 days, so it carries no tick."), "chip-overdue", "!"),
    Badge.DECLARED: (_("Self-declared"), _("The clinic says so. Nobody has checked it."), "", "–"),
    Badge.UNCHECKED: (_("Not checked yet"), _("The source has not answered yet."), "", "?"),
    Badge.UNCLEAR: (_("Being looked into"), _("Somebody of this name is on a list, and the list does not tell them apart."), "chip-overdue", "?"),
    Badge.LAPSED: (_("Lapsed"), _("It has ended, or its source says that it is not in force."), "chip-high", "✕"),
    Badge.NOT_FOUND: (_("Not confirmed"), _("The source does not have this number under this name."), "chip-high", "✕"),
    Badge.BARRED: (_("Suspended or excluded"), _("The source says that it is suspended, restricted, revoked or excluded."), "chip-high", "✕"),
}  # fmt: skip
NOT_STATED: Any = _("not stated")


def source_title(key: str) -> Any:
    """The name of a source; a document is none."""
    return BY_KEY[key].title if key in BY_KEY else _("a document")
