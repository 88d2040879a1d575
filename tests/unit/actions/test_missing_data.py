"""What is missing from the data is said in words for the question asked."""

from pathlib import Path

from ninefold.actions.figures.missing_data import of_the_data
from ninefold.contracts.reading import FigureFilter

HEAD = "product,area_kind,area,period,category,value,band,reasons\n"
LATE = 'volume,force,durham,2019-03/2019-05,all,,missing,"Nothing was delivered after 2019-02."\n'
GAP = 'volume,force,durham,2018-11,all,,missing,"Not delivered for this month."\n'


def said(
    folder: Path, *rows: str, period: str = "2019-02", force: str | None = None
) -> list[tuple[str, str]]:
    """What is missing and how much."""
    path = folder / "about_data.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    asked = FigureFilter(product="volume", area_kind="force", period=period, force=force)
    return [(each.what, each.amount) for each in of_the_data(asked, path, {"durham": "Durham Constabulary"})]


def test_months_since_the_last_delivery_are_told_with_their_number(tmp_path: Path) -> None:
    assert said(tmp_path, LATE, GAP) == [
        ("Durham Constabulary, since the last delivery", "3 months"),
        ("Durham Constabulary", "1 month"),
    ]


def test_a_late_month_of_another_force_is_told_as_this_month_too(tmp_path: Path) -> None:
    assert said(tmp_path, LATE, period="2019-04")[0] == ("Durham Constabulary, this month", "not sent")


def test_another_forces_delay_is_not_told_of_the_force_asked_about(tmp_path: Path) -> None:
    assert said(tmp_path, LATE, force="cleveland") == []
