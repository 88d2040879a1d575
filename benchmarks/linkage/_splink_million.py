"""Splink on the nominals of the made-up region: trained on a sample and saved by one process, run by another.

The comparisons are those of Splink's published demo for people (deduplicate_50k_synthetic) whose columns the
region has: forename and surname together, date of birth, postcode. Its blocking rules by three letters of a
postcode or two of a name bring billions of pairs together at a million records and are left out, as anyone
would; date of birth with the postcode's area takes their place.

    python -m benchmarks.linkage._splink_million --train NOMINALS MODEL
    python -m benchmarks.linkage._splink_million --link NOMINALS MODEL
"""

import argparse
import json
import logging
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from ninefold.link.measure import measured

logging.getLogger("splink").setLevel(logging.ERROR)
BOTH = "first_name_surname_concat"
LOWEST, LINE = -5.0, 3.0
LINES = (-2.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0)
COLUMNS = ["record_id", "given", "surname", "born", "postcode"]
SAMPLE = 10  # one surname in so many


def main() -> None:
    """Train on a sample and save, or link everything by what was saved and say what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--link", action="store_true")
    parser.add_argument("nominals", type=Path)
    parser.add_argument("model", type=Path)
    asked = parser.parse_args()
    if asked.train:
        _train(asked.nominals, asked.model)
    if asked.link:
        print(json.dumps(_link(asked.nominals, asked.model)))


def seconds_of_one(nominals: pa.Table, times: int) -> list[float]:
    """How long comparing one record with all takes, some times over; untrained, which takes as long."""
    rows, api = rows_of(nominals), DuckDBAPI()
    held = api.register(rows)
    linker = Linker(held, _settings())
    for column in ("first_name", "surname", BOTH):
        linker.table_management.compute_tf_table(column)
    took = []
    for at in range(times):
        one = api.register(rows.slice(at, 1))
        began = time.perf_counter()
        linker.inference.predict_between(held, one, warning_mode="never").as_pyarrow_table()
        took.append(time.perf_counter() - began)
    return took


def rows_of(nominals: pa.Table) -> pa.Table:
    """Nominals in the words of the demo's settings."""
    read = nominals.select(COLUMNS)
    rows = read.rename_columns(["unique_id", "first_name", "surname", "dob", "postcode"])
    return rows.append_column(BOTH, pc.binary_join_element_wise(rows["first_name"], rows["surname"], " "))


def _settings() -> SettingsCreator:
    return SettingsCreator(
        unique_id_column_name="unique_id",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode", "first_name"),
            block_on("postcode", "surname"),
            block_on("first_name", "surname", "substr(dob,1,4)"),
            block_on("dob", "substr(postcode,1,3)"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name=BOTH),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode"),
        ],
    )


def _train(path: Path, model: Path) -> None:
    """By EM, on everybody of one surname in ten: a sample by surname keeps the records of a person together."""
    rows = rows_of(pq.read_table(path, columns=COLUMNS))
    coded = rows["surname"].combine_chunks().dictionary_encode()
    taken = np.random.default_rng(1).random(len(coded.dictionary)) < 1 / SAMPLE
    codes = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    linker = Linker(DuckDBAPI().register(rows.filter(pa.array(taken[codes]))), _settings())
    certain = [block_on("first_name", "surname", "dob"), block_on("dob", "postcode")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("first_name", "surname"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    linker.misc.save_model_to_json(str(model), overwrite=True)


def _link(path: Path, model: Path) -> dict[str, Any]:
    rows = rows_of(pq.read_table(path, columns=COLUMNS))
    started = time.process_time()
    linker = Linker(DuckDBAPI().register(rows), str(model))
    pairs = linker.inference.predict(threshold_match_weight=LOWEST)
    predicted = time.process_time()
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_weight=LINE)
    clusters.as_pyarrow_table()
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)
    best, line = max(
        ((_score(linker, pairs, line, path), line) for line in LINES), key=lambda each: each[0]["f1"]
    )
    return best | {
        "weight": line,
        "cpu_s": round(ended - started, 2),
        "predict_cpu_s": round(predicted - started, 2),
        "peak_gb": round(peak, 2),
    }


def _score(linker: Linker, pairs: Any, line: float, path: Path) -> dict[str, Any]:
    """How right the clusters at one line are: Splink is given the line that suits it best."""
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_weight=line)
    rows = found.as_pyarrow_table()
    clusters = pa.table(
        {"record_id": rows["unique_id"].cast(pa.string()), "cluster": rows["cluster_id"].cast(pa.string())}
    )
    told = measured(clusters, pq.read_table(path, columns=["record_id", "person"]))
    return {
        "f1": round(told.pairwise.f1 or 0.0, 4),
        "b_cubed_f1": round(told.b_cubed.f1 or 0.0, 4),
        "largest": told.largest,
        "largest_true": told.largest_true,
    }


if __name__ == "__main__":
    main()
