"""Did it work: a matched hold-back drawn by lot, a log of the dose, and the effect with its interval.

Design: places are paired by how much happened there before and one of each pair is drawn to be treated, so that
the others show what would have happened anyway (Imai, King and Nall, Statistical Science 2009). Effect: the change
in treated places over the change in held-back ones, as a ratio, with an interval from leaving out one pair at a
time (jackknife, Student's t), which allows for pairs that differ more than chance counts would.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.spatial import cKDTree

from ninefold.errors import CountOutOfRange, SettingMissing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FEWEST_PAIRS = 6


@dataclass(frozen=True)
class Design:
    """The pairs: which place of each is treated and which held back, as indexes into the places given.

    `balance` is the treated places' share of what happened before; .5 is even.
    """

    treated: Ints
    held_back: Ints
    balance: float
    seed: int


@dataclass(frozen=True)
class Dose:
    """One visit to a place: minutes, and on which day (whole days since 1970-01-01)."""

    place: int
    day: int
    minutes: float


@dataclass(frozen=True)
class DoseSummary:
    """What was given: minutes and visits in treated and in held-back places, and treated places never visited."""

    treated_minutes: float
    treated_visits: int
    held_back_minutes: float
    held_back_visits: int
    treated_places_without: int


@dataclass(frozen=True)
class Effect:
    """A change as a ratio (.85 is 15 % less) with its 95 % interval, and what it rests on.

    `avoided` is what the treated places would have had more, with the interval carried over; positive is fewer.
    """

    ratio: float
    low: float
    high: float
    avoided: float
    avoided_low: float
    avoided_high: float
    pairs: int
    treated_before: int
    treated_after: int
    held_back_before: int
    held_back_after: int

    @property
    def sentence(self) -> str:
        """The effect in words, with what may be said of it."""
        change, low, high = (100 * (value - 1) for value in (self.ratio, self.low, self.high))
        said = f"{change:+.0f} % in treated places against held-back ones (95 % interval {low:+.0f} to {high:+.0f} %)."
        if self.low <= 1 <= self.high:
            return f"{said} No change can be told from chance."
        return f"{said} The interval leaves out no change."


def matched(before: Floats, x: Floats, y: Floats, *, pairs: int, apart: float, seed: int) -> Design:
    """Pairs of places alike in what happened before, one of each drawn to be treated.

    The busiest places are taken first, none within `apart` metres of one already taken, so that what moves round
    the corner does not land in a place that is compared. Raises CountOutOfRange when too few are left.
    """
    chosen = _spread(before, x, y, 2 * pairs, apart)
    if len(chosen) < 2 * FEWEST_PAIRS:
        raise CountOutOfRange(
            f"Only {len(chosen)} places lie {apart:g} m apart; at least {2 * FEWEST_PAIRS} are needed for an interval. "
            "Ask for a smaller distance or bring more places."
        )
    ordered = chosen[np.argsort(-before[chosen], kind="stable")][: len(chosen) // 2 * 2].reshape(-1, 2)
    first = np.random.default_rng(seed).integers(2, size=len(ordered))
    rows = np.arange(len(ordered))
    treated, held = ordered[rows, first], ordered[rows, 1 - first]
    whole = float(before[treated].sum() + before[held].sum())
    return Design(treated, held, float(before[treated].sum()) / whole if whole else 0.5, seed)


def _spread(before: Floats, x: Floats, y: Floats, wanted: int, apart: float) -> Ints:
    """The busiest places of which no two lie within a distance."""
    near = cKDTree(np.column_stack([x, y])).query_ball_point(np.column_stack([x, y]), apart)
    free = np.ones(len(x), dtype=bool)
    chosen: list[int] = []
    for place in np.argsort(-before, kind="stable"):
        if free[place] and len(chosen) < wanted:
            chosen.append(int(place))
            free[near[place]] = False
    return np.array(chosen, dtype=np.int64)


def dose_summary(design: Design, log: list[Dose]) -> DoseSummary:
    """The dose given, by whether the place was treated; visits to other places are left out."""
    treated, held = set(design.treated.tolist()), set(design.held_back.tolist())
    given = [dose for dose in log if dose.place in treated]
    leaked = [dose for dose in log if dose.place in held]
    return DoseSummary(
        sum(dose.minutes for dose in given),
        len(given),
        sum(dose.minutes for dose in leaked),
        len(leaked),
        len(treated - {dose.place for dose in given}),
    )


def effect(treated_before: Floats, treated_after: Floats, held_before: Floats, held_after: Floats) -> Effect:
    """The effect from counts of each pair, before and after; all four arrays are in the order of the pairs."""
    table = np.column_stack([treated_after, held_after, treated_before, held_before]).astype(np.float64)
    pairs = len(table)
    if pairs < FEWEST_PAIRS:
        raise SettingMissing(f"An interval needs at least {FEWEST_PAIRS} pairs of places; there are {pairs}.")
    sums = table.sum(axis=0)
    if not sums.all():
        raise CountOutOfRange(
            "Treated or held-back places had nothing at all before or after, so no ratio can be formed. "
            "Use longer periods or more places."
        )
    whole = _log_ratio(sums)
    without = _log_ratio(sums - table)
    # Jackknife over pairs; a pair left out may leave a nought, which the half count in `_log_ratio` takes up.
    # About the full estimate and not shrunk by (n − 1) ÷ n: a little wider, since with few or sparse pairs the plain
    # jackknife is a little too sure.
    error = float(np.sqrt(pairs / (pairs - 1) * ((without - whole) ** 2).sum()))
    reach = float(stats.t.ppf(0.975, pairs - 1)) * error
    ratio, low, high = (float(np.exp(value)) for value in (whole, whole - reach, whole + reach))
    after = float(sums[0])
    return Effect(
        ratio=ratio,
        low=low,
        high=high,
        avoided=after / ratio - after,
        avoided_low=after / high - after,
        avoided_high=after / low - after,
        pairs=pairs,
        treated_before=int(sums[2]),
        treated_after=int(sums[0]),
        held_back_before=int(sums[3]),
        held_back_after=int(sums[1]),
    )


def _log_ratio(sums: Floats) -> Floats:
    """ln of (treated after ÷ held back after) ÷ (treated before ÷ held back before)."""
    log = np.log(np.maximum(sums, 0.5))
    ratio: Floats = log[..., 0] - log[..., 1] - log[..., 2] + log[..., 3]
    return ratio


@dataclass(frozen=True)
class Spillover:
    """What changed round the treated places, as an effect, and what it takes from or adds to the gain.

    `net` is what treated places and their surroundings together avoided, with its 95 % interval; `quotient` the
    weighted displacement quotient (Bowers and Johnson 2003): above 0 the benefit spread, below 0 crime moved.
    """

    around: Effect
    net: float
    net_low: float
    net_high: float
    quotient: float | None

    @property
    def sentence(self) -> str:
        """What can be said about displacement and diffusion, in words."""
        if self.around.high < 1:
            return "Less happened around the treated places too: benefit spread to them."
        if self.around.low > 1:
            return "More happened around the treated places: some of it moved there."
        return "Around the treated places no change can be told from chance, in either direction."


def rings(x: Floats, y: Floats, centre_x: Floats, centre_y: Floats, inner: float, outer: float) -> Ints:
    """For each event the nearest centre whose ring (inner < distance <= outer metres) it lies in, else -1."""
    tree = cKDTree(np.column_stack([centre_x, centre_y]))
    distance, centre = tree.query(np.column_stack([x, y]), distance_upper_bound=outer * (1 + 1e-12))
    inside = (distance > inner) & (distance <= outer)
    return np.where(inside, centre, -1).astype(np.int64)


def spillover(inside: Effect, around: Effect) -> Spillover:
    """Put the effect in treated places beside that in the rings around them and around held-back places."""
    net = inside.avoided + around.avoided
    # Errors of the two avoided counts, taken as independent, from their own intervals.
    low = net - float(np.hypot(inside.avoided - inside.avoided_low, around.avoided - around.avoided_low))
    high = net + float(np.hypot(inside.avoided_high - inside.avoided, around.avoided_high - around.avoided))
    return Spillover(around, net, low, high, _quotient(inside, around))


def _quotient(inside: Effect, around: Effect) -> float | None:
    control = inside.held_back_before, inside.held_back_after
    gain = inside.treated_after / control[1] - inside.treated_before / control[0]
    moved = around.treated_after / control[1] - around.treated_before / control[0]
    return moved / gain if gain else None
