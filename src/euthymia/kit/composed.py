"""Reads that every request makes: composed once, asked again and again.

Django takes longer to compose a query for a few rows by their ids than PostgreSQL to answer it. A function that builds
a queryset from ids alone is written as any other, and `composed` keeps the statement that came of it:

    @composed
    def _of_clinic(clinic_id: UUID) -> QuerySet[Book]:
        return Book.objects.filter(clinic=clinic_id).select_related("registration")

    books = _of_clinic(clinic.pk)

It answers what the queryset would: rows of the model, with what `select_related` reads along. What `prefetch_related`
reads is not read. The queryset may depend on nothing but the ids that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.db import connections, models
from django.db.models.query import RelatedPopulator, get_related_populators

Row = TypeVar("Row", bound=models.Model)
Ids = ParamSpec("Ids")


def composed(build: Callable[Ids, models.QuerySet[Row]]) -> Callable[Ids, list[Row]]:
    """`build`, which is given ids by position, as a function that gives the rows. Raises TypeError for what is no id."""
    kept = list[_Statement]()

    @wraps(build)
    def ask(*ids: Ids.args, **named: Ids.kwargs) -> list[Row]:
        if named or not all(type(one) is UUID for one in ids):
            raise TypeError(f"{build.__name__} is asked with ids, by position: {ids} {named}")
        if not kept:
            kept.append(_compose(build, len(ids)))
        return kept[0].rows(ids)

    return ask


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement, and how a row of its answer becomes a row of the model with those that it reads along.

    `values` are its parameters in their order: the place of an id among those asked with, or a value that never changes.
    """

    sql: str
    values: tuple[tuple[int | None, Any], ...]
    database: str
    model: type[models.Model]
    names: list[str]
    columns: slice
    related: list[RelatedPopulator]
    converters: list[tuple[int, list[Callable[..., Any]], Any]]

    def rows(self, ids: Sequence[Any]) -> list[Any]:
        connection = connections[self.database]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [value if at is None else ids[at] for at, value in self.values])
            answered: list[Any] = cursor.fetchall()
        if self.converters:
            answered = [list(row) for row in answered]
            for row in answered:
                for place, convert, expression in self.converters:
                    for to_python in convert:
                        row[place] = to_python(row[place], expression, connection)
        found = []
        for row in answered:
            made = self.model.from_db(self.database, self.names, row[self.columns])
            for populator in self.related:
                populator.populate(row, made)
            found.append(made)
        return found


def _compose(build: Callable[..., models.QuerySet[Any]], count: int) -> _Statement:
    """By ids that nobody else has, found again among the statement's parameters."""
    ids = [uuid4() for _ in range(count)]
    asked = build(*ids)
    compiler = asked.query.get_compiler(using=asked.db)
    sql, parameters = compiler.as_sql()
    if missing := [place for place, one in enumerate(ids) if one not in parameters]:
        raise TypeError(f"{build.__name__}: the statement does not depend on its ids {missing}")
    chosen = compiler.select[: compiler.col_count]
    places = compiler.klass_info["select_fields"]
    columns = slice(places[0], places[-1] + 1)
    return _Statement(
        sql=sql,
        values=tuple((ids.index(one), None) if one in ids else (None, one) for one in parameters),
        database=asked.db,
        model=asked.model,
        names=[column.target.attname for column, _, _ in chosen[columns]],
        columns=columns,
        # The types are those of a later Django, where it takes one thing more.
        related=get_related_populators(compiler.klass_info, compiler.select, asked.db),  # type: ignore[call-arg]
        converters=[
            (place, convert, expression)
            for place, (convert, expression) in compiler.get_converters(
                [column for column, _, _ in chosen]
            ).items()
        ],
    )
