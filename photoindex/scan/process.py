"""One photo through the whole pipeline, as a plain function: read, decode, detect, align, embed."""

from collections.abc import Callable

from photoindex.decode import DecodeLimits
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.errors import PhotoError
from photoindex.scan.look import Analyzer, look
from photoindex.scan.messages import Task
from photoindex.scan.reading import Content, read_file

__all__ = ["Analyzer", "process_photo"]


def process_photo(
    task: Task, analyzer: Analyzer, limits: DecodeLimits, content: Callable[[], Content] | None = None
) -> Outcome:
    """Process one file. Whatever is wrong with it is in the outcome; nothing is raised for a bad photo.

    `content` gives what was read of the file already, or raises as `read_file` does.
    """
    try:
        return _process(task, analyzer, limits, content() if content else read_file(task.file.path))
    except PhotoError as error:
        return Failed(task.file, error.stage, error.message)


def _process(task: Task, analyzer: Analyzer, limits: DecodeLimits, content: Content) -> Outcome:
    if content.sha256 in task.known_hashes:
        return AlreadyKnown(content.file, content.sha256)
    photo, faces = look(content.data, content.file.path.name, analyzer, limits)
    return Analysed(content.file, content.sha256, photo.facts, photo.damage, tuple(faces))
