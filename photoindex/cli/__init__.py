"""Parse the command line, run an operation, and return an exit code."""
