"""Actions: the only functions that change state; and the actor who asks."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

Kind = Literal["account", "participant", "link", "system", "anonymous"]


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` an action: keyword-only, and all of it in one transaction or none.

    Returns the wrapped function, marked with `is_action = True`. An action that calls another joins its
    transaction.
    Raises `TypeError` at import when a parameter could be passed by position, since a call such as
    `decide(a, b, True)` cannot be read.
    """
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind not in (parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD):
            name = f"{function.__module__}.{function.__qualname__}"
            raise TypeError(f"{name}: parameter “{parameter.name}” must be keyword-only (put it after *)")

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            return function(*args, **kwargs)

    run.is_action = True  # type: ignore[attr-defined]
    return run


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts. `ref` identifies them within their kind, `label` is how the audit log names them (a role or a
    title, never an e-mail address)."""

    kind: Kind
    ref: str = ""
    label: str = ""

    @classmethod
    def system(cls, name: str) -> "Actor":
        """The program itself, in the part called `name` (a job, a command)."""
        return cls(kind="system", ref=name, label=name)

    @classmethod
    def anonymous(cls) -> "Actor":
        """A visitor of whom nothing is known."""
        return cls(kind="anonymous")
