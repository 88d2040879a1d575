"""The pages of the vocabulary: the POLE tables, and the 44 entities with what each must have."""

import inspect
import re

from generation.markdown import code, listing, section, table
from generation.markdown import page as markdown_page
from ninefold.pole import tables
from ninefold.pole.catalogue import PROTECTED_ATTRIBUTES
from ninefold.pole.entities import ENTITIES, Entity
from ninefold.pole.parts import Requirement

_OF_COMMON = re.compile(r"^#   (\w+(?:, \w+)*)  +(.+)$", re.M)
_OF_COLUMN = re.compile(r'^    "(\w+)": "\w+",(?:  # (.+))?$', re.M)


def tables_page() -> str:
    """Every column of every POLE table."""
    common = _common_meanings()
    rows = [(code(name), kind, common.get(name, "")) for name, kind in tables.COMMON.items()]
    return markdown_page(
        "POLE tables",
        "Person, Object, Location, Event and the Links between them. Times are UTC. Types are Arrow's.",
        section("Columns of every table", table(["column", "type", "meaning"], rows)),
        *(_own_columns(name) for name in tables.TABLES),
    )


def _own_columns(name: str) -> str:
    own = getattr(tables, name.upper())
    said = _column_meanings(name)
    rows = [(code(column), kind, said.get(column, "")) for column, kind in own.items()]
    return section(code(name), table(["column", "type", "meaning"], rows))


def _common_meanings() -> dict[str, str]:
    found = _OF_COMMON.findall(inspect.getsource(tables))
    return {name: told.strip() for names, told in found for name in names.split(", ")}


def _column_meanings(name: str) -> dict[str, str]:
    body = inspect.getsource(tables).split(f"{name.upper()}: dict[str, str] = {{", 1)[1].split("\n}", 1)[0]
    return dict(_OF_COLUMN.findall(body))


def entities_page() -> str:
    """The 44 entities of the Minimum POLE Data Standards Dictionary, v1.1."""
    kinds = dict.fromkeys(entity.kind for entity in ENTITIES.values())
    protected = [(each.name, each.rule, listing(map(code, each.columns))) for each in PROTECTED_ATTRIBUTES]
    return markdown_page(
        "The 44 entities",
        "The parts each entity must have. A part marked *not confirmed* rests on wording we have not seen.",
        *(_entities_of(kind) for kind in kinds),
        section(
            "Attributes of protected characteristics",
            "None may be an input of a model unless its card says who signed that off, and why.",
            table(["attribute", "rule", "columns"], protected),
        ),
    )


def _entities_of(kind: str) -> str:
    rows = [(code(each.code), each.name, _needs(each)) for each in ENTITIES.values() if each.kind == kind]
    return section(str(kind).capitalize(), table(["code", "entity", "must have"], rows))


def _needs(entity: Entity) -> str:
    return "; ".join(_need(need) for need in entity.needs) or "nothing of its own"


def _need(need: Requirement) -> str:
    names = listing(part.name for part in need.of)
    asked = names if len(need.of) == 1 else f"at least {need.at_least} of: {names}"
    when = "" if need.when is None else f" (when {code(need.when.column)} {_among(need)})"
    return asked + when + ("" if need.is_confirmed else " (*not confirmed*)")


def _among(need: Requirement) -> str:
    assert need.when is not None
    word = "is none of" if need.when.is_other else "is"
    return f"{word} {' or '.join(sorted(need.when.among))}"
