"""A price list as a form: the course, other services, packages, insurers. An empty row is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from euthymia.domain.billing import prices
from euthymia.domain.billing.money import plain
from euthymia.kit.forms import OnceForm

from .forms import DollarsField, day_field

OTHERS, PACKAGES, PAYERS = 3, 2, 6
_BASES = [
    ("pro-rata", "a used session counts as its share of the package"),
    ("single-price", "a used session counts as one bought alone"),
]
_ANSWERS = [("not-known", "not known"), ("not-covered", "does not pay"), ("covered", "pays")]
# What an insurer is asked about, as `prices.Payer` names it.
_PARTS = {"evaluation": "evaluation", "answer": "sessions", "follow_up": "follow-up visits"}
_COURSE = {
    "The course": (
        ("from_day",), ("evaluation_cents", "evaluation_codes"), ("infusion_cents", "drug_cents"),
        ("follow_up_cents", "follow_up_codes", "follow_ups"), ("includes",), ("excludes",),
    ),
}  # fmt: skip
_TWO = "One line each; Spanish after a bar: drug and nurse | medicamento y enfermera."


def _text(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, **{"max_length": 120, **more})


def _whole(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **more
    )


class PriceForm(OnceForm):
    from_day = day_field(label="In force from")
    evaluation_cents = DollarsField(label="Evaluation, price")
    evaluation_codes = _text("Evaluation, service codes", help_text="Such as 90792.")
    infusion_cents = DollarsField(label="Session, price")
    drug_cents = DollarsField(
        label="of it, for the drug", required=False, help_text="Stands beside the drug on bills."
    )
    follow_up_cents = DollarsField(label="Follow-up visit, price")
    follow_up_codes = _text("Follow-up, service codes")
    follow_ups = _whole("Follow-up visits in a course", max_value=24)
    includes = forms.CharField(label="In the price", help_text=_TWO, widget=forms.Textarea(attrs={"rows": 4}))
    excludes = forms.CharField(
        label="Not in the price", help_text=_TWO, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, OTHERS + 1):
            self.fields[f"other_{n}_title"] = _text(f"Service {n}", required=False)
            self.fields[f"other_{n}_cents"] = DollarsField(label=f"Service {n}, price", required=False)
            self.fields[f"other_{n}_codes"] = _text(f"Service {n}, codes", required=False)
        for n in range(1, PACKAGES + 1):
            self.fields[f"package_{n}_sessions"] = _whole(
                f"Package {n}, sessions", required=False, max_value=60
            )
            self.fields[f"package_{n}_cents"] = DollarsField(label=f"Package {n}, price", required=False)
            self.fields[f"package_{n}_basis"] = forms.ChoiceField(
                label=f"Package {n}, ended early", choices=_BASES
            )
            self.fields[f"package_{n}_fee"] = DollarsField(
                label=f"Package {n}, kept of a refund", required=False
            )
        for n in range(1, PAYERS + 1):
            self.fields[f"payer_{n}_name"] = _text(f"Insurer {n}", required=False)
            for name, part in _PARTS.items():
                self.fields[f"payer_{n}_{name}"] = forms.TypedChoiceField(
                    label=f"Insurer {n}, {part}", choices=_ANSWERS, required=False, empty_value=_ANSWERS[0][0]
                )
            self.fields[f"payer_{n}_says"] = _text(
                f"Insurer {n}, what is known", required=False, max_length=200
            )
            self.fields[f"payer_{n}_as_of"] = day_field(label=f"Insurer {n}, as of", required=False)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("data-test", name)

    def parts(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """The fields under their headings, row by row, in the order of the page."""
        rows = {title: [[self[name] for name in row] for row in names] for title, names in _COURSE.items()}
        for title, group, count in (
            ("Other services", "other", OTHERS),
            ("Packages", "package", PACKAGES),
            ("Insurers", "payer", PAYERS),
        ):
            rows[title] = [
                [self[name] for name in self.fields if name.startswith(f"{group}_{n}_")]
                for n in range(1, count + 1)
            ]
        return list(rows.items())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        needs = {
            "other": ("title", "cents", "codes"),
            "package": ("sessions", "cents"),
            "payer": ("name", "as_of"),
        }
        for group, count in (("other", OTHERS), ("package", PACKAGES), ("payer", PAYERS)):
            for n in range(1, count + 1):
                names = [f"{group}_{n}_{name}" for name in needs[group]]
                if any(data.get(name) for name in names):
                    for name in names:
                        if not data.get(name) and name not in self.errors:
                            self.add_error(name, "Fill this in, or leave the whole row empty.")
        return data

    def document(self) -> dict[str, Any]:
        """The list as `domain.billing.prices.read` takes it."""
        data = self.cleaned_data
        items = [
            _item("evaluation", "evaluation", ("Evaluation", "Evaluación"), data["evaluation_cents"], data["evaluation_codes"]),
            {**_item("infusion", "infusion", ("Infusion session", "Sesión de infusión"), data["infusion_cents"], ""),
             "drug_cents": data["drug_cents"] or 0},
            _item("follow-up", "follow-up", ("Follow-up visit", "Visita de seguimiento"), data["follow_up_cents"], data["follow_up_codes"]),
        ]  # fmt: skip
        items += [
            _item(f"other-{n}", "other", _pair(data[f"other_{n}_title"]), data[f"other_{n}_cents"], data[f"other_{n}_codes"])
            for n in range(1, OTHERS + 1)
            if data[f"other_{n}_title"]
        ]  # fmt: skip
        return {
            "items": items, "evaluation": "evaluation", "infusion": "infusion", "follow_up": "follow-up",
            "follow_ups": data["follow_ups"], "includes": list(_lines(data["includes"])), "excludes": list(_lines(data["excludes"])),
            "packages": [self._package(n) for n in range(1, PACKAGES + 1) if data[f"package_{n}_sessions"]],
            "payers": [self._payer(n) for n in range(1, PAYERS + 1) if data[f"payer_{n}_name"]],
        }  # fmt: skip

    def _package(self, n: int) -> dict[str, Any]:
        row = {
            name: self.cleaned_data[f"package_{n}_{name}"] for name in ("sessions", "cents", "basis", "fee")
        }
        title = {"en": f"{row['sessions']} sessions", "es": f"{row['sessions']} sesiones"}
        return {
            "code": f"package-{n}", "title": title, "item": "infusion", "sessions": row["sessions"], "cents": row["cents"],
            "basis": row["basis"], "fee_cents": row["fee"] or 0,
        }  # fmt: skip

    def _payer(self, n: int) -> dict[str, Any]:
        row = {name: self.cleaned_data[f"payer_{n}_{name}"] for name in ("name", *_PARTS, "says", "as_of")}
        en, es = _pair(row["says"])
        return {**row, "payer_id": "", "says": {"en": en, "es": es}, "as_of": row["as_of"].isoformat()}


def initial_of(found: prices.PriceList, from_day: date) -> dict[str, Any]:
    """The form as a list stands, for the next version."""
    evaluation, infusion, follow_up = (
        found.item(code) for code in (found.evaluation, found.infusion, found.follow_up)
    )
    initial: dict[str, Any] = {
        "from_day": from_day, "evaluation_cents": plain(evaluation.cents), "evaluation_codes": " ".join(evaluation.codes),
        "infusion_cents": plain(infusion.cents), "drug_cents": plain(infusion.drug_cents), "follow_up_cents": plain(follow_up.cents),
        "follow_up_codes": " ".join(follow_up.codes), "follow_ups": found.follow_ups,
        "includes": "\n".join(map(_said, found.includes)), "excludes": "\n".join(map(_said, found.excludes)),
    }  # fmt: skip
    others = [one for one in found.items if one.kind == "other"]
    for n, item in enumerate(others[:OTHERS], start=1):
        row = {"title": _said(item.title), "cents": plain(item.cents), "codes": " ".join(item.codes)}
        initial |= {f"other_{n}_{name}": value for name, value in row.items()}
    for n, package in enumerate(found.packages[:PACKAGES], start=1):
        kept = {
            "sessions": package.sessions,
            "cents": plain(package.cents),
            "basis": package.basis,
            "fee": plain(package.fee_cents),
        }
        initial |= {f"package_{n}_{name}": value for name, value in kept.items()}
    for n, payer in enumerate(found.payers[:PAYERS], start=1):
        told = {"name": payer.name, "says": _said(payer.says), "as_of": payer.as_of}
        told |= {name: getattr(payer, name) for name in _PARTS}
        initial |= {f"payer_{n}_{name}": value for name, value in told.items()}
    return initial


def _item(code: str, kind: str, title: tuple[str, str], cents: int, codes: str) -> dict[str, Any]:
    words = {"en": title[0], "es": title[1]}
    return {
        "code": code,
        "kind": kind,
        "title": words,
        "cents": cents,
        "codes": codes.upper().replace(",", " ").split(),
    }


def _pair(text: str) -> tuple[str, str]:
    en, _, es = text.partition("|")
    return en.strip(), es.strip()


def _lines(text: str) -> Iterator[dict[str, str]]:
    for line in text.splitlines():
        if line.strip():
            en, es = _pair(line)
            yield {"en": en, "es": es}


def _said(words: prices.Words) -> str:
    return f"{words.en} | {words.es}" if words.es else words.en
