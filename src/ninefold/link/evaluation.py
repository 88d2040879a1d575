"""One linkage of one table, and everything that can be measured of it when the truth is known."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.port import Engine
from ninefold.link.blocking_report import BlockingReport, blocking_report
from ninefold.link.cluster import cluster
from ninefold.link.match import match
from ninefold.link.measure import (
    GroupMeasures,
    Measures,
    Score,
    best_pair_score,
    by_group,
    measured,
    pair_score,
)
from ninefold.link.model import Model

Report = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Evaluation:
    """Blocking, single pairs (at the model's line, and at the best one), clusters, and groups of people."""

    model: str
    blocking: BlockingReport
    pairs: Score
    best_pairs: Score
    best_weight: float
    linkage: Measures
    unsure: int
    groups: tuple[GroupMeasures, ...]


def evaluated(
    engine: Engine,
    nominals: pa.Table,
    truth: pa.Table,
    model: Model,
    *,
    groups: pa.Table | None = None,
    report: Report,
) -> Evaluation:
    """Link nominals and hold the answer against the truth (record_id, person); records without one are not scored."""
    known = truth.filter(pc.is_valid(truth["person"]))
    report("blocking", 0, 1)
    blocking = blocking_report(nominals, model.agreement, truth=known)
    report("blocking", 1, 1)
    report("comparing", 0, 1)
    pairs = match(engine, nominals, model, evidence=False)
    report("comparing", 1, 1)
    clusters = cluster(pairs, nominals, model)
    judged = _among(pairs, known)
    best_weight, best = best_pair_score(judged, known)
    return Evaluation(
        model.name,
        blocking,
        pair_score(judged, known, at=model.joining.join_at),
        best,
        best_weight,
        measured(clusters, known),
        len(clusters) - clusters["unsure"].null_count,
        by_group(clusters, known, groups) if groups is not None else (),
    )


def _among(pairs: pa.Table, truth: pa.Table) -> pa.Table:
    """The pairs of which both records have a truth."""
    ids = truth["record_id"].combine_chunks()
    return pairs.filter(
        pc.and_(*(pc.is_in(pairs[side].combine_chunks(), value_set=ids) for side in ("left_id", "right_id")))
    )
