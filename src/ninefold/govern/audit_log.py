"""The audit log of the operational database: each entry is written in the transaction of the act itself.

Entries are chained. A chain alone does not show a cut-off end or a log written anew, so its Merkle head is written
outside the database as well: see `checkpoints`.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from ninefold.govern.audit import ACTIONS
from ninefold.govern.store import chain
from ninefold.govern.store.tables import audit, register


def write(
    connection: Connection, action: str, what: str, *, by: str, at: datetime, subject: str, **details: Any
) -> None:
    """Add one entry, in the caller's transaction. An entry never holds a value from a record."""
    if action not in ACTIONS:
        raise ValueError(f"{action} is not an action of s.62")
    chain.append(
        connection,
        audit,
        {
            "at": at.isoformat(),
            "by": by,
            "action": action,
            "what": what,
            "subject": subject,
            "details": json.dumps(details, sort_keys=True, ensure_ascii=False, default=str),
        },
    )


def entries(connection: Connection) -> list[dict[str, Any]]:
    """The whole log, oldest first."""
    return list(chain.rows(connection, audit))


def size(connection: Connection) -> int:
    """How many entries the log has."""
    return int(connection.execute(select(func.count()).select_from(audit)).scalar_one())


def faults(connection: Connection) -> list[str]:
    """What is wrong with the chains of the audit log and of the register; empty when both are sound."""
    return chain.faults(connection, audit) + chain.faults(connection, register)
