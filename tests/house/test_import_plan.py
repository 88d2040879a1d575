"""The plan of the house is a file that fails the build; here it is run as a test as well."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_imports_point_down_and_only_the_engine_knows_the_databases() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout[told.stdout.find("Broken contracts") :]
    assert "0 broken" in told.stdout
