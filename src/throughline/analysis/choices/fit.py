"""How well a choice model fits: log-likelihood, information criteria and McFadden's rho squared.

Sources: McFadden D. (1974), in Frontiers in Econometrics; Ben-Akiva & Lerman (1985), Discrete Choice Analysis,
section 7.2 (the adjusted index); Akaike (1974); Schwarz (1978).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from throughline.analysis._words import many
from throughline.analysis.choices.data import ChoiceData


@dataclass(frozen=True, slots=True)
class Fit:
    """log_likelihood: at the estimates. null: with all alternatives of a task equally likely. parameters,
    choices, people: counts. rho2: 1 - log_likelihood / null. adjusted_rho2: the same, less one a parameter.
    bic: counts choices."""

    log_likelihood: float
    null: float
    parameters: int
    choices: int
    people: int
    aic: float
    bic: float
    rho2: float
    adjusted_rho2: float

    @property
    def of(self) -> str:
        """What it was fitted to, in words."""
        return f"{many(self.choices, 'choice')} of {many(self.people, 'person', 'people')}"

    @property
    def well(self) -> str:
        """How well it fits, in words."""
        return f"log-likelihood {self.log_likelihood:,.2f}, adjusted rho squared {self.adjusted_rho2:.3f}"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def fit_of(log_likelihood: float, parameters: int, data: ChoiceData) -> Fit:
    """The measures of fit of a model with this log-likelihood and number of parameters."""
    null = -float(data.weights @ np.log(np.diff(data.starts)))
    n = len(data.chosen)
    return Fit(
        log_likelihood=log_likelihood,
        null=null,
        parameters=parameters,
        choices=n,
        people=len(data.people),
        aic=2 * parameters - 2 * log_likelihood,
        bic=parameters * math.log(n) - 2 * log_likelihood,
        rho2=1 - log_likelihood / null,
        adjusted_rho2=1 - (log_likelihood - parameters) / null,
    )
