"""How long benefit held, and how soon it came, drawn and as rows of the table beside the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from euthymia.domain.results.summary import Lasting
from euthymia.domain.results.survival import Share
from euthymia.kit.charts import Chart, Lane, Series, TimeAxis

_DAY_MIN = 1440
DESK, PHONE = (760, 280), (320, 240)


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of the table: percent after so many days."""

    days: int
    percent: float
    low: float
    high: float
    followed: int

    @property
    def words(self) -> str:
        weeks, rest = divmod(self.days, 7)
        if rest or not weeks:
            return f"{self.days} days"
        return "1 week" if weeks == 1 else f"{weeks} weeks"


def held(found: Lasting) -> list[Mark]:
    """The share still in benefit."""
    return [
        Mark(one.days, 100 * one.share, 100 * one.low, 100 * one.high, one.followed) for one in found.marks
    ]


def responded(found: Lasting) -> list[Mark]:
    """The share that had responded by then: what is left of the waiting."""
    return [
        Mark(one.days, 100 * (1 - one.share), 100 * (1 - one.high), 100 * (1 - one.low), one.followed)
        for one in found.marks
    ]


def picture(found: Lasting, size: tuple[int, int], title: str, summary: str) -> Chart:
    """The share still in benefit by week, with its interval as a band."""
    weekly: Sequence[Share] = found.weekly
    at = [one.days * _DAY_MIN for one in weekly]
    line = Series(
        "still in benefit", "step", [(minute, 100 * one.share) for minute, one in zip(at, weekly, strict=True)],
        tone="accent", say="{0} % still in benefit",
    )  # fmt: skip
    band = Series(
        "95 % interval", "band", [(minute, 100 * one.low, 100 * one.high) for minute, one in zip(at, weekly, strict=True)],
        tone="muted",
    )  # fmt: skip
    axis = TimeAxis(0, max(at[-1], 7 * _DAY_MIN), days=True)
    return Chart(
        lanes=(Lane("Benefit", unit="%", low=0, high=100, series=(band, line)),), axis=axis, width=size[0],
        height=size[1], title=title, summary=summary,
    )  # fmt: skip
