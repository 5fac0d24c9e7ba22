"""photoindex show, as a user types it."""

import json
from pathlib import Path

from tests.terminal import Terminal


def test_show_prints_the_faces_and_writes_a_sheet(terminal: Terminal, tmp_path: Path) -> None:
    cluster = terminal.cluster_with(5)
    for suffix in ("png", "html"):
        sheet = tmp_path / f"sheet.{suffix}"
        ran = terminal("show", "cluster", cluster, "--sheet", sheet)
        assert f"Cluster {cluster}: 5 faces in 5 photos" in ran.out
        assert sheet.stat().st_size > 1000
    terminal("label", "cluster", cluster, "Grandma")
    assert "Grandma: 5 faces" in terminal("show", "person", "grandma").out
    ran = terminal("show", "photo", terminal.folder / "both.jpg")
    assert "taken   2010-05-01 10:00:00" in ran.out
    assert "Grandma" in ran.out
    faces = json.loads(terminal("show", "cluster", cluster, "--json").out)["items"]
    assert terminal("show", "face", str(faces[0]["face_id"])).code == 0


def test_show_says_which_faces_fit_badly_and_why(terminal: Terminal, tmp_path: Path) -> None:
    cluster = terminal.cluster_with(5)
    terminal("label", "cluster", cluster, "Grandma")
    others = {face["face_id"] for face in json.loads(terminal("show", "person", "grandma", "--json").out)["items"]}
    both = json.loads(terminal("show", "photo", terminal.folder / "both.jpg", "--json").out)["items"]
    assert {face["fit"] for face in both} == {None}
    wrong = next(face["face_id"] for face in both if face["face_id"] not in others)
    terminal("label", "face", str(wrong), "Grandma")
    listed = json.loads(terminal("show", "person", "grandma", "--json").out)["items"]
    assert [face["doubtful"] for face in listed] == sorted(face["doubtful"] for face in listed)
    worst = [face for face in listed if face["doubtful"]]
    assert wrong in {face["face_id"] for face in worst}
    assert {face["face_id"] for face in worst}.isdisjoint(others)
    assert all(face["fit"] < 0.5 and face["looks_like"] is None for face in worst)
    ran = terminal("show", "person", "grandma", "--sheet", tmp_path / "sheet.html")
    assert f" badly: {worst[-1]['face_id']} looks unlike the others" in ran.out
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    group = page.index('class="faces doubtful"')
    assert page.index('class="faces"') < page.index(" badly</h3>") < group < page.index(f'id="face-{wrong}"')
