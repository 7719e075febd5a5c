"""The simulated log-likelihood of a panel with its scores and exact Hessian, a few people at a time.

A person's likelihood is the mean over draws of the product of the logit probabilities of all their choices
(Revelt & Train 1998; Train 2009, chapter 6). Utilities are taken against the chosen alternative, so one
exponential is saved a task, and blocks are as large as a processor's cache: nothing of the size people ×
draws is ever kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.choices._draws import Draws
from throughline.analysis.choices._newton import Surface
from throughline.analysis.choices._tastes import Tastes
from throughline.analysis.choices.data import ChoiceData

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Index

CACHE = 40_000  # numbers of one block of utilities
LAPLACE = 8  # steps to the mode; being near it is enough
FARTHEST = 2.0  # no step is longer, in standard deviations
STEEP = 600.0  # no exponent is larger, so that nothing overflows


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """People with the same number of tasks. who: (n,). X: (n, tasks, others, K), each other alternative less
    the chosen one. there: (n, tasks, others) of 1 and 0, None when all are there."""

    who: Index
    X: Array
    there: Array | None


def groups(data: ChoiceData) -> list[Group]:
    """People sorted by how many tasks they have, sets of alternatives padded to the largest."""
    counts = np.bincount(data.person)
    first = np.concatenate([[0], np.cumsum(counts)])
    sizes = np.diff(data.starts)
    out = []
    for count in np.unique(counts):
        who = np.flatnonzero(counts == count)
        tasks = (first[who][:, None] + np.arange(count)).ravel()
        most = int(sizes[tasks].max())
        rows = data.starts[tasks][:, None] + np.minimum(np.arange(most), sizes[tasks][:, None] - 1)
        there = np.arange(most) < sizes[tasks][:, None]
        chosen = rows == data.chosen[tasks][:, None]
        # The chosen row goes: the first place it holds becomes the last row of the task.
        place = np.argsort(chosen & there, axis=1, kind="stable")[:, : most - 1]
        rows, there = np.take_along_axis(rows, place, 1), np.take_along_axis(there, place, 1)
        X = data.X[rows] - data.X[data.chosen[tasks]][:, None]
        shape = (len(who), int(count), most - 1)
        out.append(Group(who, X.reshape(*shape, -1), None if there.all() else there.reshape(shape).astype(float)))
    return out


class Panel:
    """The simulated likelihood of a set of choices, for given tastes and draws."""

    def __init__(self, data: ChoiceData, tastes: Tastes, draws: Draws, weights: Array) -> None:
        """weights: (people,)."""
        self.tastes, self.draws, self.weights = tastes, draws, weights
        self.groups = groups(data)
        K = len(tastes.names)
        self.upper = np.triu_indices(K)
        self.pair = packed(K)
        self.upper_z = np.triu_indices(1 + tastes.dimensions)
        self.pair_z = packed(1 + tastes.dimensions)

    def surface(self, theta: Array) -> Surface:
        """Log-likelihood, scores by person (people, parameters) and Hessian, all weighted."""
        k, a = self.tastes.cells.T
        scores = np.zeros((len(self.weights), len(theta)))
        total = np.zeros((len(self.upper[0]), len(self.upper_z[0])))
        value = 0.0
        for group, part in self._blocks(self.draws.size):
            who = group.who[part]
            Z, log_weight = self.draws.of(who)
            gamma = self.tastes.gammas(theta, Z)
            P, log_p = chosen_probabilities(group, part, self.tastes.betas(gamma))
            w, log_mean = _posterior(log_p, log_weight)
            g, h = self._derivatives(group.X[part], P)
            g, h = self.tastes.backwards(gamma, g, h, self.pair)
            value += float(self.weights[who] @ log_mean)
            scores[who] = np.matmul(g * w[:, None], Z.transpose(0, 2, 1))[:, k, a]
            h += g[:, self.upper[0]] * g[:, self.upper[1]]
            h *= (w * self.weights[who, None])[:, None]
            products = Z[:, self.upper_z[0]] * Z[:, self.upper_z[1]]
            total += np.matmul(h, products.transpose(0, 2, 1)).sum(axis=0)
        weighted = scores * self.weights[:, None]
        hessian = total[self.pair[k[:, None], k], self.pair_z[a[:, None], a]] - scores.T @ weighted
        return Surface(value, weighted, hessian)

    def people(self, theta: Array) -> Array:
        """What each person's choices say of their own gamma: its mean given them, (people, K)."""
        out = np.zeros((len(self.weights), len(self.tastes.names)))
        for group, part in self._blocks(self.draws.size):
            Z, log_weight = self.draws.of(group.who[part])
            gamma = self.tastes.gammas(theta, Z)
            _, log_p = chosen_probabilities(group, part, self.tastes.betas(gamma))
            w, _ = _posterior(log_p, log_weight)
            out[group.who[part]] = (gamma * w[:, None]).sum(axis=2)
        return out

    def laplace(self, theta: Array) -> tuple[Array, Array]:
        """Where the choices of each person point: the mode of their draws given the choices (people,
        dimensions), and a Cholesky factor of the inverse curvature there."""
        L = self.tastes.factor(theta)[:, 1:]
        D = L.shape[1]
        Z = np.ones((len(self.weights), 1 + D, 1))
        Z[:, 1:] = 0
        root = np.zeros((len(self.weights), D, D))
        for group, part in self._blocks(1):
            who = group.who[part]
            for _ in range(LAPLACE):
                gamma = self.tastes.gammas(theta, Z[who])
                P, _ = chosen_probabilities(group, part, self.tastes.betas(gamma))
                g, h = self.tastes.backwards(gamma, *self._derivatives(group.X[part], P), self.pair)
                slope = g[:, :, 0] @ L - Z[who, 1:, 0]
                values, axes = np.linalg.eigh(np.eye(D) - L.T @ h[:, self.pair, 0] @ L)
                # Where an exponential bends the wrong way the normal's own curvature, 1, stands in.
                values = np.maximum(values, 1.0)
                step = np.einsum("nij,nj->ni", axes, np.einsum("nij,ni->nj", axes, slope) / values)
                Z[who, 1:, 0] += step / np.maximum(1, np.abs(step).max(axis=1) / FARTHEST)[:, None]
            root[who] = np.linalg.cholesky((axes / values[:, None, :]) @ axes.transpose(0, 2, 1))
        return Z[:, 1:, 0], root

    def _blocks(self, draws: int) -> list[tuple[Group, slice]]:
        blocks = []
        for group in self.groups:
            n, tasks, others, _ = group.X.shape
            size = max(1, CACHE // (tasks * others * draws))
            blocks += [(group, slice(start, start + size)) for start in range(0, n, size)]
        return blocks

    def _derivatives(self, X: Array, P: Array) -> tuple[Array, Array]:
        """Of the log-probability of all choices of a person, by beta: (people, K, draws), and packed
        (people, K (K + 1) / 2, draws)."""
        n, tasks, others, K = X.shape
        draws = P.shape[-1]
        m = np.matmul(X.transpose(0, 1, 3, 2), P)
        flat = X.reshape(n, tasks * others, K)
        squares = flat[:, :, self.upper[0]] * flat[:, :, self.upper[1]]
        h: Array = np.matmul(-squares.transpose(0, 2, 1), P.reshape(n, tasks * others, draws))
        for at, (i, j) in enumerate(zip(*self.upper, strict=True)):
            h[:, at] += np.einsum("ntr,ntr->nr", m[:, :, i], m[:, :, j])
        return -m.sum(axis=1), h


def packed(K: int) -> Index:
    """(K, K): where a pair lies among the pairs of the upper triangle."""
    pair = np.zeros((K, K), np.intp)
    i, j = np.triu_indices(K)
    pair[i, j] = pair[j, i] = np.arange(len(i))
    return pair


def chosen_probabilities(group: Group, part: slice, beta: Array) -> tuple[Array, Array]:
    """Of each alternative that was not chosen (people, tasks, others, draws), and the log-probability of all
    that a person chose (people, draws)."""
    X = group.X[part]
    n, tasks, others, K = X.shape
    u = np.matmul(X.reshape(n, tasks * others, K), beta)
    np.minimum(u, STEEP, out=u)
    np.exp(u, out=u)
    e = u.reshape(n, tasks, others, -1)
    if group.there is not None:
        e *= group.there[part][..., None]
    whole = e.sum(axis=2)
    whole += 1
    e *= (1 / whole)[:, :, None]
    return e, -np.log(whole, out=whole).sum(axis=1)


def _posterior(log_p: Array, log_weight: Array | None) -> tuple[Array, Array]:
    """How likely each draw is given the choices (people, draws), and the log of the mean likelihood."""
    if log_weight is not None:
        log_p = log_p + log_weight
    top = log_p.max(axis=1)
    w = np.exp(log_p - top[:, None])
    mean = w.mean(axis=1)
    w /= w.sum(axis=1)[:, None]
    return w, top + np.log(mean)
