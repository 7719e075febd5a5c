"""`analyse agreement`: do coders agree beyond chance? Kappa and alpha, for people and machines who code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.agreement import Agreement

SCALES = ("nominal", "ordinal", "interval", "ratio", "sets")
METHOD = {
    "alpha": "Krippendorff's alpha (Krippendorff 2011); sets of codes by MASI distance (Passonneau 2006).",
    "cohen": "Cohen's kappa (Cohen 1960, 1968).",
    "fleiss": "Fleiss' kappa (Fleiss 1971).",
    "light": "Light's kappa, the mean of Cohen's over all pairs of coders (Light 1971).",
    "kendall": "Kendall's W, corrected for ties (Kendall and Babington Smith 1939).",
    "icc": "Intraclass correlation (McGraw and Wong 1996).",
}
KINDS = ("1", "C,1", "A,1", "k", "C,k", "A,k")
THRESHOLDS = (
    "Agreement is good from 0.80, tentative from 0.67 (Krippendorff 2004, p. 241). Ranges are bootstraps over items."
)


@analysis(seeded=True)
@click.argument("file", type=FILE)
@click.option("--coders", default="*", show_default=True, help="Columns of coders: a pattern such as “coder_*”.")
@click.option("--item", help="Column: the name of the item, which is left out.")
@click.option(
    "--measure", type=click.Choice(list(METHOD)), default="alpha", show_default=True, help="Which coefficient."
)
@click.option("--scale", type=click.Choice(SCALES), default="nominal", show_default=True, help="What codes are.")
@click.option(
    "--weights", type=click.Choice(["none", "linear", "quadratic"]), default="none", help="For cohen and light."
)
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="A,1",
    show_default=True,
    help="For icc: absolute (A) or consistent (C).",
)
def agreement(
    work: Work, file: Path, coders: str, item: str | None, measure: str, scale: str, weights: str, kind: str
) -> Report:
    """Measure agreement. FILE has a row for each item and a column for each coder; an empty cell is no code.

    With --scale sets a cell holds several codes with “;” between them. Numbers are compared as numbers on the scales
    ordinal, interval and ratio.
    """
    from throughline.analysis import agreement_chart

    if weights != "none" and measure not in ("cohen", "light"):
        raise BadInput("--weights are for --measure cohen and light.")
    if scale != "nominal" and measure != "alpha":
        raise BadInput("--scale is for --measure alpha; cohen has --weights.")
    rated = measure in ("kendall", "icc")
    number = rated or scale in ("ordinal", "interval", "ratio") or weights != "none"
    wanted = column(coders, kind="number" if number else "text", blanks=True, option="--coders")
    table = work.read(file, *([column(item, option="--item")] if item else []), others=wanted)
    if len(table.others) < 2:
        raise table.wrong(None, None, "two or more columns of coders are needed")
    if rated:
        return _rating(table, measure, kind)
    found = _measure(table, measure, scale, weights, work.seed)
    whole = next(iter(found.values()))
    title = f"Agreement is {whole.verdict}"
    return Report(
        result=found,
        n=whole.units,
        title=title,
        sentence=f"{whole.shown}.",
        charts={"agreement": agreement_chart.draw(found, title=title, sentence=f"{whole.shown}.")},
        warnings=whole.warnings,
        method=(METHOD[measure], f"Coders: {', '.join(table.others)}.", THRESHOLDS),
    )


def _rating(table: Table, measure: str, kind: Any) -> Report:
    """How far ratings go together: numbers of the same people on the same items, none missing."""
    from throughline.analysis import agreement_chart
    from throughline.analysis.agreement import icc, kendall

    _complete(table, METHOD[measure].partition(" (")[0].partition(",")[0])
    ratings = list(zip(*(table[name] for name in table.others), strict=True))
    found = kendall(ratings) if measure == "kendall" else icc(ratings, kind)
    title = f"How far {found.raters} raters agree"
    return Report(
        result={"All codes together": found},
        n=found.items,
        title=title,
        sentence=f"{found.shown}.",
        charts={"agreement": agreement_chart.draw_rating(found, title=title)},
        method=(METHOD[measure], f"Raters: {', '.join(table.others)}."),
    )


def _complete(table: Table, name: str) -> None:
    for coder in table.others:
        for i, code in enumerate(table[coder]):
            if code is None or code != code:
                raise table.wrong(i, coder, f"{name} needs a code of every coder; use --measure alpha")


def _measure(table: Table, measure: str, scale: Any, weights: Any, seed: int) -> dict[str, Agreement]:
    """All codes together first, then, where codes are names, each code against all others."""
    from throughline.analysis.agreement import by_code, cohen, fleiss, krippendorff, light

    rows = [_codes(table[name], scale) for name in table.others]
    if measure == "cohen":
        if len(rows) != 2:
            raise table.wrong(None, None, f"Cohen's kappa is of 2 coders, not {len(rows)}; name them with --coders")
        whole = cohen(rows[0], rows[1], weights=weights, seed=seed)
    elif measure == "light":
        _complete(table, "Light's kappa")
        whole = light(rows, weights=weights, seed=seed)
    elif measure == "fleiss":
        _complete(table, "Fleiss' kappa")
        whole = fleiss(_counts(table, rows), seed=seed)
    else:
        whole = krippendorff(rows, scale=scale, seed=seed)
    each = by_code(rows, seed=seed) if scale in ("nominal", "sets") and weights == "none" else {}
    return {"All codes together": whole, **{str(code): one for code, one in each.items()}}


def _codes(given: Sequence[Any], scale: str) -> list[Any]:
    if scale != "sets":
        return list(given)
    return [None if one is None else {part.strip() for part in one.split(";") if part.strip()} for one in given]


def _counts(table: Table, rows: Sequence[Sequence[str]]) -> list[list[int]]:
    """Items × codes: how many coders gave each."""
    codes = sorted({code for row in rows for code in row})
    place: Mapping[str, int] = {code: i for i, code in enumerate(codes)}
    counts = [[0] * len(codes) for _ in range(len(table))]
    for row in rows:
        for i, code in enumerate(row):
            counts[i][place[code]] += 1
    return counts
