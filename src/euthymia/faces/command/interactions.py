"""`euthymia interactions`: what each drug is, and what the rows of the fact base say of it beside ketamine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules.finding import Finding
from euthymia.domain.rules.medications import interactions as judge
from euthymia.domain.terminology import CODES, Dose, Formulary, Mention, Reading, recognise

_LONGEST = 1000


@click.command()
@click.argument("drugs", metavar="DRUG…", nargs=-1, required=True)
@click.option(
    "--formulary", "lists", metavar="PATH", multiple=True,
    help="A larger list of drug names: an RxNorm release or the NDC directory.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def interactions(drugs: tuple[str, ...], lists: tuple[str, ...], as_json: bool) -> None:
    """Say what each DRUG is, by generic name, brand, RxNorm code or plain words, and its findings with ketamine.

    Quote what belongs together: "St John's wort", "lorazepam 1 mg twice daily".
    """
    faults = [
        Fault(str(number), "not-a-drug", says, f"a name, up to {_LONGEST} characters")
        for number, drug in enumerate(drugs, 1)
        if (says := _unusable(drug))
    ]
    if faults:
        raise Unusable(faults)
    from .name_lists import with_lists

    answer = _answer(drugs, with_lists(lists))
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(_told(answer)))


def _unusable(drug: str) -> str:
    if not drug.strip():
        return "nothing is written"
    return f"{len(drug)} characters are no name of a drug" if len(drug) > _LONGEST else ""


def _answer(drugs: Sequence[str], formulary: Formulary) -> dict[str, Any]:
    """Findings by line; those that rest on the list as a whole stand apart."""
    found = judge(drugs, formulary=formulary)
    apart = [finding for finding in found if _is_of_all(finding)]
    return {
        "drugs": [
            _line(index, recognise(drug, formulary), [each for each in found if each not in apart])
            for index, drug in enumerate(drugs)
        ],
        "together": [finding.as_document() for finding in apart],
        "codes": str(CODES),
    }  # fmt: skip


def _is_of_all(finding: Finding) -> bool:
    """Doubles and loads, and what is said of several medicines at once."""
    return finding.rule in ("MC-04", "MC-05") or (finding.rule == "MC-03" and finding.recognised is None)


def _line(index: int, reading: Reading, found: Sequence[Finding]) -> dict[str, Any]:
    here = f"/{index}"
    return {
        "text": reading.text,
        "recognised": [
            _drug(mention, position) for mention in reading.mentions for position in range(len(mention.drugs))
        ],
        "unrecognised": [
            {"text": each.written, "suggestions": [str(offer) for offer in each.candidates]} for each in reading.unknown
        ],
        "findings": [each.as_document() for each in found if any(because.at == here for because in each.because)],
    }  # fmt: skip


def _drug(mention: Mention, position: int) -> dict[str, Any]:
    drug, dose = mention.drugs[position], mention.doses[position]
    return {
        "name": drug.name,
        "rxnorm": drug.rxcui,
        "written": mention.written,
        "kind": drug.kind.value,
        "standing": mention.standing.value,
        "route": None if mention.route is None else mention.route.value,
        "dose": _dose(dose),
        "note": mention.note,
    }


def _dose(dose: Dose) -> dict[str, Any]:
    spans = {"single_mg": dose.single_mg, "times_per_day": dose.times_per_day, "mg_per_day": dose.mg_per_day}
    read: dict[str, Any] = {
        name: None if span is None else [span.low, span.high] for name, span in spans.items()
    }
    return {**read, "as_needed": dose.as_needed, "unread": list(dose.unread)}


def _told(answer: dict[str, Any]) -> Iterator[str]:
    for line in answer["drugs"]:
        for drug in line["recognised"]:
            code = f"RxNorm {drug['rxnorm']}" if drug["rxnorm"] else "no verified RxNorm code"
            note = f"; {drug['note']}" if drug["note"] else ""
            yield f"{drug['name']}  {code}  ({line['text']}{note})"
            yield from _findings(each for each in line["findings"] if each["recognised"] == drug["name"])
        for unknown in line["unrecognised"]:
            alike = ", ".join(unknown["suggestions"])
            yield f"unrecognised  ({unknown['text']})" + (f"  perhaps: {alike}" if alike else "")
        if not line["recognised"] and not line["unrecognised"]:
            yield f"unrecognised  ({line['text']})"
        if line["unrecognised"] or not line["recognised"]:
            yield from _findings(each for each in line["findings"] if each["recognised"] is None)
    if answer["together"]:
        yield "together"
        yield from _findings(iter(answer["together"]))


def _findings(found: Iterator[dict[str, Any]]) -> Iterator[str]:
    for each in found:
        action = f" {each['action']}" if each["action"] else ""
        yield f"  {each['severity']} {each['rule']}: {each['says']}{action} [{each['source']}; {each['confidence']}]"
