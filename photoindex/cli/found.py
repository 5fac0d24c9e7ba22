"""Write found photos for programs: paths, lines of a template, CSV, JSON and lines of JSON."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.output import shown, shown_path, write_csv_text
from photoindex.domain.date_forms import check_form, in_form, is_known

if TYPE_CHECKING:
    from photoindex.operations.find import FoundPhoto

Fields = Mapping[str, Callable[["FoundPhoto"], Any]]

FIELDS: Fields = {
    "path": lambda photo: str(photo.paths[0]),
    "folder": lambda photo: str(photo.paths[0].parent),
    "name": lambda photo: photo.paths[0].name,
    "stem": lambda photo: photo.paths[0].stem,
    "ext": lambda photo: photo.paths[0].suffix.removeprefix("."),
    "date": lambda photo: photo.taken_at,
    "people": lambda photo: ", ".join(_people(photo)),
    "faces": lambda photo: len(photo.faces),
    "width": lambda photo: photo.width,
    "height": lambda photo: photo.height,
    "hash": lambda photo: photo.content_hash,
    "title": lambda photo: photo.texts.title,
    "caption": lambda photo: photo.texts.caption,
    "keywords": lambda photo: ", ".join(photo.texts.keywords),
    "place": lambda photo: photo.place.whole if photo.place else "",
    "town": lambda photo: photo.place.town if photo.place else "",
    "city": lambda photo: photo.place.city if photo.place else "",
    "country": lambda photo: photo.place.country if photo.place else "",
}
"""What a template may contain."""

_CSV: Fields = {
    "path": lambda photo: str(photo.paths[0]),
    "taken_at": lambda photo: photo.taken_at.isoformat() if photo.taken_at else "",
    "taken_precision": lambda photo: photo.taken_precision if photo.taken_at else "",
    "people": lambda photo: "; ".join(_people(photo)),
    "faces": FIELDS["faces"],
    "width": FIELDS["width"],
    "height": FIELDS["height"],
    "away": lambda photo: photo.away,
    "content_hash": FIELDS["hash"],
    "title": FIELDS["title"],
    "caption": FIELDS["caption"],
    "keywords": lambda photo: "; ".join(photo.texts.keywords),
    "place": FIELDS["place"],
}
_PRECISE = {
    "year": "%Y",
    "month": "%Y-%m",
    "day": "%Y-%m-%d",
    "minute": "%Y-%m-%d %H:%M",
    "second": "%Y-%m-%d %H:%M:%S",
}
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\0": "\0", "\\\\": "\\"}


def _people(photo: "FoundPhoto") -> Iterable[str]:
    return dict.fromkeys(face.name for face in photo.faces if face.name)


def write_paths(paths: Iterable[Path], end: bytes) -> None:
    """Write paths for programs as the bytes that the system uses; on a terminal, escape them as `ls` does."""
    if end == b"\n" and sys.stdout.isatty():
        for path in paths:
            click.echo(shown_path(path))
        return
    for path in paths:
        sys.stdout.buffer.write(os.fsencode(path) + end)


class Template:
    """A text with fields in braces, such as "{date:%Y} {path}".

    Raises:
        click.UsageError: a field does not exist, or a brace is not closed.
        UsageError: there is no such code for dates.
    """

    def __init__(self, text: str) -> None:
        try:
            self._parts = [(_unescaped(before), name, rule or "", how)
                           for before, name, rule, how in Formatter().parse(text)]  # fmt: skip
        except ValueError as error:
            raise click.UsageError(f"--format {text!r}: {error}. Write {{{{ and }}}} for braces.") from error
        for _, name, rule, how in self._parts:
            if name is not None and (name not in FIELDS or how or (rule and name != "date")):
                written = "{" + name + (f"!{how}" if how else "") + (f":{rule}" if rule else "") + "}"
                raise click.UsageError(
                    f"--format: there is no field {shown(written)}.\n"
                    f"There are: {', '.join('{' + known + '}' for known in FIELDS)}, and {{date:%Y-%m-%d}}."
                )
            check_form(rule)

    def of(self, photo: "FoundPhoto") -> str:
        """The text for a photo."""
        return "".join(
            before + ("" if name is None else _date(photo, rule) if name == "date" else str(FIELDS[name](photo)))
            for before, name, rule, _ in self._parts
        )


def _date(photo: "FoundPhoto", rule: str) -> str:
    """Format the date as the template asks, but no more precisely than it is known; an unknown date is empty."""
    if photo.taken_at is None:
        return ""
    wanted = rule if rule and is_known(rule, photo.taken_precision) else _PRECISE[photo.taken_precision]
    return in_form(photo.taken_at, wanted)


def _unescaped(text: str) -> str:
    return re.sub(r"\\[nt0\\]", lambda match: _ESCAPES[match[0]], text)


def write_lines(photos: Iterable["FoundPhoto"], template: Template, end: bytes) -> None:
    """Write a line for each photo; on a terminal, control characters in it are escaped."""
    on_terminal = end == b"\n" and sys.stdout.isatty()
    for photo in photos:
        line = template.of(photo)
        if on_terminal:
            click.echo("\n".join("\t".join(map(shown, part.split("\t"))) for part in line.split("\n")))
        else:
            sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape") + end)


def write_csv(photos: Iterable["FoundPhoto"]) -> None:
    """Write a table with a row for each photo."""
    from itertools import chain

    from photoindex.domain.csv_text import csv_text

    rows = ([value(photo) for value in _CSV.values()] for photo in photos)
    write_csv_text(csv_text(chain([_CSV], rows)))


def fields_of(photo: "FoundPhoto") -> dict[str, object]:
    """The fields of a photo in JSON."""
    return {
        "path": photo.paths[0],
        "paths": list(photo.paths),
        "away": photo.away,
        "content_hash": photo.content_hash,
        "taken_at": photo.taken_at,
        "taken_precision": photo.taken_precision,
        "taken_from": photo.taken_from,
        "width": photo.width,
        "height": photo.height,
        "title": photo.texts.title,
        "caption": photo.texts.caption,
        "keywords": list(photo.texts.keywords),
        "place": asdict(photo.place) if photo.place else None,
        "found_faces": [
            {
                "face_id": face.face_id,
                "box": asdict(face.box),
                "cluster_id": face.cluster_id,
                "person_id": face.person_id,
                "person": face.name,
                "status": face.status,
                "probability": face.probability,
            }
            for face in photo.faces
        ],
    }
