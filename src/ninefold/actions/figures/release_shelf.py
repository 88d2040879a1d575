"""The releases of a workspace as a reader sees them: published, not withdrawn, each for its own audience."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ninefold.contracts.reading import Audience, ReleaseFile, ReleaseSummary
from ninefold.engine.snapshots import State, StoredFile

DESCRIPTION = "release.json"
FIGURES = "figures.parquet"


@dataclass(frozen=True)
class ShelvedRelease:
    """One release: what it says of itself, and where its files lie."""

    summary: ReleaseSummary
    files: Mapping[str, Path] = field(repr=False)

    @property
    def figures(self) -> Path:
        """The file its figures are read from."""
        return self.files[FIGURES]


def shelved(root: Path, state: State, audience: Audience) -> tuple[ShelvedRelease, ...]:
    """Every release that audience may see, newest first."""
    by_release: dict[str, list[StoredFile]] = {}
    for stored in state.of("releases", audience):
        by_release.setdefault(stored.source, []).append(stored)
    found = (_shelved(root, release, files, audience) for release, files in by_release.items())
    kept = [each for each in found if each is not None]
    return tuple(sorted(kept, key=lambda each: (each.summary.made_at, each.summary.release), reverse=True))


def _shelved(root: Path, release: str, stored: list[StoredFile], audience: Audience) -> ShelvedRelease | None:
    # Committed in order: a later description (a withdrawal) takes the place of an earlier one.
    files = {Path(each.path).name: root / each.path for each in stored}
    if DESCRIPTION not in files or FIGURES not in files:
        return None
    body = json.loads(files[DESCRIPTION].read_text(encoding="utf-8"))
    if body.get("state", "published") != "published":
        return None
    return ShelvedRelease(_summary(release, body, stored, audience), files)


def _summary(
    release: str, body: Mapping[str, Any], stored: list[StoredFile], audience: Audience
) -> ReleaseSummary:
    figures = [each for each in stored if Path(each.path).name == FIGURES]
    return ReleaseSummary(
        release=release,
        products=tuple(body["products"]),
        audience=audience,
        made_at=_moment(body["created"]),
        run=str(body["run"]),
        snapshot=str(body["snapshot"]),
        card=", ".join(f"{name} {version[:12]}" for name, version in sorted(body["cards"].items())),
        policy=f"{body['policy']['name']}: {body['policy']['in_words']}",
        marking="OFFICIAL" if audience == "public" else "OFFICIAL-SENSITIVE",
        attribution=" ".join(body["attributions"]),
        figures=figures[-1].rows,
        first_period="",
        last_period="",
        method=" ".join(str(words) for words in body["how_counted"].values()),
        left_out=tuple(body.get("left_out", ())),
        files=tuple(
            ReleaseFile(Path(each.path).name, each.sha256, each.bytes, each.rows)
            for each in {Path(each.path).name: each for each in stored}.values()
        ),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
