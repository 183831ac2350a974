"""Writes the reference of rules, policies and conditions from the tables that the program runs."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.rules.candidacy import CANDIDACY
from euthymia.domain.rules.medications import ROWS
from euthymia.domain.rules.policy import POLICIES
from euthymia.domain.rules.switches import SWITCHES
from euthymia.domain.terminology.conditions import CONDITIONS

PLACE = "docs/reference/rules.md"


def rules() -> str:
    """The whole page, in Markdown."""
    return "\n".join((*_head(), *_candidacy(), *_medicines(), *_policies(), *_conditions())) + "\n"


def _head() -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield "Written from `src/euthymia/domain/rules`; a test checks that this page is current."
    yield ""
    yield "Severity is what a rule has where nothing else is said; `missing` and lighter findings of the same row come on top."
    yield "Marks: V read in the source, V2 in a summary of it, K from knowledge of it, P practice. K and P are site settings."
    yield ""


def _candidacy() -> Iterator[str]:
    yield "## Candidacy"
    yield ""
    yield "| row | part | severity | why | what to do | source | mark |"
    yield "|---|---|---|---|---|---|---|"
    for rule in sorted(CANDIDACY, key=lambda each: (list(type(each.part)).index(each.part), each.id)):
        mark = rule.provenance.confidence.value
        yield (
            f"| {rule.id} | {rule.part.value} | {rule.severity.value} | {rule.why} | {rule.action} "
            f"| {rule.provenance.source} | {mark} |"
        )
    yield ""


def _medicines() -> Iterator[str]:
    yield "## Medicines"
    yield ""
    yield "| row | grade | classes | says | what to do | source | mark |"
    yield "|---|---|---|---|---|---|---|"
    for row in ROWS:
        classes = ", ".join(sorted(tag.value.replace("_", " ") for tag in row.tags))
        mark = row.provenance.confidence.value
        yield (
            f"| {row.id} | {row.grade.value} | {classes} | {row.says} | {row.action} "
            f"| {row.provenance.source} | {mark} |"
        )
    yield ""


def _policies() -> Iterator[str]:
    names = [policy.name for policy in POLICIES]
    yield "## Policies"
    yield ""
    yield "| setting | what | " + " | ".join(names) + " | a clinic may choose | source | mark |"
    yield "|---|---|" + "---|" * (len(names) + 3)
    for switch in SWITCHES:
        values = " | ".join(str(policy.settings()[switch.name]) for policy in POLICIES)
        mark = switch.provenance.confidence.value
        yield (
            f"| `{switch.topic}.{switch.name}` | {switch.says} | {values} | {switch.accepted} "
            f"| {switch.provenance.source} | {mark} |"
        )
    yield ""


def _conditions() -> Iterator[str]:
    yield "## Conditions"
    yield ""
    yield "Codes are ICD-10-CM prefixes without dot; the longest that fits counts. Where no row is named, no rule speaks."
    yield ""
    yield "| condition | codes | words | row |"
    yield "|---|---|---|---|"
    for each in CONDITIONS:
        yield f"| {each.name} | {' '.join(each.codes)} | {', '.join(each.words)} | {each.rule} |"
