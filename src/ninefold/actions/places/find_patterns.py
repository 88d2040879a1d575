"""Ask a file of points with times for its patterns; what the file cannot carry is refused with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ninefold.actions.places.points_file import PointsFile, read_points_file
from ninefold.actions.workspace import Report, silent
from ninefold.errors import NotFound, NotPermitted
from ninefold.measures.patterns import allowed
from ninefold.measures.patterns.aoristic import HotTimes, TimeAudit, hot_times
from ninefold.measures.patterns.near_repeat import NearRepeats, near_repeats
from ninefold.measures.patterns.repeats import Repeats, repeat_places
from ninefold.measures.patterns.series import Series, linked_series

NEVER = (
    "Deciding anything about a person, a household or an officer.",
    "Sending patrols for what patrols find: only what victims and witnesses report is looked at.",
    "Treating a place as suspect: a pattern says where harm was reported, not who did it.",
)


@dataclass(frozen=True)
class About:
    """What every answer says of the file: its title and source, what was used, left out, and warned of."""

    title: str
    source: str
    types: tuple[str, ...]
    events: int
    first_day: str
    last_day: str
    time_grain: str
    points: str
    left_out: Mapping[str, int]
    cautions: tuple[str, ...]
    never_for: tuple[str, ...] = NEVER


@dataclass(frozen=True)
class Asked:
    """A file's events that may be asked a question, and what is said of them."""

    file: PointsFile
    about: About

    def degrees(self, x: float, y: float) -> tuple[float, float] | None:
        """Longitude and latitude of a point on the plane; None when the file gave metres."""
        found = self.file.degrees(np.array([x]), np.array([y]))
        return None if found is None else (round(float(found[0][0]), 6), round(float(found[1][0]), 6))


def ask(path: Path, card: Path, product: allowed.Product, *, types: Sequence[str] = ()) -> Asked:
    """The events of a file for one product; raises NotPermitted where the file or a type named is refused.

    Types that patrols find are left out, and counted, when no types are named.
    """
    file = read_points_file(path, card)
    allowed.check_grade(product, file.grade)
    file, left_out = _of_types(file, types)
    day = file.events.day.astype("datetime64[D]")
    about = About(
        title=file.card.title,
        source=file.card.source,
        types=tuple(sorted({file.events.kinds[kind] for kind in np.unique(file.events.kind)})),
        events=len(file.events),
        first_day=str(day.min()),
        last_day=str(day.max()),
        time_grain=file.grade.grain,
        points=file.grade.points,
        left_out={**file.left_out, **left_out},
        cautions=_cautions(file, product),
    )
    return Asked(file, about)


def _of_types(file: PointsFile, types: Sequence[str]) -> tuple[PointsFile, dict[str, int]]:
    kinds = file.events.kinds
    if types:
        unknown = [kind for kind in types if kind not in kinds]
        if unknown:
            raise NotFound(
                f"{len(unknown)} of the types asked for are not in the file. Write them letter by letter as its "
                "column of types does."
            )
        for kind in types:
            allowed.check_may_be_forecast(kind)
        wanted = [number for number, kind in enumerate(kinds) if kind in types]
    else:
        wanted = [number for number, kind in enumerate(kinds) if allowed.may_be_forecast(kind)]
        if not wanted:
            allowed.check_may_be_forecast(kinds[0])
    used = np.isin(file.events.kind, wanted)
    reason = "another type" if types else "types that patrols find"
    left_out = {reason: int((~used).sum())} if not used.all() else {}
    rows = file.rows.filter(used)
    return replace(file, events=file.events.taken(used), rows=rows), left_out


def _cautions(file: PointsFile, product: allowed.Product) -> tuple[str, ...]:
    said = []
    if file.grade.points == "block" and product in ("near-repeat", "repeat places", "series"):
        said.append(
            "Points stand for a block or crossing: 'same place' is the same block, not the same address."
        )
    if file.grade.points == "snapped":
        said.append("Points are anonymous map points: read areas, never a point.")
    careful = {
        allowed.judge_type(file.events.kinds[kind]).reason
        for kind in np.unique(file.events.kind)
        if allowed.judge_type(file.events.kinds[kind]).standing == "with care"
    }
    said += [f"With care: {reason}." for reason in sorted(careful)]
    return (*said, "These are offences reported to the police, not all that happen.")


@dataclass(frozen=True)
class NearRepeatAnswer:
    """The table of near-repeats, and what it says in sentences."""

    about: About
    found: NearRepeats
    sentences: tuple[str, ...]


def find_near_repeats(
    path: Path,
    card: Path,
    *,
    types: Sequence[str] = (),
    permutations: int = 999,
    seed: int = 1,
    report: Report = silent,
    **bands: Any,
) -> NearRepeatAnswer:
    """Near-repeats of a file; `bands` may give `distances` and `delays`."""
    asked = ask(path, card, "near-repeat", types=types)
    events = asked.file.events
    found = near_repeats(
        events.x,
        events.y,
        events.day,
        permutations=permutations,
        seed=seed,
        progress=lambda share: report("shuffling the days", share, 1.0),
        **bands,
    )
    return NearRepeatAnswer(asked.about, found, _near_repeat_sentences(found))


def _near_repeat_sentences(found: NearRepeats) -> tuple[str, ...]:
    audit = found.audit
    said = []
    if audit.same_place_within_week:
        share = audit.same_place_same_day / audit.same_place_within_week
        said.append(
            f"{audit.same_place_same_day:,} of {audit.same_place_within_week:,} same-place pairs within a week "
            f"({share:.0%}) bear the same day: true series, or one visit recorded twice. They stand apart as day 0."
        )
    if audit.duplicates:
        said.append(f"{audit.duplicates:,} records repeat the place and day of another.")
    raised = [band for band in found.bands if band.ratio and band.low and band.low > 1 and band.p <= 0.05]
    near = [band for band in raised if band.near > 0 and band.first_day > 0]
    if near:
        furthest = max(near, key=lambda band: (band.far, band.last_day))
        said.append(f"Away from the same place, day 0 aside, the raised risk reaches {furthest.far:g} m.")
    else:
        said.append("Away from the same place, day 0 aside, no band is clearly raised.")
    return tuple(said)


@dataclass(frozen=True)
class RepeatsAnswer:
    """Repeat places with the share they carry; `places` are longitude and latitude of each place in `found.top`."""

    about: About
    found: Repeats
    places: tuple[tuple[float, float] | None, ...]
    sentences: tuple[str, ...]


def find_repeats(
    path: Path, card: Path, *, types: Sequence[str] = (), at_risk: int | None = None, top: int = 20
) -> RepeatsAnswer:
    """The places that carry more than their share."""
    asked = ask(path, card, "repeat places", types=types)
    events = asked.file.events
    found = repeat_places(events.x, events.y, events.day, at_risk=at_risk, top=top)
    said: tuple[str, ...] = (
        f"{found.repeat_places:,} of {found.places:,} places had more than one event and carry "
        f"{found.repeat_share:.0%} of all{_by_chance(found.repeat_share_by_chance)}.",
        f"{found.saved_share:.0%} of events are not the first at their place"
        f"{_by_chance(found.saved_share_by_chance)}.",
    )
    if at_risk is None:
        said += ("Give the number of places at risk to see what chance alone would give.",)
    return RepeatsAnswer(asked.about, found, tuple(asked.degrees(each.x, each.y) for each in found.top), said)


def _by_chance(share: float | None) -> str:
    return "" if share is None else f" ({share:.0%} by chance)"


Table = tuple[tuple[float, ...], ...]  # days of the week, Monday first, by hours


@dataclass(frozen=True)
class HotTimesTable:
    """Weight of each hour of the week, its 95 % limits, the q at which it is called hot, and the even weight."""

    weight: Table
    low: Table
    high: Table
    q: Table
    even: float
    audit: TimeAudit


def _tabled(found: HotTimes) -> HotTimesTable:
    weight, low, high, q = (
        tuple(tuple(float(value) for value in row) for row in table)
        for table in (found.weight, found.low, found.high, found.q)
    )
    return HotTimesTable(weight, low, high, q, found.even, found.audit)


@dataclass(frozen=True)
class HotTimesAnswer:
    """The hours of the week with the weight each carries."""

    about: About
    found: HotTimesTable
    sentences: tuple[str, ...]


def find_hot_times(
    path: Path, card: Path, *, types: Sequence[str] = (), report: Report = silent
) -> HotTimesAnswer:
    """When in the week it happens, with from–to windows spread over their hours."""
    asked = ask(path, card, "hours", types=types)
    start, end = asked.file.windows()
    found = hot_times(start, end, progress=lambda share: report("spreading windows", share, 1.0))
    return HotTimesAnswer(asked.about, _tabled(found), _hot_time_sentences(found))


def _hot_time_sentences(found: HotTimes) -> tuple[str, ...]:
    audit = found.audit
    hottest = "; ".join(f"{day} {hour:02d}:00 ({share:.1%})" for day, hour, share in found.hottest(3))
    said = [
        f"Hottest hours: {hottest}; an even week would give each {1 / 168:.1%}.",
        f"{audit.known_within_an_hour:,} of {audit.events:,} times are known to within an hour.",
    ]
    if audit.too_long or audit.backwards:
        said.append(
            f"{audit.too_long:,} windows of a week or more and {audit.backwards:,} that end before they start "
            "were left out."
        )
    if audit.at_midnight and audit.at_midnight > 3 / 24:
        said.append(
            f"{audit.at_midnight:.0%} of exact times are midnight: an unknown hour is likely written so."
        )
    return tuple(said)


@dataclass(frozen=True)
class SeriesAnswer:
    """Offences that may be one series, each link with its reasons."""

    about: About
    found: tuple[Series, ...]
    sentences: tuple[str, ...]


def find_series(
    path: Path,
    card: Path,
    *,
    types: Sequence[str] = (),
    furthest: float = 2000.0,
    longest: float = 28.0,
    rate: float = 0.01,
) -> SeriesAnswer:
    """Linked offences: shared method, near in place, close in time. The card names the columns of method."""
    asked = ask(path, card, "series", types=types)
    if not asked.file.card.how:
        raise NotPermitted(
            "Series need to know how each offence was done. Name the columns in the card: [patterns] how = [...]."
        )
    start, end = asked.file.windows()
    start, end = np.where(np.isfinite(start), start, asked.file.events.day * 24.0 + 12), end
    end = np.where(np.isfinite(end), np.maximum(end, start), start)
    events = asked.file.events
    found = linked_series(
        events.x, events.y, start / 24, end / 24, asked.file.methods(),
        furthest=furthest, longest=longest, rate=rate,
    )  # fmt: skip
    linked = sum(len(each.members) for each in found)
    said = (
        f"{len(found):,} possible series hold {linked:,} of {len(events):,} offences; about {rate:.0%} of links "
        "are expected to be chance.",
        "A series is a lead to read together, not evidence that one person did it.",
    )
    return SeriesAnswer(asked.about, found, said)
