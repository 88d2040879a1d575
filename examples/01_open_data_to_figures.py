"""From files laid out as on data.police.uk to monthly counts of one force, in a passing folder.

    python examples/01_open_data_to_figures.py

Everything in it is made up.
"""

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import ninefold

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
FORCE = "Durham Constabulary"
COUNTS = {"2024-01": 12, "2024-02": 15, "2024-03": 9}


def write_months(folder: Path) -> None:
    """One file for each month."""
    for month, count in COUNTS.items():
        rows = [
            f"{month}{number:057d},{month},{FORCE},{FORCE},,,No location,,,Burglary,,"
            for number in range(count)
        ]
        (folder / f"{month}-durham-street.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")


def released_counts(workspace: Path) -> Iterator[tuple[str, float]]:
    """Month and count of the force, from the files released to staff."""
    figures = next((workspace / "zones" / "releases" / "staff").rglob("figures.csv"))
    with figures.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (row["product"], row["area_kind"], row["category"]) == ("volume", "force", "burglary"):
                yield row["period"], float(row["value"])


def main() -> None:
    """Take in, run, and print what was released."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "received").mkdir()
        write_months(folder / "received")
        settings = replace(ninefold.read_settings(), workspace=folder / "workspace")
        workspace = ninefold.open_workspace(settings)
        try:
            taken = ninefold.ingest(
                workspace, source="police_uk", paths=[folder / "received"], by="Ada Example"
            )
            ninefold.run(workspace, by="Ada Example")
        finally:
            workspace.close()
        assert taken.rows_in == taken.loaded + taken.quarantined + taken.duplicates == sum(COUNTS.values())
        for month, count in sorted(released_counts(settings.workspace)):
            print(f"{month}  {count:.0f}")


if __name__ == "__main__":
    main()
