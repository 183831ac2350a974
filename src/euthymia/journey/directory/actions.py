"""The verbs of the directory: state, publish, withdraw; keep what a source has answered; report an error."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.domain.directory import sources
from euthymia.domain.directory.figures import Figure, checked
from euthymia.domain.directory.profile import Profile, slug
from euthymia.domain.directory.standing import Kind
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.quantities.identifiers import dea_registration, identify
from euthymia.kit import units

from . import publishing, queries
from .models import (
    ErrorReport,
    Professional,
    ProfileVersion,
    PublicCredential,
    PublishedFigure,
    PublishedProtocol,
)

By = Member | str
ANSWERED_WITHIN = timedelta(days=7)  # site setting: an error on a public page has an owner and a day
MOST_IN_AN_HOUR = 30  # site setting: more reports than people write about one clinic


class TooMany(Exception):
    """So many reports were sent to a clinic within an hour that no person wrote them all."""


def state_profile(
    *, by: By, clinic: Clinic, client_id: UUID, profile: Profile, reason: str = ""
) -> ProfileVersion:
    """A new version of what the clinic states of itself. Whether it is public, its owner says. Raises Unusable, NotAllowed."""
    _may(by, clinic, Permission.KEEP_LISTING)
    if (known := queries.of_client(ProfileVersion, clinic, client_id)) is not None:
        return known
    before = queries.profile(clinic)
    if profile.published != before.published:
        _may(by, clinic, Permission.PUBLISH_LISTING)
    now = units.current().now
    made = ProfileVersion(
        clinic=clinic,
        client_id=client_id,
        at=now,
        by=_who(by),
        values=profile.to_json(),
        reason=reason.strip(),
    )
    made.save()
    says = {
        (False, True): "published the clinic's public page", (True, False): "took the clinic's public page down",
    }.get((before.published, profile.published), "changed what the clinic states in public")  # fmt: skip
    changed = [name for name, value in profile.to_json().items() if before.to_json()[name] != value]
    _note(by, clinic, "profile", says, made.pk, changed=changed)
    publishing.remake(clinic, now)
    return made


def add_professional(
    *, by: By, clinic: Clinic, client_id: UUID, given_name: str, family_name: str, role: str, degree: str = "",
    specialty: str = "",
) -> Professional:  # fmt: skip
    """Show somebody who works here. Raises Unusable, NotAllowed."""
    _may(by, clinic, Permission.KEEP_LISTING)
    if (known := Professional.objects.filter(clinic=clinic, client_id=client_id).first()) is not None:
        return known
    faults = [
        Fault(at, "missing", "say the name", "letters")
        for at, name in (("given_name", given_name), ("family_name", family_name))
        if not slug(name)
    ]
    if role not in Professional.Role.values:
        faults.append(Fault("role", "unknown", f"{role!r} is no role", ", ".join(Professional.Role.values)))
    if faults:
        raise Unusable(faults)
    person = Professional(
        clinic=clinic, client_id=client_id, slug=_free_slug(clinic, slug(f"{given_name} {family_name}")), given_name=given_name.strip(),
        family_name=family_name.strip(), degree=degree.strip(), role=role, specialty=specialty.strip(),
    )  # fmt: skip
    person.save()
    _note(by, clinic, "person", f"showed {person} as {role}", person.pk)
    # Nobody states that they are not excluded: the lists are asked about everybody who is shown.
    state_credential(
        by=by,
        clinic=clinic,
        client_id=uuid5(person.pk, Kind.EXCLUSION),
        kind=Kind.EXCLUSION,
        professional=person,
    )
    publishing.remake(clinic, units.current().now)
    return person


def end_professional(*, by: By, professional: Professional) -> Professional:
    """They have left: not shown any more; their receipts stay."""
    _may(by, professional.clinic, Permission.KEEP_LISTING)
    if professional.left_at is None:
        professional.left_at = units.current().now
        professional.save(update_fields=["left_at"])
        _note(by, professional.clinic, "person", f"{professional} is not shown any more", professional.pk)
        publishing.remake(professional.clinic, units.current().now)
    return professional


def state_credential(
    *, by: By, clinic: Clinic, client_id: UUID, kind: str, professional: Professional | None = None, **said: Any
) -> PublicCredential:  # fmt: skip
    """State a licence, a certificate, an accreditation. It is only stated until a source has answered.

    `said`: title, number, state, issuer, scope, source, issued_on, valid_until. Raises Unusable, NotAllowed.
    """
    _may(by, clinic, Permission.KEEP_LISTING)
    if (known := PublicCredential.objects.filter(clinic=clinic, client_id=client_id).first()) is not None:
        return known
    if professional is not None and professional.clinic_id != clinic.pk:
        raise NotAllowed("this person works at another clinic")
    words = {name: str(said.get(name) or "").strip() for name in _WORDS}
    days = {name: said.get(name) for name in ("issued_on", "valid_until")}
    faults = _faults_of(kind, professional, words, days)
    if faults:
        raise Unusable(faults)
    made = PublicCredential(
        clinic=clinic, client_id=client_id, kind=kind, professional=professional, stated_at=units.current().now,
        stated_by=_who(by), **words, **days,
    )  # fmt: skip
    made.save()
    whose = str(professional or clinic)
    _note(by, clinic, "credential", f"stated {kind} of {whose}", made.pk, **words)
    publishing.remake(clinic, units.current().now)
    return made


_WORDS = ("title", "number", "state", "issuer", "scope", "source")
_OF_THE_SITE = {Kind.ACCREDITATION}


def _faults_of(
    kind: str, professional: Professional | None, words: dict[str, str], days: dict[str, date | None]
) -> list[Fault]:
    if kind not in list(Kind):
        return [Fault("kind", "unknown", f"{kind!r} is nothing that is shown", ", ".join(Kind))]
    faults = []
    if (professional is None) != (kind in _OF_THE_SITE):
        whose = "the site" if kind in _OF_THE_SITE else "a person"
        faults.append(Fault("professional", "wrong", f"this is said of {whose}", whose))
    if dea_registration(words["number"]) is not None:
        faults.append(
            Fault("number", "never-public", "a DEA number is never shown in public", "another number")
        )
    if kind == Kind.NPI and not (npi := identify("npi", words["number"])).valid:
        faults.append(Fault("number", "not-an-npi", npi.why, "a valid NPI"))
    if kind == Kind.LICENCE:
        faults += _licence_faults(words)
    if kind in (Kind.BOARD, Kind.LIFE_SUPPORT, Kind.TRAINING, Kind.ACCREDITATION):
        faults += [Fault(at, "missing", "say it", "words") for at in ("title", "issuer") if not words[at]]
    first, last = days["issued_on"], days["valid_until"]
    if first and last and last < first:
        faults.append(Fault("valid_until", "impossible", "it ends before it begins", f"{first} or later"))
    return faults


def _licence_faults(words: dict[str, str]) -> list[Fault]:
    faults = []
    if not words["number"]:
        faults.append(Fault("number", "missing", "a licence has a number", "as the board writes it"))
    if len(words["state"]) != 2 or not words["state"].isupper():
        faults.append(
            Fault("state", "unknown", f"{words['state']!r} is no state", "two capitals, such as CA")
        )
    board = sources.BY_KEY.get(words["source"])
    if words["source"] and (board is None or not board.answers(Kind.LICENCE, words["state"])):
        known = [one.key for one in sources.SOURCES if one.answers(Kind.LICENCE, words["state"])]
        faults.append(Fault("source", "unknown", "no register of this state", ", ".join(known) or "none yet"))
    return faults


def withdraw_credential(*, by: By, credential: PublicCredential) -> PublicCredential:
    """Stated no more; its receipts stay."""
    _may(by, credential.clinic, Permission.KEEP_LISTING)
    if credential.withdrawn_at is None:
        credential.withdrawn_at = units.current().now
        credential.save(update_fields=["withdrawn_at"])
        _note(by, credential.clinic, "credential", f"states {credential.kind} no more", credential.pk)
        publishing.remake(credential.clinic, units.current().now)
    return credential


def publish_protocol(
    *, by: By, clinic: Clinic, client_id: UUID, protocol: str, version: str, in_force_since: date, title: str,
    rationale: str, risks: str, expected: str, course: Mapping[str, int],
) -> PublishedProtocol:  # fmt: skip
    """An adopted protocol, as the public may read it. Called with what was adopted: `journey.plan` asks who may.

    `course`: sessions, within_days, preparation_min, treatment_min, recovery_min. Raises Unusable, NotAllowed.
    """
    _may(by, clinic, Permission.SET_POLICY)
    if (known := queries.protocol_of_client(clinic, client_id)) is not None:
        return known
    texts = {"title": title, "rationale": rationale, "risks": risks, "expected": expected, "version": version}
    faults = [
        Fault(at, "missing", "a published protocol says it", "words")
        for at, text in texts.items()
        if not text.strip()
    ]
    if faults:
        raise Unusable(faults)
    made = PublishedProtocol(
        clinic=clinic, client_id=client_id, protocol=protocol, in_force_since=in_force_since, course=dict(course),
        at=units.current().now, by=_who(by), **{at: text.strip() for at, text in texts.items()},
    )  # fmt: skip
    return _told(made, by, "published the protocol")


def take_back_protocol(*, by: By, shown: PublishedProtocol, client_id: UUID) -> PublishedProtocol:
    """The public reads it no more; that it did stays in the record. Raises NotAllowed."""
    _may(by, shown.clinic, Permission.SET_POLICY)
    if (known := queries.protocol_of_client(shown.clinic, client_id)) is not None:
        return known
    same = ("protocol", "version", "in_force_since", "title", "rationale", "risks", "expected", "course")
    made = PublishedProtocol(
        clinic=shown.clinic, client_id=client_id, shown=False, at=units.current().now, by=_who(by),
        **{name: getattr(shown, name) for name in same},
    )  # fmt: skip
    return _told(made, by, "took back the protocol")


def _told(made: PublishedProtocol, by: By, what: str) -> PublishedProtocol:
    made.save()
    _note(by, made.clinic, "protocol", f"{what} {made.title}", made.pk, version=made.version)
    publishing.remake(made.clinic, units.current().now)
    return made


def publish_figure(
    *, by: By, clinic: Clinic, client_id: UUID, code: str, figure: Figure, method: str, shown: bool = True
) -> PublishedFigure:
    """A result, by the signature of the clinic's owner. Under the fewest it is kept and not shown. Raises Unusable, NotAllowed."""
    _may(by, clinic, Permission.PUBLISH_LISTING)
    if (known := queries.of_client(PublishedFigure, clinic, client_id)) is not None:
        return known
    if not method.strip():
        raise Unusable.one("method", "missing", "say how it was measured", "a sentence")
    made = PublishedFigure(
        clinic=clinic, client_id=client_id, code=code, values=checked(figure).to_json(), method=method.strip(), shown=shown,
        at=units.current().now, by=_who(by),
    )  # fmt: skip
    made.save()
    _note(by, clinic, "figure", f"{'published' if shown else 'took back'} {figure.measure}", made.pk)
    publishing.remake(clinic, units.current().now)
    return made


def report(
    *, clinic: Clinic, client_id: UUID, kind: str, about: str, words: str, contact: str = ""
) -> ErrorReport:
    """Somebody on the public site says that a page is wrong, or that it is theirs. Raises Unusable, TooMany."""
    if (known := ErrorReport.objects.filter(clinic=clinic, client_id=client_id).first()) is not None:
        return known
    faults = [] if words.strip() else [Fault("words", "missing", "say what is wrong", "a sentence")]
    if kind not in ErrorReport.Kind.values:
        faults.append(
            Fault("kind", "unknown", f"{kind!r} is none of the list", ", ".join(ErrorReport.Kind.values))
        )
    if kind == ErrorReport.Kind.CLAIM and not contact.strip():
        faults.append(Fault("contact", "missing", "say how the clinic is reached", "an e-mail address"))
    if faults:
        raise Unusable(faults)
    now = units.current().now
    if ErrorReport.objects.filter(clinic=clinic, at__gt=now - timedelta(hours=1)).count() >= MOST_IN_AN_HOUR:
        raise TooMany(f"{MOST_IN_AN_HOUR} reports in an hour")
    made = ErrorReport(
        clinic=clinic, client_id=client_id, kind=kind, about=about.strip()[:120], words=words.strip(), contact=contact.strip(),
        at=now, due_at=now + ANSWERED_WITHIN,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Unusable.one(
            "client_id", "reused", "this form was used for another clinic", "a new form"
        ) from None
    auditing.record(
        verb="directory.reported",
        says=f"somebody reported: {made.get_kind_display()}",
        subject=str(made.pk),
        clinic=clinic.pk,
    )
    return made


def answer_report(*, by: By, report: ErrorReport, answer: str) -> ErrorReport:
    """What came of it. Raises Unusable, NotAllowed."""
    _may(by, report.clinic, Permission.KEEP_LISTING)
    if report.answered_at is not None:
        return report
    if not answer.strip():
        raise Unusable.one("answer", "missing", "say what came of it", "a sentence")
    report.answered_at, report.answered_by, report.answer = units.current().now, _who(by), answer.strip()
    report.save(update_fields=["answered_at", "answered_by", "answer"])
    _note(by, report.clinic, "report", "answered what somebody said to be wrong", report.pk)
    return report


def _may(by: By, clinic: Clinic, permission: Permission) -> None:
    """The installation's own commands come with words in place of a person."""
    if isinstance(by, Member):
        require(by, permission)
        if by.clinic.pk != clinic.pk:
            raise NotAllowed("this is another clinic's page")


def _who(by: By) -> str:
    return by if isinstance(by, str) else by.words


def _note(by: By, clinic: Clinic, what: str, says: str, subject: UUID, **detail: Any) -> None:
    auditing.record(
        verb=f"directory.{what}", says=says, subject=str(subject), actor=_who(by), clinic=clinic.pk, **detail
    )


def _free_slug(clinic: Clinic, wanted: str) -> str:
    taken = set(
        Professional.objects.filter(clinic=clinic, slug__startswith=wanted).values_list("slug", flat=True)
    )
    return next(
        one for n in range(1, len(taken) + 2) if (one := wanted if n == 1 else f"{wanted}-{n}") not in taken
    )
