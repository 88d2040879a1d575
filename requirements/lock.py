"""Locks the dependencies with hashes for pip: `run.lock` for users, `dev.lock` for developers, and `bench-peers.lock`.

The last is for an environment apart, with the packages the benchmarks measure us beside (`make bench-peers`).

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
CONSTRAINED = ["pyproject.toml", "requirements/build.in", "--constraint", "requirements/constraints.in"]
PEERS = "bench-peers"
LOCKS = {
    "run.lock": [*CONSTRAINED, "--extra", "web", "--extra", "models", "--extra", "plots"],
    "dev.lock": [*CONSTRAINED, *EVERY_EXTRA],
    f"{PEERS}.lock": [f"requirements/{PEERS}.in"],
}


def fingerprint(name: str) -> str:
    """What a lock was made from."""
    ours = (ROOT / "pyproject.toml").read_text().split("[tool.ruff]")[0] + (HERE / "build.in").read_text()
    sources = (HERE / f"{PEERS}.in").read_text() if name.startswith(PEERS) else ours
    return hashlib.sha256(sources.encode()).hexdigest()


def lock(name: str, arguments: list[str]) -> None:
    """Write one lock file."""
    command = [
        *[sys.executable, "-m", "uv", "pip", "compile", *arguments],
        *["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--quiet"],
        *["--no-header", "--no-emit-index-url", "--output-file", f"requirements/{name}"],
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    path = HERE / name
    path.write_text(f"# made by `make lock` from {fingerprint(name)}\n{path.read_text()}")


def main() -> int:
    """Lock, or check the locks."""
    if "--check" not in sys.argv:
        for name, arguments in LOCKS.items():
            lock(name, arguments)
        return 0
    stale = [name for name in LOCKS if fingerprint(name) not in (HERE / name).read_text().split("\n", 1)[0]]
    if stale:
        print(f"{', '.join(stale)}: dependencies changed since these were locked. Run `make lock`.")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
