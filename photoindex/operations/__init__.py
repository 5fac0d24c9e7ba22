"""Carry out the commands, one per file. Only this package connects the lower-level packages. Its folders hold shared
parts.
"""
