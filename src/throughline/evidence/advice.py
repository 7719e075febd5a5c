"""Advice on the words of a finding before it is published. Advice, never a gate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from throughline.evidence.models import Finding
from throughline.programmes.advice import Advice, on_fields
from throughline.programmes.wording.queries import own_words

_FIELDS = {
    "title": gettext_lazy("The finding"),
    "summary": gettext_lazy("What was heard"),
    "limits": gettext_lazy("How sure, and who is missing"),
}


def on_finding(finding: Finding) -> list[Advice]:
    """What would make a finding plainer."""
    return on_fields(finding, _FIELDS, own=own_words(finding.programme))
