"""Notes and numbers from elsewhere, for the pages that show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughline.programmes.models import Programme
from throughline.understand.elsewhere import actions as elsewhere
from throughline.understand.elsewhere.reading import read_numbers

if TYPE_CHECKING:
    from tests.journeys.world import World


def stand(world: World, closed: Programme) -> None:
    """Bring in a note, numbers, and a file with a problem that still waits."""
    slug, by = closed.slug, world.member(closed.slug, "organiser")
    note = elsewhere.add_note(
        programme=closed, citation="A. Author (2021). Waiting for a call.", year=2021, found="Calls went unanswered.",
        url="https://example.org/paper", by=by, once_key="note",
    )  # fmt: skip
    said = {"title": "Complaints, 2024", "counted": "complaints", "where_from": "Our office", "licence": "Internal"}
    kept = [
        elsewhere.keep_incoming(
            programme=closed,
            kind="numbers",
            read=read_numbers(f"theme,count,period\nWaiting,{waiting},2024\nFood,*,2024\n".encode()),
            file_name="complaints.csv",
            details=said,
            by=by,
            once_key=f"file-{waiting}",
        )
        for waiting in ("120", "many")
    ]
    numbers = elsewhere.bring_in(incoming=kept[0], skip_problems=False, by=by)
    lists = ("elsewhere", "elsewhere-export", "elsewhere-note-new")
    world.stand(*lists, "elsewhere-notes-bring-in", "elsewhere-numbers-bring-in", at=(slug,))
    world.stand("elsewhere-note", at=(slug, note.ref))
    world.stand("elsewhere-numbers", at=(slug, numbers.ref if numbers else ""))
    world.stand("elsewhere-incoming", at=(slug, kept[1].ref))
