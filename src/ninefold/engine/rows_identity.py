"""The identity of received rows as Ibis expressions: the same text, hence the same hash, on every engine."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from ninefold.engine.identity import Keys, words
from ninefold.engine.port import Engine

SEPARATOR = "\x1f"  # cannot stand in a received value: rows with control characters are refused


def with_identity(batch: ir.Table, namespace: str, keys: Sequence[str], content: Sequence[str]) -> ir.Table:
    """The batch with `_content`, the MD5 of its content, and `_identity`.

    `_identity` is the MD5 of the natural key where all of it is there, else of the content.
    """
    batch = batch.mutate(_content=_digest_text(batch, "", content).hexdigest("md5"))
    whole = _digest_text(batch, f"{namespace}{SEPARATOR}content", content)
    if not keys:
        return batch.mutate(_identity=whole.hexdigest("md5"))
    has_key = ibis.and_(*[batch[name].notnull() for name in keys])
    key = _digest_text(batch, f"{namespace}{SEPARATOR}key", keys)
    return batch.mutate(_identity=ibis.ifelse(has_key, key, whole).hexdigest("md5"))


def collect_keys(engine: Engine, batch: ir.Table) -> Keys:
    """The identity, content and place of every row of a batch that has `_identity` and `_content`, in order."""
    rows = engine.collect(batch.select("_identity", "_content", "_order"))
    high, low = words(rows["_identity"])
    content_high, _ = words(rows["_content"])
    order = rows["_order"].to_numpy().astype(np.int64)
    return Keys(high, low, content_high, order, order >> 32)


def without_duplicates(
    engine: Engine, batch: ir.Table, dropped: Sequence[int], repeats: dict[int, int]
) -> ir.Table:
    """The rows less the versions dropped, with the identities of repeated rows told apart by their count."""
    if len(dropped):
        gone = engine.hold(pa.table({"gone": pa.array(dropped, pa.int64())}))
        batch = batch.anti_join(gone, batch["_version"] == gone["gone"])
    if not repeats:
        return batch
    times = pa.table(
        {"at": pa.array(list(repeats), pa.int64()), "times": pa.array(list(repeats.values()), pa.int64())}
    )
    held = engine.hold(times)
    joined = batch.left_join(held, batch["_version"] == held["at"])
    counted = (joined["_identity"] + "#" + joined["times"].cast("string")).hexdigest("md5")
    identity = ibis.ifelse(joined["times"].isnull(), joined["_identity"], counted)
    return joined.mutate(_identity=identity).drop("at", "times")


def _digest_text(batch: ir.Table, prefix: str, columns: Sequence[str]) -> ir.StringValue:
    """The values of some columns in one text, absent and empty ones alike."""
    present = set(batch.columns)
    values = [batch[name].fill_null("") if name in present else ibis.literal("") for name in columns]
    return ibis.literal(SEPARATOR).join([ibis.literal(prefix), *values])
