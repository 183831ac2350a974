"""`euthymia clinic add` and `euthymia user add`: the first people of an installation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from euthymia.domain.quantities import Fault, Unusable

from .database import django_ready

if TYPE_CHECKING:
    from euthymia.clinic.people.models import Clinic, User

_ACTOR = "the installation's administrator"


@click.group()
def clinic() -> None:
    """Clinics of this installation."""


@clinic.command("add")
@click.option("--code", required=True, help="Short and lasting: lakeside.")
@click.option("--name", required=True, help="As patients know it.")
@click.option("--timezone", required=True, help="Such as America/Los_Angeles.")
def add_clinic(code: str, name: str, timezone: str) -> None:
    """Open a clinic. People and rooms come next."""
    django_ready()
    from euthymia.clinic.people import actions
    from euthymia.kit import units

    with _said_in_one_line(), units.unit(tenant=units.EVERY_TENANT, actor=_ACTOR):
        actions.open_clinic(code=code, name=name, timezone=timezone, by=_ACTOR)
    click.echo(f"{name} is open as {code}")


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--clinic", "code", required=True, metavar="CODE", help="The clinic where they work.")
@click.option("--role", required=True, help="Their first role there; more come in the program.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The day the role ends; an inspector needs one."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user(
    email: str, name: str, code: str, role: str, until: datetime | None, password_stdin: bool
) -> None:
    """Give a person a sign-in (their password is asked for) and a role at a clinic.

    A person who has a sign-in already keeps it and gets the role.
    """
    django_ready()
    from euthymia.clinic.people import actions
    from euthymia.clinic.people.models import Staff
    from euthymia.kit import units

    place = _find_clinic(code)
    _check_role(role)
    known = _known(email)
    password = None if known else _password(password_stdin, email, name)
    ends = until.replace(tzinfo=UTC) if until else None
    with _said_in_one_line(), units.unit(tenant=place.pk, actor=_ACTOR):
        person = known or actions.add_user(email=email, name=name, password=password)
        staff = Staff.objects.filter(clinic=place, user=person).first()
        staff = staff or actions.employ(clinic=place, user=person, by=_ACTOR)
        actions.give_role(staff=staff, role=role, by=_ACTOR, until=ends, reason="added on the command line")
    click.echo(f"{person.name} <{person.email}> is {role} at {place.name}")
    if not known:
        click.echo("At the first sign-in the program asks for a second factor.")


def _find_clinic(code: str) -> Clinic:
    from euthymia.clinic.people.models import Clinic
    from euthymia.kit import units

    with units.unit(tenant=units.EVERY_TENANT, actor=_ACTOR):
        found = Clinic.objects.filter(code=code).first()
        codes = ", ".join(Clinic.objects.values_list("code", flat=True).order_by("code"))
    if found is None:
        raise Unusable.one(
            "--clinic", "unknown", f"there is no clinic {code!r}", codes or "euthymia clinic add first"
        )
    return found


def _check_role(role: str) -> None:
    from euthymia.clinic.people.access import BY_CODE

    accepted = [each for each in BY_CODE if each != "patient"]
    if role not in accepted:
        says = "a patient is registered, not employed" if role == "patient" else f"{role!r} is no role"
        raise Unusable.one("--role", "unknown", says, ", ".join(accepted))


def _known(email: str) -> User | None:
    from euthymia.clinic.people.models import User

    return User.objects.filter(email=email.strip().lower()).first()


def _password(from_stdin: bool, email: str, name: str) -> str:
    """The new password, never an argument: arguments stand in process lists and shell histories."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from euthymia.clinic.people.models import User

    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as refusal:
        raise Unusable(
            Fault("password", "weak", says, "a longer, less common one") for says in refusal.messages
        ) from None
    return str(password)


@contextmanager
def _said_in_one_line() -> Iterator[None]:
    """Django's own refusals of a field, as this house says them."""
    from django.core.exceptions import ValidationError

    try:
        yield
    except ValidationError as refusal:
        fields = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        raise Unusable(
            Fault(f"--{field}", "refused", says) for field, messages in fields.items() for says in messages
        ) from None
