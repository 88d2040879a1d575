"""200 features for 500,000 subject-dates on two cores: minutes, and a sample equal when worked out row by row.

The lives are made up here: people with a few to a few hundred events each, some told late, some corrected.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from benchmarks.proof import Proof, seconds

from ninefold.engine.duckdb_engine import DuckDBEngine, DuckDBLimits
from ninefold.measures.features.build import build
from ninefold.measures.features.definition import Feature, Measure, When, Which
from ninefold.measures.features.history import FACTS, HISTORY, NEVER, SUBJECTS, World, co_offenders
from ninefold.measures.features.plain import Subject, features_of, lives

NAME = "assurance/features"
TARGET = "200 features for 500,000 subject-dates in at most 10 minutes; a sample equal row by row"
KINDS = ("crime", "custody", "incident", "stop_search", "domestic_abuse", "intelligence", "missing")
ROLES = ("suspect", "victim", "witness", "subject")
FAMILIES = ("violence", "robbery", "sexual", "weapon", "drugs", "theft", "burglary", "damage")
DAY = 86_400_000_000
FIRST = 1_420_070_400_000_000  # 2015-01-01


def features() -> list[Feature]:
    """Two hundred features of every measure, over six windows."""
    made = [Feature("age", "age", Measure.AGE, absent=40.0), Feature("sex", "sex", Measure.FACT, of="gender")]
    windows = (None, 3, 6, 12, 24, 60)
    for months in windows:
        at = f"_{months or 'ever'}"
        for kind in KINDS:
            of_kind = Which(kinds=(kind,))
            made.append(Feature(f"n_{kind}{at}", f"{kind} events", Measure.COUNT, of_kind, months))
            made.append(Feature(f"harm_{kind}{at}", "harm", Measure.HARM, of_kind, months))
        for family in FAMILIES:
            own = Which(("crime",), ("suspect",), (family,))
            made.append(Feature(f"n_{family}{at}", f"{family} as a suspect", Measure.COUNT, own, months))
        for column in ("place", "force", "kind"):
            made.append(
                Feature(
                    f"d_{column}{at}", f"different {column}s", Measure.DISTINCT, Which(), months, of=column
                )
            )
        for through in (Measure.COUNT, Measure.HARM):
            made.append(
                Feature(f"with_{through.value}{at}", "of co-offenders", through, Which(("crime",), ("suspect",)),
                        months, through="co-offender")
            )  # fmt: skip
    made.append(Feature("with_people", "co-offenders", Measure.PEOPLE, through="co-offender"))
    made.append(Feature("unit_any", "offences of the unit event", Measure.ANY, when=When.UNIT))
    for family in FAMILIES:
        own = Which(("crime",), ("suspect",), (family,))
        made.append(Feature(f"last_{family}", "days since", Measure.DAYS_SINCE_LAST, own, absent=9999))
        made.append(
            Feature(f"first_{family}", "days since the first", Measure.DAYS_SINCE_FIRST, own, absent=9999)
        )
        made.append(Feature(f"age_first_{family}", "age at the first", Measure.AGE_AT_FIRST, own, absent=99))
    for kind in KINDS:
        made.append(
            Feature(f"last_{kind}", "days since", Measure.DAYS_SINCE_LAST, Which((kind,)), absent=9999)
        )
    for months in (12, 24, 60):
        of_force = Which(forces=("f1",))
        made.append(Feature(f"n_f1_{months}", "events in one force", Measure.COUNT, of_force, months))
    return made[:200]


def world(people: int, mean: float, seed: int) -> tuple[pa.Table, pa.Table]:
    """Histories and facts of made-up people: a few have most of the events."""
    random = np.random.default_rng(seed)
    of = np.repeat(
        np.arange(people), np.minimum(400, random.pareto(1.6, people) * mean * 0.6).astype(int) + 1
    )
    count = len(of)
    occurred = FIRST + random.integers(0, 3650, count) * DAY + random.integers(0, DAY, count)
    told = occurred + (random.exponential(2.0, count) * DAY).astype(np.int64)
    told += np.where(random.random(count) < 0.04, random.integers(30, 400, count) * DAY, 0)
    corrected = random.random(count) < 0.03
    ends = told + random.integers(1, 900, count) * DAY
    never = int(np.datetime64(NEVER, "us").astype(np.int64))
    rows = {
        "person_id": _named("p", of),
        "event_id": _named("e", random.integers(0, count, count)),
        "kind": pa.array(KINDS).take(pa.array(random.integers(0, len(KINDS), count))),
        "role": pa.array(ROLES).take(pa.array(random.integers(0, len(ROLES), count))),
        "family": pa.array(FAMILIES).take(pa.array(random.integers(0, len(FAMILIES), count))),
        "force": _named("f", random.integers(0, 9, count)),
        "place": _named("l", random.integers(0, 3000, count)),
        "harm": pa.array(np.round(random.exponential(60, count) * 64) / 64),
        "occurred": _moments(occurred),
        "known_at": _moments(told),
        "replaced_at": _moments(np.where(corrected, ends, never)),
    }
    born = random.integers(50_000, 76_000, people)
    facts = pa.table(
        {
            "person_id": _named("p", np.tile(np.arange(people), 2)),
            "fact": pa.array(["born"] * people + ["gender"] * people),
            "value": pa.array(np.r_[born, random.integers(0, 3, people)]),
            "known_at": _moments(np.full(2 * people, FIRST - DAY)),
        }
    )
    return pa.table(rows).select(HISTORY.names).cast(HISTORY), facts.cast(FACTS)


def _named(letter: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(letter, pa.array(numbers).cast(pa.string()), "")


def _moments(micros: np.ndarray) -> pa.Array:
    return pa.array(micros).cast(pa.timestamp("us"))


def subjects(history: pa.Table, count: int, seed: int) -> pa.Table:
    """Dates at which people who have a history are asked about: each is when an event of theirs was known."""
    random = np.random.default_rng(seed + 1)
    rows = history.take(pa.array(random.integers(0, history.num_rows, count)))
    columns = [pa.array(np.arange(count)), rows["person_id"], rows["known_at"], rows["event_id"]]
    return pa.Table.from_arrays(
        [c if isinstance(c, pa.Array) else c.combine_chunks() for c in columns], schema=SUBJECTS
    )


def equal_row_by_row(
    held: World, engine: DuckDBEngine, asked: pa.Table, built: pa.Table, sample: int
) -> bool:
    """Whether a sample of subjects has the very same values when worked out row by row."""
    chosen = asked.slice(0, sample)
    tied = engine.collect(held.tied)
    people = set(chosen["person_id"].to_pylist())
    own_ties = tied.filter(pc.is_in(tied["person_id"], value_set=pa.array(sorted(people))))
    everyone = pa.array(sorted(people | set(own_ties["other_id"].to_pylist())))
    history, facts = (
        engine.collect(t.filter(t["person_id"].isin(everyone.to_pylist())))
        for t in (held.history, held.facts)
    )
    known = lives(history, facts, own_ties)
    definitions = features()
    for row, values in zip(chosen.to_pylist(), built.slice(0, sample).to_pylist(), strict=True):
        subject = Subject(row["person_id"], row["as_of"], row["unit_event"])
        plain = features_of(subject, known.__getitem__, definitions)
        if any(values[name] != value for name, value in plain.items()):
            return False
    return True


def main() -> None:
    """Build the features and say how long it took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subjects", type=int, default=500_000)
    options.add_argument("--people", type=int, default=120_000)
    options.add_argument("--sample", type=int, default=300)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--chunk", type=int, default=100_000)
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp())
    engine = DuckDBEngine([folder], limits=DuckDBLimits(memory_mb=3000))
    try:
        history, facts = world(asked.people, 16.0, asked.seed)
        whom = subjects(history, asked.subjects, asked.seed)
        started, begun = time.perf_counter(), time.process_time()
        base = World.held(engine, history, facts)
        held = World(base.history, base.facts, engine.keep(co_offenders(base.history)))
        built = build(engine, whom, held, features(), chunk=asked.chunk)
        took, worked = time.perf_counter() - started, time.process_time() - begun
        equal = equal_row_by_row(held, engine, whom, built, asked.sample)
    finally:
        engine.close()
        shutil.rmtree(folder, ignore_errors=True)
    pairs = len(features()) * asked.subjects
    Proof(
        NAME, seconds(took), "s", TARGET, took <= 600 and equal, n=pairs, seed=asked.seed,
        more={"subject_dates": asked.subjects, "features": len(features()), "history_rows": history.num_rows,
              "processor_s": seconds(worked), "equal_row_by_row": equal, "sample": asked.sample},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
