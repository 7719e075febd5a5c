"""Importing any part of the library is quick: what is heavy is loaded where it is used."""

import subprocess
import sys

HEAVY = ("django", "polars", "sklearn", "scipy.stats", "scipy.optimize", "distributed", "dask", "pandas", "jinja2")
CODE = f"""
import importlib, pkgutil, sys
import throughline.analysis as library
names = [one.name for one in pkgutil.walk_packages(library.__path__, "throughline.analysis.")]
guilty = {{}}
for name in names:
    before = set(sys.modules)
    importlib.import_module(name)
    for heavy in {HEAVY!r}:
        if heavy in sys.modules and heavy not in before:
            guilty[name] = heavy
print(len(names), guilty)
"""


def test_no_module_loads_what_is_heavy_when_it_is_imported():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60, check=True)
    number, guilty = done.stdout.strip().split(" ", 1)
    assert int(number) > 20
    assert guilty == "{}"
