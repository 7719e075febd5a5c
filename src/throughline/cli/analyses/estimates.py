"""The table of estimates of a choice model, of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughline.cli.analyses.writing import Listing

if TYPE_CHECKING:
    from throughline.analysis.choices.reporting import Model

TITLE = "Estimates"


def estimates(model: Model) -> Listing:
    """Every parameter with its uncertainty."""
    from throughline.analysis.choices.bayes import HierarchicalBayes
    from throughline.analysis.choices.latent import LatentClasses

    if isinstance(model, HierarchicalBayes):
        named = [(p.name, p) for p in model.means] + [(f"sd {p.name}", p) for p in model.spreads]
        rows = [
            (name, f"{p.mean:.4g}", f"{p.sd:.3g}", f"{p.low:.4g}", f"{p.high:.4g}", f"{p.r_hat:.3f}")
            for name, p in named
        ]
        heads = ("What", "Posterior mean", "Posterior deviation", "Lowest likely", "Highest likely", "R-hat")
        return Listing(TITLE, heads, rows)
    found = model.coefficients if not isinstance(model, LatentClasses) else [*sum(model.classes, ()), *model.membership]
    rows = [
        (c.name, f"{c.estimate:.4g}", f"{c.error:.3g}", f"{c.low:.4g}", f"{c.high:.4g}", f"{c.p:.3g}") for c in found
    ]
    return Listing(TITLE, ("What", "Estimate", "Standard error", "Lowest likely", "Highest likely", "p"), rows)
