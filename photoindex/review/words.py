"""Say what a running command does, in a few words that fit into the page's bar."""

from photoindex.operations.watching import Progress, Running
from photoindex.wording.counts import count


def in_few_words(running: Running | None) -> str:
    """What runs now and how far it is; empty if nothing runs."""
    if running is None:
        return ""
    if running.progress is None:
        return f"Running: {running.command}"
    return _progress(running.progress)


def _progress(progress: Progress) -> str:
    if progress.step == "looking":
        return f"Looking for photos: {progress.done:,} found"
    if progress.step == "clustering":
        return f"Clustering {count(progress.faces, 'face')}"
    if progress.todo is None:
        return f"Scanning: {count(progress.done, 'photo')}"
    return f"Scanning: {progress.done:,} of {count(progress.todo, 'photo')}"


def in_a_word(running: Running | None) -> str:
    """The same for the width of a phone."""
    progress = running.progress if running is not None else None
    if running is None or progress is None:
        return running.command if running is not None else ""
    if progress.step == "scanning" and progress.todo:
        return f"{100 * progress.done // progress.todo} %"
    return {"looking": "Looking", "scanning": "Scanning", "clustering": "Clustering"}[progress.step]
