"""For every command with --json, the words that make it print a document about the small test library."""

import json
import shutil
from pathlib import Path
from typing import Any

from photoindex.cli.main import cli
from tests.claims import claim
from tests.cli.every_command import every_command
from tests.library import spread_eyes
from tests.terminal import Terminal


def commands_with_json() -> set[str]:
    """The words of every command that has --json."""
    return {
        " ".join(words)
        for words, command in every_command(cli)
        if any(param.name == "as_json" for param in command.params)
    }


def names_of(terminal: Terminal, folder: Path) -> Path:
    """A table of another program, with everything that an import may report."""
    table = folder / "names.csv"
    rows = [
        "path,person,x,y,width,height,photo_width,photo_height",
        "/elsewhere/far.jpg,Ann,0,0,1,1,,",
        *(f"{terminal.folder}/{row}" for row in (
            "red 0.jpg,Ann,0,0,1,1,,", "red 1.jpg,Ann,0,0,1,1,300,100", "red 2.jpg,1234,0,0,1,1,,",
            "both.jpg,TOM,0,0,.5,1,,", "both.jpg,Tom,.5,0,.5,1,,", "green 0.jpg,Grandmá,0,0,1,1,,",
        )),
    ]  # fmt: skip
    table.write_text("\n".join(rows), encoding="utf-8")
    return table


def documents(terminal: Terminal, photo: Path, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Map the words of each command to its documents. Options that lead to a different document are among the words.

    Args:
        photo: a real photo with one face, for commands that do not use the drawn photos of the library.
        folder: an empty folder for output files.
    """
    unnamed = terminal.cluster_with(3)
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    of_tom = json.loads(terminal("show", "cluster", unnamed, "--json").out)["items"]
    claim(terminal.index, {Path(face["path"]).name: ["Tom"] for face in of_tom})
    unlike = terminal("show", "photo", terminal.folder / "both.jpg", "--json")
    green = json.loads(unlike.out)["items"][1]["face_id"]
    printed = {
        "suggest": terminal("suggest", "--json"),
        "show cluster": terminal("show", "cluster", unnamed, "--json"),
        "cluster --dry-run": terminal("cluster", "--dry-run", "--json"),
    }
    terminal("label", "cluster", unnamed, "Tom")
    terminal("label", "face", str(green), "Grandma")
    terminal("undo")
    terminal("person", "Grandma", "--died", "2009")
    terminal("save", "kids", "Tom year:2010..")
    backup = folder / "copy.duckdb"
    spread_eyes(terminal.index)
    calls: dict[str, tuple[str | Path, ...]] = {
        "people": ("people",),
        "show person": ("show", "person", "Grandma"),
        "show face": ("show", "face", str(green)),
        "show photo": ("show", "photo", terminal.folder / "both.jpg"),
        "show poor": ("show", "poor"),
        "explain face": ("explain", "face", str(green)),
        "similar": ("similar", "face", str(green)),
        "relatives": ("relatives", "Tom"),
        "evaluate": ("evaluate",),
        "names import": ("names", "import", "--dry-run", names_of(terminal, folder)),
        "log": ("log",),
        "find": ("find", "Grandma"),
        "save": ("save",),
        "stats": ("stats",),
        "sql": ("sql", "SELECT name, photos, first_taken FROM v_people LIMIT 1"),
        "find --export": ("find", "Grandma", "--export", folder / "export"),
        "find --export --as": ("find", "Grandma", "--export", folder / "copies", "--as", "folder", "--dry-run"),
        "find --film": (
            "find",
            "Grandma",
            "--film",
            folder / "a.mp4",
            "--size",
            "144",
            "--seconds",
            "0.1",
            "--best",
            "1",
        ),
        "find --timelapse": ("find", "Grandma", "--timelapse", folder / "grandma.webp", "--size", "64"),
        "cluster": ("cluster",),
        "failures": ("failures",),
        "status": ("status",),
        "check": ("check",),
        "check people": ("check", "people"),
        "prune": ("prune", "--dry-run"),
        "thumbnails rebuild": ("thumbnails", "rebuild"),
        "thumbnails status": ("thumbnails", "status"),
        "backup": ("backup", backup),
        "restore": ("restore", backup),
        "restore decisions": ("restore", "--decisions"),
        "rescue": ("rescue",),
        "scan": ("scan", terminal.folder, "--workers", "1"),
    }
    printed |= {name: terminal(*words, "--json") for name, words in calls.items()}
    printed["names export"] = terminal("names", "export", "--to", "json")
    shutil.copytree(terminal.folder, folder / "moved")
    printed["move"] = terminal("move", terminal.folder, folder / "moved", "--json")
    printed["compare"] = terminal.without_index("compare", photo, photo, "--json")
    printed["models list"] = terminal.without_index("models", "list", "--json")
    printed["models info"] = terminal.without_index("models", "info", "opencv-zoo", "--json")
    assert {name: ran.err for name, ran in printed.items() if ran.code} == {}
    return {name: [json.loads(line) for line in ran.out.splitlines()] for name, ran in printed.items()}
