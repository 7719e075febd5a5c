"""What the answers to a closed question show, for each constituency by itself, safe to publish."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from throughline.analysis import charts, disclosure
from throughline.analysis.charts import Chart
from throughline.analysis.disclosure import Protected, Share, Table
from throughline.programmes.models import Constituency
from throughline.understand.questionnaires.queries import Tally
from throughline.understand.questionnaires.questions import Option, Question

NAMES = dict(Constituency.choices)


@dataclass(frozen=True)
class Shown:
    """One question with its chart, or with the reason why there is none."""

    question: Question
    chart: Chart | None
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """One bar: what is printed, and the number it is drawn from (None where it is hidden; `high` is then infinite
    if nothing bounds it)."""

    text: str
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def drawn(self) -> tuple[float | None, float | None, float | None, str]:
        """As `charts` takes it; of a hidden figure no range is drawn."""
        hidden = self.value is None
        return self.value, None if hidden else self.low, None if hidden else self.high, self.text


def shown(questions: Sequence[Question], tally: Tally) -> list[Shown]:
    """Every closed question with what may be shown of it."""
    return [_shown(question, tally) for question in questions if question.closed]


def _shown(question: Question, tally: Tally) -> Shown:
    answered = {name: tally.answered.get(question.slug, {}).get(name, 0) for name in Constituency.values}
    heard = [name for name in Constituency.values if answered[name]]
    if sum(answered.values()) < disclosure.counts.SMALLEST_SHOWN:
        return Shown(question, None, _("Fewer than 8 people have answered this, so we do not show what they said."))
    if question.type == "number":
        return Shown(question, _means(question, tally.counts.get(question.slug, {}), answered))
    options, counts = _options(question, tally.counts.get(question.slug, {}))
    figures, unit = _figures(question, options, counts, answered, heard)
    return Shown(question, _chart(question, options, figures, answered, heard, unit))


def _options(
    question: Question, counts: Mapping[str, Mapping[str, int]]
) -> tuple[list[Option], dict[str, dict[str, int]]]:
    """What could be chosen, and how often each was; days are put together by month."""
    if question.type != "date":
        return list(question.choices), {one.slug: dict(counts.get(one.slug, {})) for one in question.choices}
    months: dict[str, dict[str, int]] = {}
    for day, by_name in sorted(counts.items()):
        month = months.setdefault(day[:7], {})
        for name, number in by_name.items():
            month[name] = month.get(name, 0) + number
    named = [Option(month, date_format(date.fromisoformat(f"{month}-01"), "F Y")) for month in months]
    return named, months


def _figures(
    question: Question,
    options: Sequence[Option],
    counts: Mapping[str, Mapping[str, int]],
    answered: Mapping[str, int],
    heard: Sequence[str],
) -> tuple[dict[str, dict[str, Figure]], str]:
    """(constituency → option → figure, unit): percentages where a group heard is large enough for them, else people.

    Numbers of people of a large group beside those of a small one would be read as how much each agrees.
    """
    slugs = [option.slug for option in options]
    table, bases = protected(question, slugs, counts, answered, heard)
    shares = {name: {slug: disclosure.share_of(table[name, slug], bases[name]) for slug in slugs} for name in heard}
    if any((base.value or 0) >= disclosure.counts.SHARE_MIN_BASE for base in bases.values()):
        percent = {
            name: {slug: _figure(table[name, slug], one) for slug, one in row.items()} for name, row in shares.items()
        }
        return percent, "%"
    return {name: {slug: _figure(table[name, slug]) for slug in slugs} for name in heard}, ""


def protected(
    question: Question,
    slugs: Sequence[str],
    counts: Mapping[str, Mapping[str, int]],
    answered: Mapping[str, int],
    heard: Sequence[str],
) -> tuple[Table, dict[str, Protected]]:
    """How many of each constituency chose each answer, and how many answered, as both may be shown."""
    table = disclosure.protect_counts(
        {name: {slug: counts.get(slug, {}).get(name, 0) for slug in slugs} for name in heard},
        columns=slugs,
        # Several answers of one person overlap, so that their sum is a number of nothing.
        margins="none" if question.type == "multiple" else "rounded",
    )
    return table, {name: disclosure.protect_count(answered[name]) for name in heard}


def _figure(people: Protected, share: Share | None = None) -> Figure:
    """A count, or its share where that is given."""
    if people.value is None:
        return Figure(people.text, None, high=math.inf if people.high is None else people.high)
    return (
        Figure(people.text, people.value) if share is None else Figure(share.text, share.value, share.low, share.high)
    )


def _chart(
    question: Question,
    options: Sequence[Option],
    figures: Mapping[str, Mapping[str, Figure]],
    answered: Mapping[str, int],
    heard: Sequence[str],
    unit: str,
) -> Chart:
    labels = {option.slug: option.label for option in options}
    top = {name: most_chosen(figures[name]) for name in heard}
    groups = [
        (
            labels[slug],
            [(str(NAMES[name]), *figures[name][slug].drawn) for name in heard],
        )
        for slug in labels
    ]
    return charts.grouped(
        title=_title(top, labels),
        sentence=_sentence(top, labels, figures, answered),
        groups=groups,
        unit=unit,
        maximum=100 if unit else None,
        headers=(
            _("Answer"),
            _("Who"),
            _("Share of those who answered") if unit else _("People"),
            _("Lowest likely"),
            _("Highest likely"),
        ),
    )


def most_chosen(figures: Mapping[str, Figure]) -> str | None:
    """The option that stands out; None where none does, or where too few people answered to say."""
    known = sorted(((one.value, slug) for slug, one in figures.items() if one.value), reverse=True)
    if any(one.value is None and one.high == math.inf for one in figures.values()):
        return None  # one of those hidden may be larger than any shown
    if not known or (len(known) > 1 and known[0][0] == known[1][0]):
        return None
    return known[0][1]


def _title(top: Mapping[str, str | None], labels: Mapping[str, str]) -> str:
    said = {name: labels[slug] for name, slug in top.items() if slug is not None}
    if not said:
        return _("No one answer stands out")
    if len(said) == len(top) > 1 and len(set(said.values())) == 1:
        return _("Each group most often chose “%(answer)s”") % {"answer": next(iter(said.values()))}
    parts = [_("%(who)s: “%(answer)s”") % {"who": NAMES[name], "answer": answer} for name, answer in said.items()]
    return _("Chosen most often: %(parts)s") % {"parts": "; ".join(parts)}


def _sentence(
    top: Mapping[str, str | None],
    labels: Mapping[str, str],
    figures: Mapping[str, Mapping[str, Figure]],
    answered: Mapping[str, int],
) -> str:
    parts = []
    for name, slug in top.items():
        said = {"who": NAMES[name], "base": disclosure.protect_count(answered[name]).text}
        if slug is not None:
            said |= {"figure": figures[name][slug].text, "answer": labels[slug]}
            parts.append(_("%(who)s (%(base)s people answered): %(figure)s chose “%(answer)s”.") % said)
        elif any(one.value for one in figures[name].values()):
            parts.append(_("%(who)s (%(base)s people answered): no one answer stands out.") % said)
        else:
            parts.append(_("%(who)s (%(base)s people answered): too few to show.") % said)
    if any(one.value is None for row in figures.values() for one in row.values()):
        parts.append(_("* means too few people to show."))
    return " ".join([*parts, _("Numbers are rounded.")])


def _means(question: Question, counts: Mapping[str, Mapping[str, int]], answered: Mapping[str, int]) -> Chart:
    rows, parts = [], []
    for name in Constituency.values:
        if not answered[name]:
            continue
        total = sum((Decimal(value) * by_name.get(name, 0) for value, by_name in counts.items()), Decimal(0))
        mean = disclosure.protect_mean(float(total / answered[name]), answered[name])
        rows.append((str(NAMES[name]), mean.value, None, None, mean.text))
        parts.append(
            _("%(who)s: %(mean)s (%(base)s people answered).")
            % {"who": NAMES[name], "mean": mean.text, "base": mean.base.text}
        )
    return charts.bars(
        title=_("Average of the numbers given"),
        sentence=" ".join([*parts, _("* means that fewer than 8 people answered.")]),
        rows=rows,
        headers=(_("Who"), _("Average"), _("Lowest likely"), _("Highest likely")),
    )
