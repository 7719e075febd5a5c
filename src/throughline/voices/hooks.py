"""What the layers above do when words may no longer be used. Hooks run inside the action's transaction."""

from throughline.programmes.hooks import Hook

on_out_of_use: Hook[None] = Hook()
"""(contributions): they may no longer be analysed: take them out of everything not yet published."""

on_erase: Hook[None] = Hook()
"""(contributions): their words are being destroyed: delete whatever was made from them."""
