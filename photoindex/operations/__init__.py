"""One verb per file: the only place that wires the packages below together."""
