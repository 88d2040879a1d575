"""Reading a TOML file a person wrote, with an error that says what to do when it cannot be read."""

import tomllib
from pathlib import Path
from typing import Any

from ninefold.errors import CardInvalid


def read_toml(path: Path, *, when_absent: str) -> dict[str, Any]:
    """What the file at `path` holds; CardInvalid, with `when_absent` as what to do, where there is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CardInvalid(f"{path}: there is no file here that can be read. {when_absent}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CardInvalid(f"{path}: not valid TOML ({error}). Mend the line named.") from error
