"""`ninefold places …`: near-repeats, repeat places, hot times, clusters, series, feedback and hold-backs."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ninefold.actions.places.find_clusters import find_clusters, find_scan
from ninefold.actions.places.find_patterns import (
    About,
    find_hot_times,
    find_near_repeats,
    find_repeats,
    find_series,
)
from ninefold.actions.places.forecast_load import forecast_load
from ninefold.actions.places.hold_back import plan_hold_back, tell_effect
from ninefold.actions.places.simulate_feedback import simulate_feedback
from ninefold.cli import render
from ninefold.cli.options import JsonOption
from ninefold.measures.patterns.aoristic import DAYS
from ninefold.measures.patterns.near_repeat import DELAYS, DISTANCES, SAME_PLACE, NearRepeats

FileArgument = Annotated[Path, typer.Argument(help="Points with times: .csv, .csv.gz or .parquet.")]
CardOption = Annotated[Path, typer.Option("--card", help="The card that says what its columns are.")]
TypeOption = Annotated[
    list[str] | None, typer.Option("--type", help="Only this type; may be given several times.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Where the random draws start.")]
SizeOption = Annotated[float, typer.Option("--size", help="Side of a square, in metres.")]
PermutationsOption = Annotated[int, typer.Option("--permutations", help="How often the days are shuffled.")]

hold_back = typer.Typer(
    help="Plan a matched hold-back, and tell afterwards what it did.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands to the group `places`."""
    app.command("near-repeat")(near_repeat)
    app.command("repeats")(repeats)
    app.command("hot-times")(hot_times)
    app.command("clusters")(clusters)
    app.command("scan")(scan)
    app.command("series")(series)
    app.command("load")(load)
    app.command("feedback")(feedback)
    app.add_typer(hold_back, name="hold-back")


def _answered(answer: Any, json: bool) -> bool:
    """Print the answer as JSON when asked for, else its heading; whether there is nothing left to print."""
    if json:
        render.as_json(answer)
        return True
    about: About = answer.about
    render.out.print(
        f"{about.title}: {about.events:,} events, {about.first_day} to {about.last_day}", markup=False
    )
    for reason, number in about.left_out.items():
        render.out.print(f"Left out: {number:,} ({reason}).", markup=False)
    return False


def _sentences(answer: Any) -> None:
    for sentence in (*answer.sentences, *answer.about.cautions):
        render.out.print(sentence, markup=False)
    render.out.print(f"Never for: {' '.join(answer.about.never_for)}", markup=False)


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
    if _answered(answer, json):
        return
    found = answer.found
    headings = ["distance", *[_days(found, place) for place in range(len(found.delays))]]
    rows = [
        (_metres(found, row), *[_ratio(found, row, column) for column in range(len(found.delays))])
        for row in range(len(found.distances))
    ]
    render.table("Pairs observed ÷ expected (* p ≤ .05)", headings, rows)
    _sentences(answer)


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
    if _answered(answer, json):
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
    _sentences(answer)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _at(longitude: float | None, latitude: float | None, x: float, y: float) -> tuple[str, str]:
    """Degrees where the file gave them, else metres."""
    if longitude is None or latitude is None:
        return f"{x:.0f} m", f"{y:.0f} m"
    return f"{longitude:.5f}", f"{latitude:.5f}"


def _placed(degrees: tuple[float, float] | None, x: float, y: float) -> tuple[str, str]:
    longitude, latitude = degrees or (None, None)
    return _at(longitude, latitude, x, y)


def hot_times(
    file: FileArgument, card: CardOption, type_: TypeOption = None, json: JsonOption = False
) -> None:
    """When in the week it happens; a time known only as from–to is spread over its hours."""
    with render.progress(quiet=json) as report:
        answer = find_hot_times(file, card, types=type_ or (), report=report)
    if _answered(answer, json):
        return
    weight = answer.found.weight
    rows = [(f"{hour:02d}:00", *[round(weight[day][hour], 1) for day in range(7)]) for hour in range(24)]
    render.table("Events by hour and day", ["hour", *[day[:3] for day in DAYS]], rows)
    _sentences(answer)


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
    if _answered(answer, json):
        return
    rows = [
        (*_at(c.longitude, c.latitude, c.x, c.y), c.events, round(c.z, 1), f"{c.q:.4f}") for c in answer.top
    ]
    render.table("Hottest squares", ["longitude", "latitude", "events", "z", "q"], rows)
    _sentences(answer)


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
    if _answered(answer, json):
        return
    rows = [
        (
            *(c.first_day, c.last_day, *_at(c.longitude, c.latitude, c.x, c.y), int(c.radius)),
            *(c.observed, round(c.expected, 1), f"{c.p:.3f}"),
        )
        for c in answer.clusters
    ]
    headings = ["from", "to", "longitude", "latitude", "metres", "seen", "expected", "p"]
    render.table("Clusters, the most likely first", headings, rows)
    _sentences(answer)


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
    if _answered(answer, json):
        return
    rows = [
        (number, len(each.members), round(each.days, 1), int(each.metres), " ".join(each.links[0].reasons))
        for number, each in enumerate(answer.found[:20], 1)
    ]
    render.table("Possible series", ["series", "offences", "days", "metres", "strongest link"], rows)
    _sentences(answer)


def load(
    file: FileArgument,
    card: CardOption,
    areas: Annotated[Path, typer.Option("--areas", help="GeoJSON of areas, in degrees.")],
    code: Annotated[str, typer.Option("--code", help="The property that is an area's code.")],
    values: Annotated[Path, typer.Option("--values", help="CSV of a figure for each area.")],
    values_code: Annotated[str, typer.Option("--values-code", help="Its column of codes.")],
    value: Annotated[str, typer.Option("--value", help="Its column of figures: deprivation, or a share.")],
    type_: TypeOption = None,
    rounds: Annotated[int, typer.Option("--rounds", help="How many of the last rounds.")] = 12,
    json: JsonOption = False,
) -> None:
    """Where a forecast sends patrols, by fifths of areas, beside where the victims are."""
    with render.progress(quiet=json) as report:
        answer = forecast_load(
            file, card, areas=areas, code=code, values=values, values_code=values_code, value=value,
            types=type_ or (), rounds=rounds, report=report,
        )  # fmt: skip
    if _answered(answer, json):
        return
    rows = [
        (
            g.group,
            f"{g.boxes_share:.1%}",
            f"{g.victims_share:.1%}",
            *(_number(n) for n in (g.ratio, g.low, g.high)),
        )
        for g in answer.groups
    ]
    headings = [f"by {answer.value}", "boxes", "victims", "boxes ÷ victims", "low", "high"]
    render.table("The load", headings, rows)
    _sentences(answer)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def feedback(
    weekly: Annotated[
        list[float] | None, typer.Option("--weekly", help="True crimes a week in an area; once for each.")
    ] = None,
    discovered: Annotated[float, typer.Option("--discovered", help="Share that only a patrol finds.")] = 1.0,
    exploration: Annotated[float, typer.Option("--exploration", help="Share of days drawn evenly.")] = 0.1,
    most: Annotated[float, typer.Option("--most", help="Largest share of patrols for the top area.")] = 0.6,
    days: Annotated[int, typer.Option("--days", help="Days in each run.")] = 1000,
    runs: Annotated[int, typer.Option("--runs", help="How many runs.")] = 1000,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """What a forecast does when it feeds on what its own patrols find, in a made-up world."""
    with render.progress(quiet=json) as report:
        answer = simulate_feedback(
            weekly=weekly or (12.0, 10.0), discovered=discovered, exploration=exploration, most=most,
            days=days, runs=runs, seed=seed, report=report,
        )  # fmt: skip
    if json:
        render.as_json(answer)
        return
    rows = [
        (
            name,
            f"{o.true_share:.3f}",
            f"{o.forecast_share:.3f}",
            f"{o.low:.2f}–{o.high:.2f}",
            f"{o.patrol_share:.3f}",
        )
        for name, o in answer.outcomes.items()
    ]
    headings = ["practice", "true share", "forecast", "95 % of runs", "patrols"]
    render.table("The first area's share", headings, rows)
    for sentence in answer.sentences:
        render.out.print(sentence, markup=False)


@hold_back.command("plan")
def plan(
    file: FileArgument,
    card: CardOption,
    start: Annotated[datetime, typer.Option("--start", help="First day of treatment.", formats=["%Y-%m-%d"])],
    to: Annotated[Path, typer.Option("--to", help="Where to write the plan, as JSON.")],
    pairs: Annotated[int, typer.Option("--pairs", help="Pairs of squares.")] = 20,
    weeks_before: Annotated[int, typer.Option("--weeks-before", help="Weeks counted before.")] = 52,
    size: SizeOption = 250.0,
    apart: Annotated[float, typer.Option("--apart", help="Least metres between squares.")] = 750.0,
    seed: SeedOption = 1,
    type_: TypeOption = None,
    json: JsonOption = False,
) -> None:
    """Pair the busiest squares and draw by lot which of each pair is treated and which is held back."""
    answer = plan_hold_back(
        file, card, start=start.date(), pairs=pairs, weeks_before=weeks_before, size=size, apart=apart,
        seed=seed, types=type_ or (), write_to=to,
    )  # fmt: skip
    if _answered(answer, json):
        return
    rows = [
        (
            *(p.place, p.pair, "treated" if p.treated else "held back"),
            *(*_at(p.longitude, p.latitude, p.x, p.y), p.before),
        )
        for p in answer.plan.places
    ]
    render.table("The plan", ["place", "pair", "part", "longitude", "latitude", "before"], rows)
    _sentences(answer)


@hold_back.command("effect")
def effect(
    file: FileArgument,
    card: CardOption,
    plan_file: Annotated[Path, typer.Option("--plan", help="The plan as it was written.")],
    weeks: Annotated[int, typer.Option("--weeks", help="Weeks of treatment to judge.")] = 26,
    ring: Annotated[float, typer.Option("--ring", help="Metres round each square to watch.")] = 250.0,
    dose: Annotated[
        Path | None, typer.Option("--dose", help="Log of visits: CSV of place, day, minutes.")
    ] = None,
    type_: TypeOption = None,
    json: JsonOption = False,
) -> None:
    """What changed in treated squares against held-back ones, with its interval; and round about them."""
    answer = tell_effect(file, card, plan=plan_file, weeks=weeks, ring=ring, dose=dose, types=type_ or ())
    if _answered(answer, json):
        return
    rows = [
        (
            *(name, e.treated_before, e.treated_after, e.held_back_before, e.held_back_after),
            *(f"{e.ratio:.2f}", f"{e.low:.2f}–{e.high:.2f}"),
        )
        for name, e in (("inside", answer.inside), ("around", answer.spillover.around))
    ]
    headings = ["where", "treated before", "after", "held back before", "after ", "ratio", "95 %"]
    render.table("Before and after", headings, rows)
    _sentences(answer)
