"""`analyse choices --model best-worst`: of a few items shown, which is best and which is worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughline.cli.analyses.choosing import read_best_worst
from throughline.cli.analyses.estimates import estimates
from throughline.cli.analyses.running import Work
from throughline.cli.analyses.writing import Listing, Report

if TYPE_CHECKING:
    from throughline.analysis.choices.bestworst import Count

METHOD = (
    "Best-worst scaling (Finn & Louviere 1992): counts, and a conditional logit on the answers (Marley & Louviere "
    "2005), with standard errors clustered by person. Best and worst taken: "
)


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of all items, the best score first."""

    items: Sequence[Count]

    def to_dict(self) -> dict[str, Any]:
        return {"items": [one.to_dict() for one in self.items], "shown": self.shown}

    @property
    def shown(self) -> str:
        first = self.items[0]
        return f"“{first.item}” was best {first.best:,} times and worst {first.worst:,} times of {first.shown:,}."


def best_worst_report(work: Work, file: Path, given: dict[str, Any]) -> Report:
    """The report of best-worst answers. given: the options of the command, by name."""
    from throughline.analysis.choices import choices_chart
    from throughline.analysis.choices.bestworst import best_worst_logit, counts

    answers = read_best_worst(work, file, given)
    tally = Tally(sorted(counts(answers), key=lambda one: (-one.score, one.item)))
    reference = given["reference"] or tally.items[-1].item
    taken: Any = given["best_worst_as"] or "maxdiff"
    model = best_worst_logit(answers, reference=reference, model=taken)
    liked = sorted(model.coefficients, key=lambda one: (-one.estimate, one.name))
    title = f"“{tally.items[0].item}” comes first of {len(tally.items)}"
    against = f"How much more each is liked than “{reference}”"
    return Report(
        result={"counts": tally, "model": model},
        n=len(answers.best),
        title=title,
        sentence=f"{tally.shown} {model.shown}",
        charts={
            "best-worst": choices_chart.best_worst_chart(tally.items, title=title, sentence=tally.shown),
            "weights": choices_chart.weights_chart(liked, title=against, sentence=model.shown),
        },
        tables=[_counted(tally), estimates(model)],
        method=(f"{METHOD}{taken}.",),
    )


def _counted(tally: Tally) -> Listing:
    rows = [(c.item, c.shown, c.best, c.worst, c.score, f"{c.standard:+.2f}", f"{c.spread:.2f}") for c in tally.items]
    heads = ("Item", "Shown", "Best", "Worst", "Best less worst", "A showing", "Spread among people")
    return Listing("How often each was best and worst", heads, rows)
