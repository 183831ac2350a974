"""`euthymia decode`: device bytes in, readings out, one JSON object a line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import click

from euthymia.domain import wire
from euthymia.kit import clock


def _zone(ctx: click.Context, param: click.Parameter, value: str | None) -> ZoneInfo | None:
    if value is None:
        return None
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        says = f"{value!r} is no time zone; accepted: a name such as America/Los_Angeles"
        raise click.BadParameter(says) from None


@click.command(name="decode")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--driver",
    "name",
    type=click.Choice([driver.manifest.name for driver in wire.DRIVERS]),
    help="The form of the bytes; told from their beginning when not given.",
)
@click.option("--zone", callback=_zone, help="The device's zone, for times written without an offset.")
@click.option("--jsonl", is_flag=True, help="One JSON object a line, as it always is.")
@click.pass_context
def decode(ctx: click.Context, file: BinaryIO, name: str | None, zone: ZoneInfo | None, jsonl: bool) -> None:
    """Read the device messages in FILE (- for standard input) and print their readings.

    Exit status 0 when everything was read, 1 when a part was refused, 2 when FILE cannot be opened.
    """
    data = file.read()
    refused = False
    for line in _lines(data, name, zone, _written_at(file)):
        refused = refused or "refused" in line
        click.echo(json.dumps(line))
    ctx.exit(1 if refused else 0)


def _lines(
    data: bytes, name: str | None, zone: ZoneInfo | None, received_at: datetime
) -> Iterator[dict[str, Any]]:
    driver = wire.driver(name) if name else wire.recognise(data)
    if driver is None:
        if data.strip():
            forms = ", ".join(each.manifest.name for each in wire.DRIVERS)
            yield wire.Refused(f"no form that is read here; accepted: {forms}", "byte 1").to_json()
        return
    parts = list(driver.split(data))
    several = sum(isinstance(part, bytes) for part in parts) > 1
    seen: set[bytes] = set()
    count = 0
    for part in parts:
        if isinstance(part, wire.Refused):
            if several and part.at.startswith("segment"):
                # A first segment cut short is all there is of a message that was never counted.
                part = replace(part, at=f"message {count + (part.at == 'segment 1')} {part.at}")
            yield part.to_json()
            continue
        count += 1
        # The line ends after a message belong to the file, not to the message.
        content = part.rstrip(b"\r\n")
        if content in seen:
            continue
        seen.add(content)
        decoded = driver.decode(part, received_at=received_at, zone=zone)
        for line in decoded.to_json():
            if several and "refused" in line:
                line["at"] = f"message {count} {line['at']}".rstrip()
            yield line


def _written_at(file: BinaryIO) -> datetime:
    """When the bytes were last written: the arrival of a message in them that states no time itself."""
    try:
        return datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    except (OSError, ValueError):
        return clock.now()
