"""`euthymia watch`: the clinic's own alarm logic over recorded readings."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from math import isfinite
from typing import IO, Any

import click

from euthymia.domain.monitoring import CHANNELS, AlarmEvent, Limits, Sample, State, instant, step
from euthymia.domain.quantities import Unusable, strict_json
from euthymia.domain.wire import CHANNELS as MEASURED

_KEYS = ("channel", "value", "unit", "measured_at", "group", "source")


@click.command()
@click.argument("readings")
@click.option(
    "--limits", "limits_file", required=True, help="Limits by channel, as JSON ('-': standard input)."
)
@click.option("--jsonl", is_flag=True, help="One JSON object a line; that is also what comes without it.")
def watch(readings: str, limits_file: str, jsonl: bool) -> None:
    """Print the alarm events of recorded READINGS ('-': standard input), one JSON object a line.

    READINGS are lines of `euthymia decode`, in their order of arrival; its refusals are passed over.
    Time is the newest measured_at seen. A line that cannot be used is named on standard error and the rest
    is watched. Exit 0: every line was used; 1: some were not; 2: nothing could be watched.
    """
    if readings == limits_file == "-":
        _refuse("-", Unusable.one("", "twice", "both inputs are standard input", "one file at least"))
        sys.exit(2)
    try:
        with _opened(limits_file) as file:
            limits = Limits.from_json(strict_json.loads(file.read()))
        with _opened(readings) as lines:
            sys.exit(_replay(readings, lines, limits))
    except _Unopened as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    except Unusable as refusal:
        _refuse(limits_file, refusal)
        sys.exit(2)


def _replay(name: str, lines: IO[bytes], limits: Limits) -> int:
    state, n, status = State(), 0, 0
    newest: datetime | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            sample = _sample(strict_json.loads(line))
        except Unusable as refusal:
            _refuse(name, refusal, number)
            status = 1
            continue
        if sample is None:
            continue
        newest = sample.measured_at if newest is None else max(newest, sample.measured_at)
        state, events = step(state, limits, (sample,), newest)
        for event in events:
            n += 1
            click.echo(json.dumps(_form(n, event)))
    return status


def _form(n: int, event: AlarmEvent) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "n": n,
        "alarm": event.alarm,
        "priority": event.priority.value,
        "kind": event.kind.value,
        "value": event.value,
        "limit": event.limit,
    }


def _sample(form: Any) -> Sample | None:
    """The reading of a line, or None for a part that the decoder refused. Raises `Unusable`."""
    if not isinstance(form, dict):
        raise Unusable.one("", "not-an-object", "a reading is an object", "a line of `euthymia decode`")
    if "refused" in form:
        return None
    for key in form:
        if key not in _KEYS:
            raise Unusable.one(f"/{key}", "unknown-key", f"{key!r} is no key of a reading", " ".join(_KEYS))
    channel = CHANNELS.get(form["channel"]) if isinstance(form.get("channel"), str) else None
    if channel is None:
        says = f"the channel is {form.get('channel')!r}"
        raise Unusable.one("/channel", "unknown-channel", says, "one of " + " ".join(CHANNELS))
    # Limits carry no unit either: both are in the channel's own.
    if form.get("unit", channel.unit) != channel.unit:
        says = f"the unit of {channel.name} is {form['unit']!r}"
        raise Unusable.one("/unit", "unknown-unit", says, channel.unit)
    value = form.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
        raise Unusable.one("/value", "not-a-number", f"the value is {value!r}", "a finite number")
    measured = MEASURED.get(channel.name)
    if measured is not None and not measured.low <= value <= measured.high:
        # No person has it, so it may neither raise an alarm nor clear one.
        says = f"{channel.name} {value:g} is outside the physical range"
        raise Unusable.one(
            "/value", "out-of-range", says, f"{measured.low} to {measured.high} {channel.unit}"
        )
    return Sample(channel.name, value, _time(form.get("measured_at")))


def _finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:
        return False


def _time(text: Any) -> datetime:
    accepted = "ISO 8601 with an offset, such as 2026-11-20T10:00:00+00:00"
    try:
        return instant(datetime.fromisoformat(text))
    except (TypeError, ValueError):
        says = f"the time is {text!r}"
        raise Unusable.one("/measured_at", "not-a-time", says, accepted) from None


class _Unopened(Exception):
    """A file that cannot be read at all."""


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        # Only the opening is guarded: a reader that leaves the output early is no fault of this file.
        file = open(name, "rb")  # noqa: SIM115
    except OSError as error:
        raise _Unopened(f"{name}: {error.strerror}; accepted: a file that can be read") from None
    with file:
        yield file


def _refuse(name: str, refusal: Unusable, line: int | None = None) -> None:
    """One line for each fault; a fault of a line is placed by the line, one of a document by its pointer."""
    for fault in refusal.faults:
        place = fault.at if line is None else str(line)
        click.echo(f"{name}:{place}: {fault}" if place else f"{name}: {fault}", err=True)
