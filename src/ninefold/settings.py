"""Every setting, its environment variable, its default and its meaning. Read by bootstrap and the doors only."""

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ninefold.errors import SettingMissing


@dataclass(frozen=True)
class Settings:
    """What can be set, with its defaults."""

    # NINEFOLD_WORKSPACE: the folder that holds zones and snapshots
    workspace: Path = Path("ninefold-workspace")
    # NINEFOLD_BY: the name under which actions are done and audited; the system's user name otherwise
    by: str = ""
    # NINEFOLD_DATABASE: address of the operational database (register, audit); a file in the workspace otherwise
    database: str = ""
    # NINEFOLD_CHECKPOINTS: file that heads of the audit log are added to, best kept out of its writers' reach
    checkpoints: str = ""
    # NINEFOLD_ENGINE: duckdb or spark
    engine: str = "duckdb"
    # NINEFOLD_SPARK_MASTER: where Spark runs
    spark_master: str = "local[2]"
    # NINEFOLD_MEMORY_MB: memory DuckDB may use, in megabytes
    memory_mb: int = 600
    # NINEFOLD_THREADS: processors DuckDB may use
    threads: int = 2
    # NINEFOLD_GROUP_ROWS: about how many rows are standardised and committed together
    group_rows: int = 500_000


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process: defaults, overruled by NINEFOLD_… variables.

    Raises SettingMissing when a variable cannot be what it must.
    """
    given = os.environ if environment is None else environment
    values: dict[str, object] = {"by": _user_name()}
    for setting in fields(Settings):
        name = f"NINEFOLD_{setting.name.upper()}"
        if given.get(name):
            values[setting.name] = _read(name, given[name], setting.type)
    settings = Settings(**values)  # type: ignore[arg-type]
    if settings.engine not in ("duckdb", "spark"):
        raise SettingMissing("NINEFOLD_ENGINE must be duckdb or spark.")
    return settings


def _read(name: str, text: str, kind: object) -> object:
    if kind is Path:
        return Path(text).expanduser()
    if kind is not int:
        return text
    if not text.isdigit() or int(text) == 0:
        raise SettingMissing(f"{name} must be a whole number above nought.")
    return int(text)


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a user without a name
        return ""
