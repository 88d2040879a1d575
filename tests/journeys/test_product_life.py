"""The life of a product told at the command line: made, refused, approved by two, scored, watched, retired."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.support.product_life import (
    AUTHOR,
    CARD,
    DATES,
    FIRST,
    PRODUCT,
    SECOND,
    custody_file,
    gates_say,
)
from typer.testing import CliRunner, Result

from ninefold.actions.figures.read_figures import WorkspaceReader
from ninefold.bootstrap import open_workspace
from ninefold.cli.main import app
from ninefold.errors import UserError
from ninefold.govern import audit_log
from ninefold.publish.transparency.words import QUESTIONS, SIGNED
from ninefold.settings import Settings
from ninefold.web.app import create_app


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A force that keeps the product in a package of its own, and has its custody records taken in."""
    folder = tmp_path_factory.mktemp("force")
    about = folder / "packages" / "northmoor_products-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: northmoor-products\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[ninefold.products]\n{PRODUCT} = tests.support.second_look\n")
    card = folder / "workspace" / "sources" / "northmoor_custody" / "card.toml"
    card.parent.mkdir(parents=True)
    card.write_text(CARD, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder / "packages")
        patch.setenv("NINEFOLD_WORKSPACE", str(folder / "workspace"))
        patch.setenv("NINEFOLD_CHECKPOINTS", str(folder / "elsewhere" / "heads.jsonl"))
        done("ingest", "northmoor-custody", str(custody_file(folder / "in", until=date.today())), by=AUTHOR)
        gates_say(patch)
        yield folder


def run(*words: str, by: str = "") -> Result:
    return CliRunner().invoke(app, [*words, "--json", *(["--by", by] if by else [])])


def done(*words: str, by: str = "") -> dict[str, Any]:
    """What a command answers; it must succeed."""
    result = run(*words, by=by)
    assert result.exit_code == 0, result.output or result.exception
    return dict(json.loads(result.output.strip().splitlines()[-1]))


def refused(*words: str, by: str = AUTHOR) -> UserError:
    """The plain error of a command that must be refused."""
    result = run(*words, by=by)
    assert isinstance(result.exception, UserError), result.output
    return result.exception


def words_file(folder: Path) -> Path:
    lines = []
    for section, fields in QUESTIONS.items():
        lines += [f"[{section}]", *(f'{name} = "A made-up answer about {name}."' for name in fields)]
    for document in SIGNED:
        lines += [f"[signatures.{document}]", 'signed_by = "Dee Hollow"', f"signed_on = {today()}"]
    path = folder / "words.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def today() -> str:
    return open_workspace(Settings()).now().date().isoformat()


def dates() -> list[str]:
    return [part for moment in DATES for part in ("--as-of", f"{moment:%Y-%m-%d}")]


def decide(folder: Path, by: str, **changes: str) -> list[str]:
    told = {
        "--reason": "Read the evaluation and agree.",
        "--expires": end(),
        "--words": str(words_file(folder)),
    }
    return ["product", "approve", PRODUCT, *(part for pair in (told | changes).items() for part in pair)]


def end() -> str:
    now = open_workspace(Settings()).now()
    return f"{now.replace(year=now.year + 1, day=1):%Y-%m-%d}" if now.day > 1 else f"{now:%Y}-12-31"


@pytest.mark.slow
def test_a_product_is_made_judged_approved_scored_and_retired(force: Path) -> None:
    """Every step through the command line; every refusal in the audit, and told at the API in the same words."""
    assert "no live approval" in str(refused("product", "score", PRODUCT))
    done("product", "define", PRODUCT, by=AUTHOR)
    done("product", "snapshot", PRODUCT, *dates(), by=AUTHOR)
    done("product", "fit", PRODUCT, by=AUTHOR)
    assert done("product", "evaluate", PRODUCT, by=AUTHOR)["state"] == "evaluated"

    assert "author" in str(refused(*decide(force, AUTHOR), by=AUTHOR))
    assert "no live approval" in str(refused("product", "score", PRODUCT))
    assert done(*decide(force, FIRST), by=FIRST)["state"] == "evaluated"
    assert done(*decide(force, SECOND), by=SECOND)["state"] == "approved"

    scored = done("product", "score", PRODUCT, by=AUTHOR)
    assert scored["state"] == "live"
    done("product", "schedule", PRODUCT, "--every", "week", by=AUTHOR)
    assert done("product", "run-due")["ran"][0]["done"]
    assert done("product", "monitor", PRODUCT, by=AUTHOR)["state"] == "live"
    written = done("product", "papers", PRODUCT, "--to", str(force / "papers"), by=AUTHOR)["written"]
    assert len(written) == 6

    done("product", "retire", PRODUCT, "--reason", "Nobody keeps it up any more.", by=FIRST)
    plain = refused("product", "score", PRODUCT)
    assert "retired" in str(plain)

    (line,) = [each for each in done("product", "register")["products"] if each["product"] == PRODUCT]
    assert (line["state"], line["scores_refused"]) == ("retired", 3)
    assert "Nobody keeps it up any more." in line["in_words"]
    told = done("product", "show", PRODUCT)
    assert [each["kind"] for each in told["history"]][-2:] == ["retired", "score refused"]
    _same_at_the_api(force, str(plain))
    _audited()


def _same_at_the_api(force: Path, refusal: str) -> None:
    workspace = open_workspace(Settings(workspace=force / "workspace"))
    client = TestClient(create_app(WorkspaceReader(workspace)))
    answer = client.get(f"/api/v1/register/{PRODUCT}/may-score")

    assert (answer.status_code, answer.json()["detail"]) == (409, refusal)
    listed = client.get("/api/v1/register").json()["products"]
    (own,) = [each["in_words"] for each in listed if each["product"] == PRODUCT]
    assert own.startswith("Retired.")
    assert client.get("/api/v1/register/nothing").status_code == 404
    workspace.close()


def _audited() -> None:
    result = run("product", "audit")
    assert result.exit_code == 0
    checked = json.loads(result.output.strip().splitlines()[-1])
    assert checked["faults"] == []
    workspace = open_workspace(Settings(workspace=Path(checked["workspace"])))
    with workspace.operations.reading() as connection:
        whats = [each["what"] for each in audit_log.entries(connection)]
    workspace.close()
    assert whats.count("refused to score") == 3
    assert whats.count("refused to approve") == 1
    assert checked["entries"] == len(whats)
