"""Forgetting what nobody brought in."""

from __future__ import annotations

from django_tasks import task

from throughline.core.jobs import every
from throughline.understand.elsewhere import actions


@task
def forget_incoming() -> None:
    """Delete what was read from files a day ago and never brought in."""
    actions.forget_incoming()


every(3600, forget_incoming)
