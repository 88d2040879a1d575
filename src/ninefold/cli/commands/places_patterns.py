"""`ninefold places …`: near-repeats, repeat places, hot times, clusters, scans and series."""

from typing import Annotated, Any

import typer

from ninefold.actions.places.find_clusters import find_clusters, find_scan
from ninefold.actions.places.find_patterns import (
    find_hot_times,
    find_near_repeats,
    find_repeats,
    find_series,
)
from ninefold.cli import render
from ninefold.cli.commands.places_answers import (
    CardOption,
    FileArgument,
    SeedOption,
    SizeOption,
    TypeOption,
    answered,
    sentences,
    told_at,
)
from ninefold.cli.options import JsonOption
from ninefold.measures.patterns.aoristic import DAYS
from ninefold.measures.patterns.near_repeat import DELAYS, DISTANCES, SAME_PLACE, NearRepeats

PermutationsOption = Annotated[int, typer.Option("--permutations", help="How often the days are shuffled.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the group `places`."""
    app.command("near-repeat")(near_repeat)
    app.command("repeats")(repeats)
    app.command("hot-times")(hot_times)
    app.command("clusters")(clusters)
    app.command("scan")(scan)
    app.command("series")(series)


def near_repeat(
    file: FileArgument,
    card: CardOption,
    type_: TypeOption = None,
    permutations: PermutationsOption = 999,
    distance: Annotated[
        list[float] | None, typer.Option("--distance", help="Far end of a band in metres; may be repeated.")
    ] = None,
    delay: Annotated[
        list[int] | None, typer.Option("--delay", help="Last day of a band; may be repeated.")
    ] = None,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """How many more pairs are near in place and time than chance gives; same place and day 0 stand apart."""
    bands: dict[str, Any] = {
        "distances": (SAME_PLACE, *sorted(distance)) if distance else DISTANCES,
        "delays": tuple(sorted({0, *delay})) if delay else DELAYS,
    }
    with render.progress(quiet=json) as report:
        answer = find_near_repeats(
            file, card, types=type_ or (), permutations=permutations, seed=seed, report=report, **bands
        )
    if answered(answer, json):
        return
    found = answer.found
    headings = ["distance", *[_days(found, place) for place in range(len(found.delays))]]
    rows = [
        (_metres(found, row), *[_ratio(found, row, column) for column in range(len(found.delays))])
        for row in range(len(found.distances))
    ]
    render.table("Pairs observed ÷ expected (* p ≤ .05)", headings, rows)
    sentences(answer)


def _days(found: NearRepeats, column: int) -> str:
    band = found.band(0, column)
    if band.first_day == band.last_day:
        return f"day {band.first_day}"
    return f"days {band.first_day}–{band.last_day}"


def _metres(found: NearRepeats, row: int) -> str:
    band = found.band(row, 0)
    return "same place" if band.far <= SAME_PLACE else f"to {band.far:g} m"


def _ratio(found: NearRepeats, row: int, column: int) -> str:
    band = found.band(row, column)
    if band.ratio is None:
        return "–"
    return f"{band.ratio:.2f}{'*' if band.p <= 0.05 else ' '} ({band.observed:,})"


def repeats(
    file: FileArgument,
    card: CardOption,
    type_: TypeOption = None,
    at_risk: Annotated[
        int | None, typer.Option("--at-risk", help="How many places there are in all, hit or not.")
    ] = None,
    top: Annotated[int, typer.Option("--top", help="How many places to list.")] = 20,
    json: JsonOption = False,
) -> None:
    """The places hit again and again, and the share of all events they carry."""
    answer = find_repeats(file, card, types=type_ or (), at_risk=at_risk, top=top)
    if answered(answer, json):
        return
    render.table(
        "The busiest places",
        ["share of places", "places", "carry of events", "by chance"],
        [
            (f"{c.places_share:.0%}", c.places, f"{c.events_share:.1%}", _percent(c.by_chance))
            for c in answer.found.curve
        ],
    )
    render.table(
        "Repeat places",
        ["longitude", "latitude", "events", "median days between"],
        [
            (*_placed(at, each.x, each.y), each.events, each.median_gap)
            for each, at in zip(answer.found.top, answer.places, strict=True)
        ],
    )
    sentences(answer)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _placed(degrees: tuple[float, float] | None, x: float, y: float) -> tuple[str, str]:
    longitude, latitude = degrees or (None, None)
    return told_at(longitude, latitude, x, y)


def hot_times(
    file: FileArgument, card: CardOption, type_: TypeOption = None, json: JsonOption = False
) -> None:
    """When in the week it happens; a time known only as from–to is spread over its hours."""
    with render.progress(quiet=json) as report:
        answer = find_hot_times(file, card, types=type_ or (), report=report)
    if answered(answer, json):
        return
    weight = answer.found.weight
    rows = [(f"{hour:02d}:00", *[round(weight[day][hour], 1) for day in range(7)]) for hour in range(24)]
    render.table("Events by hour and day", ["hour", *[day[:3] for day in DAYS]], rows)
    sentences(answer)


def clusters(
    file: FileArgument,
    card: CardOption,
    type_: TypeOption = None,
    size: SizeOption = 250.0,
    reach: Annotated[float, typer.Option("--reach", help="Neighbours lie within this many metres.")] = 500.0,
    json: JsonOption = False,
) -> None:
    """Squares that stand out with their neighbours (Gi*, local Moran), allowing for so many tests."""
    answer = find_clusters(file, card, types=type_ or (), size=size, reach=reach)
    if answered(answer, json):
        return
    rows = [
        (*told_at(c.longitude, c.latitude, c.x, c.y), c.events, round(c.z, 1), f"{c.q:.4f}")
        for c in answer.top
    ]
    render.table("Hottest squares", ["longitude", "latitude", "events", "z", "q"], rows)
    sentences(answer)


def scan(
    file: FileArgument,
    card: CardOption,
    type_: TypeOption = None,
    size: SizeOption = 250.0,
    days: Annotated[int, typer.Option("--days", help="How many of the last days to compare.")] = 180,
    longest: Annotated[int, typer.Option("--longest", help="Longest cluster, in days.")] = 14,
    ended: Annotated[
        bool, typer.Option("--ended", help="Also clusters that ended before the last day.")
    ] = False,
    permutations: PermutationsOption = 199,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Clusters in place and time by the space-time permutation scan statistic."""
    with render.progress(quiet=json) as report:
        answer = find_scan(
            file, card, types=type_ or (), size=size, days=days, longest=longest, still_going=not ended,
            permutations=permutations, seed=seed, report=report,
        )  # fmt: skip
    if answered(answer, json):
        return
    rows = [
        (
            *(c.first_day, c.last_day, *told_at(c.longitude, c.latitude, c.x, c.y), int(c.radius)),
            *(c.observed, round(c.expected, 1), f"{c.p:.3f}"),
        )
        for c in answer.clusters
    ]
    headings = ["from", "to", "longitude", "latitude", "metres", "seen", "expected", "p"]
    render.table("Clusters, the most likely first", headings, rows)
    sentences(answer)


def series(
    file: FileArgument,
    card: CardOption,
    type_: TypeOption = None,
    furthest: Annotated[
        float, typer.Option("--furthest", help="Furthest two may lie apart, in metres.")
    ] = 2000.0,
    longest: Annotated[float, typer.Option("--longest", help="Most days between two.")] = 28.0,
    json: JsonOption = False,
) -> None:
    """Offences that may be one series: alike in method, near in place, close in time, with the reasons."""
    answer = find_series(file, card, types=type_ or (), furthest=furthest, longest=longest)
    if answered(answer, json):
        return
    rows = [
        (number, len(each.members), round(each.days, 1), int(each.metres), " ".join(each.links[0].reasons))
        for number, each in enumerate(answer.found[:20], 1)
    ]
    render.table("Possible series", ["series", "offences", "days", "metres", "strongest link"], rows)
    sentences(answer)
