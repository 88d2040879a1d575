"""One small made-up region, made once for all the tests of this folder."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ninefold.region.generate import RegionSummary, generate


@dataclass(frozen=True)
class Made:
    """A region on disk and what making it told."""

    folder: Path
    summary: RegionSummary

    def files_of(self, force: str) -> list[Path]:
        return sorted(path for path in (self.folder / "forces" / force).rglob("*") if path.is_file())

    def truth(self, name: str) -> pa.Table:
        return pq.read_table(self.folder / "truth" / f"{name}.parquet")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("region")
    return Made(folder, generate(folder, people=3000, seed=9))
