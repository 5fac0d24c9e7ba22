"""Read other programs' files, and find the photos of the index that they speak of."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.domain.names import clean_name
from photoindex.errors import UsageError
from photoindex.interop.photo_finder import Ambiguous, Found, IndexedFile, PhotoFinder
from photoindex.interop.photo_names import PhotoHint, PhotoNames
from photoindex.interop.regions import Program, Region, WrittenRegion, is_for_aspect, placed
from photoindex.operations.importing.heard import Heard, NamedBox, RefusedBox, UnclearPhoto, UnusableName, Voice
from photoindex.operations.importing.sources import Source
from photoindex.store.views.photo_facts import FileFacts

# Faces that are cut off by the edge of the photo have at least this share of their box in it.
_LEAST_INSIDE = 0.25

# More faces than anybody names in one photo. All of them are compared with each other.
_MOST_BOXES = 1_000

Progress = Callable[[int], None]
"""A function that gets the number of photos that were read so far."""


def listen(heard: Heard, sources: Sequence[Source], files: Iterable[FileFacts], progress: Progress) -> None:
    """Read the names in these sources, and add to `heard` what they say about the photos of the index.

    Args:
        files: all files of the index.
        progress: is called from time to time.
    """
    book = _Book(files)
    listener = _Listener()
    waiting: list[PhotoNames] = []
    done = 0
    for source in sources:
        for item in source.read(source.paths, book.below(source.paths), heard.note):
            heard.entries[item.program] += 1
            facts = book.by_path(item.photo)
            if facts is not None:
                listener.hear(heard, item, facts)
            else:
                waiting.append(item)
            done += 1
            if done % 100 == 0:
                progress(done)
    for item, facts in book.searched(waiting, heard):
        listener.hear(heard, item, facts)
    progress(done)


class _Book:
    """The files of the index, by path and by content."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        self._by_path = {file.path: file for file in files}
        self._by_hash = {file.content_hash: file for file in self._by_path.values()}

    def below(self, paths: Sequence[Path]) -> list[Path]:
        """The present files at or below these paths, in order."""
        tops = [(str(path), str(path / "_")[:-1]) for path in paths]
        return [
            Path(path)
            for path, file in self._by_path.items()
            if not file.missing and any(path == top or path.startswith(prefix) for top, prefix in tops)
        ]

    def by_path(self, hint: PhotoHint) -> FileFacts | None:
        """The file whose content or whole path the hint gives."""
        if hint.sha256 is not None and hint.sha256 in self._by_hash:
            return self._by_hash[hint.sha256]
        return self._by_path.get(hint.path)

    def searched(self, waiting: Sequence[PhotoNames], heard: Heard) -> Iterator[tuple[PhotoNames, FileFacts]]:
        """Find the photos that are known under other paths; the others are counted in `heard`."""
        if not waiting:
            return
        finder = PhotoFinder(
            IndexedFile(file.path, file.content_hash, file.size, file.width, file.height, file.taken_at,
                        file.taken_precision)
            for file in self._by_path.values()
        )  # fmt: skip
        finder.learn(item.photo for item in waiting if item.photo.path)
        for item in waiting:
            match = finder.find(item.photo)
            if isinstance(match, Found):
                yield item, self._by_path[match.file.path]
            elif isinstance(match, Ambiguous):
                candidates = tuple(file.path for file in match.candidates)
                heard.unclear.add(UnclearPhoto(item.photo.path, candidates))
            else:
                heard.unknown.add(item.photo.path or item.photo.sha256 or "")


class _Listener:
    """Cleans names and places boxes."""

    def __init__(self) -> None:
        self._names: dict[str, str | UnusableName] = {}

    def hear(self, heard: Heard, item: PhotoNames, facts: FileFacts) -> None:
        """Add what a program says about a photo."""
        voice = heard.voice(facts.content_hash, item.program, _as_text(item.origin))
        for region in item.regions:
            self._region(heard, voice, region, item.program, facts)
        for name in item.names:
            self._without_box(heard, voice, name)

    def _region(self, heard: Heard, voice: Voice, written: WrittenRegion, program: Program, facts: FileFacts) -> None:
        if written.kind != "face":
            heard.left_out["not-a-face"] += 1
            return
        if not written.name.strip():
            heard.left_out["unnamed"] += 1
            return
        region = placed(written, program, facts.orientation)
        if not is_for_aspect(region, facts.width, facts.height):
            heard.left_out["other-aspect"] += 1
            heard.refused.add(RefusedBox(facts.path, region.name, program))
        elif not _is_inside(region):
            heard.left_out["outside-photo"] += 1
        elif len(voice.boxes) >= _MOST_BOXES:
            heard.left_out["too-many"] += 1
        elif (name := self._clean(heard, region.name)) is not None:
            voice.boxes.append(NamedBox(name, region.box.clipped()))
        else:
            heard.left_out["unusable-name"] += 1

    def _without_box(self, heard: Heard, voice: Voice, written: str) -> None:
        name = self._clean(heard, written) if written.strip() else None
        if name is not None and name not in voice.names:
            voice.names.append(name)

    def _clean(self, heard: Heard, written: str) -> str | None:
        known = self._names.get(written)
        if known is None:
            try:
                known = clean_name(written)
            except UsageError as error:
                known = UnusableName(written, error.message)
                heard.unusable.add(known)
            self._names[written] = known
        return known if isinstance(known, str) else None


def _as_text(origin: Path) -> str:
    """A path as the index can hold it; it may contain bytes that are not text."""
    return str(origin).encode("utf-8", "backslashreplace").decode("utf-8")


def _is_inside(region: Region) -> bool:
    whole, inside = region.box, region.box.clipped()
    return _has_area(inside) and inside.area >= _LEAST_INSIDE * whole.area


def _has_area(box: Box) -> bool:
    return round(box.width, 5) > 0 and round(box.height, 5) > 0
