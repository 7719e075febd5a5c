"""A journey with words on its map, as `filled_rows` fills the rest."""

from __future__ import annotations

from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site

from throughline.understand.touchpoints.models import Named, Placement, Touchpoint
from throughline.voices.models import Contribution


def mapped(site: Site, text: Words) -> None:
    """Every word in use stands at one touchpoint, in whole."""
    touchpoint = Touchpoint.objects.create(programme=site.programme, name=text("touchpoint.name"), place=1)
    for row in Contribution.objects.filter(programme=site.programme, standing="live"):
        placement = Placement.objects.create(
            touchpoint=touchpoint, contribution=row, going="well", placed_by=site.all_roles
        )
        Named.objects.create(placement=placement, word="relieved")
    site.add("touchpoint", touchpoint)
