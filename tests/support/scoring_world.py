"""A small made-up world for products that score: crimes and custody over seven years, some told late."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from ninefold.contracts.conformance_scoring import ScoringWorld
from ninefold.engine.as_at import schema_of
from ninefold.engine.port import Engine

PEOPLE = 40
START = datetime(2016, 1, 4, 9)
OFFENCES = ("028/05", "034/01", "105/01", "008/01")  # burglary, robbery, common assault, wounding


def scoring_world(engine: Engine, seed: int = 4) -> ScoringWorld:
    """Everybody is suspected of some crimes, with a custody record for most of them."""
    draw = np.random.default_rng(seed)
    tables: dict[str, list[dict[str, Any]]] = {"person": [], "event": [], "link": []}
    for number in range(PEOPLE):
        person = f"person-{number:02d}"
        born = date(1965 + number % 30, 1 + number % 12, 3)
        gender, ethnicity = ("male", "female")[number % 2], ("W1", "A1", "B1")[number % 3]
        tables["person"].append(_record(person, START, born=born, gender=gender, ethnicity_self=ethnicity))
        for place in range(int(draw.integers(2, 9))):
            occurred = START + timedelta(days=int(draw.integers(0, 2_500)), hours=int(draw.integers(0, 12)))
            _crime(tables, person, f"{person}-{place}", occurred, str(draw.choice(OFFENCES)), draw)
    rows = {name: pa.Table.from_pylist(held, schema_of(name)) for name, held in tables.items()}
    end = START + timedelta(days=2_520)
    return ScoringWorld(
        engine, rows, known_by=end, as_of=(START + timedelta(days=500), START + timedelta(days=1_700))
    )


def _crime(
    tables: dict[str, list[dict[str, Any]]],
    person: str,
    name: str,
    occurred: datetime,
    code: str,
    draw: np.random.Generator,
) -> None:
    """A crime, sometimes known only months later, and in two of three cases a custody record of the same day."""
    known = occurred + timedelta(days=int(draw.choice([0, 1, 3, 90])))
    events = [("crime", f"crime-{name}", known, "knownSuspect")]
    if draw.random() < 0.67:
        events.append(("custody", f"custody-{name}", occurred + timedelta(hours=2), "detained"))
    for kind, event, seen, reason in events:
        tables["event"].append(_record(event, seen, kind=kind, occurred=occurred, ho_class=code))
        tables["link"].append(
            _record(
                f"{person} {event}", seen, from_table="person", from_id=person, to_table="event", to_id=event,
                reason=reason,
            )
        )  # fmt: skip


def _record(key: str, known: datetime, **parts: Any) -> dict[str, Any]:
    return {
        "record_id": key,
        "version": 1,
        "source": "aldmoor",
        "force": "aldmoor",
        "known_at": known,
        **parts,
    }
