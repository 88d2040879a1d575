"""Locks the dependencies with hashes for pip: `run.lock` for users, `dev.lock` for developers.

The locks name packages, versions and hashes and no place to fetch them from, so that a force can
install from its own mirror. `--check` only says whether they still fit pyproject.toml.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
EVERY_EXTRA = [f"--extra={name}" for name in ("web", "models", "boosted", "plots", "spark", "dev")]
LOCKS = {
    "run.lock": ["--extra", "web", "--extra", "models", "--extra", "plots", "requirements/build.in"],
    "dev.lock": [*EVERY_EXTRA, "requirements/build.in"],
}


def fingerprint() -> str:
    """What the locks were made from."""
    sources = (ROOT / "pyproject.toml").read_text().split("[tool.ruff]")[0] + (HERE / "build.in").read_text()
    return hashlib.sha256(sources.encode()).hexdigest()


def lock(name: str, arguments: list[str]) -> None:
    """Write one lock file."""
    command = [
        *[sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *arguments],
        *["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--quiet"],
        *["--no-header", "--no-emit-index-url", "--constraint", "requirements/constraints.in"],
        *["--output-file", f"requirements/{name}"],
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    path = HERE / name
    path.write_text(f"# made by `make lock` from {fingerprint()}\n{path.read_text()}")


def main() -> int:
    """Lock, or check the locks."""
    if "--check" not in sys.argv:
        for name, arguments in LOCKS.items():
            lock(name, arguments)
        return 0
    stale = [name for name in LOCKS if fingerprint() not in (HERE / name).read_text().split("\n", 1)[0]]
    if stale:
        print(f"{', '.join(stale)}: dependencies changed since these were locked. Run `make lock`.")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
