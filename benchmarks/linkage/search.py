"""One search among a million people: how long it takes, and whether one slip of the finger still finds the right one.

    python -m benchmarks.linkage.search [--people N] [--questions N] [--keep FOLDER]

People are those of the made-up region, each with all that nine forces wrote of them. A question is the name and
date of birth that one force wrote, one word of it with one slip: a figure or letter dropped, added, changed, or two
changed over. The time is that of an answer with its audit entry written. The peer is Splink, comparing one record with
all that share a block with it by the settings of its own demo.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from benchmarks.linkage._people import a_workspace
from benchmarks.linkage._region import kept_region
from benchmarks.linkage._splink_million import seconds_of_one
from benchmarks.proof import Proof

from ninefold.actions.workspace import Workspace
from ninefold.govern import audit_log
from ninefold.link.search.find import Found, find
from ninefold.link.search.index import SUBJECTS, VALUES, Index, open_index, write_index

NAME = "linkage/search"
TARGET = "p99 ≤ 50 ms, the right person in the first three for ≥ 97 %"
FIELDS = ("given", "middle", "surname", "born", "postcode", "phone", "pnc")
PEER_TIMES = 5
KEYS = "abcdefghijklmnopqrstuvwxyz0123456789"


def main() -> None:
    """Index the region, ask, and say how long answers took and how many were right."""
    parser = argparse.ArgumentParser(description="One search among a million people.")
    parser.add_argument("--people", type=int, default=2_000_000)
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        nominals = kept_region(asked.keep or Path(place), asked.people)
        workspace = a_workspace(Path(place) / "workspace")
        index, took = indexed(nominals, Path(place) / "index")
        times, right = answers(workspace, index, nominals, asked.questions)
        peer = float(np.median(seconds_of_one(nominals, PEER_TIMES)))
    p99 = float(np.percentile(times, 99)) * 1000
    share = right / asked.questions
    Proof(
        NAME, round(p99, 1), "ms", TARGET, p99 <= 50 and share >= 0.97,
        peer="Splink, one record against all, ms", peer_value=round(peer * 1000, 1), ratio=round(p99 / 1000 / peer, 4),
        n=index.size, seed=7,
        more={
            "right_in_first_three": round(share, 4), "median_ms": round(float(np.median(times)) * 1000, 1),
            "questions": asked.questions, "nominals": nominals.num_rows, "index_seconds": round(took, 1),
        },
    ).say()  # fmt: skip


def indexed(nominals: pa.Table, folder: Path) -> tuple[Index, float]:
    """The index of all people, and the seconds it took to make."""
    began = time.perf_counter()
    coded = nominals["person"].combine_chunks().dictionary_encode()
    known = pa.repeat(pa.scalar(20_000, pa.int32()), len(coded)).cast(pa.date32())
    values = []
    for field in FIELDS:
        filled = pc.is_valid(nominals[field]).combine_chunks()
        columns = {"subject": coded.indices.filter(filled), "value": nominals[field].filter(filled)}
        columns |= {
            "field": pa.repeat(pa.scalar(field), len(columns["value"])),
            "known": known.filter(filled),
        }
        values.append(pa.table({name: columns[name] for name in VALUES.names}, schema=VALUES))
    write_index(pa.concat_tables(values), _subjects(coded), folder)
    index = open_index(folder)
    assert index is not None
    return index, time.perf_counter() - began


def _subjects(coded: pa.DictionaryArray) -> pa.Table:
    count = len(coded.dictionary)
    columns = {
        "kind": pa.repeat(pa.scalar("person"), count),
        "id": coded.dictionary,
        "records": pa.array(np.bincount(coded.indices.to_numpy(), minlength=count).astype(np.int32)),
        "forces": pa.nulls(count, pa.list_(pa.string())).fill_null([]),
        "label": coded.dictionary,
    }
    return pa.table(columns, schema=SUBJECTS)


def answers(workspace: Workspace, index: Index, nominals: pa.Table, count: int) -> tuple[list[float], int]:
    """Seconds of each answer, and how many had the right person among the first three."""
    random = Random(7)
    whole = nominals.filter(
        pc.and_(
            pc.is_valid(nominals["given"]),
            pc.and_(pc.is_valid(nominals["surname"]), pc.is_valid(nominals["born"])),
        )
    )
    chosen = whole.take(random.sample(range(whole.num_rows), count)).to_pylist()
    times, right = [], 0
    for row in chosen:
        question = with_a_slip([row["given"], row["surname"], row["born"]], random)
        began = time.perf_counter()
        found = find(index, question, kind="person", most=10)
        _log(workspace, found)
        times.append(time.perf_counter() - began)
        right += row["person"] in [each.id for each in found[:3]]
    return times, right


def _log(workspace: Workspace, found: list[Found]) -> None:
    with workspace.operations.writing() as connection:
        shown = " ".join(each.id for each in found)
        audit_log.write(
            connection, "consultation", "searched", by="benchmark", at=workspace.now(), subject=shown
        )


def with_a_slip(words: list[str], random: Random) -> str:
    """The words with one slip in one of them."""
    at = random.randrange(len(words))
    word, letter = words[at], random.choice(KEYS)
    place = random.randrange(len(word))
    slips = (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :],
    )
    return " ".join([*words[:at], random.choice(slips), *words[at + 1 :]])


if __name__ == "__main__":
    sys.exit(main())
