"""Describe the faces that a user means: all faces of some clusters, all faces of a person, or single faces by their
ids.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a command. `kind` is "cluster" or "face", which use `ids`, or "person", which uses `name`."""

    kind: str
    ids: tuple[int, ...] = ()
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.which}"

    @property
    def is_group(self) -> bool:
        """Whether a decision about the target is about faces that nobody looked at one by one."""
        return self.kind != "face"

    @property
    def which(self) -> str:
        """The ids or the name, without the kind."""
        return f'"{self.name}"' if self.kind == "person" else " ".join(map(str, self.ids))
