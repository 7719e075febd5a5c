"""How soon the coding assistant learns the main themes of public patient comments: asking against chance. Prints no
comment.

python -m benchmarks.language.themes FILE.csv

What was wanted, half the labelling for the first few hundred, was seen on other comments of the same project that are
not here: nine themes, one a comment, macro-F1 .553 with 400 asked for, .532 with 800 at random, .485 with 400. This
repeats it on the comments that are here, whose finer codes the published framework puts under twelve main themes: nine
of them have at least a hundred comments. First with those comments that have one theme and no other, judged by the
first suggestion; then with all that have any, judged by what the assistant marks.
"""

import numpy as np

from benchmarks.language import comments
from throughline.language import embedding
from throughline.language.coding import assistant
from throughline.language.coding.assistant import Coded
from throughline.language.coding.codebook import Code, Codebook

THEMES = {
    "General": (
        "Labelling not possible",
        "Positive experience & gratitude",
        "Negative experience & dissatisfaction",
        "Organisation & efficiency",
        "Funding & use of financial resources",
    ),
    "Staff": (
        "Staff manner & personal attributes",
        "Number & deployment of staff",
        "Staff responsiveness",
        "Staff continuity",
        "Competence & training",
    ),
    "Communication & involvement": (
        "Unspecified communication",
        "Staff listening, understanding & involving patients",
        "Information directly from staff during care",
        "Information provision & guidance",
        "Being kept informed, clarity & consistency of information",
        "Interaction with family/ carers",
    ),
    "Access": ("Contacting services", "Appointment arrangements", "Appointment method", "Timeliness of care"),
    "Medication": ("Supplying & understanding medication", "Pain management"),
    "Journey & coordination": (
        "Diagnosis & triage",
        "Referals & continuity of care",
        "Admission",
        "Discharge",
        "Care plans",
        "Patient records",
        "Impact of treatment/ care",
    ),
    "Food": ("Food & drink provision & facilities",),
    "To be decided": ("Feeling safe", "Patient appearance & grooming", "Equality, Diversity & Inclusion"),
    "Activities": ("Activities & access to fresh air", "Electronic entertainment"),
    "Environment & equipment": (
        "Cleanliness, tidiness & infection control",
        "Sensory experience",
        "Environment & Facilities",
        "Provision of medical equipment",
    ),
    "Mental health": ("Mental Health Act",),
    "Location & transport": ("Service location", "Transport to/ from services", "Parking"),
}
FEWEST = 100
BEGINNINGS, FIRST, BATCH = (5, 6, 7, 8, 9), 100, 100
ASKED = (100, 200, 400, 800)
HALVES = (200, 400)  # of which it is said how many at random teach alike
AT_RANDOM = (100, 200, 300, 400, 600, 800, 1_200, 1_600)
DRAWS, SEED = 2_000, 7


def nine(rows, *, alone):
    """The codebook of the themes, the comments that have one (and, `alone`, no other), and which: n × 9."""
    rows = [row for row in rows if row["FFT answer"].strip()]
    every = np.array([[any(row[code].strip() for code in codes) for codes in THEMES.values()] for row in rows])
    common = every.sum(axis=0) >= FEWEST
    names = [name for name, kept in zip(THEMES, common, strict=True) if kept]
    fits = every[:, common].any(axis=1) & (every.sum(axis=1) == 1 if alone else True)
    truth = every[fits][:, common]
    coded = [
        Coded(rows[i]["FFT answer"], frozenset(np.array(names)[given].tolist()), rows[i]["FFT question"])
        for i, given in zip(np.flatnonzero(fits), truth, strict=True)
    ]
    return Codebook("main themes", "6", tuple(Code(name, name) for name in names)), coded, truth


def answers(helper, coded, vectors, *, alone):
    """What it would say of each comment: its first suggestion, or all that it marks."""
    chances = helper.probabilities([one.text for one in coded], vectors, [one.question for one in coded])
    if not alone:
        return chances >= helper.marks
    return np.arange(chances.shape[1]) == chances.argmax(axis=1)[:, None]


def curves(book, coded, engine, vectors, *, alone):
    """Of each beginning: the comments that nobody learnt from, and what is said of them, by way and labels."""
    found = []
    for seed in BEGINNINGS:
        order = np.random.default_rng(seed).permutation(len(coded))
        pool, unseen = np.split(order, [len(order) * 2 // 3])

        def learnt(labelled):
            return assistant.learn(book, [coded[i] for i in labelled], engine, vectors[labelled])

        def said(helper, unseen=unseen):
            return answers(helper, [coded[i] for i in unseen], vectors[unseen], alone=alone)

        one = {("random", labels): said(learnt(list(pool[:labels]))) for labels in AT_RANDOM}
        for labels, helper in asking(pool, learnt, coded, vectors):
            if labels in ASKED:
                one["asked", labels] = said(helper)
        found.append((unseen, one))
    return found


def asking(pool, learnt, coded, vectors):
    """What has learnt from the beginning, and then from each batch more that it asked for, and from how many."""
    labelled, rest = list(pool[:FIRST]), pool[FIRST:]
    while True:
        helper = learnt(labelled)
        yield len(labelled), helper
        if len(labelled) >= ASKED[-1]:
            return
        texts, questions = [coded[i].text for i in rest], [coded[i].question for i in rest]
        chosen = np.array(helper.ask_next(texts, vectors[rest], questions, count=BATCH))
        labelled += rest[chosen].tolist()
        rest = np.delete(rest, chosen)


def scores(found, truth, weights):
    """Micro- and macro-F1 of each way and number of labels, beginning by beginning, each comment counting as often as
    its weight says."""
    scored = {way: [] for way in found[0][1]}
    for unseen, one in found:
        times, given = weights[unseen], truth[unseen]
        for way, said in one.items():
            both, sizes = times @ (said & given), times @ said + times @ given
            scored[way].append((2 * both.sum() / sizes.sum(), (2 * both / np.maximum(sizes, 1)).mean()))
    return {way: np.array(each) for way, each in scored.items()}


def worth(scored, labels, score):
    """Labels at random that score as so many that were asked for, on the line between the measured numbers; the largest
    of these where no number at random scores as high."""
    means = [scored["random", number][:, score].mean() for number in AT_RANDOM]
    return np.interp(scored["asked", labels][:, score].mean(), np.maximum.accumulate(means), AT_RANDOM)


def tell(found, truth):
    """Each score: mean ± standard deviation over the beginnings, and the interval by drawing the comments again; then
    what asking is worth. Returns whether 400 asked for score as 800 at random, each theme counting alike."""
    scored = scores(found, truth, np.ones(len(truth)))
    draw = np.random.default_rng(SEED)
    even = np.full(len(truth), 1 / len(truth))
    drawn = [scores(found, truth, draw.multinomial(len(truth), even)) for _ in range(DRAWS)]
    for score, name in enumerate(("micro", "macro")):
        for way, labels in scored:
            values = scored[way, labels][:, score]
            low, high = middle([one[way, labels][:, score].mean() for one in drawn])
            said = f"{values.mean():.3f} ± {values.std(ddof=1):.3f}, {low:.3f} to {high:.3f}"
            print(f"  {name}-F1 {labels:5} {way:6} {said}")
        for labels in HALVES:
            saving(scored, drawn, labels, score, name)
    return bool(gain(scored, HALVES[-1])[:, 1].mean() >= 0)


def saving(scored, drawn, labels, score, name):
    more, alike = gain(scored, labels)[:, score], worth(scored, labels, score)
    most = " or more" if alike == AT_RANDOM[-1] else ""
    low, high = middle([gain(one, labels)[:, score].mean() for one in drawn])
    print(
        f"{name}-F1: {labels} asked for teach like {alike:.0f}{most} at random; against twice as many at random "
        f"{more.mean():+.3f}, {low:+.3f} to {high:+.3f}, better in {(more > 0).sum()} of {len(more)}",
        flush=True,
    )


def gain(scored, labels):
    """By how much so many asked for score better than twice as many at random."""
    return scored["asked", labels] - scored["random", 2 * labels]


def middle(values):
    """The bounds of the middle 95 % of what was drawn."""
    return np.quantile(values, [0.025, 0.975])


def learns_sooner(rows, engine):
    """Both tasks, told one after the other. Returns whether the first, which is as the source had it, is met."""
    met = []
    for alone, name in ((True, "one theme and no other, first suggestion"), (False, "any theme, all marked")):
        book, coded, truth = nine(rows, alone=alone)
        vectors = engine.embed([one.text for one in coded])
        print(f"{len(coded)} comments, {len(book.codes)} main themes; {name}", flush=True)
        met.append(tell(curves(book, coded, engine, vectors, alone=alone), truth))
    return met[0]


def main():
    if not learns_sooner(comments.read(__doc__), embedding.load()):
        raise SystemExit("less than was asked")


if __name__ == "__main__":
    main()
