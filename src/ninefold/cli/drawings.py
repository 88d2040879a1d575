"""Draws answers as plots that can be read without colour, and says in words what each shows.

Colours are those of Okabe and Ito (2008) for lines and cividis for fields, both told apart by people who see few
colours; lines differ by their dashes and marks as well, and every field carries its number.
"""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninefold.errors import ExtraNotInstalled, FileRefused, SettingMissing

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
DASHES = ("-", "--", "-.", ":", "-", "--", "-.")
MARKS = ("o", "s", "^", "D", "v", "P", "X")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Drawing:
    """A plot to be made: its title, the line that names its source, its words, and how its axes are filled."""

    title: str
    source: str
    words: str  # what it shows, for those who cannot see it
    fill: Callable[[Any], None]
    size: tuple[float, float] = (8.0, 5.0)


def save(drawing: Drawing, path: Path) -> None:
    """Draw to an SVG or PNG file; raises ExtraNotInstalled without matplotlib, SettingMissing for another ending."""
    if path.suffix not in (".svg", ".png"):
        raise SettingMissing(
            f"{path.name}: a plot is written as .svg or .png. Give --to a name that ends so."
        )
    figure = _figure(drawing)
    about = {"Title": drawing.title, "Description": drawing.words}
    if path.suffix == ".png":
        figure.savefig(path, dpi=150, metadata=about)
        return
    figure.savefig(path, metadata=about | {"Date": None})
    _say_what_it_shows(path, drawing)


def _figure(drawing: Drawing) -> Any:
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ExtraNotInstalled(
            'Plots need matplotlib, which is not here. Install it: pip install "ninefold[plots]".'
        ) from error
    # Text stays text, so that it can be read aloud and searched; ids do not change from run to run.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "ninefold", "font.size": 10})
    figure = Figure(figsize=drawing.size, layout="constrained")
    axes = figure.add_subplot()
    drawing.fill(axes)
    axes.set_title(drawing.title, loc="left", fontweight="bold", wrap=True)
    figure.supxlabel(
        f"Source: {drawing.source}" if drawing.source else "Source: not named in the card", fontsize=8
    )
    return figure


def _say_what_it_shows(path: Path, drawing: Drawing) -> None:
    """Give the SVG a role, a title and a description that screen readers speak."""
    text = path.read_text(encoding="utf-8")
    start = text.index("<svg")
    end = text.index(">", start)
    named = f'{text[start:end]} role="img" aria-labelledby="plot-title plot-words">'
    words = (
        f'<title id="plot-title">{html.escape(drawing.title)}</title>'
        f'<desc id="plot-words">{html.escape(drawing.words)}</desc>'
    )
    path.write_text(text[:start] + named + words + text[end + 1 :], encoding="utf-8")


def near_repeat_table(answer: Mapping[str, Any]) -> Drawing:
    """Observed over expected pairs by distance and delay, a star where p ≤ .05."""
    found = _part(answer, "found", "near-repeat")
    distances, delays = found["distances"], found["delays"]
    bands = [found["bands"][i * len(delays) : (i + 1) * len(delays)] for i in range(len(distances))]
    rows = ["same place" if row[0]["far"] < 1 else f"to {row[0]['far']:g} m" for row in bands]
    columns = [
        f"day {band['first_day']}"
        if band["first_day"] == band["last_day"]
        else f"days {band['first_day']}–{band['last_day']}"
        for band in bands[0]
    ]
    ratios = [[band["ratio"] or 0.0 for band in row] for row in bands]
    stars = [["*" if band["p"] <= 0.05 else "" for band in row] for row in bands]

    def fill(axes: Any) -> None:
        # Beyond 3 all is very high; day 0 at the same place would else make the rest one colour.
        axes.imshow(
            [[min(ratio, 3.0) for ratio in row] for row in ratios],
            cmap="cividis",
            vmin=0.8,
            vmax=3.0,
            aspect="auto",
        )
        _label_cells(axes, ratios, lambda i, j: f"{ratios[i][j]:.2f}{stars[i][j]}", middle=1.9)
        axes.set_xticks(range(len(columns)), columns)
        axes.set_yticks(range(len(rows)), rows)
        axes.set_xlabel("time between two events")

    words = "; ".join(
        f"{row}: " + ", ".join(f"{column} {ratio:.2f}" for column, ratio in zip(columns, each, strict=True))
        for row, each in zip(rows, ratios, strict=True)
    )
    title = f"{answer['about']['title']}: pairs observed ÷ expected by chance (* p ≤ .05)"
    return Drawing(
        title, answer["about"]["source"], f"Ratio of pairs by distance and delay. {words}.", fill, (9.0, 4.5)
    )


def hot_times_matrix(answer: Mapping[str, Any]) -> Drawing:
    """Events by day of the week and hour."""
    weight = _part(answer, "found", "hot-times")["weight"]
    most = max(max(row) for row in weight) or 1.0

    def fill(axes: Any) -> None:
        axes.imshow(weight, cmap="cividis", vmin=0.0, vmax=most, aspect="auto")
        _label_cells(axes, weight, lambda i, j: f"{weight[i][j]:.0f}", middle=most * 0.55, size=6)
        axes.set_yticks(range(7), DAYS)
        axes.set_xticks(range(0, 24, 3), [f"{hour:02d}:00" for hour in range(0, 24, 3)])
        axes.set_xlabel("hour of the day, local time")

    title = f"{answer['about']['title']}: events by hour of the week"
    return Drawing(title, answer["about"]["source"], " ".join(answer["sentences"]), fill, (11.0, 3.8))


def hit_rate_curves(answer: Mapping[str, Any], *, kind: str = "", source: str = "") -> Drawing:
    """Hit-rate against share of area for each method of a backtest, with 95 % bars, the count baseline among them."""
    kinds = {each["kind"]: each for each in _part(answer, "kinds", "backtest")}
    if not kinds or (kind and kind not in kinds):
        raise SettingMissing("The backtest holds no such kind. Leave --kind out to draw the first.")
    chosen = kinds[kind] if kind else next(iter(kinds.values()))
    table = chosen["table"]
    shares = [100 * share for share in table["shares"]]

    def fill(axes: Any) -> None:
        for place, line in enumerate(table["lines"]):
            style = place % len(COLOURS)
            rates = [100 * each["value"] for each in line["hit_rate"]]
            below = [max(0.0, 100 * (each["value"] - each["low"])) for each in line["hit_rate"]]
            above = [max(0.0, 100 * (each["high"] - each["value"])) for each in line["hit_rate"]]
            axes.errorbar(
                shares, rates, yerr=[below, above], label=line["name"], color=COLOURS[style],
                linestyle=DASHES[style], marker=MARKS[style], capsize=2,
            )  # fmt: skip
        axes.set_xlabel("share of the area, %")
        axes.set_ylabel("share of events hit, %")
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.legend(frameon=False)

    main = table["shares"].index(table["main_share"])
    said = ", ".join(
        f"{line['name']} {100 * line['hit_rate'][main]['value']:.1f} %" for line in table["lines"]
    )
    title = f"{chosen['kind']}: share of events hit, {table['windows']} windows, 95 % intervals"
    return Drawing(title, source, f"At {100 * table['main_share']:g} % of the area: {said}.", fill)


def demand_fan(answer: Mapping[str, Any], *, source: str = "") -> Drawing:
    """A forecast of demand with its interval, day by day."""
    points = _forecast(answer)
    days = [str(point["day"]) for point in points]
    middle = [float(point["value"]) for point in points]
    low, high = [float(point["low"]) for point in points], [float(point["high"]) for point in points]

    def fill(axes: Any) -> None:
        place = range(len(days))
        axes.fill_between(place, low, high, color=COLOURS[0], alpha=0.25, label="interval")
        axes.plot(place, middle, color=COLOURS[0], label="forecast")
        seen = [
            (at, float(point["actual"])) for at, point in enumerate(points) if point.get("actual") is not None
        ]
        if seen:
            axes.plot(
                *zip(*seen, strict=True), color=COLOURS[1], linestyle="none", marker="x", label="what came"
            )
        step = max(1, len(days) // 8)
        axes.set_xticks(list(place)[::step], days[::step], rotation=30, ha="right")
        axes.set_ylabel("events")
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False)

    end = f"interval at the end {low[-1]:,.0f} to {high[-1]:,.0f}"
    words = f"{len(days)} steps, {days[0]} to {days[-1]}: from {middle[0]:,.0f} to {middle[-1]:,.0f}; {end}."
    return Drawing(
        str(answer.get("title", "Demand: forecast with its interval")), source, words, fill, (9.0, 4.5)
    )


_WORDS = {
    "day": ("day", "date", "period", "when", "month", "at"),
    "value": ("value", "expected", "mean", "median", "forecast"),
    "low": ("low", "lower"),
    "high": ("high", "upper"),
    "actual": ("actual", "observed", "seen"),
}


def _forecast(answer: Any) -> list[dict[str, Any]]:
    """The first list of steps, anywhere in an answer, that have a day, a value and an interval."""
    if isinstance(answer, list) and answer and all(isinstance(each, dict) for each in answer):
        steps = [_step(each) for each in answer]
        if all({"day", "value", "low", "high"} <= set(step) for step in steps):
            return steps
    inside = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    for each in inside:
        try:
            return _forecast(each)
        except FileRefused:
            continue
    raise FileRefused(
        "There is no forecast with an interval in this file. Give what `ninefold demand … --json` ended with."
    )


def _step(point: Mapping[str, Any]) -> dict[str, Any]:
    return {name: point[word] for name, words in _WORDS.items() for word in reversed(words) if word in point}


def _label_cells(
    axes: Any,
    values: Sequence[Sequence[float]],
    text: Callable[[int, int], str],
    *,
    middle: float,
    size: float = 9,
) -> None:
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            axes.text(
                j,
                i,
                text(i, j),
                ha="center",
                va="center",
                fontsize=size,
                color="black" if value > middle else "white",
            )


def _part(answer: Mapping[str, Any], name: str, command: str) -> Any:
    if name not in answer:
        raise FileRefused(
            f"This file is no answer of `ninefold places {command} --json`. Give what that command printed."
        )
    return answer[name]
