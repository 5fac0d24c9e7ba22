"""Carry out an export: decide which files a folder should hold, write and remove only these, and record them."""
