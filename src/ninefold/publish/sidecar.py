"""release.json: what lies beside every released file and says where its figures come from."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ninefold.contracts.release import Release, ReleaseFile
from ninefold.publish.formats import whole_or_nothing

SIDECAR = "release.json"

COLUMNS: Mapping[str, str] = {
    "product": "the product that counted",
    "area_kind": "what kind of area: lsoa, msoa, force, h3 and so on",
    "area": "the area's code",
    "area_name": "the area's name in its boundary file, or a force's own; its code where there is neither",
    "period": "the month, quarter or year counted",
    "category": "the type of record counted; 'all' is every type",
    "value": "the figure; empty when withheld or not known",
    "low": "lower end of the interval the product's card describes; when rounded, made again from the figure",
    "high": "upper end of the same interval",
    "band": "the product's own word for the figure; empty when it would tell the exact figure",
    "trend": "the level with seasons taken out",
    "expected": "what the area's own past led one to expect",
    "expected_low": "lower end of what was expected",
    "expected_high": "upper end of what was expected",
    "reasons": "why the figure is what it is, or why it is not shown; in CSV a number of reasons.csv, in JSON a "
    "place in `reasons`, from 0; in Parquet the words themselves",
    "suppressed": "true when the figure is withheld to protect people; never a zero",
    "same_day": "near-repeats alone: records with another near by on the same day, which `value` does not count, since "
    "two records of one visit look like a repeat; empty for other products and where it would tell the few",
}


def about(
    release: Release,
    *,
    policy_in_words: str,
    counted: Mapping[str, str],
    counts: Mapping[str, int],
    left_out: Sequence[str],
    attributions: Sequence[str],
) -> dict[str, Any]:
    """What every file of a release says of itself, as plain JSON values, in a stable order."""
    return {
        "id": release.id,
        "products": list(release.products),
        "run": release.run,
        "snapshot": release.snapshot,
        "cards": dict(release.cards),
        "filters": dict(release.filters),
        "audience": release.audience,
        "sensitivity": release.sensitivity,
        "created": release.created.isoformat(),
        "policy": {"name": release.policy, "in_words": policy_in_words},
        "counts": dict(counts),
        "left_out": list(left_out),
        "how_counted": dict(counted),
        "columns": dict(COLUMNS),
        "attributions": list(attributions),
        "cite": _citation(release),
    }


def write_sidecar(folder: Path, said: Mapping[str, Any], files: Sequence[ReleaseFile]) -> ReleaseFile:
    """Write release.json into the folder, naming each file with its rows and SHA-256; gives its own entry."""
    listed = [{"name": f.name, "sha256": f.sha256, "size": f.size, "rows": f.rows} for f in files]
    path = folder / SIDECAR
    with whole_or_nothing(path) as out:
        out.write(json.dumps({**said, "files": listed}, ensure_ascii=False, indent=2).encode() + b"\n")
    return file_entry(path, rows=0)


def file_entry(path: Path, *, rows: int) -> ReleaseFile:
    """A written file with its size and SHA-256."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return ReleaseFile(path.name, digest, path.stat().st_size, rows)


def _citation(release: Release) -> str:
    products = ", ".join(release.products)
    day = release.created.date().isoformat()
    return (
        f"Ninefold release {release.id} ({products}), {day}, snapshot {release.snapshot}, run {release.run}."
    )
