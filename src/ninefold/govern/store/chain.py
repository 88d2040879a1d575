"""Chained rows: each holds the hash of the one before it, so none can be changed, dropped or slipped in unseen.

A chain by itself does not show that its end was cut off, or that all of it was written anew: `checkpoints` does.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, insert, select

FIRST = "0" * 64


def append(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Add a row to the end of a chained table, in the caller's transaction; gives its number."""
    newest = connection.execute(
        select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)
    ).one_or_none()
    number, previous = (newest.seq + 1, newest.hash) if newest else (1, FIRST)
    whole = {**row, "seq": number, "previous": previous}
    connection.execute(insert(table).values(**whole, hash=link_hash(whole)))
    return int(number)


def link_hash(row: Mapping[str, Any]) -> str:
    """The hash of a row: of everything in it but the hash itself, in one fixed form."""
    kept = {name: row[name] for name in row if name != "hash"}
    return sha256(
        json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a chained table, oldest first."""
    for row in connection.execute(select(table).order_by(table.c.seq)).mappings():
        yield dict(row)


def faults(connection: Connection, table: Table) -> list[str]:
    """What is wrong with a chain; empty when it is sound."""
    found: list[str] = []
    number, previous = 0, FIRST
    for row in rows(connection, table):
        number += 1
        if row["seq"] != number:
            found.append(f"{table.name}: entry {number} is missing")
            number = row["seq"]
        if row["previous"] != previous:
            found.append(f"{table.name}: entry {number} does not follow from the one before it")
        if row["hash"] != link_hash(row):
            found.append(f"{table.name}: entry {number} has been changed")
        previous = row["hash"]
    return found
