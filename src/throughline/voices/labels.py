"""Content labels: what words are about, so that readers can choose what they do not want to meet unprepared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Label:
    """`slug` is kept in `Contribution.labels`; `name` is what readers see."""

    slug: str
    name: str | _StrPromise


LABELS: tuple[Label, ...] = (
    Label("abuse", _("Abuse or violence")),
    Label("sexual-violence", _("Sexual violence")),
    Label("suicide", _("Suicide or self-harm")),
    Label("mental-health", _("Mental illness")),
    Label("bereavement", _("Death or grief")),
    Label("baby-loss", _("Losing a baby")),
    Label("dementia", _("Dementia")),
    Label("graphic-detail", _("Graphic detail of bodies or injuries")),
    Label("distress", _("Somebody in great distress")),
    Label("medicine-error", _("Mistakes with medicines")),
    Label("fall", _("Falls and injuries")),
    Label("substance-use", _("Alcohol or drugs")),
    Label("eating-disorder", _("Eating disorders")),
    Label("homelessness", _("Having no home")),
    Label("discrimination", _("Racism or other discrimination")),
)

LABEL_SLUGS = tuple(label.slug for label in LABELS)
LABEL_NAMES = {label.slug: label.name for label in LABELS}


def in_order(slugs: Iterable[str]) -> list[str]:
    """These labels, each once, in the order of the list; what is no label is left out."""
    wanted = set(slugs)
    return [slug for slug in LABEL_SLUGS if slug in wanted]
