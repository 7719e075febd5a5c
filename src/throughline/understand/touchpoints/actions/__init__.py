"""What changes the map of a journey."""

from throughline.understand.touchpoints.actions.concluding import draft_finding_from
from throughline.understand.touchpoints.actions.drawing import Wanted, set_journey
from throughline.understand.touchpoints.actions.placing import place, take_off

__all__ = ["Wanted", "draft_finding_from", "place", "set_journey", "take_off"]
