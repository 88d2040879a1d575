"""Write the labelled tables that the shipped linkage model learns from, and say the command that learns it.

python -m benchmarks.linkage.training_tables FOLDER
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.linkage import _region, _sets

CARD = """
[source]
name = "labelled_people"
title = "Labelled people to learn from"
owner = "Head of Analysis"
lawful_basis = "Public and made-up data"
licence = "as each table's"
purpose = "To learn a linkage model."
force = "nobody"
refresh = "once"
sensitivity = "open"
marking = "OFFICIAL"
retention_group = "4"
expected_rows = {min = 1, max = 10000000}

[[layout]]
name = "people"
format = "parquet"
keys = ["record_id"]

[[layout.record]]
table = "person"
label = "person"
entity = "P_012"
[layout.record.fields]
given_name = {column = "given", as = "name"}
middle_names = {column = "middle", as = "name"}
surname = {column = "surname", as = "name"}
born = {column = "born", as = "partial_date"}
gender = {column = "sex", as = "gender"}
postcode = {column = "postcode", as = "postcode"}
address = {column = "address", as = "text"}
pnc_id = {column = "pnc", as = "text"}
phone = {column = "phone", as = "text"}
email = {column = "email", as = "email"}
"details.force" = {column = "force", as = "text"}
"details.birth_place" = {column = "birth_place", as = "text"}
"details.occupation" = {column = "occupation", as = "text"}
"details.other_number" = {column = "other_id", as = "text"}
"""
COLUMNS = (
    "record_id", "force", "given", "middle", "surname", "born", "sex", "postcode", "address", "birth_place",
    "occupation", "pnc", "phone", "email", "other_id",
)  # fmt: skip
# Other seeds than those of the benchmarks.
REGIONS = ((20_000, 4), (300_000, 7))


def main() -> None:
    """Write every table and the card to a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "card.toml").write_text(CARD, encoding="utf-8")
    figures = _sets.historical_half_a()
    learned = _sets.learned_half(figures.truth["person"])
    people = figures.truth["person"].filter(learned)
    _write(folder / "historical_half_a_half_of_people", figures.nominals.filter(learned), people)
    for number in (1, 2):
        table = _sets.febrl_of_wheel(number)
        _write(folder / f"febrl_{number}", table.nominals, table.truth["person"])
    table = _sets.fake_1000()
    _write(folder / "fake_1000", table.nominals, table.truth["person"])
    for people, seed in REGIONS:
        region = _region.kept_region(folder / "regions", people, seed=seed)
        _write(folder / f"made_up_region_{people}", region, region["person"])
    print(
        f"ninefold link train {folder}/*.parquet --card {folder}/card.toml --truth person "
        "--out src/ninefold/link/models"
    )


def _write(path: Path, nominals: pa.Table, people: pa.ChunkedArray) -> None:
    pq.write_table(nominals.select(COLUMNS).append_column("person", people), path.with_suffix(".parquet"))


if __name__ == "__main__":
    main()
