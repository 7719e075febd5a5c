"""Who steers a partnership, by what protocol, and that the protocol is locked before anybody chooses."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.partnerships.actions._common import begin, record
from throughline.envision.partnerships.models import Member, Partnership
from throughline.envision.partnerships.protocol import Protocol
from throughline.people.models import Account
from throughline.programmes.models import Activity, Constituency

MOST_MEMBERS = 40


@action
def keep_protocol(*, activity: Activity, protocol: Protocol, by: Account | None, once_key: str) -> None:
    """Keep what was decided so far.

    Raises:
        NotAllowed: the account may not.
        Refused: it is locked.
    """
    partnership = begin("protocol", activity, by, once_key)
    if partnership is None:
        return
    _check_open(partnership)
    partnership.chosen = protocol.kept()
    partnership.save(update_fields=["chosen"])
    record(activity, by, "protocol")


@action
def add_member(
    *, activity: Activity, name: str, about: str, constituency: str, by: Account | None, once_key: str
) -> None:
    """Name somebody of the steering group. The group may change after the protocol is locked, as people come and go.

    Args:
        activity: of which partnership.
        name: as everybody may read it.
        about: where they come from, in a few words.
        constituency: for whom they speak.
        by, once_key: who asks, with the form's key.

    Raises:
        NotAllowed: the account may not.
        Refused: they are named already, or there are too many.
    """
    if begin("member", activity, by, once_key) is None:
        return
    known = Member.objects.filter(activity=activity)
    if known.filter(name__iexact=name, constituency=constituency).exists():
        raise Refused(_("This person is in the steering group already."), field="name")
    if known.count() >= MOST_MEMBERS:
        raise Refused(_("A steering group has at most %(most)s people.") % {"most": MOST_MEMBERS}, field="name")
    made = Member.objects.create(activity=activity, name=name, about=about, constituency=constituency)
    record(activity, by, "member", member=made.ref, constituency=constituency)


@action
def remove_member(*, activity: Activity, member: str, by: Account | None, once_key: str) -> None:
    """Take somebody out of the steering group (their ref).

    Raises:
        NotAllowed: the account may not.
        NotFound: there is nobody with this ref.
    """
    if begin("remove-member", activity, by, once_key) is None:
        return
    if not Member.objects.filter(activity=activity, ref=member).delete()[0]:
        raise NotFound
    record(activity, by, "remove-member", member=member)


@action
def lock(*, activity: Activity, by: Account | None, once_key: str) -> None:
    """Lock the protocol for good, and make it public with its fingerprint.

    Raises:
        NotAllowed: the account may not.
        Refused: it is locked already, something is not written, or the steering group is of one side only.
    """
    partnership = begin("lock", activity, by, once_key)
    if partnership is None:
        return
    _check_open(partnership)
    protocol = partnership.protocol
    if protocol.missing:
        raise Refused(" ".join(protocol.missing))
    sides = set(Member.objects.filter(activity=activity).values_list("constituency", flat=True))
    if Constituency.PATIENTS not in sides or len(sides) < 2:
        raise Refused(_("The steering group needs patients or public, and people of at least one other side."))
    partnership.chosen, partnership.exact = protocol.kept(), protocol.exact
    partnership.fingerprint = protocol.fingerprint
    partnership.locked_at, partnership.locked_by = timezone.now(), by
    partnership.save()
    record(activity, by, "lock", fingerprint=partnership.fingerprint)


@action
def copy_set_up(*, activity: Activity, copy: Activity) -> None:
    """Give a new partnership the protocol of another, not locked yet and without its day. Its people, its adviser and
    its questions are each partnership's own.

    The caller has made `copy` and checked that it may.
    """
    kept = Partnership.objects.filter(activity=activity).values_list("chosen", flat=True).first() or {}
    own = {"adviser": "", "adviser_from": "", "agreed_on": ""}
    Partnership.objects.create(activity=copy, chosen=Protocol.of(kept | own).kept())


def _check_open(partnership: Partnership) -> None:
    if partnership.locked_at is not None:
        raise Refused(_("The protocol is locked and public, so it cannot be changed any more."))
