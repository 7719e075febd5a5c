"""The likelihood of a finite mixture of conditional logits: value, scores and exact Hessian; and its EM steps.

Sources: Bhat (1997), Transportation Science 31; Train (2008), Journal of Choice Modelling 1; Louis (1982), JRSS B
44, for the Hessian from the complete data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.choices._newton import Surface
from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.logit import logit_surface, shares

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array

LONGEST = 0.5  # step, in units of utility for a typical difference
FLOOR = 1e-8  # of curvature in a step of EM, so that a class nobody is in stays where it is


class Mixture:
    """Q classes with K weights each; who is in which depends on Z. Parameters in one row: the weights class by
    class, then for each class but the first its (1 + covariates) membership weights."""

    def __init__(self, data: ChoiceData, classes: int, Z: Array, weights: Array, scale: Array) -> None:
        """Z: (people, 1 + covariates), the first column 1. weights: (people,). scale: by which columns are
        divided."""
        self.data, self.classes, self.Z, self.weights = data, classes, Z, weights
        self.scale, self.X = scale, data.X / scale
        self.first = np.searchsorted(data.person, np.arange(len(data.people)))

    def split(self, theta: Array) -> tuple[Array, Array]:
        """(classes, K) and (classes - 1, 1 + covariates)."""
        cut = self.classes * self.X.shape[1]
        return theta[:cut].reshape(self.classes, -1), theta[cut:].reshape(self.classes - 1, -1)

    def prior(self, membership: Array) -> Array:
        """(people, classes): how likely each class is before the choices are seen."""
        return prior(self.Z, membership)

    def posterior(self, theta: Array) -> tuple[Array, Array]:
        """(people, classes), given the choices; and the log-likelihood of each person."""
        betas, membership = self.split(theta)
        logs = np.log(np.maximum(self.prior(membership), 1e-300))
        for q, beta in enumerate(betas):
            chosen = shares(self.X @ beta, self.data.starts)[self.data.chosen]
            logs[:, q] += np.add.reduceat(np.log(np.maximum(chosen, 1e-300)), self.first)
        top = logs.max(axis=1, keepdims=True)
        e = np.exp(logs - top)
        total = e.sum(axis=1, keepdims=True)
        return e / total, (top + np.log(total))[:, 0]

    def surface(self, theta: Array) -> Surface:
        """Log-likelihood, scores by person and Hessian."""
        betas, membership = self.split(theta)
        post, log_likelihood = self.posterior(theta)
        K, n = self.X.shape[1], len(self.weights)
        hessian = np.zeros((len(theta), len(theta)))
        scores = np.zeros((n, len(theta)))
        each = []
        for q, beta in enumerate(betas):
            w = self.weights * post[:, q]
            own = slice(q * K, (q + 1) * K)
            U = np.zeros((n, len(theta)))
            U[:, own], hessian[own, own] = self._class(beta, w)
            U[:, self.classes * K :] = self._pull(membership, q)
            scores += post[:, q, None] * U
            each.append((U, w))
        for U, w in each:
            hessian += U.T @ (U * w[:, None])
        weighted = scores * self.weights[:, None]
        hessian[self.classes * K :, self.classes * K :] += self._membership_curvature(membership)
        return Surface(float(self.weights @ log_likelihood), weighted, hessian - scores.T @ weighted)

    def improve(self, theta: Array) -> Array:
        """One step of EM: each part takes a Newton step for people as far as they are in it."""
        betas, membership = self.split(theta)
        post, _ = self.posterior(theta)
        new = np.zeros_like(betas)
        for q, beta in enumerate(betas):
            w = np.repeat(self.weights * post[:, q], np.diff([*self.first, len(self.data.chosen)]))
            at = logit_surface(beta, self.X, self.data.starts, self.data.chosen, w)
            new[q] = beta + _short(np.linalg.solve(-at.hessian + FLOOR * np.eye(len(beta)), at.gradient))
        gap = post - self.prior(membership)
        slope = (self.Z.T @ (gap * self.weights[:, None]))[:, 1:].T.ravel()
        curvature = -self._membership_curvature(membership) + FLOOR * np.eye(len(slope))
        return np.concatenate([new.ravel(), membership.ravel() + _short(np.linalg.solve(curvature, slope))])

    def _class(self, beta: Array, w: Array) -> tuple[Array, Array]:
        """Scores of each person (people, K), unweighted, and the Hessian weighted by w (people,)."""
        counts = np.diff([*self.first, len(self.data.chosen)])
        by_task = np.maximum(np.repeat(w, counts), 1e-300)
        at = logit_surface(beta, self.X, self.data.starts, self.data.chosen, by_task)
        return np.add.reduceat(at.scores / by_task[:, None], self.first, axis=0), at.hessian

    def _pull(self, membership: Array, q: int) -> Array:
        """The gradient of the log of the prior of class q by the membership weights, (people, …)."""
        gap = np.eye(self.classes)[q] - self.prior(membership)
        out: Array = (gap[:, 1:, None] * self.Z[:, None, :]).reshape(len(self.Z), -1)
        return out

    def _membership_curvature(self, membership: Array) -> Array:
        p = self.prior(membership)[:, 1:]
        pZ = (p[:, :, None] * self.Z[:, None, :]).reshape(len(self.Z), -1)
        between = pZ.T @ (pZ * self.weights[:, None])
        size = self.Z.shape[1]
        for q in range(self.classes - 1):
            own = slice(q * size, (q + 1) * size)
            between[own, own] -= (self.Z * (self.weights * p[:, q])[:, None]).T @ self.Z
        return between


def _short(step: Array) -> Array:
    """A step of Newton's, cut where it is so long that it might overshoot."""
    out: Array = step / max(1.0, float(np.abs(step).max()) / LONGEST)
    return out


def prior(Z: Array, membership: Array) -> Array:
    """(people, classes) from (people, 1 + covariates) and (classes - 1, 1 + covariates)."""
    u = np.concatenate([np.zeros((len(Z), 1)), Z @ membership.T], axis=1)
    e = np.exp(u - u.max(axis=1, keepdims=True))
    out: Array = e / e.sum(axis=1, keepdims=True)
    return out
