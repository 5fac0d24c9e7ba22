"""Define the plain values and pure functions that all floors above share: no I/O, no arrays larger than a face."""
