"""The rates of the honesty view: measured anew by `python -m docs.honesty`, written for readers by docs.generate."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from euthymia.domain.honesty import SETTINGS, Kind
from euthymia.domain.honesty.measured import MEASURED
from euthymia.domain.honesty.rates import Rate, Rates
from euthymia.domain.simulation import detection
from euthymia.domain.simulation.fabricated import FABRICATIONS

PLACE = "docs/reference/honesty-rates.md"
KEPT = Path(__file__).resolve().parent.parent / "src" / "euthymia" / "domain" / "honesty" / "measured.py"
SEEDS = 2_000
_SAYS = {one.code: one.says for one in FABRICATIONS}
_MEANT = {one.code: one.meant for one in FABRICATIONS}


def honesty_rates() -> str:
    """The whole page, in Markdown."""
    return "\n".join((*_head(), *_kinds(), *_harmless(), *_settings())) + "\n"


def _head() -> Iterator[str]:
    honest = MEASURED.honest
    low, high = honest.interval
    yield "# How well the honesty view does"
    yield ""
    yield (
        "Measured on simulated charts, which is all that can be measured: no collection of real charts says which of them "
        "are made up. The charts, honest and made up, come from seeds and are the same each time "
        "(`domain/simulation/charted.py`, `fabricated.py`); a test counts a part of them again and compares."
    )
    yield ""
    yield f"Honest charts flagged: **{honest.flagged} of {honest.charts}**, {honest.share:.1%} (95 % interval {low:.1%} to {high:.1%})."
    found = [f"{Kind(kind).heading.lower()} {count}" for kind, count in honest.by_detector.items()]
    yield f"By detector: {', '.join(found) or 'none'}."
    yield ""


def _kinds() -> Iterator[str]:
    yield f"Made-up charts, {MEASURED.seeds} of each kind, at the program's own figures (set {MEASURED.settings}):"
    yield ""
    yield "| Made up by | Flagged | 95 % interval | By the detector meant for it |"
    yield "|---|---|---|---|"
    for one in MEASURED.fabricated:
        low, high = one.interval
        meant = f"{one.share_meant:.1%}, {_MEANT[one.code].heading.lower()}"
        yield f"| {_SAYS[one.code]} | {one.share:.1%} | {low:.1%} to {high:.1%} | {meant} |"
    yield ""
    yield (
        "These kinds were invented by the same people as the detectors, so read the table as what the detectors can see, "
        "not as what they will find in a clinic. Signs that are invented with skill, close to what the patient has, are not seen: "
        "the row about invented signs shows it. On 215 stretches of ten sets from real charts of an intensive care unit "
        "(MIMIC-IV demo, 8 stays) straight lines were flagged once, copied values and rounded digits never."
    )
    yield ""


def _harmless() -> Iterator[str]:
    yield "## What each flag may be without any fault"
    yield ""
    for kind in Kind:
        yield f"- **{kind.heading}.** {kind.harmless}"
    yield ""


def _settings() -> Iterator[str]:
    yield "## The figures"
    yield ""
    yield "Site settings, every one: the medical director changes them by signature, between these limits."
    yield ""
    yield "| Figure | Own | Accepted | Source |"
    yield "|---|---|---|---|"
    for one in SETTINGS:
        yield f"| {one.says} | {one.default} | {one.accepted} | {one.provenance} |"


def written(rates: Rates) -> str:
    """The module that keeps a run."""
    rows = "\n".join(f"        {_row(one)}," for one in rates.fabricated)
    return (
        '"""Rates as they were measured last, written by `python -m docs.honesty`; a test counts some of them again."""\n\n'
        "from __future__ import annotations\n\nfrom .rates import Rate, Rates\n\n"
        f'MEASURED = Rates(\n    seeds={rates.seeds},\n    settings="{rates.settings}",\n    honest={_row(rates.honest)},\n'
        f"    fabricated=(\n{rows}\n    ),\n)  # fmt: skip\n"
    )


def _row(one: Rate) -> str:
    counts = ", ".join(f'"{kind}": {count}' for kind, count in one.by_detector.items())
    return f'Rate("{one.code}", {one.charts}, {one.flagged}, {one.as_meant}, {{{counts}}})'


def main() -> int:
    KEPT.write_text(written(detection.measure(SEEDS)), "utf-8")
    sys.stdout.write(f"{KEPT.name}; now: make reference\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
