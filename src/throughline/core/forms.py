"""What every form needs: dates in three boxes, and an action's refusal put beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.core.errors import DomainError


class DateField(forms.DateField):
    """A date typed as day, month and year, with one message where it is not a real date."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", _("Enter a real date, like 27 3 2027"))
        kwargs["error_messages"].setdefault("required", _("Enter a date"))
        super().__init__(widget=forms.SelectDateWidget(), **kwargs)


def put_refusal(form: forms.Form, refused: DomainError) -> None:
    """Show what an action refused on the form: beside its field where it names one that the form has."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.message))
