"""Embeddings in, similarities and the evidence in them out."""
