"""Read the records of a JSON file one after another, so that a file of many gigabytes needs little memory.

A file holds a list of records, one record, or several of either after another, such as JSON lines or pages of an API
that were appended to each other. Python's parser finds where each value ends; the records themselves may be anything.
"""

import codecs
import json
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from photoindex.interop.photo_names import Fault, Unread

LONGEST_RECORD = 32 * 1024**2
"""The most characters that a single record may have; a page of 1,000 photos of the Immich API has 5 million."""

_CHUNK = 1024**2
# Reports about a file with more invalid records would say nothing new.
_MOST_INVALID = 100
# An error this close to the end of what was read may be the first half of something valid, such as "true".
_MARGIN = 16

# Files that were appended to each other may each begin with a byte order mark.
_SIGN = re.compile(r"[^\s\ufeff]")

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class _UnreadableError(Exception):
    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault: Fault = fault
        self.detail = detail


def json_records(path: Path, note: Callable[[Unread], None]) -> Iterator[Any]:
    """Yield the records of a file. Text is UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it.

    NaN and the infinities count as missing values. An invalid record is noted; what follows it is read only if each
    record begins on its own line.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            note(Unread(path, "unreadable", "not a file"))
            return
        with path.open(encoding=_encoding(path)) as stream:
            yield from _Document(stream).records(path, note)
    except OSError as error:
        note(Unread(path, "unreadable", error.strerror or str(error)))
    except UnicodeError as error:
        note(Unread(path, "malformed", f"not text in UTF-8: {error}"))
    except _UnreadableError as error:
        note(Unread(path, error.fault, error.detail))


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(4)
    return next((name for mark, name in _BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8")


class _Document:
    """The unread text of a file, of which only the beginning is in memory."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._whole = False
        self._number = 0
        self._decoder = json.JSONDecoder(parse_constant=lambda _: None)

    def records(self, path: Path, note: Callable[[Unread], None]) -> Iterator[Any]:
        invalid = 0
        while sign := self._next_sign():
            if sign == "[":
                self._at += 1
                yield from self._elements()
                continue
            try:
                value = self._value()
            except _UnreadableError as error:
                invalid += 1
                if error.fault != "malformed" or invalid > _MOST_INVALID or not self._skip_line():
                    raise
                note(Unread(path, error.fault, error.detail))
            else:
                yield value

    def _elements(self) -> Iterator[Any]:
        """The elements of a list whose opening bracket was read."""
        while (sign := self._next_sign()) != "]":
            if not sign:
                raise _UnreadableError("malformed", f"the file ends within a list, after record {self._number:,}")
            yield self._value()
            if self._next_sign() == ",":
                self._at += 1
            elif self._next_sign() not in {"]", ""}:
                raise _UnreadableError("malformed", f"no comma after record {self._number:,}")
        self._at += 1

    def _next_sign(self) -> str:
        """The next character that is not a space, without reading it; "" at the end."""
        while True:
            if found := _SIGN.search(self._text, self._at):
                self._at = found.start()
                return found[0]
            self._at = len(self._text)
            if not self._read_on():
                return ""

    def _value(self) -> Any:
        """Read the next value.

        Raises:
            _UnreadableError: it is invalid or too long.
        """
        self._number += 1
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._is_cut(error) or not self._read_on():
                    raise _UnreadableError("malformed", f"record {self._number:,}: {error.msg}") from error
            except (ValueError, RecursionError) as error:
                detail = "nested too deeply" if isinstance(error, RecursionError) else str(error)
                raise _UnreadableError("malformed", f"record {self._number:,}: {detail}") from error
            else:
                # The digits of a number may go on.
                if end < len(self._text) or not self._read_on():
                    self._at = end
                    return value

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether an error may be caused by text that was not read yet."""
        if self._whole:
            return False
        return error.pos >= len(self._text) - _MARGIN or error.msg.startswith("Unterminated string")

    def _read_on(self) -> bool:
        """Read more of the file; False at its end. What was used already is dropped.

        Raises:
            _UnreadableError: a record is too long.
        """
        kept = len(self._text) - self._at
        if kept > LONGEST_RECORD:
            raise _UnreadableError("too-large", f"record {self._number:,} has more than {LONGEST_RECORD:,} characters")
        # As much again as is there already, so that a long record is not parsed once for every chunk.
        added = self._stream.read(max(_CHUNK, kept))
        if not added:
            self._whole = True
            return False
        self._text = self._text[self._at :] + added
        self._at = 0
        return True

    def _skip_line(self) -> bool:
        """Go on after the next line break; False if there is none."""
        while (end := self._text.find("\n", self._at)) < 0:
            self._at = len(self._text)
            if not self._read_on():
                return False
        self._at = end + 1
        return True
