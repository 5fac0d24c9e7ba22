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
