"""Lists of drug names that were loaded: public reference data, of the installation and of no clinic."""

from __future__ import annotations

from django.db import models

from euthymia.domain.terminology.releases import Form
from euthymia.kit.models import AppendOnly


class Release(AppendOnly):
    """A list as it was loaded, whole. The newest of a name counts; earlier ones stay."""

    name = models.SlugField(max_length=40)
    form = models.CharField(max_length=10, choices=[(form.value, form.value) for form in Form])
    source = models.CharField(max_length=200, help_text="the name of the file, archive or folder")
    digest = models.CharField(max_length=64, help_text="SHA-256 over what was read, in hexadecimal")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    drugs = models.JSONField(help_text="substances: [name, RxNorm code or null]")
    products = models.JSONField(help_text="brands and other names: [name, [substance, …]]")
    drug_count = models.PositiveIntegerField()
    product_count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["name", "-at", "-id"], name="formulary_newest_of_a_name")]

    def __str__(self) -> str:
        return f"{self.name}, loaded {self.at:%Y-%m-%d}"
