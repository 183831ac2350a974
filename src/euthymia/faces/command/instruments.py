"""`euthymia score` and `euthymia instruments`: a score by its published rule, and what the instruments rest on."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import click

from euthymia.domain import instruments as library
from euthymia.domain.instruments import Figure, Instrument, Item, Score
from euthymia.domain.quantities import Fault, Provenance, Unusable


@click.command()
@click.argument("instrument")
@click.option(
    "--answers", help="One field for each item, such as 3,2,,1; an empty field is a missing answer."
)
@click.option("--total", help="In place of --answers: the total of a form that was scored on paper.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def score(instrument: str, answers: str | None, total: str | None, as_json: bool) -> None:
    """Score the answers to INSTRUMENT; `euthymia instruments` lists them.

    Missing answers are handled by the published rule of the instrument; where it allows no score, the
    total is null.
    """
    found = _find(instrument)
    if (answers is None) == (total is None):
        _refuse(
            "--answers",
            [Fault("", "missing", "give the answers or the total", "one of --answers and --total")],
        )
    try:
        scored = (
            library.score(found, library.read(found, answers))
            if answers is not None
            else _by_total(found, total)
        )
    except Unusable as refusal:
        _refuse("--answers" if answers is not None else "--total", refusal.faults)
    click.echo(json.dumps(scored.to_json(), ensure_ascii=False) if as_json else _told(found, scored))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def instruments(as_json: bool) -> None:
    """List the instruments: items, scoring, licence, sources and their marks."""
    if as_json:
        described = [_described(each) for each in library.INSTRUMENTS]
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    click.echo("\n\n".join(_listed(each) for each in library.INSTRUMENTS))


def _find(name: str) -> Instrument:
    try:
        return library.instrument(name)
    except Unusable as refusal:
        _refuse("INSTRUMENT", refusal.faults)


def _by_total(found: Instrument, text: str | None) -> Score:
    try:
        total = float(text or "")
    except ValueError:
        raise Unusable.one("", "not-a-number", f"{text!r} is no total", "a number") from None
    low, high = found.range
    if not low <= total <= high:
        raise Unusable.one("", "out-of-range", f"{text} is no total of {found.title}", f"{low:g} to {high:g}")
    try:
        return library.score_total(found, int(total) if total == int(total) else total)
    except Unusable as refusal:
        raise Unusable(
            [Fault("", fault.code, fault.says, fault.accepted) for fault in refusal.faults]
        ) from None


def _refuse(where: str, faults: tuple[Fault, ...] | list[Fault]) -> NoReturn:
    """One line on standard error for each fault, and exit status 2."""
    for fault in faults:
        place = f"{where}:{fault.at}" if fault.at and fault.at.startswith("/") else where
        click.echo(" ".join(f"{place}: {fault.says}, accepted: {fault.accepted}".split()), err=True)
    sys.exit(2)


def _told(found: Instrument, scored: Score) -> str:
    low, high = found.range
    if scored.total is None:
        lines = [f"{found.title}: no score ({scored.why})"]
    else:
        lines = [
            f"{found.title}: {scored.total:g} of {low:g} to {high:g}"
            + (", prorated" if scored.prorated else "")
        ]
    lines += [f"band: {scored.band.en}"] if scored.band else []
    lines += [
        f"{name}: {'not known' if value is None else format(value, 'g')}"
        for name, value in scored.subscales.items()
    ]
    lines += [f"flag {flag.name}: {flag.says}" for flag in found.flags if flag.name in scored.flags]
    return "\n".join(lines)


def _listed(each: Instrument) -> str:
    low, high = each.range
    marked = each.scoring.provenance
    lines = [
        f"{each.id}  {each.title}: {each.measures.en}",
        f"  items        {len(each.scored_items)}; total {low:g} to {high:g}, {each.better} is better",
        f"  asked of     {each.answered_by}, about {each.recall.words.en}",
        f"  scoring      {each.scoring.says}  ({marked})",
        f"  missing      {_missing(each)}",
    ]
    if each.bands:
        bands = ", ".join(f"{band.low:g} {band.words.en}" for band in each.bands)
        lines.append(f"  bands        {bands}  ({each.bands_provenance})")
    lines += [f"  flag         {flag.name}: {flag.says}  ({flag.provenance})" for flag in each.flags]
    for name, figures in _figures(each):
        lines += [f"  {name:<12} {figure.says}  ({figure.provenance})" for figure in figures]
    lines.append(f"  wording      {_carried(each)}")
    lines.append(f"  licence      {each.licence.terms}  ({each.licence.provenance})")
    lines.append(f"  source       {each.source}")
    lines += [f"  note         {note}" for note in each.notes]
    return "\n".join(lines)


def _carried(each: Instrument) -> str:
    if not each.languages:
        return f"none carried ({each.licence.ship}): the clinic uses its own form and enters numbers"
    return f"{', '.join(each.languages)}: {each.wording_source}"


def _missing(each: Instrument) -> str:
    rule, marked = each.scoring, each.scoring.missing_provenance
    if rule.most_missing:
        return f"at most {rule.most_missing}, filled with the mean of the others  ({marked})"
    return f"none: every answer is needed  ({marked})"


def _figures(each: Instrument) -> list[tuple[str, list[Figure]]]:
    named = [
        ("change", list(each.minimal_change)),
        ("response", [each.response] if each.response else []),
        ("remission", [each.remission] if each.remission else []),
        ("worsening", [each.worsening] if each.worsening else []),
    ]
    return [(name, figures) for name, figures in named if figures]


def _described(each: Instrument) -> dict[str, Any]:
    low, high = each.range
    return {
        "instrument": each.id,
        "title": each.title,
        "version": each.version,
        "measures": each.measures.en,
        "answered_by": str(each.answered_by),
        "recall": {"says": each.recall.words.en, "days": each.recall.days},
        "better": str(each.better),
        "items": [_item(item) for item in each.items],
        "total": {"low": low, "high": high},
        "scoring": {"says": each.scoring.says, **_marked(each.scoring.provenance)},
        "missing": {"most": each.scoring.most_missing, **_marked(each.scoring.missing_provenance)},
        "bands": [{"from": band.low, "says": band.words.en} for band in each.bands],
        "bands_source": _marked(each.bands_provenance) if each.bands_provenance else None,
        "flags": [
            {"name": flag.name, "says": flag.says, "crisis": flag.crisis, **_marked(flag.provenance)}
            for flag in each.flags
        ],
        "change": [
            {"kind": name, "amount": figure.amount, "unit": figure.unit, **_marked(figure.provenance)}
            for name, figures in _figures(each)
            for figure in figures
        ],
        "languages": list(each.languages),
        "wording_source": each.wording_source,
        "licence": {
            "ship": str(each.licence.ship),
            "terms": each.licence.terms,
            "attribution": each.licence.attribution,
            **_marked(each.licence.provenance),
        },
        "loinc": {"panel": each.loinc.panel or None, "total": each.loinc.total or None},
        "source": each.source,
        "notes": list(each.notes),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "says": item.label.en,
        "low": item.low,
        "high": item.high,
        "options": [{"value": option.value, "says": option.label.en} for option in item.options],
        "scored": item.scored,
    }


def _marked(provenance: Provenance | None) -> dict[str, str]:
    assert provenance is not None, "every figure of an instrument names its source"
    return {"source": provenance.source, "confidence": str(provenance.confidence)}
