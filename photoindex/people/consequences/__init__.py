"""Compute the consequences of decisions: from a snapshot of the index and new decisions to its next content."""
