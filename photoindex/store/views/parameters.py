"""Collect the values of the parameters of one SQL statement."""

from collections.abc import Sequence

_SHORT = 8


class Parameters:
    """The values of parameters, by name; `values` already holds the fingerprint of the pack."""

    def __init__(self, fingerprint: str) -> None:
        self.values: dict[str, object] = {"fingerprint": fingerprint}

    def add(self, value: object) -> str:
        """The name of a new parameter with this value, as it stands in SQL."""
        name = f"value{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def is_one_of(self, column: str, options: Sequence[int] | Sequence[str]) -> str:
        """SQL that is true if a column has one of these values."""
        if len(options) == 1:
            return f"{column} = {self.add(options[0])}"
        # Comparing each row with a few values is faster than a join, and takes no memory.
        if len(options) <= _SHORT:
            return f"{column} IN ({', '.join(map(self.add, options))})"
        kind = "VARCHAR[]" if isinstance(options[0], str) else "BIGINT[]"
        return f"{column} IN (SELECT unnest({self.add(list(options))}::{kind}))"

    def between(self, column: str, low: float | None, high: float | None, *, strict: bool = False) -> str:
        """SQL that is true if the number in `column` lies in a range, with or without its limits."""
        sign = "" if strict else "="
        limits = [f"{column} >{sign} {self.add(low)}::DOUBLE"] if low is not None else []
        limits += [f"{column} <{sign} {self.add(high)}::DOUBLE"] if high is not None else []
        return f"({' AND '.join(limits)})"
