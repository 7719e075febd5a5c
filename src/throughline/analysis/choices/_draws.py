"""Draws for each person from one scrambled Sobol net (Joe & Kuo 2008; Owen 1998), shifted digitally by a random
amount of the person's own: even for each, and unrelated among people, so that errors of simulation average
out.

Once a person's choices point somewhere, most of their draws are taken there (importance sampling with a
defensive mixture: Hesterberg 1995, Technometrics 37; the place by Laplace's approximation), and each draw counts
by how likely it was to be taken. With twelve choices a person, plain draws waste nearly all their number where
those choices are all but impossible.

Draws are made when they are needed and never kept for all people.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Index

DIGITS = 32
PLAIN = 0.25  # of the draws stay where nobody's choices point, so that no weight can exceed 4


class Draws:
    """Draws of standard normals, `draws` of them a person, in `dimensions`."""

    def __init__(self, people: int, dimensions: int, draws: int, seed: int) -> None:
        from scipy.stats import qmc

        rng = np.random.default_rng(seed)
        net = qmc.Sobol(dimensions, scramble=True, rng=rng).random_base2((draws - 1).bit_length())[:draws]
        self.dimensions, self.size = dimensions, draws
        self.net = (net.T * 2.0**DIGITS).astype(np.uint32)
        self.shifts = rng.integers(0, 2**DIGITS, (people, dimensions, 1), np.uint32)
        self.centre: Array | None = None

    def aim(self, centre: Array, root: Array) -> None:
        """Take most draws of each person near centre (people, dimensions), spread by root (people, dimensions,
        dimensions), a Cholesky factor."""
        self.centre, self.root = centre[:, :, None], root
        self.back = np.linalg.inv(root)
        self.log_size = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)[:, None]

    def of(self, who: Index) -> tuple[Array, Array | None]:
        """(people, 1 + dimensions, draws), the first row 1, for the mean; and the log of what each draw counts
        (people, draws), None when they count alike."""
        from scipy.special import ndtri

        z = ndtri(((self.net ^ self.shifts[who]) + 0.5) * 2.0**-DIGITS)
        log_weight = None
        if self.centre is not None:
            plain = math.ceil(PLAIN * self.size)
            z[..., plain:] = self.centre[who] + self.root[who] @ z[..., plain:]
            y = self.back[who] @ (z - self.centre[who])
            near = -(y**2).sum(axis=1) / 2 - self.log_size[who] + math.log(1 - plain / self.size)
            log_normal = -(z**2).sum(axis=1) / 2
            log_weight = log_normal - np.logaddexp(log_normal + math.log(plain / self.size), near)
        Z = np.ones((len(who), 1 + self.dimensions, self.size))
        Z[:, 1:] = z
        return Z, log_weight
