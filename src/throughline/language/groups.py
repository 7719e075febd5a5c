"""Groups of similar words: every text ends in a group, or on a list that says why it does not.

They are groups of similar wording, not themes: a person looks at them and names them. The method is k-means
(Lloyd 1982) on the vectors' first principal components, the best of five runs, followed by a search for
small tight groups among the texts that sit far from every large centre, because k-means alone spreads rare
points over the large groups. On public patient comments this agrees with people's codes as well as any
method measured (density-based ones leave out a third to a half of the texts; this leaves out none).

Two lists stand beside the groups. *Says nothing*: no letter or digit in it, or a
form's own words for no answer. *Stands alone*: like no group at all. Both are kept and shown.

The same texts, vectors and seed give the same result, whatever the number of threads: each product runs on
one. Another kind of processor may round differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language.small_groups import STANDS_ALONE, centres_of, find_small
from throughline.language.words import group_words

SAYS_NOTHING = -2
RUNS = 5
COMPONENTS = 50
NEAREST, EDGE = 5, 2

# A form's own words for no answer.
NO_ANSWER = frozenset(
    """n/a|n a|na|nil|null|nan|blank|left blank|none given|no comment|no comments|no further comment
    |no further comments|no answer|no response|not answered|did not answer|declined to answer
    |prefer not to say|not applicable|nothing to add|nothing further to add""".replace("\n    ", "").split("|")
)

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Group:
    """One group of similar words.

    `members`, `nearest` (up to 5, nearest to the centre first) and `edge` (up to 2, farthest first) are
    indices into the texts; `words` set the group apart; `cohesion` is the members' mean cosine with the
    `centre` (a vector of length 1); `small` marks a tight group found away from the large ones.
    """

    number: int
    size: int
    words: tuple[str, ...]
    members: tuple[int, ...]
    nearest: tuple[int, ...]
    edge: tuple[int, ...]
    cohesion: float
    small: bool
    centre: Floats

    def to_dict(self) -> dict[str, Any]:
        keys = ("number", "size", "words", "members", "nearest", "edge", "cohesion", "small")
        return {key: getattr(self, key) for key in keys} | {"centre": self.centre.tolist()}


@dataclass(frozen=True, eq=False)
class Grouping:
    """What `group` returns. `labels` has one number a text: a group's, `STANDS_ALONE` or `SAYS_NOTHING`.

    `stability` is the mean adjusted Rand index (Hubert & Arabie 1985) between the five runs: 1 means that the
    seed did not matter. `tree` joins the groups from most to least alike (Ward 1963): (a, b, distance),
    where number n + i means what row i joined, n being the number of groups.
    """

    labels: tuple[int, ...]
    groups: tuple[Group, ...]
    stands_alone: tuple[int, ...]
    says_nothing: tuple[int, ...]
    stability: float
    tree: tuple[tuple[int, int, float], ...]
    parameters: dict[str, Any]
    versions: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        fields = ("labels", "stands_alone", "says_nothing", "stability", "tree", "parameters", "versions")
        return {key: getattr(self, key) for key in fields} | {"groups": [g.to_dict() for g in self.groups]}


def group(
    texts: Sequence[str],
    vectors: Floats,
    *,
    seed: int,
    count: int | None = None,
    smallest: int = 3,
    progress: Callable[[int, int], None] | None = None,
) -> Grouping:
    """Put every text into a group of similar words.

    Arguments: `texts` (n) and their `vectors` (n × d, rows of length 1, from `embedding`); `seed`, of the
    first of five runs; `count`, how many large groups (by default 8 for 120 texts, 38 for 5,500);
    `smallest`, distinct texts that make a small group; `progress(done, of)` in steps.
    Raises `ValueError` when there is not one vector a text.
    """
    if vectors.ndim != 2 or len(vectors) != len(texts):
        raise ValueError("one vector a text is needed")
    tick = progress or (lambda done, of: None)
    owner, first = _distinct_texts(texts)
    X = np.asarray(vectors[first], dtype=np.float32)
    empty = np.array([says_nothing(texts[index]) for index in first], dtype=bool)
    use = np.flatnonzero(~empty & (np.abs(X).max(axis=1, initial=0) > 0))
    wanted = min(count or _usual_count(len(use)), len(use))
    labels = np.full(len(first), STANDS_ALONE, dtype=np.intp)
    labels[empty] = SAYS_NOTHING
    weights = np.bincount(owner, minlength=len(first))[use]
    labels[use], smalls, stability = _find(X[use], weights, wanted, smallest, seed, tick)
    tick(RUNS + 1, RUNS + 2)
    labels, order = _by_size(labels, owner)
    groups = _describe(texts, X, labels, owner, first, {order[g] for g in smalls if g in order})
    tree = _tree(groups)
    tick(RUNS + 2, RUNS + 2)
    every = labels[owner]
    return Grouping(
        labels=tuple(every.tolist()),
        groups=groups,
        stands_alone=tuple(np.flatnonzero(every == STANDS_ALONE).tolist()),
        says_nothing=tuple(np.flatnonzero(every == SAYS_NOTHING).tolist()),
        stability=stability,
        tree=tree,
        parameters={"seed": seed, "count": wanted, "smallest": smallest, "runs": RUNS, "components": COMPONENTS},
        versions=_versions(),
    )


def _find(
    X: Floats, weights: Ints, count: int, smallest: int, seed: int, tick: Callable[[int, int], None]
) -> tuple[Ints, list[int], float]:
    """The label of each row, which labels are small groups, and how far the runs agree; each product on one thread."""
    # Loaded before the limit, which holds for libraries that are there already.
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        runs = _runs(X, weights, count, seed, tick)
        labels, smalls = find_small(X, runs[0], smallest)
        return labels, smalls, _agreement(runs)


def merge(grouping: Grouping, into: int) -> dict[int, int]:
    """Join the most alike groups until `into` are left: a number 0 … into-1 for each group's number.

    The largest group of each joined set gives the order. Raises `ValueError` unless `into` is possible.
    """
    total = len(grouping.groups)
    if not 1 <= into <= max(total, 1):
        raise ValueError(f"between 1 and {total} groups can be shown")
    sets: dict[int, list[int]] = {number: [number] for number in range(total)}
    for row, (a, b, _) in enumerate(grouping.tree[: total - into]):
        sets[total + row] = sorted(sets.pop(a) + sets.pop(b))
    return {old: new for new, olds in enumerate(sorted(sets.values())) for old in olds}


def near_duplicates(vectors: Floats, threshold: float = 0.95) -> tuple[tuple[int, ...], ...]:
    """Sets of rows that a chain of cosines ≥ `threshold` connects, each of two or more, in order of index.

    Every pair is compared, block by block: n² d operations, 1 s for 10,000 rows, memory 8 MB a block.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(vectors)
    if n < 2:
        return ()
    rows, columns = [], []
    block = max(1, 2_000_000 // n)
    for start in range(0, n, block):
        a, b = np.nonzero(vectors[start : start + block] @ vectors.T >= threshold)
        later = b > a + start
        rows.append(a[later] + start)
        columns.append(b[later])
    pairs = np.concatenate(rows), np.concatenate(columns)
    links = coo_array((np.ones(len(pairs[0]), dtype=np.int8), pairs), shape=(n, n))
    _, labels = connected_components(links, directed=False)
    sets: dict[int, list[int]] = {}
    for index in np.unique(np.concatenate(pairs)).tolist():
        sets.setdefault(int(labels[index]), []).append(index)
    return tuple(tuple(members) for members in sorted(sets.values()))


def says_nothing(text: str) -> bool:
    """True for a text without a letter, digit or symbol, and for a form's own words for "no answer".

    "Nothing" and "no" are answers (to "what could be better?") and are grouped like any other.
    """
    key = _key(text)
    return not key or key in NO_ANSWER


def _key(text: str) -> str:
    """The text without case, punctuation and spacing differences; emoji stay, for they say something."""
    words = re.sub(r"[^\w\U0001F000-\U0001FAFF\u2600-\u27BF/]+", " ", text.casefold())
    return " ".join(words.split()).strip("/_ ")


def _distinct_texts(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """For each text the number of its distinct wording, and for each wording the index of its first text."""
    seen: dict[str, int] = {}
    first: list[int] = []
    owner = np.empty(len(texts), dtype=np.intp)
    for index, text in enumerate(texts):
        key = _key(text)
        if key not in seen:
            seen[key] = len(first)
            first.append(index)
        owner[index] = seen[key]
    return owner, np.array(first, dtype=np.intp)


def _usual_count(n: int) -> int:
    return max(1, round(1.2 * n**0.4))


def _runs(X: Floats, weights: Ints, count: int, seed: int, tick: Callable[[int, int], None]) -> list[NDArray[np.int32]]:
    """The labels of five k-means runs, best first (least distance within groups)."""
    if count < 2:
        return [np.zeros(len(X), dtype=np.int32)] * RUNS
    from sklearn.cluster import KMeans

    P = _components(X)
    found = []
    for run in range(RUNS):
        # A wording that many used weighs more than one used once, but does not drown it.
        model = KMeans(count, n_init=4 if len(X) < 20_000 else 1, random_state=(seed + run) % 2**32)
        model.fit(P, sample_weight=np.sqrt(weights))
        found.append((float(model.inertia_), run, model.labels_))
        tick(run + 1, RUNS + 2)
    return [labels for _, _, labels in sorted(found, key=lambda item: item[:2])]


def _components(X: Floats) -> Floats:
    """The first principal components: two thirds of the variance at an eighth of the work."""
    centred = X - X.mean(axis=0)
    _, directions = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    return np.asarray(centred @ directions[:, ::-1][:, :COMPONENTS].astype(np.float32))


def _agreement(runs: list[NDArray[np.int32]]) -> float:
    from sklearn.metrics import adjusted_rand_score

    if not len(runs[0]):
        return 1.0
    return float(np.mean([adjusted_rand_score(a, b) for a, b in combinations(runs, 2)]))


def _by_size(labels: Ints, owner: Ints) -> tuple[Ints, dict[int, int]]:
    """Number the groups from the largest (all its texts counted) to the smallest."""
    every = labels[owner]
    numbers, first, sizes = np.unique(every[every >= 0], return_index=True, return_counts=True)
    ranked = sorted(zip((-sizes).tolist(), first.tolist(), numbers.tolist(), strict=True))
    order = {old: new for new, (_, _, old) in enumerate(ranked)}
    return np.array([order.get(label, label) for label in labels.tolist()], dtype=np.intp), order


def _describe(
    texts: Sequence[str], X: Floats, labels: Ints, owner: Ints, first: Ints, smalls: set[int]
) -> tuple[Group, ...]:
    words = group_words([texts[index] for index in first], labels.tolist())
    centres = centres_of(X, labels)
    members_of: dict[int, list[int]] = {}
    for index, label in enumerate(labels[owner].tolist()):
        members_of.setdefault(label, []).append(index)
    groups = []
    for number in range(len(centres)):
        rows = np.flatnonzero(labels == number)
        cosine = X[rows] @ centres[number]
        ranked = rows[np.argsort(-cosine, kind="stable")]
        nearest = ranked[:NEAREST]
        # Five nearest and two at the edge never overlap; a group of five has no edge to show.
        edge = ranked[NEAREST:][::-1][:EDGE]
        groups.append(
            Group(
                number=number,
                size=len(members_of[number]),
                words=words.get(number, ()),
                members=tuple(members_of[number]),
                nearest=tuple(first[nearest].tolist()),
                edge=tuple(first[edge].tolist()),
                cohesion=float(cosine.mean()),
                small=number in smalls,
                centre=centres[number],
            )
        )
    return tuple(groups)


def _tree(groups: tuple[Group, ...]) -> tuple[tuple[int, int, float], ...]:
    if len(groups) < 2:
        return ()
    from scipy.cluster.hierarchy import linkage

    rows = linkage(np.array([item.centre for item in groups]), "ward")
    return tuple((int(a), int(b), float(distance)) for a, b, distance, _ in rows)


def _versions() -> dict[str, str]:
    import scipy
    import sklearn

    return {
        "groups": "1",
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    }
