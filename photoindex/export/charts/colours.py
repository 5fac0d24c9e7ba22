"""Choose the colours of charts. Text has a contrast of at least 4.5 with the ground, and marks of at least 3."""

from collections.abc import Mapping

from photoindex.export.charts.layout import Colour

LIGHT: Mapping[Colour | str, str] = {
    "ground": "#fbfaf8", "ink": "#1c1b1a", "soft": "#6a665f", "line": "#dcd8d1", "mark": "#2f6f73", "empty": "#eeebe6",
}  # fmt: skip
DARK: Mapping[Colour | str, str] = {
    "ground": "#121214", "ink": "#f1eee8", "soft": "#a29d95", "line": "#333338", "mark": "#6fb7b9", "empty": "#1f1f23",
}  # fmt: skip
