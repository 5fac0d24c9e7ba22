"""Faces in, clusters out."""
