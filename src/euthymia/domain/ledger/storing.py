"""The ledger's frozen values as JSON and back, for a caller who keeps them in rows.

What a type holds is read from its annotations, so a field added to a type is stored with it.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .events import Event, parse

T = TypeVar("T")


def stored(value: Any) -> Any:
    """A value of the ledger as plain JSON values. Raises TypeError for one that is none of its."""
    if isinstance(value, Event):
        return json.loads(value.content)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: stored(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [stored(one) for one in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"{type(value).__name__} is no value of the ledger")


def revived(kind: type[T], form: Any) -> T:
    """The value of a type that `stored` gave. Raises for a form that is not one of it."""
    made: T = _revived(kind, form)
    return made


def _revived(kind: Any, form: Any) -> Any:
    if form is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (one for one in get_args(kind) if one is not type(None))
    if kind is Event:
        return parse(form)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: _revived(hint, form[name]) for name, hint in _hints(kind)})
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        return tuple(_revived(inner[0 if inner[-1] is ... else place], one) for place, one in enumerate(form))
    if isinstance(kind, type) and issubclass(kind, tuple):
        hints = _hints(kind)
        if len(form) > len(hints):
            raise ValueError(f"{len(form)} values for the {len(hints)} of {kind.__name__}")
        # What was added to a tuple since it was stored has its default.
        return kind(*(_revived(hint, one) for (_, hint), one in zip(hints, form, strict=False)))
    if kind in (datetime, date):
        return kind.fromisoformat(form)
    return kind(form)


@cache
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple(get_type_hints(kind).items())
