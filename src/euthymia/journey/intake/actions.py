"""The verbs of consent: a patient signs a document, and takes the signature back."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient, User
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units

from . import documents, queries
from .models import Consent, ConsentWithdrawal

Signer, Method = Consent.Signer, Consent.Method


@dataclass(frozen=True, slots=True)
class Signature:
    """How the document was signed: by whom (name as typed, and relation for a surrogate), and who interpreted."""

    name: str
    signer: str = Signer.PATIENT
    relation: str = ""
    interpreter: str = ""


def sign(
    *, by: Member | User, patient: Patient, client_id: UUID, course: str, language: str, digest: str,
    signature: Signature, teach_back: Mapping[str, Sequence[str]],
) -> Consent:  # fmt: skip
    """A consent, signed by the patient at the portal (`by` is their own user) or in the clinic before a Member.

    `digest` is of the document as it was shown; `teach_back` every answer tried, in order, the last one right.
    The caller has asked for the password again. Raises Unusable, NotAllowed.
    """
    method = _method(by, patient)
    streams.lock(Patient, [patient.pk])
    known = queries.consent_of_client(patient, client_id)
    if known is not None:
        return known
    document = _document(course, language)
    faults = _unsigned(patient, document, digest, signature) + _untaught(document, teach_back)
    if faults:
        raise Unusable(faults)
    unit = units.current()
    words = by.words if isinstance(by, Member) else f"{by.name} <{by.email}>"
    made = Consent(
        clinic_id=patient.clinic_id, patient=patient, client_id=client_id, at=unit.now, by=words, course=course,
        document=document.code, version=document.version, language=language, document_digest=document.digest,
        signer=signature.signer, signed_name=" ".join(signature.name.split()), relation=signature.relation.strip(),
        method=method, meaning=document.meaning,
        teach_back={code: list(tried) for code, tried in teach_back.items()},
        interpreter=signature.interpreter.strip(), address=unit.origin.address[:60],
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="consent.signed", says=f"signed consent {document.code} {document.version} ({language}), {made.get_method_display()}",
        subject=str(made.pk), patient=patient.pk, actor=words, digest=document.digest,
    )  # fmt: skip
    return made


def withdraw(*, by: Member | User, patient: Patient, consent: Consent, words: str = "") -> ConsentWithdrawal:
    """Take a consent back; once is enough. Raises NotAllowed."""
    _method(by, patient)
    if consent.patient_id != patient.pk:
        raise NotAllowed("this consent is somebody else's")
    who = by.words if isinstance(by, Member) else f"{by.name} <{by.email}>"
    known = queries.withdrawal_of(consent)
    if known is not None:
        return known
    made = ConsentWithdrawal(
        clinic_id=patient.clinic_id, patient=patient, consent=consent, at=units.current().now, by=who, words=words.strip()
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        found = queries.withdrawal_of(consent)
        assert found is not None, "somebody else's withdrawal was written first"
        return found
    auditing.record(
        verb="consent.withdrawn", says=f"took back consent {consent.document} {consent.version}",
        subject=str(consent.pk), patient=patient.pk, actor=who,
    )  # fmt: skip
    return made


def _method(by: Member | User, patient: Patient) -> str:
    if isinstance(by, User):
        if patient.user_id != by.pk:
            raise NotAllowed("a patient signs for themselves only")
        return Method.PORTAL
    require(by, Permission.TAKE_CONSENT)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    return Method.IN_PERSON


def _document(course: str, language: str) -> documents.Document:
    try:
        return documents.current(course, language)
    except KeyError as missing:
        known = ", ".join(f"{one.course} ({one.language})" for one in documents.DOCUMENTS)
        raise Unusable.one("course", "unknown", str(missing.args[0]), known) from None


def _unsigned(
    patient: Patient, document: documents.Document, digest: str, signature: Signature
) -> list[Fault]:
    faults = []
    if digest != document.digest:
        says = "the document has changed since it was shown"
        faults.append(Fault("digest", "changed", says, "the document as it stands now, read again"))
    name = " ".join(signature.name.split())
    if signature.signer not in Signer.values:
        faults.append(Fault("signer", "unknown", "who signs is not known", ", ".join(Signer.values)))
    elif signature.signer == Signer.PATIENT and _folded(name) != _folded(str(patient)):
        faults.append(Fault("name", "other-name", "the name is not the patient's own", str(patient)))
    elif signature.signer == Signer.SURROGATE and not (name and signature.relation.strip()):
        says = "a surrogate signs with a name and says by what right"
        faults.append(Fault("relation", "missing", says, "such as: guardian by court order"))
    return faults


def _folded(name: str) -> str:
    """Names are the same whatever their accents and capitals: on many keyboards accents are hard to find."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def _untaught(document: documents.Document, tried: Mapping[str, Sequence[str]]) -> list[Fault]:
    return [
        Fault(f"question-{question.code}", "not-understood", question.why, "the answer that the text gives")
        for question in document.questions
        if not tried.get(question.code) or tried[question.code][-1] != question.right
    ]
