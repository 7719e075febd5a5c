"""Throughline: structured dialogue from what people have lived through to an answer an authority must give."""

__version__ = "0.1.0"
