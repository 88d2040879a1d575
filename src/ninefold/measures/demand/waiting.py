"""How long people wait when calls come at random and so many are there to answer: Erlang's formulas.

Arrivals are Poisson, handling times exponential, the queue first come first served (Erlang 1917; for callers who
give up, Palm 1957). Times are in hours throughout.
"""

from dataclasses import dataclass
from math import ceil, exp, inf, log

import numpy as np

from ninefold.measures.demand.periods import Floats

MOST_STAFF = 100_000


@dataclass(frozen=True)
class Waiting:
    """A queue at rest: how many servers, the share that waits, mean wait and p90 in hours, and how busy they are."""

    servers: int
    share_waiting: float
    mean: float
    p90: float
    busy: float


def share_waiting(load: float, servers: int) -> float:
    """Erlang C: the chance that all servers are busy; 1 when they cannot keep up. `load` is arrivals × handling."""
    if servers <= load:
        return 1.0
    blocked = _erlang_b(load, servers)
    return blocked / (1 - load / servers * (1 - blocked))


def _erlang_b(load: float, servers: int) -> float:
    """By recursion on the inverse, which cannot overflow where factorials would."""
    inverse = 1.0
    for number in range(1, servers + 1):
        inverse = 1.0 + inverse * number / load if load > 0 else inf
        if inverse > 1e300:
            return 0.0
    return 1 / inverse


def wait_beyond(arrivals: float, handling: float, servers: int, wait: float) -> float:
    """The share that waits longer than `wait` hours; arrivals an hour, handling in hours."""
    load = arrivals * handling
    if servers <= load:
        return 1.0
    return share_waiting(load, servers) * exp(-(servers - load) / handling * wait)


def waiting(arrivals: float, handling: float, servers: int) -> Waiting:
    """Exact M/M/c; waits are infinite when the servers cannot keep up."""
    load = arrivals * handling
    chance = share_waiting(load, servers)
    if servers <= load:
        return Waiting(servers, 1.0, inf, inf, 1.0)
    pace = (servers - load) / handling
    p90 = max(0.0, log(chance / 0.1) / pace) if chance > 0 else 0.0
    return Waiting(servers, chance, chance / pace, p90, load / servers)


def servers_needed(arrivals: float, handling: float, *, wait: float, within: float) -> int:
    """The fewest servers with which a share `within` waits no longer than `wait` hours."""
    load = arrivals * handling
    if load <= 0:
        return 0
    low, high = ceil(load), ceil(load) + 1
    while wait_beyond(arrivals, handling, high, wait) > 1 - within and high < MOST_STAFF:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        if wait_beyond(arrivals, handling, middle, wait) > 1 - within:
            low = middle + 1
        else:
            high = middle
    return high


@dataclass(frozen=True)
class Impatient:
    """A queue whose callers give up: the share that waits, the share that gives up, and the mean wait in hours."""

    share_waiting: float
    share_lost: float
    mean: float


def impatient(arrivals: float, handling: float, servers: int, patience: float) -> Impatient:
    """Erlang A (M/M/c+M): callers give up after an exponential time with mean `patience` hours; never unstable."""
    leaving = servers / handling + np.arange(1, _reach(arrivals, patience) + 1) / patience
    below = np.cumsum(np.log(arrivals * handling / np.arange(1, servers + 1))) if servers else np.zeros(0)
    at_servers = below[-1] if servers else 0.0
    above = at_servers + np.cumsum(np.log(arrivals / leaving))
    logs = np.concatenate([[0.0], below, above])
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    queue = float(chances[servers + 1 :] @ np.arange(1, len(above) + 1))
    lost = queue / patience / arrivals
    return Impatient(float(chances[servers:].sum()), lost, queue / arrivals)


def _reach(arrivals: float, patience: float) -> int:
    """How long a queue need be followed: past what impatience alone would hold."""
    held = arrivals * patience
    return int(held + 12 * np.sqrt(held + 1) + 100)


@dataclass(frozen=True)
class Served:
    """Waits of simulated callers in hours, in order of their calls, and the hour in which each called."""

    waits: Floats
    called: Floats


def simulate(
    arrivals: Floats, handling: float, servers: Floats, *, seed: int = 0, variation: float = 1.0
) -> Served:
    """A queue whose arrivals and servers change each hour, first come first served; who works finishes what they began.

    `variation` is the coefficient of variation of handling times (gamma; 1 is exponential).
    """
    chance = np.random.default_rng(seed)
    called = _calls(np.asarray(arrivals, dtype=np.float64), chance)
    shape = 1 / max(variation, 1e-6) ** 2
    lasting = chance.gamma(shape, handling / shape, len(called))
    return Served(_waits(called, lasting, np.asarray(servers, dtype=np.int64)), called)


def _calls(arrivals: Floats, chance: np.random.Generator) -> Floats:
    counts = chance.poisson(arrivals)
    hours = np.repeat(np.arange(len(arrivals)), counts)
    return np.sort(hours + chance.random(len(hours)))


def _waits(called: Floats, lasting: Floats, servers: np.ndarray) -> Floats:
    from heapq import heapify, heappop, heappush

    free = [0.0] * int(servers[0])
    heapify(free)
    waits, hour, last = np.empty(len(called)), 0, len(servers) - 1
    for number, moment in enumerate(called.tolist()):
        start = moment
        while True:
            begins = max(moment, free[0]) if free else float(hour + 1)
            due = min(int(begins), last)
            if hour >= due and free:
                start = begins
                break
            hour += 1
            if hour > last:  # nobody ever comes again: what is left waits until the end
                free = free or [float(hour)]
                hour = last
                start = max(moment, free[0])
                break
            change = int(servers[hour] - servers[hour - 1])
            for _ in range(change):
                heappush(free, float(hour))
            for _ in range(min(-change, len(free))):
                heappop(free)  # the one who is free soonest goes home
        heappop(free)
        heappush(free, start + lasting[number])
        waits[number] = start - moment
    return waits
