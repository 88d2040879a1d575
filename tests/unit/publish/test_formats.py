"""Formats: the same figures in every file, formulas made harmless, and half a file never left behind."""

import csv
import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.publish.made_up import figures

from ninefold.errors import NotFound
from ninefold.measures.areas import area_table
from ninefold.publish.formats import (
    BATCH_ROWS,
    batches,
    json_records,
    without_formulas,
    write_csv,
    write_json,
    write_parquet,
)
from ninefold.publish.map_file import write_geojson

ABOUT = {"id": "r1", "run": "run-1"}


def cell(area="L1", category="all", kind="lsoa", period="2019-01", product="volume"):
    return (product, kind, area, period, category)


def some_figures():
    cells = {cell("L1"): 25, cell("L2"): None, cell("L3", 'a "quoted", name\nin two lines'): -5.5}
    return figures(cells, suppressed=[False, True, False], reasons=["=HYPERLINK(1)", None, "café"])


def test_every_format_says_the_same(tmp_path):
    table = some_figures()
    for name, write in (("f.csv", write_csv), ("f.json", write_json), ("f.parquet", write_parquet)):
        assert write(table, tmp_path / name, ABOUT)[tmp_path / name] == 3
    said = table.to_pylist()
    document = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert document["release"] == ABOUT
    assert [with_words(row, document["reasons"]) for row in document["figures"]] == said
    assert pq.read_table(tmp_path / "f.parquet").to_pylist() == said
    assert json.loads(pq.read_schema(tmp_path / "f.parquet").metadata[b"release"]) == ABOUT
    with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as lines:
        read = list(csv.DictReader(lines))
    assert [row["value"] for row in read] == ["25", "", "-5.5"]
    assert [row["suppressed"] for row in read] == ["false", "true", "false"]
    assert read[2]["category"] == said[2]["category"]


def with_words(row, reasons):
    """A figure of the JSON with its reasons in words."""
    at = row["reasons"]
    return {**row, "reasons": None if at is None else reasons[at]}


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_reasons_that_many_figures_share_are_stated_once(tmp_path):
    """Five figures with two reasons: two texts in reasons.csv and in the JSON, and each figure finds its own."""
    words = ["too few", "usual, as before", "too few", "usual, as before", "too few"]
    table = figures({cell(f"L{i}"): i for i in range(5)}, reasons=words)
    path = tmp_path / "f.csv"
    assert write_csv(table, path, ABOUT) == {path: 5, tmp_path / "reasons.csv": 2}
    told = {row["number"]: row["reasons"] for row in rows_of(tmp_path / "reasons.csv")}
    assert [told[row["reasons"]] for row in rows_of(path)] == words
    write_json(table, tmp_path / "f.json", ABOUT)
    document = json.loads((tmp_path / "f.json").read_text())
    assert document["reasons"] == ["too few", "usual, as before"]
    assert [document["reasons"][row["reasons"]] for row in document["figures"]] == words


def test_reasons_of_figures_that_were_left_out_are_not_told(tmp_path):
    """The words of the exact figure must not leave with a release that does not show it."""
    table = figures({cell("L1"): 1, cell("L2"): 2}, reasons=["kept", "1 recorded"]).slice(0, 1)
    write_csv(table, tmp_path / "f.csv", ABOUT)
    write_json(table, tmp_path / "f.json", ABOUT)
    told = [file.read_text() for file in tmp_path.iterdir()]
    assert sum("kept" in text for text in told) == 2
    assert not any("1 recorded" in text for text in told)


def test_reasons_keep_their_number_from_one_batch_to_the_next(tmp_path):
    table = figures({cell(f"L{i}"): i for i in range(4)}, reasons=["a", "b", "b", "c"])
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=2))
    write_csv(reader, tmp_path / "f.csv", ABOUT)
    assert [row["reasons"] for row in rows_of(tmp_path / "f.csv")] == ["0", "1", "1", "2"]


def test_json_for_a_release_is_compressed_to_the_same_bytes_each_time(tmp_path):
    for name in ("a.json.gz", "b.json.gz"):
        write_json(some_figures(), tmp_path / name, ABOUT)
    first, second = ((tmp_path / name).read_bytes() for name in ("a.json.gz", "b.json.gz"))
    assert first == second
    write_json(some_figures(), tmp_path / "f.json", ABOUT)
    assert gzip.decompress(first) == (tmp_path / "f.json").read_bytes()


@given(st.lists(st.tuples(st.one_of(st.none(), st.text(alphabet=' a,"\n\r;=é0'))), min_size=1))
def test_texts_with_commas_quotes_and_line_ends_come_back_from_csv(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("csv") / "f.csv"
    table = figures({cell(f"L{i}"): i for i in range(len(texts))}, band=[text for (text,) in texts])
    write_csv(table, path, ABOUT)
    shown = without_formulas(pa.array([text for (text,) in texts], pa.string())).to_pylist()
    assert [row["band"] for row in rows_of(path)] == [text or "" for text in shown]


def test_a_formula_in_a_text_is_made_harmless_in_csv_and_kept_elsewhere(tmp_path):
    write_csv(some_figures(), tmp_path / "f.csv", ABOUT)
    write_json(some_figures(), tmp_path / "f.json", ABOUT)
    assert "0,'=HYPERLINK(1)" in (tmp_path / "reasons.csv").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "f.json").read_text())["reasons"][0] == "=HYPERLINK(1)"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "\uff1d"])
def test_each_sign_that_starts_a_formula_is_neutralised(start):
    assert without_formulas(pa.array([start + "1+1", "plain", None])).to_pylist() == [
        "'" + start + "1+1",
        "plain",
        None,
    ]


def test_a_number_below_zero_stays_a_number(tmp_path):
    write_csv(some_figures(), tmp_path / "f.csv", ABOUT)
    assert ",-5.5," in (tmp_path / "f.csv").read_text(encoding="utf-8")


@given(st.lists(st.one_of(st.none(), st.text())))
def test_no_text_comes_out_starting_as_a_formula(texts):
    for text in without_formulas(pa.array(texts, pa.string())).to_pylist():
        assert text is None or not text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.text()), st.one_of(st.none(), st.floats()), st.booleans()),
        min_size=1,
    )
)
def test_json_records_are_read_back_as_they_were(rows):
    batch = pa.RecordBatch.from_pydict(
        {
            'wo"rd': pa.array([row[0] for row in rows], pa.string()),
            "number": pa.array([row[1] for row in rows], pa.float64()),
            "mark": pa.array([row[2] for row in rows]),
        }
    )
    finite = [None if n is None or n != n or abs(n) == float("inf") else n for _, n, _ in rows]
    read = [json.loads(text) for text in json_records(batch).to_pylist()]
    assert [row["number"] for row in read] == finite
    assert [row['wo"rd'] for row in read] == [row[0] for row in rows]
    assert [row["mark"] for row in read] == [row[2] for row in rows]


def test_figures_may_come_as_a_stream_and_are_written_in_moderate_batches(tmp_path):
    table = figures({cell(f"L{i}"): i for i in range(BATCH_ROWS + 10)})
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches())
    assert [batch.num_rows for batch in batches(reader)] == [BATCH_ROWS, 10]
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches())
    assert write_csv(reader, tmp_path / "f.csv", ABOUT)[tmp_path / "f.csv"] == BATCH_ROWS + 10


def test_an_empty_table_is_still_a_valid_file(tmp_path):
    empty = some_figures().slice(0, 0)
    for name, write in (("f.csv", write_csv), ("f.json", write_json), ("f.parquet", write_parquet)):
        assert set(write(empty, tmp_path / name, ABOUT).values()) == {0}
    assert json.loads((tmp_path / "f.json").read_text())["figures"] == []
    assert (tmp_path / "f.csv").read_text().count("\n") == 1


@pytest.mark.parametrize("write", [write_csv, write_json, write_parquet])
def test_a_file_that_fails_half_way_leaves_nothing_and_keeps_the_old_one(tmp_path, write):
    path = tmp_path / "figures"
    path.write_text("as it was")
    table = some_figures()

    def breaks():
        yield from table.to_batches()
        raise OSError("the disk is full")

    reader = pa.RecordBatchReader.from_batches(table.schema, breaks())
    with pytest.raises(OSError, match="disk"):
        write(reader, path, ABOUT)
    assert path.read_text() == "as it was"
    assert [found.name for found in tmp_path.iterdir()] == ["figures"]


def two_areas():
    shapes = [shapely.box(0, 51, 1, 52), shapely.box(1, 51, 2, 52)]
    return area_table(
        {
            "area_kind": ["lsoa", "lsoa"],
            "code": ["L1", "L2"],
            "name": ["Low 1A", "Low 1B"],
            "geometry": [shapely.to_wkb(shape) for shape in shapes],
        }
    )


def test_a_map_joins_figures_to_the_outlines_of_their_areas(tmp_path):
    table = figures({cell("L1"): 25, cell("L2"): None}, suppressed=[False, True])
    what = {"areas": two_areas(), "product": "volume", "area_kind": "lsoa", "period": "2019-01"}
    assert write_geojson(table, tmp_path / "m.geojson", ABOUT, **what) == 2
    document = json.loads((tmp_path / "m.geojson").read_text())
    assert document["type"] == "FeatureCollection"
    assert document["release"] == ABOUT
    shown = {f["properties"]["area"]: f["properties"] for f in document["features"]}
    assert (shown["L1"]["value"], shown["L1"]["suppressed"], shown["L1"]["area_name"]) == (
        25,
        False,
        "Low 1A",
    )
    assert (shown["L2"]["value"], shown["L2"]["suppressed"]) == (None, True)
    assert shapely.from_geojson(json.dumps(document["features"][0]["geometry"])).bounds == (0, 51, 1, 52)


def test_a_map_of_several_categories_names_each(tmp_path):
    table = figures({cell("L1", "burglary"): 25, cell("L1", "drugs"): 40})
    what = {"areas": two_areas(), "product": "volume", "area_kind": "lsoa", "period": "2019-01"}
    write_geojson(table, tmp_path / "m.geojson", ABOUT, **what, categories=("burglary", "drugs"))
    first = json.loads((tmp_path / "m.geojson").read_text())["features"][0]["properties"]
    assert (first["burglary_value"], first["drugs_value"]) == (25, 40)


def test_a_map_of_nothing_is_refused(tmp_path):
    what = {"areas": two_areas(), "product": "volume", "area_kind": "lsoa", "period": "2031-01"}
    with pytest.raises(NotFound):
        write_geojson(figures({cell(): 25}), tmp_path / "m.geojson", ABOUT, **what)
    assert list(tmp_path.iterdir()) == []
