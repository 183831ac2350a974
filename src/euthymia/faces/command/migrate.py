"""`euthymia migrate`: the database as this version of the program needs it."""

from __future__ import annotations

import click

from .database import django_ready


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when something would change.")
@click.option("--plan", is_flag=True, help="Change nothing; print what would be done.")
@click.pass_context
def migrate(ctx: click.Context, check: bool, plan: bool) -> None:
    """Make or update the tables as their owner, and put every guard in place."""
    django_ready()
    from django.core.management import call_command

    if plan or check:
        names = waiting()
        for name in names if plan else ():
            click.echo(name)
        ctx.exit(1 if check and names else 0)
    call_command("migrate", database="owner", interactive=False, verbosity=1)
    _say_what_for()
    _say_who_signs()


def waiting() -> list[str]:
    """Migrations that have not been run, in the order in which they would be."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _say_what_for() -> None:
    """Note once what this database is for: training and real data never share one."""
    from django.conf import settings

    from euthymia.kit import clock
    from euthymia.kit.models import Installation

    Installation.objects.get_or_create(
        only=True, defaults={"kind": settings.EUTHYMIA_MODE, "made_at": clock.wall()}
    )


def _say_who_signs() -> None:
    """The public key that signs the heads of the drug books, made here if there was none."""
    from euthymia.kit import signing

    try:
        click.echo(f"heads of drug books are signed with the key {signing.ready()}: write it down elsewhere")
    except (signing.Unsigned, OSError) as error:
        click.echo(f"nothing can be signed: {error}", err=True)
