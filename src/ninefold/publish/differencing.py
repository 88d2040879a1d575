"""The registry of released cells, and the check of a new table against every earlier one.

Someone who keeps every release can subtract a figure from a larger one that holds it. Only published values
are kept here, so the registry tells nothing that was not released; the check therefore allows for rounding.

    withheld before      stays withheld
    published before     keeps its published value while that is still within the rounding base
    a pair, one inside   when their published difference is no more than threshold + base, the new is withheld
    a total of parts     when the parts withheld before leave as little of it, it is withheld
    overlapping periods  neither holding the other: the table is refused
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product as every_way

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.measures.areas import PARENT_KINDS
from ninefold.publish.cells import (
    ABSENT,
    Bools,
    Cells,
    Floats,
    Ints,
    Nest,
    Sums,
    Words,
    all_sums,
    renumbered,
    sorted_cells,
    words_of,
)
from ninefold.publish.figures import KEY, WORD, encoded
from ninefold.publish.periods import all_around
from ninefold.publish.policy import Policy

REGISTRY_SCHEMA = pa.schema(
    [
        ("release", WORD),
        ("filters", WORD),  # JSON, keys in order
        *((name, WORD) for name in KEY),
        ("value", pa.float64()),  # as published; null when withheld
    ]
)


def empty_registry() -> pa.Table:
    """A registry before the first release."""
    return REGISTRY_SCHEMA.empty_table()


def cells_to_register(release: str, figures: pa.Table, filters: Mapping[str, str]) -> pa.Table:
    """The cells of a release for the registry; figures that are not known are left out."""
    told = figures.filter(pc.or_(figures["suppressed"], figures["value"].is_valid()))
    columns = {name: told[name] for name in KEY} | {"value": told["value"]}
    columns |= {
        "release": _repeated(release, len(told)),
        "filters": _repeated(filter_text(filters), len(told)),
    }
    return pa.table({name: columns[name] for name in REGISTRY_SCHEMA.names}, schema=REGISTRY_SCHEMA)


def _repeated(text: str, times: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(times, dtype=np.int32)), [text])


def filter_text(filters: Mapping[str, str]) -> str:
    """The filters of a release as one text, the same whatever their order."""
    return json.dumps(dict(sorted(filters.items())), ensure_ascii=False)


@dataclass(frozen=True)
class Shown:
    """Earlier cells under one set of filters: their last published value, and whether they are withheld.

    `holds_new` says that the same cell holds every record of the new one; `held_by_new` the reverse.
    """

    cells: Cells
    value: Floats
    holds_new: bool
    held_by_new: bool

    @property
    def is_same(self) -> bool:
        """Whether the filters are the very same."""
        return self.holds_new and self.held_by_new


class Registry:
    """Earlier releases, as seen by one new table: what disclosure control asks of them."""

    def __init__(self, registry: pa.Table, nest: Nest, policy: Policy, filters: Mapping[str, str]) -> None:
        self._table, self._nest, self._policy = registry, nest, policy
        self._filters = set(filters.items())
        self._shown: tuple[Shown, ...] = ()

    @property
    def _slack(self) -> int:
        # Two roundings hide a difference below the threshold behind a published one of at most this.
        return self._policy.threshold + self._policy.base

    def widened(self, cells: Cells) -> Cells:
        """The cells, numbered so that totals released earlier have a number too."""
        table = _of_words(self._table, "product", cells.words.products)
        words = cells.words.with_words_of(words_of(table))
        groups = table["filters"].unique().to_pylist()
        self._shown = tuple(shown for text in groups if (shown := self._shown_under(text, table, words)))
        return cells.in_words(words)

    def held(self, cells: Cells) -> Bools:
        """Cells withheld before, which must stay withheld."""
        held = np.zeros(len(cells), dtype=np.bool_)
        for shown in self._same:
            row = shown.cells.rows(cells.key())
            held |= (row != ABSENT) & np.isnan(shown.value[row])
        return held

    def published_totals(self, sums: Sequence[Sums]) -> list[Bools]:
        """Which totals outside this table were published before."""
        return [self._published(part) for part in sums]

    def steadied(self, cells: Cells, exact: Floats, rounded: Floats) -> Floats:
        """The rounded counts, as published before where they are still true within the base."""
        steady = rounded.copy()
        for shown in self._same:
            row = shown.cells.rows(cells.key())
            before = np.where(row != ABSENT, shown.value[row], np.nan)
            still = self._is_count(cells) & (np.abs(exact - before) < self._policy.base)
            steady[still] = before[still]
        return steady

    def telling(self, cells: Cells, published: Floats, withheld: Bools) -> Bools:
        """Published cells that, taken from or with an earlier one, would leave only a few records."""
        telling = np.zeros(len(cells), dtype=np.bool_)
        asked = ~withheld & ~np.isnan(published) & self._is_count(cells) & ~self._as_before(cells, published)
        for shown in self._shown:
            if shown.holds_new:
                telling |= self._inside_earlier(cells, published, asked, shown)
            if shown.held_by_new:
                telling |= self._around_earlier(cells, published, asked, shown)
            if shown.is_same:
                telling |= self._total_of_earlier(cells, published, asked, shown)
        return telling

    @cached_property
    def _counts(self) -> set[str]:
        return {name for name, measure in self._policy.measures.items() if measure.kind == "count"}

    @property
    def _same(self) -> Iterator[Shown]:
        return (shown for shown in self._shown if shown.is_same)

    def _shown_under(self, text: str, table: pa.Table, words: Words) -> Shown | None:
        filters = set(json.loads(text).items())
        holds, held = filters <= self._filters, filters >= self._filters
        if not (holds or held):
            return None
        cells, value = _last_shown(_of_words(table, "filters", (text,)), words)
        return Shown(cells, value, holds, held)

    def _is_count(self, cells: Cells) -> Bools:
        return np.array([product in self._counts for product in cells.words.products])[cells.product]

    def _published(self, part: Sums) -> Bools:
        found = np.zeros(len(part.key), dtype=np.bool_)
        for shown in self._same:
            row = shown.cells.rows(part.key)
            found |= (part.total == ABSENT) & (row != ABSENT) & ~np.isnan(shown.value[row])
        return found

    def _as_before(self, cells: Cells, published: Floats) -> Bools:
        """Cells that show again what was shown before: they tell nothing new."""
        again = np.zeros(len(cells), dtype=np.bool_)
        for shown in self._same:
            row = shown.cells.rows(cells.key())
            again |= (row != ABSENT) & (shown.value[row] == published)
        return again

    def _inside_earlier(self, cells: Cells, published: Floats, asked: Bools, shown: Shown) -> Bools:
        telling = np.zeros(len(cells), dtype=np.bool_)
        for key in self._outer_keys(cells, np.flatnonzero(asked), shown):
            row = shown.cells.rows(key)
            close = np.abs(shown.value[row] - published[asked]) <= self._slack
            telling[np.flatnonzero(asked)[(row != ABSENT) & close]] = True
        return telling

    def _around_earlier(self, cells: Cells, published: Floats, asked: Bools, shown: Shown) -> Bools:
        telling = np.zeros(len(cells), dtype=np.bool_)
        open_before = np.flatnonzero(~np.isnan(shown.value))
        for key in self._outer_keys(shown.cells, open_before, shown):
            row = cells.rows(key)
            close = np.abs(published[row] - shown.value[open_before]) <= self._slack
            telling[row[(row != ABSENT) & close]] = True
        return telling & asked

    def _total_of_earlier(self, cells: Cells, published: Floats, asked: Bools, shown: Shown) -> Bools:
        """New totals whose parts were shown before, with too little of them withheld."""
        telling = np.zeros(len(cells), dtype=np.bool_)
        gone = np.isnan(shown.value)
        for part in all_sums(shown.cells, self._nest, self._policy.total_category):
            row = cells.rows(part.key)
            hidden = np.bincount(part.group, weights=gone[part.child], minlength=len(row))
            known = np.bincount(
                part.group, weights=np.nan_to_num(shown.value)[part.child], minlength=len(row)
            )
            few = (hidden < 2) | (published[row] - known <= self._slack)
            telling[row[(row != ABSENT) & (hidden > 0) & few]] = True
        return telling & asked

    def _outer_keys(self, cells: Cells, rows: Ints, shown: Shown) -> Iterator[Ints]:
        """The keys of every larger cell that each row lies in; under other filters the same cell too."""
        words = cells.words
        layers = every_way(
            self._place_layers(words), self._period_layers(words), self._category_layers(words)
        )
        for place, period, category in layers:
            is_itself = all(layer is None for layer in (place, period, category))
            if is_itself and shown.is_same:
                continue
            yield words.key(
                cells.product[rows],
                _layered(place, cells.place[rows]),
                _layered(period, cells.period[rows]),
                _layered(category, cells.category[rows]),
            )

    def _place_layers(self, words: Words) -> Iterator[Ints | None]:
        yield None
        for kind in PARENT_KINDS:
            into = {place: outer for place in words.places if (outer := self._nest.larger(place, kind))}
            if into:
                yield renumbered(words.places, into)

    def _period_layers(self, words: Words) -> Iterator[Ints | None]:
        yield None
        around = all_around(words.periods, words.periods)
        for depth in range(max((len(outer) for outer in around.values()), default=0)):
            into = {period: outer[depth] for period, outer in around.items() if len(outer) > depth}
            yield renumbered(words.periods, into)

    def _category_layers(self, words: Words) -> Iterator[Ints | None]:
        yield None
        total = self._policy.total_category
        into = {category: total for category in words.categories if category != total}
        yield renumbered(words.categories, into)


def _layered(layer: Ints | None, numbers: Ints) -> Ints:
    return numbers if layer is None else layer[numbers]


def _of_words(table: pa.Table, column: str, words: Sequence[str]) -> pa.Table:
    whole = encoded(table[column])
    wanted = np.isin(np.array(whole.dictionary.to_pylist(), dtype=object), list(words))
    return table.filter(pa.array(wanted[whole.indices.to_numpy(zero_copy_only=False)], pa.bool_()))


def _last_shown(rows: pa.Table, words: Words) -> tuple[Cells, Floats]:
    """The cells of registry rows, each once, with the last value published; NaN when it was ever withheld."""
    numbers = words.numbers(rows)
    keys = words.key(*numbers)
    distinct, last = np.unique(keys[::-1], return_index=True)
    last = len(keys) - 1 - last
    value = rows["value"].to_numpy()
    ever_withheld = np.isin(distinct, keys[np.isnan(value)])
    kept = [column[last] for column in numbers]
    return sorted_cells(words, *kept), np.where(ever_withheld, np.nan, value[last])
