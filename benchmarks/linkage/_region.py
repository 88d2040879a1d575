"""Nominals of the made-up region at any size, with the truth of who each is, without writing the forces' files.

A nominal is a person as one force records them: one with a number of their own where the force gives
numbers, a mention otherwise. Callers, of whom only a name and a telephone are taken down, are not nominals.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.link.block import RULES
from ninefold.link.compare import COMPARISONS, columns_of
from ninefold.link.nominals import NOMINAL_SCHEMA
from ninefold.link.prepare import nominals_from_columns
from ninefold.region import days, delivery, geography, layouts, names, parties, places, plan, planted
from ninefold.region.chance import Chance
from ninefold.region.drawing import Region
from ninefold.region.generate import _SIMULATIONS
from ninefold.region.layouts import FileLayout, Style
from ninefold.region.page import YEAR, Page, nominal_numbers
from ninefold.region.people import People
from ninefold.region.plan import FORCES
from ninefold.region.truth import true_ids

_COLUMNS = {"forename": "given", "middle": "middle", "surname": "surname", "full_name": "name", "born": "born",
            "gender": "sex", "phone": "phone", "postcode": "postcode", "address": "address", "pnc": "pnc",
            "nationality": "nationality"}  # fmt: skip
_TEXTS = tuple(dict.fromkeys(_COLUMNS.values()))
_ROWS = 200_000


def region_nominals(people: int, seed: int = 9) -> pa.Table:
    """Nominals and a column `person` that says who each is."""
    chance = Chance(seed)
    laid = plan.lay_out(people, chance)
    lists = names.read()
    written = places.write_down(laid, geography.draw(laid), lists)
    region = Region(laid, People(laid, chance, lists), chance, laid.heat())
    touches = planted.plant(region)
    forces = []
    for number in range(len(FORCES)):
        style = layouts.read(number)
        parts = [
            part
            for layout in style.files
            for page in _pages(region, written, touches, style, layout)
            for part in _mentions(page)
        ]
        forces.append(_each_once(pa.concat_tables(parts)))
    return _nominals(pa.concat_tables(forces))


def _pages(
    region: Region, written: object, touches: object, style: Style, layout: FileLayout
) -> Iterator[Page]:
    if not _told(layout):
        return
    for year in days.YEARS:
        batch = _SIMULATIONS[layout.kind](region, style.force, year)
        batch = delivery.numbered(planted.put_in(batch, touches, year), year, YEAR)
        if layout.kind == "parties":
            batch = parties.of_crimes(batch)
        for start in range(0, len(batch), _ROWS):
            part = batch.take(np.arange(start, min(start + _ROWS, len(batch))))
            yield Page(style, layout, part, region.people, written, region.chance)


def _told(layout: FileLayout) -> dict[str, set[str]]:
    """What the layout tells of each person of whom it tells more than a caller's name and telephone."""
    told: dict[str, set[str]] = {}
    for column in layout.columns:
        party, _, fact = column.fact.partition(".")
        if fact:
            told.setdefault(party, set()).add(fact)
    named = {"nominal", "born"}
    return {
        party: facts for party, facts in told.items() if named & facts and {"surname", "full_name"} & facts
    }


def _mentions(page: Page) -> Iterator[pa.Table]:
    slug = FORCES[page.style.force].slug
    for party, facts in _told(page.layout).items():
        rows = pa.array(np.flatnonzero(page.batch[party] >= 0))
        if not len(rows):
            continue
        if "nominal" in facts:
            ids = nominal_numbers(page, party).take(rows)
        else:
            ids = pc.binary_join_element_wise(
                f"{page.batch.kind}-{party}",
                pc.cast(pa.array(page.batch["serial"]), pa.string()).take(rows),
                "-",
            )
        told = {
            name: page.column(f"{party}.{fact}").take(rows)
            for fact, name in _COLUMNS.items()
            if fact in facts
        }
        empty = pa.nulls(len(rows), pa.string())
        columns = {
            "record_id": pc.binary_join_element_wise(slug, ids, "/"),
            "force": pa.repeat(pa.scalar(slug), len(rows)),
            "person": true_ids(page.batch[party][rows.to_numpy()]),
            **{name: told.get(name, empty) for name in _TEXTS},
        }
        yield pa.table(columns)


def _each_once(mentions: pa.Table) -> pa.Table:
    """One row for each nominal, each column with the first thing told of it."""
    wanted = [
        (name, "first", pc.ScalarAggregateOptions(skip_nulls=True)) for name in ("force", "person", *_TEXTS)
    ]
    once = mentions.group_by("record_id", use_threads=False).aggregate(wanted)
    return once.rename_columns([name.removesuffix("_first") for name in once.column_names])


def _nominals(told: pa.Table) -> pa.Table:
    columns = {name: told[name] for name in ("record_id", "force", *_TEXTS)}
    return nominals_from_columns(columns).append_column("person", told["person"].combine_chunks())


def kept_region(folder: Path, people: int, most: int | None = None, seed: int = 9) -> pa.Table:
    """The nominals of a region, made once and kept in a folder; the first `most` people's when asked."""
    table = pq.read_table(region_file(folder, people, seed))
    return table if most is None else table.slice(0, most)


def region_file(folder: Path, people: int, seed: int = 9) -> Path:
    """Where the nominals of a region are kept; made when they are not there, or are not what they would be now."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"region-{people}-{seed}.parquet"
    if not path.is_file() or pq.read_schema(path).names != [*NOMINAL_SCHEMA.names, "person"]:
        pq.write_table(region_nominals(people, seed), path)
    return path


def read_to_link(path: Path) -> pa.Table:
    """The columns that linking reads of kept nominals, by record id, each value of a text held once.

    Read a column at a time: a million nominals then take a fifth of a gigabyte.
    """
    of_rules = [name for rule in RULES for name in rule.columns]
    columns = dict.fromkeys(("record_id", "force", *columns_of(COMPARISONS), *of_rules))
    order = pc.sort_indices(pq.read_table(path, columns=["record_id"])["record_id"])
    nominals = pa.table({name: _read_column(path, name).take(order) for name in columns})
    pa.default_memory_pool().release_unused()  # what reading took for itself
    return nominals


def _read_column(path: Path, name: str) -> pa.Array:
    repeats = name != "record_id" and pa.types.is_string(NOMINAL_SCHEMA.field(name).type)
    column = pq.read_table(
        path,
        columns=[name],
        read_dictionary=[name] if repeats else None,
        use_threads=False,
        pre_buffer=False,
    )[name]
    return (column.unify_dictionaries() if repeats else column).combine_chunks()
