"""A self-exciting process: a background that changes slowly, and events that raise the rate near and soon after.

λ(x, y, t) = Σ background kernels of bandwidth η + θ Σ ω e^(−ω(t − tᵢ)) · Gaussian of σ about event i. The parameters
are found by expectation-maximisation (Mohler, Short, Brantingham, Schoenberg and Tita, JASA 106, 2011; Veen and
Schoenberg, JASA 103, 2008), with each event's offspring counted only until the records end. A forecast is the
intensity integrated over the window and over each cell, not its value at one moment; offspring of events that fall in
the window itself are added by their expected number.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.special import ndtr

from ninefold.measures.places.events import Floats, Ints

LEAST_SIGMA = 20.0  # metres: points are rarely known better
LONGEST = 180.0  # days and
FARTHEST = 500.0  # metres within which one event may set off another
_SOON = 1e-6  # days


@dataclass(frozen=True)
class Excitation:
    """What was found: how many others an event sets off, how soon and how near, and what to doubt."""

    theta: float  # offspring an event
    omega: float  # a day; their mean delay is 1/omega
    sigma: float  # metres
    rounds: int
    same_day_share: float  # of the offspring, how many fall on the parent's own day
    warnings: tuple[str, ...]

    def offspring(self, age: Floats, days: float) -> Floats:
        """Expected offspring in the next days of events of some age in days; the intensity integrated."""
        end = np.minimum(age + days, LONGEST)
        return np.asarray(self.theta * np.maximum(np.exp(-self.omega * age) - np.exp(-self.omega * end), 0.0))


@dataclass(frozen=True)
class Fitted:
    """The parameters, and each event's chance of being background rather than set off by another."""

    excitation: Excitation
    background: Floats


@dataclass(frozen=True)
class _Pairs:
    """An earlier and a later event near each other, with days and square metres between them."""

    parent: Ints
    child: Ints
    lag: Floats
    apart2: Floats


@dataclass(frozen=True)
class _Smoother:
    """A Gaussian kernel over small squares, for the background at each event without the event itself."""

    kernel: sparse.csr_array
    where: Ints  # the small square of each event
    own: float  # the kernel at no distance
    inside: Floats  # how much of a kernel about each event lies in the rectangle of all events

    def at_events(self, weights: Floats) -> Floats:
        held = np.bincount(self.where, weights=weights, minlength=self.kernel.shape[0])
        others = (self.kernel @ held)[self.where] - self.own * weights
        return np.asarray(others / self.inside, dtype=np.float64)


def fit(
    x: Floats, y: Floats, t: Floats, *, start: float, end: float, eta: float, rounds: int = 100,
    tolerance: float = 5e-4, floor: float = LEAST_SIGMA,
) -> Fitted:  # fmt: skip
    """Parameters for events at x, y (metres) and t (days, never falling) recorded from `start` to `end`.

    `eta` is the background's bandwidth in metres, `floor` the least σ. Events must be many: some hundreds.
    """
    pairs, smoother = _pairs(x, y, t), _smoother(x, y, eta)
    left = np.minimum(end - t, LONGEST)
    chance = np.full(len(t), 0.7)
    now = (0.3, 0.1, 100.0)
    done = 0
    for done in range(1, rounds + 1):  # noqa: B007
        share, chance = _expect(pairs, smoother, chance, now, end - start)
        after = _maximise(share, pairs, left, now, floor)
        still = max(abs(a - b) / b for a, b in zip(after, now, strict=True)) < tolerance
        now = after
        if still:
            break
    same_day = np.floor(t[pairs.parent]) == np.floor(t[pairs.child])
    same_day_share = float(share[same_day].sum() / max(share.sum(), 1e-9))
    doubts = _warnings(now[2], same_day_share, floor)
    return Fitted(Excitation(*now, done, same_day_share, doubts), chance)


def _expect(
    pairs: _Pairs, smoother: _Smoother, chance: Floats, now: tuple[float, float, float], days: float
) -> tuple[Floats, Floats]:
    """Each pair's chance of being parent and child, and each event's of being background."""
    theta, omega, sigma = now
    rate = np.maximum(smoother.at_events(chance) / days, 1e-18)
    sent = (
        (theta * omega) * np.exp(-omega * pairs.lag - pairs.apart2 / (2 * sigma**2)) / (2 * np.pi * sigma**2)
    )
    total = rate + np.bincount(pairs.child, weights=sent, minlength=len(chance))
    return sent / total[pairs.child], rate / total


def _maximise(
    share: Floats, pairs: _Pairs, left: Floats, now: tuple[float, float, float], floor: float
) -> tuple[float, float, float]:
    """The parameters that fit the shares; offspring after the records' end are allowed for."""
    theta, omega, _ = now
    offspring = max(float(share.sum()), 1e-9)
    waited = float(share @ pairs.lag)
    for _ in range(5):
        omega = offspring / max(waited + theta * float(left @ np.exp(-omega * left)), 1e-9)
    theta = offspring / max(float((1 - np.exp(-omega * left)).sum()), 1e-9)
    sigma = max(float(np.sqrt((share @ pairs.apart2) / (2 * offspring))), floor)
    return theta, omega, sigma


def _pairs(x: Floats, y: Floats, t: Floats) -> _Pairs:
    """Every pair near enough in space and time; the earlier is the parent."""
    scaled = np.column_stack([x / FARTHEST, y / FARTHEST, t / LONGEST])
    found = cKDTree(scaled).query_pairs(1.0, p=np.inf, output_type="ndarray")
    parent, child = found.min(axis=1), found.max(axis=1)
    apart2 = (x[parent] - x[child]) ** 2 + (y[parent] - y[child]) ** 2
    near = apart2 <= FARTHEST**2
    parent, child = parent[near], child[near]
    return _Pairs(parent, child, np.maximum(t[child] - t[parent], _SOON), apart2[near])


def _smoother(x: Floats, y: Floats, eta: float) -> _Smoother:
    step = eta / 2
    column, row = np.floor((x - x.min()) / step), np.floor((y - y.min()) / step)
    squares, where = np.unique(np.column_stack([column, row]), axis=0, return_inverse=True)
    centres = squares * step
    pairs = cKDTree(centres).query_pairs(4 * eta, output_type="ndarray")
    own = np.arange(len(squares))
    i, j = np.concatenate([own, pairs[:, 0], pairs[:, 1]]), np.concatenate([own, pairs[:, 1], pairs[:, 0]])
    apart2 = ((centres[i] - centres[j]) ** 2).sum(axis=1)
    height = 1 / (2 * np.pi * eta**2)
    kernel = sparse.csr_array((height * np.exp(-apart2 / (2 * eta**2)), (i, j)), shape=(len(squares),) * 2)
    inside = _inside(x, eta) * _inside(y, eta)
    return _Smoother(kernel, where.ravel().astype(np.int64), height, inside)


def _inside(along: Floats, eta: float) -> Floats:
    """The share of a kernel about each point that lies between the first and the last of them."""
    return np.asarray(ndtr((along.max() - along) / eta) - ndtr((along.min() - along) / eta))


def _warnings(sigma: float, same_day_share: float, floor: float) -> tuple[str, ...]:
    doubts = []
    if sigma <= floor * 1.001:
        doubts.append(
            f"σ sits on its floor of {floor:.0f} m: points are known to the block, and what looks like contagion "
            "may be repeats at one place, or one visit recorded twice."
        )
    if same_day_share > 0.3:
        doubts.append(
            f"{same_day_share:.0%} of offspring fall on the parent's own day: look for duplicates before reading θ."
        )
    return tuple(doubts)
