"""Migrations run as the role that owns the tables, unless told otherwise; an empty database is laid out at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from euthymia.kit import fresh


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--each", action="store_true", help="Run each migration in turn, in an empty database too."
        )
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, each: bool = False, **options: Any) -> None:
        in_full = not (
            options["app_label"] or options["fake"] or options["plan"] or options["check_unapplied"]
        )
        if in_full and not each:
            laid_out = fresh.lay_out(options["database"])
            if laid_out and options["verbosity"] >= 1:
                self.stdout.write(f"Made every table of {laid_out} migrations.")
        super().handle(*args, **options)
