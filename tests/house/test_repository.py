"""What the repository holds: small files, no place to fetch packages from, and nothing it should not."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST = 500_000
# Built or brought files that are larger on purpose.
LARGE_ON_PURPOSE = {
    "src/ninefold/web/static/map.js",
    "src/ninefold/web/static/map-worker.js",
    "tests/web/axe.min.js",
}
PLACES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.com|registry\.yarnpkg|conda\.anaconda|repo1?\.maven"
    r"|--(?:extra-)?index-url[ =]+\S*https?:|\"resolved\": \"https?:"
)


def _files() -> list[str]:
    """Every file that is, or would be, committed."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs the git checkout, to know which files belong to the repository")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()})


def test_no_file_is_large_but_those_listed() -> None:
    large = {name for name in _files() if (ROOT / name).stat().st_size > LARGEST}

    assert large <= LARGE_ON_PURPOSE


def test_no_file_names_a_place_to_fetch_packages_from() -> None:
    own = Path(__file__).relative_to(ROOT).as_posix()
    texts = [name for name in _files() if name != own and name not in LARGE_ON_PURPOSE]
    naming = [
        name for name in texts if PLACES.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert naming == []


def test_the_locks_hold_every_package_by_a_hash() -> None:
    for lock in ("run.lock", "dev.lock", "bench-peers.lock"):
        entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / lock).read_text(encoding="utf-8"))
        packages = [entry for entry in entries if not entry.startswith("#") and entry.strip()]
        assert len(packages) > 20
        assert [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry] == []


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text) > 10_000


def test_every_python_file_of_the_program_says_what_it_is() -> None:
    bare = [
        name
        for name in _files()
        if name.startswith("src/") and name.endswith(".py") and (ROOT / name).stat().st_size
        if not (ROOT / name).read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""'))
    ]

    assert bare == []
