"""The one shape in which every product answers.

A finding is always an assessment about a subject as at a moment: it carries an interval, its
reasons, the run that made it, and the day it expires. Counting products fill the columns of
`COUNTING` as well; other products leave them empty.
"""

import pyarrow as pa

# Every product.
#   subject_kind  'area' for a figure about a place; 'data' for a finding about the records themselves
#   horizon       how far past `as_of` the finding speaks, as an ISO 8601 duration; P0D for what has been
#   low, high     an interval around value; each product's card says what it spans
#   band          one of the product's card's bands
COMMON: list[pa.Field] = [
    pa.field("subject_kind", pa.string(), nullable=False),
    pa.field("subject_id", pa.string(), nullable=False),
    pa.field("product", pa.string(), nullable=False),
    pa.field("version", pa.string(), nullable=False),
    pa.field("as_of", pa.timestamp("us"), nullable=False),
    pa.field("horizon", pa.string(), nullable=False),
    pa.field("value", pa.float64()),
    pa.field("low", pa.float64()),
    pa.field("high", pa.float64()),
    pa.field("band", pa.string(), nullable=False),
    pa.field("reasons", pa.list_(pa.string()), nullable=False),
    pa.field("run", pa.string(), nullable=False),
    pa.field("expires", pa.date32(), nullable=False),
]

# Counting products: one finding for each area, month and category.
#   same_day      records with another near by on the same day, counted apart from `value`; near-repeats alone tell it
COUNTING: list[pa.Field] = [
    pa.field("area_kind", pa.string()),
    pa.field("area", pa.string()),
    pa.field("period", pa.string()),
    pa.field("category", pa.string()),
    pa.field("trend", pa.float64()),
    pa.field("expected", pa.float64()),
    pa.field("expected_low", pa.float64()),
    pa.field("expected_high", pa.float64()),
    pa.field("same_day", pa.float64()),
]

FINDING_SCHEMA: pa.Schema = pa.schema(COMMON + COUNTING)

# What distinguishes one finding from another in one run of one product.
KEY: tuple[str, ...] = ("subject_kind", "subject_id", "area_kind", "period", "category")


def empty() -> pa.Table:
    """A table of findings with no rows."""
    return FINDING_SCHEMA.empty_table()


def from_columns(columns: dict[str, pa.Array | pa.ChunkedArray], rows: int) -> pa.Table:
    """Findings from the columns given; the optional ones left out are empty."""
    arrays = [
        columns[field.name].cast(field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in FINDING_SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=FINDING_SCHEMA)
