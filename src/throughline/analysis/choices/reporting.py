"""The reporting checklist of a choice experiment, filled from what the analysis knows.

DIRECT (Ride and others 2024, PharmacoEconomics 42) with the good practices of ISPOR (Bridges and others 2011, Value
in Health 14): a short account of what they ask, in our words; read the source before quoting. What only people can
say is left open by name, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from throughline.analysis.choices.bayes import HierarchicalBayes
from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.latent import LatentClasses
from throughline.analysis.choices.logit import Logit
from throughline.analysis.choices.mixed import MixedLogit

Model = Logit | MixedLogit | LatentClasses | HierarchicalBayes
OPEN = "To be answered by the people who ran it."


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a reader needs to know, and what is known of it; answered is False where people must say."""

    section: str
    asks: str
    answer: str
    answered: bool

    def to_dict(self) -> dict[str, Any]:
        return {"section": self.section, "asks": self.asks, "answer": self.answer, "answered": self.answered}


ASKS = (
    ("Purpose", "The question, and why a choice experiment answers it", "purpose"),
    ("Attributes", "Attributes and levels, and where they came from", "attributes"),
    ("Attributes", "How patients and the public shaped them", "involvement"),
    ("Tasks", "How tasks were built: alternatives, opt-out or status quo, full or partial profiles", "tasks"),
    ("Design", "The experimental design, its efficiency, priors, blocks and constraints", "design"),
    ("Questionnaire", "How tasks were explained, warmed up, tested and translated", "questionnaire"),
    ("Questionnaire", "Tasks that check understanding: dominated, repeated, held out", "checks"),
    ("Sample", "Who was asked, how, when, and how many answered; the size that was planned", "sample"),
    ("Sample", "Choices that were made, and what was left out", "data"),
    ("Analysis", "The model, and why; how attributes are coded", "model"),
    ("Analysis", "Standard errors, and that one person's choices belong together", "errors"),
    ("Analysis", "Differences among people", "heterogeneity"),
    ("Analysis", "Software, draws, starts, seed", "software"),
    ("Results", "Estimates with their uncertainty, and goodness of fit", "fit"),
    ("Results", "Trade-offs, uptake, importance, with uncertainty", "meaning"),
    ("Results", "Validity: failures of checks, and results without those people", "validity"),
    ("Discussion", "Limits, who was not heard, how far it carries", "limits"),
)


def checklist(data: ChoiceData, result: Model, *, known: dict[str, str] | None = None) -> tuple[Item, ...]:
    """Every item, answered as far as the data and the result go.

    known: further answers by key ("purpose", "sample", … as in `ASKS`), which come first. Raises ValueError for
    a key that is not there.
    """
    said = known or {}
    unknown = [k for k in said if k not in {key for _, _, key in ASKS}]
    if unknown:
        raise ValueError(f"there is no item “{unknown[0]}”; there are: {', '.join(key for _, _, key in ASKS)}")
    found = {**_from_data(data), **_from_result(data, result), **said}
    return tuple(Item(section, asks, found.get(key, OPEN), key in found) for section, asks, key in ASKS)


def _from_data(data: ChoiceData) -> dict[str, str]:
    per_person = len(data.chosen) / len(data.people)
    sizes = sorted({int(n) for n in data.starts[1:] - data.starts[:-1]})
    shown = " to ".join(str(n) for n in dict.fromkeys((sizes[0], sizes[-1])))
    return {
        "tasks": (
            f"{shown} alternatives a task ({_listed(data.alternatives)}). Whether there was an opt-out, and whether "
            "profiles were partial, is to be said by the people who ran it."
        ),
        "data": f"{len(data.chosen):,} choices of {len(data.people):,} people, {per_person:.1f} each.",
    }


def _from_result(data: ChoiceData, result: Model) -> dict[str, str]:
    return {
        "model": f"{_model(result)}; columns: {_listed(data.names)}.",
        "errors": _errors(result),
        "heterogeneity": _differences(result),
        "software": _software(result),
        "fit": _fit(result),
    }


def _errors(result: Model) -> str:
    if isinstance(result, HierarchicalBayes):
        return "Ranges are those of the posterior distribution; everybody has weights of their own."
    by_person = "robust, by person" if result.errors == "robust" and not isinstance(result, Logit) else result.errors
    return f"Standard errors are {by_person}."


def _fit(result: Model) -> str:
    ranges = f"every estimate with its {result.level:.0%} range."
    if isinstance(result, HierarchicalBayes):
        return f"{result.shown} {ranges[0].upper()}{ranges[1:]}"
    f = result.fit
    return (
        f"{f.parameters} parameters; log-likelihood {f.log_likelihood:,.2f}, AIC {f.aic:,.1f}, BIC {f.bic:,.1f}, "
        f"adjusted rho squared {f.adjusted_rho2:.3f}; {ranges}"
    )


def _model(result: Model) -> str:
    if isinstance(result, HierarchicalBayes):
        return "Hierarchical Bayes, weights normal among people and correlated"
    if isinstance(result, MixedLogit):
        space = "" if result.tastes.price is None else " in willingness-to-pay space"
        return f"Panel mixed logit{space}, {'correlated' if result.tastes.correlated else 'independent'}"
    if isinstance(result, LatentClasses):
        return f"Latent classes, {len(result.shares)}"
    return "Conditional logit"


def _differences(result: Model) -> str:
    if isinstance(result, HierarchicalBayes):
        return "; ".join(f"{s.name} standard deviation {s.mean:.3g}" for s in result.spreads)
    if isinstance(result, MixedLogit):
        return "; ".join(f"{s.name} {s.kind}, mean {s.mean:.3g}, standard deviation {s.sd:.3g}" for s in result.spreads)
    if isinstance(result, LatentClasses):
        return f"Classes of {', '.join(f'{s:.0%}' for s in result.shares)}; certainty {result.certainty:.2f}."
    return "Not in this model: all people are given the same weights."


def _software(result: Model) -> str:
    if isinstance(result, HierarchicalBayes):
        return f"Throughline; Metropolis-Hastings within Gibbs, {result.shown} Seed {result.seed}."
    if isinstance(result, MixedLogit):
        return (
            f"Throughline; {result.draws:,} scrambled Sobol draws a person, aimed by Laplace's approximation; "
            f"starts: {len(result.reached)}; seed {result.seed}; with fresh draws no estimate moves by more than "
            f"{result.check.shift:.2f} standard errors."
        )
    if isinstance(result, LatentClasses):
        return f"Throughline; EM and Newton's method from starts: {len(result.reached)}; seed {result.seed}."
    return f"Throughline; Newton's method, {result.iterations} steps; nothing is random."


def _listed(names: Sequence[Any]) -> str:
    return ", ".join(str(n) for n in names)
