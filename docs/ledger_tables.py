"""The ledger's accounts, events, figures and refusals as a page, written from the code that decides by them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from euthymia.domain.ledger import ACCOUNT_KINDS, REASONS, TWO_SIGN, policy
from euthymia.domain.ledger.posting import ACTS

PLACE = "docs/reference/ledger.md"
_INTRODUCTION = """# The ledger's tables

Written from the code by `make reference`. What they mean together: [controlled substances](../compliance/controlled-substances.md).
"""
_FIGURES = {
    "preparation window": policy.PREPARATION_H,
    "use of an opened multi-dose vial, after the day it was opened": policy.BEYOND_USE_D,
    "written notice of theft or significant loss": policy.NOTICE_BUSINESS_D,
    "Form 106": policy.FORM_106_D,
    "recount of a difference by two others": policy.RECOUNT_H,
    "resolution of a difference": policy.RESOLVE_H,
    "the registrant is told of a difference": policy.ESCALATE_H,
    "inventory, at the latest after": policy.INVENTORY_Y,
    "sent to other registrants, of all distributed and dispensed in a year": policy.DISTRIBUTION_PER_CENT,
    "one dosage unit of a liquid": policy.DOSAGE_UNIT_UL,
}


def ledger_tables() -> str:
    """The whole page, in Markdown."""
    return "\n".join([_INTRODUCTION, *_accounts(), *_events(), *_figures(), *_refusals()])


def _accounts() -> Iterator[str]:
    yield "## Accounts\n\n| account | side | what a balance says |\n|---|---|---|"
    for kind in ACCOUNT_KINDS:
        yield f"| `{kind.name}:{kind.named}` | {kind.side} | {kind.says} |"
    yield ""


def _events() -> Iterator[str]:
    yield "## Events\n\n| event | signed by | what it is |\n|---|---|---|"
    for name, act in ACTS.items():
        signers = (
            "two" if name in TWO_SIGN else "two for the loading" if name == "reverse-distribute" else "one"
        )
        yield f"| `{name}` | {signers} | {(inspect.getdoc(act) or '').partition(chr(10))[0]} |"
    yield ""


def _figures() -> Iterator[str]:
    yield "## Figures\n\n| figure | value | source |\n|---|---|---|"
    for name, figure in _FIGURES.items():
        yield f"| {name} | {figure.value} {figure.unit} | {figure.provenance} |"
    caps = ", ".join(f"{size / 1000:g} mL {cap / 1000:g}" for size, cap in policy.OVERFILL_CAPS)
    share = f"from {policy.OVERFILL_SHARE_FROM_UL / 1000:g} mL {policy.OVERFILL_SHARE_PER_CENT} %"
    yield f"| overfill of a vial, at most, mL | {caps}, {share} | {policy.OVERFILL_PROVENANCE} |"
    yield ""


def _refusals() -> Iterator[str]:
    yield "## Refusals\n\nThe row is that of the fact base: an invariant, or a section.\n"
    yield "| code | row | what the person reads |\n|---|---|---|"
    for reason in REASONS.values():
        yield f"| `{reason.code}` | {reason.invariant} | {reason.says} {reason.instead} |"
    yield ""
