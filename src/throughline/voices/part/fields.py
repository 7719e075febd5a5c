"""Form fields for words in any language and of any length."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WordsField(forms.CharField):
    """Long text, kept as typed: no limit but that of the request, any script, line breaks as one character."""

    def __init__(self, *, rows: int = 10, required_message: Any = _("Write a few words"), **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        options.setdefault("error_messages", {"required": required_message})
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(without_nulls(value)) or "").replace("\r\n", "\n")


class LineField(forms.CharField):
    """A short text on one line."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        too_long = _("Use %(limit_value)d characters or fewer")
        messages = {"max_length": too_long, **options.pop("error_messages", {})}
        super().__init__(
            max_length=max_length,
            error_messages=messages,
            widget=forms.TextInput(attrs={"dir": "auto"}),
            **options,
        )

    def to_python(self, value: Any) -> str:
        return super().to_python(without_nulls(value)) or ""


def without_nulls(value: Any) -> Any:
    """Text without NUL characters, which come with pasted text, mean nothing, and no database takes."""
    return value.replace("\0", "") if isinstance(value, str) else value
