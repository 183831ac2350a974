"""`euthymia doctor` finds what was misconfigured on purpose; `clinic add` and `user add` make the first people."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connections

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.models import User
from euthymia.faces.command import doctor, guards
from euthymia.faces.command.cli import main
from euthymia.faces.command.database import refuse_misconfigured
from euthymia.kit import clock
from euthymia.kit.models import Heartbeat

PASSWORD = "lake water over stones\n"
REARM = ""  # mended by what puts every guard in place


@pytest.fixture
def place(committed: None, tmp_path: Path, settings: Any) -> Path:
    """A home of its own, so that what other runs left in theirs does not count."""
    settings.EUTHYMIA_HOME, settings.EUTHYMIA_ANCHORS = tmp_path, tmp_path / "anchors.jsonl"
    return tmp_path


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=given)


def said(about: str) -> list[tuple[str, str]]:
    return [(one.kind, one.words) for one in doctor.look() if one.about == about]


def owner(text: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(text)


def test_a_fresh_installation_has_nothing_wrong(place: Path) -> None:
    result = run("doctor", "--json")
    found = json.loads(result.stdout)
    assert [one for one in found if one["kind"] in ("wrong", "unknown")] == []
    assert result.exit_code == 0
    assert {
        "about": "guards",
        "kind": "fine",
        "says": "armed on every table that asks for them",
        "hint": "",
    } in found


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("EUTHYMIA_MODE", "holiday", "euthymia.E001: EUTHYMIA_MODE is 'holiday'"),
        ("CSRF_TRUSTED_ORIGINS", ["clinic.example"], "4_0.E001: "),
        ("EUTHYMIA_SMS_ENDPOINT", "http://sms.example", "euthymia.E008: "),
    ],
)
def test_no_process_starts_with_settings_that_are_wrong(
    place: Path, settings: Any, capsys: pytest.CaptureFixture[str], name: str, value: object, says: str
) -> None:
    refuse_misconfigured()
    settings.EUTHYMIA_MODE, settings.SECRET_KEY = "production", "0123456789" * 5
    settings.EUTHYMIA_SMS_KEY = settings.EUTHYMIA_SMS_FROM = "given"
    setattr(settings, name, value)
    with pytest.raises(SystemExit) as ended:
        refuse_misconfigured()
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("harm", "mend", "says"),
    [
        (
            "ALTER TABLE audit_event DISABLE TRIGGER euthymia_keep_row",
            "ALTER TABLE audit_event ENABLE TRIGGER euthymia_keep_row",
            "audit_event: the guard euthymia_keep_row is not armed",
        ),
        (
            "GRANT UPDATE ON monitoring_sample TO euthymia_app",
            "REVOKE UPDATE ON monitoring_sample FROM euthymia_app",
            "monitoring_sample: the application's role may UPDATE what is append-only",
        ),
        (
            "ALTER TABLE people_patient DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE people_patient ENABLE ROW LEVEL SECURITY",
            "people_patient: rows of one clinic are not fenced off from another's",
        ),
        (
            "CREATE POLICY wide_open ON people_patient TO euthymia_app USING (true)",
            "DROP POLICY wide_open ON people_patient",
            "people_patient: the policy wide_open is none of the program's",
        ),
        (
            "ALTER POLICY euthymia_tenant ON people_patient USING (true)",
            REARM,
            "people_patient: the policy euthymia_tenant shows other rows than the program's",
        ),
        (
            "ALTER POLICY euthymia_tenant ON people_clinic WITH CHECK (code <> 'elsewhere')",
            REARM,
            "people_clinic: the policy euthymia_tenant lets other rows be written than the program's",
        ),
        (
            "ALTER POLICY euthymia_tenant ON audit_event TO public",
            REARM,
            "audit_event: the policy euthymia_tenant is for other roles than the program's",
        ),
        (
            "DROP POLICY euthymia_tenant ON audit_event; CREATE POLICY euthymia_tenant ON audit_event AS RESTRICTIVE "
            "FOR SELECT TO euthymia_app USING (clinic_id::text = current_setting('euthymia.tenant', true))",
            REARM,
            "audit_event: the policy euthymia_tenant joins others in another way than the program's",
        ),
        (
            "GRANT TRUNCATE ON people_patient TO euthymia_app",
            "REVOKE TRUNCATE ON people_patient FROM euthymia_app",
            "people_patient: the application's role may TRUNCATE",
        ),
        (
            "CREATE OR REPLACE FUNCTION euthymia_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            REARM,
            "the function that refuses changes does not refuse",
        ),
    ],
)
def test_a_lowered_guard_is_named(place: Path, harm: str, mend: str, says: str) -> None:
    owner(harm)
    try:
        assert said("guards")[0] == ("wrong", says)
        assert run("doctor").exit_code == 1
    finally:
        if mend:
            owner(mend)
        else:
            from euthymia.kit import fences

            fences.arm("owner")
    assert said("guards") == [("fine", "armed on every table that asks for them")]


def test_waiting_migrations_are_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("euthymia.faces.command.migrate.waiting", lambda: ["people.0099_later"])
    assert said("tables") == [("wrong", "1 migrations wait: people.0099_later first")]


def test_a_clock_that_differs_from_the_databases_is_wrong(place: Path) -> None:
    with clock.frozen(clock.wall()):
        assert said("clock")[0][0] == "fine"  # a clinic's simulated time is another matter
    wrong = list(doctor._clock(clock.wall(), clock.wall() + timedelta(seconds=9)))
    assert (wrong[0].kind, wrong[0].words) == ("wrong", "this machine and the database differ by 9.0 s")


def test_processes_are_said_to_run_to_have_stopped_or_never_to_have_run(place: Path) -> None:
    wall = clock.wall()
    Heartbeat.objects.create(process="listen", at=wall)
    assert said("listen") == [("fine", "is running")]
    assert said("monitor") == [("warning", "has never run here")]
    Heartbeat.objects.create(process="monitor", at=wall - timedelta(minutes=5))
    assert said("monitor")[0][1].startswith("was last seen at ")
    assert said("jobs") == [("warning", "has never run here")], "nobody's reminders would go"
    Heartbeat.objects.create(process="jobs", at=wall - timedelta(seconds=30))
    assert said("jobs") == [("fine", "is running")], "a message may take that long to leave"


def test_of_several_listeners_the_silent_one_is_named(place: Path) -> None:
    wall = clock.wall()
    for name, ago in (("listen:a:2575", 0), ("listen:a:2576", 60), ("listen:b:2575", 90_000)):
        Heartbeat.objects.create(process=name, at=wall - timedelta(seconds=ago))
    assert said("listen at a:2575") == [("fine", "is running")]
    assert said("listen at a:2576")[0][0] == "warning"
    assert said("listen at b:2575") == [], "nobody has missed it for a day"
    assert said("listen") == []


def test_a_key_that_others_can_read_is_wrong(place: Path) -> None:
    key = place / "secret-key"
    key.write_text("a key")
    key.chmod(0o644)
    assert said("secret-key") == [("wrong", "can be read by others on this machine")]


def test_anchors_are_missed_when_old_or_gone(place: Path) -> None:
    assert said("anchors") == [("warning", "none was ever written")]
    assert (
        run("clinic", "add", "--code", "lakeside", "--name", "Lakeside", "--timezone", "UTC").exit_code == 0
    )
    assert run("nightly").exit_code == 0
    assert said("anchors")[0][0] == "fine"
    (place / "anchors.jsonl").unlink()
    assert said("anchors")[0] == ("wrong", f"{place / 'anchors.jsonl'} is missing")


def test_a_database_that_cannot_be_reached_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connections["owner"].close()
    with monkeypatch.context() as patch:
        patch.setitem(connections["owner"].settings_dict, "NAME", "test_no_such_database")
        kind, words = said("database")[0]
    assert kind == "wrong"
    assert 'database "test_no_such_database" does not exist' in words


def test_every_table_is_looked_at(db: None) -> None:
    assert {"audit_event", "people_user", "django_session"} <= {
        model._meta.db_table for model in guards.tables()
    }


# The first people.


def add_clinic() -> None:
    assert (
        run("clinic", "add", "--code", "lakeside", "--name", "Lakeside", "--timezone", "UTC").exit_code == 0
    )


def add_user(*more: str, given: str = PASSWORD) -> Result:
    arguments = [
        "--email",
        "Olu@lakeside.example",
        "--name",
        "Olu",
        "--clinic",
        "lakeside",
        "--password-stdin",
    ]
    return run("user", "add", *arguments, *more, given=given)


def test_a_first_owner(place: Path, unit: Any) -> None:
    add_clinic()
    done = add_user("--role", "owner")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        0,
        "Olu <olu@lakeside.example> is owner at Lakeside",
    )
    assert User.objects.get().check_password(PASSWORD.strip())
    with unit():
        verbs = list(Event.objects.order_by("recorded_at").values_list("verb", flat=True))
    assert verbs == ["clinic.opened", "user.added", "staff.employed", "role.given"]


def test_somebody_who_signs_in_already_gets_the_role_and_keeps_the_password(place: Path) -> None:
    add_clinic()
    add_user("--role", "owner")
    assert add_user("--role", "custodian", given="").exit_code == 0
    assert User.objects.get().check_password(PASSWORD.strip())


@pytest.mark.parametrize(
    ("arguments", "given", "says"),
    [
        (["--role", "king"], PASSWORD, "euthymia:--role: 'king' is no role, accepted: support, evaluator"),
        (["--role", "patient"], PASSWORD, "euthymia:--role: a patient is registered, not employed"),
        (
            ["--role", "owner", "--clinic", "nowhere"],
            PASSWORD,
            "euthymia:--clinic: there is no clinic 'nowhere', accepted: lakeside",
        ),
        (["--role", "owner"], "short\n", "euthymia:password: This password is too short."),
        (
            ["--role", "owner", "--email", "no address"],
            PASSWORD,
            "euthymia:--email: Enter a valid email address.",
        ),
        (["--role", "inspector"], PASSWORD, "euthymia:until: an inspector's access has an end"),
    ],
)
def test_a_refused_person_leaves_nothing_behind(
    place: Path, arguments: list[str], given: str, says: str
) -> None:
    add_clinic()
    result = add_user(*arguments, given=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(says), result.stderr
    assert not User.objects.exists()


def test_a_clinic_in_no_time_zone_is_refused(place: Path) -> None:
    result = run("clinic", "add", "--code", "x", "--name", "X", "--timezone", "Moon/Base")
    assert (result.exit_code, result.stderr) == (
        2,
        "euthymia:--timezone: Moon/Base is not a time zone; accepted: names such as America/Los_Angeles\n",
    )


def test_a_password_is_never_an_argument() -> None:
    options = {
        name for parameter in main.get_command(None, "user").commands["add"].params for name in parameter.opts
    }  # type: ignore[arg-type, union-attr]
    assert "--password" not in options
