"""Clusters and decisions in, the person of each face out."""
