"""The small words of templates."""

from __future__ import annotations

from hashlib import sha256

from euthymia.kit.templatetags.kit import person, short_hashes

DIGEST = sha256(b"a preparation").hexdigest()


def test_a_list_says_names_and_no_addresses() -> None:
    assert person("Noor Haddad <nurse@lakeside.example>") == "Noor Haddad"
    assert person("the demo") == "the demo" and person("") == ""


def test_a_hash_in_words_is_cut_and_nothing_else_is() -> None:
    assert (
        short_hashes(f"syringe S-1; preparation {DIGEST}, twice {DIGEST}.")
        == f"syringe S-1; preparation {DIGEST[:8]}…, twice {DIGEST[:8]}…."
    )
    for words in ("", "lot 0123456789", DIGEST[:-1], DIGEST + "a", DIGEST.upper()):
        assert short_hashes(words) == words
