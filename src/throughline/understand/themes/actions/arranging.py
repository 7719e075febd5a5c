"""Naming, merging, splitting, moving, setting aside and signing off. Every change says who made it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import once
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.evidence import counting
from throughline.evidence.models import Disposition
from throughline.people.models import Account
from throughline.understand.themes.actions._common import hold, record
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices.models import Contribution


@action
def name_theme(*, theme: Theme, name: str, description: str = "", by: Account | None) -> Theme:
    """Give a group a name, which makes it a theme in people's words.

    Raises:
        Refused: no name was given, or another theme of the programme has it.
        NotAllowed: the person may not.
    """
    hold(theme, by=by)
    if not name.strip():
        raise Refused(_("Enter a name that the people in it would recognise."), field="name")
    twin = Theme.objects.filter(programme=theme.programme, name__iexact=name.strip(), status__in=Theme.OPEN)
    if twin.exclude(pk=theme.pk).exists():
        raise Refused(_("Another theme has this name. Merge the two, or choose another name."), field="name")
    theme.name, theme.description, theme.named_by = name.strip(), description.strip(), by
    theme.save(update_fields=["name", "description", "named_by"])
    record(theme, by, "themes.name")
    return theme


@action
def merge_themes(*, theme: Theme, into: Theme, by: Account) -> Theme:
    """Move everything of one theme into another; the first stays on record as merged.

    Raises:
        Refused: the two are the same or of different programmes.
        NotAllowed: the person may not.
    """
    if theme.pk == into.pk:
        raise Refused(_("Choose another theme of this programme."), field="into")
    hold(theme, into, by=by)
    _move(theme.assignments.all(), into, by)
    theme.status, theme.merged_into = Theme.Status.MERGED, into
    theme.save(update_fields=["status", "merged_into"])
    record(theme, by, "themes.merge", into=into.ref)
    return into


@action
def split_theme(*, theme: Theme, refs: Sequence[str], name: str, by: Account, once_key: str) -> Theme:
    """Take some contributions out of a theme into a new one of their own.

    Raises:
        Refused: none or all were chosen, or there is no name.
        NotAllowed: the person may not.
    """
    hold(theme, by=by)
    claim = once.claim(scope=f"split:{theme.ref}", key=once_key)
    if not claim.first:
        return Theme.objects.get(ref=claim.outcome)
    chosen = theme.assignments.filter(contribution__ref__in=refs)
    count = chosen.count()
    if not count:
        raise Refused(_("Tick the words that belong in the new theme."), field="refs")
    if count == theme.assignments.count():
        raise Refused(_("That is everything in this theme. Rename it instead."), field="refs")
    part = Theme.objects.create(
        programme=theme.programme, run=theme.run, split_from=theme, opened_at=timezone.now(), opened_by=by
    )
    name_theme(theme=part, name=name, by=by)
    _move(chosen, part, by)
    record(theme, by, "themes.split", into=part.ref, moved=count)
    claim.settle(part.ref)
    return part


@action
def move_all(*, theme: Theme, refs: Sequence[str], into: Theme, by: Account) -> int:
    """Put contributions of one theme where a person thinks they belong.

    Args:
        theme: where they are now.
        refs: which contributions.
        into: where they belong.
        by: who says so.

    Returns:
        How many were moved.

    Raises:
        Refused: none was chosen, or the themes are the same or of different programmes.
        NotAllowed: the person may not.
    """
    if theme.pk == into.pk:
        raise Refused(_("Choose another theme of this programme."), field="into")
    hold(theme, into, by=by)
    chosen = theme.assignments.filter(contribution__ref__in=refs)
    if not chosen.exists():
        raise Refused(_("Tick the words that you want to move."), field="refs")
    moved = _move(chosen, into, by)
    record(into, by, "themes.move", from_theme=theme.ref, moved=moved)
    return moved


@action
def place(*, contribution: Contribution, into: Theme, by: Account) -> None:
    """Put a contribution that stands alone into a theme.

    Raises:
        Refused: it is of another programme, or may not be used.
        NotAllowed: the person may not.
    """
    place_all(refs=[contribution.ref], into=into, by=by)


@action
def place_all(*, refs: Sequence[str], into: Theme, by: Account) -> int:
    """Put contributions that stand alone into a theme.

    Args:
        refs: which contributions.
        into: where they belong.
        by: who says so.

    Returns:
        How many were placed.

    Raises:
        Refused: none was chosen that may be placed here.
        NotAllowed: the person may not.
    """
    hold(into, by=by)
    chosen = list(counting.usable(into.programme).filter(ref__in=refs).values_list("pk", "ref"))
    if not chosen:
        raise Refused(_("Tick the words that you want to place."), field="refs")
    Assignment.objects.bulk_create(
        [Assignment(theme=into, contribution_id=pk, by_account=by) for pk, _ref in chosen],
        update_conflicts=True,
        unique_fields=["theme", "contribution"],
        update_fields=["by_account", "place"],
    )
    placed = [pk for pk, _ref in chosen]
    Disposition.objects.filter(contribution__in=placed, kind=Disposition.Kind.STANDS_ALONE).delete()
    record(into, by, "themes.place", placed=len(placed))
    return len(placed)


@action
def set_aside(*, theme: Theme, by: Account) -> Theme:
    """Say that a proposed group is no theme; its words go on the list that stands alone.

    Raises:
        Refused: it is signed off.
        NotAllowed: the person may not.
    """
    hold(theme, by=by)
    if theme.status == Theme.Status.SIGNED_OFF:
        raise Refused(_("This theme is signed off. Merge it, or leave it."))
    elsewhere = Assignment.objects.filter(theme__status__in=Theme.OPEN).exclude(theme=theme).values("contribution_id")
    alone = theme.assignments.exclude(contribution_id__in=elsewhere).values_list("contribution_id", flat=True)
    Disposition.objects.bulk_create(
        [
            Disposition(
                contribution_id=contribution,
                kind=Disposition.Kind.STANDS_ALONE,
                reason=_("A person read the group that software proposed and found that it is no theme."),
                by_account=by,
            )
            for contribution in alone
        ],
        ignore_conflicts=True,
        batch_size=200,
    )
    theme.assignments.all().delete()
    theme.status = Theme.Status.SET_ASIDE
    theme.save(update_fields=["status"])
    record(theme, by, "themes.set-aside")
    return theme


@action
def sign_off(*, theme: Theme, by: Account) -> Theme:
    """A named person says that this theme is what the people in it said.

    Raises:
        Refused: nobody has opened the words beneath it, or it has no name, or it is empty.
        NotAllowed: the person may not.
    """
    hold(theme, by=by)
    if theme.status == Theme.Status.SIGNED_OFF:
        return theme
    if theme.opened_at is None:
        raise Refused(_("Open the words beneath this theme and read some of them first."))
    if not theme.name:
        raise Refused(_("Give the theme a name first."), field="name")
    if not theme.assignments.exists():
        raise Refused(_("There is nothing in this theme."))
    theme.status, theme.signed_at, theme.signed_by = Theme.Status.SIGNED_OFF, timezone.now(), by
    theme.save(update_fields=["status", "signed_at", "signed_by"])
    record(theme, by, "themes.sign-off")
    return theme


def _move(chosen: QuerySet[Assignment], into: Theme, by: Account) -> int:
    """Move assignments, as this person's; those that are there already are only taken away here."""
    chosen.filter(contribution_id__in=into.assignments.values("contribution_id")).delete()
    return chosen.update(theme=into, by_account=by, place=Assignment.Place.INSIDE)
