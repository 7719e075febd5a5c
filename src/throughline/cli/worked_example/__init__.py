"""The worked example, played through the real actions, each step at the day that the story gives it.

`telling` reads the files, `timeline` plays steps in order of time, and the other modules say what each step does.
"""

from throughline.cli.worked_example.loading import is_loaded, load
from throughline.cli.worked_example.people import Links, links

__all__ = ["Links", "is_loaded", "links", "load"]
