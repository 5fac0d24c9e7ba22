"""Names import: take over the names that other programs gave to faces."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from photoindex.domain.assignment_table import AUTOMATIC, SUGGESTED
from photoindex.domain.claims import Claim
from photoindex.domain.people import Decision, PeopleState
from photoindex.domain.people_snapshot import PeopleSnapshot
from photoindex.errors import UsageError
from photoindex.interop.photo_names import Fault, Unread
from photoindex.interop.regions import Program
from photoindex.operations.common.known_paths import known_file, known_folder
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.importing.heard import (
    Heard,
    LeftOut,
    RefusedBox,
    UnclearPhoto,
    UnusableName,
)
from photoindex.operations.importing.listening import Progress, listen
from photoindex.operations.importing.people import AlikeNames, NamesHere, Renamed
from photoindex.operations.importing.plan import Conflict, MineKind, Outcome, Plan, Prefer, TheirName, TwoFaces
from photoindex.operations.importing.planning import Here, changed_claims, plan_import
from photoindex.operations.importing.report import NamesReport, PersonGiven, photos_shown, report_of
from photoindex.operations.importing.sources import Source, sources_for
from photoindex.people.consequences.flow import state_in
from photoindex.people.consequences.log import Log, log_of
from photoindex.people.decisions.imports import named_by_imports
from photoindex.people.decisions.standing import standing
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.claims import load_claims, put_claims
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.views.people_snapshot import load_snapshot
from photoindex.store.views.photo_facts import all_files, faces_of_photos, paths_of_photos

__all__ = [
    "PROGRAMS",
    "AlikeNames",
    "Conflict",
    "Fault",
    "LeftOut",
    "MineKind",
    "NamesReport",
    "NamesRequest",
    "Outcome",
    "PersonGiven",
    "Prefer",
    "Program",
    "RefusedBox",
    "Renamed",
    "TheirName",
    "TwoFaces",
    "UnclearPhoto",
    "Unread",
    "UnusableName",
    "import_names",
]

PROGRAMS: tuple[Program, ...] = get_args(Program)
"""The programs and formats that names can come from."""


@dataclass(frozen=True, slots=True)
class NamesRequest:
    """What to import: the files or folders `paths`, with the names of these `programs`; None for all that are found.

    `prefer` decides faces about which the programs contradict what a human said here; None leaves them as they are and
    keeps the other names for the review page. `source` is the text that the user typed.
    """

    paths: tuple[Path, ...]
    programs: tuple[Program, ...] | None = None
    prefer: Prefer | None = None
    dry_run: bool = False
    source: str = "names import"


def import_names(
    index: Index,
    request: NamesRequest,
    progress: Progress = lambda _: None,
    *,
    sources: Sequence[Source] | None = None,
) -> NamesReport:
    """Record the names that other programs gave to faces of photos in the index, all in one import that is undone as
    one.

    Nothing is recorded that was recorded before, so an import can be repeated. What a human said about a face stays,
    unless `theirs` is preferred. The other programs' files are only read, before the index is locked.

    Args:
        sources: what to read instead of the paths and programs of the request.

    Raises:
        IndexFileError: the index does not exist yet.
        NotFoundError: nothing has been scanned yet.
        UsageError: one of the paths does not exist.
    """
    index.require()
    typed = [absolute(path) for path in request.paths]
    for path in typed:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}")
    with index.reading() as connection:
        require_current_pack(connection)
        paths = [known_folder(connection, path) if path.is_dir() else known_file(connection, path) for path in typed]
        files = list(all_files(connection))
    heard = Heard()
    chosen = sources if sources is not None else sources_for(paths, request.programs, heard.note)
    listen(heard, chosen, files, progress)
    del files
    return _planned(index, heard, request) if request.dry_run else _recorded(index, heard, request)


def _planned(index: Index, heard: Heard, request: NamesRequest) -> NamesReport:
    with index.reading() as connection:
        snapshot = load_snapshot(connection, require_current_pack(connection))
        log = log_of(snapshot.said)
        state = state_in(snapshot, log)
        names = NamesHere(state, log.decisions)
        here = _here(connection, log, state, snapshot)
        plan = plan_import(heard, here, names, request.prefer)
        before = _claims_in_force(connection, log.decisions)
        paths = paths_of_photos(connection, photos_shown(plan))
    return report_of(heard, plan, names, before, paths, head=None, recorded=_decisions_of(plan), dry_run=True)


def _recorded(index: Index, heard: Heard, request: NamesRequest) -> NamesReport:
    with deciding(index) as now:
        names = NamesHere(now.state, now.decisions)
        here = _here(now.connection, now.log, now.state, now.snapshot)
        plan = plan_import(heard, here, names, request.prefer)
        before = _claims_in_force(now.connection, now.decisions)
        claims = list(changed_claims(heard, plan, before))
        head = _record(now, plan, claims, sorted(heard.entries), request.source)
        paths = paths_of_photos(now.connection, photos_shown(plan))
    recorded = _decisions_of(plan)
    seq = head.seq if head else None
    return report_of(heard, plan, names, before, paths, head=seq, recorded=recorded, dry_run=False)


def _here(connection: Connection, log: Log, state: PeopleState, snapshot: PeopleSnapshot) -> Here:
    assigned = snapshot.assigned
    is_proposed = (assigned.status == AUTOMATIC) | (assigned.status == SUGGESTED)
    pairs = zip(assigned.face_id[is_proposed].tolist(), assigned.person_id[is_proposed].tolist(), strict=True)
    return Here(
        state,
        dict(pairs),
        lambda hashes: faces_of_photos(connection, hashes, snapshot.fingerprint),
        named_by_imports(log.decisions, log.ids_of),
    )


def _claims_in_force(connection: Connection, decisions: Sequence[Decision]) -> list[Claim]:
    return load_claims(connection, [item.uid for item in standing(decisions) if item.kind == "import"])


def _decisions_of(plan: Plan) -> int:
    return sum(bool(item.named) + bool(item.confirmed) + bool(item.rejected) for item in plan.persons.values())


def _record(
    now: Deciding, plan: Plan, claims: Sequence[Claim], programs: Sequence[str], source: str
) -> Decision | None:
    """Record the plan as one import; nothing if there is nothing to record."""
    persons = sorted(plan.persons.values(), key=lambda item: (item.person.name, item.person.person_id))
    if not claims and not any(item.named or item.confirmed or item.rejected for item in persons):
        return None
    now.ids.update(plan.ids)
    head = now.say_import(source, programs)
    for item in persons:
        if item.confirmed:
            now.say("confirm", source, faces=item.confirmed, person=item.person, batch=head.uid)
        if item.named:
            now.say("name", source, faces=item.named, person=item.person, batch=head.uid)
        if item.rejected:
            now.say("reject", source, faces=item.rejected, person=item.person, batch=head.uid)
    put_claims(now.connection, claims, head.uid)
    now.follow()
    return head
