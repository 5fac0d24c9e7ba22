"""Run a contender on a part of the library, in its own process, and time it by the lines that it prints."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.store.opening.index import Index

# A placeholder for the part's folder in a command.
FOLDER = "FOLDER"
SAME = 0.5

Faces = dict[str, list[Box]]


@dataclass(slots=True)
class Contender:
    """A way to find the faces in a folder with `workers` workers. Its rate is steady after `first` photos."""

    name: str
    command: list[str]
    workers: int = 1
    most: int | None = None
    index: bool = False
    photos: int = 0
    whole: float = 0.0
    counted: int = 0
    steady: float = 0.0
    faces: Faces = field(default_factory=dict)
    rates: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.counted / self.steady

    def run(self, photos: Sequence[Path], work: Path) -> None:
        """Run on one part of the library."""
        with tempfile.TemporaryDirectory(dir=work) as own:
            part = _linked(photos[: self.most], Path(own) / "photos")
            index = Index(Path(own) / "index.duckdb")
            command = [str(part) if word == FOLDER else word for word in self.command]
            if self.index:
                command += ["--index", str(index.path), "--json", "--workers", str(self.workers)]
            began = time.perf_counter()
            lines = _timed_lines(command)
            self.whole += time.perf_counter() - began
            self._count(lines)
            if self.index:
                self.faces |= _faces_in(index)

    def _count(self, lines: list[tuple[float, dict[str, object]]]) -> None:
        photos = [at for at, line in lines if line["step"] == "photo"]
        ready = [at for at, line in lines if line["step"] == "ready"]
        # For photoindex, the first photos show that the models are loaded.
        counted, seconds = (len(photos), photos[-1] - ready[0]) if ready else (
            len(photos) - self.workers, photos[-1] - photos[0]
        )  # fmt: skip
        self.photos += len(photos)
        self.counted += counted
        self.steady += seconds
        self.rates.append(counted / seconds)
        for _, line in lines:
            if isinstance(line.get("faces"), list):
                self.faces[Path(str(line["path"])).name] = [Box(*box) for box in line["faces"]]  # type: ignore[attr-defined]


def _linked(photos: Sequence[Path], folder: Path) -> Path:
    folder.mkdir(parents=True)
    for photo in photos:
        os.link(photo, folder / photo.name)
    return folder


def _timed_lines(command: list[str]) -> list[tuple[float, dict[str, object]]]:
    """The lines that a command prints as JSON, each with the time at which it arrived."""
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        for line in process.stdout:
            at, values = time.perf_counter(), json.loads(line)
            if "step" in values:
                lines.append((at, values))
        errors = process.stderr.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {errors}")
    return lines


def _faces_in(index: Index) -> Faces:
    found: Faces = {}
    with index.reading() as connection:
        rows = connection.execute(
            "SELECT path, face.x, face.y, face.width, face.height FROM file LEFT JOIN face USING (photo_id)"
        ).fetchall()
    for path, *box in rows:
        found.setdefault(Path(path).name, []).extend([Box(*box)] if box[0] is not None else [])
    return found


def matched(faces: Faces, others: Faces) -> float:
    """The share of these faces that the other contender found too. Only photos that both have analysed count."""
    pairs = [(found, others[name]) for name, found in faces.items() if name in others]
    total = sum(len(found) for found, _ in pairs)
    same = sum(any(face.iou(other) >= SAME for other in there) for found, there in pairs for face in found)
    return same / total if total else 1.0
