"""Carry out the plan of an export, step by step."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.errors import PhotoError, StorageError
from photoindex.export.engine.deciding import Decisions, Task
from photoindex.export.engine.journal import Entry, Journal, write_entries, write_head
from photoindex.export.engine.manifest import MANIFEST_KEY, Manifest
from photoindex.export.engine.place import Place, open_place
from photoindex.export.engine.records import (
    Change,
    PhotoDone,
    Plan,
    Planned,
    RunOptions,
    RunReport,
    Settle,
    Tally,
    Undrawn,
    Watch,
)
from photoindex.export.files import readable
from photoindex.export.folder import FileState
from photoindex.export.records import Skipped, nothing_exported, skipped

# Lines of the journal reach the disk before the files that they announce, this many at once.
_AT_ONCE = 64

_Deed = Planned | Skipped | PhotoDone | Undrawn


def export_files(plan: Plan, folder: Path, options: RunOptions, watch: Watch) -> RunReport:
    """Make `folder`, or update it with `options.update`, so that it holds exactly the planned files.

    A file that the user changed stays as it is, and is reported as "edited". Files that no export made are never
    touched. If an export was interrupted at any moment, running it again with `update` completes it.

    Raises UsageError if the folder is not empty (without `update`), holds another kind of export, or leads elsewhere
    through links; if the update would put back what was taken out of the photos; or if somebody else's file is in the
    place of its page. Raises NotFoundError if photos were planned, but none of them can be exported, and StorageError
    if the disk is full or writing is refused.
    """
    place, entries = open_place(folder, options)
    with ExitStack() as stack:
        run = _Run(place, entries, options, watch, stack)
        for steps in _batches(plan):
            run.carry_out(steps)
        return run.finish()


def _batches(plan: Plan) -> Iterator[list[_Deed]]:
    """The steps in groups."""
    batch: list[_Deed] = []
    files = 0
    for step in plan:
        if not isinstance(step, Settle):
            batch.append(step)
            files += isinstance(step, Planned)
        if isinstance(step, Settle) or files >= _AT_ONCE:
            yield batch
            batch, files = [], 0
    yield batch


class _Run:
    """One run of an export."""

    def __init__(
        self, place: Place, entries: dict[str, Entry], options: RunOptions, watch: Watch, stack: ExitStack
    ) -> None:
        self._place, self._entries, self._options, self._watch, self._stack = place, entries, options, watch, stack
        self._decisions = Decisions(place, entries)
        self._tally = Tally()
        self._left: set[Skipped] = set()
        self._journal: Journal | None = None
        self._manifest: Manifest | None = None

    def carry_out(self, steps: Sequence[_Deed]) -> None:
        """Decide about these steps, announce the files in the journal, and write them."""
        tasks = [self._decided(step) for step in steps]
        announced = [task.entry for task in tasks if task and task.write]
        if announced and not self._options.dry_run:
            self._begun().add(announced, sync=True)
        for step, task in zip(steps, tasks, strict=True):
            if task is not None:
                self._do(task)
            elif isinstance(step, PhotoDone):
                self._watch.photo()

    def finish(self) -> RunReport:
        """Remove what is no longer wanted, write the manifest, and tidy the record."""
        found_nothing = not (self._tally.written or self._tally.rewritten or self._tally.kept)
        if found_nothing and not self._entries and self._tally.skipped:
            raise nothing_exported(readable(self._tally.skipped[0].path))
        manifest = None if self._options.dry_run else self._with_manifest()
        self._remove_unwanted()
        if not self._options.dry_run:
            write_entries(self._place.root, self._entries.values())
        tally = self._tally
        return RunReport(
            tally.written, tally.rewritten, tally.kept, tally.removed, tuple(tally.skipped), manifest, tally.undrawn,
            room=tally.room if self._options.dry_run else None,
        )  # fmt: skip

    def _begun(self) -> Journal:
        """The open journal. The folder and its record are made before the first file."""
        if self._journal is None:
            self._place.prepare("")
            self._place.clear_parts_in({entry.file.folder for entry in self._entries.values()})
            # The journal comes first, because the head of an older record holds the entries until then.
            self._journal = self._stack.enter_context(Journal(self._place.root, self._entries.values()))
            write_head(self._place.root, self._options.preset, self._options.strip, self._options.settings)
        return self._journal

    def _decided(self, step: _Deed) -> Task | None:
        """What to do about a planned file; all other steps are only noted."""
        if isinstance(step, Skipped):
            self._tally.skipped.append(step)
        elif isinstance(step, Undrawn):
            self._tally.undrawn += step.letters
        return self._decided_file(step) if isinstance(step, Planned) else None

    def _decided_file(self, step: Planned) -> Task | None:
        try:
            task = self._decisions.task(step)
        except PhotoError as error:
            self._left_out(step, error)
            return None
        if task is not None and task.edited:
            self._tally.skipped.append(Skipped(self._place.root / task.entry.path, "edited"))
        return task

    def _left_out(self, planned: Planned, error: PhotoError) -> None:
        """Report a photo that cannot be exported now. A copy that an earlier run made stays, because it may be the only
        one that can be opened; a link stays only if the disk of its photo is offline.
        """
        left_out = skipped(planned.source or Path(planned.name), error)
        # A photo may have several files.
        if not planned.companion and left_out not in self._left:
            self._left.add(left_out)
            self._tally.skipped.append(left_out)
        known = self._decisions.known(planned.key)
        if known is None or not known.done or self._place.entry_state(known) is FileState.ABSENT:
            return
        if known.target is None or left_out.reason == "away":
            self._decisions.wanted.add(known.path)
            self._tell(planned, known)

    def _do(self, task: Task) -> None:
        if not task.write:
            self._tally.kept += not task.planned.companion
            self._report("keep", task, task.entry)
        elif self._options.dry_run:
            self._tally.room = self._tally.room.plus(task.planned.content.room)
            self._count(task, task.entry)
        else:
            try:
                entry = self._written(task)
            except PhotoError as error:
                self._decisions.wanted.discard(task.entry.path)
                self._left_out(task.planned, error)
                return
            except StorageError as error:
                raise self._with_outcome(error) from error
            self._count(task, entry)

    def _written(self, task: Task) -> Entry:
        """Write a file; return its entry with its size and time."""
        self._place.prepare(task.entry.file.folder)
        task.planned.content.write(self._place.root / task.entry.path, task.entry.mtime_ns or 0)
        made = self._place.measured(task.entry.file)
        entry = replace(task.entry, size=made.size, mtime_ns=made.mtime_ns, before=None, done=True)
        self._begun().add([entry])
        self._entries[entry.path] = entry
        return entry

    def _count(self, task: Task, entry: Entry) -> None:
        if task.over:
            self._tally.rewritten += not task.planned.companion
        else:
            self._tally.written += not task.planned.companion
        self._report("rewrite" if task.over else "write", task, entry)

    def _report(self, change: Change, task: Task, entry: Entry) -> None:
        if task.planned.key == MANIFEST_KEY:
            return
        self._watch.change(change, entry.path, task.planned.source)
        self._tell(task.planned, entry)

    def _tell(self, planned: Planned, entry: Entry) -> None:
        """Tell the plan and the manifest where a file is."""
        if planned.placed is not None:
            planned.placed(entry.path)
        if self._manifest is None:
            self._manifest = Manifest(self._options, self._stack)
        self._manifest.add(entry.path, planned.about)

    def _with_manifest(self) -> Path | None:
        """Put the manifest into its place, like any other file of the export."""
        manifest = self._manifest or Manifest(self._options, self._stack)
        self.carry_out([manifest.planned()])
        path = next((path for path, entry in self._entries.items() if entry.key == MANIFEST_KEY), None)
        return None if path is None else self._place.root / path

    def _remove_unwanted(self) -> None:
        emptied: set[str] = set()
        for path, entry in list(self._entries.items()):
            if path in self._decisions.wanted or (self._options.dry_run and entry.key == MANIFEST_KEY):
                continue
            if self._removed(entry):
                emptied.add(entry.file.folder)
                self._tally.removed += not entry.companion and entry.key not in self._decisions.keys
                self._watch.change("remove", path, None)
            del self._entries[path]
        if not self._options.dry_run:
            self._place.remove_empty(emptied)

    def _removed(self, entry: Entry) -> bool:
        """Remove a file if it is still the one that an export made; whether that was done."""
        state, path = self._place.entry_state(entry), self._place.root / entry.path
        if state is FileState.SAME and entry.hard and path.stat().st_nlink == 1:
            self._tally.skipped.append(Skipped(path, "last-name"))
            return False
        if state is FileState.CHANGED and entry.done:
            self._tally.skipped.append(Skipped(path, "edited"))
        if state is FileState.SAME and not self._options.dry_run:
            self._place.remove_entry(entry)
        return state is FileState.SAME

    def _with_outcome(self, error: StorageError) -> StorageError:
        done = sum(entry.done for entry in self._entries.values())
        files = "1 file is" if done == 1 else f"{done:,} files are"
        message = f"{error.message}. {files} in {readable(self._place.root)}"
        if error.hint != StorageError.hint:
            return StorageError(message, hint=error.hint, advice=error.advice)
        return StorageError(message, hint="Make room or choose another folder.", advice=Action.CONTINUE_EXPORT)
