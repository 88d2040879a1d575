"""Figures: what a release shows of findings, one row for each product, area, period and category."""

from collections.abc import Collection, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.errors import NotInThisState
from ninefold.pole.forces import force_name

KEY = ("product", "area_kind", "area", "period", "category")
NUMBERS = ("value", "low", "high", "trend", "expected", "expected_low", "expected_high", "same_day")

WORD = pa.dictionary(pa.int32(), pa.string())

# `suppressed` is the marker: a withheld figure has it true and no value; an unknown one false and no value.
FIGURE_SCHEMA = pa.schema(
    [
        ("product", WORD),
        ("area_kind", WORD),
        ("area", WORD),
        ("area_name", WORD),
        ("period", WORD),
        ("category", WORD),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("band", WORD),
        ("trend", pa.float64()),
        ("expected", pa.float64()),
        ("expected_low", pa.float64()),
        ("expected_high", pa.float64()),
        ("reasons", WORD),
        ("suppressed", pa.bool_()),
        ("same_day", pa.float64()),
    ]
)
TEXTS = tuple(field.name for field in FIGURE_SCHEMA if field.type == WORD)


# The columns of findings that a release is made from.
READ = ("subject_kind", *KEY, *NUMBERS, "band", "reasons")


def gathered(parts: Iterable[pa.Table], areas: pa.Table | None = None) -> tuple[pa.Table, pa.Table]:
    """Findings in parts as one table of figures with the areas' names, and the findings about the data.

    Raises NotInThisState when a finding is about anything smaller than an area.
    """
    figures, of_data = [FIGURE_SCHEMA.empty_table()], []
    for part in parts:
        about = set(part["subject_kind"].unique().to_pylist())
        if about - {"area", "data"}:
            raise NotInThisState(
                "release: some findings are not about areas. Only figures about areas can be released."
            )
        is_area = pc.equal(part["subject_kind"], "area")
        figures.append(_figures_from(part.filter(is_area) if "data" in about else part))
        of_data.append(
            part.filter(pc.invert(is_area)).select([name for name in READ if name in part.column_names])
        )
    whole = pa.concat_tables(figures).unify_dictionaries().combine_chunks()
    names = _names(encoded(whole["area_kind"]), encoded(whole["area"]), areas)
    return whole.set_column(
        whole.column_names.index("area_name"), "area_name", encoded(names)
    ), pa.concat_tables(of_data, promote_options="default")


def _figures_from(findings: pa.Table) -> pa.Table:
    if any(findings[name].null_count for name in KEY):
        raise NotInThisState("release: a figure lacks its area, period or category. Run the product again.")
    columns = {name: encoded(findings[name]) for name in KEY}
    # Findings kept from before a column was thought of do not have it.
    columns |= {name: findings[name] for name in (*NUMBERS, "band") if name in findings.column_names}
    columns["reasons"] = pc.binary_join(findings["reasons"], " ")
    columns["suppressed"] = _no(len(findings))
    return figure_table(columns)


def figure_table(columns: dict[str, pa.Array | pa.ChunkedArray]) -> pa.Table:
    """A table of figures from its columns, whatever their encoding; those left out are null."""
    rows = len(columns["product"])
    arrays = []
    for field in FIGURE_SCHEMA:
        column = columns.get(field.name)
        is_text = field.name in TEXTS
        arrays.append(
            pa.nulls(rows, field.type) if column is None else encoded(column) if is_text else column
        )
    return pa.Table.from_arrays([_one_piece(array) for array in arrays], schema=FIGURE_SCHEMA)


def encoded(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column in one piece, as numbers into its distinct words."""
    whole = _one_piece(column)
    return whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()


def _one_piece(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _no(rows: int) -> pa.Array:
    return pa.repeat(pa.scalar(False), rows)


def _names(kinds: pa.Array, codes: pa.Array, areas: pa.Table | None) -> pa.Array:
    """Each area's name: its boundary file's, else a force's own, else its code."""
    names: dict[tuple[str, str], str] = {}
    if areas is not None:
        held = zip(*_lists(areas, "area_kind", "code"), strict=True)
        names |= dict(zip(held, *_lists(areas, "name"), strict=True))
    pairs, at = distinct_pairs(kinds, codes)
    found = [names.get(pair) or (force_name(pair[1]) if pair[0] == "force" else pair[1]) for pair in pairs]
    return pa.array(found, pa.string()).dictionary_encode().take(at)


def of_kinds(figures: pa.Table, kinds: Collection[str]) -> pa.Table:
    """The figures about areas of these kinds."""
    whole = encoded(figures["area_kind"])
    wanted = pa.array([kind in kinds for kind in whole.dictionary.to_pylist()], pa.bool_())
    return figures.filter(wanted.take(whole.indices))


def distinct_pairs(first: pa.Array, second: pa.Array) -> tuple[list[tuple[str, str]], pa.Array]:
    """The distinct pairs of two encoded columns in order, and for each row the number of its pair."""
    width = max(len(second.dictionary), 1)
    mixed = pc.add(pc.multiply(first.indices.cast(pa.int64()), width), second.indices.cast(pa.int64()))
    numbered = mixed.dictionary_encode()
    left, right = first.dictionary.to_pylist(), second.dictionary.to_pylist()
    pairs = [(left[code // width], right[code % width]) for code in numbered.dictionary.to_pylist()]
    return pairs, numbered.indices


def _lists(table: pa.Table, *names: str) -> list[list[str]]:
    return [table[name].to_pylist() for name in names]
