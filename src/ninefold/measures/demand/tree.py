"""Areas within areas: counts add up from beat to force, and so do forecasts, which are never below nought."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ninefold.measures.demand.periods import Floats, Ints

ALL = "all"
_NOTHING = 1e-150  # what no count is as small as, and what can still be divided by
OWN_SHARE = 0.5  # of a node's own forecast; the rest is what its parts add up to


@dataclass(frozen=True)
class Tree:
    """Nodes from the whole (first) to the leaves (last); a path is () for the whole, ('North', 'N1') for a part."""

    paths: tuple[tuple[str, ...], ...]
    parent: Ints
    leaves: Ints  # which leaf each column of leaf counts is

    @property
    def depths(self) -> int:
        """How many levels there are; 1 when there is only the whole."""
        return 1 + max(len(path) for path in self.paths)

    def at(self, depth: int) -> list[int]:
        """The nodes of one level."""
        return [number for number, path in enumerate(self.paths) if len(path) == depth]

    def name(self, number: int) -> str:
        """A node as people read it."""
        return " / ".join(self.paths[number]) or ALL

    def totals(self, leaf_counts: Floats) -> Floats:
        """Counts of every node from those of the leaves (last axis); what is missing in a part is in the whole."""
        found = np.zeros((*leaf_counts.shape[:-1], len(self.paths)))
        found[..., self.leaves] = leaf_counts
        for number in range(len(self.paths) - 1, 0, -1):
            found[..., self.parent[number]] += found[..., number]
        return found


def tree_of(leaf_paths: Sequence[tuple[str, ...]]) -> Tree:
    """The tree over some leaves, all of one depth; their order is kept in `leaves`."""
    paths = sorted(
        {path[:depth] for path in leaf_paths for depth in range(len(path) + 1)}, key=lambda p: (len(p), p)
    )
    at = {path: number for number, path in enumerate(paths)}
    parent = np.array([at[path[:-1]] if path else -1 for path in paths], dtype=np.int64)
    return Tree(tuple(paths), parent, np.array([at[path] for path in leaf_paths], dtype=np.int64))


def reconciled(tree: Tree, own: Floats) -> Floats:
    """Forecasts (periods, nodes) that add up: each is half its own and half its parts', then parts are scaled to it.

    Scaling keeps them at or above nought, and parts that are all nought stay so.
    """
    if len(tree.paths) == 1:
        return own
    mixed = own.copy()
    summed = np.zeros_like(own)
    for number in range(len(tree.paths) - 1, -1, -1):
        has_parts = (tree.parent == number).any()
        if has_parts:
            both = OWN_SHARE * own[:, number] + (1 - OWN_SHARE) * summed[:, number]
            # Where every part is nought so is the whole of them: there is nothing to share it by.
            mixed[:, number] = np.where(summed[:, number] > _NOTHING, both, 0.0)
        if number > 0:
            summed[:, tree.parent[number]] += mixed[:, number]
    final = mixed.copy()
    for number in range(1, len(tree.paths)):
        above = tree.parent[number]
        total = summed[:, above]
        shared = mixed[:, number] * final[:, above] / np.maximum(total, _NOTHING)
        final[:, number] = np.where(total > _NOTHING, shared, 0.0)
    return final
