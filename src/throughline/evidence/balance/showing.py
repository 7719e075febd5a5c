"""What may be shown of how balanced it was: each group beside its share of the people, and the busiest tenth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.analysis import charts, disclosure
from throughline.analysis.balance import Balance, balance
from throughline.analysis.disclosure import ShownShare
from throughline.evidence.balance.gathering import Gathered
from throughline.programmes.models import Constituency

NAMES = {str(slug): str(label) for slug, label in Constituency.choices}
MEASURES = {
    "turns": gettext_lazy("Turns"),
    "words": gettext_lazy("Words"),
    "influence": gettext_lazy("Influence"),
}
MORE = {
    "turns": gettext_lazy("{who} took more turns than their share of the people"),
    "words": gettext_lazy("{who} wrote more of the words than their share of the people"),
    "influence": gettext_lazy("{who} had more influence than their share of the people"),
}
LESS = {
    "turns": gettext_lazy("{who} took fewer turns than their share of the people"),
    "words": gettext_lazy("{who} wrote fewer of the words than their share of the people"),
    "influence": gettext_lazy("{who} had less influence than their share of the people"),
}


@dataclass(frozen=True)
class Shown:
    """The whole panel. `rows`: of the table, text alone. `claims`: what clearly differs; `busiest`: of the turns."""

    chart: charts.Chart
    headers: tuple[str, ...]
    rows: list[tuple[str, ...]]
    claims: list[str]
    busiest: str
    people: str
    counted_by: str


Shares = Mapping[str, Mapping[str, ShownShare]]
"""Measure → constituency → share, as it may be shown."""


def shown(gathered: Gathered, *, exact: bool) -> Shown | None:
    """The panel for everybody, or for the team with exact numbers; None where too few gave anything to tell of it."""
    found = {slug: balance(given) for slug, given in gathered.measures.items() if any(map(any, given.values()))}
    if "turns" not in found or not (exact or found["turns"].people >= disclosure.counts.SMALLEST_SHOWN):
        return None
    shares: dict[str, Mapping[str, ShownShare]] = {"people": _people(gathered.people, exact=exact)}
    shares |= {slug: _shares(one, exact=exact) for slug, one in found.items()}
    claims = _claims(found, shares)
    table = disclosure.protect_counts(gathered.people)
    counts = {name: str(n) if exact else table[name].text for name, n in gathered.people.items()}
    every = (*shares, *(slug for slug in MEASURES if slug not in shares))
    rows = [
        (NAMES[name], counts[name], *(_cell(shares[slug][name]) if slug in shares else "–" for slug in every))
        for name in NAMES
    ]
    return Shown(
        chart=_chart(claims, shares, counts),
        headers=(_("Who"), _("People"), _("Of the people"), *(str(MEASURES[slug]) for slug in every[1:])),
        rows=rows,
        claims=claims,
        busiest=_busiest(found["turns"], exact=exact),
        people=_total(gathered.people, exact=exact),
        counted_by=gathered.counted_by,
    )


def _total(people: Mapping[str, int], *, exact: bool) -> str:
    total = sum(people.values())
    return str(total) if exact else disclosure.protect_count(total).text


def _people(people: Mapping[str, int], *, exact: bool) -> dict[str, ShownShare]:
    """Each group's share of the people who took part."""
    total = sum(people.values())
    if exact:
        return {name: _exactly(n / total, None, None) for name, n in people.items()}
    table = disclosure.protect_counts(people)
    whole = disclosure.protect_count(total)
    found = {name: disclosure.share_of(table[name], whole) for name in people}
    return {name: ShownShare(one.text, one.note, one.value) for name, one in found.items()}


def _shares(found: Balance, *, exact: bool) -> dict[str, ShownShare]:
    if exact:
        return {one.name: _exactly(one.share, one.low, one.high) for one in found.parts}
    ranges = {one.name: (one.share, one.low, one.high) for one in found.parts}
    return disclosure.protect_shares(ranges, {one.name: one.gave for one in found.parts})


def _exactly(share: float, low: float | None, high: float | None) -> ShownShare:
    below, above = (None if x is None else 100 * x for x in (low, high))
    return ShownShare(f"{100 * share:.1f}%", "", 100 * share, below, above)


def _cell(share: ShownShare) -> str:
    if share.low is None or share.high is None:
        return share.text
    return _("{share} ({low} to {high})").format(share=share.text, low=f"{share.low:.0f}%", high=f"{share.high:.0f}%")


def _claims(found: Mapping[str, Balance], shares: Shares) -> list[str]:
    """What clearly differs from a group's share of the people, of groups that may be shown."""
    told = []
    for slug, one in found.items():
        for part in one.parts:
            if part.standing in ("more", "less") and not shares[slug][part.name].hidden:
                words = MORE if part.standing == "more" else LESS
                told.append(words[slug].format(who=NAMES[part.name]))
    return told


def _chart(claims: list[str], shares: Shares, counts: Mapping[str, str]) -> charts.Chart:
    """One group of bars for each constituency: its share of the people, of the turns, of the words, of influence."""
    labels = {"people": _("People"), **{slug: str(name) for slug, name in MEASURES.items()}}
    groups = [
        (
            NAMES[name],
            [
                (labels[slug], one[name].value, one[name].low, one[name].high, one[name].text)
                for slug, one in shares.items()
            ],
        )
        for name in NAMES
    ]
    sentence = " ".join(
        _("{who} ({n} people): {list}.").format(
            who=NAMES[name],
            n=counts[name],
            list=", ".join(f"{labels[slug].lower()} {one[name].text}" for slug, one in shares.items()),
        )
        for name in NAMES
    )
    return charts.grouped(
        title=claims[0] if claims else _("No group clearly gave more or less than its share of the people"),
        sentence=sentence,
        groups=groups,
        unit="%",
        maximum=100,
        headers=(_("Who"), _("What"), _("Share"), _("Lowest likely"), _("Highest likely")),
    )


def _busiest(found: Balance, *, exact: bool) -> str:
    """One number for how far a few people did the talking."""
    one = found.busiest
    if not exact and one.people < disclosure.counts.SMALLEST_SHOWN:
        return _("Fewer than 8 people are the busiest tenth, so we do not say how many turns they took.")
    n = str(one.people) if exact else disclosure.protect_count(one.people).text
    share, low, high = (
        None if x is None else _percent(x, one.people, exact=exact) for x in (one.share, one.low, one.high)
    )
    if low is None or high is None:
        return _("The busiest tenth took {share} of the turns (people: {n}). We cannot tell a likely range.").format(
            share=share, n=n
        )
    return _("The busiest tenth took {share} of the turns, likely between {low} and {high} (people: {n}).").format(
        share=share, low=low, high=high, n=n
    )


def _percent(share: float, people: int, *, exact: bool) -> str:
    return f"{100 * share:.0f}%" if exact else f"{disclosure.protect_mean(100 * share, people, decimals=0).text}%"
