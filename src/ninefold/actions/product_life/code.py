"""Hashes of what turns rows into scores: the product's own files, the code it is built on, the libraries installed."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import ninefold
from ninefold.contracts.artefact import canonical
from ninefold.contracts.scoring import ScoringProduct

# What a product's features and models are made with; a change in here may change a score.
BUILT_ON = ("measures/features", "measures/models", "measures/scoring/conformal.py", "contracts/scoring.py")
# What fits and judges a flat file.
JUDGED_WITH = ("measures/models", "measures/scoring", "assure")
LIBRARIES = (
    "numpy",
    "scipy",
    "pyarrow",
    "duckdb",
    "ibis-framework",
    "scikit-learn",
    "interpret-core",
    "lightgbm",
    "skops",
)
_SOURCE = Path(ninefold.__file__).parent


def own_files(product: ScoringProduct) -> dict[str, bytes]:
    """The files of the product's folder that decide what it answers, by name."""
    found = sorted(p for p in product.folder.rglob("*") if p.suffix in (".py", ".toml", ".csv", ".json"))
    kept = [p for p in found if not {"sample", "__pycache__"} & set(p.relative_to(product.folder).parts)]
    # The words of its papers are approved by themselves, and may be mended without fitting anew.
    return {p.relative_to(product.folder).as_posix(): p.read_bytes() for p in kept if p.name != "words.toml"}


def code_hash(product: ScoringProduct) -> str:
    """One hash of the product's own files and of the code they are built on."""
    return sha256(canonical({**_hashes(own_files(product)), **_sources(BUILT_ON)})).hexdigest()


def judging_code_hash() -> str:
    """One hash of the code that fits and judges a flat file."""
    return sha256(canonical(_sources(JUDGED_WITH))).hexdigest()


def lock() -> dict[str, str]:
    """The versions of the libraries that work a score out; empty for one that is not installed."""
    return {name: _version(name) for name in LIBRARIES}


def lock_hash() -> str:
    """One hash of those versions."""
    return sha256(canonical(lock())).hexdigest()


@cache
def _sources(names: tuple[str, ...]) -> dict[str, str]:
    """Read once: what a process has imported is what it runs, whatever is written to the files after."""
    paths = [_SOURCE / name for name in names]
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    kept = [file for file in files if file.suffix in (".py", ".toml")]
    return _hashes({f"ninefold/{p.relative_to(_SOURCE).as_posix()}": p.read_bytes() for p in kept})


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in files.items()}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
