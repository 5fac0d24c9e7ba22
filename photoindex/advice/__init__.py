"""Tell users what they can do next, as records of ids, names and paths, without words.

Errors carry these records. The command line words them as commands (`cli/wording/advice.py`); a page can offer them as
buttons. This package imports nothing from photoindex, so that every layer can use it.
"""
