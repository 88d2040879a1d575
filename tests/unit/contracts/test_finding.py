"""The one shape of finding."""

import pyarrow as pa
import pytest

from ninefold.contracts import finding


def test_the_shape_begins_with_what_every_product_gives() -> None:
    assert finding.FINDING_SCHEMA.names[:13] == [
        "subject_kind", "subject_id", "product", "version", "as_of", "horizon", "value", "low", "high",
        "band", "reasons", "run", "expires",
    ]  # fmt: skip


def test_the_key_is_made_of_columns_of_the_shape() -> None:
    assert set(finding.KEY) <= set(finding.FINDING_SCHEMA.names)


def test_no_findings_have_the_shape_too() -> None:
    assert finding.empty().schema.equals(finding.FINDING_SCHEMA)
    assert finding.empty().num_rows == 0


def test_columns_left_out_are_empty() -> None:
    table = finding.from_columns({"value": pa.array([1, 2])}, 2)
    assert table["value"].to_pylist() == [1.0, 2.0]
    assert table["trend"].null_count == 2


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(pa.ArrowInvalid):
        finding.from_columns({"value": pa.array([1, 2, 3])}, 2)
