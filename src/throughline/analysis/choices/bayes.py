"""Hierarchical Bayes: everybody's own weights, normal among people with any correlation, by simulation.

Sources: Allenby & Rossi (1999), Journal of Econometrics 89; Rossi, Allenby & McCulloch (2005), Bayesian Statistics
and Marketing, chapter 5; Gelman and others (2013), Bayesian Data Analysis, 11.4 (R-hat on split chains, effective
draws). Weights of people move by Metropolis-Hastings: in turn an independent proposal around each person's Laplace
approximation, with the tails of a t distribution, and a random walk; mean and covariance by Gibbs, with a weak prior:
mean N(0, 100 Sigma), every standard deviation half-t, every correlation as likely as any other (Huang & Wand 2013,
Bayesian Analysis 8). The prior of the usual program, Sigma inverse Wishart with K + 3 degrees of freedom, can be had,
but with few people or tasks it pulls standard deviations towards its own. As people's weights and their mean hold each
other back, all are also stretched and shifted together (Liu & Sabatti 2000, Biometrika 87).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices._draws import Draws
from throughline.analysis.choices._panel import Panel, chosen_probabilities
from throughline.analysis.choices._tastes import Tastes
from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.logit import conditional_logit, within_scale
from throughline.analysis.choices.meaning import ends
from throughline.analysis.choices.results import Progress, few_people, silent

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Mask

PRIOR_PEOPLE = 0.01  # how many people the prior of the mean is worth
HALF_T, WIDE = 2, 2.5  # degrees of freedom and scale of the prior of standard deviations, on columns of unit spread
TAILS = 8  # degrees of freedom of independent proposals
STRETCH, SHIFT = 0.03, 1.5  # of the logarithm of weights; in errors of the mean
WALK = 1.7  # length of the random walk, over the root of the number of columns
AIMS = 4  # how often proposals are aimed anew before draws are kept
MIXED = 1.01  # R-hat above which chains have not mixed


@dataclass(frozen=True, slots=True)
class Posterior:
    """One quantity given the choices. r_hat: 1 when chains agree. effective: independent draws it is worth."""

    name: str
    mean: float
    sd: float
    low: float
    high: float
    r_hat: float
    effective: float

    @property
    def estimate(self) -> float:
        """The mean, by the name that other models give their estimates."""
        return self.mean


@dataclass(frozen=True, slots=True, eq=False)
class HierarchicalBayes:
    """means: of each weight among people. spreads: its standard deviation among people. individual: (people, K), the
    posterior mean of each person's own weights. accepted: share of proposals: independent, walking, and of everybody
    together."""

    names: tuple[str, ...]
    means: tuple[Posterior, ...]
    spreads: tuple[Posterior, ...]
    correlation: Array
    individual: Array
    accepted: tuple[float, ...]
    people: int
    choices: int
    chains: int
    draws: int
    seed: int
    level: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        worst = max(p.r_hat for p in (*self.means, *self.spreads))
        return (
            f"{self.choices:,} choices of {self.people:,} people; {self.chains} chains of {self.draws:,} draws, R-hat "
            f"at most {worst:.3f}."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "model": "hierarchical Bayes",
            "means": [asdict(p) for p in self.means],
            "spreads": [asdict(p) for p in self.spreads],
            "correlation": self.correlation.tolist(),
            "accepted": list(self.accepted),
            "people": self.people,
            "choices": self.choices,
            "chains": self.chains,
            "draws": self.draws,
            "seed": self.seed,
            "level": self.level,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def hierarchical_bayes(
    data: ChoiceData,
    *,
    draws: int = 4000,
    burn_in: int = 1000,
    chains: int = 4,
    prior_spread: float | None = None,
    seed: int = 0,
    level: float = 0.95,
    progress: Progress | None = None,
) -> HierarchicalBayes:
    """Simulate the posterior of weights that are normal among people and may go together.

    draws: kept of each chain. burn_in: left out before, while proposals are tuned. prior_spread: for the prior of the
    usual program, how much it expects every weight to vary, in its own units (the R package bayesm takes 1); by default
    the prior lets the choices say, and units do not matter. level: of the posterior ranges.
    progress: called with draws done, draws in all and a note. Raises ValueError for fewer than 10 people, weighted
    people, fewer than 2 chains or too few draws; warns when chains have not mixed.
    """
    _refuse(data, draws, burn_in, chains)
    scale = within_scale(data)
    prior = None if prior_spread is None else (prior_spread * scale) ** 2
    sampler = _Sampler(data, scale, prior, chains, np.random.default_rng(seed))
    kept, individual, sigma = _simulate(sampler, draws, burn_in, progress or silent)
    means, spreads = (_posteriors(data.names, one / scale, level) for one in kept)
    sd = np.sqrt(np.diagonal(sigma))
    return HierarchicalBayes(
        names=data.names,
        means=means,
        spreads=spreads,
        correlation=sigma / np.outer(sd, sd),
        individual=individual / scale,
        accepted=sampler.accepted(),
        people=len(data.people),
        choices=len(data.chosen),
        chains=chains,
        draws=draws,
        seed=seed,
        level=level,
        warnings=_warnings(len(data.people), (*means, *spreads)),
    )


def _refuse(data: ChoiceData, draws: int, burn_in: int, chains: int) -> None:
    if len(data.people) < 10:
        raise ValueError(f"{len(data.people)} people are too few to learn how people differ: at least 10 are needed")
    if chains < 2 or draws < 100 or burn_in < 100:
        raise ValueError("at least 2 chains, 100 draws and 100 draws of burn-in are needed")
    if (data.weights != 1).any():
        raise ValueError("people cannot be weighted here: use the mixed logit")


def _simulate(sampler: _Sampler, draws: int, burn_in: int, tell: Progress) -> tuple[Array, Array, Array]:
    """Means and spreads (2, draws, chains, K), and the posterior means of everybody's weights and of the covariance."""
    N, K, chains = sampler.shape
    kept, every = np.zeros((2, draws, chains, K)), max(1, (burn_in + draws) // 50)
    individual, sigma = np.zeros((N, K)), np.zeros((K, K))
    for at in range(-burn_in, draws):
        if at < 0 and (at + burn_in) % (burn_in // AIMS) == 0:
            sampler.aim()
        sampler.step(walking=bool(at % 2))
        if at >= 0:
            kept[:, at] = sampler.mean, np.sqrt(np.diagonal(sampler.sigma, axis1=1, axis2=2))
            individual += sampler.beta.mean(axis=2) / draws
            sigma += sampler.sigma.mean(axis=0) / draws
        if at % every == 0:
            tell(at + burn_in, burn_in + draws, "simulating")
    return kept, individual, sigma


class _Sampler:
    """Chains side by side. beta: (people, K, chains), on columns of unit spread. mean: (chains, K). sigma: (chains, K,
    K)."""

    def __init__(
        self, data: ChoiceData, scale: Array, prior: Array | None, chains: int, rng: np.random.Generator
    ) -> None:
        """prior: variances of an inverse Wishart prior; None for half-t standard deviations."""
        N, K = len(data.people), len(data.names)
        self.half_t = prior is None
        self.df = K + HALF_T - 1 if prior is None else K + 3
        self.prior = np.tile(self.df * np.diag(np.ones(K) if prior is None else prior), (chains, 1, 1))
        start = conditional_logit(data).estimates * scale
        self.rng, self.shape = rng, (N, K, chains)
        tastes = Tastes.of(data.names, dict.fromkeys(data.names, "normal"), correlated=True)
        unit = data.with_columns({n: data.column(n) / s for n, s in zip(data.names, scale, strict=True)})
        self.panel = Panel(unit, tastes, Draws(N, K, 1, 0), np.ones(N))
        self.mean = start + 0.1 * rng.standard_normal((chains, K))
        self.sigma = np.tile(np.eye(K), (chains, 1, 1))
        self.beta = np.repeat(self.mean.T[None], N, axis=0)
        self.log_p = self._log_likelihood(self.beta)
        self.counts = np.zeros((3, 2))

    def aim(self) -> None:
        """Aim proposals at where each person's choices point, given the present mean and covariance; counting of what
        is accepted begins anew."""
        tastes, mean = self.panel.tastes, self.mean.mean(axis=0)
        factor = np.linalg.cholesky(self.sigma.mean(axis=0))
        k, column = tastes.cells.T
        theta = np.where(column == 0, mean[k], factor[k, column - 1])
        centre, root = self.panel.laplace(theta)
        self.centre = (mean + centre @ factor.T)[:, :, None]
        self.root = factor @ root
        self.back = np.linalg.inv(self.root)
        self.counts[:] = 0

    def step(self, *, walking: bool) -> None:
        """Everybody's weights by Metropolis-Hastings, then mean and covariance by Gibbs."""
        N, K, chains = self.shape
        noise = self.root @ self.rng.standard_normal(self.shape)
        if walking:
            proposed = self.beta + WALK / math.sqrt(K) * noise
            ratio: Array = np.zeros((N, chains))
        else:
            proposed = self.centre + noise / np.sqrt(self.rng.chisquare(TAILS, (N, 1, chains)) / TAILS)
            ratio = self._log_proposal(self.beta) - self._log_proposal(proposed)
        new = self._log_likelihood(proposed)
        ratio = ratio + new - self.log_p + self._log_prior(proposed) - self._log_prior(self.beta)
        moves = np.log(self.rng.random((N, chains))) < ratio
        self.beta = np.where(moves[:, None], proposed, self.beta)
        self.log_p = np.where(moves, new, self.log_p)
        self.counts[int(walking)] += moves.sum(), moves.size
        self._population()
        if self.half_t:
            self._widths()
        self._stretch()
        self._shift()

    def _widths(self) -> None:
        """The scale matrix of the prior of each chain's covariance, which given the half-t prior is inverse gamma."""
        chains, K = self.mean.shape
        rate = HALF_T * np.diagonal(np.linalg.inv(self.sigma), axis1=1, axis2=2) + WIDE**-2
        inverse = self.rng.gamma((HALF_T + K) / 2, size=(chains, K)) / rate
        self.prior = 2 * HALF_T * inverse[:, :, None] * np.eye(K)

    def _stretch(self) -> None:
        """How far the weights of some columns lie from their mean, longer or shorter together with their spread."""
        K, chains = self.shape[1:]
        some = self.rng.random((chains, K)) < 0.5
        by = STRETCH * self.rng.standard_normal((chains, 1)) * some
        factor = np.exp(by)
        sigma = self.sigma * factor[:, :, None] * factor[:, None, :]
        beta = self.mean.T + (self.beta - self.mean.T) * factor.T
        new = self._log_likelihood(beta)
        # What the changes of volume leave of the priors: of Sigma its degrees of freedom, of the mean given it 1.
        ratio = (new - self.log_p).sum(axis=0) - (self.df + 1) * by.sum(axis=1)
        ratio += self._log_prior_of_population(self.mean, sigma) - self._log_prior_of_population(self.mean, self.sigma)
        moves = np.log(self.rng.random(chains)) < ratio
        self.sigma[moves] = sigma[moves]
        self._move(moves, beta, new)

    def _shift(self) -> None:
        """Everybody's weights and their mean by the same amount."""
        N, K, chains = self.shape
        noise = self.rng.standard_normal((chains, K, 1))
        by = (SHIFT / math.sqrt(N * K) * np.linalg.cholesky(self.sigma) @ noise)[:, :, 0]
        beta, mean = self.beta + by.T, self.mean + by
        new = self._log_likelihood(beta)
        ratio = (new - self.log_p).sum(axis=0)
        ratio += self._log_prior_of_population(mean, self.sigma) - self._log_prior_of_population(self.mean, self.sigma)
        moves = np.log(self.rng.random(chains)) < ratio
        self.mean[moves] = mean[moves]
        self._move(moves, beta, new)

    def _log_prior_of_population(self, mean: Array, sigma: Array) -> Array:
        """The exponents of the priors of mean and covariance, (chains,); their determinants are counted apart."""
        inverse = np.linalg.inv(sigma)
        spread = np.einsum("ckl,clk->c", self.prior, inverse)
        out: Array = -(spread + PRIOR_PEOPLE * np.einsum("ck,ckl,cl->c", mean, inverse, mean)) / 2
        return out

    def _move(self, moves: Mask, beta: Array, log_p: Array) -> None:
        self.beta[:, :, moves] = beta[:, :, moves]
        self.log_p[:, moves] = log_p[:, moves]
        self.counts[2] += moves.sum(), moves.size

    def accepted(self) -> tuple[float, ...]:
        return tuple((self.counts[:, 0] / self.counts[:, 1]).tolist())

    def _log_likelihood(self, beta: Array) -> Array:
        out = np.zeros((self.shape[0], self.shape[2]))
        for group in self.panel.groups:
            _, out[group.who] = chosen_probabilities(group, slice(None), beta[group.who])
        return out

    def _log_prior(self, beta: Array) -> Array:
        gap = beta.transpose(2, 0, 1) - self.mean[:, None]
        out: Array = -0.5 * ((gap @ np.linalg.inv(self.sigma)) * gap).sum(axis=2).T
        return out

    def _log_proposal(self, beta: Array) -> Array:
        y = self.back @ (beta - self.centre)
        out: Array = -(TAILS + self.shape[1]) / 2 * np.log1p((y**2).sum(axis=1) / TAILS)
        return out

    def _population(self) -> None:
        """Mean and covariance of each chain, given everybody's weights (normal, inverse Wishart)."""
        N, K, chains = self.shape
        middle = self.beta.sum(axis=0) / (N + PRIOR_PEOPLE)
        for c in range(chains):
            gap = self.beta[:, :, c] - middle[:, c]
            S = self.prior[c] + gap.T @ gap + PRIOR_PEOPLE * np.outer(middle[:, c], middle[:, c])
            # Bartlett: the root of a Wishart matrix from normal and chi-squared numbers.
            A = np.tril(self.rng.standard_normal((K, K)), -1)
            A[np.diag_indices(K)] = np.sqrt(self.rng.chisquare(self.df + N - np.arange(K)))
            root = np.linalg.cholesky(S) @ np.linalg.inv(A).T
            self.sigma[c] = root @ root.T
            self.mean[c] = middle[:, c] + root @ self.rng.standard_normal(K) / math.sqrt(N + PRIOR_PEOPLE)


def _posteriors(names: tuple[str, ...], kept: Array, level: float) -> tuple[Posterior, ...]:
    """From (draws, chains, K)."""
    out = []
    for k, name in enumerate(names):
        x = kept[:, :, k]
        r_hat, effective = _mixing(x)
        out.append(Posterior(name, float(x.mean()), float(x.std()), *ends(x, level), r_hat, effective))
    return tuple(out)


def _mixing(x: Array) -> tuple[float, float]:
    """R-hat of split chains and the effective number of draws; x: (draws, chains)."""
    half = len(x) // 2
    parts = np.concatenate([x[:half], x[-half:]], axis=1)
    within = float(parts.var(axis=0, ddof=1).mean())
    total = (half - 1) / half * within + float(parts.mean(axis=0).var(ddof=1))
    gap = parts - parts.mean(axis=0)
    spectrum = np.abs(np.fft.rfft(gap, 2 * half, axis=0)) ** 2
    lagged = np.fft.irfft(spectrum, axis=0)[:half].mean(axis=1) / (half - 1)
    rho = 1 - (within - lagged) / total
    # Sums of neighbours fall and stay positive in a reversible chain (Geyer 1992): what follows is noise.
    pairs = rho[: half // 2 * 2].reshape(-1, 2).sum(axis=1)
    end = int(np.argmax(pairs < 0)) if (pairs < 0).any() else len(pairs)
    effective = parts.size / max(2 * float(pairs[:end].sum()) - 1, 1 / math.log10(parts.size))
    return math.sqrt(total / within), effective


def _warnings(people: int, found: tuple[Posterior, ...]) -> tuple[str, ...]:
    worst = max(found, key=lambda p: p.r_hat)
    if worst.r_hat <= MIXED:
        return few_people(people)
    slow = f"The chains have not mixed: R-hat of “{worst.name}” is {worst.r_hat:.3f}. Ask for more draws."
    return (*few_people(people), slow)
