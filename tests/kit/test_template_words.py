"""Small words of the templates: a name alone, a digest in short, a time that a full stop may follow."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.utils import translation

from euthymia.kit.templatetags import kit

DIGEST = sha256(b"a preparation").hexdigest()


@pytest.mark.parametrize(("who", "shown"), [("Noor Haddad <n@x.example>", "Noor Haddad"), ("the demo", "the demo"), ("", "")])  # fmt: skip
def test_people_stand_by_name(who: str, shown: str) -> None:
    assert kit.named(who) == shown


def test_only_a_whole_digest_is_shortened() -> None:
    assert (
        kit.short_hashes(f"syringe S-1; preparation {DIGEST}, twice {DIGEST}.")
        == f"syringe S-1; preparation {DIGEST[:8]}…, twice {DIGEST[:8]}…."
    )
    for words in ("", "lot 0123456789", DIGEST[:-1], DIGEST + "a", DIGEST.upper()):
        assert kit.short_hashes(words) == words


@pytest.mark.parametrize(("language", "shown"), [("en", "2:12 PM"), ("es", "14:12")])
def test_a_time_ends_a_sentence(language: str, shown: str) -> None:
    with translation.override(language):
        assert kit.clock_time(datetime(2026, 11, 22, 14, 12, tzinfo=UTC)) == shown
    assert kit.clock_time(None) == ""
