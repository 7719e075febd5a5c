"""How much of what could tell who somebody is gets found, by kind and layer, and what it costs. Prints no story.

    python -m benchmarks.language.redaction

The stories are those of the tests. "seen" are the ones that the rules learned from; only "unseen" says how redaction
does on words it does not know. Without the model for names, the layers that need it are left out by name.
"""

import resource
import time

from tests.language.redaction_scores import SEEN, UNSEEN, Score, Story, score, stories

from benchmarks.table import Note, note
from throughline.language import entities
from throughline.language.redaction import describe, propose_many

ROUNDS = 5
ASKED_A_SECOND = 120
KINDS = "    {:16} {:>7} {:>7} {:>9}"


def main() -> None:
    sets = {"seen": [story for name in SEEN for story in stories(name)], "unseen": stories(UNSEEN)}
    for title, given in sets.items():
        print(f"{title}: {len(given)} stories, {sum(len(story.spans) for story in given)} identifiers")
    print()
    # The model is loaded after the rules were measured, so that its memory is not counted as theirs.
    measure(sets, {"rules": {}, "rules and review": {"review": True}})
    finder = entities.load()
    print(describe(finder))
    if finder is None:
        print("left out: rules and model, all layers")
    else:
        measure(sets, {"rules and model": {"finder": finder}, "all layers": {"finder": finder, "review": True}})


def measure(sets: dict[str, list[Story]], layers: dict[str, dict]) -> None:
    """Each layer by set, by kind on what was never seen, and its speed on everything."""
    for layer, options in layers.items():
        print(layer)
        found = {title: score(given, **options) for title, given in sets.items()}
        for title, one in found.items():
            figures = f"recall {one.recall:.3f}   precision {one.precision:.3f}   right kind {one.right_kind:.3f}"
            print(f"  {title:8} {figures}")
        by_kind(found["unseen"])
        speed(layer, [story.text for given in sets.values() for story in given], options)
        print()


def by_kind(found: Score) -> None:
    """Recall of what was planted, and precision of what was proposed, a line a kind."""
    print(KINDS.format("kind", "planted", "recall", "precision"))
    for kind in sorted(found.planted | found.proposed, key=lambda kind: -found.planted[kind]):
        recall = f"{found.hit[kind] / found.planted[kind]:.2f}" if found.planted[kind] else "–"
        precision = f"{found.right[kind] / found.proposed[kind]:.2f}" if found.proposed[kind] else "–"
        print(KINDS.format(kind, found.planted[kind], recall, precision))


def speed(layer: str, texts: list[str], options: dict) -> None:
    """The median of several rounds, in CPU seconds of this process."""
    propose_many(texts[:10], **options)
    taken = []
    for _ in range(ROUNDS):
        before = time.process_time()
        propose_many(texts, **options)
        taken.append(time.process_time() - before)
    seconds = sorted(taken)[ROUNDS // 2]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {len(texts) / seconds:.0f} stories a CPU second; {memory:.0f} MB at most so far")
    note(Note(f"redaction of {len(texts)} stories, {layer}", seconds, asked=len(texts) / ASKED_A_SECOND, memory=memory))


if __name__ == "__main__":
    main()
