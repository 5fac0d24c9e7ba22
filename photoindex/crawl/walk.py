"""Walk the trees with an explicit stack of folders, keeping one listing in memory at a time."""

# Paths are plain strings here, because a walk makes several for each entry.

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path, PurePath

from photoindex.crawl.entries import has_hidden_flag, is_broken_link, may_be_link, photo_file_at, unreadable
from photoindex.crawl.ignore import IGNORE_FILE, IgnoreFileError, Rules, compile_excludes, relative_name
from photoindex.crawl.names import EXPORT_RECORD, OPT_OUT_FILES, is_left_out
from photoindex.crawl.options import CrawlOptions, CrawlProblem, FoundFile, OptedOut, OtherFile
from photoindex.originals import Identity, identity_of

Found = FoundFile | OtherFile | CrawlProblem


def _tell_nobody(_folder: OptedOut) -> None: ...


def crawl(
    roots: Sequence[Path],
    options: CrawlOptions,
    *,
    opted_out: Callable[[OptedOut], None] = _tell_nobody,
    identify: Callable[[str], Identity | None] = identity_of,
) -> Iterator[Found]:
    """Yield every photo file in the trees once. Also yield every file that is only to be counted, and a record of
    everything that could not be read.

    The order depends only on names: roots are sorted by their real paths; in each folder, the files come before the
    subfolders, and each group is sorted by name. Paths are absolute and begin with the root as it was given. If roots
    are nested, a path begins with the innermost root that contains it. A root may be a file. A folder that can be
    reached under several paths, because of mounts or because its disk ignores case, is walked once.

    Links to files and folders outside the roots are followed, but each target is visited only once. Links to targets
    inside the roots, links to a parent of a root, and broken links are skipped. Hidden and system files are left out,
    and so are folders with a .nomedia or .noimage file. Files and folders that match `options.exclude` or the patterns
    in .photoindexignore files are left out too. The name of a root and the folders above it are not checked, so a
    hidden or ignored folder can be crawled by giving it as a root. A folder with an invalid ignore file is reported as
    a problem and not entered, so that files the ignore file was meant to hide stay hidden.

    Args:
        opted_out: called with each folder that is left out because of a file in it.
        identify: returns the identity of a folder.

    Raises UsageError for a malformed pattern, before the walk starts.
    """
    return _Walk(roots, options, opted_out, identify).run()


@dataclass(frozen=True, slots=True)
class _Folder:
    """`path` is for display. `real` is the same path with all links resolved. `relative` is the path from the root and
    ends in a slash.
    """

    path: str
    real: str
    relative: str
    rules: Rules


class _Walk:
    def __init__(
        self,
        roots: Sequence[Path],
        options: CrawlOptions,
        opted_out: Callable[[OptedOut], None],
        identify: Callable[[str], Identity | None],
    ) -> None:
        self._options, self._opted_out, self._identify = options, opted_out, identify
        self._excludes = compile_excludes(options.exclude)
        self._roots = {os.path.realpath(root): _shown(root) for root in reversed(roots)}
        # This is checked for every file, because comparing names is faster than building the full path of each file.
        self._root_names = {os.path.basename(real) for real in self._roots}
        self._link_targets: set[str] = set()
        self._roots_reached: set[str] = set()
        self._lone_files: set[str] = set()
        self._visited: dict[Identity, str] = {}
        # Files that an export made in a folder that is walked. These files are left out.
        self._made: set[str] = set()
        self._trees: set[Identity] = set()
        for real in self._roots:
            self._add_tree(real)
        self._stack: list[_Folder] = []

    def run(self) -> Iterator[Found]:
        # A folder sorts before its contents. So an inner root is reached while its outer root is walked, unless the
        # walk of the outer root leaves it out.
        for real in sorted(self._roots):
            if real not in self._roots_reached:
                yield from self._walk_root(self._roots[real], real)

    def _walk_root(self, path: str, real: str) -> Iterator[Found]:
        rules = Rules().with_excludes("", self._excludes)
        try:
            status = os.stat(path)
        except OSError as error:
            yield unreadable(path, error)
            return
        if stat.S_ISREG(status.st_mode):
            yield from self._root_file(path, real, rules, status)
        elif stat.S_ISDIR(status.st_mode):
            self._roots_reached.add(real)
            self._stack.append(_Folder(path, real, "", rules))
            while self._stack:
                yield from self._visit(self._stack.pop())
        else:
            yield CrawlProblem(Path(path), "is neither a file nor a folder")

    def _root_file(self, path: str, real: str, rules: Rules, status: os.stat_result) -> Iterator[Found]:
        name = os.path.basename(path)
        if not self._is_photo_name(name):
            yield CrawlProblem(Path(path), "has a format that cannot be read")
        elif real not in self._lone_files and not rules.ignore(relative_name(name), is_folder=False):
            self._lone_files.add(real)
            yield photo_file_at(path, status)

    def _visit(self, folder: _Folder) -> Iterator[Found]:
        """Yield the photos of one folder and push its subfolders on the stack."""
        try:
            with os.scandir(folder.path) as listing:
                entries = sorted(listing, key=attrgetter("name"))
            if self._is_left_out(folder, entries) or self._was_visited(folder, entries):
                return
            rules = _rules_inside(folder, entries)
        except OSError as error:
            yield unreadable(folder.path, error)
            return
        except IgnoreFileError as error:
            yield CrawlProblem(Path(folder.path), f"left out, because {error}")
            return
        below, parent = [], os.path.basename(folder.path)
        for entry in entries:
            try:
                found = self._sorted_out(entry, folder, parent, rules)
            except OSError as error:
                yield unreadable(entry.path, error)
                continue
            if isinstance(found, _Folder):
                below.append(found)
            elif found is not None:
                yield found
        self._stack.extend(reversed(below))

    def _is_left_out(self, folder: _Folder, entries: Sequence[os.DirEntry[str]]) -> bool:
        markers = [entry.name for entry in entries if entry.name in OPT_OUT_FILES]
        if markers == [EXPORT_RECORD]:
            made = self._options.own_files(Path(folder.path))
            if made is not None:
                self._made.update(os.path.join(folder.path, *name.split("/")) for name in made)
                return False
        for marker in markers[:1]:
            self._opted_out(OptedOut(Path(folder.path), marker))
        return bool(markers)

    def _was_visited(self, folder: _Folder, entries: Sequence[os.DirEntry[str]]) -> bool:
        """Whether this folder was walked under another path.

        Some network file systems give two different folders the same inode number. So that neither folder is skipped,
        the names of their contents are compared as well.
        """
        identity = self._identify(folder.path)
        before = self._visited.setdefault(identity, folder.path) if identity is not None else folder.path
        if before == folder.path:
            return False
        try:
            return sorted(os.listdir(before)) == [entry.name for entry in entries]
        except OSError:
            return False

    def _sorted_out(
        self, entry: os.DirEntry[str], folder: _Folder, parent: str, rules: Rules
    ) -> FoundFile | OtherFile | _Folder | None:
        """What to do with an entry: yield it, enter it, or skip it (None). Raises OSError."""
        try:
            is_folder = entry.is_dir()
        except OSError as error:
            if is_broken_link(entry, error):
                return None
            raise
        if not (is_folder or self._is_photo_name(entry.name) or self._is_counted(entry.name)):
            return None
        hidden = self._options.hidden
        if is_left_out(entry.name, parent, is_folder=is_folder, hidden=hidden) or (
            not hidden and has_hidden_flag(entry)
        ):
            return None
        relative = folder.relative + relative_name(entry.name)
        if rules.ignore(relative, is_folder=is_folder):
            return None
        if is_folder:
            return self._subfolder(entry, folder, relative + "/", rules)
        return self._photo(entry, folder) if self._is_photo_name(entry.name) else OtherFile(entry.path)

    def _subfolder(self, entry: os.DirEntry[str], folder: _Folder, relative: str, rules: Rules) -> _Folder | None:
        plain = os.path.join(folder.real, entry.name)
        real = os.path.realpath(entry.path) if may_be_link(entry) else plain
        if real != plain:
            if self._is_inside_a_tree(real) or self._is_around_a_root(real):
                return None
            self._link_targets.add(real)
            self._add_tree(real)
        elif real in self._roots:
            self._roots_reached.add(real)
            rules = rules.with_excludes(relative, self._excludes)
            return _Folder(self._roots[real], real, relative, rules)
        if plain == real and real in self._link_targets:
            return None
        return _Folder(entry.path, real, relative, rules)

    def _photo(self, entry: os.DirEntry[str], folder: _Folder) -> FoundFile | None:
        if not entry.is_file() or (self._made and entry.path in self._made):
            return None
        if entry.is_symlink():
            real = os.path.realpath(entry.path)
            if self._is_inside_a_tree(real) or real in self._lone_files:
                return None
            self._lone_files.add(real)
        elif self._lone_files or entry.name in self._root_names:
            real = os.path.join(folder.real, entry.name)
            if real in self._lone_files:
                return None
            if real in self._roots:
                self._lone_files.add(real)
        return photo_file_at(entry.path, entry.stat())

    def _is_photo_name(self, name: str) -> bool:
        return os.path.splitext(name)[1].lower() in self._options.suffixes

    def _is_counted(self, name: str) -> bool:
        return os.path.splitext(name)[1].lower() in self._options.counted

    def _is_inside_a_tree(self, real: str) -> bool:
        above = [str(folder) for folder in _self_and_above(real)]
        if any(folder in self._roots or folder in self._link_targets for folder in above):
            return True
        return any(self._identify(folder) in self._trees for folder in above)

    def _add_tree(self, real: str) -> None:
        identity = self._identify(real)
        if identity is not None:
            self._trees.add(identity)

    def _is_around_a_root(self, real: str) -> bool:
        return any(PurePath(root).is_relative_to(real) for root in self._roots)


def _shown(root: Path) -> str:
    # After a link, ".." means the parent of the link's target, not the folder that holds the link.
    return os.path.realpath(root) if os.pardir in root.parts else os.path.abspath(root)


def _rules_inside(folder: _Folder, entries: Sequence[os.DirEntry[str]]) -> Rules:
    for entry in entries:
        if entry.name == IGNORE_FILE and entry.is_file():
            return folder.rules.with_ignore_file(folder.relative, Path(entry.path))
    return folder.rules


def _self_and_above(real: str) -> tuple[PurePath, ...]:
    path = PurePath(real)
    return (path, *path.parents)
