"""Making the whole region: the same again, in proportion, and with the truth kept apart."""

import hashlib
import zipfile
from pathlib import Path

import pyarrow.compute as pc
import pytest

from ninefold.region.generate import generate
from ninefold.region.plan import FORCES


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    generate(folder / "one", people=400, seed=3)
    generate(folder / "again", people=400, seed=3)
    return folder


def test_the_same_seed_and_size_give_the_same_bytes(tiny):
    first, second = digests(tiny / "one"), digests(tiny / "again")
    assert len(first) > 200
    assert first == second


def test_another_seed_gives_another_region(made, tiny):
    assert not set(digests(made.folder / "geography").values()) & set(
        digests(tiny / "one" / "geography").values()
    )


def test_every_force_writes_every_kind_it_keeps_in_a_moderate_number_of_files(made):
    assert set(made.summary.rows) == {force.slug for force in FORCES}
    assert all("crimes" in kinds and "calls" in kinds for kinds in made.summary.rows.values())
    assert made.summary.files == sum(len(made.files_of(force.slug)) for force in FORCES) <= 400


def test_crimes_are_in_proportion_to_people(made, tiny):
    crimes = sum(kinds["crimes"] for kinds in made.summary.rows.values())
    per_person = crimes / made.summary.people
    assert 0.5 < per_person < 0.8


def test_no_true_id_is_in_anything_a_force_wrote(made):
    assert made.truth("mentions")["person"][0].as_py().startswith("PERSON-")
    for force in FORCES:
        files = list(made.files_of(force.slug))
        assert files
        assert [path.name for path in files if b"PERSON-" in plain_bytes(path)] == []


def plain_bytes(path: Path) -> bytes:
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_the_truth_names_the_person_behind_every_mention(made):
    mentions = made.truth("mentions")
    assert mentions.num_rows > 2000
    assert mentions["person"].null_count == mentions["reference"].null_count == 0
    assert pc.all(pc.match_substring_regex(mentions["person"], r"^PERSON-\d{9}$")).as_py()


def test_some_people_are_known_to_several_forces(made):
    pairs = made.truth("mentions").group_by(["person", "force"]).aggregate([]).group_by("person")
    forces = pairs.aggregate([("force", "count")])["force_count"]
    assert pc.sum(pc.greater(forces, 1)).as_py() > 20


def test_one_person_may_have_two_records_in_one_force_and_no_record_is_of_two_people(made):
    known = made.truth("mentions").filter(pc.equal(made.truth("mentions")["force"], "garrismouth"))
    of_nominal = known.group_by(["nominal", "person"]).aggregate([]).group_by("nominal")
    assert pc.max(of_nominal.aggregate([("person", "count")])["person_count"]).as_py() == 1
    of_person = known.group_by(["nominal", "person"]).aggregate([]).group_by("person")
    assert pc.max(of_person.aggregate([("nominal", "count")])["nominal_count"]).as_py() > 1


def test_progress_is_told_and_ends(tmp_path):
    told = []
    generate(tmp_path, people=120, seed=1, report=lambda what, share: told.append((what, share)))
    assert told[0][1] == 0.0
    assert told[-1] == ("done", 1.0)
    assert [share for _, share in told] == sorted(share for _, share in told)
