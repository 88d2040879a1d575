"""A million made-up nominals: cluster F1, the largest cluster, and the processor time and memory of linking them.

python benchmarks/run.py linkage/region_million                  a million
python benchmarks/run.py linkage/region_million --people 27000   about 20,000
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
from benchmarks.linkage import _region, _sets
from benchmarks.proof import Measured, Proof, last_json, measure

from ninefold.link.cluster import cluster
from ninefold.link.match import match
from ninefold.link.measure import measured
from ninefold.link.model import load_model

NAME, UNIT = "linkage/region_million", "cluster F1"
TARGET = "F1 ≥ 0.95, largest ÷ largest true ≤ 1.5, predict + cluster ≤ 10 CPU s and ≤ 1 GB"
PEER = "Splink, its demo's comparisons, a model trained on a sample"
PEOPLE, SEED = 1_350_000, 9
COMPARED = ("cpu_s", "peak_gb", "b_cubed_f1", "largest")


def main() -> None:
    """Make the nominals (once, kept in a cache), link them in a process of their own, and score."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--link", type=Path, help="link one file of nominals and say what it took")
    options = parser.parse_args()
    if options.link:
        print(json.dumps(_link(options.link)))
        return
    path = _region.region_file(_sets.CACHE, options.people, SEED)
    told = last_json(_in_its_own("benchmarks.linkage.region_million", "--link", path).output)
    peer = _peer(path)
    holds = (
        told["f1"] >= 0.95
        and told["largest"] <= 1.5 * told["largest_true"]
        and told["cpu_s"] <= 10
        and told["peak_gb"] <= 1.0
    )
    ratios = {f"{name}_ratio": round(told[name] / peer[name], 3) for name in COMPARED if peer[name]}
    more = told | ratios | {"splink": peer}
    ratio = round(told["f1"] / peer["f1"], 3)
    Proof(
        NAME,
        told["f1"],
        UNIT,
        TARGET,
        holds,
        PEER,
        peer["f1"],
        ratio,
        n=told["records"],
        seed=SEED,
        more=more,
    ).say()


def _in_its_own(module: str, *arguments: str | Path) -> Measured:
    return measure([sys.executable, "-m", module, *arguments])


def _peer(path: Path) -> dict[str, Any]:
    """What Splink comes to on the same nominals, with a model it trained on a sample of them."""
    with TemporaryDirectory() as folder:
        model = Path(folder) / "splink.json"
        trained = _in_its_own("benchmarks.linkage._splink_million", "--train", path, model)
        linked = _in_its_own("benchmarks.linkage._splink_million", "--link", path, model)
    return last_json(linked.output) | {"training_cpu_s": round(trained.cpu, 1)}


def _link(path: Path) -> dict[str, Any]:
    nominals = _region.read_to_link(path)
    model = load_model()
    with _sets.engine(600) as engine:
        started = time.process_time()
        pairs = match(engine, nominals, model, evidence=False)
        matched = time.process_time()
        clusters = cluster(pairs, nominals, model)
        ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)
    found = measured(clusters, pq.read_table(path, columns=["record_id", "person"]))
    return {
        "f1": round(found.pairwise.f1 or 0.0, 4),
        "precision": round(found.pairwise.precision or 0.0, 4),
        "recall": round(found.pairwise.recall or 0.0, 4),
        "b_cubed_f1": round(found.b_cubed.f1 or 0.0, 4),
        "largest": found.largest,
        "largest_true": found.largest_true,
        "records": found.records,
        "pairs": len(pairs),
        "cpu_s": round(ended - started, 2),
        "match_cpu_s": round(matched - started, 2),
        "peak_gb": round(peak, 2),
    }


if __name__ == "__main__":
    main()
