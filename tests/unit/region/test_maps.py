"""What the cards make of the forces' files: everything but what was planted to be refused."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ninefold.contracts.cards import read_card
from ninefold.contracts.source import MapContext
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.engine.formats.open import open_rows
from ninefold.region.plan import FORCES
from ninefold.standardise.declared import declared_map

SLUGS = [force.slug for force in FORCES]
RECEIVED = datetime(2026, 1, 6)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with_scratch = DuckDBEngine([tmp_path_factory.mktemp("engine")])
    yield with_scratch
    with_scratch.close()


def rows_of(path, layout) -> pa.Table:
    reader = open_rows(path, layout.format, {"columns": list(layout.known_columns), **layout.options})
    rows = pa.Table.from_batches([chunk.rows for chunk in reader])
    numbers = rows["_row"].cast(pa.string())
    return rows.append_column("_file", pa.repeat(path.name, len(rows))).append_column("_identity", numbers)


def mapped(engine, rows, layout, card):
    keep = lambda table: engine.hold(engine.collect(table))  # noqa: E731
    return declared_map(engine.hold(rows), layout, card, MapContext("run", 0, RECEIVED, keep))


def card_of(slug, request):
    return read_card(request.config.rootpath / "src" / "ninefold" / "sources" / slug)


def counts_of_sample(slug, name, engine, request):
    """Records made from the sample of one layout, by label, once no row of it was refused."""
    card = card_of(slug, request)
    layout = card.layout(name)
    [path] = [path for path in (card.path.parent / "sample").iterdir() if layout.fits_name(path.name)]
    rows = rows_of(path, layout)
    made = mapped(engine, rows, layout, card)
    assert engine.collect(made.refused).to_pylist() == []
    return len(rows), {record.label: engine.count(record.rows) for record in made.records}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_row_of_a_crime_sample_becomes_a_crime_with_its_people(slug, engine, request):
    rows, counts = counts_of_sample(slug, "crime", engine, request)
    assert counts["crime"] == rows
    assert all(counts.values())


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_every_row_of_every_sample_is_taken(slug, engine, request):
    for layout in card_of(slug, request).layouts:
        rows, counts = counts_of_sample(slug, layout.name, engine, request)
        assert counts[layout.records[0].label] == rows


@pytest.mark.parametrize(
    ("slug", "kind", "name"), [("inverlune", "crimes", "crime"), ("brackwater", "calls", "call")]
)
def test_rows_refused_are_those_whose_faults_were_planted(slug, kind, name, made, engine, request):
    card = card_of(slug, request)
    layout = card.layout(name)
    rows = pa.concat_tables(
        rows_of(path, layout) for path in made.files_of(slug) if layout.fits_name(path.name)
    )
    rows = rows.set_column(rows.schema.get_field_index("_identity"), "_identity", rows[layout.keys[0]])
    refused = engine.collect(mapped(engine, rows, layout, card).refused)
    faults = made.truth("faults")
    here = pc.and_(pc.equal(faults["force"], slug), pc.equal(faults["kind"], kind))
    planted = faults.filter(pc.and_(here, pc.not_equal(faults["fault"], "broken line")))
    told = rows.filter(
        pc.is_in(
            pc.binary_join_element_wise(rows["_file"], rows["_row"].cast(pa.string()), "#"),
            pc.binary_join_element_wise(refused["_file"], refused["_row"].cast(pa.string()), "#"),
        )
    )
    assert set(told[layout.keys[0]].to_pylist()) == set(planted["reference"].to_pylist())
