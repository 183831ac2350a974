"""`euthymia evaluate` and `euthymia policies`: is ketamine right and safe for this person, and by whose rules."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from euthymia.domain.quantities import Unusable, strict_json

from .cli import refuse

_WIDTH = 100
_HEADINGS = {
    "stop": "STOP: contraindicated",
    "not-now": "NOT NOW: needs something first",
    "missing": "MISSING: not known, and needed",
    "caution": "CAUTION: a documented decision or a consultation",
    "info": "FOR THE RECORD",
}
_OUTCOMES = {
    "contraindicated": "CONTRAINDICATED",
    "not-now": "NOT NOW",
    "undetermined": "CANNOT BE DECIDED: facts are missing",
    "conditional": "CONDITIONAL: eligible once every caution is answered",
    "eligible": "ELIGIBLE",
}


@click.command()
@click.argument("case")
@click.option(
    "--policy", "policy", metavar="POLICY", default="label-conservative", help="A name, or a TOML file."
)
@click.option(
    "--formulary", "lists", metavar="PATH", multiple=True,
    help="A larger list of drug names: an RxNorm release or the NDC directory.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--fhir", is_flag=True, help="CASE is a FHIR R4 Bundle of one patient.")
def evaluate(case: str, policy: str, lists: tuple[str, ...], as_json: bool, fhir: bool) -> None:
    """Judge CASE, a JSON file or - for standard input: one person on one day. Exit 0 whenever it answers."""
    from euthymia.domain.rules.case import parse
    from euthymia.domain.rules.evaluation import evaluate as judge
    from euthymia.kit.clock import now

    from .name_lists import with_lists

    chosen = _policy(policy, case)
    try:
        document, today = _read(case), now().date()
        if fhir:
            from .fhir_case import case_of

            document = case_of(document, today)
        person = parse(document, today=today)
    except Unusable as refusal:
        refuse(case, refusal)
        sys.exit(2)
    answer = judge(person, chosen, formulary=with_lists(lists)).as_document()
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(_told(answer)))


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def policies(name: str | None, as_json: bool) -> None:
    """List the policies; with NAME, print that one as the TOML file that a clinic copies and changes."""
    from euthymia.domain.rules.policy import POLICIES, named

    chosen = POLICIES if name is None else (named(name),)
    if as_json:
        click.echo(json.dumps([_described(policy) for policy in chosen], ensure_ascii=False))
    elif name is not None:
        click.echo(chosen[0].to_toml(), nl=False)
    else:
        for policy in chosen:
            click.echo(f"{policy.name}  {policy.version}\n  {policy.says}")
            for switch, value in policy.changed():
                click.echo(
                    f"  {switch.name} = {value} (label-conservative: {switch.default}; {switch.provenance})"
                )


def _policy(name: str, case: str) -> Any:
    """A policy of the program by its name, or a clinic's own from a file; what cannot be used ends with 2."""
    from euthymia.domain.rules.policy import POLICIES, from_toml, named

    try:
        if any(policy.name == name for policy in POLICIES):
            return named(name)
        if name == "-" and case == "-":
            raise Unusable.one("", "twice", "case and policy are both standard input", "one file at least")
        if name != "-" and not Path(name).exists() and not name.endswith(".toml"):
            return named(name)
        return from_toml(_bytes(name).decode("utf-8"))
    except UnicodeDecodeError:
        refuse(name, Unusable.one("", "not-utf-8", "the bytes are not UTF-8 text", "TOML in UTF-8"))
    except Unusable as refusal:
        refuse(name, refusal)
    sys.exit(2)


def _read(path: str) -> Any:
    return strict_json.loads(_bytes(path))


def _bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable.one("", "not-readable", f"cannot be read: {reason}", "a file or -") from None


def _described(policy: Any) -> dict[str, Any]:
    from euthymia.domain.rules.switches import SWITCHES

    settings = policy.settings()
    return {
        "name": policy.name,
        "version": policy.version,
        "says": policy.says,
        "digest": policy.digest,
        "settings": [
            {
                "name": switch.name,
                "topic": switch.topic,
                "value": settings[switch.name],
                "default": switch.default,
                "accepted": switch.accepted,
                "says": switch.says,
                "source": switch.provenance.source,
                "confidence": switch.provenance.confidence.value,
            }
            for switch in SWITCHES
        ],
    }


def _told(answer: dict[str, Any]) -> Iterator[str]:
    """The answer for a clinician: the outcome, then the findings by severity, the deciding ones first."""
    yield _OUTCOMES[answer["outcome"]]
    open_parts = [part.replace("-", " ") for part, state in answer["parts"].items() if state != "complete"]
    yield "Incomplete: " + ", ".join(open_parts) if open_parts else "All five parts are complete."
    for severity, heading in _HEADINGS.items():
        found = [finding for finding in answer["findings"] if finding["severity"] == severity]
        if found:
            yield ""
            yield f"{heading} ({len(found)})"
            for finding in found:
                yield from _finding(finding, brief=severity == "info")
    yield ""
    yield f"Policy {answer['policy']} · rules {answer['rules_version'][:22]} · a licensed clinician decides and signs."


def _finding(finding: dict[str, Any], *, brief: bool) -> Iterator[str]:
    yield from _folded(f"{finding['rule']:<8}{finding['says']}", "  ", " " * 10)
    if finding["action"] and finding["action"] != "none" and not brief:
        yield from _folded(f"→ {finding['action']}", " " * 10, " " * 12)
    if finding["reassess_after"]:
        yield f"{' ' * 10}Reassess after {finding['reassess_after']}."
    if not brief:
        where = " ".join(because["at"] for because in finding["because"])
        yield from _folded(f"{where}  [{finding['source']}; {finding['confidence']}]", " " * 10, " " * 10)


def _folded(text: str, first: str, then: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False)
