"""What happened to a contribution, told by every app that did something with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from throughline.voices.models import Contribution, Submission


@dataclass(frozen=True)
class Step:
    """One dated thing that happened, with its reason, as the author reads it."""

    when: datetime
    title: str | _StrPromise
    reason: str | _StrPromise = ""
    url: str = ""
    by: str = ""
    by_machine: bool = False
    order: int = 0
    """Breaks ties between steps of the same moment: earlier on the throughline first."""


Provider = Callable[[Sequence["Contribution"]], Mapping[str, Sequence[Step]]]

SubmissionProvider = Callable[[Sequence["Submission"]], Mapping[str, Sequence[Step]]]

_providers: list[Provider] = []
_of_submissions: list[SubmissionProvider] = []


def register(provider: Provider) -> None:
    """Add an app's account of contributions (ref → steps); called once from the app's `ready`."""
    if provider not in _providers:
        _providers.append(provider)


def of(contributions: Sequence[Contribution]) -> dict[str, list[Step]]:
    """Every step of each contribution, in the order of time. Queries do not grow with the contributions."""
    told: dict[str, list[Step]] = {contribution.ref: [] for contribution in contributions}
    for provider in _providers:
        for ref, steps in provider(contributions).items():
            told[ref].extend(steps)
    return {ref: sorted(steps, key=lambda step: (step.when, step.order)) for ref, steps in told.items()}


def register_for_submissions(provider: SubmissionProvider) -> None:
    """Add an app's account of what was chosen rather than written (submission's ref → steps); called from `ready`."""
    if provider not in _of_submissions:
        _of_submissions.append(provider)


def of_submissions(submissions: Sequence[Submission]) -> dict[str, list[Step]]:
    """Every step of what each submission holds besides words, in the order of time."""
    told: dict[str, list[Step]] = {submission.ref: [] for submission in submissions}
    for provider in _of_submissions:
        for ref, steps in provider(submissions).items():
            told[ref].extend(steps)
    return {ref: sorted(steps, key=lambda step: (step.when, step.order)) for ref, steps in told.items()}
