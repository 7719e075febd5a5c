"""Coding what people wrote: codebooks, an assistant that suggests, saturation, the framework matrix, REFI-QDA.

A machine only ever suggests here. What is a code is what a person gave; nothing in this package turns one into
the other, and the two are to be stored apart.
"""
