"""Collect the values of the parameters of one SQL statement."""

from collections.abc import Iterable


class Parameters:
    """The values of parameters, by name; `values` already holds the fingerprint of the pack."""

    def __init__(self, fingerprint: str) -> None:
        self.values: dict[str, object] = {"fingerprint": fingerprint}

    def add(self, value: object) -> str:
        """The name of a new parameter with this value, as it stands in SQL."""
        name = f"value{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def ids(self, ids: Iterable[int]) -> str:
        """A list of ids in SQL, for use after IN."""
        return f"(SELECT unnest({self.add(sorted(set(ids)))}::BIGINT[]))"

    def texts(self, texts: Iterable[str]) -> str:
        """A list of texts in SQL, for use after IN."""
        return f"(SELECT unnest({self.add(list(texts))}::VARCHAR[]))"

    def between(self, column: str, low: float | None, high: float | None, *, strict: bool = False) -> str:
        """SQL that is true if the number in `column` lies in a range, with or without its limits."""
        sign = "" if strict else "="
        limits = [f"{column} >{sign} {self.add(low)}::DOUBLE"] if low is not None else []
        limits += [f"{column} <{sign} {self.add(high)}::DOUBLE"] if high is not None else []
        return f"({' AND '.join(limits)})"
