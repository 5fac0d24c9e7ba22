"""Clusters, assignments and decisions in, the next best questions out."""
