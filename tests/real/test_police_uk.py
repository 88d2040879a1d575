"""All of the real street crime, outcomes and searches: every row accounted for, and one figure everywhere."""

import csv
import re
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from tests.real.conftest import BY, RealRun

from ninefold.actions.figures.inputs import stored_areas
from ninefold.actions.figures.read_figures import WorkspaceReader
from ninefold.actions.ingesting.ingest import ingest
from ninefold.web.app import create_app

pytestmark = pytest.mark.slow

# Files and rows of each archive, as the folder's README states them, by kind of file.
EXPECTED = {
    ("avon-and-somerset_2018-01_2020-12.zip", "street"): (35, 500_606),
    ("south-yorkshire_2018-01_2019-12.zip", "street"): (23, 351_322),
    ("city-of-london_2018-01_2020-12.zip", "street"): (36, 24_503),
    ("metropolitan-burglary_2016-03_2019-02.zip", "street"): (36, 226_815),
    ("metropolitan-burglary_2016-03_2019-02.zip", "outcomes"): (36, 31_728),
    ("metropolitan-burglary_2016-03_2019-02.zip", "stop_and_search"): (36, 430_078),
    ("all-forces_2019-02.zip", "street"): (36, 297_403),
    ("durham_2018-10_2019-02.zip", "street"): (5, 31_795),
    ("west-yorkshire_2016-07_2017-07_2018-07.zip", "street"): (3, 87_348),
}
MISSING = "2019-07"  # neither of two forces published this month
Cell = tuple[str, str, str]  # area or force, month, crime type


def raw_counts(files: list[Path], by: str) -> dict[Cell, int]:
    """Street crimes by a column, month and type, straight from the raw CSV files."""
    question = f"""
        SELECT "{by}", "Month", "Crime type", count(*) FROM read_csv($files, all_varchar=true, union_by_name=true)
        WHERE "{by}" IS NOT NULL GROUP BY ALL"""
    rows = duckdb.execute(question, {"files": [str(file) for file in files]}).fetchall()
    return {(area, month, slug(kind)): count for area, month, kind, count in rows}


def slug(crime_type: str) -> str:
    """A crime type's code, made from its words."""
    if crime_type == "Violence and sexual offences":
        return "violent-crime"
    return crime_type.lower().replace(" and ", " ").replace(" ", "-")


@pytest.fixture(scope="session")
def street_files(real: RealRun) -> list[Path]:
    return sorted(real.raw.rglob("*-street.csv"))


@pytest.fixture(scope="session")
def by_small_area(street_files: list[Path]) -> dict[Cell, int]:
    return raw_counts(street_files, "LSOA code")


@pytest.fixture(scope="session")
def by_force(street_files: list[Path]) -> dict[Cell, int]:
    """Counts by force, each known by the slug in its files' names."""
    slugs = {}
    for file in street_files:
        with file.open(newline="", encoding="utf-8") as lines:
            slugs[next(csv.DictReader(lines))["Reported by"]] = file.name[8 : -len("-street.csv")]
    counted = raw_counts(street_files, "Reported by")
    return {(slugs[name], month, kind): count for (name, month, kind), count in counted.items()}


@pytest.fixture(scope="session")
def released(real: RealRun, by_force: dict[Cell, int]) -> dict[str, dict[Cell, float]]:
    """Every figure of street crime in the staff release's CSV, by kind of area."""
    folder = next(release.folder for release in real.flow.releases if release.audience == "staff")
    question = """
        SELECT area_kind, area, period, category, value FROM read_csv($file, all_varchar=true)
        WHERE product = 'volume' AND value IS NOT NULL AND category IN (SELECT unnest($kinds))"""
    asked = {
        "file": str(real.workspace.root / folder / "figures.csv"),
        "kinds": sorted({kind for _, _, kind in by_force}),
    }
    found: dict[str, dict[Cell, float]] = defaultdict(dict)
    for area_kind, area, month, kind, value in duckdb.execute(question, asked).fetchall():
        found[area_kind][area, month, kind] = float(value)
    return found


@pytest.fixture(scope="session")
def areas_of(real: RealRun) -> dict[str, set[str]]:
    """The small areas of each force, as the imported boundaries place them."""
    found: dict[str, set[str]] = defaultdict(set)
    for area in stored_areas(real.workspace, real.workspace.store.state()).to_pylist():
        if area["area_kind"] == "lsoa":
            found[area["force"]].add(area["code"])
    return found


@pytest.fixture(scope="session")
def client(real: RealRun) -> TestClient:
    return TestClient(create_app(WorkspaceReader(real.workspace)))


def test_each_archive_gives_the_files_and_rows_its_readme_states(real: RealRun):
    counted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in real.taken.files:
        counted[entry.name.split("/")[0], entry.layout].append(entry.rows_in)
    assert {key: (len(rows), sum(rows)) for key, rows in counted.items()} == EXPECTED


def test_each_file_gives_as_many_rows_as_it_has_lines_below_its_header(real: RealRun, archives: list[Path]):
    lines = {}
    for archive in archives:
        with zipfile.ZipFile(archive) as held:
            for name in held.namelist():
                if name.endswith(".csv"):
                    lines[f"{archive.name}/{name}"] = len(held.read(name).rstrip().split(b"\n")) - 1
    assert {entry.name: entry.rows_in for entry in real.taken.files} == lines


def test_every_row_of_every_file_is_loaded_and_none_is_refused_or_a_duplicate(real: RealRun):
    """Nothing of what was really published breaks a rule; all 1,981,598 rows are there."""
    assert {(e.status, e.quarantined, e.duplicates, e.reason) for e in real.taken.files} == {
        ("loaded", 0, 0, "")
    }
    assert all(entry.rows_in == entry.loaded for entry in real.taken.files)
    assert real.taken.loaded == sum(rows for _, rows in EXPECTED.values()) == 1_981_598


def test_taking_the_archives_in_again_loads_nothing(real: RealRun, archives: list[Path]):
    again = ingest(real.workspace, source="police_uk", paths=archives, by=BY)
    assert (again.rows_in, again.loaded, again.quarantined) == (1_981_598, 0, 0)
    assert again.duplicates == 1_981_598
    assert {entry.status for entry in again.files} == {"duplicate"}


def test_every_figure_of_every_small_area_is_what_a_query_on_the_raw_files_counts(
    by_small_area: dict[Cell, int], released: dict[str, dict[Cell, float]]
):
    """Every LSOA × month × crime type of every force: none differs, none is missing, and added are only noughts."""
    assert len(by_small_area) == 528_628
    assert _above_nought(released["lsoa"]) == by_small_area


def test_every_total_of_every_force_is_what_a_query_on_the_raw_files_counts(
    by_force: dict[Cell, int], released: dict[str, dict[Cell, float]]
):
    assert len({force for force, _, _ in by_force}) == 42
    assert _above_nought(released["force"]) == by_force


def test_the_api_gives_every_small_area_month_and_type_of_a_force_as_the_raw_files_do(
    client: TestClient, areas_of: dict[str, set[str]], by_small_area: dict[Cell, int]
):
    """One force through the API from end to end: each area's own list of months, type by type."""
    expected = {cell: n for cell, n in by_small_area.items() if cell[0] in areas_of["city-of-london"]}
    given = {}
    for area, kind in sorted({(area, kind) for area, _, kind in expected}):
        asked = {"area_kind": "lsoa", "area": area, "category": kind}
        points = client.get("/api/v1/series", params=asked).json()["points"]
        given |= {(area, point["period"], kind): point["value"] for point in points if point["value"]}
    assert len(expected) > 1_900
    assert given == expected


@pytest.mark.parametrize("force", ["avon-and-somerset", "south-yorkshire", "city-of-london"])
@pytest.mark.parametrize("month", ["2018-03", "2019-02", "2019-12"])
@pytest.mark.parametrize("kind", ["all", "burglary", "violent-crime"])
def test_the_page_the_api_and_the_raw_files_show_one_figure(
    client: TestClient,
    areas_of: dict[str, set[str]],
    by_small_area: dict[Cell, int],
    by_force: dict[Cell, int],
    force: str,
    month: str,
    kind: str,
):
    """Small areas and the force's total: as the page is rendered, as JSON, and as the raw files count."""
    asked = {"area_kind": "lsoa", "force": force, "month": month, "category": kind}
    expected = _of_month(by_small_area, month, kind, areas_of[force])
    assert _on_the_page(client, asked) == _in_the_api(client, asked) == expected
    total = {"area_kind": "force", "month": month, "category": kind}
    expected = _of_month(by_force, month, kind, {force})
    assert (
        _on_the_page(client, total | {"force": force})
        == _in_the_api(client, total | {"force": force})
        == expected
    )


@pytest.mark.parametrize("force", ["avon-and-somerset", "south-yorkshire"])
def test_a_month_that_was_never_published_is_a_gap_and_never_nought(
    client: TestClient, released: dict[str, dict[Cell, float]], areas_of: dict[str, set[str]], force: str
):
    assert not [cell for cell in released["force"] if cell[:2] == (force, MISSING)]
    assert not [cell for cell in released["lsoa"] if cell[1] == MISSING and cell[0] in areas_of[force]]
    points = client.get("/api/v1/series", params={"area_kind": "force", "area": force}).json()["points"]
    assert [point["period"] for point in points if point["value"] is None] == [MISSING]


def test_a_month_that_was_never_published_is_a_finding_about_the_data(real: RealRun):
    state = real.workspace.store.state()
    found = pa.concat_tables(
        pq.read_table(real.workspace.root / f.path) for f in state.of("findings", "volume")
    )
    missing = found.filter(pc.and_(pc.equal(found["band"], "missing"), pc.equal(found["period"], MISSING)))
    assert set(missing["area"].to_pylist()) == {"avon-and-somerset", "south-yorkshire"}
    assert set(missing["value"].to_pylist()) == {None}


@pytest.mark.parametrize("name", ["Avon and Somerset", "South Yorkshire"])
def test_the_page_and_the_api_of_a_month_say_which_force_did_not_send_it(client: TestClient, name: str):
    asked = {"area_kind": "force", "month": MISSING}
    answer = client.get("/api/v1/figures.json", params=asked).json()
    told = [said["amount"] for said in answer["missing"] if said["what"].startswith(name)]
    # besides this month, how many have passed since these old archives end; that grows with the calendar
    assert [amount for amount in told if not amount.endswith(" months")] == ["not sent"]
    assert f"{name}, this month" in client.get("/patterns", params=asked).text


def _above_nought(figures: dict[Cell, float]) -> dict[Cell, float]:
    """The figures that are not 0: a query counts what is there, and a release also says where nothing was."""
    return {cell: value for cell, value in figures.items() if value}


def _of_month(counts: dict[Cell, int], month: str, kind: str, areas: set[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (area, period, category), count in counts.items():
        if period == month and kind in ("all", category) and area in areas:
            found[area] += count
    return found


def _in_the_api(client: TestClient, asked: dict[str, str]) -> dict[str, float]:
    answer = client.get("/api/v1/figures.json", params=asked).json()
    return {figure["area"]: figure["value"] for figure in answer["figures"] if figure["value"]}


def _on_the_page(client: TestClient, asked: dict[str, str]) -> dict[str, float]:
    """The figures of the table as rendered, page by page; the link of each row names its area."""
    found: dict[str, float] = {}
    for page in range(1, 100):
        html = client.get("/patterns", params=asked | {"page": str(page), "page_size": "500"}).text
        table = html.partition('id="table"')[2].partition("<tbody")[2].partition("</table>")[0]
        rows = re.findall(
            r'href="\?[^"]*?area=([^"&#]+)[^"]*"(?:.*?)app-value"[^>]*>([^<]*)<', table, re.DOTALL
        )
        if not rows:
            break
        found |= {area: float(shown.replace(",", "")) for area, shown in rows if shown.strip()}
    return {area: value for area, value in found.items() if value}
