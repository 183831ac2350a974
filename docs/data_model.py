"""The data model as a page, written from the models themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from django.apps import AppConfig, apps
from django.db import models

from euthymia.kit.fences import tenant_condition
from euthymia.kit.models import AppendOnly, StreamRow

_INTRODUCTION = """# Data model

Written from the models by `make reference`; a test checks that this page is current.

| sign | kind of table |
|---|---|
| ● | append-only, numbered within its owner and chained |
| ◐ | append-only: a change is a new row |
| ○ | editable; who changed it stands in the audit log |
| ▫ | projection: what the rows of a stream come to; can be rebuilt, and is recomputed by verify |

Masses are whole micrograms, weights grams, volumes microlitres, times UTC. Every table marked "by clinic" is
behind row-level security. Tables of Django and of allauth (sessions, second factors) are not listed.
"""


def data_model() -> str:
    """The whole page, in Markdown."""
    lines = [_INTRODUCTION]
    for config in apps.get_app_configs():
        if config.name.startswith("euthymia.") and list(config.get_models()):
            lines += _app(config)
    return "\n".join(lines)


def _app(config: AppConfig) -> Iterator[str]:
    module = inspect.getmodule(config.models_module) or config.models_module
    yield f"## {config.name.removeprefix('euthymia.').replace('.', '/')}\n"
    yield f"{_first_line(inspect.getdoc(module))}\n"
    for model in config.get_models():
        yield from _table(model)


def _table(model: type[models.Model]) -> Iterator[str]:
    fenced = ", by clinic" if tenant_condition(model) else ""
    yield f"### {_sign(model)} {model.__name__}\n"
    own = inspect.cleandoc(model.__doc__ or "")
    says = "" if own.startswith(f"{model.__name__}(") else _first_line(own)
    yield f"`{model._meta.db_table}`{fenced}. {says}".strip() + "\n"
    yield "| column | type | |"
    yield "|---|---|---|"
    for field in model._meta.concrete_fields:
        yield f"| `{field.column}` | {_type(field)} | {_notes(field)} |"
    rules = [_rule(one) for one in model._meta.constraints]
    yield "" if not rules else "\nRules: " + "; ".join(rules) + ".\n"


def _sign(model: type[models.Model]) -> str:
    if issubclass(model, StreamRow):
        return "●"
    if getattr(model, "projection", False):
        return "▫"
    return "◐" if issubclass(model, AppendOnly) else "○"


def _type(field: models.Field) -> str:  # type: ignore[type-arg]
    if isinstance(field, models.ForeignKey):
        return f"→ {field.related_model.__name__}"  # type: ignore[union-attr]
    kind = field.get_internal_type().removesuffix("Field")
    words = {
        "UUID": "uuid", "Char": "text", "Slug": "text", "Email": "text", "Text": "text", "DateTime": "time",
        "Date": "date", "JSON": "json", "Binary": "bytes", "Boolean": "yes or no", "Float": "number",
    }  # fmt: skip
    return words.get(kind, "whole number")


def _notes(field: models.Field) -> str:  # type: ignore[type-arg]
    notes = [str(field.help_text)] if field.help_text else []
    if field.null:
        notes.append("may be absent")
    if field.unique and not field.primary_key:
        notes.append("unique")
    if field.choices:
        notes.append(", ".join(f"`{value}`" for value, _ in field.flatchoices))
    return "; ".join(notes)


def _rule(constraint: models.BaseConstraint) -> str:
    if isinstance(constraint, models.UniqueConstraint):
        some = " (some rows)" if constraint.condition else ""
        return "unique " + ", ".join(f"`{name}`" for name in constraint.fields) + some
    return f"check `{constraint.name}`"


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n\n")[0].replace("\n", " ")
