"""Decide which requests are answered: only those of the user's own browser, and changes only from our own pages.

The server is reachable by every process of this machine and, through the user's browser, by every site that the user
visits. `guard.py` checks each request before any route sees it.
"""
