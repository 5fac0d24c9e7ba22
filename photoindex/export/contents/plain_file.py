"""Say what all contents have in common that are neither a link nor another name of a photo."""

from typing import ClassVar


class PlainFile:
    """A content that becomes a file of its own; implementations of `Content` inherit from it."""

    __slots__ = ()

    target: ClassVar[str | None] = None
    is_hard_link: ClassVar[bool] = False

    @property
    def room(self) -> int | None:
        """The size in bytes, if it is known before the file is made."""
        return None
