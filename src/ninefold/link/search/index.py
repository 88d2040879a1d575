"""The search index: every word of every subject, on disk as sorted arrays that are mapped, not read.

`words` are the distinct words in order; `starts` and `subjects`, `fields`, `known` the subjects that hold each
word, the field it stands in and the day it became known; `hashes` and `owners` the forms of each word with one
letter left out (see spelling). An index belongs to one snapshot of the linked zone and is made anew for the next.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.search.spelling import Hashes, all_forms
from ninefold.link.search.words import value_words

# What is indexed: one row a value. `subject` counts from 0 in the table of subjects; `known` is the day on which
# it became known.
VALUES = pa.schema(
    [("subject", pa.int32()), ("field", pa.string()), ("value", pa.string()), ("known", pa.date32())]
)
# What is found: `kind` (person, address, telephone, …), its id, how many records it rests on and of which forces, and
# the line people know it by.
SUBJECTS = pa.schema(
    [
        ("kind", pa.string()),
        ("id", pa.string()),
        ("records", pa.int32()),
        ("forces", pa.list_(pa.string())),
        ("label", pa.string()),
    ]
)
VERSION = 1
ARRAYS = ("starts", "subjects", "fields", "known", "hashes", "owners")


@dataclass(frozen=True)
class Index:
    """An index opened: arrays as the module says, each word's rarity, and the subjects by their number."""

    words: pa.Array
    starts: npt.NDArray[np.int64]
    subjects: npt.NDArray[np.int32]
    fields: npt.NDArray[np.int8]
    known: npt.NDArray[np.int32]
    hashes: Hashes
    owners: npt.NDArray[np.int32]
    rarity: npt.NDArray[np.float32]
    field_names: tuple[str, ...]
    kinds: npt.NDArray[np.int8]
    kind_names: tuple[str, ...]
    ids: pa.Array
    records: npt.NDArray[np.int32]
    forces: pa.Array
    labels: pa.Array

    @property
    def size(self) -> int:
        """How many subjects it holds."""
        return len(self.ids)

    def holders(self, word: int) -> slice:
        """Where in `subjects`, `fields` and `known` one word's holders stand."""
        return slice(int(self.starts[word]), int(self.starts[word + 1]))


def write_index(values: pa.Table, subjects: pa.Table, folder: Path) -> None:
    """Build an index of VALUES over SUBJECTS in a folder; it is whole or not there."""
    staging = folder.with_name(folder.name + ".part")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    field_names = sorted(pc.unique(values["field"]).to_pylist())
    postings = _postings(values, field_names)
    words = postings.pop("words")
    hashes, owners = all_forms(words)
    in_order = np.argsort(hashes)
    arrays = {**postings, "hashes": hashes[in_order], "owners": owners[in_order]}
    for name in ARRAYS:
        np.save(staging / f"{name}.npy", arrays[name])
    _write_table(pa.table({"word": words}), staging / "words.arrow")
    _write_table(subjects.cast(SUBJECTS), staging / "subjects.arrow")
    (staging / "index.json").write_text(json.dumps({"version": VERSION, "fields": field_names}))
    shutil.rmtree(folder, ignore_errors=True)
    staging.rename(folder)


def open_index(folder: Path) -> Index | None:
    """The index in a folder, or None when there is none that this version can read."""
    try:
        told = json.loads((folder / "index.json").read_text())
    except (OSError, ValueError):
        return None
    if told.get("version") != VERSION:
        return None
    subjects = _read_table(folder / "subjects.arrow")
    kinds = subjects["kind"].combine_chunks().dictionary_encode()
    # plain arrays over the mapped memory: numpy's own kind of mapped array is slow to take small pieces of
    arrays: dict[str, Any] = {
        name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ARRAYS
    }
    held = np.maximum(np.diff(arrays["starts"]), 1)
    return Index(
        words=_read_table(folder / "words.arrow")["word"].combine_chunks(),
        **arrays,
        rarity=np.log1p(len(subjects) / held).astype(np.float32),
        field_names=tuple(told["fields"]),
        kinds=kinds.indices.to_numpy().astype(np.int8),
        kind_names=tuple(kinds.dictionary.to_pylist()),
        ids=subjects["id"].combine_chunks(),
        records=subjects["records"].to_numpy(),
        forces=subjects["forces"].combine_chunks(),
        labels=subjects["label"].combine_chunks(),
    )


def _postings(values: pa.Table, field_names: Sequence[str]) -> dict[str, Any]:
    """Which subjects hold each word, one row for a word, a subject and a field, with the first day known."""
    parts = [_words_of(values, name, number) for number, name in enumerate(field_names)]
    encoded = pa.chunked_array([part["word"] for part in parts]).combine_chunks().dictionary_encode()
    alphabetical = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(alphabetical), np.int32)
    rank[alphabetical.to_numpy()] = np.arange(len(alphabetical), dtype=np.int32)
    codes = rank[encoded.indices.to_numpy()]
    subjects, fields, known = (
        np.concatenate([part[name] for part in parts]) for name in ("subject", "field", "known")
    )
    in_order = np.lexsort((known, fields, subjects, codes))
    codes, subjects, fields, known = (a[in_order] for a in (codes, subjects, fields, known))
    first = np.ones(len(codes), bool)
    first[1:] = (np.diff(codes) != 0) | (np.diff(subjects) != 0) | (np.diff(fields) != 0)
    counts = np.bincount(codes[first], minlength=len(alphabetical))
    return {
        "words": encoded.dictionary.take(alphabetical),
        "starts": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "subjects": subjects[first],
        "fields": fields[first],
        "known": known[first],
    }


def _words_of(values: pa.Table, name: str, number: int) -> dict[str, Any]:
    chosen = values.filter(pc.equal(values["field"], name)).combine_chunks()
    rows, words = value_words(name, _only_chunk(chosen["value"], pa.string()))
    rows_taken = rows.to_numpy()
    return {
        "word": words,
        "subject": chosen["subject"].to_numpy()[rows_taken].astype(np.int32),
        "field": np.full(len(rows_taken), number, np.int8),
        "known": chosen["known"].cast(pa.int32()).to_numpy()[rows_taken].astype(np.int32),
    }


def _only_chunk(values: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    return values.chunk(0) if values.num_chunks else pa.array([], kind)


def _write_table(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _read_table(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
