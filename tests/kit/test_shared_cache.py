"""The cache that processes share: what one has put there every other finds, for as long as was said."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client

from euthymia.kit.models import Cached
from euthymia.kit.shared_cache import SharedCache
from support.cast import PASSWORD, Cast


def another() -> SharedCache:
    return SharedCache("", {})


@pytest.mark.django_db
def test_one_puts_and_another_finds() -> None:
    cache.set("limit", [1763810693.1234567, 2.0], 60)
    assert another().get("limit") == [1763810693.1234567, 2.0]
    assert (another().get("none", "default"), another().get("none")) == ("default", None)
    assert another().delete("limit") and not another().delete("limit")
    assert cache.get("limit") is None


@pytest.mark.django_db
def test_it_holds_for_as_long_as_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    cache.set("short", "y", 10)
    cache.set("long", "y", None)
    assert cache.touch("short", 30) and not cache.touch("none", 30)
    assert not cache.add("short", "again", 10)
    monkeypatch.setattr(time, "time", lambda: now + 31)
    assert (cache.get("short"), cache.get("long")) == (None, "y")
    assert not cache.touch("short", 30)
    assert cache.add("short", "again", 10) and cache.get("short") == "again"


@pytest.mark.django_db
def test_what_has_expired_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    for n in range(5):
        cache.set(f"old-{n}", n, 10)
    monkeypatch.setattr(time, "time", lambda: now + 11)
    cache.set("new", 1, 10)
    assert Cached.objects.count() == 1
    cache.clear()
    assert Cached.objects.count() == 0


@pytest.mark.django_db
def test_guesses_count_in_whichever_process_they_are_made(cast: Cast) -> None:
    """The limit is read from the table, so a process that has just started knows of earlier guesses."""
    guess = {"login": "noor@lakeside.example", "password": "a guess"}
    for _ in range(5):
        Client().post("/account/login/", guess)
    del caches["default"]
    answer = Client().post("/account/login/", {**guess, "password": PASSWORD})
    assert b"Too many failed login attempts" in answer.content


@pytest.mark.usefixtures("committed")
def test_of_several_who_add_at_once_one_succeeds() -> None:
    gate = threading.Barrier(4)

    def add(_: int) -> Any:
        try:
            gate.wait(60)
            return another().add("lock", True, 60)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as processes:
        assert sorted(processes.map(add, range(4))) == [False, False, False, True]
