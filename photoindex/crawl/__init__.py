"""Folders in, photo files out in a stable order: symlinks, hidden files and opt-outs are decided here."""
