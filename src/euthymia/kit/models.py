"""Rows that are never changed, streams that are numbered and chained, and whose tenant they are."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from euthymia.domain.ledger.chain import GENESIS

from .ids import uuid7


class Changed(RuntimeError):
    """Somebody tried to change or delete a row that is kept as it was written."""


class Row(models.Model):
    """Every table's first column: a version 7 UUID."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class AppendOnly(Row):
    """A fact. `save` inserts or refuses, `delete` refuses; a trigger in the database refuses the rest."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Changed(f"{self._meta.verbose_name} is kept as it was written; a correction is a new row")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Changed(f"{self._meta.verbose_name} is never deleted")


class StreamHead:
    """Declares a stream on its owner: two columns, the last number given out and the hash it ended with.

    class Watch(Row):
        samples = StreamHead()      # columns samples_n, samples_head
    """

    def contribute_to_class(self, owner: type[models.Model], name: str) -> None:
        models.BigIntegerField(default=0, editable=False).contribute_to_class(owner, f"{name}_n")
        models.BinaryField(default=GENESIS, editable=False, max_length=32).contribute_to_class(
            owner, f"{name}_head"
        )


class StreamRow(AppendOnly):
    """A numbered fact within its owner's stream. Written only through `kit.streams.append`.

    `stream` names the foreign key to the owner and the owner's `StreamHead`. Where rows come by the second that key has
    no index of its own (`db_index=False`): the one that numbers the rows begins with it.
    """

    stream: ClassVar[tuple[str, str]]

    n = models.BigIntegerField(editable=False)
    hash = models.BinaryField(editable=False, max_length=32)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise Changed(f"{self._meta.verbose_name} is appended through its stream")


class Heartbeat(models.Model):
    """When each of the program's processes was last seen alive, by the wall's clock."""

    process = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    says = models.TextField(default="", blank=True)


class Cached(models.Model):
    """What processes share for a while, such as how often somebody tried to sign in (kit/shared_cache.py)."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    expires = models.FloatField(db_index=True, help_text="seconds of the wall's clock")


class Installation(models.Model):
    """What this database is for: set once, when it is made. Training and real data never share one."""

    only = models.BooleanField(primary_key=True, default=True)
    kind = models.CharField(max_length=20)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="kit_installation_is_one")]
