"""Street data asked for what it cannot carry, as it comes and in disguise: every request must be refused with a reason.

    python -m benchmarks.places.refusals

Each month and force is offered as published, with its columns renamed, and with its months written as days. Beside it,
data that can carry the request must not be refused, and types that patrols find must be.
"""

import io
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from benchmarks.proof import SHARED_DATA, Proof, shared_data_is_absent

from ninefold.actions.places.find_patterns import ask
from ninefold.errors import NotPermitted
from ninefold.measures.patterns.allowed import may_be_forecast
from ninefold.measures.patterns.snap_points import watch_points

NAME = "places/refusals"
TARGET = "100 % refused with a reason; no request refused that may be asked"
ASKED = ("near-repeat", "hours", "addresses", "series", "repeat places")
FOUND_BY_PATROL = [
    "Drugs",
    " Possession of weapons",
    " Stop and search",
    " Public order",
    " Weapon Violations",
    " Disorderly Conduct",
    "\nProstitution and Commercialized Vice",
    " Narcotic / Drug Law Violations",
    " DRIVING UNDER THE INFLUENCE",
]
REPORTED = [
    "Burglary",
    " Burglary Residential",
    " Robbery",
    " Robbery Firearm",
    " Theft from Vehicle",
    " Bicycle theft",
    " Vehicle crime",
    "\nCriminal damage and arson",
    " Theft from the person",
    " Auto Theft",
    " Break and Enter",
    " Vandalism/Criminal Mischief",
    " Thefts",
    "\nMotor Vehicle Theft",
    " Other theft",
    " Shoplifting",
    " Violence and sexual offences",
    " Anti-social behaviour",
]


def card(folder: Path, name: str, columns: dict[str, str]) -> Path:
    """A card for a file of points, written out."""
    path = folder / f"{name}.toml"
    lines = "\n".join(f'{key} = "{value}"' for key, value in columns.items())
    path.write_text(f"[columns]\n{lines}\n", encoding="utf-8")
    return path


def street_months() -> list[tuple[str, pa.Table]]:
    """Every fourth month of the street archives, burglary and robbery alone, with their columns."""
    found = []
    for archive in sorted((SHARED_DATA / "police-uk").glob("*.zip")):
        with zipfile.ZipFile(archive) as held:
            names = [name for name in sorted(held.namelist()) if name.endswith("street.csv")]
            for name in names[::4]:
                rows = pacsv.read_csv(io.BytesIO(held.read(name)))
                kept = pc.is_in(rows["Crime type"], value_set=pa.array(["Burglary", "Robbery"]))
                rows = rows.filter(kept)
                if pc.count(rows["Longitude"]).as_py() > 80:
                    found.append((Path(name).stem, rows))
    return found


def disguises(rows: pa.Table) -> dict[str, tuple[pa.Table, dict[str, str]]]:
    """The rows as published, renamed to plain columns, and with the month written as a day."""
    plain = rows.select(["Month", "Longitude", "Latitude", "Crime type"])
    plain = plain.rename_columns(["when", "east", "north", "what"])
    dated = plain.set_column(
        0,
        "when",
        pc.strptime(pc.binary_join_element_wise(plain["when"].cast("string"), "15", "-"), "%Y-%m-%d", "s"),
    )
    names = {"date": "when", "longitude": "east", "latitude": "north", "type": "what"}
    own = {"date": "Month", "longitude": "Longitude", "latitude": "Latitude", "type": "Crime type"}
    return {"as published": (rows, own), "renamed": (plain, names), "dated": (dated, names)}


def asked_of_street_data(folder: Path) -> tuple[int, int]:
    """Requests made, and refused with a sentence that gives a reason."""
    made = refused = 0
    for name, rows in street_months():
        for kind, (held, columns) in disguises(rows).items():
            path = folder / "street.parquet"
            pq.write_table(held, path)
            about = card(folder, "street", columns)
            for product in ASKED:
                made += 1
                try:
                    ask(path, about, product)
                    print(f"NOT REFUSED: {name}, {kind}, {product}")
                except NotPermitted as refusal:
                    refused += " refused here: " in str(refusal)
    return made, refused


def wrongly_refused(folder: Path) -> list[str]:
    """Requests of data that can carry them which were refused all the same."""
    files = {
        "portland_nij_burglary_2012-03_2017-02.csv.gz": {
            "date": "occ_date", "longitude": "lon", "latitude": "lat", "kind": "Burglary"
        },
        "nyc_vehicle_thefts_2014_2016.csv.gz": {
            "date": "date_start", "longitude": "longitude", "latitude": "latitude",
            "kind": "Vehicle theft"
        },
    }  # fmt: skip
    wrong = []
    for name, columns in files.items():
        about = card(folder, name.split("_")[0] + "_burglary_theft", columns)
        for product in ("near-repeat", "repeat places", "hours", "hot spots"):
            if product == "hours" and "portland" in name:
                continue
            try:
                ask(SHARED_DATA / "place-events" / name, about, product)
            except NotPermitted as refusal:
                wrong.append(f"{name}, {product}: {refusal}")
    return wrong


def alarms_on_planted_changes() -> tuple[int, int]:
    """A twentieth of the points moved in one month, ten times: alarms rung within three months, and elsewhere."""
    months, longitude, latitude = [], [], []
    with zipfile.ZipFile(next((SHARED_DATA / "police-uk").glob("avon*.zip"))) as held:
        for number, name in enumerate(
            name for name in sorted(held.namelist()) if name.endswith("street.csv")
        ):
            rows = pacsv.read_csv(io.BytesIO(held.read(name))).select(["Longitude", "Latitude"]).drop_null()
            months.append(np.full(len(rows), number))
            longitude.append(rows["Longitude"].to_numpy())
            latitude.append(rows["Latitude"].to_numpy())
    month, x, y = np.concatenate(months), np.concatenate(longitude), np.concatenate(latitude)
    known = {each.month for each in watch_points(month, x, y) if each.alarms}
    chosen = (np.round(x * 1e6).astype(np.int64) * 31 + np.round(y * 1e6).astype(np.int64)) % 20 == 0
    rung = false = 0
    for at in range(16, 26):
        moved = x + np.where(chosen & (month >= at), 0.0003, 0.0)
        alarms = {each.month for each in watch_points(month, moved, y) if each.alarms}
        rung += at in alarms
        false += len(alarms - known - {at, at + 1, at + 2})
    return rung, false


def main() -> None:
    """Ask for everything that must be refused, and for some that must not; tell."""
    if shared_data_is_absent(NAME, "share refused", TARGET):
        return
    with tempfile.TemporaryDirectory() as folder:
        made, refused = asked_of_street_data(Path(folder))
        wrong = wrongly_refused(Path(folder))
    types = sum(not may_be_forecast(kind) for kind in FOUND_BY_PATROL)
    barred = [kind for kind in REPORTED if not may_be_forecast(kind)]
    rung, false = alarms_on_planted_changes()
    for each in wrong:
        print("WRONGLY REFUSED:", each)
    share = refused / made
    holds = share == 1 and not wrong and types == len(FOUND_BY_PATROL) and not barred
    Proof(
        NAME, round(share, 4), "share refused", TARGET, holds, n=made,
        more={"types_refused": f"{types} of {len(FOUND_BY_PATROL)}", "reported_types_refused": len(barred),
              "wrongly_refused": len(wrong), "point_list_alarms": f"{rung} of 10 planted changes, {false} false"},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
