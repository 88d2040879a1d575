"""The register of products: every event in every product's life, in one chain, and the lives they make."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ninefold.contracts.product_life import KINDS, Life, LifeEvent, after, life_of
from ninefold.govern.store import chain
from ninefold.govern.store.tables import register

# Kept in the register beside the events of a life, and no part of its state.
BESIDE = ("score refused", "monitored", "policy approved")


@dataclass(frozen=True)
class Entry:
    """One entry of the register."""

    seq: int
    product: str
    version: str
    kind: str
    by: str
    at: datetime
    artefact: str
    body: Mapping[str, Any]
    hash: str

    def as_event(self) -> LifeEvent:
        """The entry as an event of a life."""
        expires = self.body.get("expires")
        told = {**self.body, "expires": None if expires is None else datetime.fromisoformat(expires)}
        return LifeEvent(kind=self.kind, by=self.by, at=self.at, artefact=self.artefact, **told)  # type: ignore[arg-type]


def record(connection: Connection, product: str, version: str, event: LifeEvent) -> Life:
    """Add an event to a product's life, if it may follow; gives the life after it."""
    life = after(life_at(connection, product, version), event)
    body = {
        "evaluation": event.evaluation,
        "model": event.model,
        "expires": None if event.expires is None else event.expires.isoformat(),
        "approvers_needed": event.approvers_needed,
        "passed": event.passed,
        "reason": event.reason,
    }
    _append(connection, product, version, event.kind, event.by, event.at, event.artefact, body)
    return life


def note(
    connection: Connection,
    product: str,
    version: str,
    kind: str,
    *,
    by: str,
    at: datetime,
    artefact: str = "",
    **body: Any,
) -> None:
    """Add an entry that is no part of a life's state: a refusal to score, a monitoring, a policy's approval."""
    if kind not in BESIDE:
        raise ValueError(f"{kind} is not an entry that stands beside a life")
    _append(connection, product, version, kind, by, at, artefact, body)


def life_at(connection: Connection, product: str, version: str) -> Life:
    """Where a version of a product stands now."""
    return life_of(each.as_event() for each in entries(connection, product, version) if each.kind in KINDS)


def entries(connection: Connection, product: str | None = None, version: str | None = None) -> list[Entry]:
    """The entries of the register, oldest first; of one product, or one version of it, when given."""
    asked = select(register).order_by(register.c.seq)
    if product is not None:
        asked = asked.where(register.c.product == product)
    if version is not None:
        asked = asked.where(register.c.version == version)
    return [_entry(row) for row in connection.execute(asked).mappings()]


def lives(connection: Connection) -> dict[tuple[str, str], Life]:
    """Every version of every product that was ever defined, and where it stands."""
    found: dict[tuple[str, str], Life] = {}
    for entry in entries(connection):
        if entry.kind in KINDS:
            key = (entry.product, entry.version)
            found[key] = after(found.get(key, Life()), entry.as_event())
    return found


def _append(
    connection: Connection,
    product: str,
    version: str,
    kind: str,
    by: str,
    at: datetime,
    artefact: str,
    body: Mapping[str, Any],
) -> None:
    row = {"product": product, "version": version, "kind": kind, "by": by, "at": at.isoformat()}
    told = json.dumps(body, sort_keys=True, ensure_ascii=False)
    chain.append(connection, register, {**row, "artefact": artefact, "body": told})


def _entry(row: Mapping[Any, Any]) -> Entry:
    return Entry(
        row["seq"],
        row["product"],
        row["version"],
        row["kind"],
        row["by"],
        datetime.fromisoformat(row["at"]),
        row["artefact"],
        json.loads(row["body"]),
        row["hash"],
    )
