"""Arithmetic on many small matrices at once is that on each."""

import numpy as np
import pytest

from throughline.analysis.opinions._batches import inverse, times, turned


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_inverses_determinants_products_and_turns_are_those_of_each_matrix(d):
    rng = np.random.default_rng(d)
    root = rng.standard_normal((40, d, d))
    each = root @ root.transpose(0, 2, 1) + 0.1 * np.eye(d)
    together = np.moveaxis(each, 0, 2)
    found, logarithms = inverse(together)
    assert np.allclose(np.moveaxis(found, 2, 0), np.linalg.inv(each), rtol=1e-8)
    assert np.allclose(logarithms, np.linalg.slogdet(each)[1])
    vectors = rng.standard_normal((d, 40))
    assert np.allclose(times(together, vectors), np.einsum("nab,bn->an", each, vectors))
    by = rng.standard_normal((d, d))
    assert np.allclose(np.moveaxis(turned(together, by), 2, 0), by @ each @ by.T)
