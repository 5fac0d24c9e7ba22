"""What the user can do next, as records: ids, names and paths, and no words.

Errors carry them. The command line words them as commands (`cli/wording/advice.py`); a page can offer them as buttons.
This package imports nothing of photoindex, so that every floor may use it.
"""
