"""The process that sends is killed with signal 9 at every point there is: nothing goes twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.messages import actions, queries, sending
from euthymia.clinic.messages.drivers.local import LocalMailbox
from euthymia.clinic.messages.models import Contact, Message
from euthymia.faces.command import verify
from euthymia.kit import clock, streams
from support.cast import Cast
from support.killed_draw import children
from support.killed_outbox import Sink, an_outbox
from support.letters import reachable

pytestmark = pytest.mark.processes
MORE_THAN_ANY = 60


class Killed:
    """One message after another: each is on its way when the process is killed, one point later than the last."""

    def __init__(self, cast: Cast, unit: Callable[..., Any], folder: Path, *, remembers: bool) -> None:
        self.cast, self.unit, self.folder, self.remembers = cast, unit, folder, remembers
        self.box = an_outbox(folder, remembers=remembers)

    def queue(self) -> Message:
        now = clock.now()
        with self.unit(self.cast.lakeside):
            return actions.put(
                by="a test", patient=self.cast.ana_patient, key=uuid4(), kind="reminder", subject=uuid4(), due_at=now,
                useful_until=now + timedelta(days=1),
            )  # fmt: skip

    def let_go(self, message: Message) -> None:
        """Until the database has noticed that whoever held this message is dead."""
        with self.unit(self.cast.lakeside):
            streams.lock(Message, [message.pk])
            contact = queries.contact(self.cast.ana_patient)
            assert contact is not None
            streams.lock(Contact, [contact.pk])

    def everywhere(self) -> list[Message]:
        """Each message as it stands when another process has taken over; the last one was not killed at all."""
        found = []
        with children("support.killed_outbox") as forked:
            for point in range(1, MORE_THAN_ANY):
                queued = self.queue()
                said = forked.do(
                    at=point, now=clock.now().isoformat(), folder=str(self.folder), remembers=self.remembers
                )
                self.let_go(queued)
                self.box.work(self.cast.lakeside)
                self.box.work(self.cast.lakeside)
                with self.unit(self.cast.lakeside):
                    found.append(queries.message(self.cast.lakeside, queued.pk))
                if said != "killed":
                    assert said == "ended 0"
                    return found
        raise AssertionError("it never came to its end")


@pytest.fixture
def written_to(
    committed: None, cast: Cast, unit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Cast:
    monkeypatch.setattr(sending, "LEASE", timedelta(0))
    with unit(cast.lakeside):
        reachable(cast.ana_patient, timezone="America/Los_Angeles")
    return cast


def broken() -> list[str]:
    return [str(one) for one in verify.look([], clock.wall()).broken]


def test_with_a_provider_that_knows_a_key_again_everything_arrives_once(
    written_to: Cast, unit: Callable[..., Any], tmp_path: Path
) -> None:
    found = Killed(written_to, unit, tmp_path, remembers=True).everywhere()
    assert len(found) > 12, "before each write, around each commit, around the sending"
    assert {one.state for one in found} == {Message.State.SENT}
    arrived = [one["text"] for one in LocalMailbox(tmp_path / "mailbox").read()]
    assert sorted(arrived) == sorted(f"about {one.pk}" for one in found), "each once, none missing"
    assert broken() == []


def test_with_a_mail_server_nothing_goes_twice_and_what_nobody_can_know_a_person_looks_at(
    written_to: Cast, unit: Callable[..., Any], tmp_path: Path
) -> None:
    found = Killed(written_to, unit, tmp_path, remembers=False).everywhere()
    sink = Sink(tmp_path / "sink")
    arrived = {one.pk: sink.arrived(one.pk) for one in found}
    assert set(arrived.values()) <= {0, 1}
    for one in found:
        if one.state == Message.State.SENT:
            assert arrived[one.pk] == 1
        else:
            assert (one.state, one.reason) == (Message.State.FAILED, "unclear")
    assert {arrived[one.pk] for one in found if one.state == Message.State.FAILED} == {0, 1}
    assert found[0].state == found[-1].state == Message.State.SENT, (
        "killed before the lease it is sent by who comes next"
    )
    with unit(written_to.lakeside):
        seen = set(queries.failed(written_to.lakeside, clock.now()).values_list("pk", flat=True))
    assert seen == {one.pk for one in found if one.state == Message.State.FAILED}, "none is lost"
    assert broken() == []


def test_a_consent_withdrawn_after_the_kill_stops_the_next_attempt(
    written_to: Cast, unit: Callable[..., Any], tmp_path: Path
) -> None:
    killed = Killed(written_to, unit, tmp_path, remembers=True)
    ana, clinic = written_to.ana_patient, written_to.lakeside
    with children("support.killed_outbox") as forked:
        for point in range(1, MORE_THAN_ANY):
            queued = killed.queue()
            said = forked.do(at=point, now=clock.now().isoformat(), folder=str(tmp_path), remembers=True)
            killed.let_go(queued)
            before = {one["text"] for one in LocalMailbox(tmp_path / "mailbox").read()}
            with unit(clinic):
                actions.withdraw(by="a test", patient=ana, client_id=uuid4(), channel="email")
            killed.box.work(clinic)
            after = {one["text"] for one in LocalMailbox(tmp_path / "mailbox").read()}
            assert after == before, "nothing is sent to a withdrawn consent"
            with unit(clinic):
                now = queries.message(clinic, queued.pk)
                assert now.state in (Message.State.DROPPED, Message.State.SENT)
                actions.consent(by="a test", patient=ana, client_id=uuid4(), channel="email", says="again")
            if said != "killed":
                return
    raise AssertionError("it never came to its end")
