"""Compute what follows from decisions: from a snapshot of the index and new decisions to its next content."""
