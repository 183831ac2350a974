"""The ledger's frozen values as JSON and back, for a caller who keeps them in rows.

What a type holds is read from its annotations, so a field added to a type is stored with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
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
    kind: Any = type(value)
    return _storer(kind)(value)


@cache
def _storer(kind: Any) -> Callable[[Any], Any]:
    """How values of one type are stored: found once, since a vial that is long in use has hundreds of them."""
    if issubclass(kind, Event):
        return lambda event: json.loads(event.content)
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
        return lambda value: {name: stored(getattr(value, name)) for name in names}
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, Fraction):
        return str
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, tuple):
        return lambda value: [one if type(one) in _PLAIN else stored(one) for one in value]
    if kind in _PLAIN or issubclass(kind, int | str):
        return _as_it_is
    raise TypeError(f"{kind.__name__} is no value of the ledger")


_PLAIN = frozenset({str, int, bool, type(None)})


def _as_it_is(value: Any) -> Any:
    return value


def revived(kind: type[T], form: Any) -> T:
    """The value of a type that `stored` gave. Raises for a form that is not one of it."""
    hint: Any = kind
    made: T = _optional(_reviver(hint), form)
    return made


def _optional(revive: Callable[[Any], Any], form: Any) -> Any:
    return None if form is None else revive(form)


@cache
def _reviver(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of one annotation from a form that is not None."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (one for one in get_args(kind) if one is not type(None))
        return _reviver(kind)
    if kind is Event:
        return parse
    if isinstance(kind, type) and is_dataclass(kind):
        return _reviver_of_fields(kind)
    if get_origin(kind) is tuple:
        return _reviver_of_tuple(*get_args(kind))
    if isinstance(kind, type) and issubclass(kind, tuple):
        return _reviver_of_named(kind)
    if kind in (datetime, date):
        from_iso: Callable[[Any], Any] = kind.fromisoformat
        return from_iso
    made: Callable[[Any], Any] = kind
    return made


def _reviver_of_fields(kind: type) -> Callable[[Any], Any]:
    inner = tuple((name, _reviver(hint)) for name, hint in get_type_hints(kind).items())
    # What was added to a type since it was stored has its default; a field without one is missed by name.
    return lambda form: kind(
        **{name: _optional(revive, form[name]) for name, revive in inner if name in form}
    )


def _reviver_of_tuple(first: Any, *others: Any) -> Callable[[Any], Any]:
    if others == (...,):
        revive = _reviver(first)
        return lambda form: tuple([None if one is None else revive(one) for one in form])
    inner = tuple(_reviver(one) for one in (first, *others))
    return lambda form: tuple(_optional(inner[place], one) for place, one in enumerate(form))


def _reviver_of_named(kind: type) -> Callable[[Any], Any]:
    inner = tuple(_reviver(hint) for hint in get_type_hints(kind).values())

    def revive(form: Any) -> Any:
        if len(form) > len(inner):
            raise ValueError(f"{len(form)} values for the {len(inner)} of {kind.__name__}")
        # What was added to a tuple since it was stored has its default.
        return kind(*[None if one is None else make(one) for make, one in zip(inner, form, strict=False)])

    return revive
