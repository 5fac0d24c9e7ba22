"""Define plain values and pure functions that all layers above share: no I/O, and no arrays larger than one face."""
