"""The figures of coding, worked out in a job: how far people agree, whether new codes still come, who said what.

A run keeps the figures that pages show, and of people only what disclosure control lets through.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from throughline.evidence import counting
from throughline.evidence.models import Run
from throughline.language.coding.codebook import Codebook as Book
from throughline.language.coding.saturation import BASE, RUN, saturation
from throughline.programmes.models import Constituency, Programme
from throughline.understand.coding import charting, part_figures
from throughline.understand.coding.library import book_of
from throughline.understand.coding.models import Code, Coding, SuggestedCode
from throughline.understand.coding.queries.outcomes import Outcome, outcomes
from throughline.understand.coding.queries.words import IN_USE

if TYPE_CHECKING:
    from throughline.analysis.agreement import Agreement

Progress = Callable[[int, int, str], None]
Given = frozenset[str]
MOST_UNITS = 500
"""Of the words that several people coded, a fair draw of so many is measured: more make the range little narrower."""
MOST_POINTS = 200


@dataclass(frozen=True)
class Gathered:
    """What a run reads. first: what each coder gave first, without suggestions, by contribution and coder.

    machine: what software marked as likely, by contribution. people: (person, constituency) of each contribution.
    parts: what was given first to each sentence, where people gave codes to parts. book: the codes, to be laid out.
    sources: (key, name) of where each contribution came from.
    """

    codes: list[str]
    first: dict[int, dict[int, Given]]
    in_common: int
    machine: dict[int, Given]
    outcomes: list[Outcome]
    people: dict[int, tuple[int, str]]
    version: int
    parts: part_figures.BySentence
    book: Book
    sources: dict[int, tuple[str, str]]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what went in."""
        whole = [self.codes, self.in_common, *([pk, sorted(g.items())] for pk, g in sorted(self.first.items()))]
        told = [(one.contribution_id, sorted(one.codes or ()), one.codes is None) for one in self.outcomes]
        plain = [whole, sorted(self.machine.items()), told, sorted(self.people.items())]
        plain += [sorted((pk, key) for pk, (key, _name) in self.sources.items())]
        plain += [[pk, sorted(given.items())] for pk, given in sorted(self.parts.items())]
        return hashlib.sha256(_plain(plain).encode()).hexdigest()


def gather(run: Run) -> Gathered:
    """Read what people and software gave. Queries do not grow with the words."""
    programme = run.programme
    live = Code.objects.filter(codebook__programme=programme, retired_at__isnull=True, is_heading=False)
    codes = list(live.order_by("number").values_list("key", flat=True))
    first, order = _first_codings(programme, set(codes))
    common = [pk for pk in order if len(first[pk]) > 1]
    measured = set(common[:MOST_UNITS])
    machine = _marked(programme, set(codes))
    kept = {pk: given for pk, given in first.items() if pk in measured or pk in machine}
    usable = counting.usable(programme).filter(codings__isnull=False)
    people: dict[int, tuple[int, str]] = {}
    sources: dict[int, tuple[str, str]] = {}
    columns = ("participant_id", "constituency", "source__ref", "source__title", "activity__ref", "activity__title")
    for pk, person, constituency, source, title, activity, name in usable.values_list("pk", *columns):
        people[pk] = (person or -pk, constituency)
        sources[pk] = (source, title) if source else (activity, name)
    parts = part_figures.gather(common[:MOST_UNITS], set(codes))
    decided, book = outcomes(programme), programme.codebook
    return Gathered(codes, kept, len(common), machine, decided, people, book.version, parts, book_of(book), sources)


def _first_codings(programme: Programme, codes: set[str]) -> tuple[dict[int, dict[int, Given]], list[int]]:
    """What each coder gave before seeing what others gave; and the contributions in a fair order."""
    rows = Coding.objects.filter(IN_USE, contribution__programme=programme, number=1, saw_suggestions=False)
    found: dict[int, dict[int, set[str]]] = {}
    ordered = rows.order_by("contribution__ref", "pk").values_list("contribution_id", "coder_id", "codes__key")
    for contribution, coder, key in ordered:
        found.setdefault(contribution, {}).setdefault(coder, set()).update({key} & codes)
    frozen = {pk: {coder: frozenset(keys) for coder, keys in given.items()} for pk, given in found.items()}
    return frozen, list(frozen)


def _marked(programme: Programme, codes: set[str]) -> dict[int, Given]:
    rows = SuggestedCode.objects.filter(IN_USE, contribution__programme=programme, run__status=Run.Status.DONE)
    found: dict[int, set[str]] = {}
    coded = rows.filter(contribution__codings__isnull=False).distinct()
    for contribution, key, marked in coded.values_list("contribution_id", "code__key", "is_marked"):
        found.setdefault(contribution, set()).update({key} & codes if marked else ())
    return {pk: frozenset(keys) for pk, keys in found.items()}


def work_out(words: Gathered, seed: int, progress: Progress) -> dict[str, Any]:
    """Every figure, as JSON can hold it.

    Args:
        words: what `gather` read.
        seed: of the ranges, which are drawn.
        progress: told of steps done, steps in all, and what is being done.
    """
    units = [pk for pk, given in words.first.items() if len(given) > 1][:MOST_UNITS]
    coders = sorted({coder for pk in units for coder in words.first[pk]})
    rows = [[words.first[pk].get(coder) for pk in units] for coder in coders]
    steps, by_code = len(words.codes) + 2, {}
    for number, code in enumerate(words.codes):
        progress(number, steps, _("Measuring how far people agree"))
        measured = _of_code(rows, code, seed)
        if measured is not None:
            times = sum(code in given for pk in units for given in words.first[pk].values())
            by_code[code] = measured | {"given": times}
    progress(steps - 2, steps, _("Measuring how far people agree"))
    together = _agreement(rows, seed, sets=True)
    progress(steps - 1, steps, _("Comparing software with people"))
    machine = _with_machine(words, seed)
    return {
        "units": len(units),
        "in_common": words.in_common,
        "coders": len(coders),
        "together": together,
        "sentences": _of_sentences(words.parts, seed),
        "codes": by_code,
        "machine": machine,
        "saturation": _saturation(words.outcomes),
        "people": charting.charted(words.book, words.outcomes, words.people, list(map(str, Constituency.values))),
        "sources": charting.by_source(words.book, words.outcomes, words.people, words.sources),
        "coded": len(words.outcomes),
        "undecided": sum(one.codes is None for one in words.outcomes),
    }


def _of_code(rows: list[list[Given | None]], code: str, seed: int) -> dict[str, Any] | None:
    """Agreement on whether one code fits."""
    return _agreement([[None if given is None else code in given for given in row] for row in rows], seed)


def _of_sentences(words: part_figures.BySentence, seed: int) -> dict[str, Any] | None:
    """Agreement on the codes of each sentence, in so many contributions."""
    rows, texts = part_figures.laid_out(words)
    found = _agreement(rows, seed, sets=True, texts=texts)
    return found | {"contributions": len(words)} if found is not None else None


def _agreement(
    rows: Sequence[Sequence[Any]], seed: int, *, sets: bool = False, texts: list[int] | None = None
) -> dict[str, Any] | None:
    """Cohen's kappa of two coders, Krippendorff's alpha of more or of sets; None where it cannot be measured."""
    from throughline.analysis.agreement import cohen, krippendorff

    try:
        found: Agreement
        if sets:
            found = krippendorff(rows, scale="sets", seed=seed, texts=texts)
        elif len(rows) == 2:
            found = cohen(*rows, seed=seed)
        else:
            found = krippendorff(rows, seed=seed)
    except ValueError:  # nobody gave it, everybody always did, or there are no two coders
        return None
    return asdict(found) if math.isfinite(found.low + found.high) else None


def _with_machine(words: Gathered, seed: int) -> dict[str, Any] | None:
    """How far software agrees with whoever coded first; on words that it had not learnt from."""
    both = [pk for pk in words.machine if pk in words.first][:MOST_UNITS]
    people = [next(iter(words.first[pk].values())) for pk in both]
    return _agreement([people, [words.machine[pk] for pk in both]], seed, sets=True)


def _saturation(found: list[Outcome]) -> dict[str, Any] | None:
    """The curve of new codes, of words about which people are decided; None while there are too few."""
    coded = [one.codes for one in found if one.codes is not None]
    if len(coded) < BASE + RUN or not any(coded[:BASE]):
        return None
    curve = saturation(coded)
    step = max(1, math.ceil(len(curve.found) / MOST_POINTS))
    places = sorted({*range(0, len(curve.found), step), len(curve.found) - 1})
    return {
        "points": [(place + 1, curve.found[place]) for place in places],
        "read": len(coded),
        "found": curve.found[-1],
        "reached": curve.reached,
        "last_new": curve.found.index(curve.found[-1]) + 1,
        "settings": curve.settings,
    }


def _plain(value: Any) -> str:
    """Equal text for equal values: sets in order."""
    if isinstance(value, frozenset):
        return _plain(sorted(value))
    if isinstance(value, list | tuple):
        return "[" + ",".join(_plain(item) for item in value) + "]"
    return repr(value)
