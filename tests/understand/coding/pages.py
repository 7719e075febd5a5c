"""Where the pages of coding are, for whoever opens every page of the site."""

from __future__ import annotations

from typing import Any

from tests.support.factories import make_activity, make_member
from tests.support.site import until

from throughline.evidence import counting
from throughline.evidence.models import Run
from throughline.programmes.models import Programme
from throughline.understand.coding import actions as coding


def coding_pages(world: Any, closed: Programme) -> None:
    """A codebook in use by two coders who do not always agree, one without codes, and one that is not begun."""
    other = make_activity().programme
    world.stand("codebook-start", at=(other.slug,))
    book = coding.start_codebook(programme=closed, origin="default", by=None)
    world.stand("codebook", "code-new", at=(closed.slug,))
    emptied = make_activity().programme
    coding.start_codebook(programme=emptied, origin="empty", by=None)
    world.stand("coding-next", at=(emptied.slug,))
    figures = ("coding-agreement", "coding-progress", "coding-matrix", "coding-disagreements")
    world.stand("coding", "coding-suggestions", "memos", *figures, at=(closed.slug,))
    world.stand("coding-take-out", "coding-bring-in", at=(closed.slug,))
    read = counting.usable(closed).earliest("pk")
    world.stand("coding-words", at=(closed.slug, read.ref))
    code = book.codes.filter(is_heading=False).earliest("number")
    coders = [world.member(closed.slug, "analyst"), make_member(closed, "analyst")]
    other_code = book.codes.filter(is_heading=False).latest("number")
    for number, row in enumerate(counting.usable(closed).order_by("pk")[:12]):
        for coder, given in zip(coders, ([code], [other_code if number % 4 == 0 else code]), strict=True):
            key = f"coding-{row.ref}"
            coding.code_words(contribution=row, codes=given, memo="Carers wait as well.", by=coder, once_key=key)
    asked = coding.ask_for_figures(programme=closed, by=None, once_key="coding")
    # A page that waits for a worker fetches itself again, which no page may that is held to the rules of all.
    until(lambda: Run.objects.get(pk=asked.pk).status == Run.Status.DONE, "the figures of coding")
    world.stand("coding-settle", at=(closed.slug, read.ref))
    world.stand("code", "code-change", "code-use", at=(closed.slug, code.ref))
