"""One file a command: the only place that wires the packages below together. The folders hold what commands share."""
