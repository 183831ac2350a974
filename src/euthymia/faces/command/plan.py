"""`euthymia plan`: courses into a clinic's calendar, or the limits that are in the way."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from euthymia.domain.scheduling.request import Request

_QUIET_S = 2.0  # what takes longer shows a bar
_STEP_S = 0.1


@click.command()
@click.argument("request")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def plan(request: str, as_json: bool) -> None:
    """Plan the courses of REQUEST, a JSON file or - for standard input, into a clinic's calendar.

    Exit 0: a plan; 1: there is none, and the smallest set of limits in the way is named; 2: the request is
    unusable. A request that carries an earlier answer as keep is repaired with the fewest moves.
    """
    from euthymia.domain.quantities import Unusable
    from euthymia.domain.scheduling.reading import parse

    from .simulate import read, refuse

    try:
        asked = parse(read(request))
    except Unusable as refusal:
        refuse(request, refusal.faults)
    answer = _watched(asked) if sys.stderr.isatty() else _planned(asked, lambda _: None)
    click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False) if as_json else _human(answer))
    sys.exit(0 if "sessions" in answer else 1)


def _planned(asked: Request, tell: Callable[[str], None]) -> dict[str, Any]:
    from euthymia.domain.scheduling import planner
    from euthymia.domain.scheduling.answer import to_json

    began = time.monotonic()
    return to_json(planner.plan(asked, lambda: asked.limit_s - (time.monotonic() - began), tell), asked)


def _watched(asked: Request) -> dict[str, Any]:
    """As `_planned`, with a bar that shows how much of the time it may take has gone."""
    told: SimpleQueue[str] = SimpleQueue()
    done: SimpleQueue[dict[str, Any] | BaseException] = SimpleQueue()

    def work() -> None:
        try:
            done.put(_planned(asked, told.put))
        except BaseException as error:
            done.put(error)

    Thread(target=work, daemon=True).start()
    found = _waited(done, _QUIET_S)
    if found is None:
        steps = max(1, int(asked.limit_s / _STEP_S))
        with click.progressbar(length=steps, label="planning", file=sys.stderr) as bar:
            bar.update(min(steps, int(_QUIET_S / _STEP_S)))
            while (found := _waited(done, _STEP_S)) is None:
                while not told.empty():
                    bar.label = told.get()
                bar.update(1 if bar.pos < steps else 0)
    if isinstance(found, BaseException):
        raise found
    return found


def _waited(
    done: SimpleQueue[dict[str, Any] | BaseException], seconds: float
) -> dict[str, Any] | BaseException | None:
    try:
        return done.get(timeout=seconds)
    except Empty:
        return None


def _human(answer: dict[str, Any]) -> str:
    if "sessions" not in answer:
        return "\n".join(_refused(answer))
    lines = _weeks(answer["sessions"], {one["patient"]: one["sessions"] for one in answer["courses"]})
    for one in answer["courses"]:
        lines.append(
            f"{one['patient']}: {one['done']} of {one['sessions']} given, {one['first']} to {one['last']}, "
            f"{one['days']} of {one['within_days']} days"
        )
    for title, key in (("moved", "moved"), ("other chair or nurse", "reseated")):
        lines += [f"{title}: {_moved(one)}" for one in answer.get(key, ())]
    best = "proved: no plan finishes earlier"
    if "moved" in answer:
        best = "proved: no repair moves less"
    short = f"the best there is may be {answer['gap']:.1%} better"
    return "\n".join([*lines, best if answer["proved_optimal"] else short])


def _refused(answer: dict[str, Any]) -> list[str]:
    if "undecided" in answer:
        return [answer["undecided"]]
    first = "impossible: these cannot hold together"
    if not answer["smallest"]:
        first = "impossible: these cannot hold together, nor perhaps do fewer: the time ran out before all were tried"
    lines = [first, *(f"  {says}" for says in answer["impossible"])]
    if len(answer["blocked"]) > 1:
        lines.append(f"not even alone: {', '.join(answer['blocked'])}")
    return lines


def _moved(one: dict[str, Any]) -> str:
    was, now = (
        "none" if side is None else f"{side['start']} (n {side['n']}, chair {side['chair']})"
        for side in (one["was"], one["now"])
    )
    return f"{one['patient']}, {was} to {now}"


def _weeks(sessions: list[dict[str, Any]], of: dict[str, int]) -> list[str]:
    """A table for each week: a row for each chair, a column for each day that has sessions."""
    from datetime import datetime

    weeks: dict[tuple[int, int], dict[tuple[int, str], list[str]]] = {}
    for one in sessions:
        start = datetime.fromisoformat(one["start"])
        cell = (one["chair"], f"{start:%a %d %b}")
        nurse = "" if one["nurse"] is None else f" ({one['nurse']})"
        says = f"{start:%H:%M} {one['patient']} {one['n']} of {of[one['patient']]}{nurse}"
        weeks.setdefault(start.isocalendar()[:2], {}).setdefault(cell, []).append(says)
    lines = []
    for (year, week), cells in weeks.items():
        days = list(dict.fromkeys(day for _, day in cells))
        wide = {
            day: max(len(day), *(len(s) for (_, d), some in cells.items() if d == day for s in some))
            for day in days
        }
        lines.append(f"week {week} of {year}".ljust(10) + "".join(f"  {day:<{wide[day]}}" for day in days))
        for chair in sorted({chair for chair, _ in cells}):
            columns = [cells.get((chair, day), []) for day in days]
            for row in range(max(map(len, columns))):
                head = f"chair {chair}" if row == 0 else ""
                texts = (column[row] if row < len(column) else "" for column in columns)
                line = "".join(f"  {text:<{wide[day]}}" for text, day in zip(texts, days, strict=True))
                lines.append(f"{head:<15}{line}".rstrip())
        lines.append("")
    return lines
