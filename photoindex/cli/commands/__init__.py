"""Define the click commands, one per file, each calling the operation of the same name."""
