"""Divide photos into events: photos that were taken one after another, or that lie together in a folder."""
