"""What the tests need said before the settings are read: test mode, and a home folder of their own."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

os.environ.setdefault("EUTHYMIA_MODE", "test")
os.environ.setdefault("EUTHYMIA_HOME", str(ROOT / ".euthymia" / "test"))


def for_process(database: str = "", **more: str) -> dict[str, str]:
    """The environment of a process of the program that a test starts, on this test's database by default."""
    if not database:
        from django.db import connection

        database = str(connection.settings_dict["NAME"])
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "euthymia.config.settings",
        "EUTHYMIA_DATABASE_NAME": database,
        **more,
    }
