"""Small words of the templates: a name alone, a digest in short, a time that a full stop may follow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from euthymia.kit.templatetags import kit


@pytest.mark.parametrize(("who", "shown"), [("Noor Haddad <n@x.example>", "Noor Haddad"), ("the demo", "the demo"), ("", "")])  # fmt: skip
def test_people_stand_by_name(who: str, shown: str) -> None:
    assert kit.named(who) == shown


def test_only_a_whole_digest_is_shortened() -> None:
    assert kit.short_hashes(f"preparation {'ab' * 32}; lot deadbeef") == "preparation abababab…; lot deadbeef"


@pytest.mark.parametrize(("language", "shown"), [("en", "2:12 PM"), ("es", "14:12")])
def test_a_time_ends_a_sentence(language: str, shown: str) -> None:
    with translation.override(language):
        assert kit.clock_time(datetime(2026, 11, 22, 14, 12, tzinfo=UTC)) == shown
    assert kit.clock_time(None) == ""
