"""Checkpoints of the audit log outside the database: its size and Merkle head, one line each, in a file that grows.

Keep the file where whoever can write to the database cannot: a write-once bucket, another force, the inbox of the
data protection officer. Entries written after the newest checkpoint are vouched for by the chain alone.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ninefold.govern import audit_log, merkle
from ninefold.govern.store.chain import link_hash


@dataclass(frozen=True)
class Checkpoint:
    """The head of the first `size` entries of the log, as it was at a moment."""

    size: int
    head: str
    at: str


def take(connection: Connection, file: Path, *, at: datetime) -> Checkpoint:
    """Write the log's head as a new line of `file`; the same log twice gives one line."""
    leaves = _leaves(audit_log.entries(connection))
    found = Checkpoint(len(leaves), merkle.head(leaves).hex(), at.isoformat())
    held = read(file)
    if held and (held[-1].size, held[-1].head) == (found.size, found.head):
        return held[-1]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(vars(found), sort_keys=True) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    return found


def read(file: Path) -> list[Checkpoint]:
    """The checkpoints of a file, oldest first; none when there is no file."""
    if not file.exists():
        return []
    return [Checkpoint(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line]


def faults(connection: Connection, checkpoints: Sequence[Checkpoint]) -> list[str]:
    """Where the log is not the one that was checkpointed; empty when it grew from each of them."""
    leaves = _leaves(audit_log.entries(connection))
    found = []
    for each in checkpoints:
        if each.size > len(leaves):
            found.append(f"the log has lost entries: it had {each.size}, and has {len(leaves)}")
        elif merkle.head(leaves[: each.size]).hex() != each.head:
            found.append(f"the first {each.size} entries of the log are not those that were checkpointed")
    return found


def _leaves(entries: Sequence[dict[str, Any]]) -> list[bytes]:
    # The leaf is worked out from what the entry says: the stored hash could have been rewritten with it.
    return [merkle.leaf(bytes.fromhex(link_hash(entry))) for entry in entries]
