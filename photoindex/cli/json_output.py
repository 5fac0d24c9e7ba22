"""Print JSON for other programs. Every document has the same envelope and uses the same field names (docs/json.md)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from photoindex.operations.show import FaceFit, FaceRow
    from photoindex.operations.status import Running

VERSION = 1
"""Increased when a field of any document is removed or changes its meaning, but not when a field is added."""


def print_items(schema: str, items: Iterable[Mapping[str, Any]], **extras: Any) -> None:
    """Print a document on one line: its schema, its items, and the fields that concern all items."""
    click.echo(document(schema, items, **extras))


def document(schema: str, items: Iterable[Mapping[str, Any]], **extras: Any) -> str:
    """The text of a document, without the end of its line."""
    return _text({"schema": schema, "version": VERSION, "items": list(items), **extras})


def print_line(fields: Mapping[str, Any]) -> None:
    """Print an item alone, on one line."""
    click.echo(_text(fields))


def print_step(schema: str, step: str, **fields: Any) -> None:
    """Print one line of a stream: a document with a step instead of items."""
    click.echo(_text({"schema": schema, "version": VERSION, "step": step, **fields}))


def utc(moment: datetime | None) -> datetime | None:
    """Add the time zone to a timestamp of the index, which stores UTC without a zone."""
    return moment.replace(tzinfo=UTC) if moment is not None else None


def face_fields(face: "FaceRow", names: Mapping[int, str]) -> dict[str, Any]:
    """The fields of a face, the same in every document."""
    return {
        "face_id": face.face_id,
        "path": face.path,
        "content_hash": face.content_hash,
        "box": asdict(face.box),
        "cluster_id": face.cluster_id,
        "person_id": face.person_id,
        "person": names.get(face.person_id) if face.person_id is not None else None,
        "status": face.status,
        "probability": round(face.probability, 4),
    }


def fit_fields(fit: "FaceFit | None", names: Mapping[int, str]) -> dict[str, Any]:
    """The fields that say how well a face fits its person or cluster; `fit` is None if this is not known."""
    if fit is None:
        return {"fit": None, "doubtful": False, "looks_like": None}
    looks_like = names.get(fit.rival) if fit.rival is not None else None
    return {"fit": round(fit.probability, 4), "doubtful": fit.doubtful, "looks_like": looks_like}


def running_fields(running: "Running | None") -> dict[str, Any] | None:
    """The fields of the command that is reworking the index."""
    if running is None:
        return None
    since = running.since.astimezone(UTC)
    return {"command": running.command, "pid": running.pid, "started_at": since, "paths": list(running.paths)}


def _text(value: Any) -> str:
    return json.dumps(value, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{value!r} cannot be written as JSON")
