"""Describe and choose the photos of a slideshow."""
