"""Turn argv into an exit code; the operations do the work."""
