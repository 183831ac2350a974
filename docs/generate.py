"""Writes the documents that are made from the code; `make check` asks whether they are current.

python -m docs.generate            writes them
python -m docs.generate --check    exit status 1 when one of them is not what the code says
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def documents() -> dict[str, Callable[[], str]]:
    """Each document's place and what writes it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "euthymia.config.settings")
    import django

    django.setup()
    from docs import ledger_tables
    from docs.data_model import data_model
    from docs.honesty import PLACE as HONESTY
    from docs.honesty import honesty_rates
    from docs.instruments import PLACE as INSTRUMENTS
    from docs.instruments import instruments
    from docs.rules import PLACE as RULES
    from docs.rules import rules

    from euthymia.clinic.people import reference

    return {
        "docs/reference/data-model.md": data_model,
        reference.PLACE: reference.permissions,
        RULES: rules,
        INSTRUMENTS: instruments,
        HONESTY: honesty_rates,
        ledger_tables.PLACE: ledger_tables.ledger_tables,
    }


def stale() -> list[str]:
    """The documents that are not what the code says."""
    return [
        place
        for place, write in documents().items()
        if not (ROOT / place).exists() or (ROOT / place).read_text("utf-8") != write()
    ]


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = stale()
        for place in found:
            sys.stdout.write(f"{place} is not what the code says: make reference\n")
        return 1 if found else 0
    for place, write in documents().items():
        (ROOT / place).write_text(write(), "utf-8")
        sys.stdout.write(f"{place}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
