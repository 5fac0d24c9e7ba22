"""Carry out the commands, one per file; only this package wires the lower ones together. Folders hold shared parts."""
