"""Diagnosis, psychosis, mood, personality, capacity, consent: PS-01, PS-05 to PS-07 and PS-13 to PS-18."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.rules.case import Capacity, Indication, Signer
from euthymia.domain.rules.facts import Facts, Held
from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.medications import Medicine
from euthymia.domain.rules.rule import CAUTION, INFO, NOT_NOW, STOP, V2, P, Rule, V, present, rule, seen
from euthymia.domain.terminology import Tag
from euthymia.domain.terminology.condition import Kind
from euthymia.domain.terminology.conditions import read

from .limits import Age, age_at_limit

YMRS_MANIA, ASRM_MANIA = 12, 6  # PS-06
_NOT_QUALIFIED = (
    "self",
    "patient",
    "family",
    "friend",
    "online",
    "internet",
    "website",
    "app",
    "chatbot",
    "unknown",
    "none",
    "nobody",
)
_STABILISERS = (
    *(Tag.LITHIUM, Tag.VALPROATE, Tag.LAMOTRIGINE, Tag.CLOZAPINE, Tag.HALOPERIDOL, Tag.RISPERIDONE),
    Tag.ANTIPSYCHOTIC_OTHER,
)
_ALSO_STABILISING = ("carbamazepine", "oxcarbazepine", "chlorpromazine")
_NOT_STABILISING = ("droperidol",)


def _diagnosis(rule: Rule, facts: Facts) -> Iterator[Finding]:
    psychiatric = facts.case.psychiatric
    asked = (
        ("diagnosis", psychiatric.diagnosis, "the diagnosis"),
        ("established_by", psychiatric.established_by, "who established it"),
        ("established_on", psychiatric.established_on, "when"),
    )
    lacking = [(key, says) for key, value, says in asked if value is None or not str(value).strip()]
    if lacking:
        what = ", ".join(says for _, says in lacking)
        yield rule.lacks(
            f"Not known: {what}",
            *(seen(f"/psychiatric/{key}", getattr(psychiatric, key)) for key, _ in lacking),
        )
    by = (psychiatric.established_by or "").lower().replace("-", " ").split()
    if by and any(word in _NOT_QUALIFIED for word in by):
        because = seen("/psychiatric/established_by", psychiatric.established_by)
        yield rule.lacks(f"The diagnosis was established by {psychiatric.established_by!r}", because)
    yield from _mismatch(rule, facts)


_FITS = {
    Indication.DEPRESSION: ("depression", "psychotic-depression", "bipolar"),
    Indication.BIPOLAR_DEPRESSION: ("bipolar",),
    Indication.PTSD: ("ptsd", "dissociative"),
    Indication.ANXIETY: ("anxiety",),
    Indication.OCD: ("ocd",),
}


def _mismatch(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """A diagnosis that does not name what is to be treated."""
    indication, diagnosis = facts.case.indication, facts.case.psychiatric.diagnosis
    if indication not in _FITS or diagnosis is None or not diagnosis.strip():
        return
    if not any(each.source == "diagnosis" for each in facts.held(*_FITS[indication])):
        says = (
            f"The diagnosis {diagnosis!r} does not name the indication, {indication.value.replace('-', ' ')}."
        )
        because = (seen("/psychiatric/diagnosis", diagnosis), seen("/indication", indication.value))
        yield rule.finding(says, *because, severity=INFO, action="clarify what is to be treated")


def _psychosis_now(facts: Facts) -> list[Held]:
    settled = ("controlled", "quiescent", "remitted", "history")
    return [each for each in facts.held("psychosis") if each.status not in settled]


def _active_psychosis(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = _psychosis_now(facts)
    if held:
        yield rule.of(held)


def _psychotic_depression(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = [each for each in facts.held("psychotic-depression") if not each.past]
    if held:
        yield rule.of(held)


def _past_psychosis(rule: Rule, facts: Facts) -> Iterator[Finding]:
    now = _psychosis_now(facts)
    held = [each for each in facts.held("psychosis") if each not in now]
    held += [each for each in facts.held("psychotic-depression") if each.past]
    held += facts.held("schizotypal")
    severity = STOP if facts.policy.past_psychosis == "exclude" else CAUTION
    if held:
        yield rule.of(held, severity=severity)
    for n, response in enumerate(facts.case.history.drug_responses or ()):
        if any(
            each.condition.key == "psychosis" and each.kind is Kind.PRESENT
            for each in read(response).mentions
        ):
            because = seen(f"/history/drug_responses/{n}", response)
            yield rule.finding(
                f"Psychosis after a drug ({response}): {rule.why}.", because, severity=severity
            )


def _mania(rule: Rule, facts: Facts) -> Iterator[Finding]:
    held = [
        each
        for each in facts.held("mania")
        if not each.past and each.status not in ("controlled", "quiescent")
    ]
    if held:
        yield rule.of(held)
    ymrs, asrm = facts.case.psychiatric.score("ymrs"), facts.case.psychiatric.score("asrm")
    rated = None if ymrs is None else ymrs.total
    if rated is not None and rated >= YMRS_MANIA:
        says = f"YMRS {rated:g} is {YMRS_MANIA} or more: {rule.why}."
        yield rule.finding(says, seen("/psychiatric/scores/ymrs/total", rated))
    if asrm is not None and asrm.total is not None and asrm.total >= ASRM_MANIA:
        because = [seen("/psychiatric/scores/asrm/total", asrm.total)]
        says = f"ASRM {asrm.total:g} is {ASRM_MANIA} or more"
        if rated is not None and rated < YMRS_MANIA:
            because.append(seen("/psychiatric/scores/ymrs/total", rated))
            says += f"; the clinician's rating, YMRS {rated:g}, does not confirm it."
            yield rule.finding(
                says, *because, severity=CAUTION, action="clinical interview before each session"
            )
        else:
            yield rule.finding(
                f"{says}: {rule.why}.", *because, action="clinical confirmation (YMRS); mood stabilisation"
            )


def stabilisers(facts: Facts) -> list[Medicine]:
    """Listed mood stabilisers and antipsychotics."""
    found = [each for each in facts.taking(*_STABILISERS) if each.name not in _NOT_STABILISING]
    return found + [each for each in facts.taken if each.name in _ALSO_STABILISING and each not in found]


def _bipolar(facts: Facts) -> list[Because]:
    held = [each.because for each in facts.held("bipolar", "mania")]
    if facts.case.indication is Indication.BIPOLAR_DEPRESSION:
        held.append(seen("/indication", "bipolar-depression"))
    return list(dict.fromkeys(held))


def _bipolar_unstabilised(rule: Rule, facts: Facts) -> Iterator[Finding]:
    because = _bipolar(facts)
    if not because:
        return
    if facts.policy.bipolar == "exclude":
        says = "Bipolar disorder: this clinic's policy excludes it."
        yield rule.finding(says, *because, severity=STOP, action="alternative treatment")
    elif facts.case.medications.listed is None:
        says = "Bipolar disorder, and whether a mood stabiliser is taken is not known."
        yield rule.finding(says, *because, severity=INFO, action="complete the medicine list")
    elif not stabilisers(facts):
        says = f"Bipolar disorder without a listed mood stabiliser or antipsychotic: {rule.why}."
        yield rule.finding(says, *because)


def _bipolar_stabilised(rule: Rule, facts: Facts) -> Iterator[Finding]:
    because, found = _bipolar(facts), stabilisers(facts)
    if because and found and facts.policy.bipolar != "exclude":
        names = ", ".join(each.name for each in found)
        says = f"Bipolar disorder with {names}: {rule.why}."
        yield rule.finding(says, *because, *(one for each in found for one in each.because))


def _personality(rule: Rule, facts: Facts) -> Iterator[Finding]:
    personality = [each for each in facts.held("personality") if not each.past]
    primary = [each for each in personality if each.source == "diagnosis" or each.has("severe")]
    harm = [each for each in facts.held("self-harm") if not each.past]
    if primary or harm:
        yield rule.of([*primary, *harm])
    elif personality:
        says = "a personality disorder is recorded, not as the main problem"
        evidence = [each.because for each in personality]
        yield rule.finding(
            f"{says[:1].upper()}{says[1:]}.", *evidence, severity=INFO, action="plan with the therapist"
        )


def _capacity(rule: Rule, facts: Facts) -> Iterator[Finding]:
    capacity = facts.case.psychiatric.capacity
    because = seen("/psychiatric/capacity", None if capacity is None else capacity.value)
    held = facts.held("incapacity")
    if capacity is Capacity.ABSENT or (held and capacity is None):
        evidence = [*([because] if capacity is not None else []), *(each.because for each in held)]
        if facts.case.consent.signer is Signer.SURROGATE:
            says = "The patient lacks capacity; a surrogate decides."
            evidence.append(seen("/consent/signer", "surrogate"))
            yield rule.finding(
                says, *evidence, severity=CAUTION, action="confirm that the surrogate is lawful"
            )
        else:
            yield rule.finding(f"The patient lacks capacity: {rule.why}.", *evidence)
    elif capacity is None or capacity is Capacity.NOT_ASSESSED:
        yield rule.lacks("Capacity was not assessed", because)


def _consent(rule: Rule, facts: Facts) -> Iterator[Finding]:
    consent, capacity = facts.case.consent, facts.case.psychiatric.capacity
    signed = seen("/consent/signed", None if consent.signed is None else consent.signed.isoformat())
    signer = seen("/consent/signer", None if consent.signer is None else consent.signer.value)
    if consent.signed is None:
        yield rule.lacks("There is no signed consent", signed)
        return
    age = Age(consent.signed, facts.as_of, months=facts.policy.consent_months)
    if age.too_old:
        yield rule.lacks(f"The consent is of {consent.signed}", signed, how_old=age.allowed)
    elif age.at_limit:
        yield age_at_limit(rule, "The consent", age, signed)
    if consent.signer is None:
        yield rule.lacks("Who signed the consent is not known", signer)
    elif consent.signer is Signer.OTHER:
        yield rule.lacks("The consent was signed by somebody without authority", signer)
    elif consent.signer is Signer.SURROGATE and capacity is not Capacity.ABSENT:
        yield rule.lacks("A surrogate signed, and the patient is not known to lack capacity", signer)
    elif consent.signer is Signer.PATIENT and capacity is Capacity.ABSENT:
        yield rule.lacks("The patient who signed lacks capacity", signer)


RULES: tuple[Rule, ...] = (
    rule("PS-01", CAUTION, "a qualified clinician must have established a diagnosis", "full psychiatric evaluation", "SAN17; VA-P", V2, _diagnosis),
    rule("PS-05a", STOP, "active psychosis contraindicates", "treat the psychosis", "VA-P; COH18", V2, _active_psychosis),
    rule("PS-05b", STOP, "psychotic depression does better with ECT and was not enrolled in outpatient trials", "refer for ECT", "ANA23; EKS22", V, _psychotic_depression),
    rule("PS-05c", CAUTION, "psychosis in the past; the sources disagree", "psychiatrist's sign-off; antipsychotic cover; lower dose, slower rate", "VER21p; SPR-L; VA-P", V, _past_psychosis),
    rule("PS-06", STOP, "mania, hypomania and mixed states contraindicate until they have passed", "mood stabilisation", "trial exclusions (PMC10812090)", V, _mania),
    rule("PS-07a", NOT_NOW, "a stabiliser comes first", "start a mood stabiliser first", "OSM intake guide; VA-P", V2, _bipolar_unstabilised),
    rule("PS-07b", CAUTION, "at least 2 to 4 weeks of stability are asked for", "ASRM or YMRS at every visit", "OSM; CRT", V2, _bipolar_stabilised),
    rule("PS-13", CAUTION, "a shared plan is needed", "plan shared with the therapist", "Dutch RCT exclusion", V2, _personality),
    rule("PS-14", CAUTION, "ketamine may bring dissociation back", "preparation; lower start; therapist present", "OSM intake guide", V2, present("dissociative", "pseudoseizure", unless=lambda each: each.past)),
    rule("PS-15", CAUTION, "ECT comes first in catatonia", "ECT consult", "payer MP-170", V2, present("catatonia", unless=lambda each: each.past)),
    rule("PS-16", STOP, "the patient must understand, appreciate, reason and choose, or a lawful surrogate decides", "formal assessment; teach-back", "SAN17; ED trial exclusion", V2, _capacity),
    rule("PS-17", CAUTION, "consent must be signed by the patient or a lawful surrogate", "obtain consent", "SAN17; ASKP", V2, _consent),
    rule("PS-18", NOT_NOW, "danger to others comes first", "crisis path", "general practice", P, present("violence", unless=lambda each: each.past)),
)  # fmt: skip
