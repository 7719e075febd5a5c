"""The comments that were there before: a file, brought in by the facilitator and read by a moderator."""

import datetime

from throughline.cli.worked_example.planning import Made
from throughline.cli.worked_example.telling import Telling, Told
from throughline.cli.worked_example.timeline import Timeline
from throughline.cli.worked_example.words import removals
from throughline.understand.imports import mapping as mappings
from throughline.understand.imports.actions import run_import
from throughline.voices.actions.moderation import decide
from throughline.voices.models import Contribution

MAPPING = "past-comments.toml"
IN_AFTER, READ_AFTER = datetime.timedelta(days=3), datetime.timedelta(days=6)

Rows = dict[int, Contribution]
"""Row of the file (from 1, without the header) → what was stored of it. Filled when the file is brought in."""


def bring_in(timeline: Timeline, told: Telling, made: Made, programme: Told, rows: Rows) -> None:
    """Put the file on the timeline, if it belongs to this programme."""
    if told.past["programme"] == programme["slug"]:
        opened = programme["opens_on"]
        timeline.add(opened + IN_AFTER, 10, lambda: _import(told, made, rows))
        timeline.add(opened + READ_AFTER, 10, lambda: _moderate(told, made, rows))


def _import(told: Telling, made: Made, rows: Rows) -> None:
    mapping, source = mappings.read_file(told.folder / MAPPING)
    assert source is not None
    stored = run_import(
        activity=made.activities[told.past["programme"], told.past["activity"]],
        file=told.folder / told.past["file"],
        mapping=mapping,
        source=source,
        skip_problems=False,
        by=made.accounts["jo"],
        once_key="example:past",
        progress=lambda *_: None,
    )
    found = Contribution.objects.filter(source=stored).select_related("programme", "data_key").order_by("source_row")
    rows.update(enumerate(found, start=1))


def _moderate(told: Telling, made: Made, rows: Rows) -> None:
    for number, contribution in rows.items():
        decide(
            contribution=contribution,
            outcome="green",
            removals=removals(contribution, told.past["remove"].get(str(number), [])),
            by=made.accounts["marcus"],
            once_key=f"example:past:{number}",
        )
