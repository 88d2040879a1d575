"""Empty cells written out, because a cell left out of a table says that there were none."""

import numpy as np
import pyarrow as pa

from ninefold.errors import NotInThisState
from ninefold.publish.cells import Bools, Cells, Ints
from ninefold.publish.figures import KEY, figure_table

MOST_CELLS = 5_000_000


def missing_cells(cells: Cells) -> tuple[Ints, Ints, Ints, Ints]:
    """Key words of the cells lacking among all areas, periods and categories of each product and kind."""
    kind_of_place = np.unique([kind for kind, _ in cells.words.places], return_inverse=True)[1]
    parts = []
    for product in range(len(cells.words.products)):
        for kind in np.unique(kind_of_place):
            own = (cells.product == product) & (kind_of_place[cells.place] == kind)
            parts.append(_missing(cells, product, own))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return columns[0], columns[1], columns[2], columns[3]


def completed(figures: pa.Table, cells: Cells) -> pa.Table:
    """The figures with every missing cell as a figure of 0, added at the end."""
    product, place, period, category = missing_cells(cells)
    if not len(product):
        return figures
    kinds = pa.array([kind for kind, _ in cells.words.places]).dictionary_encode()
    codes = pa.array([code for _, code in cells.words.places]).dictionary_encode()
    columns = {
        "product": _words(cells.words.products, product),
        "area_kind": kinds.take(pa.array(place)),
        "area": codes.take(pa.array(place)),
        "area_name": _names(figures, cells).take(pa.array(place)),
        "period": _words(cells.words.periods, period),
        "category": _words(cells.words.categories, category),
        "value": pa.array(np.zeros(len(product))),
        "suppressed": pa.repeat(pa.scalar(False), len(product)),
    }
    added = figure_table(columns).select(figures.column_names)
    return pa.concat_tables([figures, added]).unify_dictionaries().combine_chunks()


def in_key_order(figures: pa.Table) -> pa.Table:
    """The figures by product, kind, area, period and category, whatever order they came in."""
    position = np.zeros(len(figures), dtype=np.int64)
    for name in KEY:
        column = figures[name].combine_chunks()
        position *= len(column.dictionary)
        position += _ranks(column)
    if (position[1:] > position[:-1]).all():
        return figures
    return figures.take(pa.array(np.argsort(position, kind="stable")))


def _missing(cells: Cells, product: int, own: Bools) -> tuple[Ints, ...]:
    axes = [np.unique(column[own]) for column in (cells.place, cells.period, cells.category)]
    size = int(np.prod([len(axis) for axis in axes]))
    if size > MOST_CELLS:
        raise NotInThisState(
            f"release: with its empty cells written out a product has more than {MOST_CELLS:,}. "
            "Release fewer periods, categories or areas at a time."
        )
    grid = [axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")]
    products = np.full(size, product, dtype=np.int64)
    absent = cells.rows(cells.words.key(products, *grid)) < 0
    return products[absent], grid[0][absent], grid[1][absent], grid[2][absent]


def _names(figures: pa.Table, cells: Cells) -> pa.Array:
    first = np.zeros(len(cells.words.places), dtype=np.int64)
    first[cells.place[::-1]] = np.arange(len(cells))[::-1]
    return figures["area_name"].combine_chunks().take(pa.array(first))


def _words(words: tuple[str, ...], numbers: Ints) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(words, pa.string()))


def _ranks(column: pa.DictionaryArray) -> Ints:
    words = np.array(column.dictionary.to_pylist(), dtype=object)
    rank = np.empty(len(words), dtype=np.int64)
    rank[np.argsort(words, kind="stable")] = np.arange(len(words))
    ranks: Ints = rank[column.indices.to_numpy(zero_copy_only=False)]
    return ranks
