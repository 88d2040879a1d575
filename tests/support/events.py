"""Made-up events and coverage for tests of counting products."""

from datetime import datetime

import ibis
import pyarrow as pa

from ninefold.contracts.conformance_product import SampleInputs
from ninefold.contracts.product import Product
from ninefold.pole.tables import TABLES

AS_OF = datetime(2024, 8, 1)
KINDS = ("lsoa", "force")
_TYPES = {"timestamp": pa.timestamp("us"), "date": pa.date32(), "int64": pa.int64(), "double": pa.float64()}


def month_range(first_year: int, count: int) -> list[str]:
    """So many months from January of a year."""
    return [f"{first_year + i // 12}-{i % 12 + 1:02d}" for i in range(count)]


def event(
    month: str | None,
    *,
    force: str = "northmoor",
    lsoa: str | None = "X01",
    kind: str = "crime",
    **more: object,
) -> dict[str, object]:
    """One made-up event."""
    more.setdefault("category", "burglary" if kind == "crime" else None)
    return {
        "month": month,
        "force": force,
        "lsoa": lsoa,
        "kind": kind,
        "known_at": datetime(2024, 7, 1),
        **more,
    }


def inputs(events: list[dict[str, object]], delivered: list[tuple[str, str]] | None = None) -> SampleInputs:
    """Inputs of these events, with street deliveries of (force, month): by default those that have events."""
    months = {(str(e["force"]), str(e["month"])) for e in events if e["month"]}
    coverage = [
        {"force": force, "layout": "street", "period": month, "rows": 1}
        for force, month in (sorted(months) if delivered is None else delivered)
    ]
    names = ("force", "layout", "period", "rows")
    columns = {name: [row[name] for row in coverage] for name in names}
    types = [pa.string(), pa.string(), pa.string(), pa.int64()]
    table = pa.table({n: pa.array(columns[n], t) for n, t in zip(names, types, strict=True)})
    return SampleInputs(AS_OF, "test", _records(events), KINDS, table)


def _records(events: list[dict[str, object]]) -> pa.Table:
    types = {name: kind for name, kind in TABLES["event"].columns.items() if kind != "map"}
    wanted = types | dict.fromkeys(("month", "lsoa"), "string")
    return pa.table(
        {n: pa.array([e.get(n) for e in events], _TYPES.get(kind, pa.string())) for n, kind in wanted.items()}
    )


def features_of(product: Product, of: SampleInputs) -> pa.Table:
    """The product's features, worked out by DuckDB."""
    return product.features(of).to_pyarrow()


class UnboundInputs:
    """Inputs that stand for a table of another engine: for looking at the SQL alone."""

    def __init__(self, of: SampleInputs) -> None:
        self.as_of, self.run, self.area_kinds, self.coverage = of.as_of, of.run, of.area_kinds, of.coverage
        self.events = ibis.table(of.events.schema(), name="events")
