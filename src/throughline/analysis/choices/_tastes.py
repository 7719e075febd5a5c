"""How coefficients vary among people: from parameters and draws to coefficients, with first and second
derivatives.

Each coefficient has a latent value eta = mean + a row of the Cholesky factor times the draws. gamma is eta
itself (normal, fixed) or plus or minus its exponential (lognormal). In preference space the coefficients are
gamma; in willingness-to-pay space (Train & Weeks 2005) the price has minus gamma_price, and every other
attribute gamma_price times gamma.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Index, Mask

Kind = Literal["fixed", "normal", "lognormal", "negative lognormal"]
LARGEST = 200.0  # no exponent of a lognormal is larger, so that nothing overflows
KINDS: tuple[Kind, ...] = ("fixed", "normal", "lognormal", "negative lognormal")


@dataclass(frozen=True)
class Tastes:
    """names: columns. kinds: how each varies. cells: (parameters, 2), for each parameter its column and what it
    multiplies: 0 for the mean, l for draw l. price: column of the price in willingness-to-pay space."""

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    cells: Index
    price: int | None = None

    @classmethod
    def of(
        cls, names: Sequence[str], random: Mapping[str, Kind], *, correlated: bool, price: str | None = None
    ) -> Tastes:
        """Check what was asked for. Raises ValueError for unknown names, kinds, or a price that may be zero."""
        for name, kind in random.items():
            if name not in names:
                raise ValueError(f"“{name}” is to vary, and there is no such column; there are: {', '.join(names)}")
            if kind not in KINDS:
                raise ValueError(f"“{name}” must be one of {', '.join(KINDS)}, not {kind!r}")
        kinds = tuple(random.get(n, "fixed") for n in names)
        if all(k == "fixed" for k in kinds):
            raise ValueError("nothing varies among people: use the conditional logit, or name what should vary")
        if price is not None and price not in names:
            raise ValueError(f"there is no column “{price}” for the price; there are: {', '.join(names)}")
        at = None if price is None else list(names).index(price)
        if at is not None and kinds[at] not in ("fixed", "lognormal"):
            raise ValueError(f"in willingness-to-pay space “{price}” must be fixed or lognormal, for it divides")
        varying = [k for k, kind in enumerate(kinds) if kind != "fixed"]
        cells = [(k, 0) for k in range(len(names))]
        for row, k in enumerate(varying, 1):
            cells += [(k, column) for column in range(1 if correlated else row, row + 1)]
        return cls(tuple(names), kinds, np.array(cells), at)

    @property
    def dimensions(self) -> int:
        return int(self.cells[:, 1].max())

    @cached_property
    def varying(self) -> tuple[int, ...]:
        return tuple(k for k, kind in enumerate(self.kinds) if kind != "fixed")

    @cached_property
    def correlated(self) -> bool:
        return len(self.cells) > len(self.kinds) + len(self.varying)

    @cached_property
    def signs(self) -> Array:
        """1 or -1 where the coefficient is an exponential, 0 elsewhere, (K, 1)."""
        of: dict[Kind, float] = {"lognormal": 1.0, "negative lognormal": -1.0}
        return np.array([[of.get(k, 0.0)] for k in self.kinds])

    def factor(self, theta: Array) -> Array:
        """(K, 1 + dimensions): means, then the Cholesky factor."""
        F = np.zeros((len(self.kinds), 1 + self.dimensions))
        F[self.cells[:, 0], self.cells[:, 1]] = theta
        return F

    @cached_property
    def diagonal(self) -> Mask:
        """(parameters,): which lie on the diagonal of the factor."""
        return np.array([at > 0 and self.varying[at - 1] == k for k, at in self.cells])

    def upright(self, theta: Array) -> Array:
        """The same distribution with a positive diagonal of the factor."""
        column = self.cells[:, 1]
        turn = np.ones(1 + self.dimensions)
        turn[column[self.diagonal]] = np.where(theta[self.diagonal] < 0, -1.0, 1.0)
        out: Array = theta * turn[column]
        return out

    def gammas(self, theta: Array, Z: Array) -> Array:
        """(people, K, draws), from Z: (people, 1 + dimensions, draws), whose first row is 1."""
        gamma: Array = np.matmul(self.factor(theta), Z)
        for k in np.flatnonzero(self.signs):
            gamma[:, k] = self.signs[k] * np.exp(np.minimum(gamma[:, k], LARGEST))
        return gamma

    def betas(self, gamma: Array) -> Array:
        """Coefficients of the utility, (people, K, draws)."""
        if self.price is None:
            return gamma
        beta = gamma * gamma[:, self.price, None]
        beta[:, self.price] = -gamma[:, self.price]
        return beta

    def backwards(self, gamma: Array, g: Array, h: Array, pair: Index) -> tuple[Array, Array]:
        """Derivatives by eta from derivatives by beta.

        g: (people, K, draws). h: (people, K (K + 1) / 2, draws), packed: pair[k, l] is where (k, l) lies.
        """
        if self.price is not None:
            g, h = _from_worth(self.price, gamma, g, h, pair)
        curved = np.flatnonzero(self.signs)
        if len(curved):
            slope = np.where(self.signs != 0, gamma, 1.0)
            i, j = np.triu_indices(len(self.kinds))
            h = h * (slope[:, i] * slope[:, j])
            g = g * slope
            h[:, pair[curved, curved]] += g[:, curved]
        return g, h


def _from_worth(price: int, gamma: Array, g: Array, h: Array, pair: Index) -> tuple[Array, Array]:
    """By gamma from by beta, where beta_price = -gamma_price and beta_k = gamma_price gamma_k."""
    K = gamma.shape[1]
    scale = gamma[:, price, None]
    by_price = gamma.copy()
    by_price[:, price] = -1.0
    along = np.stack([(h[:, pair[k]] * by_price).sum(axis=1) for k in range(K)], axis=1)
    others = np.delete(np.arange(K), price)
    new_g, new_h = g * scale, h * scale**2
    new_g[:, price] = (g * by_price).sum(axis=1)
    new_h[:, pair[price, others]] = scale * along[:, others] + g[:, others]
    new_h[:, pair[price, price]] = (along * by_price).sum(axis=1)
    return new_g, new_h
