"""The whole program on real photos, in separate processes: scan, name, find, export."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def photoindex(*words: str | Path, index: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "photoindex", *map(str, words), "--index", str(index)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | (env or {}), encoding="utf-8"
    )


def steps(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_people_of_the_sample_photos_are_named_and_found(
    tmp_path: Path, group_photo: Path, portrait_photo: Path
) -> None:
    from PIL import Image, ImageOps

    photos, index = tmp_path / "photos", tmp_path / "index.duckdb"
    photos.mkdir()
    shutil.copy(group_photo, photos)
    shutil.copy(portrait_photo, photos)
    ImageOps.mirror(Image.open(portrait_photo).convert("RGB")).save(photos / "mirrored.jpg", quality=90)
    done = photoindex("scan", photos, "--json", index=index)
    assert done.returncode == 0, done.stderr
    faces = {Path(str(step["path"])).name: step["faces"] for step in steps(done) if step["step"] == "photo"}
    assert faces == {group_photo.name: 6, portrait_photo.name: 1, "mirrored.jpg": 1}
    shown = json.loads(photoindex("show", "photo", photos / "mirrored.jpg", "--json", index=index).stdout)
    cluster = shown["items"][0]["cluster_id"]
    named = photoindex("label", "cluster", str(cluster), "Tom Hanks", index=index)
    assert "Named 2 faces as Tom Hanks" in named.stdout
    found = photoindex("find", "tom hanks", "--export", tmp_path / "show", index=index)
    assert "2 photos added" in found.stdout
    assert (tmp_path / "show" / "index.html").is_file()


def test_without_libgl_the_error_says_what_to_install(tmp_path: Path, group_photo: Path) -> None:
    broken = tmp_path / "site" / "cv2"
    broken.mkdir(parents=True)
    words = "libGL.so.1: cannot open shared object file: No such file or directory"
    (broken / "__init__.py").write_text(f"raise ImportError({words!r})", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "site"), str(ROOT)])
    done = photoindex("scan", group_photo, index=tmp_path / "index.duckdb", env={"PYTHONPATH": path})
    assert done.returncode == 7
    assert "libGL.so.1" in done.stderr
    assert "apt install libgl1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_model_file_is_refused(tmp_path: Path, group_photo: Path) -> None:
    pack = tmp_path / "data" / "packs" / "mine"
    shutil.copytree(ROOT / "models" / "opencv-zoo", pack)
    manifest = json.loads((pack / "pack.json").read_text(encoding="utf-8")) | {"name": "mine"}
    (pack / "pack.json").write_text(json.dumps(manifest), encoding="utf-8")
    model = pack / "yunet.onnx"
    model.write_bytes(model.read_bytes()[:-1] + b"\0")
    env = {"PHOTOINDEX_DATA": str(tmp_path / "data")}
    done = photoindex("scan", group_photo, "--pack", "mine", index=tmp_path / "index.duckdb", env=env)
    assert done.returncode == 6
    assert "yunet.onnx" in done.stderr
    assert "damaged" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
@pytest.mark.shared_data
def test_ctrl_c_ends_a_real_scan_before_its_last_photo_and_says_how_to_continue(
    shared_data: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "photoindex", "scan", str(shared_data / "celeba-inthewild"), "--json",
               "--index", str(tmp_path / "index.duckdb")]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(20)]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 130
    photos = sum('"photo"' in line for line in [*told, *out.splitlines()])
    assert 0 < photos < 686
    assert "Run the same command to continue" in err


@pytest.mark.shared_data
def test_the_expected_faces_are_found_in_photos_of_every_unusual_format(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "odd-faces-generated"
    done = photoindex("scan", folder, "--json", index=tmp_path / "index.duckdb")
    assert done.returncode == 0, done.stderr
    seen = {Path(str(step["path"])).name: step for step in steps(done) if step["step"] == "photo"}
    faces = {step["content_hash"]: step["faces"] for step in seen.values() if step["status"] == "scanned"}
    with (folder / "expected.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["path"] for row in rows} == seen.keys()
    missed = []
    for row in rows:
        step = seen[row["path"]]
        found = faces.get(step.get("content_hash"), 0)
        if row["base"] and row["expected_faces"] and found != int(row["expected_faces"]):
            missed.append((row["path"], row["expected_faces"], found))
        if step["status"] == "failed":
            assert not row["base"] or not row["expected_faces"], row["path"]
            assert step["error"]
    assert len(missed) <= 3, missed
