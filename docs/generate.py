"""Writes docs/reference/generated from the code itself. `--check` changes nothing and names the pages that are stale.

Every page is made by one function of `docs/generation/`, from the objects the program runs on.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from generation import (
    checks,
    cleaners,
    commands,
    errors,
    pole,
    products,
    quality,
    releases,
    settings,
    sources,
    web_interface,
)

HERE = Path(__file__).parent / "reference" / "generated"


def pages() -> dict[str, str]:
    """Every generated page: its path under reference/generated, and its text."""
    made = {
        "commands.md": commands.page(),
        "settings.md": settings.page(),
        "products.md": products.page(),
        "pole_tables.md": pole.tables_page(),
        "pole_entities.md": pole.entities_page(),
        "checks.md": checks.page(),
        "cleaners.md": cleaners.page(),
        "quality.md": quality.page(),
        "errors.md": errors.page(),
        "releases.md": releases.page(),
        "api.md": web_interface.page(),
    }
    return made | sources.pages()


def stale(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """The pages that are missing, differ from what the code says, or are no longer made."""
    held = {str(path.relative_to(folder)): path for path in folder.rglob("*.md")}
    wrong = [
        name for name, text in wanted.items() if name not in held or held[name].read_text("utf-8") != text
    ]
    return sorted([*wrong, *(name for name in held if name not in wanted)])


def write(folder: Path, wanted: Mapping[str, str]) -> None:
    """Write every page, and take away those that are no longer made."""
    for name in stale(folder, wanted):
        path = folder / name
        if name not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[name], encoding="utf-8")


def main() -> int:
    """Write the pages, or with --check say which are stale."""
    wanted = pages()
    if "--check" not in sys.argv:
        write(HERE, wanted)
        return 0
    wrong = stale(HERE, wanted)
    for name in wrong:
        print(f"docs/reference/generated/{name} is stale: run `make fix`.")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
