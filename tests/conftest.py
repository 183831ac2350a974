"""What every test may ask for. Nothing of Django is imported until a test needs it.

    db                    a test inside one transaction, rolled back
    committed             a test whose units really commit (notifications, several connections, processes)
    unit                  opens a unit of work: `with unit(cast.lakeside): …`
    stopped               time stands still at NINE; `clock.advance(…)` moves it
    cast                  Lakeside, Hillside and everybody in them (see support/cast.py and support/standing.py)
    signed_in             `client = signed_in(cast.noor)`: a test client already at work in the clinic

Tests run under the role that owns nothing, so the database refuses here what it refuses in a clinic.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from euthymia.kit.processes import GARBAGE_AFTER
from support import database

if TYPE_CHECKING:
    from django.test import Client

    from euthymia.clinic.people.models import Clinic
    from euthymia.kit.units import Unit
    from support.cast import Cast, Person

# Properties are asked of the same examples in every run, however slow the machine: a gate may not fail by chance.
# `pytest --hypothesis-profile=default` asks of new ones.
hypothesis.settings.register_profile(
    "gate",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("gate")

NINE = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # nine in the morning at Lakeside


SLOWEST = 10
HERE = Path(__file__).parent
LONG_FIRST = {folder: place for place, folder in enumerate(("browser", "processes", "stories"))}


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Of a run of many files, those that took longest: where time goes is seen before it is missed."""
    spent = Counter[str]()
    for reports in terminalreporter.stats.values():
        for report in reports:
            spent[getattr(report, "nodeid", "").partition("::")[0]] += getattr(report, "duration", 0.0)
    if len(spent) > 2 * SLOWEST:
        terminalreporter.section("slowest files")
        for name, seconds in spent.most_common(SLOWEST):
            terminalreporter.write_line(f"{seconds:5.0f} s  {name}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files go to whichever worker is free: the long ones first, so that none is left for the end."""
    items.sort(key=lambda item: LONG_FIRST.get(Path(item.path).relative_to(HERE).parts[0], len(LONG_FIRST)))


# What is imported and collected stays to the end: it is not looked through for garbage while that goes on, which
# took a third of its time, nor after every test. Tests then collect as seldom as the program's processes do.
gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """One database for each process, for the whole run."""
    with django_db_blocker.unblock():
        database.make()
    yield
    with django_db_blocker.unblock():
        database.destroy()


@pytest.fixture(autouse=True)
def _no_rows(request: pytest.FixtureRequest) -> None:
    """A test that uses the database and asks for no scene begins with an empty one."""
    asked = request.fixturenames
    if "cast" in asked or not ("db" in asked or request.node.get_closest_marker("django_db")):
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        from support import standing

        standing.nothing()


@pytest.fixture
def committed(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """Real commits on both aliases; the next test clears them away. Slower than `db`."""
    from support import standing

    with django_db_blocker.unblock(), standing.committing():
        if "cast" not in request.fixturenames:
            standing.nothing()
        yield


@pytest.fixture
def stopped() -> Iterator[datetime]:
    """Time stands still; move it with `euthymia.kit.clock.advance`."""
    from euthymia.kit import clock

    with clock.frozen(NINE):
        yield NINE


@pytest.fixture
def unit() -> Callable[..., AbstractContextManager[Unit]]:
    """`with unit(clinic):` works in that clinic, `with unit():` as the program itself, in all of them."""
    from euthymia.kit import units

    @contextmanager
    def open_unit(clinic: Clinic | None = None, *, actor: str = "a test", **more: Any) -> Iterator[Unit]:
        database.forget()
        with units.unit(tenant=clinic.pk if clinic else units.EVERY_TENANT, actor=actor, **more) as opened:
            yield opened
        database.forget()

    return open_unit


@pytest.fixture
def cast(request: pytest.FixtureRequest, stopped: datetime) -> Cast:
    """Everybody, employed and registered through the clinic's own actions; `mark.scene` says which scene, whose
    function returns them. Needs `db` or `committed`."""
    if "committed" not in request.fixturenames:
        request.getfixturevalue("db")
    from support import standing

    scene = request.node.get_closest_marker("scene")
    return standing.stand(*scene.args if scene else ())


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """A test client that has signed in as this person and, for staff, stands in their clinic."""
    from support.cast import client_of

    return client_of
