"""What a clinic shows of itself, whose word it is, and every answer of a source about it.

All of it belongs to the clinic and is fenced like every other row, but for `PublicListing`: the one table that the
public site reads. It holds what a published page says and nothing of any patient.
"""

from __future__ import annotations

from django.db import models

from euthymia.clinic.people.models import Clinic, Staff
from euthymia.domain.directory.standing import Kind, Outcome
from euthymia.kit.models import AppendOnly, Row


class ProfileVersion(AppendOnly):
    """One version of what the clinic states of itself (`domain.directory.profile`). The newest row counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    values = models.JSONField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="directory_profile_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="directory_profile_newest")]


class Professional(Row):
    """Somebody who works at the clinic and is shown. Leaving hides them; their receipts stay."""

    class Role(models.TextChoices):
        PRESCRIBER = "prescriber", "prescriber"
        NURSE = "nurse", "nurse"
        THERAPIST = "therapist", "therapist"
        OTHER = "other", "other"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=120)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    degree = models.CharField(max_length=40, blank=True, help_text="as it stands behind the name, such as MD")
    role = models.CharField(max_length=12, choices=Role)
    specialty = models.CharField(max_length=120, blank=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="directory_person_once"),
            models.UniqueConstraint(fields=["clinic", "slug"], name="directory_person_slug"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class PublicCredential(Row):
    """What is stated of a professional, or, without one, of the site. `source` is the board of a licence."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    professional = models.ForeignKey(Professional, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in Kind])
    title = models.CharField(max_length=160, blank=True)
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=2, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=40, blank=True)
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True, help_text="as the clinic states it: the last day")
    stated_at = models.DateTimeField()
    stated_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="directory_credential_once")
        ]
        indexes = [models.Index(fields=["clinic", "professional"], name="directory_credential_of")]


class CheckReceipt(AppendOnly):
    """One question to one source and what came: kept as it came, with its digest. Silence is kept too.

    `answer` is the part the outcome rests on; `answer_sha256` is of the whole answer, so that a file fetched once can
    be told for many. `sha256` is of this receipt (`receipts.digest`).
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    credential = models.ForeignKey(PublicCredential, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    query = models.TextField()
    outcome = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Outcome])
    says = models.TextField()
    answer = models.TextField(blank=True)
    answer_sha256 = models.CharField(max_length=64, blank=True)
    valid_until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["clinic", "credential", "at"], name="directory_receipt_of")]


class CheckWish(AppendOnly):
    """Somebody of the clinic asked that every source is asked again with the next round."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["clinic", "-at"], name="directory_wish_newest")]


class PublishedProtocol(AppendOnly):
    """An adopted protocol as the public may read it. The newest row of a protocol counts; `shown` ends it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    protocol = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    in_force_since = models.DateField()
    title = models.CharField(max_length=200)
    rationale = models.TextField()
    risks = models.TextField()
    expected = models.TextField()
    course = models.JSONField(help_text="sessions, within how many days, and the minutes of a visit")
    shown = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="directory_protocol_once")
        ]
        indexes = [models.Index(fields=["clinic", "-at"], name="directory_protocol_newest")]


class PublishedFigure(AppendOnly):
    """A result with all that belongs to it, published by signature. The newest row of a measure counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    code = models.SlugField(max_length=60)
    values = models.JSONField()
    method = models.TextField()
    shown = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="directory_figure_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="directory_figure_newest")]


class ErrorReport(Row):
    """Somebody says that a public page is wrong, or that it is theirs. It has an owner and a day when it is due."""

    class Kind(models.TextChoices):
        ERROR = "error", "something is wrong"
        CLAIM = "claim", "this is our clinic"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.CharField(max_length=120)
    words = models.TextField()
    contact = models.EmailField(blank=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="directory_report_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by="") | models.Q(answered_at__isnull=False) & ~models.Q(answered_by=""),
                name="directory_report_answered_by",
            ),
        ]  # fmt: skip


class PublicListing(Row):
    """A published page as the public site reads it: made anew from the rows above by every change and every check.

    It says facts with their dates, not badges: what is verified is judged when the page is read. A row exists while
    the clinic's newest profile is published. Nothing in it can be paid for.
    """

    # Without a clinic: how the public site reads. A unit of a clinic sees its own row only, as everywhere. As a question
    # of its own it is answered once for a search, not once for each of the pages that the search looks at.
    visible_first = "(SELECT coalesce(current_setting('euthymia.tenant', true), '') = '')"

    clinic = models.OneToOneField(Clinic, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=120, db_collation="C")
    place_slug = models.SlugField(max_length=80)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    zip = models.CharField(max_length=5, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    tags = models.JSONField(
        help_text="what a search can ask for: speaks:es, for:pain, pays:…, online, step-free"
    )
    payers = models.JSONField(
        default=dict, help_text="insurers that pay something here: as in the tags → name"
    )
    online_until = models.JSONField(help_text="state → until when a licence there is verified")
    booking_until = models.DateTimeField(
        null=True, help_text="until when a verified prescriber is active here"
    )
    content = models.JSONField(help_text="everything the clinic's pages say")
    made_at = models.DateTimeField()

    class Meta:
        # What they are for: the order by name, page by page; the box around a place; a city's page. There is none on
        # the tags: behind a row fence PostgreSQL asks an index only what is leakproof, and `@>` is not, so that a
        # search by tags reads the table, some milliseconds for each ten thousand pages.
        indexes = [
            models.Index(fields=["sort_name", "slug"], name="directory_public_by_name"),
            models.Index(fields=["latitude", "longitude"], name="directory_public_by_place"),
            models.Index(fields=["place_slug", "sort_name"], name="directory_public_of_city"),
        ]
