"""Two organisers at the same moment, on both databases."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connections
from tests.support import factories as make

from throughline.core.errors import Refused
from throughline.core.models import AuditEntry
from throughline.programmes import actions
from throughline.programmes.models import Membership, Programme, Role

ROUNDS = 10


def together(*calls: Callable[[], object]) -> list[str]:
    """Run calls at the same moment in threads of their own; returns how each ended."""
    start, ended = Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
            ended.append("done")
        except Refused:
            ended.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def test_two_organisers_who_remove_each_other_leave_one(database):
    """Seen red on PostgreSQL without `locked`: both counted two organisers, and none was left."""
    for _ in range(ROUNDS):
        programme = make.make_programme()
        one, other = (make.make_member(programme, Role.ORGANISER) for _ in range(2))

        def remove(ref: str, programme: Programme = programme) -> Callable[[], object]:
            return lambda: actions.remove_from_team(programme=programme, account_ref=ref, role=Role.ORGANISER, by=None)

        assert together(remove(one.ref), remove(other.ref)) == ["done", "refused"]
        assert Membership.objects.filter(programme=programme).count() == 1


def test_a_programme_opened_twice_at_once_opens_once(database):
    """Seen red on PostgreSQL without `locked`: both found a draft, and everybody was told twice."""
    for number in range(ROUNDS):
        programme = make.make_programme(open=False, committed=True)

        def press(programme: Programme = programme) -> object:
            return actions.open_programme(programme=programme, by=None)

        assert together(press, press) == ["done", "refused"]
        assert AuditEntry.objects.filter(verb="programmes.open").count() == number + 1
