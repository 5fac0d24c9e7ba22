"""One photo through the whole pipeline, as a plain function: read, decode, detect, align, embed."""

from collections.abc import Callable

from photoindex.decode import DecodeLimits, NeedsMoreMemoryError
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.errors import PhotoError
from photoindex.scan.messages import Task
from photoindex.scan.photo import Analyzer, look
from photoindex.scan.reading import Content


def process_photo(
    task: Task,
    analyzer: Analyzer,
    limits: DecodeLimits,
    content: Callable[[], Content],
    wait_for_turn: Callable[[], None],
) -> Outcome:
    """Process one file. Whatever is wrong with it is in the outcome; nothing is raised for a bad photo.

    Args:
        content: gives what was read of the file, or raises as `read_file` does.
        wait_for_turn: called before a photo is decoded that needs more memory than `limits.shared_bytes`.
    """
    try:
        return _process(task, analyzer, limits, content(), wait_for_turn)
    except PhotoError as error:
        return Failed(task.file, error.stage, error.message, error.reason, error.needs)


def _process(
    task: Task, analyzer: Analyzer, limits: DecodeLimits, content: Content, wait_for_turn: Callable[[], None]
) -> Outcome:
    if content.sha256 in task.known_hashes:
        return AlreadyKnown(content.file, content.sha256)
    name = content.file.path.name
    try:
        photo, faces = look(content.data, name, analyzer, limits.shared)
    except NeedsMoreMemoryError:
        # Known from the header, before anything is decoded.
        wait_for_turn()
        photo, faces = look(content.data, name, analyzer, limits)
    return Analysed(content.file, content.sha256, photo.facts, photo.damage, tuple(faces))
