"""Published data sets are converted to the form that the benchmarks read."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]


def prepare(*words: object) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / "prepare.py"), *map(str, words)]
    # The script imports its neighbours, which this variable hides.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment).stdout


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


def test_a_folder_per_person_is_converted_to_labels_and_embeddings(group_photo: Path, tmp_path: Path) -> None:
    copy(group_photo, tmp_path / "lfw" / "Some_Body" / "Some_Body_0001.jpg")
    copy(group_photo, tmp_path / "lfw" / "Some_One" / "Some_One_0001.jpg")
    for _ in range(2):
        assert prepare("lfw", tmp_path / "lfw", tmp_path / "data") == "2 photos\n"
    assert [row[2] for row in rows(tmp_path / "data" / "labels.csv")] == ["person", "Some_Body", "Some_One"]
    prepare("embeddings", tmp_path / "data", "lfw", tmp_path / "lfw.npz")
    made = np.load(tmp_path / "lfw.npz")
    assert made["embedding"].shape == (2, 128)
    assert made["person"].tolist() == ["Some_Body", "Some_One"]


def test_only_people_with_enough_photos_are_taken_from_a_list_of_identities(group_photo: Path, tmp_path: Path) -> None:
    for name in ("1.jpg", "2.jpg", "3.jpg"):
        copy(group_photo, tmp_path / "images" / name)
    (tmp_path / "identity.txt").write_text("1.jpg 7\n2.jpg 7\n3.jpg 8\n4.jpg 8\n", encoding="utf-8")
    prepare("celeba", tmp_path / "images", tmp_path / "identity.txt", tmp_path / "data", "--least", 2)
    assert [row[2] for row in rows(tmp_path / "data" / "labels.csv")[1:]] == ["7", "7"]


def test_boxes_in_the_format_of_wider_face_are_read(group_photo: Path, tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        copy(group_photo, tmp_path / "images" / "0--Parade" / name)
    (tmp_path / "boxes.txt").write_text(
        "0--Parade/a.jpg\n2\n1 2 3 4 0 0 0 0 0 0 \n5 6 7 8 0 0 0 1 0 0 \n0--Parade/b.jpg\n0\n0 0 0 0 0 0 0 0 0 0 \n",
        encoding="utf-8",
    )
    assert prepare("wider", tmp_path / "images", tmp_path / "boxes.txt", tmp_path / "data") == "2 photos\n"
    folder = tmp_path / "data" / "wider-face-subset"
    assert [row[:5] for row in rows(folder / "boxes.csv")[1:]] == [
        ["images/0--Parade/a.jpg", "1", "2", "3", "4"],
        ["images/0--Parade/a.jpg", "5", "6", "7", "8"],
    ]
    assert (folder / "images" / "0--Parade" / "b.jpg").is_file()
