"""Made-up choices with a known truth."""

import numpy as np

from throughline.analysis.choices.data import choice_data


def choices(weights, *, people=200, tasks=8, alternatives=3, seed=0, names=None, about=None, **more):
    """weights: (K,) the same for all, or (people, K). Attributes are standard normal, the last one 0, 1, 2 or 3."""
    rng = np.random.default_rng(seed)
    weights = np.broadcast_to(np.asarray(weights, float), (people, np.shape(weights)[-1]))
    K = weights.shape[1]
    X = rng.normal(size=(people, tasks, alternatives, K))
    X[..., -1] = rng.integers(0, 4, X.shape[:-1])
    u = np.einsum("ptak,pk->pta", X, weights) + rng.gumbel(size=X.shape[:-1])
    chosen = u == u.max(axis=2, keepdims=True)
    person, task, alternative = (i.ravel() for i in np.indices(chosen.shape))
    names = names or [f"x{k}" for k in range(K)]
    return choice_data(
        person=person.tolist(),
        task=task.tolist(),
        alternative=alternative.tolist(),
        chosen=chosen.ravel().tolist(),
        attributes={name: X[..., k].ravel().tolist() for k, name in enumerate(names)},
        about={k: np.asarray(v)[person].tolist() for k, v in (about or {}).items()},
        **more,
    )
