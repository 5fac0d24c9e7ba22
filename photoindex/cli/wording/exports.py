"""Say why an export skipped a file, and which options an update continued with."""

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from photoindex.operations.slideshow import Settings, Skipped, SkipReason

_WORDS: "Mapping[SkipReason, str]" = {
    "away": "its disk is offline",
    "changed": "is no longer the photo that was scanned; scan again",
    "missing": "the file is missing",
    "unreadable": "cannot be read",
    "edited": "it has changed since it was exported, so it stays",
    "last-name": "it is the last name of its photo, so it stays",
    "keeps-metadata": "its metadata cannot be taken out (--convert jpeg makes a new picture)",
    "not-an-original": "it is a copy that an earlier export made, and has changed since",
}


def in_words(skipped: "Skipped") -> str:
    """The reason, with the details from the system or the decoder."""
    match skipped.reason:
        case "damaged":
            return skipped.detail
        case reason:
            return f"{_WORDS[reason]}: {skipped.detail}" if skipped.detail else _WORDS[reason]


def settings_in_words(settings: "Settings") -> list[str]:
    """What an update kept and changed of the options of the earlier export, a sentence for each."""
    sentences = []
    if settings.kept:
        kept = (_option(name, value) for name, value in settings.kept.items())
        sentences.append(f"As in the earlier export: {', '.join(kept)}.")
    for name, before in settings.changed.items():
        now, earlier = _option(name, settings.values[name]), _option(name, before)
        sentences.append(f"Changed: {now or 'without ' + earlier}{f' (before: {earlier})' if now and earlier else ''}.")
    return sentences


def _option(name: str, value: Any) -> str:
    """The option that gives a setting this value; empty for the usual value, which no option gives."""
    if value in (None, False, "nothing", "symbolic"):
        return ""
    match name:
        case "to_jpeg":
            return "--convert jpeg"
        case "strip":
            return f"--strip-{value}"
        case "most":
            return f"--best {value}"
        case "link" if value is not True:
            return f"--{value}"
    return f"--{name}" if value is True else f"--{name} {shlex.quote(str(value))}"
