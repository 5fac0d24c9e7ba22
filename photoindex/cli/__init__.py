"""argv in, exit code out; the work is done by the operations."""
