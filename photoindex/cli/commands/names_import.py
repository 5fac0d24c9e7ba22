"""photoindex names import"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import for_same_index, index_option, json_option
from photoindex.cli.paths import PATH
from photoindex.cli.wording.imports import in_words, unread_in_words
from photoindex.domain.names import as_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from photoindex.operations.names_import import Conflict, NamesReport, Prefer, Program

# As in `photoindex.interop.regions.Program`, which would bring every reader with it.
_PROGRAMS = ("xmp", "picasa", "takeout", "digikam", "lightroom", "immich", "photoprism", "osxphotos", "csv")
_AUTO = "auto"
_INCOMPLETE = 1


@click.command("import")
@click.argument("paths", type=PATH, metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--from",
    "programs",
    type=click.Choice((_AUTO, *_PROGRAMS)),
    multiple=True,
    metavar="PROGRAM",
    default=(_AUTO,),
    help=f"Read only the names of this program or format: {', '.join(_PROGRAMS)}. Repeat it for several.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing.")
@click.option(
    "--prefer",
    type=click.Choice(("mine", "theirs")),
    help="Where another name contradicts what you said: keep yours for good, or take theirs.",
)
@json_option
@index_option
def import_command(
    paths: tuple[Path, ...],
    programs: tuple[str, ...],
    dry_run: bool,
    prefer: "Prefer | None",
    as_json: bool,
    index_file: Path | None,
) -> None:
    """Take over the names that other programs gave to faces.

    PATH is a photo, a sidecar, a catalogue, an exported file, or a folder with any of these. The photos must have been
    scanned. The files of other programs are only read.

    Everything is recorded as one import: `photoindex undo` takes all of it back, and importing again records nothing
    twice. Where another name contradicts what you said, yours stays, and the review page asks. Names without a place in
    the photo are kept as hints for `photoindex suggest`.

    The exit code is 1 if there are no names for photos in the index, or if a file could not be read.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.names_import import NamesRequest, import_names

    chosen: tuple[Program, ...] | None = None if _AUTO in programs else _in_order(programs)
    request = NamesRequest(paths, chosen, prefer, dry_run, _source(paths, chosen, prefer))
    with _counter() as progress:
        report = import_names(open_index(index_file), request, progress)
    if as_json:
        print_items("names import", [_json_of(report)])
    else:
        for line in in_words(report):
            click.echo(line)
        if not dry_run and sum(report.conflicts.values()) > report.decided:
            click.echo(f"Decide about the conflicts: {for_same_index('photoindex review')}", err=True)
        if report.head is not None:
            click.echo(f"`{for_same_index(f'photoindex undo {report.head}')}` takes all of it back.", err=True)
    for line in unread_in_words(report):
        click.echo(line, err=True)
    if report.faults or not report.photos:
        click.get_current_context().exit(_INCOMPLETE)


def _in_order(programs: Sequence[str]) -> "tuple[Program, ...]":
    from photoindex.operations.names_import import PROGRAMS

    return tuple(program for program in PROGRAMS if program in programs)


def _source(paths: Sequence[Path], programs: "Sequence[Program] | None", prefer: "Prefer | None") -> str:
    """The command as it was typed."""
    words = ["names import", *(as_typed(str(path)) if " " in str(path) else str(path) for path in paths)]
    words += [f"--from {program}" for program in programs or ()]
    words += [f"--prefer {prefer}"] if prefer else []
    return " ".join(words)


def _json_of(report: "NamesReport") -> dict[str, object]:
    def at(content_hash: str) -> str | None:
        return report.paths.get(content_hash)

    return {
        "dry_run": report.dry_run,
        "decision_id": report.head,
        "decisions": report.recorded,
        "programs": [{"program": program, "photos": photos} for program, photos in report.entries.items()],
        "photos": report.photos,
        "unknown_photos": report.unknown,
        "unknown_examples": list(report.unknown_examples),
        "ambiguous_photos": report.unclear,
        "ambiguous_examples": [
            {"path": item.path, "candidates": list(item.candidates)} for item in report.unclear_examples
        ],
        "faces": {outcome: report.outcomes.get(outcome, 0) for outcome in get_args(_outcomes())},
        "left_out": dict(report.left_out),
        "other_aspect_examples": [
            {"path": item.photo, "name": item.name, "program": item.program} for item in report.refused_examples
        ],
        "unusable_names": [{"name": item.name, "why": item.why} for item in report.unusable_examples],
        "persons": [{"person": item.name, "new": item.is_new, "faces": item.faces} for item in report.people],
        "names_without_a_box": report.claims,
        "new_names_without_a_box": report.new_claims,
        "decided_conflicts": report.decided,
        "conflicts": [
            _conflict(item, at(item.content_hash)) for item in report.conflict_examples
        ],
        "same_name_twice": [
            {"path": at(item.content_hash), "person": item.name, "faces": item.faces} for item in report.twice_examples
        ],
        "earlier_names": [{"name": item.written, "person": item.now} for item in report.renamed],
        "other_spellings": [{"name": item.name, "person": item.other} for item in report.spelled],
        "alike": [{"person": item.name, "other": item.other} for item in report.alike],
        "faults": dict(report.faults),
        "unread_examples": [
            {"path": str(item.origin), "fault": item.fault, "detail": item.detail}
            for item in report.unread_examples
        ],
    }  # fmt: skip


def _outcomes() -> object:
    from photoindex.operations.names_import import Outcome

    return Outcome


def _conflict(item: "Conflict", path: str | None) -> dict[str, object]:
    return {
        "path": path,
        "face_id": item.face_id,
        "box": asdict(item.box),
        "mine": item.kind,
        "person": item.mine,
        "theirs": [{"name": their.name, "program": their.program} for their in item.theirs],
    }


@contextmanager
def _counter() -> "Iterator[Callable[[int], None]]":
    from tqdm import tqdm

    with tqdm(unit=" photos", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        yield progress
