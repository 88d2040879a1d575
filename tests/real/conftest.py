"""One workspace for all the tests on real data: every archive taken in, boundaries imported, the flow run."""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ninefold.actions.figures.import_geography import import_geography
from ninefold.actions.ingesting.ingest import IngestOutcome, ingest
from ninefold.actions.pipeline import RunOutcome, run
from ninefold.actions.workspace import Workspace
from ninefold.bootstrap import open_workspace
from ninefold.settings import Settings

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
BY = "tester"


@dataclass(frozen=True)
class RealRun:
    """The workspace, what taking the archives in gave, and what the flow gave."""

    workspace: Workspace
    taken: IngestOutcome
    flow: RunOutcome
    raw: Path  # the same CSV files, unpacked for whoever counts them without Ninefold


@pytest.fixture(scope="session")
def archives() -> list[Path]:
    found = sorted((SHARED_DATA / "police-uk").glob("*.zip"))
    if not found:
        pytest.skip("the real data is not here: there is no ../shared/data/police-uk beside this checkout")
    return found


@pytest.fixture(scope="session")
def real(archives: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRun]:
    root = tmp_path_factory.mktemp("real")
    workspace = open_workspace(replace(Settings(), workspace=root / "workspace"))
    taken = ingest(workspace, source="police_uk", paths=archives, by=BY)
    import_geography(workspace, paths=_boundaries(), by=BY)
    flow = run(workspace, by=BY)
    for archive in archives:
        with zipfile.ZipFile(archive) as held:
            held.extractall(root / "raw" / archive.stem)
    yield RealRun(workspace, taken, flow, root / "raw")
    workspace.close()
    shutil.rmtree(root, ignore_errors=True)  # gigabytes, which pytest would keep for three runs


def _boundaries() -> list[Path]:
    folder = SHARED_DATA / "geography"
    return [*folder.glob("police-force-areas*"), *folder.glob("lsoa2011_*"), *folder.glob("msoa2011_*")]
