"""Whether a name in a source is the name that is stated: the same person, or somebody else."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = re.compile(r"[^a-z ]")


def plain(name: str) -> str:
    """Letters and single spaces: no accents, no case, no hyphens."""
    bare = unicodedata.normalize("NFKD", name).casefold().replace("-", " ").replace("'", "")
    return " ".join(
        _LETTERS.sub("", "".join(sign for sign in bare if not unicodedata.combining(sign))).split()
    )


def same_person(family: str, given: str, found_family: str, found_given: str) -> bool:
    """The whole family name, and the first given name. An initial alone is nobody's name."""
    first, found_first = plain(given).partition(" ")[0], plain(found_given).partition(" ")[0]
    return plain(family) == plain(found_family) != "" and first == found_first and len(first) > 1


def same_number(number: str, found: str) -> bool:
    """Letters and digits alone count: "A 12-345" is "A12345", and a leading zero is a digit like any other."""
    return _bare(number) == _bare(found) != ""


def _bare(number: str) -> str:
    return "".join(sign for sign in number.upper() if sign.isascii() and sign.isalnum())
