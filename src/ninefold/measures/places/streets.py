"""How far street segments lie from each other along the streets, and not across the roofs between them.

Segments join where an end of one touches the other, at its end or along it; a bridge that only crosses does not
join. Ways go from middle to middle, the shortest (Dijkstra), no further than asked. The town is walked in squares,
each with only the streets about it, so that the cost grows with the number of segments and not with its square.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from ninefold.measures.places.events import Floats, Ints

TOUCH = 1.0  # metres within which an end meets another segment
_SQUARE = 500.0  # metres; smaller squares would walk what lies about them too often

Lines = NDArray[np.object_]


@dataclass(frozen=True)
class Ways:
    """The shortest ways between middles of segments, each way both ways; none from a segment to itself."""

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    metres: NDArray[np.float32]
    # what is left of something that halves, thirds … where the way goes on by one street of several
    kept: NDArray[np.float32]

    def within(self, metres: float) -> "Ways":
        """Those no longer than so many metres."""
        near = self.metres <= metres
        return Ways(self.start[near], self.end[near], self.metres[near], self.kept[near])


@dataclass(frozen=True)
class Streets:
    """Segments on the plane, and the ways along them that were asked for before."""

    lines: Lines = field(repr=False)
    _walked: dict[float, Ways] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def joins_another(self) -> NDArray[np.bool_]:
        """Whether each segment touches any other."""
        pairs = np.unique(self._stops[:, :2], axis=0)
        meet = np.bincount(pairs[:, 1])
        known = np.zeros(len(self), dtype=np.bool_)
        known[pairs[meet[pairs[:, 1]] > 1, 0]] = True
        return known

    def ways(self, metres: float) -> Ways:
        """The ways no longer than so many metres; the longest asked for so far are kept."""
        longest = max(self._walked, default=0.0)
        if longest < metres:
            self._walked.clear()
            self._walked[metres] = self._walk(metres)
            return self._walked[metres]
        return self._walked[longest].within(metres)

    @cached_property
    def _stops(self) -> Ints:
        """Where ends touch segments: the segment, the crossing, and how far along it in millimetres."""
        parts = shapely.get_parts(self.lines)
        ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
        crossing = _together(shapely.get_coordinates(ends))
        end, line = shapely.STRtree(self.lines).query(ends, predicate="dwithin", distance=TOUCH)
        along = shapely.line_locate_point(self.lines[line], ends[end])
        found = np.column_stack([line, crossing[end], np.round(along * 1000).astype(np.int64)])
        return np.unique(found, axis=0)

    @cached_property
    def _graph(self) -> sparse.csr_array:
        """Steps along segments between their crossings and their middles: middles come first, then crossings."""
        stops, count = self._stops, len(self)
        middle = np.round(shapely.length(self.lines) * 500).astype(np.int64)
        line = np.concatenate([stops[:, 0], np.arange(count)])
        vertex = np.concatenate([stops[:, 1] + count, np.arange(count)])
        along = np.concatenate([stops[:, 2], middle])
        order = np.lexsort([along, line])
        line, vertex, along = line[order], vertex[order], along[order]
        step = np.flatnonzero((line[:-1] == line[1:]) & (vertex[:-1] != vertex[1:]))
        metres = np.maximum(along[step + 1] - along[step], 1) / 1000
        return _both_ways(vertex[step], vertex[step + 1], metres, int(vertex.max()) + 1)

    @cached_property
    def _at(self) -> Floats:
        """Where the middles and the crossings are."""
        line, crossing, along = self._stops.T
        places = np.zeros((self._graph.shape[0], 2))
        middles = shapely.line_interpolate_point(self.lines, 0.5, normalized=True)
        places[: len(self)] = shapely.get_coordinates(middles)
        touched = shapely.line_interpolate_point(self.lines[line], along / 1000)
        places[crossing + len(self)] = shapely.get_coordinates(touched)
        return places

    @cached_property
    def _passes_on(self) -> Floats:
        """What each of the streets that lead on from a vertex gets of what arrives: all of it at a middle."""
        branches = np.diff(self._graph.indptr)
        return np.asarray(1 / np.maximum(branches - 1, 1), dtype=np.float64)

    def _walk(self, metres: float) -> Ways:
        side = max(_SQUARE, metres)
        squares, of = np.unique(np.floor(self._at[: len(self)] / side), axis=0, return_inverse=True)
        numbers = np.bincount(of.ravel())
        starts = np.split(np.argsort(of.ravel(), kind="stable"), np.cumsum(numbers)[:-1])
        # No way of this length leaves the circle, so vertices outside need not be looked at.
        radius = side / np.sqrt(2) + metres + 2 * TOUCH
        abouts = cKDTree(self._at).query_ball_point((squares + 0.5) * side, radius, return_sorted=True)
        found = [
            self._from(start, np.asarray(about), metres) for start, about in zip(starts, abouts, strict=True)
        ]
        return Ways(
            np.concatenate([each.start for each in found]),
            np.concatenate([each.end for each in found]),
            np.concatenate([each.metres for each in found]),
            np.concatenate([each.kept for each in found]),
        )

    def _from(self, start: Ints, about: Ints, metres: float) -> Ways:
        """The ways from some middles, by the vertices about them."""
        length, before = csgraph.dijkstra(
            self._graph[about][:, about], directed=False, indices=np.searchsorted(about, start), limit=metres,
            return_predecessors=True,
        )  # fmt: skip
        kept = _left_of_one(before, self._passes_on[about])
        middles = np.flatnonzero(about < len(self))
        reached = np.isfinite(length[:, middles]) & (about[middles] != start[:, None])
        row, column = np.nonzero(reached)
        place = middles[column]
        return Ways(
            start[row].astype(np.int32), about[place].astype(np.int32), length[row, place].astype(np.float32),
            kept[row, place].astype(np.float32),
        )  # fmt: skip


def _left_of_one(before: NDArray[np.int32], passes_on: Floats) -> Floats:
    """What arrives of one sent out along each shortest way: the product of what its vertices pass on.

    Ways are doubled round by round (each vertex takes the product of the one its way stood at), so that a way of a
    hundred crossings takes seven rounds.
    """
    rows = np.arange(len(before))[:, None]
    # A vertex without one before it is where a way starts, or is not reached: it points at itself and adds nothing.
    back = np.where(before >= 0, before, np.arange(before.shape[1]))
    starts = before[rows, back] < 0
    kept = np.where((before < 0) | starts, 1.0, passes_on[back])
    while not (before[rows, back] < 0).all():
        kept = kept * kept[rows, back]
        back = back[rows, back]
    return np.asarray(kept, dtype=np.float64)


def _together(points: Floats) -> Ints:
    """The number of the crossing each end belongs to: ends within a metre of each other share one."""
    distinct, back = np.unique(points, axis=0, return_inverse=True)
    pairs = cKDTree(distinct).query_pairs(TOUCH, output_type="ndarray")
    size = (len(distinct), len(distinct))
    linked = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=size)
    number = csgraph.connected_components(linked, directed=False)[1]
    return np.asarray(number[back.ravel()], dtype=np.int64)


def _both_ways(one: Ints, other: Ints, metres: Floats, size: int) -> sparse.csr_array:
    """A graph with the shortest step between each pair, both ways; steps of one pair must not be added up."""
    start, end = np.concatenate([one, other]), np.concatenate([other, one])
    length = np.concatenate([metres, metres])
    order = np.lexsort([length, end, start])
    start, end, length = start[order], end[order], length[order]
    first = np.ones(len(start), dtype=np.bool_)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return sparse.csr_array((length[first], (start[first], end[first])), shape=(size, size))
