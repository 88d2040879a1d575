"""Persistent identity: which person each cluster is, so that an id survives every later run.

A run of linkage gives clusters without names. `carry_over` gives each the id of the person with whom it
shares most records, one id to one cluster, so that as many records as can be keep the id they had; a
cluster that gets none is a person seen for the first time. Whatever else changed is told as flows:
records that went from one id to another, from which the events of a person's history are made.

Everything is arrays of numbers, one place to a record, so a million records take about a second. Records
stand in a fixed order (sorted by record id), which makes the answer the same however they were read.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ninefold.link.overlap import most_kept

Ints = npt.NDArray[np.int64]
NOBODY = -1  # before: a record not seen before; after: a record that is here no more

MADE, MERGED, SPLIT, MOVED, ENDED = "made", "merged", "split", "moved", "ended"


@dataclass(frozen=True)
class Flows:
    """Records that left one person for another: from whom, to whom, and how many."""

    left: Ints
    joined: Ints
    records: Ints

    def __len__(self) -> int:
        return len(self.records)


@dataclass(frozen=True)
class CarriedOver:
    """Who each record is now, and what that changed.

    `person` holds a number for each record (NOBODY where it is gone), `made` the numbers given for the
    first time, `retired` those that nobody has any more, `next_number` the first one still free.
    """

    person: Ints
    made: Ints
    retired: Ints
    flows: Flows
    next_number: int


@dataclass(frozen=True)
class IdentityEvents:
    """What happened to whom: arrays of one length; `other` is NOBODY where nobody else takes part."""

    kind: npt.NDArray[np.str_]
    person: Ints
    other: Ints
    records: Ints

    def __len__(self) -> int:
        return len(self.person)


def carry_over(before: Ints, cluster: Ints, *, next_number: int) -> CarriedOver:
    """Give every cluster its person: the one it shares most records with, or a number of its own.

    `before` holds the person each record was (NOBODY when new), `cluster` the cluster it is in now
    (NOBODY when gone); numbers never given out before start at `next_number`.
    """
    here = cluster >= 0
    first, label = _in_order_of_first_record(cluster[here])
    old, overlap = _overlaps(before[here], label)
    kept = most_kept(old, overlap.label, overlap.records)
    number = np.full(len(first), NOBODY, np.int64)
    number[overlap.label[kept]] = old[kept]
    unnamed = np.flatnonzero(number == NOBODY)
    number[unnamed] = next_number + np.arange(len(unnamed))
    person = np.full(len(before), NOBODY, np.int64)
    person[here] = number[label]
    moved = ~kept
    return CarriedOver(
        person,
        number[unnamed],
        np.setdiff1d(before[before >= 0], number),
        Flows(old[moved], number[overlap.label[moved]], overlap.records[moved]),
        next_number + len(unnamed),
    )


@dataclass(frozen=True)
class _Overlap:
    label: Ints
    records: Ints


def _in_order_of_first_record(cluster: Ints) -> tuple[Ints, Ints]:
    """Clusters numbered 0, 1, 2 … by their first record: where each begins, and the number of each record."""
    _, first, inverse = np.unique(cluster, return_index=True, return_inverse=True)
    by_first = np.argsort(first, kind="stable")
    rank = np.empty(len(first), np.int64)
    rank[by_first] = np.arange(len(first))
    return first[by_first].astype(np.int64), rank[inverse]


def _overlaps(before: Ints, label: Ints) -> tuple[Ints, _Overlap]:
    """How many records each person of before shares with each cluster, by person and cluster."""
    known = before >= 0
    width = np.int64(label.max() + 1 if len(label) else 1)
    pair, records = np.unique(before[known] * width + label[known], return_counts=True)
    return pair // width, _Overlap(pair % width, records.astype(np.int64))


def events_of(before: Ints, carried: CarriedOver) -> IdentityEvents:
    """The events of one run, in a fixed order: made, then each flow of records, then ended.

    merged  all of a person's records are another person now, and the id is retired
    split   some of a person's records are a person of their own now
    moved   some of a person's records went to a person who was there before
    ended   no record of the person is left
    """
    flows = carried.flows
    whole = np.isin(flows.left, carried.retired) & _only_one(flows.left)
    new = np.isin(flows.joined, carried.made)
    kinds = np.where(whole, MERGED, np.where(new, SPLIT, MOVED))
    ended = np.setdiff1d(carried.retired, flows.left)
    made_count = _counts(carried.person, carried.made)
    return IdentityEvents(
        np.concatenate([np.full(len(carried.made), MADE), kinds, np.full(len(ended), ENDED)]).astype(np.str_),
        np.concatenate([carried.made, flows.left, ended]),
        np.concatenate([_nobody(carried.made), flows.joined, _nobody(ended)]),
        np.concatenate([made_count, flows.records, _counts(before, ended)]),
    )


def _only_one(values: Ints) -> npt.NDArray[np.bool_]:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse] == 1, np.bool_)


def _counts(persons: Ints, wanted: Ints) -> Ints:
    """How many records each wanted person has."""
    if not len(wanted):
        return np.zeros(0, np.int64)
    values, counts = np.unique(persons, return_counts=True)
    found = counts[np.searchsorted(values, wanted)]
    return found.astype(np.int64)


def _nobody(like: Ints) -> Ints:
    return np.full(len(like), NOBODY, np.int64)
