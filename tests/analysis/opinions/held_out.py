"""Hidden votes guessed by a map: the comparison of methods/opinion-map.md, section 4."""

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import svds
from tests.analysis.opinions.conversations import columns, ranked_right, votes_of

from throughline.analysis.opinions.map import opinion_map


def hidden_and_kept(name, seed):
    """10 % of the votes of people with at least 10 hidden: the split of methods/opinion-map.md, section 4."""
    person, statement, vote = columns(name, at_least=5)
    person, statement = (np.unique(x, return_inverse=True)[1] for x in (person, statement))
    often = np.bincount(person)[person] >= 10
    hidden = often & (np.random.default_rng(seed).random(len(person)) < 0.1)
    return [x[hidden] for x in (person, statement, vote)], [x[~hidden] for x in (person, statement, vote)]


def by_platform(person, statement, vote):
    """The platform's map as a guess of votes: statement's mean + projection · component (section 3, steps 4 to 6)."""
    n, m = person.max() + 1, statement.max() + 1
    mean = np.bincount(statement, vote, m) / np.maximum(np.bincount(statement, minlength=m), 1)
    centred = sparse.csr_array((vote - mean[statement], (person, statement)), shape=(n, m))
    components = svds(centred, k=2, random_state=0)[2]
    projected = centred @ components.T
    return lambda i, j: mean[j] + (projected[i] * components.T[j]).sum(1)


def by_map(person, statement, vote):
    found = opinion_map(votes_of(person, statement, vote))
    people, statements = np.argsort(found.participants), np.argsort(found.statements)
    assert np.array_equal(found.statements[statements], np.arange(len(statements)))
    row = dict(zip(found.participants[people].tolist(), people.tolist(), strict=True))
    return lambda i, j: found.expected([row[p] for p in i.tolist()], statements[j])


def error_and_ranking(guess, hidden):
    person, statement, vote = hidden
    guessed = np.clip(guess(person, statement), -1, 1)
    return np.array([np.sqrt(((guessed - vote) ** 2).mean()), ranked_right(guessed, vote)])
