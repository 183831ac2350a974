"""Laboratory results over time, as the screening page shows them: the newest counts, the older are its trend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from euthymia.domain.rules.case import plausible

from .models import Fact


@dataclass(frozen=True, slots=True)
class Result:
    """One result of one test; `upper` is the laboratory's own limit, where it states one."""

    value: str
    on: date
    upper: float | None
    number: float | None

    @property
    def is_high(self) -> bool:
        return self.number is not None and self.upper is not None and self.number > self.upper


@dataclass(frozen=True, slots=True)
class Series:
    """One test: the newest result and those before it, the newest first."""

    title: str
    unit: str
    newest: Result
    earlier: tuple[Result, ...]

    @property
    def trend(self) -> str:
        """In a word, against the result before; "" where there is none or it is no number."""
        before = self.earlier[0].number if self.earlier else None
        now = self.newest.number
        if before is None or now is None:
            return ""
        return "unchanged" if now == before else "higher than before" if now > before else "lower than before"


def over_time(rows: Iterable[Fact]) -> list[Series]:
    """Every test that has a result, in the order of the form. Of one day the one entered last counts."""
    found: dict[str, list[Result]] = {}
    for row in rows:
        if row.kind != "labs":
            continue
        for name, value in row.detail.get("values", {}).items():
            if value.get("value") is not None:
                found.setdefault(name, []).append(_result(value, row.detail["collected"]))
    return [
        Series(title(name), form.unit, *_newest_first(found[name]))
        for name, form in plausible.LABS.items()
        if name in found
    ]


def title(name: str) -> str:
    return name.upper() if len(name) <= 4 else name.capitalize()


def _newest_first(results: list[Result]) -> tuple[Result, tuple[Result, ...]]:
    ordered = sorted(reversed(results), key=lambda one: one.on, reverse=True)
    return ordered[0], tuple(ordered[1:])


def _result(value: dict[str, float | str | None], collected: str) -> Result:
    said, upper = value["value"], value.get("upper")
    number = float(said) if isinstance(said, int | float) else None
    shown = f"{number:g}" if number is not None else str(said)
    limit = float(upper) if isinstance(upper, int | float) else None
    return Result(shown, date.fromisoformat(collected), limit, number)
