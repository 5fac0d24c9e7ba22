"""Read numbers as people type them; in every option, they must be finite and in range."""

import math
from typing import Any

import click

# At most a day: nobody waits longer for one photo.
SECONDS = (0.1, 86_400.0)
WORKERS = (1, 1_024)
# Ten gigapixels take 30 GB of memory.
PIXELS = (1, 10_000_000_000)
SAMPLE = (0, 1_000_000_000)


class Finite(click.FloatRange):
    """A number between two inclusive limits. Unlike click's own type, it rejects `nan`, which passes click's
    comparisons.
    """

    def __init__(self, least: float, most: float) -> None:
        super().__init__(least, most)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number between {self.min:g} and {self.max:g}.", param, ctx)
        return number
