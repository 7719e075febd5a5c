"""What a question is: its type, its options, when it is asked, and which answers fit it.

Kept in the activity's settings as a list of plain dicts, in the form that the worked example's files use:
slug, type, text, hint, required, section, options (slug, label, alone), least, most, least_label, most_label and
show_if (question, is).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

from django.utils.translation import gettext_lazy as _

Type = Literal["single", "multiple", "scale", "number", "date", "short", "long"]
TYPES: tuple[Type, ...] = get_args(Type)
TYPE_NAMES: dict[Type, Any] = {
    "single": _("Choose one (radios)"),
    "multiple": _("Choose any number (checkboxes)"),
    "scale": _("A scale, such as 1 to 5"),
    "number": _("A number"),
    "date": _("A day"),
    "short": _("A few words"),
    "long": _("Words of any length"),
}
WORDS: frozenset[str] = frozenset({"short", "long"})
BRANCHING: frozenset[str] = frozenset({"single", "multiple", "scale"})
"""The types on whose answers later questions may depend."""

LONGEST_SCALE = 11

Given = Mapping[str, Any]
"""Question slug → answer: a string, or a list of option slugs for "multiple"."""


@dataclass(frozen=True)
class Option:
    """One answer to choose. `alone`: choosing it rules out all others (“none of these”)."""

    slug: str
    label: str
    alone: bool = False


@dataclass(frozen=True)
class Condition:
    """Ask only if the answer to an earlier question is one of these."""

    question: str
    values: tuple[str, ...]

    def holds(self, given: Given) -> bool:
        answer = given.get(self.question)
        chosen = answer if isinstance(answer, list) else [answer]
        return any(value in self.values for value in chosen)


@dataclass(frozen=True)
class Question:
    slug: str
    type: Type
    text: str
    hint: str = ""
    required: bool = False
    section: str = ""
    options: tuple[Option, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    least_label: str = ""
    most_label: str = ""
    show_if: Condition | None = None

    @property
    def closed(self) -> bool:
        return self.type not in WORDS

    @property
    def choices(self) -> tuple[Option, ...]:
        """What may be chosen: the options, or the steps of a scale."""
        if self.type != "scale":
            return self.options
        least, most = int(self.least or 1), int(self.most or 5)
        labels = {least: self.least_label, most: self.most_label}
        return tuple(
            Option(str(step), f"{step} – {labels[step]}" if labels.get(step) else str(step))
            for step in range(least, most + 1)
        )

    def asked(self, given: Given) -> bool:
        """Whether the question is asked, given the answers to the questions asked before it."""
        return self.show_if is None or self.show_if.holds(given)


def parse(rows: Sequence[Mapping[str, Any]]) -> list[Question]:
    """The questions in an activity's settings. Settings are checked when they are saved, not here."""
    return [_question(row) for row in rows]


def _question(row: Mapping[str, Any]) -> Question:
    show_if = row.get("show_if")
    return Question(
        slug=row["slug"],
        type=row["type"],
        text=row["text"],
        hint=row.get("hint", ""),
        required=bool(row.get("required")),
        section=row.get("section", ""),
        options=tuple(
            Option(option["slug"], option["label"], bool(option.get("alone"))) for option in row.get("options", ())
        ),
        least=_decimal(row.get("least")),
        most=_decimal(row.get("most")),
        least_label=row.get("least_label", ""),
        most_label=row.get("most_label", ""),
        show_if=Condition(show_if["question"], _values(show_if["is"])) if show_if else None,
    )


def _values(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def dump(question: Question) -> dict[str, Any]:
    """The question as settings keep it; `parse` gives it back."""
    row: dict[str, Any] = {"slug": question.slug, "type": question.type, "text": question.text}
    for name in ("hint", "required", "section", "least_label", "most_label"):
        if getattr(question, name):
            row[name] = getattr(question, name)
    for name in ("least", "most"):
        if getattr(question, name) is not None:
            row[name] = str(getattr(question, name))
    if question.options:
        row["options"] = [
            {"slug": one.slug, "label": one.label, **({"alone": True} if one.alone else {})} for one in question.options
        ]
    if question.show_if:
        row["show_if"] = {"question": question.show_if.question, "is": list(question.show_if.values)}
    return row


def shown(questions: Sequence[Question], given: Given) -> list[Question]:
    """The questions asked, in order. An answer counts only if its own question is asked."""
    counted: dict[str, Any] = {}
    found = []
    for question in questions:
        if question.asked(counted):
            found.append(question)
            if question.slug in given:
                counted[question.slug] = given[question.slug]
    return found


def problems(questions: Sequence[Question]) -> list[str]:
    """What is wrong with a list of questions, in words for the organiser; empty if nothing is."""
    found: list[str] = []
    seen: dict[str, Question] = {}
    for question in questions:
        if question.slug in seen:
            found.append(str(_("Two questions have the same short name: %s.") % question.slug))
        found += [f"{question.text}: {problem}" for problem in _own_problems(question)]
        if question.show_if:
            found += [f"{question.text}: {problem}" for problem in _branch_problems(question.show_if, seen)]
        seen[question.slug] = question
    return found


def _own_problems(question: Question) -> list[str]:
    found: list[Any] = []
    if question.type in ("single", "multiple"):
        if len(question.options) < 2:
            found.append(_("Give at least 2 answers to choose from."))
        if len({option.slug for option in question.options}) != len(question.options):
            found.append(_("Two of the answers are the same."))
    least, most = question.least, question.most
    if least is not None and most is not None and least >= most:
        found.append(_("The lowest number must be below the highest."))
    elif question.type == "scale" and len(question.choices) > LONGEST_SCALE:
        found.append(_("A scale can have at most %(steps)s steps.") % {"steps": LONGEST_SCALE})
    return [str(problem) for problem in found]


def _branch_problems(condition: Condition, earlier: Mapping[str, Question]) -> list[str]:
    on = earlier.get(condition.question)
    if on is None:
        return [str(_("It depends on a question that does not come before it."))]
    if on.type not in BRANCHING:
        return [str(_("It depends on a question that has no fixed answers."))]
    if not set(condition.values) <= {option.slug for option in on.choices} or not condition.values:
        return [str(_("It depends on an answer that the earlier question does not have."))]
    return []
