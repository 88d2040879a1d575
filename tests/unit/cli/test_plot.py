"""A kept answer becomes a plot that says in words what it shows; anything else is refused plainly."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ninefold.cli.commands.plot import app, read_answer
from ninefold.errors import FileRefused, SettingMissing

ABOUT = {"title": "Made-up <town>", "source": "Nobody & sons"}
NEAR_REPEAT = {
    "about": ABOUT,
    "found": {
        "distances": [0.5, 100.0],
        "delays": [0, 7],
        "bands": [
            {"far": far, "first_day": first, "last_day": last, "ratio": ratio, "p": 0.01}
            for far in (0.5, 100.0)
            for first, last, ratio in ((0, 0, 9.5), (1, 7, 1.25))
        ],
    },
}
HOT_TIMES = {
    "about": ABOUT,
    "found": {"weight": [[float(hour) for hour in range(24)]] * 7},
    "sentences": ["Late."],
}
RATE = {"value": 0.3, "low": 0.25, "high": 0.35}
BACKTEST = {
    "kinds": [
        {
            "kind": "Burglary",
            "table": {
                "shares": [0.01, 0.05],
                "main_share": 0.05,
                "windows": 52,
                "lines": [
                    {"name": name, "hit_rate": [RATE, RATE]} for name in ("three-year count", "EWMA+KDE")
                ],
            },
        }
    ]
}
DEMAND = {
    "run": {"steps": [{"date": f"2024-01-0{i}", "expected": 10.0 + i, "low": 5, "high": 20} for i in (1, 2)]}
}


def _drawn(tmp_path: Path, command: str, answer: dict, name: str = "plot.svg") -> str:
    pytest.importorskip("matplotlib")
    kept = tmp_path / "answer.json"
    kept.write_text("progress\n" + json.dumps(answer), encoding="utf-8")
    said = CliRunner().invoke(app, [command, str(kept), "--to", str(tmp_path / name)])
    assert said.exit_code == 0, said.output
    return said.output


@pytest.mark.parametrize(
    ("command", "answer", "word"),
    [
        ("near-repeat", NEAR_REPEAT, "9.50*"),
        ("hot-times", HOT_TIMES, "Late."),
        ("hit-rate", BACKTEST, "three-year count"),
        ("demand", DEMAND, "2024-01-02"),
    ],
)
def test_every_plot_has_a_role_a_title_a_source_and_words(
    tmp_path: Path, command: str, answer: dict, word: str
) -> None:
    said = _drawn(tmp_path, command, answer)

    drawn = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert 'role="img"' in drawn
    assert "<title id=" in drawn
    assert "<desc id=" in drawn
    assert "Source: " in drawn
    assert word in drawn
    assert "In words:" in said


def test_titles_from_a_file_are_escaped(tmp_path: Path) -> None:
    _drawn(tmp_path, "near-repeat", NEAR_REPEAT)

    drawn = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert "<town>" not in drawn
    assert "Nobody &amp; sons" in drawn


def test_a_png_is_written_and_another_ending_is_refused(tmp_path: Path) -> None:
    _drawn(tmp_path, "hot-times", HOT_TIMES, "plot.png")

    assert (tmp_path / "plot.png").read_bytes()[:4] == b"\x89PNG"
    said = CliRunner().invoke(
        app, ["hot-times", str(tmp_path / "answer.json"), "--to", str(tmp_path / "a.gif")]
    )
    assert isinstance(said.exception, SettingMissing)


def test_a_file_that_is_no_answer_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("not JSON", encoding="utf-8")
    with pytest.raises(FileRefused, match="no JSON"):
        read_answer(other)

    other.write_text("{}", encoding="utf-8")
    for command in ("near-repeat", "hot-times", "hit-rate", "demand"):
        said = CliRunner().invoke(app, [command, str(other), "--to", str(tmp_path / "a.svg")])
        assert isinstance(said.exception, FileRefused)
