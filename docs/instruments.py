"""Writes the reference of the instruments: what each score rests on, and what becomes of missing answers."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.instruments import INSTRUMENTS, Instrument

PLACE = "docs/reference/instruments.md"


def instruments() -> str:
    """The whole page, in Markdown."""
    return "\n".join((*_head(), *_table(), *_worked())) + "\n"


def _head() -> Iterator[str]:
    yield "# Instruments"
    yield ""
    yield "Written from `src/euthymia/domain/instruments`; a test checks that this page is current."
    yield ""
    yield "*Worked example*: a publisher's own form with its own total is scored in `tests/domain/instruments/test_published.py`."
    yield "*Rules only*: no worked example was found that may be used; there the published rule is tested at both sides of every"
    yield "band, at both ends of the scale and with answers missing. Marks: V read in the source, V2 in a summary of it, K from"
    yield "knowledge of it, P practice."
    yield ""


def _table() -> Iterator[str]:
    yield "| instrument | items | total | bands begin at | rests on | missing answers | scoring | mark |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in INSTRUMENTS:
        low, high = each.range
        bands = ", ".join(f"{band.low:g} {band.words.en}" for band in each.bands) or _without_bands(each)
        rests = "worked example" if each.worked else "rules only"
        mark = each.scoring.provenance.confidence.value
        yield (
            f"| {each.title} (`{each.id}`) | {len(each.scored_items)} | {low:g} to {high:g} | {bands} | {rests} "
            f"| {_missing(each)} | {each.scoring.says} | {mark} |"
        )
    yield ""


def _without_bands(each: Instrument) -> str:
    return "none published" if each.judged is None else "judged by the answers, not by the total"


def _missing(each: Instrument) -> str:
    most = each.scoring.most_missing
    source = each.scoring.missing_provenance
    rule = f"up to {most}: mean of the others" if most else "no score without all of them"
    return f"{rule} ({source.confidence.value})" if source is not None else rule


def _worked() -> Iterator[str]:
    yield "## Published worked examples"
    yield ""
    for each in INSTRUMENTS:
        for example in each.worked:
            answers = ", ".join("–" if value is None else f"{value:g}" for value in example.answers)
            yield f"- {each.title}: {answers} make {example.total:g} ({example.source})."
