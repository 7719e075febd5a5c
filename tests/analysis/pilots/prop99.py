"""The California tobacco panel (Abadie, Diamond & Hainmueller 2010), read in place."""

import csv

from tests.analysis.data import FOLDER

from throughline.analysis.pilots.panel import panel


def california():
    with (FOLDER / "evaluation" / "did" / "california_prop99.csv").open() as file:
        rows = list(csv.DictReader(file))
    return panel(
        [r["State"] for r in rows],
        [int(r["Year"]) for r in rows],
        [float(r["PacksPerCapita"]) for r in rows],
        [int(r["treated"]) for r in rows],
    )
