"""Getting Django ready, for the commands that use the database and only for them."""

from __future__ import annotations

import os
import warnings


def django_ready() -> None:
    """Read the settings and load the models. Safe to call again."""
    # The embedded server remarks on standard error where it puts its socket; nobody can act on it.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "euthymia.config.settings")
    import django

    django.setup()
