"""One click command a file, each calling the operation of the same name."""
