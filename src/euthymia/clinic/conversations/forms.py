"""What a patient writes and sends along, in their language; what the team answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from euthymia.domain.rules.attachments import LARGEST_BYTES
from euthymia.domain.rules.from_home import LONGEST_WORDS
from euthymia.kit.forms import OnceForm

from .actions import File

_WORDS = forms.Textarea(attrs={"rows": 5})


class Files(forms.FileField):
    """What was sent along, read no further than its limit."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        return [File(data.name, data.size, data.read(LARGEST_BYTES))] if data else []


class WriteForm(OnceForm):
    """A line of a conversation."""

    says = forms.CharField(label=_("Your message"), max_length=LONGEST_WORDS, widget=_WORDS)
    attached = Files(
        label=_("A file, if it helps"), required=False, help_text=_("One PDF, JPEG or PNG of at most 3 MB.")
    )  # fmt: skip


class AskForm(WriteForm):
    """A new conversation."""

    about = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect, choices=[
        ("treatment", _("My treatment")), ("medicine", _("A medicine")), ("visit", _("A visit")), ("other", _("Something else")),
    ])  # fmt: skip

    field_order = ["client_id", "about", "says", "attached"]


class AnswerForm(OnceForm):
    says = forms.CharField(label="Answer", max_length=LONGEST_WORDS, widget=_WORDS)


class AssignForm(OnceForm):
    to: Any = forms.ModelChoiceField(label="Give it to", queryset=None)

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = staff  # type: ignore[attr-defined]
