"""What a fact of an evaluation can be: each kind with its form, its place in the case, and how it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django import forms

from euthymia.kit.forms import OnceForm

Document = dict[str, Any]
NONE = "none"  # the item that says: asked, and there is none


class Said(Protocol):
    """A fact's content, whether it is a row already or is about to be one."""

    text: str
    code: str
    detail: dict[str, Any]
    item: str
    origin: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a form says: words, a code where there is one, and the rest as the case spells it."""

    text: str = ""
    code: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    item: str = ""


class FactForm(OnceForm):
    """The form of one kind of fact; `content` is what it says, `initial_of` fills it from a row."""

    def content(self) -> Content:
        """Everything but the entry's own number, under its field's name; dates as text, empty fields left out."""
        return Content(detail=_kept(self.cleaned_data))

    @classmethod
    def initial_of(cls, said: Said) -> dict[str, Any]:
        return {"text": said.text, "code": said.code, **said.detail}


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in data.items()
        if name != "client_id" and value not in (None, "", [])
    }


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact. `put` writes it into the case and says at which JSON pointer, or pointers, it stands there.

    `many`: the part may hold several items of it. `none`: words for "asked, and there is none"; "" where that
    cannot be. `asks` is the heading of its form. `again`: it is asked or measured again for every session, so
    a new one ends neither a part's signature nor, unless the rules find it worse, a decision.
    """

    code: str
    title: str
    asks: str
    form: type[FactForm]
    put: Callable[[Document, Said], str | tuple[str, ...]]
    says: Callable[[Said], str]
    many: bool = False
    none: str = ""
    again: bool = False


def section(document: Document, *names: str) -> Document:
    """The object under these keys, made where it is missing."""
    for name in names:
        document = document.setdefault(name, {})
    return document


def append(document: Document, part: str, name: str, value: Any) -> str:
    """Add to a list of the case; its pointer."""
    found = section(document, part).setdefault(name, [])
    found.append(value)
    return f"/{part}/{name}/{len(found) - 1}"


def put_all(*path: str) -> Callable[[Document, Said], str]:
    """The detail's keys are the case's own, under this path."""

    def put(document: Document, said: Said) -> str:
        section(document, *path).update(said.detail)
        return "/" + "/".join(path)

    return put


def put_text(part: str, name: str) -> Callable[[Document, Said], str]:
    """The words are one more text of a list."""
    return lambda document, said: append(document, part, name, said.text)


def words(said: Said) -> str:
    return said.text


def listed(**names: str) -> Callable[[Said], str]:
    """The detail's values behind their names: `weight 82 kg · height 170 cm`."""

    def says(said: Said) -> str:
        return " · ".join(
            f"{label} {_plain(said.detail[name])}".strip()
            for name, label in names.items()
            if said.detail.get(name) not in (None, "")
        )

    return says


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


# Fields that several parts use.


def number(label: str, unit: str = "", required: bool = False, hint: str = "") -> forms.FloatField:
    made = forms.FloatField(
        label=label, required=required, help_text=hint, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    made.unit = unit  # type: ignore[attr-defined]
    return made


def whole(label: str, required: bool = False, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=required, help_text=hint, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


def line(label: str, required: bool = True, hint: str = "", length: int = 500) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=hint, max_length=length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def day(label: str, required: bool = False, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=hint, widget=forms.DateInput(attrs={"type": "date"})
    )


def truth(label: str, hint: str = "") -> forms.TypedChoiceField:
    """Yes, no, or not asked: three answers, and none of them by default but the last."""
    return forms.TypedChoiceField(
        label=label, required=False, help_text=hint, coerce=lambda text: {"yes": True, "no": False}[text],
        empty_value=None, choices=[("", "Not asked"), ("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect,
    )  # fmt: skip


def choice(
    label: str, choices: list[tuple[str, str]], required: bool = True, hint: str = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=hint, widget=forms.RadioSelect
    )


def select(
    label: str, choices: list[tuple[str, str]], required: bool = True, hint: str = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("", "Choose"), *choices], required=required, help_text=hint
    )


def initial_truths(detail: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A row's detail as its form's widgets want it: yes and no are words there."""
    for name, value in detail.items():
        yield name, {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
