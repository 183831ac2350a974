"""How the page tells what was done: of a check its signs in a line, what is not as it should be in words, and all of it behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from euthymia.domain.rules.ready_to_leave import NUMBERS, OBSERVATIONS
from euthymia.journey.infusion.fold import Happening

_SIGNS = (("hr", "pulse {:g}"), ("spo2", "SpO₂ {:g} %"), ("rr", "{:g} breaths/min"))
_AT_BEST = {
    "moaas": 5.0,
    "dissociation": 0.0,
}  # where the scales of a check say that nothing is left of the dose


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown. Of a check `says` are the signs; `amiss` is what is not as it should be, or "" where all is;
    `seen` is everything that was looked at, by name. Of anything else `says` is what was written."""

    one: Happening
    says: str
    amiss: str = ""
    seen: tuple[tuple[str, str], ...] = ()


def lines(happenings: Iterable[Happening]) -> list[Line]:
    """The newest first."""
    return [_check(one) if one.kind == "check" else Line(one, _said(one)) for one in reversed([*happenings])]


def _said(one: Happening) -> str:
    return f"{one.says}: {one.reason}" if one.kind == "device" else one.says


def _check(one: Happening) -> Line:
    found = one.detail or {}
    signs = ", ".join(_signs(found.get("values", {})))
    looked = [*_scores(found.get("scores", {})), *_answers(found.get("seen", {}))]
    amiss = [
        f"{title[0].lower()}{title[1:]}: {words}" for title, words, as_should_be in looked if not as_should_be
    ]
    seen = tuple((title, words) for title, words, _ in looked)
    return Line(one, signs or "no signs measured", ", ".join(amiss), seen)


def _signs(values: Mapping[str, float]) -> Iterator[str]:
    if "sbp" in values or "dbp" in values:
        yield "/".join(f"{values[name]:g}" if name in values else "–" for name in ("sbp", "dbp")) + " mmHg"
    yield from (words.format(values[name]) for name, words in _SIGNS if name in values)


def _scores(scores: Mapping[str, float]) -> Iterator[tuple[str, str, bool]]:
    for scale in NUMBERS:
        if (value := scores.get(scale.code)) is not None:
            yield scale.title, f"{value:g} of {scale.high}", value == _AT_BEST[scale.code]


def _answers(seen: Mapping[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Each observation offers what should be first."""
    for look in OBSERVATIONS:
        if (code := seen.get(look.code)) is not None:
            choices: Sequence[Any] = look.choices
            yield look.title, dict(choices)[code], code == choices[0][0]
