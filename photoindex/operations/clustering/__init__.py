"""Cluster the faces of an index, and compare the result with the previous clusters."""
