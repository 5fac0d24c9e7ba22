"""Embeddings and decisions in, clusters and assignments out: arrays and records only, never the store."""
