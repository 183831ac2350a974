"""Laboratory values of a case, with their limits: what several topics ask for."""

from __future__ import annotations

from euthymia.domain.rules.case import Lab
from euthymia.domain.rules.facts import Facts
from euthymia.domain.rules.finding import Because
from euthymia.domain.rules.rule import seen


def lab(facts: Facts, name: str) -> Lab | None:
    values = facts.case.screening.labs.values
    return None if values is None else values.get(name)


def number(facts: Facts, name: str) -> float | None:
    found = lab(facts, name)
    return found.value if found is not None and isinstance(found.value, float) else None


def at(facts: Facts, name: str) -> Because:
    """The newest result of a test that is there."""
    found = lab(facts, name)
    assert found is not None
    return seen(f"{found.at}/value", found.value)


def upper_limit(facts: Facts, name: str) -> float:
    """The laboratory's upper limit, or the clinic's where the laboratory states none."""
    found, policy = lab(facts, name), facts.policy
    usual = {
        "alt": policy.alt_upper_u_per_l,
        "ast": policy.ast_upper_u_per_l,
        "alp": policy.alp_upper_u_per_l,
        "ggt": policy.ggt_upper_u_per_l,
        "bilirubin": policy.bilirubin_upper_mg_per_dl,
    }
    return found.upper if found is not None and found.upper else usual[name]
