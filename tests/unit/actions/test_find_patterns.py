"""A file and a card are asked for patterns: answers carry their cautions, and what cannot be carried is refused."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ninefold.actions.places.find_clusters import find_clusters, find_scan
from ninefold.actions.places.find_patterns import find_hot_times, find_near_repeats, find_repeats, find_series
from ninefold.actions.places.hold_back import plan_hold_back, tell_effect
from ninefold.cli.commands.places_hold_back import app as hold_back
from ninefold.errors import CardInvalid, FileRefused, NotFound, NotPermitted

HEAD = "occurred,until,lon,lat,offence,method"
CARD = """
[columns]
time = "occurred"
longitude = "lon"
latitude = "lat"
type = "offence"
[patterns]
title = "Made-up town"
source = "Nobody"
window_end = "until"
how = ["method"]
"""


def _town(folder: Path, *, offences: tuple[str, ...] = ("Burglary",), events: int = 600) -> tuple[Path, Path]:
    """A made-up town abroad: doors a few metres apart, two years, thefts at night."""
    random = np.random.default_rng(1)
    place = random.integers(0, 40, (2, events))
    lines = [HEAD]
    for i in range(events):
        day = date(2023, 1, 1) + timedelta(days=int(random.integers(0, 700)))
        hour = int(random.choice([1, 2, 3, 14]))
        longitude, latitude = 10 + place[0, i] * 0.0005, 50 + place[1, i] * 0.00006
        kind, how = offences[i % len(offences)], ("door", "window")[i % 2]
        lines.append(
            f"{day} {hour:02d}:10,{day} {hour + 2:02d}:10,{longitude:.6f},{latitude:.6f},{kind},{how}"
        )
    file, card = folder / "town.csv", folder / "card.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    card.write_text(CARD, encoding="utf-8")
    return file, card


def test_near_repeats_say_what_the_file_is_and_what_they_are_never_for(tmp_path: Path) -> None:
    answer = find_near_repeats(*_town(tmp_path), permutations=19)

    assert (answer.about.title, answer.about.source, answer.about.events) == ("Made-up town", "Nobody", 600)
    assert answer.found.audit.events == 600
    assert any("person" in use for use in answer.about.never_for)
    assert any("reported to the police" in caution for caution in answer.about.cautions)


def test_types_that_patrols_find_are_left_out_and_refused_when_asked_for(tmp_path: Path) -> None:
    file, card = _town(tmp_path, offences=("Burglary", "Drugs", "Robbery"))
    file.write_text(file.read_text() + "a row,torn\n")

    answer = find_repeats(file, card)

    assert answer.about.types == ("Burglary", "Robbery")
    assert answer.about.left_out == {
        "more or fewer fields than the header": 1,
        "types that patrols find": 200,
    }
    with pytest.raises(NotPermitted, match="patrols"):
        find_repeats(file, card, types=["Drugs"])
    with pytest.raises(NotFound, match="letter by letter"):
        find_repeats(file, card, types=["burglary"])


def test_a_file_of_nothing_but_what_patrols_find_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted, match="patrols"):
        find_clusters(*_town(tmp_path, offences=("Drugs", "Possession of weapons")))


def test_months_are_refused_for_near_repeats_and_hours_but_not_for_hot_spots(tmp_path: Path) -> None:
    file, card = tmp_path / "street.csv", tmp_path / "card.toml"
    random = np.random.default_rng(2)
    lines = [
        f"2024-{month:02d},{-2.5 + random.integers(0, 30) * 0.001:.3f},{51.4 + random.integers(0, 30) * 0.001:.3f}"
        for month in random.integers(1, 13, 500)
    ]
    file.write_text("\n".join(["when,lon,lat", *lines]), encoding="utf-8")
    card.write_text('kind = "Burglary"\n[columns]\nmonth = "when"\n', encoding="utf-8")

    for asked in (find_near_repeats, find_hot_times, find_repeats, find_series):
        with pytest.raises(NotPermitted, match="refused here"):
            asked(file, card)
    assert find_clusters(file, card).cells > 0


def test_hot_times_spread_windows_and_find_the_night(tmp_path: Path) -> None:
    answer = find_hot_times(*_town(tmp_path))

    by_hour = np.array(answer.found.weight).sum(axis=0)
    assert by_hour.sum() == pytest.approx(600)
    assert by_hour[2] > by_hour[10]
    assert answer.found.audit.known_within_an_hour == 0


def test_clusters_and_scan_answer_in_degrees(tmp_path: Path) -> None:
    file, card = _town(tmp_path)

    scanned = find_scan(file, card, permutations=9, days=60)

    assert scanned.cylinders > 0
    assert all(9.9 < (each.longitude or 0) < 10.1 for each in scanned.clusters)
    assert "cylinders" in scanned.sentences[0]


def test_a_series_needs_to_know_how_it_was_done(tmp_path: Path) -> None:
    file, card = _town(tmp_path)
    assert "not evidence" in find_series(file, card).sentences[1]

    card.write_text(CARD.replace('how = ["method"]\n', ""), encoding="utf-8")

    with pytest.raises(NotPermitted, match="how each offence was done"):
        find_series(file, card)


def test_a_plan_is_drawn_kept_and_judged(tmp_path: Path) -> None:
    file, card = _town(tmp_path, events=3000)
    plan, dose = tmp_path / "plan.json", tmp_path / "dose.csv"
    drawn = plan_hold_back(
        file, card, start=date(2024, 1, 1), pairs=8, size=100, apart=120, weeks_before=40, write_to=plan
    )
    dose.write_text("place,day,minutes\n0,2024-01-02,15\n1,2024-01-03,15\n", encoding="utf-8")

    told = tell_effect(file, card, plan=plan, weeks=40, ring=50, dose=dose)

    assert len(drawn.plan.places) >= 12
    assert told.inside.low < told.inside.ratio < told.inside.high
    assert told.inside.treated_before == sum(p.before for p in drawn.plan.places if p.treated)
    assert told.dose is not None
    assert (told.dose.treated_minutes, told.dose.held_back_minutes) == (15, 15)
    with pytest.raises(CardInvalid, match="not a plan"):
        tell_effect(file, card, plan=dose, weeks=10)
    dose.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="log of visits"):
        tell_effect(file, card, plan=plan, weeks=40, dose=dose)


def test_the_command_ends_with_one_json_object(tmp_path: Path) -> None:
    file, card = _town(tmp_path, events=2000)
    plan = tmp_path / "plan.json"

    said = CliRunner().invoke(
        hold_back,
        ["plan", str(file), "--card", str(card), "--start", "2024-01-01", "--to", str(plan), "--pairs", "8",
         "--size", "100", "--apart", "120", "--json"],
    )  # fmt: skip

    assert said.exit_code == 0, said.output
    assert json.loads(said.output.splitlines()[-1])["plan"]["start"] == "2024-01-01"
