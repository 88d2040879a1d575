"""Everyone's life, held in memory in order of person, so that one person's is had in well under a millisecond."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.measures.features.history import FACTS, HISTORY, TIED, World
from ninefold.measures.features.plain import Fact, Life, Part, Tie


@dataclass(frozen=True)
class _Sorted:
    """Rows in order of person, and where each person's begin and end."""

    rows: pa.Table = field(repr=False)
    places: Mapping[str, tuple[int, int]] = field(repr=False)

    def of(self, person: str) -> list[dict[str, object]]:
        """The rows of one person."""
        start, end = self.places.get(person, (0, 0))
        rows: list[dict[str, object]] = self.rows.slice(start, end - start).to_pylist()
        return rows


@dataclass(frozen=True)
class LifeIndex:
    """The lives of a world, by person."""

    history: _Sorted
    facts: _Sorted
    tied: _Sorted

    def life_of(self, person: str) -> Life:
        """One person's life; an empty one for somebody nothing is known of."""
        return Life(
            tuple(Part(**row) for row in self.history.of(person)),  # type: ignore[arg-type]
            tuple(Fact(**row) for row in self.facts.of(person)),  # type: ignore[arg-type]
            tuple(Tie(**row) for row in self.tied.of(person)),  # type: ignore[arg-type]
        )

    @property
    def rows(self) -> int:
        """How many rows of history are held."""
        return int(self.history.rows.num_rows)


def life_index(engine: Engine, world: World) -> LifeIndex:
    """Read a world into memory: about 200 bytes a row of history."""
    return LifeIndex(
        _sorted(engine.collect(world.history).select(HISTORY.names).cast(HISTORY)),
        _sorted(engine.collect(world.facts).select(FACTS.names).cast(FACTS)),
        _sorted(engine.collect(world.tied).select(TIED.names).cast(TIED)),
    )


def _sorted(rows: pa.Table) -> _Sorted:
    ordered = rows.sort_by("person_id").combine_chunks()
    if not ordered.num_rows:
        return _Sorted(ordered.drop_columns("person_id"), {})
    ends = pa.compute.run_end_encode(ordered["person_id"].combine_chunks())
    people, stops = ends.values.to_pylist(), ends.run_ends.to_pylist()
    starts = [0, *stops[:-1]]
    places = dict(zip(people, zip(starts, stops, strict=True), strict=True))
    return _Sorted(ordered.drop_columns("person_id"), places)
