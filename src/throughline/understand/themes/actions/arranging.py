"""Reading, naming, merging, splitting, moving and signing off. Every change says who made it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.evidence.models import Disposition
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices.models import Contribution

OPEN = (Theme.Status.PROPOSED, Theme.Status.SIGNED_OFF)


@action
def read_words(*, theme: Theme, refs: Collection[str], by: Account) -> int:
    """Keep that a person read these words beneath a theme.

    Args:
        theme: the theme they opened.
        refs: the contributions whose words were on the page.
        by: the reader.

    Returns:
        How many of them nobody had read before.

    Raises:
        Refused: none of them is in the theme.
        NotAllowed: the person has no duty to read them.
    """
    require(Duty.ANALYSE, by=by, programme=theme.programme)
    inside = Contribution.objects.filter(assignments__theme=theme, ref__in=refs)
    if not inside.exists():
        raise Refused(_("These words are not in this theme any more. Reload the page."))
    now = timezone.now()
    ids = list(inside.filter(first_read_at__isnull=True).values_list("pk", flat=True))
    newly = Contribution.objects.filter(pk__in=ids).update(first_read_at=now, first_read_by=by)
    if theme.opened_at is None:
        theme.opened_at, theme.opened_by = now, by
        theme.save(update_fields=["opened_at", "opened_by"])
    return newly


@action
def name_theme(*, theme: Theme, name: str, description: str = "", by: Account | None) -> Theme:
    """Give a group a name, which makes it a theme in people's words.

    Raises:
        Refused: no name was given, or another theme of the programme has it.
        NotAllowed: the person may not.
    """
    _arrange(theme, by)
    if not name.strip():
        raise Refused(_("Enter a name that the people in it would recognise."), field="name")
    twin = Theme.objects.filter(programme=theme.programme, name__iexact=name.strip(), status__in=OPEN)
    if twin.exclude(pk=theme.pk).exists():
        raise Refused(_("Another theme has this name. Merge the two, or choose another name."), field="name")
    theme.name, theme.description, theme.named_by = name.strip(), description.strip(), by
    theme.save(update_fields=["name", "description", "named_by"])
    _record(theme, by, "themes.name")
    return theme


@action
def merge_themes(*, theme: Theme, into: Theme, by: Account) -> Theme:
    """Move everything of one theme into another; the first stays on record as merged.

    Raises:
        Refused: the two are the same or of different programmes.
        NotAllowed: the person may not.
    """
    _arrange(theme, by)
    _arrange(into, by)
    if theme.pk == into.pk or theme.programme_id != into.programme_id:
        raise Refused(_("Choose another theme of this programme."), field="into")
    already = into.assignments.values("contribution_id")
    theme.assignments.filter(contribution_id__in=already).delete()
    theme.assignments.update(theme=into, by_account=by, place=Assignment.Place.INSIDE)
    theme.status, theme.merged_into = Theme.Status.MERGED, into
    theme.save(update_fields=["status", "merged_into"])
    _record(theme, by, "themes.merge", into=into.ref)
    return into


@action
def split_theme(*, theme: Theme, refs: Sequence[str], name: str, by: Account, once_key: str) -> Theme:
    """Take some contributions out of a theme into a new one of their own.

    Raises:
        Refused: none or all were chosen, or there is no name.
        NotAllowed: the person may not.
    """
    _arrange(theme, by)
    claim = once.claim(scope=f"split:{theme.ref}", key=once_key)
    if not claim.first:
        return Theme.objects.get(ref=claim.outcome)
    chosen = theme.assignments.filter(contribution__ref__in=refs)
    count = chosen.count()
    if not count:
        raise Refused(_("Choose the words that belong in the new theme."), field="refs")
    if count == theme.assignments.count():
        raise Refused(_("That is everything in this theme. Rename it instead."), field="refs")
    part = Theme.objects.create(
        programme=theme.programme, run=theme.run, split_from=theme, opened_at=timezone.now(), opened_by=by
    )
    name_theme(theme=part, name=name, by=by)
    chosen.update(theme=part, by_account=by, place=Assignment.Place.INSIDE)
    _record(theme, by, "themes.split", into=part.ref, moved=count)
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
    _arrange(theme, by)
    _arrange(into, by)
    if theme.pk == into.pk or theme.programme_id != into.programme_id:
        raise Refused(_("Choose another theme of this programme."), field="into")
    chosen = theme.assignments.filter(contribution__ref__in=refs)
    if not chosen.exists():
        raise Refused(_("Choose the words that you want to move."), field="refs")
    already = into.assignments.values("contribution_id")
    chosen.filter(contribution_id__in=already).delete()
    moved = chosen.update(theme=into, by_account=by, place=Assignment.Place.INSIDE)
    _record(into, by, "themes.move", from_theme=theme.ref, moved=moved)
    return moved


@action
def place(*, contribution: Contribution, into: Theme, by: Account) -> None:
    """Put a contribution that stands alone into a theme.

    Raises:
        Refused: they are of different programmes.
        NotAllowed: the person may not.
    """
    _arrange(into, by)
    if contribution.programme_id != into.programme_id:
        raise Refused(_("Choose a theme of this programme."), field="into")
    Assignment.objects.update_or_create(
        theme=into, contribution=contribution, defaults={"by_account": by, "place": Assignment.Place.INSIDE}
    )
    Disposition.objects.filter(contribution=contribution, kind=Disposition.Kind.STANDS_ALONE).delete()
    _record(into, by, "themes.place", contribution=contribution.ref)


@action
def set_aside(*, theme: Theme, by: Account) -> Theme:
    """Say that a proposed group is no theme; its words go on the list that stands alone.

    Raises:
        Refused: it is signed off.
        NotAllowed: the person may not.
    """
    _arrange(theme, by)
    if theme.status == Theme.Status.SIGNED_OFF:
        raise Refused(_("This theme is signed off. Merge it, or leave it."))
    theirs = Contribution.objects.filter(assignments__theme=theme)
    elsewhere = Assignment.objects.filter(theme__status__in=OPEN).exclude(theme=theme).values("contribution_id")
    alone = theirs.exclude(pk__in=elsewhere).filter(disposition__isnull=True)
    Disposition.objects.bulk_create(
        [
            Disposition(
                contribution=contribution,
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
    _record(theme, by, "themes.set-aside")
    return theme


@action
def sign_off(*, theme: Theme, by: Account) -> Theme:
    """A named person says that this theme is what the people in it said.

    Raises:
        Refused: nobody has opened the words beneath it, or it has no name, or it is empty.
        NotAllowed: the person may not.
    """
    _arrange(theme, by)
    if theme.opened_at is None:
        raise Refused(_("Open the words beneath this theme and read some of them first."))
    if not theme.name:
        raise Refused(_("Give the theme a name first."))
    if not theme.assignments.exists():
        raise Refused(_("There is nothing in this theme."))
    theme.status, theme.signed_at, theme.signed_by = Theme.Status.SIGNED_OFF, timezone.now(), by
    theme.save(update_fields=["status", "signed_at", "signed_by"])
    _record(theme, by, "themes.sign-off")
    return theme


def _arrange(theme: Theme, by: Account | None) -> None:
    require(Duty.ANALYSE, by=by, programme=theme.programme)
    if theme.status not in OPEN:
        raise Refused(_("This theme has been merged or set aside."))


def _record(theme: Theme, by: Account | None, verb: str, **detail: str | int) -> None:
    actor = by.actor() if by else Actor.system("themes")
    audit.record(actor=actor, verb=verb, target=f"theme:{theme.ref}", detail=detail or None)
