"""Replay the log of decisions, and find the faces that decisions refer to."""
