"""Tell users what they can do next. Advice is given as records of ids, names and paths, not as text.

Errors carry these records. The command line turns them into commands to type (`cli/wording/advice.py`); a web page can
offer them as buttons. This package imports nothing from photoindex, so that every layer can use it.
"""
