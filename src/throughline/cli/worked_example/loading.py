"""Loading the example: all its steps on one timeline, then played."""

from collections.abc import Callable

from django.db import transaction

from throughline.cli.worked_example import answering, past, planning, telling, words
from throughline.cli.worked_example.learning import Learning
from throughline.cli.worked_example.people import drop_messages
from throughline.cli.worked_example.timeline import Timeline, at, moment
from throughline.core import audit, jobs
from throughline.core.actions import Actor
from throughline.core.models import AuditEntry

LOADED = "example.loaded"
Report = Callable[[int, int], object]


def is_loaded() -> bool:
    """Whether the example has been loaded to its end."""
    return AuditEntry.objects.filter(verb=LOADED).exists()


def load(report: Report) -> None:
    """Play the example into the database. `report(done, total)` is told of each step.

    Every action gets a form key of its own, so that loading again after a crash goes on where it stopped.
    """
    told = telling.read()
    timeline = Timeline()
    first = min(planning.begins(programme) for programme in told.programmes)
    with at(moment(first, 8)):
        made = planning.Made(planning.make_organisation(told))
    rows: past.Rows = {}
    for programme in told.programmes:
        planning.plan(timeline, told, made, programme)
        words.say(timeline, told, made, programme)
        past.bring_in(timeline, told, made, programme, rows)
        answering.reply(timeline, told, made, programme)
        if "finding" in programme:
            learning = Learning(told, made, programme, rows)
            learning.put_on(timeline)
            answering.recommend(timeline, told, made, learning)
    timeline.play(report)
    drop_messages()
    jobs.run_ready()
    with transaction.atomic():
        audit.record(actor=Actor.system("demo"), verb=LOADED, target="example:1")
