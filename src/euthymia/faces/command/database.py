"""Getting Django ready, for the commands that use the database and only for them."""

from __future__ import annotations

import gc
import os
import sys
import warnings

import click

# Django's names for the checks that judge settings from the environment, and the database.
_OF_AN_INSTALLATION = ("security", "database", "compatibility")


def django_ready() -> None:
    """Read the settings and load the models. Safe to call again."""
    # The embedded server remarks on standard error where it puts its socket; nobody can act on it.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "euthymia.config.settings")
    import django
    from django.apps import apps

    if apps.ready:
        return  # once more would lead the log to whatever is standard error just now
    # What is loaded stays: looking through it for garbage meanwhile took a fifth of the time.
    gc.disable()
    try:
        django.setup()
    finally:
        gc.enable()


def refuse_misconfigured(*, database_may_be_away: bool = False) -> None:
    """End with status 2 and a line for each thing that must be put right before a process may work.

    `database_may_be_away` is for processes that wait for it: they are then checked without it.
    """
    faults = _faults(database_may_be_away)
    for line in faults:
        click.echo(line, err=True)
    if faults:
        sys.exit(2)


def _faults(database_may_be_away: bool) -> list[str]:
    """One line for each thing that must be put right first.

    Only what differs between installations is judged: its settings and its database. Models, addresses and
    templates are the same everywhere: `euthymia doctor` judges them too, and so do the tests.
    """
    from django.core import checks
    from django.db import DatabaseError, InterfaceError, connection

    try:
        connection.ensure_connection()
        found = checks.run_checks(tags=_OF_AN_INSTALLATION, databases=["default"])
    except (DatabaseError, InterfaceError) as error:
        if database_may_be_away:
            return []
        says = " ".join(str(error).split())
        return [
            f"database: cannot be used: {says}, accepted: a reachable PostgreSQL, migrated (euthymia migrate)"
        ]
    finally:
        connection.close()
    errors = [one for one in found if one.is_serious(checks.ERROR) and not one.is_silenced()]
    return [
        f"{one.id or 'check'}: {one.msg}" + (f", accepted: {one.hint}" if one.hint else "") for one in errors
    ]
