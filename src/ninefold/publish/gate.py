"""The gate: the only way by which figures leave.

    prepare(findings, …)   → a draft: the figures as the policy lets them be shown
    write_release(draft, …) → the files, with release.json beside them, and the release published

Nothing else in the platform writes figures for others to read.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from ninefold.contracts.release import Audience, Release, ReleaseFile, Sensitivity
from ninefold.errors import NotFound, NotInThisState, TooFewToPublish
from ninefold.publish.about_data import about_data
from ninefold.publish.cells import Nest, kinds_that_nest, words_of
from ninefold.publish.differencing import Registry, cells_to_register, empty_registry
from ninefold.publish.disclosure import protect
from ninefold.publish.figures import gathered, of_kinds
from ninefold.publish.formats import ENDINGS, FORMATS, whole_or_nothing
from ninefold.publish.map_file import write_geojson
from ninefold.publish.policy import Policy
from ninefold.publish.sidecar import about, file_entry, write_sidecar


@dataclass(frozen=True)
class Origin:
    """Where figures come from: run, snapshot, each product's card hash, and how it counts, in words."""

    run: str
    snapshot: str
    cards: Mapping[str, str]
    how_counted: Mapping[str, str]
    sensitivity: Sensitivity
    attributions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReleaseDraft:
    """Figures ready to leave: already protected. `cells` are for the registry, once published."""

    release: Release
    figures: pa.Table
    cells: pa.Table
    said: Mapping[str, Any]
    about_data: pa.Table


@dataclass(frozen=True)
class MapOf:
    """One map of a release: its product, kind of area, period and categories."""

    product: str
    area_kind: str
    period: str
    categories: tuple[str, ...] = ("all",)


def prepare(
    findings: pa.Table | Iterable[pa.Table],
    *,
    policy: Policy,
    audience: Audience,
    origin: Origin,
    author: str,
    created: datetime,
    areas: pa.Table | None = None,
    registry: pa.Table | None = None,
    filters: Mapping[str, str] | None = None,
    release_id: str | None = None,
) -> ReleaseDraft:
    """The findings as a draft release under a policy.

    Findings may come in parts, so that millions need not be held with all their words.
    `areas` is the nested table of areas; `registry` the cells of all earlier releases; `filters` what the
    findings were narrowed to beyond their keys; `release_id` the id of a draft made again. Unless exact,
    kinds of area of which it is not known how they nest are left out, and `said` tells. Raises
    NotInThisState for exact police figures for the public and for what cannot be checked, TooFewToPublish
    when nothing would be left to show.
    """
    if policy.exact and audience == "public" and origin.sensitivity != "open":
        raise NotInThisState(
            "release: exact figures for the public are for open data only. Choose the protected policy."
        )
    nest = Nest.of(areas)
    earlier = Registry(registry if registry is not None else empty_registry(), nest, policy, filters or {})
    figures, of_data = gathered([findings] if isinstance(findings, pa.Table) else findings, areas)
    if not len(figures):
        raise NotFound("release: there are no figures about areas. Run a product first.")
    figures, left_out = _checkable(figures, policy, nest)
    shown = protect(figures, policy, nest=nest, earlier=None if policy.exact else earlier)
    del figures  # with millions of figures each copy counts
    release = _draft(shown, policy, audience, origin, author, created, filters or {}, release_id)
    counts = _counts(shown)
    if counts["shown"] == 0 and counts["withheld"]:
        raise TooFewToPublish(
            "release: every figure would be withheld. Choose larger areas or longer periods."
        )
    said = about(
        release,
        policy_in_words=policy.in_words(),
        counted=origin.how_counted,
        counts=counts,
        left_out=left_out,
        attributions=_attributions(origin, areas),
    )
    cells = cells_to_register(release.id, shown, filters or {})
    return ReleaseDraft(release, shown, cells, said, about_data(of_data, policy))


def write_release(
    draft: ReleaseDraft,
    folder: Path,
    *,
    at: datetime,
    formats: Sequence[str] = ("csv", "json", "parquet"),
    maps: Sequence[MapOf] = (),
    areas: pa.Table | None = None,
) -> Release:
    """Write the draft's files and release.json into the folder, and give the release, published.

    Raises NotInThisState, before anything is written, when the release may not be published yet.
    """
    draft.release.published((), at)
    folder.mkdir(parents=True, exist_ok=True)
    files = [file for name in formats for file in _written(draft, folder, name)]
    files += [_mapped(draft, folder, drawn, areas) for drawn in maps]
    files.append(_about_data(draft, folder / "about_data.csv"))
    sidecar = write_sidecar(folder, draft.said, files)
    return draft.release.published((*files, sidecar), at)


def decided(draft: ReleaseDraft, release: Release) -> ReleaseDraft:
    """The draft with its release as it stands after a decision."""
    if release.id != draft.release.id:
        raise NotInThisState("release: the decision is about another release. Open the right one.")
    return replace(draft, release=release)


def _checkable(figures: pa.Table, policy: Policy, nest: Nest) -> tuple[pa.Table, list[str]]:
    """The figures whose kinds of area nest, and in words what is left out because its kind does not."""
    kinds = set(figures["area_kind"].unique().to_pylist())
    places = words_of(figures).places
    kept = kinds if policy.exact else kinds_that_nest(places, nest)
    if kept == kinds:
        return figures, []
    left_out = [f"{kind}: it is not known which larger areas these lie in" for kind in sorted(kinds - kept)]
    return of_kinds(figures, kept), left_out


def _written(draft: ReleaseDraft, folder: Path, name: str) -> list[ReleaseFile]:
    if name not in FORMATS:
        raise NotFound(f"release: there is no format {name}. Choose from {', '.join(FORMATS)}.")
    written = FORMATS[name](draft.figures, folder / f"figures.{ENDINGS[name]}", draft.said)
    return [file_entry(path, rows=rows) for path, rows in written.items()]


def _about_data(draft: ReleaseDraft, path: Path) -> ReleaseFile:
    with whole_or_nothing(path) as out:
        pacsv.write_csv(draft.about_data, out)
    return file_entry(path, rows=draft.about_data.num_rows)


def _mapped(draft: ReleaseDraft, folder: Path, drawn: MapOf, areas: pa.Table | None) -> ReleaseFile:
    if areas is None:
        raise NotFound("release: a map needs the outlines of its areas. Import boundaries first.")
    path = folder / f"{drawn.product}_{drawn.area_kind}_{drawn.period.replace('/', '_to_')}.geojson"
    rows = write_geojson(
        draft.figures,
        path,
        draft.said,
        areas=areas,
        product=drawn.product,
        area_kind=drawn.area_kind,
        period=drawn.period,
        categories=drawn.categories,
    )
    return file_entry(path, rows=rows)


def _draft(
    figures: pa.Table,
    policy: Policy,
    audience: Audience,
    origin: Origin,
    author: str,
    created: datetime,
    filters: Mapping[str, str],
    release_id: str | None,
) -> Release:
    products = tuple(sorted(figures["product"].cast(pa.string()).unique().to_pylist()))
    release = Release(
        id=release_id or uuid.uuid4().hex[:12],
        products=products,
        run=origin.run,
        snapshot=origin.snapshot,
        cards=MappingProxyType({name: origin.cards[name] for name in products if name in origin.cards}),
        policy=policy.name,
        sensitivity=origin.sensitivity,
        audience=audience,
        author=author,
        created=created,
        filters=MappingProxyType(dict(filters)),
    )
    return release.submitted() if release.needs_second_person else release


def _counts(figures: pa.Table) -> dict[str, int]:
    withheld = pc.sum(figures["suppressed"]).as_py() or 0
    shown = len(figures) - figures["value"].null_count
    return {
        "figures": len(figures),
        "shown": shown,
        "withheld": withheld,
        "unknown": len(figures) - shown - withheld,
    }


def _attributions(origin: Origin, areas: pa.Table | None) -> list[str]:
    of_areas = areas["attribution"].drop_null().unique().to_pylist() if areas is not None else []
    return sorted({*origin.attributions, *of_areas})
