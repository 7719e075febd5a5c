"""The form of coding with parts: which sentences each code is about. It works without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from throughline.understand.coding import parts
from throughline.understand.coding.forms import CodingForm
from throughline.understand.coding.models import Code

EMPTY_ROWS = 2
MOST_ROWS = 60


class PartsForm(CodingForm):
    """Codes for the whole, and rows of a code with the sentences from and to which it fits.

    Attributes:
        before: the parts that the coder has given, which keep their exact place while their sentences stay.
    """

    part_rows = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        codes: list[Code],
        text: str,
        before: Sequence[parts.Row],
        initial: dict[str, Any],
        typed: QueryDict | None = None,
    ) -> None:
        live = {code.pk for code in codes}
        self.text, self.before = text, [row for row in before if row.part.code.pk in live]
        self.last = len(parts.numbered(text))
        sent = typed if typed is not None else data
        self.number = _number(sent, len(self.before) + EMPTY_ROWS) if self.last > 1 else 0
        if typed is not None:
            self.number = min(self.number + EMPTY_ROWS, MOST_ROWS)
        start = initial | self._as_given() if typed is None else self._as_typed(typed)
        super().__init__(data, codes=codes, initial=start)
        for number in range(1, self.number + 1):
            self._add_row(number, codes)

    def _add_row(self, number: int, codes: list[Code]) -> None:
        blank = [("", _("Choose a code"))]
        self.fields[f"part-{number}-code"] = forms.ChoiceField(
            label=_("Part {n}: code").format(n=number),
            choices=[*blank, *((code.ref, f"{code.number}. {code.name}") for code in codes)],
            required=False,
        )
        for name, label in (("from", _("Part {n}: from sentence")), ("to", _("Part {n}: to sentence"))):
            self.fields[f"part-{number}-{name}"] = forms.IntegerField(
                label=label.format(n=number),
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"invalid": _("Enter the number of a sentence.")},
            )

    def _as_given(self) -> dict[str, Any]:
        found: dict[str, Any] = {"part_rows": self.number}
        for number, row in enumerate(self.before, start=1):
            found |= {
                f"part-{number}-code": row.part.code.ref,
                f"part-{number}-from": row.first,
                f"part-{number}-to": row.last,
            }
        return found

    def _as_typed(self, typed: QueryDict) -> dict[str, Any]:
        """What was typed when more rows were asked for."""
        kept: dict[str, Any] = {name: typed.get(name, "") for name in typed if name.startswith("part-")}
        kept |= {name: typed.get(name, "") for name in ("numbers", "memo")}
        return kept | {
            "codes": typed.getlist("codes"),
            "nothing_fits": "nothing_fits" in typed,
            "part_rows": self.number,
        }

    def part_fields(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The fields of each row: code, from, to."""
        numbers = range(1, self.number + 1)
        return [(self[f"part-{n}-code"], self[f"part-{n}-from"], self[f"part-{n}-to"]) for n in numbers]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(1, self.number + 1):
            self._check_row(number, data)
        return data

    def _check_row(self, number: int, data: dict[str, Any]) -> None:
        code, first, last = (f"part-{number}-{name}" for name in ("code", "from", "to"))
        if any(name in self.errors for name in (code, first, last)):
            return
        begins, ends = data.get(first), data.get(last)
        if not data.get(code):
            if begins is not None or ends is not None:
                self.add_error(code, _("Choose the code for these sentences."))
        elif begins is None:
            self.add_error(first, _("Enter the sentence with which the part begins."))
        elif not 1 <= begins <= self.last:
            self.add_error(first, _("Enter a sentence from 1 to {last}.").format(last=self.last))
        elif ends is not None and not begins <= ends <= self.last:
            self.add_error(last, _("Enter a sentence from {first} to {last}.").format(first=begins, last=self.last))

    def chosen(self) -> list[Code]:
        """Every code that was given, to the whole or to a part, once."""
        given = [*super().chosen(), *(part.code for part in self.given_parts() or ())]
        return list({code.pk: code for code in given}.values())

    def given_parts(self) -> list[parts.Part] | None:
        """The parts; one whose sentences were not changed keeps its place to the letter. None where the words are a
        single sentence, and nothing was asked about parts.
        """
        if self.last < 2:
            return None
        known: dict[tuple[int, int, int], list[parts.Part]] = {}
        for row in self.before:
            known.setdefault((row.part.code.pk, row.first, row.last), []).append(row.part)
        found = []
        for number in range(1, self.number + 1):
            code = self.by_ref.get(self.cleaned_data.get(f"part-{number}-code") or "")
            if code is None:
                continue
            first = self.cleaned_data[f"part-{number}-from"]
            last = self.cleaned_data[f"part-{number}-to"] or first
            same = known.get((code.pk, first, last))
            span = parts.between(self.text, first, last)
            found.append(same.pop(0) if same else parts.Part(code, span.start, span.stop))
        return found


def _number(sent: Any, otherwise: int) -> int:
    """How many rows a form has: as many as it was sent with."""
    written = sent.get("part_rows", "") if sent is not None else ""
    known = written.isascii() and written.isdigit() and len(written) < 4
    return min(int(written), MOST_ROWS) if known else min(otherwise, MOST_ROWS)
