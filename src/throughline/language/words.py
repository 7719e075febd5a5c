"""The words that set one group of texts apart from the others, as a person would choose them.

Class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794, section 3.3): the share of a group's texts that hold
a term, times log(1 + A/f) with f the term's count over all groups and A the mean count a group. One count a
text, so that one long text cannot name a group. Terms are single words and pairs; a term that repeats a
better one is left out ("food", then not "good food"), and of "appointment" and "appointments" the commoner
form is shown.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Only the beginning of a very long text can name a group: it keeps the work linear and small.
MAX_WORDS = 400
TOP = 5

STOP_WORDS = frozenset(
    """
    a about above after again against all also although always am an and any anyone anything are aren't
    around as at away back be because been before being below between both but by came can can't cannot
    come could couldn't did didn't do does doesn't doing don't done down during each either else etc
    even ever every everyone everything few for from further get gets getting give given go goes going
    gone got had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself
    him himself his how how's however i i'd i'll i'm i've if in into is isn't it it'd it'll it's its
    itself just let let's like made make makes many may me might more most much must mustn't my myself
    no nor not now of off often oh ok on once one only onto or other others ought our ours ourselves out
    over own per put quite rather really said same say says see seem seemed seems several shall she
    she'd she'll she's should shouldn't since so some someone something still such take taken than that
    that's the their theirs them themselves then there there's these they they'd they'll they're they've
    thing things this those though through to too took under until up upon us use used very via want was
    wasn't way we we'd we'll we're we've well went were weren't what what's when where where's whether
    which while who who's whom whose why will with within without won't would wouldn't yes yet you you'd
    you'll you're you've your yours yourself yourselves
    """.split()  # noqa: SIM905 (a list would be 240 lines)
)


def group_words(texts: Sequence[str], labels: Sequence[int], *, top: int = TOP) -> dict[int, tuple[str, ...]]:
    """The best `top` terms for each label, best first.

    Arguments: one label a text; texts with a negative label are left out. Returns a term list for each label
    that occurs; it is shorter than `top`, or empty, where a group's texts hold too few words.
    """
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    sizes: Counter[int] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label in zip(texts, labels, strict=True):
        if label >= 0:
            sizes[label] += 1
            found: dict[str, str] = {}
            for key, shown in _terms(text):
                found.setdefault(key, shown)
            counts[label].update(found.keys())
            for key, shown in found.items():
                forms[key][shown] += 1
    totals: Counter[str] = Counter()
    for counter in counts.values():
        totals.update(counter)
    mean = sum(totals.values()) / max(len(counts), 1)
    best = {}
    for label, size in sizes.items():
        # A term that only one of many texts holds is chance, not the group's subject.
        least = 2 if size >= 3 else 1
        ranked = sorted(
            (-count / size * math.log1p(mean / totals[key]), key)
            for key, count in counts[label].items()
            if count >= least
        )
        best[label] = _distinct([key for _, key in ranked], forms, top)
    bare = {label for label, terms in best.items() if not terms}
    return best | _commonest(texts, labels, bare)


def stem(word: str) -> str:
    """A rough common form of singular and plural: "appointments" and "appointment" meet, "kindness" stays."""
    word = word.replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def root(word: str) -> str:
    """A rougher common form, for finding: "waits", "waited" and "waiting" meet; short words stay as they are.

    It is never shown, so it need not be a word ("arriv"); it may join what only looks alike ("even", "evening").
    """
    word = stem(word.casefold())
    for ending in ("ing", "ed", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word


def _terms(text: str) -> Iterator[tuple[str, str]]:
    """(key, form as written) of each word and each pair of neighbouring words that are both worth showing."""
    last: str | None = None
    for count, match in enumerate(WORD.finditer(text)):
        if count >= MAX_WORDS:
            return
        word = match.group().lower().replace("’", "'")
        if word in STOP_WORDS or len(word) < 2:
            last = None
            continue
        yield stem(word), word
        if last is not None:
            yield f"{stem(last)} {stem(word)}", f"{last} {word}"
        last = word


def _commonest(texts: Sequence[str], labels: Sequence[int], bare: set[int]) -> dict[int, tuple[str, ...]]:
    """For groups of stop words only ("Yes to all"): their commonest wording, if it holds a word."""
    counts: dict[int, Counter[str]] = {label: Counter() for label in bare}
    for text, label in zip(texts, labels, strict=True):
        if label in bare and (words := WORD.findall(text.lower()[:200])):
            counts[label][" ".join(words[:5])] += 1
    return {
        label: (min(counter.items(), key=lambda item: (-item[1], item[0]))[0],)
        for label, counter in counts.items()
        if counter
    }


def _distinct(ranked: list[str], forms: dict[str, Counter[str]], top: int) -> tuple[str, ...]:
    chosen: list[str] = []
    used: set[str] = set()
    for key in ranked:
        if len(chosen) == top:
            break
        if used.isdisjoint(parts := key.split()):
            # Ties go to the form that sorts first, so the same texts in any order give the same words.
            chosen.append(min(forms[key].items(), key=lambda item: (-item[1], item[0]))[0])
            used.update(parts)
    return tuple(chosen)
